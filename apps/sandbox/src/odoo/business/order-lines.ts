import { round } from '../engine/cells.js';
import type { Rec } from '../engine/record.js';
import { explodeKit, wholeKits } from './kits.js';
import { convert, lineUom } from './units.js';

export interface Wanted {
  product: Rec;
  quantity: number;
  bomLine: Rec | null;
}

/** What an order line asks of the warehouse, in product units; a kit asks for its parts. */
export function wantedOf(line: Rec, quantity: number): Wanted[] {
  const product = line.need('product_id');
  const own = convert(quantity, line.need(lineUom(line)), product.need('uom_id'));
  const parts = explodeKit(product, own);
  return (
    parts?.map((part) => ({ product: part.product, quantity: part.quantity, bomLine: part.line })) ?? [
      { product, quantity: own, bomLine: null },
    ]
  );
}

/** Sign of a done move for the order: goods that came (or went) count, goods that went back uncount. */
function signed(move: Rec, forward: 'supplier' | 'customer'): number {
  const from = move.need('location_id').str('usage');
  const to = move.need('location_dest_id').str('usage');
  const ahead = forward === 'supplier' ? from : to;
  const back = forward === 'supplier' ? to : from;
  if (back === forward) return move.bool('to_refund') ? -1 : 0;
  return ahead === forward ? 1 : 0;
}

/** `qty_received` and `qty_delivered`: done moves, converted to the line's unit and rounded (10 of 12 are 0.83 dozen). */
export function doneQuantity(line: Rec, forward: 'supplier' | 'customer'): number {
  const product = line.ref('product_id');
  const uom = line.ref(lineUom(line));
  if (product === null || uom === null) return 0;
  const moves = line.refs('move_ids').filter((move) => move.str('state') === 'done');
  const sum = (of: readonly Rec[]): number =>
    of.reduce((total, move) => total + signed(move, forward) * move.num('quantity'), 0);
  const own = moves.filter((move) => move.cell('product_id') === product.id);
  const kits =
    own.length === moves.length
      ? null
      : wholeKits(product, (part) => sum(moves.filter((move) => move.cell('product_id') === part.id)));
  return round(convert(kits ?? sum(own), product.need('uom_id'), uom), 2);
}
