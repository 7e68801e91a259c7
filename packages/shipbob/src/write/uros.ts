import type { CallContext, EffectResult, LookupOutcome } from '@mlc/engine';
import { toJson } from '@mlc/kernel';
import type { OperationRequest, ShipBobUnidentifiedReceipt } from '@mlc/mappings';
import { unidentifiedReceiptSchema } from '../decode/receiving.js';
import { decode } from '../decode/shape.js';
import type { ShipBobClient } from '../http/client.js';
import { endpoints } from '../versions.js';
import { afterSending, type Handler, rejected } from './handler.js';
import { options } from './wros.js';

type Associate = OperationRequest<'shipbob.uro.associate'>;

/** POST /unidentified-receiving-order/{id}:associateWRO (2026-07), 204. Done is what names the WRO afterwards. */
export const associateUro: Handler<'shipbob.uro.associate'> = {
  async send(client, request, call) {
    const before = await lookedUp(client, request, call);
    if (before.kind === 'found') return { kind: 'confirmed', result: before.result };
    if (before.kind === 'conflict')
      return { kind: 'rejected', code: 'shipbob.uro_elsewhere', message: before.message, detail: before.detail };
    const sent = await client.write({
      method: 'POST',
      path: `${endpoints.unidentified.path}/${request.uro_id}:associateWRO`,
      body: { wro_id: request.wro_id },
      ...options(call),
      idempotent: false,
    });
    if (sent.kind === 'unknown') return sent;
    if (sent.kind === 'refused') return rejected(sent.refusal);
    return afterSending(async () => {
      const now = await lookedUp(client, request, call);
      if (now.kind === 'found') return { kind: 'confirmed', result: now.result };
      const why = now.kind === 'conflict' ? now.message : `URO ${request.uro_id} still names no WRO.`;
      return { kind: 'unknown', message: `ShipBob answered success, but ${why}` };
    });
  },

  lookup: (client, request, call) => lookedUp(client, request, call),
};

async function lookedUp(client: ShipBobClient, request: Associate, call: CallContext): Promise<LookupOutcome> {
  const path = `${endpoints.unidentified.path}/${request.uro_id}`;
  const answer = await client.readOne({ path, ...options(call) });
  if (answer === null)
    return { kind: 'conflict', message: `ShipBob has no URO ${request.uro_id} any more.`, detail: null };
  const uro = decode(unidentifiedReceiptSchema, answer.json, `record ${path}`);
  if (uro.linked_wro_id === request.wro_id) return { kind: 'found', result: resultOf(uro) };
  if (uro.linked_wro_id === null) return { kind: 'absent' };
  const message = `URO ${uro.id} belongs to WRO ${uro.linked_wro_id} already.`;
  return { kind: 'conflict', message, detail: toJson(uro) };
}

const resultOf = (uro: ShipBobUnidentifiedReceipt): EffectResult => ({
  remoteId: String(uro.id),
  data: { uro_id: uro.id, wro_id: uro.linked_wro_id },
  after: toJson(uro),
});
