import type { CallContext, EffectResult, LookupOutcome, SendOutcome } from '@mlc/engine';
import type { OperationRequest } from '@mlc/mappings';
import { z } from 'zod';
import type { OdooClient } from '../client/odoo-client.js';
import { bool, char, int, many2one, stamp } from '../client/values.js';
import { carriesMarker, markerDomain, noteHtml } from './note-marker.js';
import { findMessage } from './note-post.js';

type Request = OperationRequest<'odoo.activity.schedule'>;

/** `active` from 17 on: what is done is kept, archived. */
const activityRow = z.object({
  id: int,
  summary: char,
  note: char,
  date_deadline: stamp,
  user_id: many2one,
  active: bool.optional(),
});
type Activity = z.output<typeof activityRow>;

/**
 * Schedules something to do, once: an activity of this record whose note carries the marker is this one, also when
 * somebody has done it already (then it is archived, or only the message that it was done is left).
 */
export async function scheduleActivity(client: OdooClient, request: Request, call: CallContext): Promise<SendOutcome> {
  const { deadlineMs } = call;
  const standing = await lookUpActivity(client, request, call);
  if (standing.kind === 'found') return { kind: 'confirmed', result: standing.result };
  const values = {
    res_id: request.record_id,
    user_id: request.user_id,
    summary: request.summary,
    note: noteHtml(request.note, request.marker),
    date_deadline: request.date_deadline,
  };
  // The model's own id is for administrators only; Odoo finds it by this default, as its web client has it (16-19).
  const context = { default_res_model: request.model };
  await client.create('mail.activity', [values], { context, deadlineMs });
  let made: LookupOutcome;
  try {
    made = await lookUpActivity(client, request, call);
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    return { kind: 'unknown', message: `The activity was scheduled and could not be read back: ${why}` };
  }
  if (made.kind === 'found') return { kind: 'confirmed', result: made.result };
  const where = `${request.model} ${request.record_id}`;
  return { kind: 'unknown', message: `The activity was scheduled on ${where}, but is not there.` };
}

export async function lookUpActivity(client: OdooClient, request: Request, call: CallContext): Promise<LookupOutcome> {
  const { deadlineMs } = call;
  const domain = [
    ['res_model', '=', request.model],
    ['res_id', '=', request.record_id],
    ...markerDomain('note', request.marker),
  ];
  const context = { active_test: false };
  const rows = await client.searchReadAll('mail.activity', activityRow, { domain, context, deadlineMs });
  const activity = rows.find((row) => carriesMarker(row.note, request.marker));
  if (activity) return { kind: 'found', result: resultOf(request, activity) };
  const messageId = await findMessage(client, request, deadlineMs);
  return messageId === null ? { kind: 'absent' } : { kind: 'found', result: doneAs(request, messageId) };
}

const resultOf = (request: Request, activity: Activity): EffectResult => ({
  remoteId: String(activity.id),
  data: { activity_id: activity.id, model: request.model, record_id: request.record_id },
  after: {
    activity_id: activity.id,
    summary: activity.summary,
    date_deadline: activity.date_deadline,
    user_id: activity.user_id?.id ?? null,
    done: activity.active === false,
  },
});

const doneAs = (request: Request, messageId: number): EffectResult => ({
  remoteId: `mail.message,${messageId}`,
  data: { message_id: messageId, model: request.model, record_id: request.record_id },
  after: { message_id: messageId, done: true },
});
