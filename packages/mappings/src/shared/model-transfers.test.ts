/** Odoo’s transfers as measured: what is processed is done, the rest becomes a backorder. */
import type { OdooMove, OdooPicking } from '../seen.js';

/** New records get ids from here on. */
export const FIRST_NEW_ID = 50_000;

export const isOpen = (record: { state: string }): boolean => record.state !== 'done' && record.state !== 'cancel';

export const doneOf = (pickings: OdooPicking[], productId: number, code: string): number =>
  pickings
    .filter((picking) => picking.picking_type_code === code)
    .flatMap((picking) => picking.moves)
    .filter((move) => move.state === 'done' && move.product_id === productId)
    .reduce((sum, move) => sum + move.quantity, 0);

/** Processes the quantities over the picking's open moves in id order; refuses what does not fit. */
export function validate(
  pickings: OdooPicking[],
  picking: OdooPicking,
  wanted: Map<number, number>,
  beyond: ReadonlySet<number> = new Set(),
  withLots = false,
): void {
  const rest: OdooMove[] = [];
  const processed: OdooMove[] = picking.moves.filter((move) => !isOpen(move));
  const left = new Map(wanted);
  for (const move of picking.moves.filter(isOpen).sort((a, b) => a.id - b.id)) {
    const now = Math.min(move.product_qty, left.get(move.product_id) ?? 0);
    left.set(move.product_id, (left.get(move.product_id) ?? 0) - now);
    if (now > 0 && move.tracking !== 'none' && !withLots) throw new Error(`move ${move.id} needs lots`);
    if (now > 0) processed.push({ ...move, state: 'done', picked: true, product_qty: now, quantity: now });
    if (now < move.product_qty) rest.push({ ...move, id: move.id + FIRST_NEW_ID, product_qty: move.product_qty - now });
  }
  for (const id of beyond) {
    const surplus = left.get(id) ?? 0;
    if (surplus <= 0) continue;
    left.delete(id);
    const own = processed.findLast((move) => move.product_id === id && !picking.moves.includes(move));
    if (own) own.quantity += surplus;
    else processed.push(surplusMove(picking, id, surplus));
  }
  for (const [id, quantity] of left) if (quantity > 1e-9) throw new Error(`${quantity} of product ${id} do not fit`);
  if (processed.length === 0) throw new Error('a transfer of nothing');
  picking.moves = processed;
  picking.state = 'done';
  if (rest.length === 0) return;
  const id = Math.max(...pickings.map((known) => known.id)) + 1;
  const name = `${picking.name}-${id}`;
  pickings.push({
    ...picking,
    id,
    name,
    state: 'assigned',
    backorder_id: picking.id,
    carrier_tracking_ref: null,
    moves: rest,
  });
}

const surplusMove = (picking: OdooPicking, productId: number, quantity: number): OdooMove => ({
  id: picking.id * FIRST_NEW_ID + productId,
  state: 'done',
  product_id: productId,
  sku: null,
  tracking: 'none',
  product_qty: 0,
  quantity,
  picked: true,
  product_uom: { id: 1, name: 'Units' },
  product_base_uom: { id: 1, name: 'Units' },
  purchase_line_id: null,
  sale_line_id: null,
});
