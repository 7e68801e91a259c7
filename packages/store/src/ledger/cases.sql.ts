import type { JsonObject } from '@mlc/kernel';
import { groupBy, newId } from '@mlc/kernel';
import type { PlannedCase } from '@mlc/mappings';
import type { Sql } from '../db/database.js';
import { jsonText, safeText } from '../db/text.js';

/**
 * Brings the lane's open cases in line with what its latest pass found: those named are opened or refreshed, other open
 * ones are resolved. What a person dismissed stays dismissed while its cause is word for word the same.
 */
export async function syncCases(
  sql: Sql,
  pass: { connectionId: string; laneKey: string; passId: string; at: Date },
  found: PlannedCase[],
): Promise<void> {
  const { connectionId, laneKey, passId, at } = pass;
  const cases = oneForEachCode(found);
  const codes = cases.map((wanted) => wanted.code);
  await sql.$executeRaw`
    UPDATE review_case SET state = 'resolved', resolved_at = ${at}::timestamptz, resolution = 'no longer so'
    WHERE connection_id = ${connectionId} AND lane_key = ${laneKey} AND state = 'open'
      AND code <> ALL (${codes}::text[])`;
  if (cases.length === 0) return;
  await sql.$executeRaw`
    INSERT INTO review_case (connection_id, id, lane_key, flow, code, cause, suggestions, detail, money_at_stake,
      pass_id, opened_at, last_seen_at)
    SELECT ${connectionId}, id, ${laneKey}, flow, code, cause,
      ARRAY(SELECT jsonb_array_elements_text(suggestions::jsonb)), detail::jsonb, money::numeric, ${passId},
      ${at}::timestamptz, ${at}::timestamptz
    FROM unnest(
      ${cases.map(() => newId())}::text[],
      ${cases.map((wanted) => wanted.flow)}::text[],
      ${codes}::text[],
      ${cases.map((wanted) => safeText(wanted.cause))}::text[],
      ${cases.map((wanted) => jsonText(wanted.suggestions))}::text[],
      ${cases.map((wanted) => jsonText(wanted.detail))}::text[],
      ${cases.map((wanted) => moneyOf(wanted.detail))}::text[]
    ) AS c (id, flow, code, cause, suggestions, detail, money)
    WHERE NOT EXISTS (
      SELECT FROM (
        SELECT state, cause FROM review_case r
        WHERE r.connection_id = ${connectionId} AND r.lane_key = ${laneKey} AND r.code = c.code
        ORDER BY r.opened_at DESC, r.id DESC LIMIT 1) latest
      WHERE latest.state = 'dismissed' AND latest.cause = c.cause)
    ON CONFLICT (connection_id, lane_key, code) WHERE state = 'open' DO UPDATE SET
      flow = excluded.flow, cause = excluded.cause, suggestions = excluded.suggestions, detail = excluded.detail,
      money_at_stake = excluded.money_at_stake, pass_id = excluded.pass_id, last_seen_at = excluded.last_seen_at`;
}

/** Two causes under one code (two lines with the same trouble) are one case that tells both. */
function oneForEachCode(found: PlannedCase[]): PlannedCase[] {
  const byCode = groupBy(found, (wanted) => wanted.code);
  return [...byCode.values()].flatMap((same) => {
    const [first, ...others] = same;
    if (!first || others.length === 0) return first ? [first] : [];
    const causes = [...new Set(same.map((wanted) => wanted.cause))];
    const suggestions = [...new Set(same.flatMap((wanted) => wanted.suggestions))];
    return [{ ...first, cause: causes.join(' '), suggestions, detail: { all: same.map((wanted) => wanted.detail) } }];
  });
}

/** A plan that knows an amount puts it in the detail, in the company's currency. */
function moneyOf(detail: JsonObject): string | null {
  const money = detail['money_at_stake'];
  return typeof money === 'number' && Number.isFinite(money) ? String(money) : null;
}
