import type { Vals } from '../engine/cells.js';
import type { Rec } from '../engine/record.js';
import { transferStock } from './stock.js';

export interface LossMove {
  product: Rec;
  lot: Rec | null;
  from: Rec;
  to: Rec;
  /** In the product's own unit. */
  quantity: number;
  company: number;
  /** What the move says of itself: its name (17), its source document, what it belongs to. */
  more: Vals;
}

/** A done move of no transfer: what scrap and applied counts leave behind. Stock follows. */
export function makeLossMove(input: LossMove): Rec {
  const env = input.product.env.root();
  const move = env.make('stock.move', {
    product_id: input.product.id,
    product_uom: input.product.cell('uom_id'),
    product_uom_qty: input.quantity,
    location_id: input.from.id,
    location_dest_id: input.to.id,
    company_id: input.company,
    state: 'confirmed',
    ...input.more,
  });
  if (input.quantity > 0) {
    const line = env.make('stock.move.line', {
      move_id: move.id,
      quantity: input.quantity,
      picked: true,
      lot_id: input.lot?.id ?? false,
    });
    transferStock(line, input.quantity);
  }
  move.set({ state: 'done', picked: true, date: env.tx.stamp });
  return move;
}
