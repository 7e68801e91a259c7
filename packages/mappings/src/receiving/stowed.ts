import type { PurchaseOrderSeen, ShipBobWro } from '../seen.js';
import { addTo, type Quantities } from '../shared/quantities.js';
import { productOfLine } from '../shared/receipts.js';

/** What a WRO has put away so far, cumulative, and what it was told to expect. */
export interface Stowed {
  stowed: Quantities;
  expected: Quantities;
  /** Stowed lines that mean no product of the order. */
  unknown: { sku: string; inventory_id: number; stowed: number }[];
}

/**
 * Stowed is what became sellable stock; received may lag behind or run ahead of it, and is not looked at (observed: 0
 * received and 50 stowed on one WRO).
 */
export function stowedOf(wro: ShipBobWro, products: PurchaseOrderSeen['products']): Stowed {
  const sum: Stowed = { stowed: new Map(), expected: new Map(), unknown: [] };
  for (const line of wro.inventory_quantities) {
    const productId = productOfLine(line, products);
    if (productId !== null) {
      addTo(sum.stowed, productId, line.stowed_quantity);
      addTo(sum.expected, productId, line.expected_quantity);
    } else if (line.stowed_quantity > 0) {
      const { sku, inventory_id, stowed_quantity: stowed } = line;
      sum.unknown.push({ sku: sku || `inventory ${inventory_id}`, inventory_id, stowed });
    }
  }
  return sum;
}
