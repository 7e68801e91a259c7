import type { Holding, Lease } from '@mlc/engine';
import { newId } from '@mlc/kernel';
import type { Sql } from '../db/database.js';
import { jsonText } from '../db/text.js';

/** An approval counts once: the write that stood on it was made, or refused by the remote. */
export async function useUpApproval(sql: Sql, connectionId: string, approvalId: string | null): Promise<void> {
  if (approvalId === null) return;
  await sql.$executeRaw`
    UPDATE approval SET state = 'used', decided_at = COALESCE(decided_at, held_at), decided_by = COALESCE(decided_by, '-')
    WHERE connection_id = ${connectionId} AND id = ${approvalId}`;
}

/** Standing rows that the pass wants again keep their state, those it does not want are superseded. */
export async function keepOnly(sql: Sql, lease: Lease, passId: string, keep: Holding['keep']): Promise<void> {
  await sql.$executeRaw`
    UPDATE approval SET
      state = CASE WHEN kept.id IS NULL THEN 'superseded' ELSE approval.state END,
      mode = COALESCE(kept.mode, approval.mode),
      position = COALESCE(kept.place, approval.position),
      pass_id = CASE WHEN kept.id IS NULL THEN approval.pass_id ELSE ${passId} END
    FROM approval AS stands LEFT JOIN unnest(
      ${keep.map((row) => row.id)}::text[],
      ${keep.map((row) => row.mode)}::text[]
    ) WITH ORDINALITY AS kept (id, mode, place) ON kept.id = stands.id
    WHERE stands.connection_id = ${lease.connectionId} AND stands.lane_key = ${lease.laneKey}
      AND stands.state IN ('waiting', 'approved', 'declined')
      AND approval.connection_id = stands.connection_id AND approval.id = stands.id`;
}

export async function insertHeld(
  sql: Sql,
  lease: Lease,
  passId: string,
  { add, keep }: Holding,
  at: Date,
): Promise<void> {
  if (add.length === 0) return;
  await sql.$executeRaw`
    INSERT INTO approval (connection_id, id, lane_key, pass_id, flow, operation, planned, mode, position, held_at)
    SELECT ${lease.connectionId}, id, ${lease.laneKey}, ${passId}, flow, operation, planned::jsonb, mode,
      ${keep.length} + place, ${at}::timestamptz
    FROM unnest(
      ${add.map(() => newId())}::text[],
      ${add.map(({ planned }) => planned.flow)}::text[],
      ${add.map(({ planned }) => planned.operation)}::text[],
      ${add.map(({ planned }) => jsonText(planned))}::text[],
      ${add.map(({ mode }) => mode)}::text[]
    ) WITH ORDINALITY AS a (id, flow, operation, planned, mode, place)`;
}
