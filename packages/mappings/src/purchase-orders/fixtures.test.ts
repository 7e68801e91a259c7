/** What the unit tests of purchase orders share: a plan of one order, its receipts, and an order of many products. */
import type { PurchaseOrderSeen } from '../seen.js';
import {
  context,
  move,
  orderSeen,
  type picking,
  product,
  productLink,
  purchaseOrder,
} from '../shared/fixtures.test.js';
import { planPurchaseOrders } from './purchase-orders.plan.js';

/** The plan of an order that is seen as `orderSeen` has it, unless told otherwise. */
export const plan = (seen: Parameters<typeof orderSeen>[0], ...more: Parameters<typeof context>) =>
  planPurchaseOrders(orderSeen(seen), context(...more));

export const withPickings = (...pickings: ReturnType<typeof picking>[]) => purchaseOrder({ pickings });

/** So many linked products `S1`, `S2` ..., and a move of one unit for each. */
export function many(count: number): { products: PurchaseOrderSeen['products']; moves: ReturnType<typeof move>[] } {
  const ids = Array.from({ length: count }, (_, index) => index + 1);
  const known = ids.map((id) => {
    const sku = `S${id}`;
    return [String(id), { product: product({ id, default_code: sku }), link: productLink(id, sku) }] as const;
  });
  return { products: Object.fromEntries(known), moves: ids.map((id) => move(id, 1)) };
}
