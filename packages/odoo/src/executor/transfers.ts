import { groupBy } from '@mlc/kernel';
import { z } from 'zod';
import type { Domain, OdooClient } from '../client/odoo-client.js';
import { bool, char, float, int, many2one, requiredChar, requiredMany2one } from '../client/values.js';

/** A receipt or delivery as an executor needs it: fresh, with every move it holds. */
export interface Transfer {
  id: number;
  name: string;
  state: string;
  typeCode: string | null;
  locationId: number;
  destinationId: number;
  backorderOf: number | null;
  note: string | null;
  /** Undefined where Odoo has no Delivery Costs. */
  carrierId: number | null | undefined;
  trackingRef: string | null | undefined;
  moves: TransferMove[];
}

export interface TransferMove {
  id: number;
  state: string;
  productId: number;
  locationId: number;
  destinationId: number;
  /** The move's UoM. */
  uomId: number;
  /** Demand in the product's UoM. */
  demand: number;
  /** Done, or before validation prepared, in the move's UoM. */
  quantity: number;
  picked: boolean;
  /** Product units in one unit of the move's UoM; 1 unless Odoo propagates the order's units. */
  factor: number;
  /** 16: the done quantity is `quantity_done` and nothing is ticked. */
  legacy: boolean;
}

const transferRow = z.object({
  id: int,
  name: char,
  state: requiredChar,
  picking_type_code: char,
  location_id: requiredMany2one,
  location_dest_id: requiredMany2one,
  backorder_id: many2one,
  note: char.optional(),
  carrier_id: many2one.optional(),
  carrier_tracking_ref: char.optional(),
});

const moveRow = z.object({
  id: int,
  state: requiredChar,
  picking_id: many2one,
  product_id: requiredMany2one,
  location_id: requiredMany2one,
  location_dest_id: requiredMany2one,
  product_uom: requiredMany2one,
  product_qty: float,
  product_uom_qty: float,
  quantity: float.optional(),
  quantity_done: float.optional(),
  picked: bool.optional(),
});

/** Quantities closer than this are the same; Odoo's own rounding is coarser. */
const EPSILON = 1e-6;
export const isSame = (a: number, b: number): boolean => Math.abs(a - b) < EPSILON;
export const isMore = (a: number, b: number): boolean => a - b > EPSILON;
export const rounded = (value: number): number => Math.round(value * 1e6) / 1e6;

export async function readTransfers(client: OdooClient, pickingIds: number[], deadlineMs: number): Promise<Transfer[]> {
  if (pickingIds.length === 0) return [];
  const rows = await client.searchReadAll('stock.picking', transferRow, {
    domain: [['id', 'in', pickingIds]],
    deadlineMs,
  });
  const moves = groupBy(
    await readMoves(client, [['picking_id', 'in', pickingIds]], deadlineMs),
    (move) => move.pickingId,
  );
  return rows.map((row) => ({
    id: row.id,
    name: row.name ?? `stock.picking ${row.id}`,
    state: row.state,
    typeCode: row.picking_type_code,
    locationId: row.location_id.id,
    destinationId: row.location_dest_id.id,
    backorderOf: row.backorder_id?.id ?? null,
    note: row.note ?? null,
    carrierId: row.carrier_id === undefined ? undefined : (row.carrier_id?.id ?? null),
    trackingRef: row.carrier_tracking_ref,
    moves: moves.get(row.id) ?? [],
  }));
}

export async function readMoves(
  client: OdooClient,
  domain: Domain,
  deadlineMs: number,
): Promise<(TransferMove & { pickingId: number | null })[]> {
  const rows = await client.searchReadAll('stock.move', moveRow, { domain, deadlineMs });
  return rows.map((row) => ({
    id: row.id,
    pickingId: row.picking_id?.id ?? null,
    state: row.state,
    productId: row.product_id.id,
    locationId: row.location_id.id,
    destinationId: row.location_dest_id.id,
    uomId: row.product_uom.id,
    demand: row.product_qty,
    quantity: row.quantity ?? row.quantity_done ?? 0,
    picked: row.picked ?? (row.quantity_done ?? 0) > 0,
    factor: row.product_uom_qty > 0 && row.product_qty > 0 ? row.product_qty / row.product_uom_qty : 1,
    legacy: row.quantity === undefined && row.quantity_done !== undefined,
  }));
}

const CLOSED = new Set(['done', 'cancel', 'draft']);
export const isOpen = (record: { state: string }): boolean => !CLOSED.has(record.state);

/** Done quantity per product in the product's UoM. */
export function doneByProduct(transfers: Transfer[]): Map<number, number> {
  const done = new Map<number, number>();
  for (const move of transfers.flatMap((transfer) => transfer.moves)) {
    if (move.state !== 'done') continue;
    done.set(move.productId, rounded((done.get(move.productId) ?? 0) + move.quantity * move.factor));
  }
  return done;
}

const trackingRow = z.object({ id: int, tracking: requiredChar.optional() });

/** Which of the products carry lots or serial numbers, and which of the two. */
export async function trackedProducts(
  client: OdooClient,
  productIds: number[],
  deadlineMs: number,
): Promise<Map<number, 'lot' | 'serial'>> {
  const domain = [['id', 'in', productIds]];
  const context = { active_test: false };
  const rows = await client.searchReadAll('product.product', trackingRow, { domain, context, deadlineMs });
  const tracked = new Map<number, 'lot' | 'serial'>();
  for (const { id, tracking } of rows)
    if (tracking !== undefined && tracking !== 'none') tracked.set(id, tracking === 'serial' ? 'serial' : 'lot');
  return tracked;
}
