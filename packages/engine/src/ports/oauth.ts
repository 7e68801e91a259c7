import type { SealedSecret } from './credentials.js';

/** The sign-in application through which a connection reaches ShipBob. Its secret lies in the vault. */
export interface OAuthApplication {
  /** Origin of the sign-in service, e.g. `https://auth.shipbob.com`. */
  authUrl: string;
  clientId: string;
  /** Exactly as registered with the application. */
  redirectUri: string;
  /** Asked for at the consent. */
  scopes: string[];
}

/**
 * What a person allowed. `pending`: nobody has yet. `ready`: there is a pair of tokens. `needs_reconnect`: there was one,
 * and the sign-in service takes its refresh token no more, so a person must allow it again.
 */
export interface OAuthGrant extends OAuthApplication {
  connectionId: string;
  state: 'pending' | 'ready' | 'needs_reconnect';
  stateReason: string | null;
  /** Raised by one with each saved pair; the version of the sealed pair. */
  generation: number;
  /** Product time; null while pending. */
  obtainedAt: Date | null;
  accessExpiresAt: Date | null;
  /** Milliseconds until a token call may be made again; 0: now. */
  restsMs: number;
  /** The pair of this generation; null when there is none. */
  sealed: SealedSecret | null;
}

export interface SavedPair {
  /** The generation this pair follows. */
  after: number;
  /** Version `after + 1`. */
  sealed: SealedSecret;
  obtainedAt: Date;
  accessExpiresAt: Date;
}

/** One trip of a person to the consent page. Of the state that comes back only the hash is kept. */
export interface OAuthRequest {
  stateHash: string;
  connectionId: string;
  nonceHash: string;
  /** The PKCE verifier, sealed. */
  keyId: string;
  sealedVerifier: Uint8Array;
  /** Product time. */
  expiresAt: Date;
  usedAt: Date | null;
  /** Null while the person is away. */
  outcome: 'done' | 'failed' | null;
  reason: string | null;
}

/** Name of the sealed pair of tokens among a connection's secrets. */
export const OAUTH_PAIR = 'shipbob.oauth_tokens';

/**
 * Grants and their tokens. Saving is compare-and-set on the generation, so of any number of processes one wins; the lease
 * only keeps the others from calling at the same time. Leases and rests are real time, on the database's clock.
 */
export interface OAuthGrantStore {
  byConnection(connectionId: string): Promise<OAuthGrant | null>;
  /**
   * Takes the right to make one token call under this generation, and counts it as unsettled before it is made. Resolves
   * with the number of unsettled calls, this one included; null when another one holds the right, the generation has
   * moved, the grant is not ready, or it rests.
   */
  lease(connectionId: string, ask: { generation: number; owner: string; seconds: number }): Promise<number | null>;
  /** Gives the lease back without a new pair; `sent: false` takes the call off the unsettled ones. */
  release(
    connectionId: string,
    given: { generation: number; owner: string; sent: boolean; restSeconds: number },
  ): Promise<void>;
  /**
   * Saves a pair if the generation is still `after`; whoever holds the lease, since a pair that was really given is worth
   * more than a belief that it was not. Makes the grant ready and ends the connection's `needs_reconnect`, with an audit
   * row. False when another pair was saved meanwhile.
   */
  save(connectionId: string, pair: SavedPair, why: { actor: string; reason: string }): Promise<boolean>;
  /**
   * Gives up on this generation: grant and (active) connection become `needs_reconnect`, with an audit row. False when the
   * generation has moved.
   */
  giveUp(connectionId: string, generation: number, reason: string): Promise<boolean>;
}
