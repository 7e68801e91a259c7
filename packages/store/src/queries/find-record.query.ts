import { z } from 'zod';
import type { Database } from '../db/database.js';
import { rowsOf } from '../db/rows.js';
import { safeText } from '../db/text.js';

const keyRow = z.object({ key: z.string() });

/**
 * The lanes a person may mean by `text`: a lane key, a label of a record (order number, SKU), a key a write carried, or a
 * bare id on either side. Lanes whose work one of them took over (a receipt seen before its order was known) come with
 * it. Best match first; empty when nothing is known by that name.
 */
export async function findRecord(db: Database, connectionId: string, text: string): Promise<string[]> {
  const wanted = safeText(text.trim());
  if (wanted === '') return [];
  for (const search of [exactLane, byName, byNameAnyCase, byId]) {
    const keys = await search(db, connectionId, wanted);
    if (keys.length > 0) return [...new Set([...keys, ...(await takenOver(db, connectionId, keys))])];
  }
  return [];
}

type Search = (db: Database, connectionId: string, wanted: string) => Promise<string[]>;

/** `purchase-order:7` itself; a `wro:` or `order:` lane also leads to the lane that holds its link. */
const exactLane: Search = async (db, connectionId, wanted) =>
  keysOf(
    await db.$queryRaw`
    SELECT key FROM lane WHERE connection_id = ${connectionId} AND key = ${wanted}
    UNION ALL
    SELECT lane_key AS key FROM link
    WHERE connection_id = ${connectionId} AND shipbob_type || ':' || shipbob_id = ${wanted}`,
  );

const byName: Search = async (db, connectionId, wanted) =>
  keysOf(
    await db.$queryRaw`
    SELECT key FROM lane WHERE connection_id = ${connectionId} AND labels && ARRAY[${wanted}]
    UNION
    SELECT lane_key AS key FROM effect
    WHERE connection_id = ${connectionId} AND planned ->> 'businessKey' = ${wanted}
    ORDER BY key`,
  );

/** Reads every lane's labels: for a person who typed a name in another case, not for machines. */
const byNameAnyCase: Search = async (db, connectionId, wanted) =>
  keysOf(
    await db.$queryRaw`
    SELECT DISTINCT key FROM lane, unnest(labels) AS l (label)
    WHERE connection_id = ${connectionId} AND lower(label) = lower(${wanted}) ORDER BY key`,
  );

/** `1234`, `WRO 1234`, `order #1234`: an id of either side; all records that carry it, since a bare number is ambiguous. */
const byId: Search = async (db, connectionId, wanted) => {
  const match = /^(?:(?<type>[a-z][a-z -]*?)[\s#:]+)?#?(?<id>\d{1,18})$/i.exec(wanted);
  const id = match?.groups?.['id'];
  if (id === undefined) return [];
  const type = match?.groups?.['type']?.toLowerCase().replaceAll(' ', '-') ?? null;
  return keysOf(
    await db.$queryRaw`
    SELECT key FROM (
      SELECT key, split_part(key, ':', 1) AS type FROM lane
      WHERE connection_id = ${connectionId} AND key = ANY (ARRAY(
        SELECT p || ':' || ${id} FROM unnest(ARRAY['purchase-order', 'wro', 'order', 'product']) AS s (p)))
      UNION
      SELECT lane_key, shipbob_type FROM link
      WHERE connection_id = ${connectionId} AND shipbob_id = ${id}
        AND shipbob_type = ANY (ARRAY['variant', 'wro', 'order', 'shipment'])
    ) found
    WHERE ${type}::text IS NULL OR type = ${type}
    ORDER BY key`,
  );
};

export async function lanesEnded(
  db: Database,
  connectionId: string,
  { since, until, subjects }: { since: Date | null; until: Date | null; subjects: string[] },
): Promise<string[]> {
  return keysOf(
    await db.$queryRaw`
    SELECT key FROM lane
    WHERE connection_id = ${connectionId} AND last_ended_at IS NOT NULL
      AND (${since}::timestamptz IS NULL OR last_ended_at >= ${since}::timestamptz)
      AND (${until}::timestamptz IS NULL OR last_ended_at < ${until}::timestamptz)
      AND (cardinality(${subjects}::text[]) = 0 OR split_part(key, ':', 1) = ANY (${subjects}::text[]))
    ORDER BY key`,
  );
}

async function takenOver(db: Database, connectionId: string, keys: string[]): Promise<string[]> {
  return keysOf(
    await db.$queryRaw`
    SELECT lane.key FROM link
    JOIN lane ON lane.connection_id = link.connection_id AND lane.key = link.shipbob_type || ':' || link.shipbob_id
    WHERE link.connection_id = ${connectionId} AND link.lane_key = ANY (${keys}::text[])
    ORDER BY lane.key`,
  );
}

const keysOf = (rows: unknown): string[] => rowsOf(keyRow, rows).map((row) => row.key);
