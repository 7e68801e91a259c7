import { z } from 'zod';
import type { OdooClient } from '../client/odoo-client.js';
import { bool, float, int, many2one } from '../client/values.js';
import { rounded } from './transfers.js';

/** What lies at one place of one kind; quantities in the product's UoM. */
export interface Quant {
  id: number;
  quantity: number;
  /** In a package or of another owner: not to be counted as loose goods. */
  apart: boolean;
  counted: number;
  isCounted: boolean;
  /** What applying the count would move. */
  difference: number;
}

const quantRow = z.object({
  id: int,
  quantity: float,
  package_id: many2one,
  owner_id: many2one,
  inventory_quantity: float,
  inventory_quantity_set: bool,
  inventory_diff_quantity: float,
});

export interface Place {
  product_id: number;
  location_id: number;
  /** Null: what lies there without a lot. */
  lotId: number | null;
}

/** The quants at exactly this location (not below it), by id. Odoo keeps empty ones for a while. */
export async function readQuants(client: OdooClient, place: Place, deadlineMs: number): Promise<Quant[]> {
  const domain = [
    ['product_id', '=', place.product_id],
    ['location_id', '=', place.location_id],
    ['lot_id', '=', place.lotId ?? false],
  ];
  const rows = await client.searchReadAll('stock.quant', quantRow, { domain, deadlineMs });
  return rows.map((row) => ({
    id: row.id,
    quantity: row.quantity,
    apart: row.package_id !== null || row.owner_id !== null,
    counted: row.inventory_quantity,
    isCounted: row.inventory_quantity_set,
    difference: row.inventory_diff_quantity,
  }));
}

export const sumOf = (quants: readonly Quant[]): number =>
  rounded(quants.reduce((sum, quant) => sum + quant.quantity, 0));
