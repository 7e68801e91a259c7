import type { CallContext, EffectResult, LookupOutcome, SendOutcome } from '@mlc/engine';
import { groupBy, type JsonObject, Rejected } from '@mlc/kernel';
import type { OperationRequest } from '@mlc/mappings';
import { z } from 'zod';
import type { OdooClient } from '../client/odoo-client.js';
import { int, many2one } from '../client/values.js';
import { findLots, type Goods, lotKey, readGoods } from './adjust-goods.js';
import { readQuants, sumOf } from './adjust-quants.js';
import { withMarker } from './note-marker.js';
import { findReturns, type Return } from './return-find.js';
import { placesOf, readPlaces, samePlaces, wantedPlaces, writePlaces } from './return-lines.js';
import { isMore, isOpen, readTransfers, rounded, type Transfer } from './transfers.js';
import { validateTransfer } from './validate.js';

type Request = OperationRequest<'odoo.goods.move'>;
/** What is still to be moved of one line. */
type Missing = Request['lines'][number] & { quantity: number };

/**
 * Moves goods between places of ours in one internal transfer that carries the mark. Convergent: goals count over all done
 * transfers with the mark, so only what they lack is moved. A transfer that an earlier call left open is cancelled, since
 * what is missing may be something else by now.
 */
export async function moveGoods(client: OdooClient, request: Request, call: CallContext): Promise<SendOutcome> {
  const { deadlineMs } = call;
  const standing = await findReturns(client, request.origin_marker, deadlineMs);
  const missing = await missingOf(client, request, standing, deadlineMs);
  if (missing.length === 0) return { kind: 'confirmed', result: resultOf(request, standing) };
  const left = standing.filter(({ state }) => state !== 'done').map(({ id }) => id);
  if (left.length > 0) await client.call('stock.picking', 'action_cancel', { ids: left, deadlineMs });
  const goods = new Map<number, Goods>();
  for (const { product_id } of missing)
    if (!goods.has(product_id)) goods.set(product_id, await readGoods(client, product_id, deadlineMs));
  const wanted = missing.flatMap((line) => (line.lot === null ? [] : [{ productId: line.product_id, lot: line.lot }]));
  const lots = await findLots(client, wanted, deadlineMs);
  await refuseShort(client, request, { missing, goods, lots }, deadlineMs);
  const transfer = await confirmed(client, await make(client, request, { missing, goods }, deadlineMs), deadlineMs);
  const filling = { lines: missing, lotId: (id: number, lot: string) => lots.get(lotKey(id, lot)) };
  await writePlaces(client, transfer, filling, deadlineMs);
  await verify(client, transfer, missing, deadlineMs);
  await validateTransfer(client, transfer, { keepBackorder: true, deadlineMs });
  return readBack(client, request, transfer, deadlineMs);
}

export async function lookUpMoved(client: OdooClient, request: Request, call: CallContext): Promise<LookupOutcome> {
  const standing = await findReturns(client, request.origin_marker, call.deadlineMs);
  const missing = await missingOf(client, request, standing, call.deadlineMs);
  return missing.length === 0 ? { kind: 'found', result: resultOf(request, standing) } : { kind: 'absent' };
}

async function missingOf(
  client: OdooClient,
  request: Request,
  standing: Return[],
  deadlineMs: number,
): Promise<Missing[]> {
  const done = standing.filter(({ state }) => state === 'done').map(({ id }) => id);
  const places = done.length === 0 ? [] : await readPlaces(client, done, deadlineMs);
  return request.lines.flatMap((line) => {
    const moved = places
      .filter((place) => place.productId === line.product_id && place.lot === line.lot)
      .filter((place) => place.locationId === line.location_dest_id)
      .reduce((sum, place) => sum + place.quantity, 0);
    return isMore(line.goal, moved) ? [{ ...line, quantity: rounded(line.goal - moved) }] : [];
  });
}

/** Odoo would let the stock there become negative. */
async function refuseShort(
  client: OdooClient,
  request: Request,
  { missing, goods, lots }: { missing: Missing[]; goods: Map<number, Goods>; lots: Map<string, number> },
  deadlineMs: number,
): Promise<void> {
  const kinds = groupBy(missing, (line) => lotKey(line.product_id, line.lot ?? ''));
  for (const lines of kinds.values()) {
    const [first] = lines;
    if (first === undefined || goods.get(first.product_id)?.storable !== true) continue;
    const lotId = first.lot === null ? null : (lots.get(lotKey(first.product_id, first.lot)) ?? null);
    const isUnknown = first.lot !== null && lotId === null;
    const place = { product_id: first.product_id, location_id: request.location_id, lotId };
    const lies = isUnknown ? 0 : sumOf(await readQuants(client, place, deadlineMs));
    const asked = rounded(lines.reduce((sum, line) => sum + line.quantity, 0));
    if (!isMore(asked, lies)) continue;
    const what = first.lot === null ? first.sku : `${first.sku}, lot ${first.lot}`;
    throw new Rejected(`${asked} of ${what} shall be moved, but only ${lies} lie at that location.`, {
      code: 'odoo.move.not_enough',
      field: first.sku,
      fix: 'Correct the stock at that location in Odoo, or move these goods by hand, then replay this record.',
    });
  }
}

