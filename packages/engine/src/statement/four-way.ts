import { chunks } from '@mlc/kernel';
import { fourWayMatch, type MatchedLine, type PurchaseOrderSeen } from '@mlc/mappings';
import type { ConnectionWork } from '../engine.js';
import { lookPurchaseOrders } from '../flows/purchase-orders/purchase-orders.look.js';
import { mappedWarehouseIds } from '../flows/warehouses.js';
import { lookContext } from '../work.js';
import type { Period } from './period.js';
import { touchedOrders } from './touched-orders.js';

const ORDERS_PER_LOOK = 100;

/** Every line of the purchase orders into mapped warehouses that either side touched in the period. Reads only. */
export async function matchPurchases(work: ConnectionWork, period: Period): Promise<MatchedLine[]> {
  const context = lookContext(work);
  const { orderIds } = await touchedOrders(context, period);
  const mapped = new Set(mappedWarehouseIds(context.plan));
  const rows: MatchedLine[] = [];
  for (const part of chunks(orderIds, ORDERS_PER_LOOK)) {
    const seen = [...(await lookPurchaseOrders(part, context)).values()].filter(
      ({ order }: PurchaseOrderSeen) =>
        order !== null && mapped.has(order.warehouse_id ?? 0) && (order.state === 'purchase' || order.state === 'done'),
    );
    const billed = await context.odoo.billedQuantities(seen.flatMap((one) => one.order?.id ?? []));
    rows.push(...seen.flatMap((one) => fourWayMatch(one, billed)));
  }
  return rows.sort((a, b) => (a.order < b.order ? -1 : a.order > b.order ? 1 : 0));
}
