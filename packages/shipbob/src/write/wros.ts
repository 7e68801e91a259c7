import type { CallContext, EffectResult, LookupOutcome, SendOutcome } from '@mlc/engine';
import { toJson } from '@mlc/kernel';
import { isForeignMark, isSameMark, type OperationRequest, type ShipBobWro, wroMarkIn } from '@mlc/mappings';
import { wroSchema } from '../decode/receiving.js';
import { syncResultsSchema } from '../decode/sync-results.js';
import type { Answer, ShipBobClient } from '../http/client.js';
import { completeWros, readWros } from '../read/wros.js';
import {
  afterSending,
  type Difference,
  differenceText,
  type Handler,
  readBack,
  refusedCreate,
  rejected,
} from './handler.js';
import { compareWro } from './wro-compare.js';

type Create = OperationRequest<'shipbob.wro.create'>;
type Cancel = OperationRequest<'shipbob.wro.cancel'>;

export const options = (call: CallContext) => ({ priority: 'receipts', deadlineMs: call.deadlineMs }) as const;

function createBody(client: ShipBobClient, request: Create): object {
  return {
    fulfillment_center: { id: request.fulfillment_center_id },
    package_type: request.package_type,
    box_packaging_type: request.box_packaging_type,
    expected_arrival_date: fullDateTime(request.expected_arrival_date),
    purchase_order_number: request.purchase_order_number,
    boxes: boxesBody(request.boxes),
    ...freightBody(client, request),
  };
}

/** Before 2026-07 a WRO has no place for notes, and they are left out; other freight is then refused before sending. */
function freightBody({ traits }: ShipBobClient, request: Create): object {
  if (!traits.freightNotes) return {};
  const freight = { ...request.freight, ...(request.notes === '' ? {} : { notes: request.notes }) };
  return {
    freight: Object.keys(freight).length > 0 ? freight : undefined,
    final_destination_fulfillment_center_id: request.final_destination_fulfillment_center_id,
  };
}

/** Freight was planned for a version that takes it, and the connection speaks an older one by now. */
function tooOld({ traits, version }: ShipBobClient, request: Create): SendOutcome | null {
  const asks = request.freight !== undefined || request.final_destination_fulfillment_center_id !== undefined;
  if (traits.freightNotes || !asks) return null;
  return {
    kind: 'rejected',
    code: 'shipbob.version_too_old',
    message: `ShipBob takes freight and a final destination of receiving orders from version 2026-07 on; this connection speaks ${version}.`,
    detail: null,
  };
}

/** Lots stand on goods by lot only; ShipBob refuses both their lack and their presence elsewhere. */
export const boxesBody = (boxes: Create['boxes']): object[] =>
  boxes.map((box) => ({
    tracking_number: box.tracking_number,
    box_items: box.items.map(({ inventory_id, quantity, lot_number, lot_date }) => ({
      inventory_id,
      quantity,
      lot_number,
      lot_date: lot_date === undefined ? undefined : fullDateTime(lot_date),
    })),
  }));

/** A bare date is refused from 2026-07: always the full RFC 3339 form. Unreadable text goes as it is, to be refused. */
export function fullDateTime(text: string): string {
  const at = new Date(text);
  return Number.isNaN(at.getTime()) ? text : at.toISOString();
}

