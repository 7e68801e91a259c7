import type { CallContext, EffectResult, LookupOutcome, SendOutcome } from '@mlc/engine';
import { groupBy, type JsonObject, Rejected } from '@mlc/kernel';
import type { OperationRequest } from '@mlc/mappings';
import { z } from 'zod';
import type { OdooClient } from '../client/odoo-client.js';
import { char, int, requiredChar } from '../client/values.js';
import { readGoods } from './adjust-goods.js';
import { allocate, type Wanted } from './allocate.js';
import { carrierValues, readDelivery } from './delivery-header.js';
import { lotsOfLines, refuseLotless } from './delivery-lots.js';
import { holdsNotes, withNotes } from './delivery-note.js';
import { prepareMoves, verifyPrepared } from './prepare.js';
import { holdsTracking } from './tracking-ref.js';
import { doneByProduct, isSame, rounded, type Transfer } from './transfers.js';
import { validateTransfer } from './validate.js';

type Request = OperationRequest<'odoo.delivery.anonymous'>;

/**
 * One done delivery that belongs to no sale order, known by its source document from its first moment: found or made,
 * filled with exactly these quantities and lots, read again, validated and read back. A call that stopped anywhere on the
 * way goes on where it stopped.
 */
export async function deliverAnonymous(client: OdooClient, request: Request, call: CallContext): Promise<SendOutcome> {
  const { deadlineMs } = call;
  const found = await find(client, request, deadlineMs);
  const known = found === null ? null : lookIn(await readDelivery(client, found, call), request);
  if (known?.kind === 'found') return { kind: 'confirmed', result: known.result };
  if (known?.kind === 'conflict')
    return { kind: 'rejected', code: 'odoo.delivery.different', message: known.message, detail: known.detail };
  await refuseLotless(client, request.lines, deadlineMs);
  const pickingId = (await stillMeant(client, request, found, call)) ?? (await make(client, request, deadlineMs));
  const delivery = await confirmed(client, pickingId, call);
  const header = headerValues(delivery, request);
  if (Object.keys(header).length > 0) await client.write('stock.picking', [delivery.id], header, { deadlineMs });
  const { byTransfer, over } = allocate(wantedOf(request), [delivery]);
  if (over.length > 0) throw changed(delivery);
  const quantities = byTransfer[0]?.quantities ?? new Map<number, number>();
  const lots = await lotsOfLines(client, request.lines, { transfer: delivery, quantities }, deadlineMs);
  await prepareMoves(client, delivery, quantities, deadlineMs, lots);
  await verifyPrepared(client, delivery, quantities, deadlineMs, lots);
  await validateTransfer(client, delivery, { keepBackorder: true, deadlineMs });
  return readBack(client, request, pickingId, call);
}

export async function lookUpAnonymous(client: OdooClient, request: Request, call: CallContext): Promise<LookupOutcome> {
  const found = await find(client, request, call.deadlineMs);
  return found === null ? { kind: 'absent' } : lookIn(await readDelivery(client, found, call), request);
}

const pickingRow = z.object({ id: int, origin: char, picking_type_code: char, state: requiredChar });

/** The oldest delivery with this source document that is not cancelled; a return names it too, but is no delivery. */
async function find(client: OdooClient, { origin }: Request, deadlineMs: number): Promise<number | null> {
  const domain = [
    ['origin', '=', origin],
    ['state', '!=', 'cancel'],
    ['company_id', '=', client.companyId],
  ];
  const rows = await client.searchReadAll('stock.picking', pickingRow, { domain, deadlineMs });
  const deliveries = rows.filter((row) => row.picking_type_code === 'outgoing').map((row) => row.id);
  return deliveries.length === 0 ? null : Math.min(...deliveries);
}

/** Done with the shipment's quantities, or not done yet. */
function lookIn(delivery: Transfer, request: Request): LookupOutcome {
  if (delivery.state !== 'done') return { kind: 'absent' };
  const done = doneByProduct([delivery]);
  const different = wantedOf(request).find((want) => !isSame(done.get(want.productId) ?? 0, want.quantity));
  if (!different) return { kind: 'found', result: resultOf(delivery, request) };
  return {
    kind: 'conflict',
    message: `${delivery.name} has the source document ${request.origin}, but ${done.get(different.productId) ?? 0} of ${different.sku} is done instead of ${different.quantity}.`,
    detail: { picking_id: delivery.id, product_id: different.productId },
  };
}

const wantedOf = (request: Request): Wanted[] =>
  [...groupBy(request.lines, (line) => line.product_id)].map(([productId, lines]) => ({
    productId,
    sku: lines[0]?.sku ?? String(productId),
    quantity: rounded(lines.reduce((sum, line) => sum + line.quantity, 0)),
  }));

