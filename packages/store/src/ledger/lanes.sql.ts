import type { Lane, Lease, NewNotice } from '@mlc/engine';
import { LeaseLost, URGENT } from '@mlc/engine';
import { z } from 'zod';
import type { Sql, Tx } from '../db/database.js';
import { firstRow, int8, rowsOf, time } from '../db/rows.js';
import { safeText } from '../db/text.js';
import { Prisma } from '../generated/prisma/client.js';

const outcome = z.enum(['applied', 'ignored', 'parked', 'later']);

export const laneRow = z.object({
  key: z.string(),
  dirty_seq: int8,
  clean_seq: int8,
  due_at: time.nullable(),
  waits_for: z.array(z.string()),
  lease_until: time.nullable(),
  fence: int8,
  attempts: z.int(),
  failures: z.int(),
  labels: z.array(z.string()),
  last_ended_at: time.nullable(),
  last_outcome: outcome.nullable(),
  last_reason: z.string().nullable(),
  moved_at: time.nullable(),
});
export type LaneRow = z.infer<typeof laneRow>;

export const laneColumns = Prisma.sql`key, dirty_seq, clean_seq, due_at, waits_for, lease_until, fence, attempts,
  failures, labels, last_ended_at, last_outcome, last_reason, moved_at`;

export const toLane = (connectionId: string, row: LaneRow): Lane => ({
  connectionId,
  key: row.key,
  dirtySeq: row.dirty_seq,
  cleanSeq: row.clean_seq,
  dueAt: row.due_at,
  waitsFor: row.waits_for,
  leaseUntil: row.lease_until,
  fence: row.fence,
  attempts: row.attempts,
  failures: row.failures,
  labels: row.labels,
  lastEndedAt: row.last_ended_at,
  lastOutcome: row.last_outcome,
  lastReason: row.last_reason,
});

/**
 * Appends notices and raises dirty_seq in one statement, however many there are. Lanes are made and locked in key
 * order, so that two pages that name the same lanes cannot wait for each other in a circle.
 */
export async function raiseNotices(sql: Sql, connectionId: string, notices: NewNotice[], at: Date): Promise<void> {
  if (notices.length === 0) return;
  await sql.$executeRaw`
    WITH input AS (
      SELECT * FROM unnest(
        ${notices.map((notice) => notice.laneKey)}::text[],
        ${notices.map((notice) => notice.source)}::text[],
        ${notices.map((notice) => notice.fingerprint && safeText(notice.fingerprint))}::text[],
        ${notices.map((notice) => safeText(notice.reason))}::text[]
      ) WITH ORDINALITY AS i (key, source, fingerprint, reason, place)
    ), raised AS (
      INSERT INTO lane (connection_id, key, dirty_seq, dirtied_at, urgent_since)
      SELECT ${connectionId}, key, count(*), ${at}::timestamptz,
        CASE WHEN bool_or(source = ANY (${URGENT}::text[])) THEN ${at}::timestamptz END
      FROM input GROUP BY key ORDER BY key
      ON CONFLICT (connection_id, key) DO UPDATE SET
        dirty_seq = lane.dirty_seq + excluded.dirty_seq,
        dirtied_at = CASE WHEN lane.dirty_seq = lane.clean_seq THEN excluded.dirtied_at ELSE lane.dirtied_at END,
        urgent_since = COALESCE(lane.urgent_since, excluded.urgent_since),
        not_before = NULL
      RETURNING key, dirty_seq
    )
    INSERT INTO notice (connection_id, lane_key, seq, source, fingerprint, reason, at)
    SELECT ${connectionId}, key,
      dirty_seq - count(*) OVER (PARTITION BY key) + row_number() OVER (PARTITION BY key ORDER BY place),
      source, fingerprint, reason, ${at}::timestamptz
    FROM input JOIN raised USING (key)`;
}

/** Raises one notice for every lane of the connection whose key starts with one of the prefixes (all, when none). */
export async function raiseForAll(
  sql: Sql,
  connectionId: string,
  notice: { prefixes: string[]; source: NewNotice['source']; reason: string; at: Date },
): Promise<number> {
  return sql.$executeRaw`
    WITH chosen AS (
      SELECT key FROM lane
      WHERE connection_id = ${connectionId}
        AND (cardinality(${notice.prefixes}::text[]) = 0
          OR EXISTS (SELECT FROM unnest(${notice.prefixes}::text[]) AS p (prefix) WHERE starts_with(key, prefix)))
      ORDER BY key FOR UPDATE
    ), raised AS (
      UPDATE lane SET dirty_seq = dirty_seq + 1, not_before = NULL,
        dirtied_at = CASE WHEN dirty_seq = clean_seq THEN ${notice.at}::timestamptz ELSE dirtied_at END
      FROM chosen WHERE lane.connection_id = ${connectionId} AND lane.key = chosen.key
      RETURNING lane.key, lane.dirty_seq
    )
    INSERT INTO notice (connection_id, lane_key, seq, source, fingerprint, reason, at)
    SELECT ${connectionId}, key, dirty_seq, ${notice.source}, NULL, ${safeText(notice.reason)}, ${notice.at}::timestamptz
    FROM raised`;
}

