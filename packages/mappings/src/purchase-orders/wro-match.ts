import type { PurchaseOrderSeen, ShipBobWro } from '../seen.js';
import { addTo, productIds, type Quantities } from '../shared/quantities.js';
import { productOfLine, skuOf } from '../shared/receipts.js';
import { sameQuantity } from '../shared/units.js';

/** What a WRO expects, per Odoo product; lines that mean no product of the order are named apart. */
interface Expected {
  quantities: Quantities;
  unknown: { sku: string; inventory_id: number; quantity: number }[];
}

function expectedOf(wro: ShipBobWro, products: PurchaseOrderSeen['products']): Expected {
  const expected: Expected = { quantities: new Map(), unknown: [] };
  for (const line of wro.inventory_quantities) {
    const productId = productOfLine(line, products);
    const { sku, inventory_id, expected_quantity: quantity } = line;
    if (productId !== null) addTo(expected.quantities, productId, quantity);
    else if (quantity !== 0) expected.unknown.push({ sku, inventory_id, quantity });
  }
  return expected;
}

/** One quantity that is not the same on both sides. */
export interface Difference {
  sku: string;
  odoo: number;
  shipbob: number;
}

/** Differences of the SKU multisets, in order of the SKU's product; empty when both are equal. */
export function differencesTo(
  demand: Quantities,
  wro: ShipBobWro,
  products: PurchaseOrderSeen['products'],
): Difference[] {
  const { quantities, unknown } = expectedOf(wro, products);
  const known = productIds(demand, quantities).map((id) => ({
    sku: skuOf(id, products),
    odoo: demand.get(id) ?? 0,
    shipbob: quantities.get(id) ?? 0,
  }));
  const others = unknown.map(({ sku, inventory_id, quantity }) => ({
    sku: sku || `inventory ${inventory_id}`,
    odoo: 0,
    shipbob: quantity,
  }));
  return [...known, ...others].filter((line) => !sameQuantity(line.odoo, line.shipbob));
}

export const differencesText = (differences: Difference[]): string =>
  differences.map(({ sku, odoo, shipbob }) => `${sku}: Odoo ${odoo}, ShipBob ${shipbob}`).join('; ');
