import type { CallContext, EffectResult, LookupOutcome, SendOutcome } from '@mlc/engine';
import type { OperationRequest } from '@mlc/mappings';
import { z } from 'zod';
import type { OdooClient } from '../client/odoo-client.js';
import { char, int } from '../client/values.js';
import { carriesMarker, markerDomain, noteHtml } from './note-marker.js';

type Request = OperationRequest<'odoo.note.post'>;

const messageRow = z.object({ id: int, body: char });

/** Posts an internal note, once: a note of this record that carries the marker is this note. */
export async function postNote(client: OdooClient, request: Request, call: CallContext): Promise<SendOutcome> {
  const standing = await findMessage(client, request, call.deadlineMs);
  if (standing !== null) return { kind: 'confirmed', result: resultOf(request, standing) };
  await client.call(request.model, 'message_post', {
    ids: [request.record_id],
    params: {
      // Escaped here and sent as HTML: 17 and later would escape it, 16 would not (observed).
      body: noteHtml(request.body, request.marker),
      body_is_html: true,
      message_type: 'comment',
      subtype_xmlid: 'mail.mt_note',
    },
    deadlineMs: call.deadlineMs,
  });
  let posted: number | null;
  try {
    posted = await findMessage(client, request, call.deadlineMs);
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    return { kind: 'unknown', message: `The note was posted and could not be read back: ${why}` };
  }
  if (posted !== null) return { kind: 'confirmed', result: resultOf(request, posted) };
  return {
    kind: 'unknown',
    message: `The note was posted on ${request.model} ${request.record_id}, but is not there.`,
  };
}

export async function lookUpNote(client: OdooClient, request: Request, call: CallContext): Promise<LookupOutcome> {
  const messageId = await findMessage(client, request, call.deadlineMs);
  return messageId === null ? { kind: 'absent' } : { kind: 'found', result: resultOf(request, messageId) };
}

/** The record's message that carries the marker; the first, should there be several. */
export async function findMessage(
  client: OdooClient,
  request: { model: string; record_id: number; marker: string },
  deadlineMs: number,
): Promise<number | null> {
  const domain = [
    ['model', '=', request.model],
    ['res_id', '=', request.record_id],
    ...markerDomain('body', request.marker),
  ];
  const rows = await client.searchReadAll('mail.message', messageRow, { domain, deadlineMs });
  return rows.find((row) => carriesMarker(row.body, request.marker))?.id ?? null;
}

const resultOf = (request: Request, messageId: number): EffectResult => ({
  remoteId: String(messageId),
  data: { message_id: messageId, model: request.model, record_id: request.record_id },
  after: { message_id: messageId, marker: request.marker },
});
