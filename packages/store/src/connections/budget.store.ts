import type { RateBudgetStore } from '@mlc/engine';
import { Bug } from '@mlc/kernel';
import { z } from 'zod';
import type { StoreContext } from '../db/context.js';
import { inTransaction } from '../db/database.js';
import { firstRow } from '../db/rows.js';

const answerRow = z.object({ granted: z.boolean(), wait_ms: z.number() });

/**
 * The rate budget of one ShipBob (user, application) in one row. The row's lock is the queue; the clock is the
 * database's and is read after the lock was won, so that no grant is dated before it was given.
 */
export function createBudgetStore({ db }: StoreContext): RateBudgetStore {
  return {
    async acquire(accountId, { limit, windowMs, reserve }) {
      const allowed = Math.max(0, limit - reserve);
      const answer = await inTransaction(db, async (tx) => {
        await tx.$queryRaw`SELECT FROM shipbob_account WHERE id = ${accountId} FOR UPDATE`;
        const rows = await tx.$queryRaw`
          WITH clock AS MATERIALIZED (
            SELECT clock_timestamp() AS now, make_interval(secs => ${windowMs / 1000}::float8) AS span
          ), live AS MATERIALIZED (
            SELECT a.id, c.now, c.span,
              ARRAY(SELECT t FROM unnest(a.rate_log) AS t WHERE t > c.now - c.span ORDER BY t) AS log,
              COALESCE(a.closed_until > c.now, false) AS closed, a.closed_until
            FROM shipbob_account a, clock c WHERE a.id = ${accountId}
          ), judged AS MATERIALIZED (
            SELECT *, NOT closed AND cardinality(log) < ${allowed}::int AS granted,
              -- The grant whose leaving makes room; none when this priority may never have one.
              CASE WHEN ${allowed}::int > 0 THEN log[cardinality(log) - ${allowed}::int + 1] END AS blocker
            FROM live
          )
          UPDATE shipbob_account a
          SET rate_log = CASE WHEN j.granted THEN j.log || j.now ELSE j.log END
          FROM judged j WHERE a.id = j.id
          RETURNING j.granted, CASE WHEN j.granted THEN 0 ELSE ceil(1000 * GREATEST(
            CASE WHEN j.closed THEN extract(epoch FROM j.closed_until - j.now) ELSE 0 END,
            CASE WHEN cardinality(j.log) >= ${allowed}::int
              THEN extract(epoch FROM COALESCE(j.blocker, j.now) + j.span - j.now) ELSE 0 END))::float8 END AS wait_ms`;
        return firstRow(answerRow, rows);
      });
      if (!answer) throw new Bug(`No ShipBob account ${accountId}`);
      return answer.granted ? { granted: true } : { granted: false, waitMs: Math.max(1, answer.wait_ms) };
    },

    /** Never opens earlier than an earlier 429 said. */
    async closeUntil(accountId, untilMs) {
      await db.$executeRaw`
        UPDATE shipbob_account SET closed_until = GREATEST(closed_until, ${new Date(untilMs)}::timestamptz)
        WHERE id = ${accountId}`;
    },
  };
}
