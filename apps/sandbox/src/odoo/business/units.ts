import { round } from '../engine/cells.js';
import type { Rec } from '../engine/record.js';

/** How many reference units one of this unit holds: Dozens 12, Units 1. */
const size = (uom: Rec): number => (uom.env.is19 ? uom.num('factor') : 1 / uom.num('factor'));

/** Converts a quantity between units of one kind, rounded to the 0.01 of Odoo's "Product Unit" precision. */
export function convert(quantity: number, from: Rec, to: Rec): number {
  return from.id === to.id ? quantity : round((quantity * size(from)) / size(to), 2);
}

/** The name of the unit field on order lines: `product_uom` to 18, `product_uom_id` on 19. */
export const lineUom = (rec: Rec): string => (rec.env.is19 ? 'product_uom_id' : 'product_uom');
