import { chunks } from '@mlc/kernel';
import { SKUS_MAX } from './limits.js';
import type { SupplierRules } from './suppliers.js';
import type { WroItem } from './wro-items.js';

/** What is in one box. */
export type Box = WroItem[];

/** The goods in boxes, or the SKUs of which nobody says how many fill one. */
export type Packed = { boxes: Box[] } | { unsized: string[] };

/**
 * One box with everything; boxes of one SKU and lot each; or boxes of several SKUs. How many units fill a box is known by
 * product. Where it is known of none, a box for each SKU holds all of it, and a box of several SKUs holds everything.
 */
export function packed(items: WroItem[], { box_packaging }: Pick<SupplierRules, 'box_packaging'>): Packed {
  if (box_packaging === 'OneSkuPerBox') return { boxes: items.flatMap(boxesOfOne) };
  const isSized = box_packaging === 'MultipleSkuPerBox' && items.some((item) => item.per_box !== null);
  if (!isSized) return { boxes: chunks(items, SKUS_MAX) };
  const unsized = items.filter((item) => item.per_box === null).map((item) => item.sku);
  return unsized.length > 0 ? { unsized: [...new Set(unsized)] } : { boxes: mixed(items) };
}

/** Full boxes of one SKU, then one with the rest. */
function boxesOfOne(item: WroItem): Box[] {
  const per = item.per_box ?? item.quantity;
  const full = Math.floor(item.quantity / per);
  const rest = item.quantity - full * per;
  const boxes = Array.from({ length: full }, (): Box => [{ ...item, quantity: per }]);
  return rest > 0 ? [...boxes, [{ ...item, quantity: rest }]] : boxes;
}

/** Shares of a box are fractions; what they lack in exactness is less than one unit of anything. */
const ALMOST = 1e-9;

/** Full boxes are of one SKU; what is left of each goes whole into the first box that still has room for it. */
function mixed(items: WroItem[]): Box[] {
  const full: Box[] = [];
  const shared: { box: Box; free: number }[] = [];
  for (const item of items) {
    for (const box of boxesOfOne(item)) {
      const share = (box[0]?.quantity ?? 0) / (item.per_box ?? 1);
      if (share >= 1) {
        full.push(box);
        continue;
      }
      const open = shared.find(({ free }) => free + ALMOST >= share);
      if (open === undefined) shared.push({ box: [...box], free: 1 - share });
      else {
        open.box.push(...box);
        open.free -= share;
      }
    }
  }
  return [...full, ...shared.map(({ box }) => box)];
}

/** The goods of boxes, each SKU and lot once, in the order in which they first appear. */
export function goodsOf(boxes: Box[]): WroItem[] {
  const goods = new Map<string, WroItem>();
  for (const item of boxes.flat()) {
    const key = `${item.product_id}/${item.lot?.number ?? ''}`;
    goods.set(key, { ...item, quantity: item.quantity + (goods.get(key)?.quantity ?? 0) });
  }
  return [...goods.values()];
}
