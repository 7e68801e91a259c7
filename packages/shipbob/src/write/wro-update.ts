import type { CallContext, LookupOutcome, SendOutcome } from '@mlc/engine';
import type { OperationRequest, ShipBobWro } from '@mlc/mappings';
import type { ShipBobClient } from '../http/client.js';
import { afterSending, type Difference, differenceText, type Handler, rejected } from './handler.js';
import { compareGoods } from './wro-compare.js';
import { boxesBody, fullDateTime, options, wroIn, wroResult } from './wros.js';

type Update = OperationRequest<'shipbob.wro.update'>;

/**
 * PATCH /receiving/{id}, from 2026-07 on and while Awaiting, with no box in process and no label bought (ShipBob docs,
 * versioning). Boxes are replaced as a whole, so it may be repeated. Done is what is read back.
 */
export const updateWro: Handler<'shipbob.wro.update'> = {
  async send(client, request, call) {
    if (!client.traits.wroUpdate) return tooOld(client);
    const sent = await client.write({
      method: 'PATCH',
      path: `/receiving/${request.wro_id}`,
      body: {
        fulfillment_center: request.fulfillment_center_id && { id: request.fulfillment_center_id },
        expected_arrival_date: request.expected_arrival_date && fullDateTime(request.expected_arrival_date),
        boxes: request.boxes && boxesBody(request.boxes),
      },
      ...options(call),
      idempotent: true,
    });
    if (sent.kind === 'unknown') return sent;
    if (sent.kind === 'refused') return rejected(sent.refusal, 'shipbob.not_changeable');
    return afterSending(async () => {
      const now = await look(client, request, call);
      if (now.kind === 'found') return { kind: 'confirmed', result: now.result };
      return {
        kind: 'rejected',
        code: 'shipbob.not_taken',
        message: `ShipBob answered success to changing WRO ${request.wro_id}, but ${now.why}.`,
        detail: null,
      };
    });
  },

  async lookup(client, request, call): Promise<LookupOutcome> {
    const now = await look(client, request, call);
    if (now.kind === 'gone') return { kind: 'conflict', message: now.why, detail: null };
    return now.kind === 'found' ? { kind: 'found', result: now.result } : { kind: 'absent' };
  },
};

const tooOld = (client: ShipBobClient): SendOutcome => ({
  kind: 'rejected',
  code: 'shipbob.version_too_old',
  message: `ShipBob changes receiving orders from version 2026-07 on; this connection speaks ${client.version}.`,
  detail: null,
});

type Looked = { kind: 'found'; result: ReturnType<typeof wroResult> } | { kind: 'other' | 'gone'; why: string };

async function look(client: ShipBobClient, request: Update, call: CallContext): Promise<Looked> {
  const answer = await client.readOne({ path: `/receiving/${request.wro_id}`, ...options(call) });
  const wro = answer === null ? null : await wroIn(client, answer, call);
  if (wro === null) return { kind: 'gone', why: `ShipBob has no WRO ${request.wro_id}` };
  const { goods, others } = differencesOf(request, wro);
  const differences = [...goods, ...others];
  if (differences.length > 0) return { kind: 'other', why: `it still reads ${differenceText(differences)}` };
  return { kind: 'found', result: wroResult(wro, [], request.boxes) };
}

/** A hub may stand in for the centre that was asked for, so a centre that differs is no sign of a change not taken. */
function differencesOf(request: Update, wro: ShipBobWro): { goods: Difference[]; others: Difference[] } {
  const { boxes, expected_arrival_date: asked } = request;
  const got = wro.expected_arrival_date;
  const isSameDay = asked === undefined || got === null || Date.parse(asked) === Date.parse(got);
  return {
    goods: boxes === undefined ? [] : compareGoods(boxes, wro),
    others: isSameDay ? [] : [{ field: 'expected_arrival_date', asked, got }],
  };
}
