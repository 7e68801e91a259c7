import { round } from '../engine/cells.js';
import type { Rec } from '../engine/record.js';
import { convert } from './units.js';

export interface KitPart {
  product: Rec;
  /** In the part's own unit, for the whole quantity asked. */
  quantity: number;
  line: Rec;
}

/** The phantom bill of materials of a product, if manufacturing is installed and there is one. */
export function kitOf(product: Rec): Rec | null {
  const env = product.env.root();
  if (!env.hasModel('mrp.bom')) return null;
  const boms = env.search('mrp.bom', [
    ['type', '=', 'phantom'],
    '|',
    ['product_id', '=', product.id],
    '&',
    ['product_id', '=', false],
    ['product_tmpl_id', '=', product.num('product_tmpl_id')],
  ]);
  return boms.find((bom) => bom.ref('product_id') !== null) ?? boms[0] ?? null;
}

/** The parts of `quantity` kits, nested kits opened too. Moves of an order for a kit are moves of its parts. */
export function explodeKit(product: Rec, quantity: number): KitPart[] | null {
  const bom = kitOf(product);
  if (bom === null) return null;
  const kits = quantity / (bom.num('product_qty') || 1);
  return bom.refs('bom_line_ids').flatMap((line) => {
    const part = line.need('product_id');
    const own = convert(round(line.num('product_qty') * kits, 4), line.need('product_uom_id'), part.need('uom_id'));
    return explodeKit(part, own) ?? [{ product: part, quantity: own, line }];
  });
}

/** How many whole kits the done quantities make: the smallest ratio of a part, rounded down, as Odoo counts them. */
export function wholeKits(product: Rec, done: (part: Rec) => number): number {
  const parts = explodeKit(product, 1) ?? [];
  const ratios = parts
    .filter((part) => part.quantity > 0)
    .map((part) => Math.floor(done(part.product) / part.quantity + 1e-9));
  return ratios.length === 0 ? 0 : Math.min(...ratios);
}
