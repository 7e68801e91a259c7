import type { OdooSaleOrder, ShipBobOrder, ShipmentsSeen } from '../seen.js';
import type { PlanContext } from '../settings.js';

type Match =
  | { kind: 'one'; by: string; sale: OdooSaleOrder }
  | { kind: 'several'; by: string; sales: OdooSaleOrder[] }
  /** Only quotations or cancelled orders carry the number. */
  | { kind: 'unconfirmed'; by: string; sales: OdooSaleOrder[] }
  | { kind: 'none' };

/** The first key that finds any sale order decides; a confirmed order goes before quotations and cancelled ones. */
export function matchSaleOrder(seen: ShipmentsSeen, context: PlanContext): Match {
  for (const by of context.settings.shipments.match_keys) {
    const sales = [
      ...new Map(
        seen.saleOrders
          .filter((found) => found.by === by && found.order.company_id === context.connection.company_id)
          .map((found) => [found.order.id, found.order]),
      ).values(),
    ].sort((a, b) => a.id - b.id);
    const confirmed = sales.filter((sale) => sale.state === 'sale' || sale.state === 'done');
    const [only, ...more] = confirmed;
    if (only) return more.length === 0 ? { kind: 'one', by, sale: only } : { kind: 'several', by, sales: confirmed };
    // A linked delivery of an order that was cancelled since says nothing of the order that carries the number now.
    if (sales.length > 0 && by !== 'link') return { kind: 'unconfirmed', by, sales };
  }
  return { kind: 'none' };
}

/** How people name the ShipBob order. */
export const orderName = (order: ShipBobOrder): string => order.order_number ?? order.reference_id;