/**
 * What a call that stopped left behind. Of a day, other shipments may be meant by now: nobody else works on such a
 * delivery, so one that asks for something else is cancelled and made anew.
 */
async function stillMeant(
  client: OdooClient,
  request: Request,
  found: number | null,
  call: CallContext,
): Promise<number | null> {
  if (found === null || request.shipment_id !== undefined) return found;
  const { moves } = await readDelivery(client, found, call);
  const asked = new Map(
    [...groupBy(moves, (move) => move.productId)].map(([id, same]) => [
      id,
      rounded(same.reduce((sum, move) => sum + move.demand, 0)),
    ]),
  );
  const wanted = wantedOf(request);
  const isSameDay =
    asked.size === wanted.length && wanted.every((want) => isSame(asked.get(want.productId) ?? 0, want.quantity));
  if (isSameDay) return found;
  await client.call('stock.picking', 'action_cancel', { ids: [found], deadlineMs: call.deadlineMs });
  return null;
}

async function make(client: OdooClient, request: Request, deadlineMs: number): Promise<number> {
  const named = (await client.fieldsGet('stock.move')).has('name');
  const places = { location_id: request.location_id, location_dest_id: request.location_dest_id };
  const moves: JsonObject[] = [];
  for (const { productId, sku, quantity } of wantedOf(request)) {
    const goods = await readGoods(client, productId, deadlineMs);
    moves.push({
      // Required to 18, gone from 19.
      ...(named ? { name: sku } : {}),
      product_id: productId,
      product_uom: goods.uomId,
      product_uom_qty: quantity,
      ...places,
    });
  }
  const values = {
    picking_type_id: request.picking_type_id,
    partner_id: request.partner_id ?? false,
    ...places,
    origin: request.origin,
    move_ids: moves.map((move) => [0, 0, move]),
  };
  const [pickingId] = await client.create('stock.picking', [values], { deadlineMs });
  if (pickingId !== undefined) return pickingId;
  throw new Rejected('Odoo answered stock.picking.create without an id.', { code: 'odoo.contract' });
}

/** A draft, because it was just made or a call stopped there, is confirmed. */
async function confirmed(client: OdooClient, pickingId: number, call: CallContext): Promise<Transfer> {
  const delivery = await readDelivery(client, pickingId, call);
  if (delivery.state !== 'draft') return delivery;
  await client.call('stock.picking', 'action_confirm', { ids: [pickingId], deadlineMs: call.deadlineMs });
  return readDelivery(client, pickingId, call);
}

function headerValues(delivery: Transfer, request: Request): JsonObject {
  const values = carrierValues(delivery, request);
  const note = withNotes(delivery.note, markerOf(request), request.notes ?? []);
  if (note !== null) values['note'] = note;
  return values;
}

const markerOf = ({ origin }: Request): string => `[${origin}]`;

const changed = (delivery: Transfer): Rejected =>
  new Rejected(`${delivery.name} was made for this shipment, but somebody changed what it asks for.`, {
    code: 'odoo.transfer.changed',
    field: delivery.name,
    fix: 'Cancel this transfer in Odoo, or bring it back to the shipment’s quantities, then replay this record.',
  });

async function readBack(
  client: OdooClient,
  request: Request,
  pickingId: number,
  call: CallContext,
): Promise<SendOutcome> {
  let delivery: Transfer;
  try {
    delivery = await readDelivery(client, pickingId, call);
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    return { kind: 'unknown', message: `The delivery was validated and could not be read back: ${why}` };
  }
  const seen = lookIn(delivery, request);
  if (seen.kind === 'conflict') return { kind: 'unknown', message: seen.message };
  const isNoted = holdsNotes(delivery.note, markerOf(request), request.notes ?? []);
  if (seen.kind === 'found' && isNoted && holdsTracking(delivery.trackingRef ?? null, request.carrier_tracking_ref))
    return { kind: 'confirmed', result: seen.result };
  return { kind: 'unknown', message: `${delivery.name} was validated, but its note or tracking number is not there.` };
}

function resultOf(delivery: Transfer, request: Request): EffectResult {
  const done = doneByProduct([delivery]);
  return {
    remoteId: String(delivery.id),
    data: {
      picking_id: delivery.id,
      ...(request.shipment_id === undefined ? {} : { shipment_id: request.shipment_id }),
    },
    after: {
      delivery: { id: delivery.id, name: delivery.name, state: delivery.state, origin: request.origin },
      done: Object.fromEntries(request.lines.map((line) => [line.sku, done.get(line.product_id) ?? 0])),
      carrier_id: delivery.carrierId ?? null,
      carrier_tracking_ref: delivery.trackingRef ?? null,
    },
  };
}
