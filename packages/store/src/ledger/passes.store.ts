import type { Lease, Ledger, NewNotice, PassEnd } from '@mlc/engine';
import { z } from 'zod';
import type { StoreContext } from '../db/context.js';
import { inTransaction, type Tx } from '../db/database.js';
import { firstRow, time } from '../db/rows.js';
import { jsonText, safeText } from '../db/text.js';
import { syncCases } from './cases.sql.js';
import { ensureLanes, type LaneRow, lockHeld, makeUrgent, raiseNotices, wakeWaiters } from './lanes.sql.js';

/** Passes: what was seen and planned, and how it ended. */
export function createPassStore({ db, clock }: StoreContext): Pick<Ledger, 'beginPass' | 'endPass'> {
  return {
    async beginPass(lease, pass) {
      // The look's age, counted on one clock, dates it on the database's: whatever moved since then was not seen.
      const ageSeconds = Math.max(0, clock.now().getTime() - pass.startedAt.getTime()) / 1000;
      const labels = [...new Set(pass.labels.map(safeText))];
      await inTransaction(db, async (tx) => {
        await lockHeld(tx, lease);
        await tx.$executeRaw`
          INSERT INTO pass (connection_id, id, lane_key, seq, fence, started_at, looked_at, rules_version,
            settings_version, evidence, planned)
          VALUES (${lease.connectionId}, ${pass.id}, ${lease.laneKey}, ${pass.seq}, ${lease.fence},
            ${pass.startedAt}::timestamptz, clock_timestamp() - make_interval(secs => ${ageSeconds}::float8),
            ${pass.rulesVersion}, ${pass.settingsVersion}, ${jsonText(pass.evidence)}::jsonb,
            ${jsonText(pass.planned)}::jsonb)`;
        await tx.$executeRaw`
          UPDATE lane SET labels = ${labels}::text[]
          WHERE connection_id = ${lease.connectionId} AND key = ${lease.laneKey} AND labels <> ${labels}::text[]`;
      });
    },

    async endPass(lease, passId, end) {
      const at = clock.now();
      const { connectionId, laneKey } = lease;
      const awaitedKeys = end.cleans ? [...new Set(end.waitsFor)].filter((key) => key !== laneKey) : [];
      const wakes = end.cleans && end.outcome !== 'later';
      await inTransaction(db, async (tx) => {
        if (awaitedKeys.length > 0) await ensureLanes(tx, connectionId, awaitedKeys);
        const keys = [...awaitedKeys, ...end.rings.map((ring) => ring.lane)];
        const lanes = await lockHeld(tx, lease, { keys, waiters: wakes });
        const lookedAt = await closePass(tx, lease, passId, end, at);
        const awaited = judgeAwaited(awaitedKeys, lanes, lookedAt);
        if (end.cleans) await cleanLane(tx, lease, end, awaited, at);
        else await failLane(tx, lease, end, at);
        if (end.cases !== null) await syncCases(tx, { connectionId, laneKey, passId, at }, end.cases);
        await raiseNotices(tx, connectionId, noticesOf(laneKey, end, awaited), at);
        await makeUrgent(tx, connectionId, awaited.waiting, at);
        if (wakes) await wakeWaiters(tx, connectionId, laneKey, at);
      });
    },
  };
}

interface Awaited {
  /** Still to be waited for. */
  waiting: string[];
  /** Moved since this pass looked: looking again at once costs a pass, waiting might be for ever. */
  moved: string[];
  /** Never had a turn and nothing on its way: it must be told. */
  idle: string[];
}

function judgeAwaited(keys: string[], lanes: Map<string, LaneRow>, lookedAt: Date | null): Awaited {
  const judged: Awaited = { waiting: [], moved: [], idle: [] };
  for (const key of keys) {
    const lane = lanes.get(key);
    if (lookedAt && lane?.moved_at && lane.moved_at >= lookedAt) judged.moved.push(key);
    else judged.waiting.push(key);
    if (lane && lane.last_ended_at === null && lane.dirty_seq === lane.clean_seq) judged.idle.push(key);
  }
  return judged;
}

const passRow = z.object({ looked_at: time });

async function closePass(tx: Tx, lease: Lease, passId: string, end: PassEnd, at: Date): Promise<Date | null> {
  const closed = await tx.$queryRaw`
    UPDATE pass SET outcome = ${end.outcome}, reason = ${safeText(end.reason)}, ended_at = ${at}::timestamptz,
      due_at = ${end.dueAt}::timestamptz, waits_for = ${end.waitsFor}::text[], cleans = ${end.cleans}
    WHERE connection_id = ${lease.connectionId} AND id = ${passId}
    RETURNING looked_at`;
  return firstRow(passRow, closed)?.looked_at ?? null;
}

/** Clean up to the lease's seq. A notice that came during the pass leaves the lane open. */
async function cleanLane(tx: Tx, lease: Lease, end: PassEnd, awaited: Awaited, at: Date): Promise<void> {
  const dueAt = awaited.moved.length > 0 ? at : end.dueAt;
  await tx.$executeRaw`
    UPDATE lane SET clean_seq = GREATEST(clean_seq, ${lease.seq}), lease_until = NULL, attempts = 0, failures = 0,
      not_before = NULL, due_at = ${dueAt}::timestamptz, waits_for = ${awaited.waiting}::text[],
      dirtied_at = CASE WHEN dirty_seq > GREATEST(clean_seq, ${lease.seq}) THEN ${at}::timestamptz END,
      urgent_since = CASE WHEN ${awaited.moved.length > 0} OR dirty_seq > GREATEST(clean_seq, ${lease.seq})
        THEN COALESCE(urgent_since, CASE WHEN ${awaited.moved.length > 0} THEN ${at}::timestamptz END) END,
      last_ended_at = ${at}::timestamptz, last_outcome = ${end.outcome}, last_reason = ${safeText(end.reason)},
      moved_at = clock_timestamp()
    WHERE connection_id = ${lease.connectionId} AND key = ${lease.laneKey}`;
}

/** The pass could not judge: the lane stays as dirty as it was and rests until `dueAt`. */
async function failLane(tx: Tx, lease: Lease, end: PassEnd, at: Date): Promise<void> {
  await tx.$executeRaw`
    UPDATE lane SET lease_until = NULL, attempts = 0, failures = failures + 1, not_before = ${end.dueAt}::timestamptz,
      due_at = CASE WHEN dirty_seq = clean_seq THEN COALESCE(${end.dueAt}, ${at})::timestamptz END,
      last_ended_at = ${at}::timestamptz, last_outcome = ${end.outcome}, last_reason = ${safeText(end.reason)},
      moved_at = clock_timestamp()
    WHERE connection_id = ${lease.connectionId} AND key = ${lease.laneKey}`;
}

function noticesOf(laneKey: string, end: PassEnd, awaited: Awaited): NewNotice[] {
  const rung = end.rings.map(
    (ring): NewNotice => ({ laneKey: ring.lane, source: 'handover', fingerprint: null, reason: ring.reason }),
  );
  const told = awaited.idle.map(
    (key): NewNotice => ({
      laneKey: key,
      source: 'prerequisite',
      fingerprint: null,
      reason: `${laneKey} waits for it`,
    }),
  );
  return [...rung, ...told];
}
