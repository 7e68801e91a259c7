import { OAUTH_PAIR, type OAuthGrant } from '@mlc/engine';
import { z } from 'zod';
import type { Sql } from '../db/database.js';
import { firstRow, time } from '../db/rows.js';

const grantRow = z.object({
  auth_url: z.string(),
  client_id: z.string(),
  redirect_uri: z.string(),
  scopes: z.array(z.string()),
  state: z.enum(['pending', 'ready', 'needs_reconnect']),
  state_reason: z.string().nullable(),
  generation: z.number(),
  obtained_at: time.nullable(),
  access_expires_at: time.nullable(),
  rests_ms: z.number(),
  key_id: z.string().nullable(),
  sealed: z.instanceof(Uint8Array).nullable(),
});

/** Grant and pair in one statement, so that they are of one generation. */
export async function readGrant(sql: Sql, connectionId: string): Promise<OAuthGrant | null> {
  const rows = await sql.$queryRaw`
    SELECT g.auth_url, g.client_id, g.redirect_uri, g.scopes, g.state, g.state_reason, g.generation, g.obtained_at,
      g.access_expires_at, s.key_id, s.sealed,
      GREATEST(0, ceil(1000 * extract(epoch FROM COALESCE(g.next_try_at, now()) - now())))::float8 AS rests_ms
    FROM oauth_grant g
    LEFT JOIN secret s ON s.connection_id = g.connection_id AND s.name = ${OAUTH_PAIR} AND s.version = g.generation
    WHERE g.connection_id = ${connectionId}`;
  const row = firstRow(grantRow, rows);
  if (!row) return null;
  const { key_id: keyId, sealed, generation } = row;
  const isThere = keyId !== null && sealed !== null;
  return {
    connectionId,
    authUrl: row.auth_url,
    clientId: row.client_id,
    redirectUri: row.redirect_uri,
    scopes: row.scopes,
    state: row.state,
    stateReason: row.state_reason,
    generation,
    obtainedAt: row.obtained_at,
    accessExpiresAt: row.access_expires_at,
    restsMs: row.rests_ms,
    sealed: isThere ? { connectionId, name: OAUTH_PAIR, version: generation, keyId, sealed, validUntil: null } : null,
  };
}

/** One statement: of any number of processes that ask at once, the row's lock lets one through. */
export async function leaseGrant(
  sql: Sql,
  connectionId: string,
  ask: { generation: number; owner: string; seconds: number },
): Promise<number | null> {
  const rows = await sql.$queryRaw`
    UPDATE oauth_grant
    SET lease_owner = ${ask.owner}, lease_until = clock_timestamp() + make_interval(secs => ${ask.seconds}::float8),
      unsettled = unsettled + 1, next_try_at = NULL
    WHERE connection_id = ${connectionId} AND generation = ${ask.generation}::int AND state = 'ready'
      AND (lease_until IS NULL OR lease_until < clock_timestamp())
      AND (next_try_at IS NULL OR next_try_at <= clock_timestamp())
    RETURNING unsettled`;
  return firstRow(z.object({ unsettled: z.number() }), rows)?.unsettled ?? null;
}

export async function releaseGrant(
  sql: Sql,
  connectionId: string,
  given: { generation: number; owner: string; sent: boolean; restSeconds: number },
): Promise<void> {
  await sql.$executeRaw`
    UPDATE oauth_grant
    SET lease_owner = NULL, lease_until = NULL,
      unsettled = CASE WHEN ${given.sent} THEN unsettled ELSE GREATEST(0, unsettled - 1) END,
      next_try_at = clock_timestamp() + make_interval(secs => ${given.restSeconds}::float8)
    WHERE connection_id = ${connectionId} AND generation = ${given.generation}::int AND lease_owner = ${given.owner}`;
}
