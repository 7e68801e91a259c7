import { type Json, toJson } from '@mlc/kernel';
import { z } from 'zod';
import type { Answer } from '../../core/exchange.js';
import { fieldErrors, issuesAsFields, ok, problem } from '../http/errors.js';
import type { Call, Route } from '../http/router.js';
import type { Uro } from '../records.js';
import type { Shop } from '../shop.js';
import { versionsWhere } from '../versions.js';

const PAGE_MAX = 50;

/** Unidentified receiving orders (2026-07): goods that nobody could tell to belong to a WRO. */
export function uroRoutes(shop: Shop): Route[] {
  const versions = versionsWhere((traits) => traits.uros);
  const path = '/unidentified-receiving-order';
  return [
    { method: 'GET', path, scope: 'receiving_read', versions, handle: listUros },
    {
      method: 'GET',
      path: `${path}/{id}`,
      scope: 'receiving_read',
      versions,
      handle: (call) => oneUro(call, (uro) => ok(uroView(uro))),
    },
    {
      method: 'POST',
      path: `${path}/{id}:associateWRO`,
      scope: 'receiving_write',
      versions,
      handle: (call) => oneUro(call, (uro) => associate(shop, call, uro)),
    },
  ];
}

export const uroView = (uro: Uro): Json =>
  toJson({
    id: uro.id,
    barcode: uro.barcode,
    comment: uro.comment,
    created_date: uro.createdDate,
    reason: uro.reason,
    tracking_barcode: uro.trackingBarcode,
    linked_wro_id: uro.linkedWroId,
    linked_wro_date: uro.linkedWroDate,
    attachments: uro.attachments,
  });

/** `isCompleted`, `page`; at most 50 a page. */
function listUros(call: Call): Answer {
  const completed = call.query.bool('isCompleted');
  const page = Number(call.query.text('page') ?? '1');
  if (!Number.isInteger(page) || page < 1) return problem(422, 'Unprocessable Entity', 'page must be a number from 1.');
  const rows = call.account.uros.filter((uro) => completed === null || uro.completed === completed);
  return ok(rows.slice((page - 1) * PAGE_MAX, page * PAGE_MAX).map(uroView));
}

function oneUro(call: Call, answer: (uro: Uro) => Answer): Answer {
  const uro = call.account.uros.find((candidate) => candidate.id === Number(call.params['id']));
  return uro === undefined ? problem(404, 'Not Found', `URO ${call.params['id'] ?? ''} was not found.`) : answer(uro);
}

/** POST ...:associateWRO `{wro_id}`: 204. Once linked it stays so (inferred). */
function associate(shop: Shop, call: Call, uro: Uro): Answer {
  const parsed = z.object({ wro_id: z.number().int() }).safeParse(call.body);
  if (!parsed.success) return fieldErrors(422, issuesAsFields(parsed.error));
  const wro = call.account.wros.find((candidate) => candidate.id === parsed.data.wro_id);
  if (wro === undefined) return problem(404, 'Not Found', `WRO ${parsed.data.wro_id} was not found.`);
  if (uro.linkedWroId !== null && uro.linkedWroId !== wro.id) {
    return problem(422, 'Unprocessable Entity', `URO ${uro.id} is linked to WRO ${uro.linkedWroId} already.`);
  }
  uro.linkedWroId = wro.id;
  uro.linkedWroDate = shop.stamp();
  uro.completed = true;
  const key = uro.barcode ?? String(uro.id);
  const effect = { type: 'uro.associated', key, detail: { uro_id: uro.id, wro_id: wro.id } };
  return { status: 204, body: '', effects: [effect] };
}
