import type { CallContext, EffectResult, LookupOutcome, SendOutcome } from '@mlc/engine';
import { isPlainObject, type Json, Rejected } from '@mlc/kernel';
import type { OperationRequest } from '@mlc/mappings';
import { z } from 'zod';
import type { OdooClient } from '../client/odoo-client.js';
import { char, float, int, many2one, requiredChar, requiredMany2one } from '../client/values.js';
import { lotOf, readGoods } from './adjust-goods.js';
import { readQuants, sumOf } from './adjust-quants.js';
import { carriesMarker, markerDomain, withMarker } from './note-marker.js';
import { isMore, isSame } from './transfers.js';

type Request = OperationRequest<'odoo.scrap.book'>;

const scrapRow = z.object({
  id: int,
  name: requiredChar,
  state: requiredChar,
  origin: char,
  product_id: requiredMany2one,
  lot_id: many2one,
  scrap_qty: float,
  location_id: requiredMany2one,
  scrap_location_id: requiredMany2one,
});
type Scrap = z.output<typeof scrapRow>;

/**
 * Scraps a quantity, once: the scrap order whose source document carries the marker is this one. A draft that an earlier
 * call left is validated; Odoo asks instead of scrapping what is not there, so that is looked at before.
 */
export async function bookScrap(client: OdooClient, request: Request, call: CallContext): Promise<SendOutcome> {
  const { deadlineMs } = call;
  const standing = await findScrap(client, request, deadlineMs);
  if (standing && (standing.state === 'done' || !isAsked(standing, request))) return outcomeOf(standing, request);
  const goods = await readGoods(client, request.product_id, deadlineMs);
  const lotId = await lotOf(client, goods, request.lot, deadlineMs);
  if (goods.tracked && lotId === null) throw unknownLot(request);
  if (goods.storable) await refuseShort(client, request, lotId, deadlineMs);
  const scrapId = standing?.id ?? (await create(client, request, { lotId, uomId: goods.uomId }, deadlineMs));
  let answer: Json = null;
  let failure: unknown = null;
  try {
    answer = await client.call('stock.scrap', 'action_validate', { ids: [scrapId], deadlineMs });
  } catch (error) {
    failure = error;
  }
  return readBack(client, request, { answer, failure }, deadlineMs);
}

export async function lookUpScrap(client: OdooClient, request: Request, call: CallContext): Promise<LookupOutcome> {
  const scrap = await findScrap(client, request, call.deadlineMs);
  if (!scrap || (scrap.state !== 'done' && isAsked(scrap, request))) return { kind: 'absent' };
  if (isAsked(scrap, request)) return { kind: 'found', result: resultOf(scrap, request) };
  return { kind: 'conflict', message: differs(scrap, request), detail: { scrap_id: scrap.id } };
}

async function findScrap(client: OdooClient, request: Request, deadlineMs: number): Promise<Scrap | null> {
  const domain = markerDomain('origin', request.origin_marker);
  const rows = await client.searchReadAll('stock.scrap', scrapRow, { domain, deadlineMs });
  const ours = rows.filter((row) => carriesMarker(row.origin, request.origin_marker));
  return ours.find((row) => row.state === 'done') ?? ours[0] ?? null;
}

async function create(
  client: OdooClient,
  request: Request,
  goods: { lotId: number | null; uomId: number },
  deadlineMs: number,
): Promise<number> {
  const values = {
    product_id: request.product_id,
    product_uom_id: goods.uomId,
    scrap_qty: request.quantity,
    location_id: request.location_id,
    origin: withMarker(request.reason, request.origin_marker),
    ...(request.scrap_location_id === null ? {} : { scrap_location_id: request.scrap_location_id }),
    ...(goods.lotId === null ? {} : { lot_id: goods.lotId }),
  };
  const [scrapId] = await client.create('stock.scrap', [values], { deadlineMs });
  if (scrapId !== undefined) return scrapId;
  throw new Rejected('Odoo answered stock.scrap.create without an id.', { code: 'odoo.contract' });
}

async function refuseShort(
  client: OdooClient,
  request: Request,
  lotId: number | null,
  deadlineMs: number,
): Promise<void> {
  const lies = sumOf(await readQuants(client, { ...request, lotId }, deadlineMs));
  if (!isMore(request.quantity, lies)) return;
  const what = request.lot === null ? request.sku : `${request.sku}, lot ${request.lot}`;
  throw new Rejected(`${request.quantity} of ${what} shall be scrapped, but only ${lies} lie at that location.`, {
    code: 'odoo.scrap.not_enough',
    field: request.sku,
    fix: 'Correct the stock at that location in Odoo, then replay this record.',
  });
}

function unknownLot(request: Request): Rejected {
  const what = request.lot === null ? 'no lot is given' : `Odoo knows no lot ${request.lot} of it`;
  return new Rejected(`${request.sku} is kept by lot or serial number, but ${what}.`, {
    code: 'odoo.scrap.lot_unknown',
    field: request.sku,
    fix: 'Scrap this product by hand in Odoo, or correct its lots, then replay this record.',
  });
}

async function readBack(
  client: OdooClient,
  request: Request,
  { answer, failure }: { answer: Json; failure: unknown },
  deadlineMs: number,
): Promise<SendOutcome> {
  let scrap: Scrap | null;
  try {
    scrap = await findScrap(client, request, deadlineMs);
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    return { kind: 'unknown', message: `The scrap order was validated and could not be read back: ${why}` };
  }
  if (scrap?.state === 'done') return outcomeOf(scrap, request);
  if (failure !== null) throw failure;
  const asks = isPlainObject(answer) && typeof answer['name'] === 'string' ? ` Odoo asks "${answer['name']}".` : '';
  throw new Rejected(`The scrap order of ${request.sku} was not validated.${asks}`, {
    code: 'odoo.scrap.not_validated',
    field: request.sku,
    fix: 'Look at the draft scrap order in Odoo (its source document carries the marker), then replay this record.',
  });
}

const isAsked = (scrap: Scrap, request: Request): boolean =>
  scrap.product_id.id === request.product_id &&
  isSame(scrap.scrap_qty, request.quantity) &&
  scrap.location_id.id === request.location_id &&
  (scrap.lot_id?.name ?? null) === request.lot &&
  (request.scrap_location_id === null || scrap.scrap_location_id.id === request.scrap_location_id);

function outcomeOf(scrap: Scrap, request: Request): SendOutcome {
  if (isAsked(scrap, request)) return { kind: 'confirmed', result: resultOf(scrap, request) };
  const detail = { scrap_id: scrap.id, scrap_qty: scrap.scrap_qty, state: scrap.state };
  return { kind: 'rejected', code: 'odoo.scrap.different', message: differs(scrap, request), detail };
}

const differs = (scrap: Scrap, request: Request): string =>
  `${scrap.name} carries the marker ${request.origin_marker}, but it is ${scrap.state} with ${scrap.scrap_qty} of ${scrap.product_id.name} from ${scrap.location_id.name}, not ${request.quantity} of ${request.sku}.`;

const resultOf = (scrap: Scrap, request: Request): EffectResult => ({
  remoteId: String(scrap.id),
  data: { scrap_id: scrap.id },
  after: {
    scrap: { id: scrap.id, name: scrap.name, state: scrap.state },
    sku: request.sku,
    quantity: scrap.scrap_qty,
    lot: scrap.lot_id?.name ?? null,
    location: scrap.location_id.name,
    scrap_location: scrap.scrap_location_id.name,
  },
});
