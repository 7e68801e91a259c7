import type { JsonObject } from '@mlc/kernel';
import { linkRef } from '../plan.js';
import type { OdooProduct, ProductSeen } from '../seen.js';
import type { PlanContext } from '../settings.js';
import { isBundled, qualify } from './products.qualify.js';

interface OfGroup {
  /** What the create says of the product besides the variant. */
  request: JsonObject;
  /** Product id whose lane makes the ShipBob product first; null when nobody is waited for. */
  waitsFor: number | null;
}

const ALONE: OfGroup = { request: {}, waitsFor: null };

/**
 * Which ShipBob product a new variant belongs to when variants of one template are grouped: that of a sibling that is
 * linked, else that of the first sibling that goes to ShipBob, which makes it for all.
 */
export function productOfGroup(seen: ProductSeen, product: OdooProduct, context: PlanContext): OfGroup {
  const { siblings } = seen;
  if (!context.settings.products.group_variants || siblings === undefined || siblings.length === 0) return ALONE;
  for (const { link } of siblings) {
    const product_id = link?.data['product_id'];
    if (typeof product_id === 'number') return { request: { product_id }, waitsFor: null };
  }
  const going = siblings
    .map((sibling) => sibling.product)
    .filter((sibling) => !isBundled(sibling, context) && qualify(sibling, context).kind === 'qualifies');
  const first = [product, ...going].sort((a, b) => a.id - b.id)[0] ?? product;
  if (first.id !== product.id)
    return { request: { product_id: linkRef('product.product', first.id, 'product_id') }, waitsFor: first.id };
  const product_name = product.template?.name.trim();
  return product_name ? { request: { product_name }, waitsFor: null } : ALONE;
}
