import { randomBytes } from 'node:crypto';
import type { NewAudit } from '@mlc/engine';
import type { Sql } from '../db/database.js';
import { jsonTextOrNull, safeText } from '../db/text.js';

/** 128 bits: without it nobody can try out what an erased payload may have been. */
const newSalt = (): string => randomBytes(16).toString('hex');

/** Appends unsealed entries inside the caller's transaction, one statement. The sealer chains them later. */
export async function insertAudit(sql: Sql, entries: NewAudit[], at: Date): Promise<void> {
  if (entries.length === 0) return;
  await sql.$executeRaw`
    INSERT INTO audit_entry (connection_id, at, actor, action, subject, correlation_id, reason, before, after, salt)
    SELECT connection_id, ${at}::timestamptz, actor, action, subject, correlation_id, reason,
      before::jsonb, after::jsonb, salt
    FROM unnest(
      ${entries.map((entry) => entry.connectionId)}::text[],
      ${entries.map((entry) => safeText(entry.actor))}::text[],
      ${entries.map((entry) => safeText(entry.action))}::text[],
      ${entries.map((entry) => safeText(entry.subject))}::text[],
      ${entries.map((entry) => entry.correlationId)}::text[],
      ${entries.map((entry) => safeText(entry.reason))}::text[],
      ${entries.map((entry) => jsonTextOrNull(entry.before))}::text[],
      ${entries.map((entry) => jsonTextOrNull(entry.after))}::text[],
      ${entries.map(newSalt)}::text[]
    ) WITH ORDINALITY AS e (connection_id, actor, action, subject, correlation_id, reason, before, after, salt, place)
    ORDER BY place`;
}
