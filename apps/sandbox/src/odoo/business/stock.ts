import { round } from '../engine/cells.js';
import type { Env } from '../engine/env.js';
import type { Rec } from '../engine/record.js';
import { isStorable } from './stock-levels.js';

/** Finds the quant of (product, location, lot). */
function findQuant(env: Env, product: Rec, location: Rec, lot: number | null): Rec | null {
  for (const id of env.tx.db.table('stock.quant').pointingAt('product_id', product.id)) {
    const quant = env.rec('stock.quant', id);
    if (quant.cell('location_id') === location.id && quant.cell('lot_id') === lot) return quant;
  }
  return null;
}

/** Changes what lies at a location, in the product's unit. Stock may go negative: Odoo does not stop it (observed). */
export function changeStock(product: Rec, location: Rec, lot: number | null, quantity: number): void {
  if (quantity === 0 || !isStorable(product)) return;
  const env = product.env.root();
  const quant = findQuant(env, product, location, lot);
  if (quant === null) {
    env.make('stock.quant', { product_id: product.id, location_id: location.id, lot_id: lot ?? false, quantity });
  } else quant.set({ quantity: round(quant.num('quantity') + quantity, 4) });
}

/** Moves a done quantity from one location to the other. */
export function transferStock(line: Rec, quantity: number): void {
  const product = line.need('product_id');
  const lot = line.ref('lot_id')?.id ?? null;
  changeStock(product, line.need('location_id'), lot, -quantity);
  changeStock(product, line.need('location_dest_id'), lot, quantity);
}

/** Quants below a location that still hold something free, oldest first. */
export function freeQuants(product: Rec, location: Rec): { quant: Rec; free: number }[] {
  const env = product.env.root();
  return env
    .search('stock.quant', [
      ['product_id', '=', product.id],
      ['location_id', 'child_of', location.id],
    ])
    .map((quant) => ({ quant, free: round(quant.num('quantity') - quant.num('reserved_quantity'), 4) }))
    .filter(({ free }) => free > 0);
}
