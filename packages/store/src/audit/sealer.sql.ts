import type { Json } from '@mlc/kernel';
import { z } from 'zod';
import type { Sql } from '../db/database.js';
import { firstRow, int8, json, rowsOf, time } from '../db/rows.js';
import { Prisma } from '../generated/prisma/client.js';
import type { ChainFacts, ChainSeal } from './audit-chain.js';

/** Any number of our own; names the one lock under which sealing happens. */
const SEALER_LOCK = 7_204_519_331;

const facts = {
  id: int8,
  connection_id: z.string().nullable(),
  at: time,
  actor: z.string(),
  action: z.string(),
  subject: z.string(),
  correlation_id: z.string().nullable(),
  reason: z.string(),
  before: json,
  after: json,
};
const unsealedRow = z.object({ ...facts, salt: z.string() });
const sealedRow = z.object({
  ...facts,
  salt: z.string().nullable(),
  chain_seq: int8,
  before_digest: z.string(),
  after_digest: z.string(),
  prev_hash: z.string(),
  hash: z.string(),
});
const headRow = z.object({ chain_seq: int8, hash: z.string() });
const factColumns = Prisma.sql`id, connection_id, at, actor, action, subject, correlation_id, reason, before, after, salt`;

interface Payload {
  before: Json;
  after: Json;
}

const toFacts = (row: Omit<z.infer<typeof unsealedRow>, 'salt'>): ChainFacts & Payload => ({
  id: row.id,
  connectionId: row.connection_id,
  at: row.at,
  actor: row.actor,
  action: row.action,
  subject: row.subject,
  correlationId: row.correlation_id,
  reason: row.reason,
  before: row.before,
  after: row.after,
});

/** Held until the transaction ends, also when its process dies; false when another process has it. */
export async function takeSealerLock(sql: Sql): Promise<boolean> {
  const rows = await sql.$queryRaw`SELECT pg_try_advisory_xact_lock(${SEALER_LOCK}::bigint) AS taken`;
  return firstRow(z.object({ taken: z.boolean() }), rows)?.taken ?? false;
}

/** The last sealed entry; null while none is. */
export async function chainHead(sql: Sql): Promise<{ chainSeq: number; hash: string } | null> {
  const rows = await sql.$queryRaw`
    SELECT chain_seq, hash FROM audit_entry WHERE chain_seq IS NOT NULL ORDER BY chain_seq DESC LIMIT 1`;
  const row = firstRow(headRow, rows);
  return row && { chainSeq: row.chain_seq, hash: row.hash };
}

/** In the order they were written, as far as they are committed; a later commit of a smaller id takes a later place. */
export async function unsealedEntries(sql: Sql, limit: number): Promise<(ChainFacts & Payload & { salt: string })[]> {
  const rows = await sql.$queryRaw`
    SELECT ${factColumns} FROM audit_entry WHERE chain_seq IS NULL ORDER BY id LIMIT ${limit}`;
  return rowsOf(unsealedRow, rows).map((row) => ({ ...toFacts(row), salt: row.salt }));
}

export async function saveSeals(sql: Sql, seals: (ChainSeal & { id: number })[]): Promise<void> {
  if (seals.length === 0) return;
  await sql.$executeRaw`
    UPDATE audit_entry a SET chain_seq = s.chain_seq, before_digest = s.before_digest, after_digest = s.after_digest,
      prev_hash = s.prev_hash, hash = s.hash
    FROM unnest(
      ${seals.map((seal) => seal.id)}::bigint[],
      ${seals.map((seal) => seal.chainSeq)}::bigint[],
      ${seals.map((seal) => seal.beforeDigest)}::text[],
      ${seals.map((seal) => seal.afterDigest)}::text[],
      ${seals.map((seal) => seal.prevHash)}::text[],
      ${seals.map((seal) => seal.hash)}::text[]
    ) AS s (id, chain_seq, before_digest, after_digest, prev_hash, hash)
    WHERE a.id = s.id`;
}

export async function sealedAfter(
  sql: Sql,
  chainSeq: number,
  limit: number,
): Promise<(ChainFacts & Payload & ChainSeal & { salt: string | null })[]> {
  const rows = await sql.$queryRaw`
    SELECT ${factColumns}, chain_seq, before_digest, after_digest, prev_hash, hash FROM audit_entry
    WHERE chain_seq > ${chainSeq}::bigint ORDER BY chain_seq LIMIT ${limit}`;
  return rowsOf(sealedRow, rows).map((row) => ({
    ...toFacts(row),
    salt: row.salt,
    chainSeq: row.chain_seq,
    beforeDigest: row.before_digest,
    afterDigest: row.after_digest,
    prevHash: row.prev_hash,
    hash: row.hash,
  }));
}

/** Empties the payload of a sealed entry; false when there is none such. */
export async function eraseEntry(sql: Sql, auditId: number, at: Date): Promise<boolean> {
  const erased = await sql.$executeRaw`
    UPDATE audit_entry SET before = NULL, after = NULL, salt = NULL, erased_at = ${at}::timestamptz
    WHERE id = ${auditId}::bigint AND chain_seq IS NOT NULL AND erased_at IS NULL`;
  return erased === 1;
}
