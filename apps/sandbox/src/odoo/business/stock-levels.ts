import { round } from '../engine/cells.js';
import type { Env } from '../engine/env.js';
import type { Rec } from '../engine/record.js';

const rowsOf = (env: Env, model: string, field: string, id: number): Rec[] =>
  env.hasModel(model)
    ? env.tx.db
        .table(model)
        .pointingAt(field, id)
        .map((row) => env.root().rec(model, row))
    : [];

const isInternal = (location: Rec): boolean => location.str('usage') === 'internal';

/** Whether stock is counted for the product: a storable good. */
export function isStorable(product: Rec): boolean {
  return product.env.is19 ? product.bool('is_storable') : product.str('type') === 'product';
}

/** Whether orders for the product make stock moves: any good, storable or not. */
export const isGood = (product: Rec): boolean => !['service', 'combo'].includes(product.str('type'));

export const isOpen = (move: Rec): boolean => !['done', 'cancel', 'draft'].includes(move.str('state'));

const quants = (product: Rec): Rec[] =>
  rowsOf(product.env, 'stock.quant', 'product_id', product.id).filter((quant) => isInternal(quant.need('location_id')));

/** Units in internal locations. */
export const onHand = (product: Rec): number =>
  round(
    quants(product).reduce((sum, quant) => sum + quant.num('quantity'), 0),
    4,
  );

/** On hand less what open transfers reserved. */
export const available = (product: Rec): number =>
  round(
    quants(product).reduce((sum, quant) => sum + quant.num('quantity') - quant.num('reserved_quantity'), 0),
    4,
  );

function openDemand(product: Rec, inwards: boolean): number {
  const moves = rowsOf(product.env, 'stock.move', 'product_id', product.id).filter((move) => {
    if (!isOpen(move)) return false;
    const from = isInternal(move.need('location_id'));
    const to = isInternal(move.need('location_dest_id'));
    return inwards ? to && !from : from && !to;
  });
  return round(
    moves.reduce((sum, move) => sum + move.num('product_uom_qty'), 0),
    4,
  );
}

export const incoming = (product: Rec): number => openDemand(product, true);
export const outgoing = (product: Rec): number => openDemand(product, false);

/**
 * What open transfers hold of a quant: never more than there is (a forced quantity goes negative when done, it does not
 * reserve what is not there).
 */
export function reserved(quant: Rec): number {
  const lot = quant.cell('lot_id');
  const location = quant.cell('location_id');
  if (!isInternal(quant.need('location_id'))) return 0;
  const lines = rowsOf(
    quant.env,
    'stock.move.line',
    'product_id',
    quant.cell('product_id') === null ? 0 : quant.num('product_id'),
  );
  const held = lines
    .filter((line) => line.cell('location_id') === location && line.cell('lot_id') === lot)
    .filter((line) => {
      const move = line.ref('move_id');
      return move !== null && isOpen(move);
    })
    .reduce((sum, line) => sum + line.num('quantity'), 0);
  return round(Math.min(held, Math.max(quant.num('quantity'), 0)), 4);
}
