import type { OdooMove, OdooPicking, OdooPurchaseLine, OdooPurchaseOrder } from '../seen.js';
import { incoming, isClosed, openMoves } from './receipts.js';

/**
 * The order as it is meant after a line was lowered. Where the line's planned day is not what Odoo would plan now, Odoo
 * (observed on 17 and 19) leaves the open receipt as it is and puts an outgoing transfer to the vendor beside it, over what
 * is no longer wanted. Nothing of it ever arrived, so the receipt waits for the difference only. Goods that do go back to
 * the vendor are returns of a receipt, and change nothing here.
 */
export function withoutTakenBack(order: OdooPurchaseOrder): OdooPurchaseOrder {
  const less = new Map<number, number>();
  for (const line of order.lines) {
    let rest = takenBack(order, line);
    for (const move of openOf(order, line).reverse()) {
      const taken = Math.min(rest, move.product_qty);
      if (taken > 0) less.set(move.id, taken);
      rest -= taken;
    }
  }
  if (less.size === 0) return order;
  const lowered = (move: OdooMove): OdooMove => ({ ...move, product_qty: move.product_qty - (less.get(move.id) ?? 0) });
  return {
    ...order,
    pickings: order.pickings.map((picking) => ({ ...picking, moves: picking.moves.map(lowered) })),
  };
}

/** What is on its way back without ever having come: never more than the receipts hold beyond what is ordered. */
function takenBack(order: OdooPurchaseOrder, line: OdooPurchaseLine): number {
  const back = sum(order.pickings.filter(isTakingBack).flatMap(openMoves).filter(isOf(line)));
  if (back === 0) return 0;
  const done = incoming(order)
    .flatMap(({ moves }) => moves)
    .filter((move) => move.state === 'done' && isOf(line)(move))
    .reduce((total, move) => total + move.quantity, 0);
  return Math.max(0, Math.min(back, sum(openOf(order, line)) + done - line.product_uom_qty));
}

const isTakingBack = (picking: OdooPicking): boolean =>
  picking.picking_type_code === 'outgoing' && picking.return_id === null && !isClosed(picking);

const isOf =
  (line: OdooPurchaseLine) =>
  (move: OdooMove): boolean =>
    move.purchase_line_id === line.id;

const openOf = (order: OdooPurchaseOrder, line: OdooPurchaseLine): OdooMove[] =>
  incoming(order).flatMap(openMoves).filter(isOf(line));

const sum = (moves: OdooMove[]): number => moves.reduce((total, move) => total + move.product_qty, 0);
