/** A product after a plan’s writes. */
import { operations } from '../operations.js';
import { type Plan, type PlannedEffect, substituteLinks } from '../plan.js';
import type { ProductSeen, SeenLink, ShipBobVariant } from '../seen.js';
import { livingVariantId, variantData } from './links.js';
import { idIn } from './model-orders.test.js';

export function afterProducts(seen: ProductSeen, plan: Plan): ProductSeen {
  const next = structuredClone(seen);
  for (const adoption of plan.adoptions) {
    next.link = { ...adoption, data: { ...adoption.data } };
    const known = [...next.bySku, ...next.byBarcode, ...(next.mergedInto ? [next.mergedInto] : [])];
    next.linked = known.find((variant) => variant.variant_id === livingVariantId(adoption)) ?? null;
  }
  for (const effect of plan.effects) {
    if (effect.operation === 'shipbob.product.create') createVariant(next, effect);
    else if (effect.operation === 'shipbob.bundle.create') createBundle(next, effect);
    else if (effect.operation === 'shipbob.bundle.delete') next.linked = null;
    else updateVariant(next, effect);
  }
  if (next.link !== null) {
    // The look searches by SKU again only for a variant of another SKU, or none.
    const isSame = next.linked?.sku.trim() === next.product?.default_code?.trim();
    if (isSame) next.bySku = [];
    next.byBarcode = [];
  }
  return next;
}

const MADE = { product_id: 7000, variant_id: 7001, inventory_id: 7002 };

function createVariant(next: ProductSeen, effect: PlannedEffect): void {
  // A sibling that is waited for makes the product meanwhile.
  const resolved = substituteLinks(effect.request, () => 7000);
  const { is_active, return_preferences, product_id, product_name, ...facts } =
    operations['shipbob.product.create'].parse(resolved);
  const made: ShipBobVariant = {
    ...MADE,
    ...facts,
    ...(return_preferences ? { return_actions: return_preferences } : {}),
    product_id: product_id ?? MADE.product_id,
    status: is_active ? 'Active' : 'Inactive',
    is_bundle: false,
    on_hand_qty: 0,
  };
  linkMade(next, effect, made);
}

function createBundle(next: ProductSeen, effect: PlannedEffect): void {
  const resolved = substituteLinks(effect.request, (ref) => {
    const id = idIn(ref.$link);
    next.components = { ...next.components, [id]: componentLink(id) };
    return 900 + id;
  });
  const { components, ...facts } = operations['shipbob.bundle.create'].parse(resolved);
  const bare = { upc: null, gtin: null, weight_oz: null, customs: null, is_lot: false, on_hand_qty: 0 };
  linkMade(next, effect, {
    ...{ ...MADE, inventory_id: null, status: 'Active', is_bundle: true },
    ...bare,
    ...facts,
    bundle: components,
  });
}

const componentLink = (id: number): SeenLink => ({
  odooModel: 'product.product',
  odooId: id,
  shipbobType: 'variant',
  shipbobId: String(900 + id),
  data: { variant_id: 900 + id },
});

/** A create without a link is found by its SKU in the next look. */
function linkMade(next: ProductSeen, effect: PlannedEffect, made: ShipBobVariant): void {
  if (effect.link === null) {
    next.bySku = [made];
    return;
  }
  next.linked = made;
  const odooId = effect.link.odooId ?? 0;
  next.link = { ...effect.link, odooId, shipbobId: String(made.variant_id), data: { ...variantData(made) } };
}

function updateVariant(next: ProductSeen, effect: PlannedEffect): void {
  const { is_active, product_id, variant_id, return_preferences, ...facts } = operations[
    'shipbob.product.update'
  ].parse(effect.request);
  if (next.linked?.variant_id !== variant_id || next.linked.product_id !== product_id) throw new Error('wrong variant');
  const status = is_active === undefined ? {} : { status: is_active ? 'Active' : 'Inactive' };
  const returns = return_preferences ? { return_actions: return_preferences } : {};
  next.linked = { ...next.linked, ...(facts as Partial<ShipBobVariant>), ...returns, ...status };
  if (effect.link !== null && next.link !== null) next.link.data = { ...variantData(next.linked) };
}

// ---------------------------------------------------------------- purchase orders and receiving
