import type { Effect, Intent, Lease } from '@mlc/engine';
import type { JsonObject } from '@mlc/kernel';
import { Bug, newId } from '@mlc/kernel';
import type { Sql } from '../db/database.js';
import { firstRow, rowsOf } from '../db/rows.js';
import { jsonText, safeText } from '../db/text.js';
import { effectColumns, effectRow, toEffect } from './effect-rows.js';

/**
 * Writes intents, one statement. A key that is known keeps its row: open and confirmed ones stand as they are, rejected
 * and withdrawn ones are intended anew with the next generation.
 */
export async function insertIntents(
  sql: Sql,
  lease: Lease,
  passId: string,
  intents: Intent[],
  at: Date,
): Promise<void> {
  await sql.$executeRaw`
    INSERT INTO effect (connection_id, id, effect_key, lane_key, pass_id, operation, planned, approval_id,
      state, fence, intended_at, position)
    SELECT ${lease.connectionId}, id, effect_key, ${lease.laneKey}, ${passId}, operation, planned::jsonb, approval_id,
      'intended', ${lease.fence}, ${at}::timestamptz, place
    FROM unnest(
      ${intents.map(() => newId())}::text[],
      ${intents.map((intent) => safeText(intent.key))}::text[],
      ${intents.map((intent) => intent.planned.operation)}::text[],
      ${intents.map((intent) => jsonText(intent.planned))}::text[],
      ${intents.map((intent) => intent.approvalId)}::text[]
    ) WITH ORDINALITY AS i (id, effect_key, operation, planned, approval_id, place)
    ON CONFLICT (connection_id, effect_key) DO UPDATE SET
      state = 'intended', generation = effect.generation + 1, lane_key = excluded.lane_key, pass_id = excluded.pass_id,
      operation = excluded.operation, planned = excluded.planned, approval_id = excluded.approval_id,
      fence = excluded.fence,
      intended_at = excluded.intended_at, position = excluded.position, sent_request = NULL, sent_at = NULL, written_at = NULL,
      settles_at = NULL, absent_at = NULL, resolved_at = NULL, resolved_by = NULL, result = NULL, error = NULL
    WHERE effect.state IN ('rejected', 'withdrawn')`;
}

export async function effectsByKey(sql: Sql, connectionId: string, keys: string[]): Promise<Map<string, Effect>> {
  const rows = await sql.$queryRaw`
    SELECT ${effectColumns} FROM effect WHERE connection_id = ${connectionId} AND effect_key = ANY (${keys}::text[])`;
  return new Map(rowsOf(effectRow, rows).map((row) => [row.effect_key, toEffect(connectionId, row)]));
}

export async function effectById(sql: Sql, connectionId: string, effectId: string): Promise<Effect> {
  const rows = await sql.$queryRaw`
    SELECT ${effectColumns} FROM effect WHERE connection_id = ${connectionId} AND id = ${effectId}`;
  const row = firstRow(effectRow, rows);
  if (!row) throw new Bug(`No effect ${effectId}`);
  return toEffect(connectionId, row);
}

/**
 * The fence and the mark `sent` in one statement. A lease whose time is over does not count even when nobody has taken
 * the lane yet: somebody may, while the call is under way. Returns false when nothing matched.
 */
export async function markEffectSent(
  sql: Sql,
  lease: Lease,
  effectId: string,
  sent: { request: JsonObject; settlesAt: Date; at: Date },
): Promise<boolean> {
  const marked = await sql.$executeRaw`
    WITH held AS (
      SELECT FROM lane
      WHERE connection_id = ${lease.connectionId} AND key = ${lease.laneKey} AND fence = ${lease.fence}
        AND lease_until > clock_timestamp()
      FOR UPDATE
    )
    UPDATE effect SET state = 'sent', sent_request = ${jsonText(sent.request)}::jsonb, sent_at = clock_timestamp(),
      written_at = ${sent.at}::timestamptz, settles_at = ${sent.settlesAt}::timestamptz, fence = ${lease.fence}
    FROM held
    WHERE connection_id = ${lease.connectionId} AND id = ${effectId} AND state = 'intended'`;
  return marked === 1;
}

/** Confirms an effect that is not confirmed yet; false when it was. */
export async function confirmEffect(
  sql: Sql,
  lease: Lease,
  effectId: string,
  confirmed: { result: unknown; resolvedBy: string },
  at: Date,
): Promise<boolean> {
  const changed = await sql.$executeRaw`
    UPDATE effect SET state = 'confirmed', result = ${jsonText(confirmed.result)}::jsonb, error = NULL,
      resolved_at = ${at}::timestamptz, resolved_by = ${confirmed.resolvedBy}
    WHERE connection_id = ${lease.connectionId} AND id = ${effectId} AND state <> 'confirmed'`;
  return changed === 1;
}

export async function settleEffect(
  sql: Sql,
  lease: Lease,
  effectId: string,
  to: { state: string; error: string | null; absentAt: Date | null },
  at: Date,
): Promise<void> {
  const settled = to.state === 'rejected' || to.state === 'withdrawn' ? at : null;
  await sql.$executeRaw`
    UPDATE effect SET state = ${to.state}, error = ${to.error && safeText(to.error)},
      absent_at = ${to.absentAt}::timestamptz, resolved_at = ${settled}::timestamptz
    WHERE connection_id = ${lease.connectionId} AND id = ${effectId}`;
}
