import { z } from 'zod';
import { float, int, many2one, requiredMany2one } from '../client/values.js';
import type { Reading } from './reading.js';

const quantRow = z.object({
  id: int,
  product_id: requiredMany2one,
  location_id: requiredMany2one,
  lot_id: many2one,
  package_id: many2one,
  owner_id: many2one,
  quantity: float,
});

/** Loose goods of the company at exactly these locations, by lot; packed goods and those of other owners are left out. */
export async function readStockAt(
  reading: Reading,
  productIds: number[],
  locationIds: number[],
): Promise<{ product_id: number; location_id: number; lot: string | null; quantity: number }[]> {
  if (productIds.length === 0 || locationIds.length === 0) return [];
  const rows = await reading.among('stock.quant', quantRow, 'product_id', productIds, [
    ['location_id', 'in', locationIds],
  ]);
  return rows
    .filter((row) => row.package_id === null && row.owner_id === null)
    .map((row) => ({
      product_id: row.product_id.id,
      location_id: row.location_id.id,
      lot: row.lot_id?.name ?? null,
      quantity: row.quantity,
    }));
}
