import type { CallContext, EffectResult, LookupOutcome, SendOutcome } from '@mlc/engine';
import { type JsonObject, Rejected } from '@mlc/kernel';
import type { OperationRequest } from '@mlc/mappings';
import { z } from 'zod';
import type { OdooClient } from '../client/odoo-client.js';
import { int, many2one, requiredMany2one } from '../client/values.js';
import { allocate, type Wanted } from './allocate.js';
import { carrierValues, readDelivery } from './delivery-header.js';
import { lotsOfLines, refuseLotless } from './delivery-lots.js';
import { carriesNote, holdsNotes, withNotes, withoutOthers } from './delivery-note.js';
import { prepareMoves, verifyPrepared } from './prepare.js';
import { holdsTracking } from './tracking-ref.js';
import { doneByProduct, isOpen, isSame, type Transfer } from './transfers.js';
import { validateTransfer } from './validate.js';

type Request = OperationRequest<'odoo.delivery.ship'>;

/**
 * Ships quantities of one open delivery: carrier, tracking and our marker on its note, then quantities, then validation
 * with a backorder for the rest. The marker tells a repeated call, and a look after a lost answer, that this delivery
 * holds this very shipment. Odoo copies the note to the backorder, so the marker counts only on the delivery itself.
 */
export async function shipDelivery(client: OdooClient, request: Request, call: CallContext): Promise<SendOutcome> {
  const delivery = await readDelivery(client, request.picking_id, call);
  const known = lookIn(delivery, request);
  if (known.kind === 'found') return { kind: 'confirmed', result: known.result };
  if (!isOpen(delivery)) throw notOpen(delivery);
  const wanted = wantedOf(request);
  const { byTransfer, over } = allocate(wanted, [delivery]);
  if (over.length > 0) throw tooMuch(delivery, over);
  const { deadlineMs } = call;
  await refuseLotless(client, request.lines, deadlineMs);
  const quantities = byTransfer[0]?.quantities ?? new Map<number, number>();
  const header = headerValues(delivery, request);
  if (Object.keys(header).length > 0) await client.write('stock.picking', [delivery.id], header, { deadlineMs });
  const moved = await moveToLocation(client, delivery, quantities, request.location_id, deadlineMs);
  const standing = moved ? await readDelivery(client, request.picking_id, call) : delivery;
  const lots = await lotsOfLines(client, request.lines, { transfer: standing, quantities }, deadlineMs);
  await prepareMoves(client, standing, quantities, deadlineMs, lots);
  await takeFromLocation(client, quantities, request.location_id, deadlineMs);
  await verifyPrepared(client, delivery, quantities, deadlineMs, lots);
  await validateTransfer(client, delivery, { keepBackorder: true, deadlineMs });
  return readBack(client, request, call);
}

export async function lookUpShipped(client: OdooClient, request: Request, call: CallContext): Promise<LookupOutcome> {
  return lookIn(await readDelivery(client, request.picking_id, call), request);
}

/** The delivery is done and carries our marker: then its quantities must be those of the shipment. */
function lookIn(delivery: Transfer, request: Request): LookupOutcome {
  if (delivery.state !== 'done' || !carriesMarker(delivery, request)) return { kind: 'absent' };
  const done = doneByProduct([delivery]);
  const wanted = wantedOf(request);
  const different = wanted.find((want) => !isSame(done.get(want.productId) ?? 0, want.quantity));
  if (!different) return { kind: 'found', result: resultOf(delivery, request) };
  return {
    kind: 'conflict',
    message: `${delivery.name} carries this shipment's marker, but ${done.get(different.productId) ?? 0} of ${different.sku} is done instead of ${different.quantity}.`,
    detail: { picking_id: delivery.id, product_id: different.productId },
  };
}

const carriesMarker = (delivery: Transfer, request: Request): boolean =>
  carriesNote(delivery.note, request.origin_marker);

function wantedOf(request: Request): Wanted[] {
  const wanted = new Map<number, Wanted>();
  for (const line of request.lines) {
    const before = wanted.get(line.product_id)?.quantity ?? 0;
    wanted.set(line.product_id, {
      productId: line.product_id,
      sku: line.sku,
      quantity: before + line.quantity,
    });
  }
  return [...wanted.values()];
}

