import type { Rec } from '../engine/record.js';
import { assignMove, refreshPicking } from './reservation.js';
import { confirmPicking, makeMove, makePicking } from './transfers.js';
import { convert } from './units.js';

/** The warehouse whose two-step receipts end at this location, or null. */
function twoStepWarehouse(picking: Rec): Rec | null {
  if (picking.str('picking_type_code') !== 'incoming') return null;
  const warehouse = picking.need('picking_type_id').ref('warehouse_id');
  if (warehouse === null || warehouse.str('reception_steps') !== 'two_steps') return null;
  return warehouse.cell('wh_input_stock_loc_id') === picking.cell('location_dest_id') ? warehouse : null;
}

/** The put-away from Input to Stock: 17 plans it with the order, 19 makes it when step one is done, for what arrived. */
export function planStorage(picking: Rec, moves: readonly Rec[], quantityOf: (move: Rec) => number): void {
  const warehouse = twoStepWarehouse(picking);
  if (warehouse === null || moves.length === 0) return;
  const env = picking.env.root();
  const type = env.is19
    ? (warehouse.ref('store_type_id') ?? warehouse.need('int_type_id'))
    : warehouse.need('int_type_id');
  const storage = makePicking(env, {
    type,
    partner: null,
    origin: picking.str('origin'),
    from: picking.need('location_dest_id'),
    to: warehouse.need('lot_stock_id'),
    company: picking.num('company_id'),
    scheduled: picking.str('scheduled_date'),
  });
  for (const move of moves) {
    makeMove(env, {
      picking: storage,
      product: move.need('product_id'),
      quantity: convert(quantityOf(move), move.need('product_uom'), move.need('product_id').need('uom_id')),
      date: move.str('date'),
      more: { move_orig_ids: [[6, 0, [move.id]]] },
    });
  }
  confirmPicking(storage);
}

/** After a transfer is done: the moves that waited for it reserve what arrived. */
export function nextSteps(picking: Rec, moves: readonly Rec[]): void {
  if (picking.env.is19) planStorage(picking, moves, (move) => move.num('quantity'));
  for (const next of moves.flatMap((move) => move.refs('move_dest_ids'))) {
    assignMove(next);
    const after = next.ref('picking_id');
    if (after !== null) refreshPicking(after);
  }
}
