import type { PollRow } from '@mlc/engine';
import type { Sql } from '../db/database.js';
import { safeText } from '../db/text.js';

/**
 * Keeps the facts that a page's changed rows hold and a webhook would have told of, one statement. A row whose told facts
 * are as they were is none. `baseline`: found by the source's first pass.
 */
export async function saveFacts(
  sql: Sql,
  page: { connectionId: string; source: string; rows: PollRow[]; baseline: boolean; at: Date },
): Promise<void> {
  const { connectionId, source, baseline, at } = page;
  const rows = [...new Map(page.rows.map((row) => [row.id, row])).values()].flatMap(({ id, told, stamp }) =>
    told ? [{ id, told, stamp }] : [],
  );
  if (rows.length === 0) return;
  await sql.$executeRaw`
    INSERT INTO polled_fact (connection_id, source, record_id, found_at, told, previous_at, happened_at, baseline)
    SELECT ${connectionId}, ${source}, p.record_id, ${at}::timestamptz, p.told, last.found_at, p.stamp::timestamptz,
      ${baseline}
    FROM unnest(
      ${rows.map((row) => row.id)}::bigint[],
      ${rows.map((row) => safeText(row.told))}::text[],
      ${rows.map((row) => isoOrNull(row.stamp))}::text[]
    ) AS p (record_id, told, stamp)
    LEFT JOIN LATERAL (
      SELECT told, found_at FROM polled_fact f
      WHERE f.connection_id = ${connectionId} AND f.source = ${source} AND f.record_id = p.record_id
      ORDER BY found_at DESC LIMIT 1) last ON true
    WHERE last.told IS DISTINCT FROM p.told
    ON CONFLICT (connection_id, source, record_id, found_at) DO UPDATE SET told = excluded.told`;
}

function isoOrNull(stamp: string | null): string | null {
  const ms = stamp === null ? Number.NaN : Date.parse(stamp);
  return Number.isNaN(ms) ? null : new Date(ms).toISOString();
}