function headerValues(delivery: Transfer, request: Request): JsonObject {
  const values = carrierValues(delivery, request);
  // Odoo copies the carrier to a backorder (observed on 19): that is the parcel before, not this one.
  if (request.carrier_id === null && delivery.backorderOf !== null && delivery.carrierId) values['carrier_id'] = false;
  const own = delivery.backorderOf === null ? delivery.note : withoutOthers(delivery.note, request.origin_marker);
  const note = withNotes(own, request.origin_marker, request.notes ?? []) ?? own;
  if (note !== delivery.note) values['note'] = note;
  return values;
}

/**
 * From 17 on Odoo drops reservations that lie outside a move's new source location and reserves anew there, so what stood
 * prepared may be gone afterwards. True when something was moved.
 */
async function moveToLocation(
  client: OdooClient,
  delivery: Transfer,
  quantities: Map<number, number>,
  locationId: number | null,
  deadlineMs: number,
): Promise<boolean> {
  if (locationId === null) return false;
  const elsewhere = delivery.moves.filter((move) => quantities.has(move.id) && move.locationId !== locationId);
  if (elsewhere.length === 0) return false;
  const moveIds = elsewhere.map((move) => move.id);
  await client.write('stock.move', moveIds, { location_id: locationId }, { deadlineMs });
  return true;
}

const lineRow = z.object({ id: int, move_id: many2one, location_id: requiredMany2one });

/** A move's lines may still take from a location below or beside the wanted one; they say where stock leaves. */
async function takeFromLocation(
  client: OdooClient,
  quantities: Map<number, number>,
  locationId: number | null,
  deadlineMs: number,
): Promise<void> {
  if (locationId === null) return;
  const domain = [['move_id', 'in', [...quantities.keys()]]];
  const lines = await client.searchReadAll('stock.move.line', lineRow, { domain, deadlineMs });
  const elsewhere = lines.filter((line) => line.location_id.id !== locationId).map((line) => line.id);
  if (elsewhere.length > 0)
    await client.write('stock.move.line', elsewhere, { location_id: locationId }, { deadlineMs });
}

function notOpen(delivery: Transfer): Rejected {
  const codes: Record<string, string> = { done: 'already_done', cancel: 'cancelled', draft: 'draft' };
  return new Rejected(`${delivery.name} cannot be shipped: it is ${delivery.state}.`, {
    code: `odoo.delivery.${codes[delivery.state] ?? 'not_open'}`,
    field: delivery.name,
    fix: 'Look at this delivery in Odoo, then replay this record.',
  });
}

function tooMuch(delivery: Transfer, over: Wanted[]): Rejected {
  const what = over.map((want) => `${want.quantity} of ${want.sku}`).join(', ');
  return new Rejected(`More was shipped than ${delivery.name} asks for: ${what} too much.`, {
    code: 'odoo.delivery.over',
    field: delivery.name,
    fix: 'Correct the sale order or the delivery in Odoo, then replay this record.',
  });
}

async function readBack(client: OdooClient, request: Request, call: CallContext): Promise<SendOutcome> {
  let delivery: Transfer;
  try {
    delivery = await readDelivery(client, request.picking_id, call);
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    return { kind: 'unknown', message: `The delivery was validated and could not be read back: ${why}` };
  }
  const seen = lookIn(delivery, request);
  if (seen.kind === 'conflict') return { kind: 'unknown', message: seen.message };
  const isNoted = holdsNotes(delivery.note, request.origin_marker, request.notes ?? []);
  if (seen.kind === 'found' && isNoted && holdsTracking(delivery.trackingRef ?? null, request.carrier_tracking_ref))
    return { kind: 'confirmed', result: seen.result };
  return {
    kind: 'unknown',
    message: `${delivery.name} was validated, but its note or tracking number is not there.`,
  };
}

function resultOf(delivery: Transfer, request: Request): EffectResult {
  const done = doneByProduct([delivery]);
  return {
    remoteId: String(delivery.id),
    data: { picking_id: delivery.id, shipment_id: request.shipment_id },
    after: {
      delivery: { id: delivery.id, name: delivery.name, state: delivery.state },
      done: Object.fromEntries(request.lines.map((line) => [line.sku, done.get(line.product_id) ?? 0])),
      carrier_id: delivery.carrierId ?? null,
      carrier_tracking_ref: delivery.trackingRef ?? null,
    },
  };
}
