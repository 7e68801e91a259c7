import type { PurchaseOrderSeen, ShipBobWro } from '../seen.js';
import type { PlanContext } from '../settings.js';
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
 * Stowed is what became sellable stock; received may lag behind or run ahead of it (observed: 0 received and 50 stowed on
 * one WRO), and is looked at by the setting only.
 */
export function stowedOf(
  wro: ShipBobWro,
  products: PurchaseOrderSeen['products'],
  which: PlanContext['settings']['receipt']['qty'] = 'stowed',
): Stowed {
  const sum: Stowed = { stowed: new Map(), expected: new Map(), unknown: [] };
  for (const line of wro.inventory_quantities) {
    const productId = productOfLine(line, products);
    const stowed = which === 'stowed' ? line.stowed_quantity : line.received_quantity;
    if (productId !== null) {
      addTo(sum.stowed, productId, stowed);
      addTo(sum.expected, productId, line.expected_quantity);
    } else if (stowed > 0) {
      const { sku, inventory_id } = line;
      sum.unknown.push({ sku: sku || `inventory ${inventory_id}`, inventory_id, stowed });
    }
  }
  return sum;
}
