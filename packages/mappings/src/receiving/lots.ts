import type { OdooPicking, PurchaseOrderSeen, ShipBobWro } from '../seen.js';
import { productOfLine } from '../shared/receipts.js';
import { moreThan, sameQuantity } from '../shared/units.js';

/** One lot of one product, in the product's UoM. */
export type Lot = {
  name: string;
  /** ISO 8601 or null. */
  expiration_date: string | null;
  quantity: number;
};

/** Per product id, lots by name. */
export type Lots = Map<number, Map<string, Lot>>;

export function addLot(lots: Lots, productId: number, lot: Lot): void {
  const own = lots.get(productId) ?? new Map<string, Lot>();
  const known = own.get(lot.name);
  own.set(lot.name, {
    name: lot.name,
    expiration_date: known?.expiration_date ?? lot.expiration_date,
    quantity: (known?.quantity ?? 0) + lot.quantity,
  });
  lots.set(productId, own);
}

/** What the boxes of a WRO say was stowed by lot; what they stowed without a lot's name is left out. */
export function stowedLots(
  wro: ShipBobWro,
  products: PurchaseOrderSeen['products'],
  which: 'stowed' | 'received' = 'stowed',
): Lots {
  const lots: Lots = new Map();
  for (const item of (wro.boxes ?? []).flatMap((box) => box.box_items)) {
    const name = item.lot_number?.trim() ?? '';
    const productId = productOfLine({ inventory_id: item.inventory_id, sku: item.sku ?? '' }, products);
    const quantity = (which === 'stowed' ? item.stowed_quantity : item.received_quantity) ?? 0;
    if (name === '' || productId === null || !moreThan(quantity, 0)) continue;
    addLot(lots, productId, { name, expiration_date: item.lot_date, quantity });
  }
  return lots;
}

/** What was received by lot. */
export function doneLots(pickings: OdooPicking[]): Lots {
  const lots: Lots = new Map();
  for (const move of pickings.flatMap((picking) => picking.moves))
    for (const lot of move.done_lots ?? []) addLot(lots, move.product_id, { ...lot, expiration_date: null });
  return lots;
}

/**
 * The lots of which `missing` is still to be booked. Null when ShipBob's boxes do not name a lot for all that was stowed, or
 * Odoo has received other lots than were stowed: then only a person knows.
 */
export function missingLots(
  stowed: ReadonlyMap<string, Lot> | undefined,
  done: ReadonlyMap<string, Lot> | undefined,
  sums: { stowed: number; missing: number },
): Lot[] | null {
  const all = [...(stowed?.values() ?? [])];
  if (!sameQuantity(sumOf(all), sums.stowed)) return null;
  const left = all.map((lot) => ({ ...lot, quantity: lot.quantity - (done?.get(lot.name)?.quantity ?? 0) }));
  if (left.some((lot) => moreThan(0, lot.quantity)) || !sameQuantity(sumOf(left), sums.missing)) return null;
  return left.filter((lot) => moreThan(lot.quantity, 0));
}

const sumOf = (lots: Lot[]): number => lots.reduce((sum, lot) => sum + lot.quantity, 0);

/** Takes a quantity off the lots, in their order. */
export function takeLots(lots: Lot[], quantity: number): Lot[] {
  const taken: Lot[] = [];
  let need = quantity;
  for (const lot of lots) {
    const part = Math.min(lot.quantity, need);
    if (!moreThan(part, 0)) continue;
    taken.push({ ...lot, quantity: part });
    lot.quantity -= part;
    need -= part;
  }
  return taken;
}
