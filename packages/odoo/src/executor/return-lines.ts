import { groupBy, type JsonObject } from '@mlc/kernel';
import { z } from 'zod';
import type { OdooClient } from '../client/odoo-client.js';
import { bool, char, float, int, many2one, requiredMany2one } from '../client/values.js';
import type { ReturnRequest } from './return-book.js';
import { isMore, isOpen, isSame, rounded, type Transfer, type TransferMove } from './transfers.js';

type Line = ReturnRequest['lines'][number];

/** A move's line: so much of one product, of one lot, to one place. */
export interface Place {
  id: number;
  moveId: number;
  productId: number;
  lot: string | null;
  locationId: number;
  /** In the product's UoM. */
  quantity: number;
  /** Always true on 16, which has no ticks. */
  picked: boolean;
}

/** `quantity` with `picked`, on 16 `qty_done`, whose lines we write in the product's UoM. */
const lineRow = z.object({
  id: int,
  move_id: many2one,
  product_id: requiredMany2one,
  lot_id: many2one,
  lot_name: char,
  location_dest_id: requiredMany2one,
  quantity: float.optional(),
  quantity_product_uom: float.optional(),
  qty_done: float.optional(),
  picked: bool.optional(),
});

export async function readPlaces(client: OdooClient, pickingIds: number[], deadlineMs: number): Promise<Place[]> {
  const domain = [['picking_id', 'in', pickingIds]];
  const rows = await client.searchReadAll('stock.move.line', lineRow, { domain, deadlineMs });
  return rows
    .map((row) => ({
      id: row.id,
      moveId: row.move_id?.id ?? 0,
      productId: row.product_id.id,
      lot: row.lot_id?.name ?? row.lot_name,
      locationId: row.location_dest_id.id,
      quantity: row.quantity_product_uom ?? row.quantity ?? row.qty_done ?? 0,
      picked: row.picked ?? true,
    }))
    .filter((place) => isMore(place.quantity, 0));
}

type Sums = Map<string, number>;

function sums(places: { productId: number; lot: string | null; locationId: number; quantity: number }[]): Sums {
  const out: Sums = new Map();
  for (const { productId, lot, locationId, quantity } of places) {
    const key = JSON.stringify([productId, lot, locationId]);
    out.set(key, rounded((out.get(key) ?? 0) + quantity));
  }
  return out;
}

export const placesOf = (places: Place[]): Sums => sums(places);
export const wantedPlaces = (lines: Line[]): Sums =>
  sums(lines.map((line) => ({ ...line, productId: line.product_id, locationId: line.location_dest_id })));
export const samePlaces = (a: Sums, b: Sums): boolean =>
  a.size === b.size && [...a].every(([key, quantity]) => isSame(quantity, b.get(key) ?? Number.NaN));

interface Share {
  line: Line;
  quantity: number;
}

/** Deals the lines out to the transfer's open moves, as far as each move asks for; moves by id. */
function deal(lines: Line[], transfer: Transfer): Map<TransferMove, Share[]> {
  const left = lines.map((line): Share => ({ line, quantity: line.quantity }));
  const dealt = new Map<TransferMove, Share[]>();
  for (const move of transfer.moves.filter(isOpen).toSorted((a, b) => a.id - b.id)) {
    let room = move.demand;
    const shares: Share[] = [];
    for (const share of left.filter((one) => one.line.product_id === move.productId)) {
      const quantity = Math.min(room, share.quantity);
      if (!isMore(quantity, 0)) continue;
      shares.push({ line: share.line, quantity });
      share.quantity = rounded(share.quantity - quantity);
      room = rounded(room - quantity);
    }
    dealt.set(move, shares);
  }
  return dealt;
}

export interface Filling {
  lines: Line[];
  /** A lot that Odoo knows; one that it does not know is made by its name at validation. */
  lotId: (productId: number, lot: string) => number | undefined;
}

/**
 * Replaces the lines that Odoo prefilled by ours, in one write a move. The place stands on the line: one move may bring
 * some goods back to stock and some into quarantine (observed on Odoo 16-19).
 */
export async function writePlaces(
  client: OdooClient,
  transfer: Transfer,
  filling: Filling,
  deadlineMs: number,
): Promise<void> {
  const idRow = z.object({ id: int, move_id: many2one });
  const domain = [['picking_id', '=', transfer.id]];
  const standing = await client.searchReadAll('stock.move.line', idRow, { domain, deadlineMs });
  const byMove = groupBy(standing, (line) => line.move_id?.id ?? 0);
  for (const [move, shares] of deal(filling.lines, transfer)) {
    const gone = (byMove.get(move.id) ?? []).map((line) => [2, line.id, 0]);
    const fresh = shares.map((share) => [0, 0, valuesOf(transfer, move, share, filling)]);
    if (gone.length + fresh.length === 0) continue;
    await client.write('stock.move', [move.id], { move_line_ids: [...gone, ...fresh] }, { deadlineMs });
  }
}

function valuesOf(transfer: Transfer, move: TransferMove, { line, quantity }: Share, filling: Filling): JsonObject {
  const done = rounded(quantity / move.factor);
  const lotId = line.lot === null ? undefined : filling.lotId(line.product_id, line.lot);
  const lot: JsonObject = line.lot === null ? {} : lotId === undefined ? { lot_name: line.lot } : { lot_id: lotId };
  return {
    product_id: move.productId,
    product_uom_id: move.uomId,
    picking_id: transfer.id,
    location_id: move.locationId,
    location_dest_id: line.location_dest_id,
    ...lot,
    ...(move.legacy ? { qty_done: done } : { quantity: done, picked: true }),
  };
}
