import { OAUTH_PAIR, type OAuthGrant, type SavedPair, type SealedSecret } from '@mlc/engine';
import { NeedsAttention, type Redacted, redact } from '@mlc/kernel';
import { z } from 'zod';
import type { TokenPair } from './token-endpoint.js';

/** What of the vault is needed here. */
export interface PairSealer {
  seal(connectionId: string, name: string, version: number, value: Redacted<string>): Omit<SealedSecret, 'validUntil'>;
  open(sealed: SealedSecret): Redacted<string>;
}

/** The pair of one generation, open. */
export interface HeldPair {
  generation: number;
  access: Redacted<string>;
  refresh: Redacted<string>;
  /** Product time, milliseconds. */
  obtainedMs: number;
  expiresMs: number;
}

const pairSchema = z.object({ access: z.string().min(1), refresh: z.string().min(1) });

/** Both tokens in one secret, so that they can only change together. Bound to connection and generation. */
export function sealPair(
  sealer: PairSealer,
  grant: Pick<OAuthGrant, 'connectionId' | 'generation'>,
  pair: TokenPair & { refresh: Redacted<string> },
  obtainedAt: Date,
): SavedPair {
  const text = JSON.stringify({ access: pair.access.reveal(), refresh: pair.refresh.reveal() });
  const version = grant.generation + 1;
  return {
    after: grant.generation,
    sealed: { ...sealer.seal(grant.connectionId, OAUTH_PAIR, version, redact(text)), validUntil: null },
    obtainedAt,
    accessExpiresAt: new Date(obtainedAt.getTime() + pair.lifetimeSeconds * 1000),
  };
}

/** Throws NeedsAttention when there is no pair, or it does not open. */
export function openPair(sealer: PairSealer, grant: OAuthGrant): HeldPair {
  const parsed = grant.sealed && pairSchema.safeParse(parse(sealer.open(grant.sealed)));
  if (!parsed?.success || !grant.obtainedAt || !grant.accessExpiresAt)
    throw new NeedsAttention('The stored tokens of ShipBob are not there or not whole.', {
      code: 'shipbob.needs_reconnect',
      field: 'shipbob.oauth',
      fix: 'Allow the connection again: mlc connection authorize.',
    });
  return {
    generation: grant.generation,
    access: redact(parsed.data.access),
    refresh: redact(parsed.data.refresh),
    obtainedMs: grant.obtainedAt.getTime(),
    expiresMs: grant.accessExpiresAt.getTime(),
  };
}

function parse(text: Redacted<string>): unknown {
  try {
    return JSON.parse(text.reveal());
  } catch {
    return undefined;
  }
}
