import { z } from 'zod';
import type { Sql } from '../db/database.js';
import { int8, rowsOf } from '../db/rows.js';

/** How much of what polls found webhooks had told, for one source over a span of product time. */
export interface WebhookCoverage {
  source: string;
  facts: number;
  /** A webhook told of it before the poll, or within the grace time after it. */
  told: number;
  missed: number;
  /** From the fact, by ShipBob's clock, to the webhook's arrival; null when ShipBob stamps no time. */
  medianDelaySeconds: number | null;
}

/** A webhook that comes this long after the poll has seen the same fact still counts as having told of it. */
const GRACE_SECONDS = 600;

const coverageRow = z.object({
  source: z.string(),
  facts: int8,
  told: int8,
  median_delay: z.number().nullable(),
});

/** Facts of a first pass, and facts found before anybody listened, are left out: nothing could have told of them. */
export async function coverageOf(sql: Sql, connectionId: string, since: Date): Promise<WebhookCoverage[]> {
  const rows = await sql.$queryRaw`
    WITH listening AS (
      SELECT min(created_at) AS since FROM webhook_subscription WHERE connection_id = ${connectionId}
    ), judged AS (
      SELECT f.source, f.happened_at, event.received_at FROM polled_fact f CROSS JOIN listening
      LEFT JOIN LATERAL (
        SELECT min(received_at) AS received_at FROM inbox_event e
        WHERE e.connection_id = f.connection_id
          AND e.about = CASE f.source WHEN 'shipbob.receiving' THEN 'wro:' WHEN 'shipbob.order' THEN 'order:'
            ELSE replace(f.source, 'shipbob.', '') || ':' END || f.record_id
          AND e.received_at > COALESCE(f.previous_at, '-infinity')
          AND e.received_at <= f.found_at + make_interval(secs => ${GRACE_SECONDS}::float8)) event ON true
      WHERE f.connection_id = ${connectionId} AND NOT f.baseline AND f.found_at >= ${since}::timestamptz
        AND f.found_at > listening.since
    )
    SELECT source, count(*) AS facts, count(received_at) AS told,
      percentile_cont(0.5) WITHIN GROUP (
        ORDER BY EXTRACT(EPOCH FROM received_at - happened_at)::float8) FILTER (WHERE received_at >= happened_at)
        AS median_delay
    FROM judged GROUP BY source ORDER BY source`;
  return rowsOf(coverageRow, rows).map(({ source, facts, told, median_delay }) => ({
    source,
    facts,
    told,
    missed: facts - told,
    medianDelaySeconds: median_delay,
  }));
}
