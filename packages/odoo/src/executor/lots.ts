import { groupBy, type JsonObject } from '@mlc/kernel';
import { z } from 'zod';
import type { OdooClient } from '../client/odoo-client.js';
import { bool, char, float, int, many2one, odooStamp } from '../client/values.js';
import { isMore, isSame, rounded, type Transfer, type TransferMove } from './transfers.js';

/** A part of a quantity that belongs to one lot or serial number. */
export interface LotShare {
  name: string;
  /** ISO 8601; what a lot that Odoo does not know yet gets. */
  expiration_date: string | null;
  /** In the product's UoM. */
  quantity: number;
  /** The lot's own id. Without one Odoo finds or makes the lot by its name, which it does for receipts only (16-19). */
  lotId?: number;
}

/** A move's line: one lot at one place. */
interface LotLine {
  id: number;
  moveId: number;
  lot: string | null;
  /** In the move's UoM. */
  quantity: number;
  picked: boolean;
}

/** The done quantity is `quantity` with `picked`, on 16 `qty_done` without. */
const lineRow = z.object({
  id: int,
  move_id: many2one,
  lot_id: many2one,
  lot_name: char,
  quantity: float.optional(),
  qty_done: float.optional(),
  picked: bool.optional(),
});

async function readLines(client: OdooClient, moveIds: number[], deadlineMs: number): Promise<LotLine[]> {
  if (moveIds.length === 0) return [];
  const domain = [['move_id', 'in', moveIds]];
  const rows = await client.searchReadAll('stock.move.line', lineRow, { domain, deadlineMs });
  return rows.map((row) => ({
    id: row.id,
    moveId: row.move_id?.id ?? 0,
    lot: row.lot_id?.name ?? row.lot_name,
    quantity: row.quantity ?? row.qty_done ?? 0,
    picked: row.picked ?? (row.qty_done ?? 0) > 0,
  }));
}

/** Done quantity per lot name (product's UoM) for each of the products. */
export async function doneByLot(
  client: OdooClient,
  transfers: Transfer[],
  productIds: readonly number[],
  deadlineMs: number,
): Promise<Map<number, Map<string, number>>> {
  const wanted = new Set(productIds);
  const moves = transfers
    .flatMap((transfer) => transfer.moves)
    .filter((move) => move.state === 'done' && wanted.has(move.productId));
  const moveOf = new Map(moves.map((move) => [move.id, move]));
  const sums = new Map<number, Map<string, number>>();
  for (const line of await readLines(client, [...moveOf.keys()], deadlineMs)) {
    const move = moveOf.get(line.moveId);
    if (!move || line.lot === null) continue;
    const lots = sums.get(move.productId) ?? new Map<string, number>();
    lots.set(line.lot, rounded((lots.get(line.lot) ?? 0) + line.quantity * move.factor));
    sums.set(move.productId, lots);
  }
  return sums;
}

/** Lots that wait to be given to moves, per product. */
export class LotPool {
  readonly #left: Map<number, LotShare[]>;

  /** Quantities in the products' UoM. */
  constructor(lotsOf: ReadonlyMap<number, readonly LotShare[]>) {
    this.#left = new Map([...lotsOf].map(([productId, lots]) => [productId, lots.map((lot) => ({ ...lot }))]));
  }

  /** Takes for each move of a transfer what `quantities` (move's UoM) says, lot by lot; the shares are in the move's UoM. */
  takeFor(transfer: Transfer, quantities: ReadonlyMap<number, number>): Map<number, LotShare[]> {
    const shares = new Map<number, LotShare[]>();
    for (const move of transfer.moves.toSorted((a, b) => a.id - b.id)) {
      const lots = this.#left.get(move.productId);
      const quantity = quantities.get(move.id);
      if (lots && quantity !== undefined) shares.set(move.id, take(lots, quantity * move.factor, move.factor));
    }
    return shares;
  }
}

function take(lots: LotShare[], quantity: number, factor: number): LotShare[] {
  const taken: LotShare[] = [];
  let need = quantity;
  for (const lot of lots) {
    const part = Math.min(lot.quantity, need);
    if (!isMore(part, 0)) continue;
    taken.push({ ...lot, quantity: rounded(part / factor) });
    lot.quantity = rounded(lot.quantity - part);
    need = rounded(need - part);
  }
  return taken;
}

/**
 * Replaces the lines of each move by one for each lot, in one write a move: Odoo prefills a line for the whole quantity,
 * or one for each unit of a serial product. `lot_name` finds a lot of that product or makes it at validation (observed on
 * Odoo 16-19). Moves whose lines stand so already are not written.
 */
export async function writeLots(
  client: OdooClient,
  transfer: Transfer,
  shares: ReadonlyMap<number, LotShare[]>,
  deadlineMs: number,
): Promise<void> {
  if (shares.size === 0) return;
  const lines = groupBy(await readLines(client, [...shares.keys()], deadlineMs), (line) => line.moveId);
  const keepsExpiry = (await client.fieldsGet('stock.move.line')).has('expiration_date');
  for (const move of transfer.moves) {
    const lots = shares.get(move.id);
    const standing = lines.get(move.id) ?? [];
    if (lots === undefined || standsAs(standing, lots)) continue;
    const fresh = lots.map((lot) => [0, 0, lineValues(transfer, move, lot, keepsExpiry)]);
    const commands = [...standing.map((line) => [2, line.id, 0]), ...fresh];
    await client.write('stock.move', [move.id], { move_line_ids: commands }, { deadlineMs });
  }
}

/** The first move whose lines do not hold exactly these lots, ticked, with what they hold; null when all do. */
export async function otherLots(
  client: OdooClient,
  shares: ReadonlyMap<number, LotShare[]>,
  deadlineMs: number,
): Promise<{ moveId: number; found: string } | null> {
  const lines = groupBy(await readLines(client, [...shares.keys()], deadlineMs), (line) => line.moveId);
  for (const [moveId, lots] of shares) {
    const standing = lines.get(moveId) ?? [];
    if (standsAs(standing, lots)) continue;
    const found = standing.map((line) => `${line.quantity} of ${line.lot ?? 'no lot'}`).join(', ');
    return { moveId, found: found || 'nothing' };
  }
  return null;
}

function standsAs(lines: LotLine[], lots: LotShare[]): boolean {
  const sums = new Map<string, number>();
  for (const line of lines) {
    if (line.lot === null || !line.picked) return false;
    sums.set(line.lot, (sums.get(line.lot) ?? 0) + line.quantity);
  }
  return sums.size === lots.length && lots.every((lot) => isSame(sums.get(lot.name) ?? 0, lot.quantity));
}

function lineValues(transfer: Transfer, move: TransferMove, lot: LotShare, keepsExpiry: boolean): JsonObject {
  const expiry = keepsExpiry && lot.expiration_date !== null ? Date.parse(lot.expiration_date) : Number.NaN;
  return {
    product_id: move.productId,
    product_uom_id: move.uomId,
    picking_id: transfer.id,
    location_id: move.locationId,
    location_dest_id: move.destinationId,
    ...(lot.lotId === undefined ? { lot_name: lot.name } : { lot_id: lot.lotId }),
    ...(Number.isNaN(expiry) ? {} : { expiration_date: odooStamp(expiry) }),
    ...(move.legacy ? { qty_done: lot.quantity } : { quantity: lot.quantity, picked: true }),
  };
}
