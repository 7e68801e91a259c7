import type { Tx } from '../db/database.js';
import { type LaneRow, raiseNotices, wakeWaiters } from './lanes.sql.js';

/**
 * The work that waits on `from` (a `wro:` or `order:` lane whose subject was not known) belongs to `to` from now on:
 * one notice for `to`, and `from` comes to rest with its cases resolved. Both lanes are locked by the caller. A `from`
 * that does not exist or has nothing open is left alone.
 */
export async function handOver(
  tx: Tx,
  move: { connectionId: string; from: LaneRow | undefined; to: string; at: Date },
): Promise<void> {
  const { connectionId, from, to, at } = move;
  if (!from || from.key === to) return;
  const closed = await tx.$executeRaw`
    UPDATE review_case SET state = 'resolved', resolved_at = ${at}::timestamptz, resolution = ${`handed over to ${to}`}
    WHERE connection_id = ${connectionId} AND lane_key = ${from.key} AND state = 'open'`;
  const open = from.dirty_seq > from.clean_seq || from.due_at !== null || from.waits_for.length > 0;
  if (!open && closed === 0) return;
  await tx.$executeRaw`
    UPDATE lane SET clean_seq = dirty_seq, dirtied_at = NULL, due_at = NULL, not_before = NULL, waits_for = '{}',
      urgent_since = NULL, failures = 0
    WHERE connection_id = ${connectionId} AND key = ${from.key}`;
  const reason = `took over the work of ${from.key}`;
  await raiseNotices(tx, connectionId, [{ laneKey: to, source: 'handover', fingerprint: null, reason }], at);
  await wakeWaiters(tx, connectionId, from.key, at);
}
