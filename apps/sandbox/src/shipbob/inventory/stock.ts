import type { Account } from '../account.js';
import type { StockRow } from '../records.js';
import type { Shop } from '../shop.js';
import type { StockCause } from './history.js';

type Place = Omit<StockRow, 'onHand'>;

/** Puts pieces on (or, negative, takes them off) a shelf and writes the event that the inventory history shows. */
export function movePieces(shop: Shop, account: Account, place: Place, quantity: number, cause: StockCause): void {
  if (quantity === 0) return;
  account.moveStock(place, quantity);
  account.history.push({
    id: shop.id('event'),
    inventoryId: place.inventoryId,
    category: cause.category,
    at: shop.stamp(),
    orderId: cause.orderId ?? null,
    centreId: place.centreId,
    lotNumber: place.lotNumber,
    lotDate: place.lotDate,
    change: quantity,
    references: cause.references ?? [],
  });
}

/** Moves pieces to another lot (a wrong label put right) or another item (a merge): one event for each end. */
export function transferPieces(
  shop: Shop,
  account: Account,
  from: Place,
  to: Place,
  quantity: number,
  cause: StockCause,
): void {
  movePieces(shop, account, from, -quantity, cause);
  movePieces(shop, account, to, quantity, cause);
}
