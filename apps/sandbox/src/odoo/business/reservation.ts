import { round } from '../engine/cells.js';
import type { Rec } from '../engine/record.js';
import { freeQuants } from './stock.js';
import { isOpen, isStorable } from './stock-levels.js';

/** Goods that come from outside need no reservation: what is expected is prefilled. */
const comesFromOutside = (move: Rec): boolean =>
  ['supplier', 'customer', 'inventory', 'production'].includes(move.need('location_id').str('usage'));

function addLine(move: Rec, quantity: number, from: Rec | null = null): void {
  const location = from?.need('location_id') ?? move.need('location_id');
  move.env.root().make('stock.move.line', {
    move_id: move.id,
    quantity,
    location_id: location.id,
    lot_id: from?.ref('lot_id')?.id ?? false,
  });
}

/** Prefills what is expected: `quantity = demand`, `picked = false`; a serial product gets one line for each unit. */
function prefill(move: Rec, missing: number): void {
  const product = move.need('product_id');
  if (product.str('tracking') === 'serial') {
    for (let unit = 0; unit < Math.floor(missing); unit += 1) addLine(move, 1);
    return;
  }
  const line = move.refs('move_line_ids')[0];
  if (line !== undefined && move.ids('move_line_ids').length === 1) {
    line.env.root().write([line], { quantity: round(line.num('quantity') + missing, 4) });
  } else addLine(move, missing);
}

/** Reserves what is there, quant by quant. */
function reserve(move: Rec, missing: number): void {
  let open = missing;
  for (const { quant, free } of freeQuants(move.need('product_id'), move.need('location_id'))) {
    if (open <= 0) break;
    const taken = Math.min(open, free);
    addLine(move, taken, quant);
    open = round(open - taken, 4);
  }
}

/** `_action_assign`: fills the quantity of an open move as far as stock allows and sets its state. */
export function assignMove(move: Rec): void {
  if (!isOpen(move)) return;
  const demand = move.num('product_uom_qty');
  const missing = round(demand - move.num('quantity'), 4);
  if (missing > 0) {
    if (comesFromOutside(move) || !isStorable(move.need('product_id'))) prefill(move, missing);
    else if (!waitsForOthers(move)) reserve(move, missing);
  }
  move.set({ state: waitsForOthers(move) && move.num('quantity') <= 0 ? 'waiting' : availability(move) });
}

const waitsForOthers = (move: Rec): boolean =>
  move.ids('move_orig_ids').length > 0 && move.refs('move_orig_ids').every((orig) => isOpen(orig));

function availability(move: Rec): string {
  if (move.num('quantity') >= move.num('product_uom_qty')) return 'assigned';
  return move.num('quantity') > 0 ? 'partially_available' : 'confirmed';
}

/** Gives back what the move holds. */
export function unreserveMove(move: Rec): void {
  if (!isOpen(move)) return;
  move.env.root().unlink(move.refs('move_line_ids'));
  move.set({ state: 'confirmed', quantity: 0, picked: false });
}

/** The picking's state follows its moves. */
export function refreshPicking(picking: Rec): void {
  const moves = picking.refs('move_ids');
  const states = moves.map((move) => move.str('state'));
  const open = states.filter((state) => state !== 'cancel' && state !== 'done');
  let state = 'draft';
  if (states.length > 0 && states.every((one) => one === 'cancel')) state = 'cancel';
  else if (states.length > 0 && open.length === 0) state = 'done';
  else if (open.some((one) => one === 'draft')) state = 'draft';
  else if (open.some((one) => one === 'assigned' || one === 'partially_available')) {
    state = picking.str('move_type') === 'direct' || open.every((one) => one === 'assigned') ? 'assigned' : 'confirmed';
  } else if (open.some((one) => one === 'waiting')) state = 'waiting';
  else if (open.length > 0) state = 'confirmed';
  picking.set({ state });
}
