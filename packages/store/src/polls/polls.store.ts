import type { PollMark, PollStore } from '@mlc/engine';
import { limits, RetryLater } from '@mlc/kernel';
import { z } from 'zod';
import type { StoreContext } from '../db/context.js';
import { inTransaction } from '../db/database.js';
import { firstRow, int8, rowsOf, time } from '../db/rows.js';
import { jsonTextOrNull, safeText } from '../db/text.js';
import { Prisma } from '../generated/prisma/client.js';
import { raiseNotices } from '../ledger/lanes.sql.js';
import { saveFacts } from './facts.sql.js';
import { readKnown, saveHashes } from './hashes.sql.js';
import { type MarkRow, pollRunning, readMarks } from './marks.sql.js';

const takenRow = z.object({
  mark: z.string().nullable(),
  running: pollRunning.nullable(),
  gone_looked_at: time.nullable(),
  fully_read_at: time.nullable(),
});
const firstPass = z.object({ first: z.boolean() });
const changedRow = z.object({ record_id: int8 });

export interface StoredPolls extends PollStore {
  marks(connectionId: string): Promise<MarkRow[]>;
  /** Why the latest pass over a source stopped, for status; the next saved page clears it. Never moves the mark. */
  noteError(connectionId: string, source: string, message: string): Promise<void>;
}

/** Where polls stand. A source is leased on the database's clock; each saved page prolongs the lease. */
export function createPollStore({ db, clock }: StoreContext): StoredPolls {
  return {
    async take(connectionId, source, owner, leaseSeconds): Promise<PollMark | null> {
      // A pass left behind too long ago begins anew, whichever clock says so.
      const staleBefore = new Date(Math.max(Date.now(), clock.now().getTime()) - limits.pollPassSecondsMax * 1000);
      const stale = Prisma.sql`(poll_mark.running IS NULL
        OR (poll_mark.running ->> 'startedAt')::timestamptz < ${staleBefore}::timestamptz)`;
      const rows = await db.$queryRaw`
        INSERT INTO poll_mark (connection_id, source, lease_owner, lease_seconds, lease_until, last_started_at)
        VALUES (${connectionId}, ${source}, ${owner}, ${leaseSeconds}::int,
          clock_timestamp() + make_interval(secs => ${leaseSeconds}::float8), clock_timestamp())
        ON CONFLICT (connection_id, source) DO UPDATE SET lease_owner = excluded.lease_owner,
          lease_seconds = excluded.lease_seconds, lease_until = excluded.lease_until,
          last_started_at = CASE WHEN ${stale} THEN excluded.last_started_at ELSE poll_mark.last_started_at END,
          running = CASE WHEN NOT ${stale} THEN poll_mark.running END
        WHERE poll_mark.lease_until IS NULL OR poll_mark.lease_until <= clock_timestamp()
        RETURNING mark, running, gone_looked_at, fully_read_at`;
      const row = firstRow(takenRow, rows);
      if (row === null) return null;
      const goneLookedAt = row.gone_looked_at?.toISOString() ?? null;
      const fullyReadAt = row.fully_read_at?.toISOString() ?? null;
      return { connectionId, source, mark: row.mark, running: row.running, goneLookedAt, fullyReadAt };
    },

    async release(connectionId, source, owner) {
      await db.$executeRaw`
        UPDATE poll_mark SET lease_owner = NULL, lease_until = NULL
        WHERE connection_id = ${connectionId} AND source = ${source} AND lease_owner = ${owner}`;
    },

    /** One query for the whole page. */
    async changed(connectionId, source, rows) {
      const found = await db.$queryRaw`
        SELECT p.record_id FROM unnest(${rows.map((row) => row.id)}::bigint[], ${rows.map((row) => row.hash)}::text[])
          AS p (record_id, hash)
        LEFT JOIN seen_hash s
          ON s.connection_id = ${connectionId} AND s.source = ${source} AND s.record_id = p.record_id
        WHERE s.hash IS DISTINCT FROM p.hash`;
      const ids = new Set(rowsOf(changedRow, found).map((row) => row.record_id));
      return rows.filter((row) => ids.has(row.id));
    },

    async savePage(page) {
      const { connectionId, source, owner } = page;
      const at = clock.now();
      await inTransaction(db, async (tx) => {
        const before = await tx.$queryRaw`
          SELECT last_finished_at IS NULL AS first FROM poll_mark WHERE connection_id = ${connectionId} AND source = ${source}
          FOR UPDATE`;
        const held = await tx.$executeRaw`
          UPDATE poll_mark SET
            lease_until = clock_timestamp() + make_interval(secs => lease_seconds),
            running = ${page.finished ? null : jsonTextOrNull(page.running)}::jsonb,
            mark = CASE WHEN ${page.finished !== null} THEN ${page.finished?.mark ?? null} ELSE mark END,
            last_finished_at = CASE WHEN ${page.finished !== null} THEN clock_timestamp() ELSE last_finished_at END,
            fully_read_at = COALESCE(${page.finished?.fullyReadAt ?? null}::timestamptz, fully_read_at),
            last_error = NULL, last_error_at = NULL, pages = pages + 1, rows = rows + ${page.rows.length}::int
          WHERE connection_id = ${connectionId} AND source = ${source} AND lease_owner = ${owner}`;
        if (held !== 1) throw lost(source);
        const keepRefs = page.keepRefs === true;
        const changed = await saveHashes(tx, { connectionId, source, rows: page.rows, at, keepRefs });
        await tx.$executeRaw`
          UPDATE poll_mark SET changed = changed + ${changed}::int
          WHERE connection_id = ${connectionId} AND source = ${source} AND ${changed}::int > 0`;
        const baseline = firstRow(firstPass, before)?.first ?? true;
        await saveFacts(tx, { connectionId, source, rows: page.rows, baseline, at });
        await raiseNotices(tx, connectionId, page.notices, at);
      });
    },

    async known(connectionId, source, page) {
      return readKnown(db, { connectionId, source, ...page });
    },

    async forget({ connectionId, source, owner, ids, notices, lookedAt }) {
      await inTransaction(db, async (tx) => {
        const held = await tx.$executeRaw`
          UPDATE poll_mark SET lease_until = clock_timestamp() + make_interval(secs => lease_seconds),
            gone_looked_at = COALESCE(${lookedAt}::timestamptz, gone_looked_at)
          WHERE connection_id = ${connectionId} AND source = ${source} AND lease_owner = ${owner}`;
        if (held !== 1) throw lost(source);
        if (ids.length > 0)
          await tx.$executeRaw`
            DELETE FROM seen_hash
            WHERE connection_id = ${connectionId} AND source = ${source} AND record_id = ANY(${ids}::bigint[])`;
        await raiseNotices(tx, connectionId, notices, clock.now());
      });
    },

    async marks(connectionId) {
      return readMarks(db, connectionId);
    },

    async noteError(connectionId, source, message) {
      await db.$executeRaw`
        INSERT INTO poll_mark (connection_id, source, last_error, last_error_at)
        VALUES (${connectionId}, ${source}, ${safeText(message)}, clock_timestamp())
        ON CONFLICT (connection_id, source) DO UPDATE SET last_error = excluded.last_error,
          last_error_at = excluded.last_error_at`;
    },
  };
}

const lost = (source: string): RetryLater =>
  new RetryLater(`Another poller has taken over ${source}; this page was not saved.`, 0, {
    code: 'poll.lost',
    fix: 'Nothing to do: the other poller reads on from the last saved page.',
  });
