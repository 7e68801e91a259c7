import type { OdooSaleOrder, ShipBobOrder, ShipmentsSeen } from '../seen.js';
import type { PlanContext } from '../settings.js';

type Match =
  | { kind: 'one'; by: string; sale: OdooSaleOrder }
  | { kind: 'several'; by: string; sales: OdooSaleOrder[] }
  /** Only quotations or cancelled orders carry the number. */
  | { kind: 'unconfirmed'; by: string; sales: OdooSaleOrder[] }
  | { kind: 'none' };

/**
 * The first key that finds any sale order decides; a confirmed order goes before quotations and cancelled ones, one that
 * carries the order's reference before those that carry its other number.
 */
export function matchSaleOrder(seen: ShipmentsSeen, context: PlanContext): Match {
  for (const by of context.settings.shipments.match_keys) {
    const found = seen.saleOrders.filter(
      (one) => one.by === by && one.order.company_id === context.connection.company_id,
    );
    const sales = [...new Map(found.map((one) => [one.order.id, one.order])).values()].sort((a, b) => a.id - b.id);
    const confirmed = sales.filter((sale) => sale.state === 'sale' || sale.state === 'done');
    const byReference = new Set(
      found.filter((one) => one.number === seen.order?.reference_id).map((one) => one.order.id),
    );
    const referred = confirmed.filter((sale) => byReference.has(sale.id));
    const fitting = referred.length > 0 ? referred : confirmed;
    const [only, ...more] = fitting;
    if (only) return more.length === 0 ? { kind: 'one', by, sale: only } : { kind: 'several', by, sales: fitting };
    // A linked delivery of an order that was cancelled since says nothing of the order that carries the number now.
    if (sales.length > 0 && by !== 'link') return { kind: 'unconfirmed', by, sales };
  }
  return { kind: 'none' };
}

/** How people name the ShipBob order. */
export const orderName = (order: ShipBobOrder): string => order.order_number ?? order.reference_id;
