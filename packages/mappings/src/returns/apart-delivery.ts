import type { OdooDeliveredGoods, OdooDelivery, OdooMarkedTransfer, SeenLink } from '../seen.js';
import { partOfDay } from '../shipments/parts-of-days.js';

/**
 * What left for a shipment that no sale order stands for: by a delivery of its own, or as its part of a day's. Goods come back
 * from it in transfers of their own, so that it can be reversed whole when its sale order appears; what those brought is
 * what `returned` counts.
 */
export function apartDelivery(
  link: SeenLink,
  picking: OdooDelivery | null,
  backBefore: readonly OdooMarkedTransfer[],
): OdooDelivery | null {
  if (picking === null) return null;
  const part = partOfDay(link);
  const left = part === null ? picking.goods : goodsOf(part.lines);
  const placed = backBefore.filter((one) => one.state === 'done').flatMap((one) => one.placed);
  const back = (productId: number): number =>
    placed.filter((one) => one.product_id === productId).reduce((sum, one) => sum + one.quantity, 0);
  return { ...picking, goods: left.map((one) => ({ ...one, returned: back(one.product_id) })) };
}

function goodsOf(lines: { product_id: number; lot: string | null; quantity: number }[]): OdooDeliveredGoods[] {
  const goods = new Map<number, OdooDeliveredGoods>();
  for (const { product_id, lot, quantity } of lines) {
    const known = goods.get(product_id) ?? { product_id, delivered: 0, returned: 0, lots: [] };
    const lots = [...new Set([...known.lots, ...(lot === null ? [] : [lot])])];
    goods.set(product_id, { ...known, delivered: known.delivered + quantity, lots });
  }
  return [...goods.values()];
}