const warehouseRow = z.object({ id: int, int_type_id: many2one });

async function make(
  client: OdooClient,
  request: Request,
  { missing, goods }: { missing: Missing[]; goods: Map<number, Goods> },
  deadlineMs: number,
): Promise<number> {
  const [warehouse] = await client.read('stock.warehouse', warehouseRow, [request.warehouse_id], { deadlineMs });
  const typeId = warehouse?.int_type_id?.id;
  const [first] = missing;
  if (typeId === undefined || first === undefined)
    throw new Rejected('The warehouse has no operation type for internal transfers.', {
      code: 'odoo.move.no_type',
      field: 'warehouse_id',
      fix: 'Turn on storage locations in Odoo (Inventory, Configuration, Settings).',
    });
  const named = (await client.fieldsGet('stock.move')).has('name');
  const moves = [...groupBy(missing, (line) => line.product_id)].map(
    ([productId, lines]): JsonObject => ({
      // Required to 18, gone from 19.
      ...(named ? { name: lines[0]?.sku ?? '' } : {}),
      product_id: productId,
      product_uom: goods.get(productId)?.uomId ?? 0,
      product_uom_qty: rounded(lines.reduce((sum, line) => sum + line.quantity, 0)),
      location_id: request.location_id,
      location_dest_id: lines[0]?.location_dest_id ?? first.location_dest_id,
    }),
  );
  const values = {
    picking_type_id: typeId,
    location_id: request.location_id,
    location_dest_id: first.location_dest_id,
    origin: withMarker(request.reason, request.origin_marker),
    move_ids: moves.map((move) => [0, 0, move]),
  };
  const [pickingId] = await client.create('stock.picking', [values], { deadlineMs });
  if (pickingId !== undefined) return pickingId;
  throw new Rejected('Odoo answered stock.picking.create without an id.', { code: 'odoo.contract' });
}

async function confirmed(client: OdooClient, pickingId: number, deadlineMs: number): Promise<Transfer> {
  await client.call('stock.picking', 'action_confirm', { ids: [pickingId], deadlineMs });
  const [transfer] = await readTransfers(client, [pickingId], deadlineMs);
  if (transfer) return transfer;
  throw new Rejected(`stock.picking ${pickingId} is not in Odoo any more.`, { code: 'odoo.missing_record' });
}

async function verify(client: OdooClient, transfer: Transfer, missing: Missing[], deadlineMs: number): Promise<void> {
  const places = await readPlaces(client, [transfer.id], deadlineMs);
  const [now] = await readTransfers(client, [transfer.id], deadlineMs);
  const isReady = places.every((place) => place.picked) && now !== undefined && isOpen(now);
  if (isReady && samePlaces(placesOf(places), wantedPlaces(missing))) return;
  throw new Rejected(`${transfer.name} did not take the quantities, lots or places, so it was not validated.`, {
    code: 'odoo.transfer.changed',
    field: transfer.name,
    fix: 'See whether somebody is working on this transfer in Odoo, then replay this record.',
  });
}

async function readBack(
  client: OdooClient,
  request: Request,
  transfer: Transfer,
  deadlineMs: number,
): Promise<SendOutcome> {
  let after: Return[];
  let missing: Missing[];
  try {
    after = await findReturns(client, request.origin_marker, deadlineMs);
    missing = await missingOf(client, request, after, deadlineMs);
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    return { kind: 'unknown', message: `${transfer.name} was validated and could not be read back: ${why}` };
  }
  if (missing.length === 0) return { kind: 'confirmed', result: resultOf(request, after) };
  const what = missing.map((line) => `${line.quantity} of ${line.sku}`).join(', ');
  return { kind: 'unknown', message: `${transfer.name} was validated, but ${what} does not stand as moved.` };
}

function resultOf(request: Request, standing: Return[]): EffectResult {
  const done = standing.filter(({ state }) => state === 'done');
  return {
    remoteId: String(done.at(-1)?.id ?? request.location_id),
    data: { picking_ids: done.map(({ id }) => id) },
    after: {
      transfers: done.map(({ id, name, state }) => ({ id, name, state })),
      lines: request.lines.map(({ sku, lot, location_dest_id, goal }) => ({ sku, lot, location_dest_id, goal })),
    },
  };
}