/** POST /receiving. The answer counts as the read-back. */
export const createWro: Handler<'shipbob.wro.create'> = {
  async send(client, request, call) {
    const refused = tooOld(client, request);
    if (refused !== null) return refused;
    const sent = await client.write({
      method: 'POST',
      path: '/receiving',
      body: createBody(client, request),
      ...options(call),
      idempotent: false,
    });
    if (sent.kind === 'unknown') return sent;
    if (sent.kind === 'refused') return refusedCreate(sent.refusal, () => createWro.lookup(client, request, call));
    return afterSending(async () => {
      const wro = await wroIn(client, sent.answer, call);
      if (wro === null) {
        return { kind: 'unknown', message: `ShipBob's answer does not show WRO ${request.purchase_order_number}.` };
      }
      const { goods, centre } = compareWro(request, wro);
      return { kind: 'confirmed', result: wroResult(wro, [...goods, ...(centre ? [centre] : [])], request.boxes) };
    });
  },

  async lookup(client, request, call) {
    const number = request.purchase_order_number.trim();
    const found = await readWros(client, 'PurchaseOrderNumbers', [number], options(call));
    return lookedUp(
      request,
      found.filter((wro) => wro.purchase_order_number?.trim().toLowerCase() === number.toLowerCase()),
    );
  },
};

/**
 * Number, centre and the multiset of goods decide, never the number alone. The mark in the notes, where the version has
 * any, is stronger: with the very mark that was sent it is this WRO even if somebody has changed its goods since, with the
 * mark of another receipt it is not, however alike it looks.
 */
function lookedUp(request: Create, found: ShipBobWro[]): LookupOutcome {
  if (found.length === 0) return { kind: 'absent' };
  const exact = found.filter((wro) => wro.purchase_order_number?.trim() === request.purchase_order_number.trim());
  const open = exact.filter((wro) => wro.status !== 'Cancelled');
  const compared = open.map((wro) => ({ wro, ...compareWro(request, wro), mark: wroMarkIn(wro.freight?.notes) }));
  const sent = wroMarkIn(request.notes);
  const [ours] = compared.filter(({ mark }) => sent !== null && mark !== null && isSameMark(mark, sent));
  if (ours !== undefined) {
    const differences = [...ours.goods, ...(ours.centre ? [ours.centre] : [])];
    return { kind: 'found', result: wroResult(ours.wro, differences, request.boxes) };
  }
  const strangers = compared.filter(({ mark }) => sent !== null && isForeignMark(mark, [sent.pickingId]));
  const fits = compared.filter((one) => one.goods.length === 0 && !strangers.includes(one));
  const here = fits.filter(({ centre }) => centre === null);
  const [chosen, second] = here.length > 0 ? here : fits;
  if (chosen !== undefined && second === undefined) {
    return { kind: 'found', result: wroResult(chosen.wro, chosen.centre ? [chosen.centre] : [], request.boxes) };
  }
  const detail = toJson(found);
  const name = `WRO number ${request.purchase_order_number}`;
  if (second !== undefined) return { kind: 'conflict', message: `${name} stands on several equal WROs.`, detail };
  const [stranger] = strangers;
  if (stranger?.mark) {
    const { connectionId, pickingId } = stranger.mark;
    return {
      kind: 'conflict',
      message: `${name} stands on WRO ${stranger.wro.id}, which connection ${connectionId} made for receipt ${pickingId}.`,
      detail,
    };
  }
  if (open.length > 0) {
    const differences = compared.flatMap(({ goods }) => goods);
    return { kind: 'conflict', message: `${name} carries other goods. ${differenceText(differences)}`, detail };
  }
  const ids = found.map((wro) => `${wro.id} (${wro.status}, ${wro.purchase_order_number})`).join(', ');
  return { kind: 'conflict', message: `${name} is taken by WRO ${ids}.`, detail };
}

/** `boxes`: what stands on them is kept with the link, since a WRO's own answer does not show it. */
export const wroResult = (wro: ShipBobWro, differences: Difference[], boxes?: Create['boxes']): EffectResult => ({
  remoteId: String(wro.id),
  data: {
    purchase_order_number: wro.purchase_order_number,
    ...(boxes ? { tracking: boxes.map((box) => box.tracking_number) } : {}),
  },
  after: readBack(wro, differences),
});

/** Null when the answer is no WRO we can read. Boxes are read where the answer holds no quantities. */
export async function wroIn(client: ShipBobClient, answer: Answer, call: CallContext): Promise<ShipBobWro | null> {
  const parsed = wroSchema.safeParse(answer.json);
  if (!parsed.success) return null;
  const [wro] = await completeWros(client, [parsed.data], options(call));
  return wro ?? null;
}

