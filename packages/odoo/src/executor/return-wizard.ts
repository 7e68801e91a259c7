import { groupBy, isPlainObject, type JsonObject, Rejected } from '@mlc/kernel';
import { z } from 'zod';
import type { OdooClient } from '../client/odoo-client.js';
import { char, int } from '../client/values.js';
import { isUnmarked, withMarker } from './note-marker.js';
import type { ReturnRequest } from './return-book.js';
import { returnRow, toReturn } from './return-find.js';
import { allot, type Returned, readReturned } from './return-room.js';
import { readTransfers, type Transfer } from './transfers.js';

type Wanted = Pick<ReturnRequest, 'lines' | 'origin_marker' | 'update_order'> & { delivery_id: number };

/**
 * Makes the return of a delivery with Odoo's wizard and marks it. The wizard is not safe to repeat, and its transfer
 * carries no marker until the next call: an unmarked open one of our own user with these very quantities is taken for ours.
 */
export async function makeReturn(client: OdooClient, wanted: Wanted, deadlineMs: number): Promise<number> {
  const delivery = await readDelivered(client, wanted.delivery_id, deadlineMs);
  const returned = await readReturned(client, delivery, deadlineMs);
  const left = await leftBehind(client, wanted, returned, deadlineMs);
  const pickingId = left ?? (await runWizard(client, wanted, { delivery, returned }, deadlineMs));
  await mark(client, wanted, pickingId, deadlineMs);
  return pickingId;
}

async function readDelivered(client: OdooClient, deliveryId: number, deadlineMs: number): Promise<Transfer> {
  const [delivery] = await readTransfers(client, [deliveryId], deadlineMs);
  if (!delivery)
    throw new Rejected(`stock.picking ${deliveryId} is not in Odoo any more.`, {
      code: 'odoo.missing_record',
      field: 'delivery_id',
      fix: 'Take the goods back without a delivery, or by hand.',
    });
  if (delivery.state === 'done' && delivery.typeCode === 'outgoing') return delivery;
  const what = delivery.typeCode === 'outgoing' ? `it is ${delivery.state}` : 'it is no delivery';
  throw new Rejected(`${delivery.name} cannot be returned: ${what}.`, {
    code: 'odoo.return.not_delivered',
    field: delivery.name,
    fix: 'Validate the delivery in Odoo or let its shipment be booked, then replay this record.',
  });
}

/** The return that a call of ours made whose answer, or whose marking, was lost. */
async function leftBehind(
  client: OdooClient,
  wanted: Wanted,
  returned: Returned[],
  deadlineMs: number,
): Promise<number | null> {
  const open = returned.filter((move) => move.state !== 'done' && move.pickingId !== null);
  const byPicking = groupBy(open, (move) => move.pickingId ?? 0);
  if (byPicking.size === 0) return null;
  const uid = await client.uid();
  const domain = [['id', 'in', [...byPicking.keys()]]];
  const rows = await client.searchReadAll('stock.picking', returnRow, { domain, deadlineMs });
  const ours = rows
    .map(toReturn)
    .find(
      (one) =>
        one.creatorId === uid &&
        isUnmarked(one.origin) &&
        sameTotals(totals(byPicking.get(one.id) ?? []), totals(wanted.lines.map(asReturned))),
    );
  return ours?.id ?? null;
}

const asReturned = (line: Wanted['lines'][number]) => ({ productId: line.product_id, quantity: line.quantity });

function totals(moves: { productId: number; quantity: number }[]): Map<number, number> {
  const out = new Map<number, number>();
  for (const { productId, quantity } of moves) out.set(productId, (out.get(productId) ?? 0) + quantity);
  return out;
}

const sameTotals = (a: Map<number, number>, b: Map<number, number>): boolean =>
  a.size === b.size && [...a].every(([id, quantity]) => Math.abs(quantity - (b.get(id) ?? Number.NaN)) < 1e-6);

async function runWizard(
  client: OdooClient,
  wanted: Wanted,
  seen: { delivery: Transfer; returned: Returned[] },
  deadlineMs: number,
): Promise<number> {
  const { delivery } = seen;
  const shares = allot(wanted.lines, delivery, seen.returned);
  const wizardFields = await client.fieldsGet('stock.return.picking');
  const lineFields = await client.fieldsGet('stock.return.picking.line');
  // 16 and 17 let the wizard choose the place; lines that are sent keep it from choosing by itself.
  const chooses = wizardFields.has('location_id');
  const lines = shares.map(
    ({ move, quantity }): JsonObject => ({
      product_id: move.productId,
      quantity,
      move_id: move.id,
      ...(lineFields.has('to_refund') ? { to_refund: wanted.update_order } : {}),
    }),
  );
  const values: JsonObject = {
    picking_id: delivery.id,
    product_return_moves: lines.map((line) => [0, 0, line]),
    ...(chooses ? { location_id: onePlace(wanted) ?? delivery.locationId } : {}),
  };
  const [wizardId] = await client.create('stock.return.picking', [values], { deadlineMs });
  const method = chooses ? 'create_returns' : 'action_create_returns';
  const answer = await client.call('stock.return.picking', method, { ids: [wizardId ?? 0], deadlineMs });
  const pickingId = isPlainObject(answer) ? answer['res_id'] : null;
  if (typeof pickingId === 'number') return pickingId;
  throw new Rejected(`Odoo made no return of ${delivery.name}.`, {
    code: 'odoo.return.not_made',
    field: delivery.name,
    fix: 'Make a return of this delivery by hand in Odoo once and see what it asks for, then replay this record.',
  });
}

/** The place of all lines, or null when they go to several. */
function onePlace({ lines }: Pick<Wanted, 'lines'>): number | null {
  const places = new Set(lines.map((line) => line.location_dest_id));
  const [place] = places;
  return places.size === 1 && place !== undefined ? place : null;
}

const headRow = z.object({ id: int, origin: char });

/** Writes the marker behind Odoo's own "Return of ...", and the place where all goods go to one. */
async function mark(client: OdooClient, wanted: Wanted, pickingId: number, deadlineMs: number): Promise<void> {
  const [row] = await client.read('stock.picking', headRow, [pickingId], { deadlineMs });
  const place = onePlace(wanted);
  const values: JsonObject = {
    origin: withMarker(row?.origin ?? null, wanted.origin_marker),
    ...(place === null ? {} : { location_dest_id: place }),
  };
  await client.write('stock.picking', [pickingId], values, { deadlineMs });
}
