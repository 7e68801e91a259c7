import type { CallContext, EffectResult, LookupOutcome, SendOutcome } from '@mlc/engine';
import { Rejected } from '@mlc/kernel';
import type { OperationRequest } from '@mlc/mappings';
import type { OdooClient } from '../client/odoo-client.js';
import { findLots, lotKey, readGoods } from './adjust-goods.js';
import { findReturns, type Return } from './return-find.js';
import { placesOf, readPlaces, samePlaces, wantedPlaces, writePlaces } from './return-lines.js';
import { makeLooseReturn } from './return-loose.js';
import { makeReturn } from './return-wizard.js';
import { isOpen, readTransfers, type Transfer } from './transfers.js';
import { validateTransfer } from './validate.js';

export type ReturnRequest = OperationRequest<'odoo.return.book'>;

/**
 * Brings goods back in one transfer that carries the marker: found or made, filled with exactly these quantities, lots and
 * places, read again, validated and read back. A call that stopped anywhere on the way goes on where it stopped.
 */
export async function bookReturn(client: OdooClient, request: ReturnRequest, call: CallContext): Promise<SendOutcome> {
  const { deadlineMs } = call;
  const standing = await findReturns(client, request.origin_marker, deadlineMs);
  const known = await lookIn(client, request, standing, deadlineMs);
  if (known.kind === 'found') return { kind: 'confirmed', result: known.result };
  if (known.kind === 'conflict')
    return { kind: 'rejected', code: 'odoo.return.different', message: known.message, detail: known.detail };
  await refuseLotless(client, request, deadlineMs);
  const pickingId = standing[0]?.id ?? (await make(client, request, deadlineMs));
  const transfer = await confirmedTransfer(client, pickingId, deadlineMs);
  const wanted = request.lines.flatMap((line) =>
    line.lot === null ? [] : [{ productId: line.product_id, lot: line.lot }],
  );
  const lots = await findLots(client, wanted, deadlineMs);
  await writePlaces(
    client,
    transfer,
    { lines: request.lines, lotId: (id, lot) => lots.get(lotKey(id, lot)) },
    deadlineMs,
  );
  await verifyPlaces(client, request, transfer, deadlineMs);
  await validateTransfer(client, transfer, { keepBackorder: true, deadlineMs });
  return readBack(client, request, transfer, deadlineMs);
}

export async function lookUpReturn(
  client: OdooClient,
  request: ReturnRequest,
  call: CallContext,
): Promise<LookupOutcome> {
  const standing = await findReturns(client, request.origin_marker, call.deadlineMs);
  return lookIn(client, request, standing, call.deadlineMs);
}

/** Found when what is done under the marker is what is asked for; absent while nothing under it is done. */
async function lookIn(
  client: OdooClient,
  request: ReturnRequest,
  standing: Return[],
  deadlineMs: number,
): Promise<LookupOutcome> {
  const done = standing.filter((one) => one.state === 'done');
  const [first] = done;
  if (!first) return { kind: 'absent' };
  const places = await readPlaces(
    client,
    done.map((one) => one.id),
    deadlineMs,
  );
  if (samePlaces(placesOf(places), wantedPlaces(request.lines)))
    return { kind: 'found', result: resultOf(request, first) };
  const stands = places.map(
    (place) => `${place.quantity} of product ${place.productId}${place.lot === null ? '' : `, lot ${place.lot}`}`,
  );
  return {
    kind: 'conflict',
    message: `${first.name} carries the marker ${request.origin_marker}, but other quantities, lots or places are done on it: ${stands.join('; ')}.`,
    detail: { picking_id: first.id },
  };
}

const make = (client: OdooClient, request: ReturnRequest, deadlineMs: number): Promise<number> =>
  'delivery_id' in request.from
    ? makeReturn(client, { ...request, delivery_id: request.from.delivery_id }, deadlineMs)
    : makeLooseReturn(client, { ...request, ...request.from }, deadlineMs);

/** The transfer with its moves; one that is a draft still, because a call stopped there, is confirmed. */
async function confirmedTransfer(client: OdooClient, pickingId: number, deadlineMs: number): Promise<Transfer> {
  const read = async (): Promise<Transfer> => {
    const [transfer] = await readTransfers(client, [pickingId], deadlineMs);
    if (transfer) return transfer;
    throw new Rejected(`stock.picking ${pickingId} is not in Odoo any more.`, { code: 'odoo.missing_record' });
  };
  const transfer = await read();
  if (transfer.state === 'draft') {
    await client.call('stock.picking', 'action_confirm', { ids: [pickingId], deadlineMs });
    return read();
  }
  return transfer;
}

async function refuseLotless(client: OdooClient, request: ReturnRequest, deadlineMs: number): Promise<void> {
  const lotless = new Map(request.lines.filter((line) => line.lot === null).map((line) => [line.product_id, line.sku]));
  for (const [productId, sku] of lotless) {
    const goods = await readGoods(client, productId, deadlineMs);
    if (!goods.tracked) continue;
    throw new Rejected(`${sku} is kept by lot or serial number, but it came back without one.`, {
      code: 'odoo.return.lots_needed',
      field: sku,
      fix: 'Take this return back by hand in Odoo with its lot numbers.',
    });
  }
}

async function verifyPlaces(
  client: OdooClient,
  request: ReturnRequest,
  transfer: Transfer,
  deadlineMs: number,
): Promise<void> {
  const places = await readPlaces(client, [transfer.id], deadlineMs);
  const [now] = await readTransfers(client, [transfer.id], deadlineMs);
  const isReady = places.every((place) => place.picked) && now !== undefined && isOpen(now);
  if (isReady && samePlaces(placesOf(places), wantedPlaces(request.lines))) return;
  throw new Rejected(`${transfer.name} did not take the quantities, lots or places, so it was not validated.`, {
    code: 'odoo.transfer.changed',
    field: transfer.name,
    fix: 'See whether somebody is working on this transfer in Odoo, then replay this record.',
  });
}

async function readBack(
  client: OdooClient,
  request: ReturnRequest,
  transfer: Transfer,
  deadlineMs: number,
): Promise<SendOutcome> {
  let seen: LookupOutcome;
  try {
    const standing = await findReturns(client, request.origin_marker, deadlineMs);
    seen = await lookIn(client, request, standing, deadlineMs);
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    return { kind: 'unknown', message: `${transfer.name} was validated and could not be read back: ${why}` };
  }
  if (seen.kind === 'found') return { kind: 'confirmed', result: seen.result };
  const why = seen.kind === 'conflict' ? seen.message : `${transfer.name} was validated, but is not done.`;
  return { kind: 'unknown', message: why };
}

const resultOf = (request: ReturnRequest, picking: Return): EffectResult => ({
  remoteId: String(picking.id),
  data: {
    picking_id: picking.id,
    delivery_id: 'delivery_id' in request.from ? request.from.delivery_id : null,
  },
  after: {
    transfer: { id: picking.id, name: picking.name, state: picking.state, origin: picking.origin },
    lines: request.lines.map(({ sku, lot, quantity, location_dest_id }) => ({ sku, lot, quantity, location_dest_id })),
  },
});
