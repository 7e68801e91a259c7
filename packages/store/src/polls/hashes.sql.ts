import type { KnownRow, PollRow } from '@mlc/engine';
import { z } from 'zod';
import type { Sql } from '../db/database.js';
import { int8, rowsOf } from '../db/rows.js';

/**
 * Remembers the hash of each row, one statement, in id order; with `keepRefs` what it concerns, too. Returns how many were
 * new or different.
 */
export async function saveHashes(
  sql: Sql,
  page: { connectionId: string; source: string; rows: PollRow[]; at: Date; keepRefs: boolean },
): Promise<number> {
  const { connectionId, source, at, keepRefs } = page;
  const rows = [...new Map(page.rows.map((row) => [row.id, row])).values()];
  if (rows.length === 0) return 0;
  const refs = rows.map((row) => (keepRefs && Object.keys(row.refs).length > 0 ? JSON.stringify(row.refs) : null));
  return sql.$executeRaw`
    INSERT INTO seen_hash (connection_id, source, record_id, hash, seen_at, refs)
    SELECT ${connectionId}, ${source}, record_id, hash, ${at}::timestamptz, refs::jsonb
    FROM unnest(${rows.map((row) => row.id)}::bigint[], ${rows.map((row) => row.hash)}::text[], ${refs}::text[])
      AS p (record_id, hash, refs)
    ORDER BY record_id
    ON CONFLICT (connection_id, source, record_id) DO UPDATE
      SET hash = excluded.hash, seen_at = excluded.seen_at, refs = excluded.refs
    WHERE seen_hash.hash <> excluded.hash`;
}

const knownRow = z.object({
  record_id: int8,
  refs: z.record(z.string(), z.union([z.number(), z.string()]).nullable()),
});

/** Records whose hash is kept, by id, with what they concerned where that is kept, too. */
export async function readKnown(
  sql: Sql,
  page: { connectionId: string; source: string; afterId: number; limit: number },
): Promise<KnownRow[]> {
  const rows = await sql.$queryRaw`
    SELECT record_id, COALESCE(refs, '{}'::jsonb) AS refs FROM seen_hash
    WHERE connection_id = ${page.connectionId} AND source = ${page.source} AND record_id > ${page.afterId}
    ORDER BY record_id LIMIT ${page.limit}`;
  return rowsOf(knownRow, rows).map((row) => ({ id: row.record_id, refs: row.refs }));
}
