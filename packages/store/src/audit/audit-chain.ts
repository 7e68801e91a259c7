import { type Json, sha256Hex, stableStringify } from '@mlc/kernel';

/**
 * The pure part of the audit chain. An entry's hash covers the previous hash, its own place and facts, and the digests of
 * what was there before and after. The payload enters only through salted digests, so it can be erased and the chain
 * still holds.
 */
export interface ChainFacts {
  id: number;
  connectionId: string | null;
  at: Date;
  actor: string;
  action: string;
  subject: string;
  correlationId: string | null;
  reason: string;
}

export interface ChainSeal {
  chainSeq: number;
  beforeDigest: string;
  afterDigest: string;
  prevHash: string;
  hash: string;
}

/** What stands before the first entry. */
export const GENESIS_HASH = '0'.repeat(64);

export const payloadDigest = (salt: string, payload: Json): string => sha256Hex(`${salt}\n${stableStringify(payload)}`);

export function entryHash(facts: ChainFacts, seal: Omit<ChainSeal, 'hash'>): string {
  const { id, connectionId, at, actor, action, subject, correlationId, reason } = facts;
  const { chainSeq, beforeDigest, afterDigest, prevHash } = seal;
  return sha256Hex(
    stableStringify([
      prevHash,
      chainSeq,
      id,
      connectionId,
      at.toISOString(),
      actor,
      action,
      subject,
      correlationId,
      reason,
      beforeDigest,
      afterDigest,
    ]),
  );
}

export function sealEntry(
  entry: ChainFacts & { salt: string; before: Json; after: Json },
  previous: { chainSeq: number; hash: string },
): ChainSeal {
  const seal = {
    chainSeq: previous.chainSeq + 1,
    beforeDigest: payloadDigest(entry.salt, entry.before),
    afterDigest: payloadDigest(entry.salt, entry.after),
    prevHash: previous.hash,
  };
  return { ...seal, hash: entryHash(entry, seal) };
}

/** Null when the entry is what was sealed after `previous`; otherwise what is wrong with it, for people. */
export function faultOf(
  entry: ChainFacts & ChainSeal & { salt: string | null; before: Json; after: Json },
  previous: { chainSeq: number; hash: string },
): string | null {
  if (entry.chainSeq !== previous.chainSeq + 1)
    return `an entry is missing: ${previous.chainSeq + 1} should follow, ${entry.chainSeq} does`;
  if (entry.prevHash !== previous.hash) return 'it does not continue the entry before it';
  // Erased entries have no salt; their digests are still covered by the hash.
  if (entry.salt !== null) {
    if (payloadDigest(entry.salt, entry.before) !== entry.beforeDigest) return '`before` was changed';
    if (payloadDigest(entry.salt, entry.after) !== entry.afterDigest) return '`after` was changed';
  }
  if (entryHash(entry, entry) !== entry.hash) return 'who, what, when or why was changed';
  return null;
}
