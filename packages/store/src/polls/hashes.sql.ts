import type { PollRow } from '@mlc/engine';
import type { Sql } from '../db/database.js';

/** Remembers the hash of each row, one statement, in id order. Returns how many were new or different. */
export async function saveHashes(
  sql: Sql,
  page: { connectionId: string; source: string; rows: PollRow[]; at: Date },
): Promise<number> {
  const { connectionId, source, at } = page;
  const rows = [...new Map(page.rows.map((row) => [row.id, row])).values()];
  if (rows.length === 0) return 0;
  return sql.$executeRaw`
    INSERT INTO seen_hash (connection_id, source, record_id, hash, seen_at)
    SELECT ${connectionId}, ${source}, record_id, hash, ${at}::timestamptz
    FROM unnest(${rows.map((row) => row.id)}::bigint[], ${rows.map((row) => row.hash)}::text[]) AS p (record_id, hash)
    ORDER BY record_id
    ON CONFLICT (connection_id, source, record_id) DO UPDATE SET hash = excluded.hash, seen_at = excluded.seen_at
    WHERE seen_hash.hash <> excluded.hash`;
}
