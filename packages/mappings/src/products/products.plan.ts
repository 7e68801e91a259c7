import { type Adoption, effects, ignored, nothing, type Plan, type PlannedEffect, parked } from '../plan.js';
import type { OdooProduct, ProductSeen, SeenLink, ShipBobVariant } from '../seen.js';
import type { PlanContext } from '../settings.js';
import { type Findings, noFindings, planOf } from '../shared/building.js';
import { filled, listed } from '../shared/text.js';
import { archivedWithStock, deletedInOdoo, linkedGone, lotFlagDiffers, skuChanged } from './linked.cases.js';
import { type Changes, changesTo, deactivation, isInactive, newProduct } from './products.map.js';
import { qualify } from './products.qualify.js';
import { barcodeMatch, linkedElsewhere, noInventoryId, severalVariants, skuIsBundle } from './unlinked.cases.js';

/**
 * Odoo product -> ShipBob product with one variant. Link first, then the exact SKU, then a barcode as a suggestion, else a
 * new product. Nothing is ever deleted at ShipBob.
 */
export function planProducts(seen: ProductSeen, context: PlanContext): Plan {
  const { product, link, linked } = seen;
  if (product === null) return planDeleted(seen);
  const verdict = qualify(product, context);
  if (verdict.kind === 'ignored') return ignored(verdict.reason);
  if (verdict.kind === 'case') return parked(verdict.case);
  if (verdict.kind === 'archived') return planArchived(product, link, linked);
  if (link !== null) return planLinked(product, verdict.sku, link, linked, context);
  return planUnlinked(seen, product, verdict, context);
}

function planDeleted({ link, linked }: ProductSeen): Plan {
  if (link === null) return ignored('the product no longer exists in Odoo');
  if (linked === null || isInactive(linked)) return ignored('deleted in Odoo; nothing is deleted at ShipBob');
  return parked(deletedInOdoo(link, linked));
}

function planArchived(product: OdooProduct, link: SeenLink | null, linked: ShipBobVariant | null): Plan {
  if (link === null) return ignored('archived in Odoo and not linked to ShipBob');
  if (linked === null) return ignored('archived in Odoo and gone at ShipBob');
  if (isInactive(linked)) return nothing('archived in Odoo and inactive at ShipBob');
  if (linked.on_hand_qty > 0) return parked(archivedWithStock(product, linked));
  const effect = updateEffect(linked, deactivation(linked), 'archived in Odoo, no stock at ShipBob');
  return effects([effect], 'archived in Odoo');
}

function planLinked(
  product: OdooProduct,
  sku: string,
  link: SeenLink,
  variant: ShipBobVariant | null,
  context: PlanContext,
): Plan {
  if (variant === null) return parked(linkedGone(product, sku, link));
  if (variant.is_bundle) return parked(skuIsBundle(product, sku, variant));
  if (variant.sku.trim() !== sku) return parked(skuChanged(product, sku, variant));
  return planOf(converge(variant, product, context), 'both sides agree');
}

/** Brings a variant to Odoo's facts; the lot flag cannot be changed by us. */
function converge(variant: ShipBobVariant, product: OdooProduct, context: PlanContext): Findings {
  const found = noFindings();
  const changes = changesTo(variant, product, context);
  if (changes !== null) {
    const reason = `Odoo owns ${listed(changes.fields)}, and ShipBob says otherwise`;
    found.effects.push(updateEffect(variant, changes, reason));
    found.notes.push(`${listed(changes.fields)} updated`);
  }
  if (variant.is_lot !== (product.tracking === 'lot')) found.cases.push(lotFlagDiffers(product, variant));
  return found;
}

const updateEffect = (variant: ShipBobVariant, changes: Changes, reason: string): PlannedEffect => ({
  flow: 'products',
  operation: 'shipbob.product.update',
  target: 'shipbob',
  kind: 'converge',
  businessKey: `variant ${variant.variant_id}`,
  title: `product ${variant.sku}: ${listed(changes.fields)}`,
  before: changes.before,
  after: changes.after,
  request: changes.request,
  reason,
  link: null,
});

function planUnlinked(
  seen: ProductSeen,
  product: OdooProduct,
  { sku, why }: { sku: string; why: string },
  context: PlanContext,
): Plan {
  const [bySku, ...more] = seen.bySku;
  if (bySku === undefined) return planUnmatched(seen, product, { sku, why }, context);
  if (more.length > 0) return parked(severalVariants(product, sku, seen.bySku));
  if (bySku.is_bundle) return parked(skuIsBundle(product, sku, bySku));
  const taken = seen.linkedElsewhere?.find((link) => link.shipbobId === String(bySku.variant_id));
  if (taken) return parked(linkedElsewhere(product, sku, bySku, taken));
  if (bySku.inventory_id === null) return parked(noInventoryId(product, sku, bySku));
  const found = converge(bySku, product, context);
  found.adoptions.push(adoptionOf(product, sku, bySku));
  found.notes.unshift(`ShipBob has SKU ${sku} already: linked`);
  return planOf(found, 'linked');
}

const adoptionOf = (product: OdooProduct, sku: string, variant: ShipBobVariant): Adoption => ({
  odooModel: 'product.product',
  odooId: product.id,
  shipbobType: 'variant',
  shipbobId: String(variant.variant_id),
  data: {
    product_id: variant.product_id,
    variant_id: variant.variant_id,
    inventory_id: variant.inventory_id,
    sku: variant.sku.trim(),
  },
  evidence: `SKU ${sku} is equal on both sides and unique on both (ShipBob variant ${variant.variant_id}, inventory ${variant.inventory_id})`,
});

function planUnmatched(
  seen: ProductSeen,
  product: OdooProduct,
  { sku, why }: { sku: string; why: string },
  context: PlanContext,
): Plan {
  const barcode = filled(product.barcode);
  if (context.settings.products.match_barcode === 'suggest' && barcode !== null && seen.byBarcode.length > 0)
    return parked(barcodeMatch(product, sku, barcode, seen.byBarcode));
  const request = newProduct(product, sku, context);
  const effect: PlannedEffect = {
    flow: 'products',
    operation: 'shipbob.product.create',
    target: 'shipbob',
    kind: 'create',
    businessKey: sku,
    title: `product ${sku} "${request.name}"`,
    before: null,
    after: request,
    request,
    reason: `${why}; ShipBob has no such SKU`,
    link: { odooModel: 'product.product', odooId: product.id, shipbobType: 'variant' },
  };
  return effects([effect], `created at ShipBob: ${why}`);
}
