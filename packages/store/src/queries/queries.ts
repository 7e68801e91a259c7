import type { Effect, EffectState, NewNotice } from '@mlc/engine';
import { z } from 'zod';
import { insertAudit } from '../audit/audit.sql.js';
import type { StoreContext } from '../db/context.js';
import { inTransaction } from '../db/database.js';
import { firstRow, time } from '../db/rows.js';
import { raiseForAll, raiseNotices } from '../ledger/lanes.sql.js';
import { effectsOf, type WrittenEffect, writesOf } from './effects.query.js';
import { findRecord, lanesEnded } from './find-record.query.js';
import { type StatusAsk, type StatusReport, statusOf } from './status.query.js';
import { type TimelineEntry, timelineOf } from './timeline.query.js';

/** What people and their tools ask. */
export interface Queries {
  status(connectionId: string, ask?: StatusAsk): Promise<StatusReport>;
  /** All writes in the order in which they were made; `state: null` gives all. */
  effects(connectionId: string, state: EffectState | null): Promise<Effect[]>;
  /** The confirmed writes of these lanes, in the order in which they were made. */
  writesOf(connectionId: string, laneKeys: string[]): Promise<WrittenEffect[]>;
  /** Keys of lanes that have had a pass, ended in [since, until), of the given subjects (all, when none). */
  lanesEnded(
    connectionId: string,
    within: { since: Date | null; until: Date | null; subjects: string[] },
  ): Promise<string[]>;
  timeline(connectionId: string, laneKeys: string[]): Promise<TimelineEntry[]>;
  /** Lane keys for a name or number as a person knows it; best first, empty when unknown. */
  findRecord(connectionId: string, text: string): Promise<string[]>;
  /** Rings lanes that exist, with an audit row each. Returns the keys that were rung. */
  requeue(
    connectionId: string,
    laneKeys: string[],
    source: Extract<NewNotice['source'], 'person' | 'replay'>,
    reason: string,
    actor?: string,
  ): Promise<string[]>;
  /** Rings every lane of the connection, or those whose key starts with one of the prefixes. Returns how many. */
  dirtyAll(connectionId: string, reason: string, prefixes?: string[]): Promise<number>;
  /** Real time on the database's clock, for `polledSince`. */
  databaseNow(): Promise<Date>;
}

export function createQueries(context: StoreContext): Queries {
  const { db, clock } = context;
  return {
    status: (connectionId, ask = {}) => statusOf(context, connectionId, ask),
    effects: (connectionId, state) => effectsOf(db, connectionId, state),
    writesOf: (connectionId, laneKeys) => writesOf(db, connectionId, laneKeys),
    lanesEnded: (connectionId, within) => lanesEnded(db, connectionId, within),
    timeline: (connectionId, laneKeys) => timelineOf(db, connectionId, laneKeys),
    findRecord: (connectionId, text) => findRecord(db, connectionId, text),

    async requeue(connectionId, laneKeys, source, reason, actor = 'person') {
      const at = clock.now();
      return inTransaction(db, async (tx) => {
        const rows = await tx.lane.findMany({
          where: { connectionId, key: { in: laneKeys } },
          select: { key: true },
          orderBy: { key: 'asc' },
        });
        const keys = rows.map((row) => row.key);
        const notices = keys.map((laneKey): NewNotice => ({ laneKey, source, fingerprint: null, reason }));
        await raiseNotices(tx, connectionId, notices, at);
        const audit = keys.map((subject) => ({
          connectionId,
          actor,
          action: source === 'replay' ? 'lane.replayed' : 'lane.requeued',
          subject,
          correlationId: null,
          before: null,
          after: null,
          reason,
        }));
        await insertAudit(tx, audit, at);
        return keys;
      });
    },

    async dirtyAll(connectionId, reason, prefixes = []) {
      return raiseForAll(db, connectionId, { prefixes, source: 'sweep', reason, at: clock.now() });
    },

    async databaseNow() {
      const rows = await db.$queryRaw`SELECT clock_timestamp() AS now`;
      return firstRow(z.object({ now: time }), rows)?.now ?? new Date();
    },
  };
}
