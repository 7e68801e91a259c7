import type { RateBudgetStore } from '@mlc/engine';
import { Bug } from '@mlc/kernel';
import { z } from 'zod';
import type { StoreContext } from '../db/context.js';
import { firstRow } from '../db/rows.js';

const answerRow = z.object({ granted: z.boolean(), wait_ms: z.number(), ticket: z.string(), left: z.int() });
const settledRow = z.object({ foreign_calls: z.int() });

/**
 * The rate budget of one ShipBob (user, application) in one row. Its log holds, for each call, when it was settled, or the
 * end of its hold; the call counts for one window after that. A ticket is that entry as text. The clock is the database's.
 *
 * Each method is one statement, since it stands before every call: the row's lock is the queue, `FOR UPDATE` gives the row
 * as whoever had it before has left it, and the clock is read after the lock was won.
 */
export function createBudgetStore({ db }: StoreContext): RateBudgetStore {
  return {
    async acquire(accountId, { limit, windowMs, reserve, holdMs }) {
      const allowed = Math.max(0, limit - reserve);
      const rows = await db.$queryRaw`
        WITH locked AS MATERIALIZED (
          SELECT id, rate_log, closed_until FROM shipbob_account WHERE id = ${accountId} FOR UPDATE
        ), clock AS MATERIALIZED (
          SELECT locked.*, clock_timestamp() AS now, make_interval(secs => ${windowMs / 1000}::float8) AS span FROM locked
        ), live AS MATERIALIZED (
          SELECT c.id, c.now, c.span, c.now + make_interval(secs => ${holdMs / 1000}::float8) AS entry,
            ARRAY(SELECT t FROM unnest(c.rate_log) AS t WHERE t > c.now - c.span ORDER BY t) AS log,
            COALESCE(c.closed_until > c.now, false) AS closed, c.closed_until
          FROM clock c
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
      const answer = firstRow(answerRow, rows);
      if (!answer) throw new Bug(`No ShipBob account ${accountId}`);
      const { granted, ticket, left, wait_ms } = answer;
      return granted ? { granted, ticket, left } : { granted, waitMs: Math.max(1, wait_ms) };
    },

    async settle(accountId, ticket, { windowMs, remoteLimit, remaining }) {
      const counted = remaining === null ? 0 : Math.max(0, remoteLimit - remaining);
      const rows = await db.$queryRaw`
        WITH locked AS MATERIALIZED (
          SELECT id, rate_log FROM shipbob_account WHERE id = ${accountId} FOR UPDATE
        ), clock AS MATERIALIZED (
          SELECT locked.*, clock_timestamp() AS now, make_interval(secs => ${windowMs / 1000}::float8) AS span FROM locked
        ), live AS MATERIALIZED (
          SELECT c.id, c.now,
            ARRAY(
              SELECT CASE WHEN t = ${ticket}::timestamptz THEN LEAST(t, c.now) ELSE t END
              FROM unnest(c.rate_log) AS t WHERE t > c.now - c.span
            ) AS log
          FROM clock c
        ), judged AS MATERIALIZED (
          SELECT *, GREATEST(0, ${counted}::int - cardinality(log)) AS foreign_calls FROM live
        )
        UPDATE shipbob_account a SET rate_log = j.log || array_fill(j.now, ARRAY[j.foreign_calls])
        FROM judged j WHERE a.id = j.id
        RETURNING j.foreign_calls`;
      const settled = firstRow(settledRow, rows);
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
