import type { RateBudgetStore } from '@mlc/engine';
import { Bug } from '@mlc/kernel';
import { z } from 'zod';
import type { StoreContext } from '../db/context.js';
import { inTransaction, type Tx } from '../db/database.js';
import { firstRow } from '../db/rows.js';

const answerRow = z.object({ granted: z.boolean(), wait_ms: z.number(), ticket: z.string(), left: z.int() });
const settledRow = z.object({ foreign_calls: z.int() });

/** The row's lock is the queue. The clock is read in a statement of its own after it was won. */
const lock = (tx: Tx, accountId: string): Promise<unknown> =>
  tx.$queryRaw`SELECT FROM shipbob_account WHERE id = ${accountId} FOR UPDATE`;

/**
 * The rate budget of one ShipBob (user, application) in one row. Its log holds, for each call, when it was settled, or the
 * end of its hold; the call counts for one window after that. A ticket is that entry as text. The clock is the database's.
 */
export function createBudgetStore({ db }: StoreContext): RateBudgetStore {
  return {
    async acquire(accountId, { limit, windowMs, reserve, holdMs }) {
      const allowed = Math.max(0, limit - reserve);
      const answer = await inTransaction(db, async (tx) => {
        await lock(tx, accountId);
        const rows = await tx.$queryRaw`
          WITH clock AS MATERIALIZED (
            SELECT clock_timestamp() AS now, make_interval(secs => ${windowMs / 1000}::float8) AS span,
              make_interval(secs => ${holdMs / 1000}::float8) AS hold
          ), live AS MATERIALIZED (
            SELECT a.id, c.now, c.span, c.now + c.hold AS entry,
              ARRAY(SELECT t FROM unnest(a.rate_log) AS t WHERE t > c.now - c.span ORDER BY t) AS log,
              COALESCE(a.closed_until > c.now, false) AS closed, a.closed_until
            FROM shipbob_account a, clock c WHERE a.id = ${accountId}
          ), judged AS MATERIALIZED (
            SELECT *, NOT closed AND cardinality(log) < ${allowed}::int AS granted,
              -- The call whose leaving makes room; none when this priority may never have one.
              CASE WHEN ${allowed}::int > 0 THEN log[cardinality(log) - ${allowed}::int + 1] END AS blocker
            FROM live
          )
          UPDATE shipbob_account a
          SET rate_log = CASE WHEN j.granted THEN j.log || j.entry ELSE j.log END
          FROM judged j WHERE a.id = j.id
          RETURNING j.granted, j.entry::text AS ticket, ${limit}::int - cardinality(a.rate_log) AS left,
            CASE WHEN j.granted THEN 0 ELSE ceil(1000 * GREATEST(
              CASE WHEN j.closed THEN extract(epoch FROM j.closed_until - j.now) ELSE 0 END,
              CASE WHEN cardinality(j.log) >= ${allowed}::int
                THEN extract(epoch FROM COALESCE(j.blocker, j.now) + j.span - j.now) ELSE 0 END))::float8 END AS wait_ms`;
        return firstRow(answerRow, rows);
      });
      if (!answer) throw new Bug(`No ShipBob account ${accountId}`);
      const { granted, ticket, left, wait_ms } = answer;
      return granted ? { granted, ticket, left } : { granted, waitMs: Math.max(1, wait_ms) };
    },

    async settle(accountId, ticket, { windowMs, remoteLimit, remaining }) {
      const counted = remaining === null ? 0 : Math.max(0, remoteLimit - remaining);
      const settled = await inTransaction(db, async (tx) => {
        await lock(tx, accountId);
        const rows = await tx.$queryRaw`
          WITH clock AS MATERIALIZED (
            SELECT clock_timestamp() AS now, make_interval(secs => ${windowMs / 1000}::float8) AS span
          ), live AS MATERIALIZED (
            SELECT a.id, c.now,
              ARRAY(
                SELECT CASE WHEN t = ${ticket}::timestamptz THEN LEAST(t, c.now) ELSE t END
                FROM unnest(a.rate_log) AS t WHERE t > c.now - c.span
              ) AS log
            FROM shipbob_account a, clock c WHERE a.id = ${accountId}
          ), judged AS MATERIALIZED (
            SELECT *, GREATEST(0, ${counted}::int - cardinality(log)) AS foreign_calls FROM live
          )
          UPDATE shipbob_account a SET rate_log = j.log || array_fill(j.now, ARRAY[j.foreign_calls])
          FROM judged j WHERE a.id = j.id
          RETURNING j.foreign_calls`;
        return firstRow(settledRow, rows);
      });
      if (!settled) throw new Bug(`No ShipBob account ${accountId}`);
      return { foreign: settled.foreign_calls };
    },

    async closeFor(accountId, ms) {
      await db.$executeRaw`
        UPDATE shipbob_account
        SET closed_until = GREATEST(closed_until, clock_timestamp() + make_interval(secs => ${ms / 1000}::float8))
        WHERE id = ${accountId}`;
    },
  };
}