/** Makes lanes that are awaited and do not exist yet, so that they can be locked and rung. */
export async function ensureLanes(sql: Sql, connectionId: string, keys: string[]): Promise<void> {
  await sql.$executeRaw`
    INSERT INTO lane (connection_id, key) SELECT ${connectionId}, key FROM unnest(${keys}::text[]) AS k (key) ORDER BY key
    ON CONFLICT DO NOTHING`;
}

/**
 * Locks the lease's lane, the other lanes named, and (with `waiters`) those that wait for it, all in key order, and
 * proves the fence.
 * @throws LeaseLost when the lane was taken by a later fence or freed.
 */
export async function lockHeld(
  tx: Tx,
  lease: Lease,
  also: { keys?: string[]; waiters?: boolean } = {},
): Promise<Map<string, LaneRow>> {
  const { connectionId, laneKey } = lease;
  const keys = [laneKey, ...(also.keys ?? [])];
  const waiters = also.waiters
    ? Prisma.sql`UNION SELECT key FROM lane WHERE connection_id = ${connectionId} AND waits_for <> '{}'
        AND waits_for @> ARRAY[${laneKey}]`
    : Prisma.empty;
  const locked = await tx.$queryRaw`
    SELECT ${laneColumns} FROM lane
    WHERE connection_id = ${connectionId} AND key = ANY (ARRAY(SELECT unnest(${keys}::text[]) ${waiters}))
    ORDER BY key FOR UPDATE`;
  const rows = new Map(rowsOf(laneRow, locked).map((row) => [row.key, row]));
  const own = rows.get(laneKey);
  if (!own || own.fence !== lease.fence || own.lease_until === null) throw new LeaseLost(lease);
  return rows;
}

/** Wakes every lane that waits for one of `keys`; `awaited` lanes have moved, which a lane about to wait must see. */
export async function wakeWaiters(sql: Sql, connectionId: string, key: string, at: Date): Promise<void> {
  await sql.$executeRaw`
    UPDATE lane SET waits_for = array_remove(waits_for, ${key}), due_at = ${at}::timestamptz,
      urgent_since = COALESCE(urgent_since, ${at}::timestamptz)
    WHERE connection_id = ${connectionId} AND waits_for <> '{}' AND waits_for @> ARRAY[${key}]`;
}

/** Lanes that another waits for go before those that nobody waits for, when they have work to do. */
export async function makeUrgent(sql: Sql, connectionId: string, keys: string[], at: Date): Promise<void> {
  if (keys.length === 0) return;
  await sql.$executeRaw`
    UPDATE lane SET urgent_since = ${at}::timestamptz
    WHERE connection_id = ${connectionId} AND key = ANY (${keys}::text[]) AND dirty_seq > clean_seq
      AND urgent_since IS NULL`;
}

/** Notes on the database's clock that something others may wait for has happened on this lane. */
export async function markMoved(sql: Sql, connectionId: string, key: string): Promise<void> {
  await sql.$executeRaw`
    UPDATE lane SET moved_at = clock_timestamp() WHERE connection_id = ${connectionId} AND key = ${key}`;
}

const leased = z.object({ fence: int8, dirty_seq: int8, attempts: z.int(), failures: z.int() });

/**
 * Takes a lane in one statement: open, free, not backing off, and neither noticed nor held since it was picked. The database's clock
 * decides who holds it; `until` is counted from before the call on our own clock, so that skew between the two only
 * ever shortens it for us.
 */
export async function takeLane(
  sql: Sql,
  lane: { connectionId: string; key: string; dirtySeq: number; fence: number; leaseSeconds: number; now: Date },
): Promise<Lease | null> {
  const { connectionId, key, leaseSeconds, now } = lane;
  const until = new Date(Date.now() + leaseSeconds * 1000);
  const taken = await sql.$queryRaw`
    UPDATE lane SET fence = fence + 1, attempts = attempts + 1,
      lease_until = clock_timestamp() + make_interval(secs => ${leaseSeconds}::float8)
    WHERE connection_id = ${connectionId} AND key = ${key} AND dirty_seq = ${lane.dirtySeq} AND fence = ${lane.fence}
      AND (lease_until IS NULL OR lease_until <= clock_timestamp())
      AND (not_before IS NULL OR not_before <= ${now}::timestamptz)
      AND (dirty_seq > clean_seq OR due_at <= ${now}::timestamptz)
    RETURNING fence, dirty_seq, attempts, failures`;
  const row = firstRow(leased, taken);
  if (!row) return null;
  const { fence, dirty_seq: seq, attempts, failures } = row;
  return { connectionId, laneKey: key, fence, seq, attempts, failures, until };
}
