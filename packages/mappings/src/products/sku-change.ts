import { laneKey } from '../lanes.js';
import { type Plan, parked } from '../plan.js';
import type { OdooProduct, ProductSeen, SeenLink, ShipBobVariant } from '../seen.js';
import type { PlanContext } from '../settings.js';
import { noFindings, planOf } from '../shared/building.js';
import { proposing } from '../shared/proposals.js';
import { listed } from '../shared/text.js';
import { converge, lotChange } from './converge.js';
import { skuChanged } from './linked.cases.js';
import { createEffect, moved, renameEffect } from './products.effects.js';
import { changesTo, newProduct } from './products.map.js';

interface Renamed {
  product: OdooProduct;
  /** The internal reference now. */
  sku: string;
  link: SeenLink;
  /** The linked variant, under its SKU at ShipBob. */
  variant: ShipBobVariant;
}

/** The internal reference of a linked product is no longer its variant's SKU. */
export function planSkuChange(seen: ProductSeen, renamed: Renamed, context: PlanContext): Plan {
  const { product, sku, link, variant } = renamed;
  const how = context.settings.products.on_sku_change;
  if (how === 'new') return planNew(seen, renamed, context);
  const changes = changesTo(variant, product, context, { sku, ...lotChange(variant, product, context) });
  if (seen.bySku.length > 0 || changes === null) return parked(skuChanged(product, sku, variant, seen.bySku));
  const effect = renameEffect(product, link, variant, changes);
  if (how === 'flag') return parked(proposing(skuChanged(product, sku, variant, []), [effect]));
  const notes = [`SKU ${variant.sku} renamed to ${sku} at ShipBob (${listed(changes.fields)})`];
  return planOf({ ...noFindings(), effects: [effect], notes }, 'renamed');
}

/** The new SKU is another thing at ShipBob: it is found or made, and the link names it from then on. */
function planNew(seen: ProductSeen, { product, sku, link, variant }: Renamed, context: PlanContext): Plan {
  const [found, ...more] = seen.bySku;
  const left = `variant ${variant.variant_id} (SKU ${variant.sku}, ${variant.on_hand_qty} on hand) is left as it is`;
  if (found === undefined) {
    const request = newProduct(product, sku, context);
    const reason = `the internal reference of product ${product.id} was changed in Odoo; ${left}`;
    const create = {
      operation: 'shipbob.product.create',
      key: sku,
      title: `product ${sku} "${request.name}"`,
    } as const;
    const effect = createEffect(product, { ...create, request, reason }, true);
    const rings = [{ lane: laneKey('product', product.id), reason: `SKU ${sku} is to be linked` }];
    return planOf({ ...noFindings(), effects: [effect], rings, notes: [`new variant ${sku}; ${left}`] }, 'new variant');
  }
  const isTaken = seen.linkedElsewhere?.some((taken) => taken.odooId !== product.id) === true;
  if (more.length > 0 || found.is_bundle || found.inventory_id === null || isTaken)
    return parked(skuChanged(product, sku, variant, seen.bySku));
  const evidence = `SKU ${sku} is unique at ShipBob (variant ${found.variant_id}); the link of product ${product.id} now names it, and ${left}`;
  const plan = converge(found, product, context);
  plan.adoptions.push(moved(link, found, {}, evidence));
  plan.notes.unshift(evidence);
  return planOf(plan, 'linked');
}