/** POST /receiving/{id}:cancel, possible while Awaiting. Done is what says Cancelled afterwards, whatever was answered. */
export const cancelWro: Handler<'shipbob.wro.cancel'> = {
  async send(client, request, call) {
    const sent = await client.write({
      method: 'POST',
      path: `/receiving/${request.wro_id}:cancel`,
      ...options(call),
      idempotent: false,
    });
    if (sent.kind === 'unknown') return sent;
    return afterSending(async () => {
      const now = await cancelWro.lookup(client, request, call);
      if (now.kind === 'found') return { kind: 'confirmed', result: now.result };
      if (sent.kind === 'refused') return rejected(sent.refusal, 'shipbob.not_cancellable');
      return notCancelled(request, now.kind === 'conflict' ? now.message : 'the WRO is still not Cancelled');
    });
  },

  async lookup(client, request, call) {
    const answer = await client.readOne({ path: `/receiving/${request.wro_id}`, ...options(call) });
    const wro = answer === null ? null : await wroIn(client, answer, call);
    if (wro === null) return { kind: 'conflict', message: `ShipBob has no WRO ${request.wro_id}.`, detail: null };
    return wro.status === 'Cancelled' ? { kind: 'found', result: wroResult(wro, []) } : { kind: 'absent' };
  },
};

const notCancelled = (request: Cancel, why: string): SendOutcome => ({
  kind: 'rejected',
  code: 'shipbob.not_taken',
  message: `ShipBob answered success to cancelling WRO ${request.wro_id}, but ${why}.`,
  detail: null,
});

/** POST /receiving:setExternalSync. Answers one result for each id (observed; the OpenAPI says a WRO). */
export const setExternalSync: Handler<'shipbob.wro.set_external_sync'> = {
  async send(client, request, call) {
    const sent = await client.write({
      method: 'POST',
      path: '/receiving:setExternalSync',
      body: { ids: request.wro_ids, is_external_sync: true },
      ...options(call),
      idempotent: false,
    });
    if (sent.kind === 'unknown') return sent;
    if (sent.kind === 'refused') return rejected(sent.refusal);
    const failed = failedResults(sent.answer);
    if (failed === null) {
      return afterSending(async () => {
        const now = await setExternalSync.lookup(client, request, call);
        if (now.kind === 'found') return { kind: 'confirmed', result: now.result };
        return { kind: 'unknown', message: 'ShipBob answered no results, and the flag is not set yet.' };
      });
    }
    if (failed.length === 0) return { kind: 'confirmed', result: syncResult(request.wro_ids) };
    return {
      kind: 'rejected',
      code: 'shipbob.external_sync_failed',
      message: failed.map(({ id, reason }) => `WRO ${id}: ${reason || 'no reason given'}`).join('; '),
      detail: toJson(failed),
    };
  },

  async lookup(client, request, call) {
    const wros = await readWros(client, 'IDs', request.wro_ids, options(call));
    const synced = new Set(wros.filter((wro) => wro.external_sync).map((wro) => wro.id));
    return request.wro_ids.every((id) => synced.has(id))
      ? { kind: 'found', result: syncResult(request.wro_ids) }
      : { kind: 'absent' };
  },
};

/** The ids ShipBob did not take; null when the answer is not the list of results that was observed. */
function failedResults(answer: Answer): { id: number; reason: string }[] | null {
  const parsed = syncResultsSchema.safeParse(answer.json);
  if (!parsed.success) return null;
  return parsed.data.results
    .filter((result) => !result.is_success)
    .map((result) => ({ id: result.id, reason: result.reason ?? '' }));
}

const syncResult = (ids: number[]): EffectResult => ({
  remoteId: ids.join(','),
  data: { wro_ids: ids },
  after: { external_sync: true },
});
