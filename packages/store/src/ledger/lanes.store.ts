import type { Ledger } from '@mlc/engine';
import { z } from 'zod';
import type { StoreContext } from '../db/context.js';
import { rowsOf } from '../db/rows.js';
import { safeText } from '../db/text.js';
import { Prisma } from '../generated/prisma/client.js';
import { laneColumns, laneRow, raiseNotices, takeLane, toLane } from './lanes.sql.js';

type LaneMethods = Pick<
  Ledger,
  'raise' | 'dueLanes' | 'urgentLanes' | 'lanes' | 'connectionsWithDueLanes' | 'lease' | 'renew' | 'lanesLabelled'
>;

const connectionRow = z.object({ connection_id: z.string() });
const labelledRow = z.object({ key: z.string(), label: z.string() });

/** Open or come due, held by nobody, and not backing off. Leases are on the database's clock. */
const isDue = (now: Date) => Prisma.sql`(dirty_seq > clean_seq OR due_at <= ${now}::timestamptz)
  AND (lease_until IS NULL OR lease_until <= clock_timestamp())
  AND (not_before IS NULL OR not_before <= ${now}::timestamptz)`;

/** Lanes: noticing, picking, taking. Business times are the clock's, leases the database's. */
export function createLaneStore({ db, clock }: StoreContext): LaneMethods {
  return {
    async raise(connectionId, notices) {
      await raiseNotices(db, connectionId, notices, clock.now());
    },

    async dueLanes(connectionId, limit, now) {
      const rows = await db.$queryRaw`
        SELECT ${laneColumns} FROM lane
        WHERE connection_id = ${connectionId} AND ${isDue(now)}
        ORDER BY COALESCE(dirtied_at, due_at), key LIMIT ${limit}`;
      return rowsOf(laneRow, rows).map((row) => toLane(connectionId, row));
    },

    async urgentLanes(connectionId, limit, now) {
      const rows = await db.$queryRaw`
        SELECT ${laneColumns} FROM lane
        WHERE connection_id = ${connectionId} AND urgent_since IS NOT NULL
          AND ${isDue(now)}
        ORDER BY urgent_since, key LIMIT ${limit}`;
      return rowsOf(laneRow, rows).map((row) => toLane(connectionId, row));
    },

    async lanes(connectionId, keys) {
      const rows = await db.$queryRaw`
        SELECT ${laneColumns} FROM lane WHERE connection_id = ${connectionId} AND key = ANY (${keys}::text[])
        ORDER BY key`;
      return rowsOf(laneRow, rows).map((row) => toLane(connectionId, row));
    },

    /**
     * Paused connections and those that need a person are left alone. The order inside makes Postgres walk the index of
     * open lanes to its first hit: left to itself it guesses that a third of all lanes is open and reads the table.
     */
    async connectionsWithDueLanes(now) {
      const rows = await db.$queryRaw`
        SELECT id AS connection_id FROM connection CROSS JOIN LATERAL (
          SELECT FROM lane
          WHERE connection_id = connection.id AND ${isDue(now)}
          ORDER BY COALESCE(dirtied_at, due_at) LIMIT 1) due
        WHERE state = 'active' ORDER BY id`;
      return rowsOf(connectionRow, rows).map((row) => row.connection_id);
    },

    async lease(connectionId, laneKey, expect, leaseSeconds, now) {
      return takeLane(db, { connectionId, key: laneKey, ...expect, leaseSeconds, now });
    },

    async renew(lease, leaseSeconds) {
      const until = new Date(Date.now() + leaseSeconds * 1000);
      const kept = await db.$executeRaw`
        UPDATE lane SET lease_until = clock_timestamp() + make_interval(secs => ${leaseSeconds}::float8)
        WHERE connection_id = ${lease.connectionId} AND key = ${lease.laneKey} AND fence = ${lease.fence}
          AND lease_until IS NOT NULL`;
      if (kept === 0) return false;
      lease.until = until;
      return true;
    },

    async lanesLabelled(connectionId, labels) {
      const asked = new Map(labels.map((label) => [safeText(label), label]));
      const wanted = [...asked.keys()];
      const rows = await db.$queryRaw`
        SELECT key, label FROM lane, unnest(labels) AS l (label)
        WHERE connection_id = ${connectionId} AND labels && ${wanted}::text[] AND label = ANY (${wanted}::text[])
        ORDER BY key, label`;
      return rowsOf(labelledRow, rows).map((row) => ({
        laneKey: row.key,
        label: asked.get(row.label) ?? row.label,
      }));
    },
  };
}
