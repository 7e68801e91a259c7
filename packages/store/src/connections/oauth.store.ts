import {
  OAUTH_PAIR,
  type OAuthApplication,
  type OAuthGrantStore,
  type OAuthRequest,
  type SealedSecret,
} from '@mlc/engine';
import { insertAudit } from '../audit/audit.sql.js';
import type { StoreContext } from '../db/context.js';
import { inTransaction, type Tx } from '../db/database.js';
import type { ConnectionState } from './connection-row.js';
import { leaseGrant, readGrant, releaseGrant } from './oauth.sql.js';

export type TakenRequest = { kind: 'taken'; request: OAuthRequest } | { kind: 'unknown' | 'used' | 'expired' };

/** Grants, and the trips to the consent page that lead to them. */
export interface OAuthStore extends OAuthGrantStore {
  /**
   * Makes the connection's application be this one. Another sign-in service or client id ends what was allowed to the
   * former one: its tokens are deleted.
   */
  register(connectionId: string, application: OAuthApplication): Promise<'made' | 'changed' | 'unchanged'>;
  /** The connection works without OAuth from now on. True when there was a grant. */
  remove(connectionId: string): Promise<boolean>;
  openRequest(request: Omit<OAuthRequest, 'usedAt' | 'outcome' | 'reason'>): Promise<void>;
  /** Good once: the second one that brings the same state gets `used`. */
  takeRequest(stateHash: string): Promise<TakenRequest>;
  endRequest(stateHash: string, outcome: 'done' | 'failed', reason: string | null): Promise<void>;
  request(stateHash: string): Promise<OAuthRequest | null>;
}

/** Ended requests are kept this long, for whoever asks what became of one: milliseconds. */
const REQUEST_KEPT_MS = 24 * 3_600_000;

export function createOAuthStore({ db, clock }: StoreContext): OAuthStore {
  return {
    byConnection: (connectionId) => readGrant(db, connectionId),
    lease: (connectionId, ask) => leaseGrant(db, connectionId, ask),
    release: (connectionId, given) => releaseGrant(db, connectionId, given),

    async save(connectionId, pair, why) {
      return inTransaction(db, async (tx) => {
        const { count } = await tx.oAuthGrant.updateMany({
          where: { connectionId, generation: pair.after },
          data: {
            generation: pair.sealed.version,
            state: 'ready',
            stateReason: null,
            obtainedAt: pair.obtainedAt,
            accessExpiresAt: pair.accessExpiresAt,
            leaseOwner: null,
            leaseUntil: null,
            unsettled: 0,
            nextTryAt: null,
          },
        });
        if (count === 0) return false;
        // A refresh token is used up by its refresh, so an older pair is of no use to anybody but a thief.
        await tx.secret.deleteMany({ where: { connectionId, name: OAUTH_PAIR } });
        await tx.secret.create({ data: { ...rowOf(pair.sealed), createdAt: clock.now() } });
        await moveState(tx, connectionId, { from: ['needs_reconnect'], to: 'active', ...why, at: clock.now() });
        return true;
      });
    },

    async giveUp(connectionId, generation, reason) {
      return inTransaction(db, async (tx) => {
        const { count } = await tx.oAuthGrant.updateMany({
          where: { connectionId, generation, state: 'ready' },
          data: { state: 'needs_reconnect', stateReason: reason, leaseOwner: null, leaseUntil: null },
        });
        if (count === 0) return (await tx.oAuthGrant.count({ where: { connectionId, generation } })) > 0;
        const from: ConnectionState[] = ['active', 'needs_attention'];
        await moveState(tx, connectionId, { from, to: 'needs_reconnect', actor: 'worker', reason, at: clock.now() });
        return true;
      });
    },

    async register(connectionId, application) {
      return inTransaction(db, async (tx) => {
        const known = await tx.oAuthGrant.findUnique({ where: { connectionId } });
        if (!known) {
          await tx.oAuthGrant.create({ data: { connectionId, ...application } });
          return 'made';
        }
        const isOther = known.authUrl !== application.authUrl || known.clientId !== application.clientId;
        const isSame =
          !isOther &&
          known.redirectUri === application.redirectUri &&
          known.scopes.join(' ') === application.scopes.join(' ');
        if (isSame) return 'unchanged';
        if (isOther) await tx.secret.deleteMany({ where: { connectionId, name: OAUTH_PAIR } });
        const forgotten = { state: 'pending', stateReason: null, obtainedAt: null, accessExpiresAt: null };
        const free = { leaseOwner: null, leaseUntil: null, unsettled: 0, nextTryAt: null };
        // A raised generation keeps a refresh of the former application that is still under way from being saved.
        const data = isOther ? { ...forgotten, ...free, generation: known.generation + 1 } : {};
        await tx.oAuthGrant.update({ where: { connectionId }, data: { ...application, ...data } });
        return 'changed';
      });
    },

    async remove(connectionId) {
      return inTransaction(db, async (tx) => {
        await tx.secret.deleteMany({ where: { connectionId, name: OAUTH_PAIR } });
        await tx.oAuthRequest.deleteMany({ where: { connectionId } });
        return (await tx.oAuthGrant.deleteMany({ where: { connectionId } })).count > 0;
      });
    },

    async openRequest({ sealedVerifier, ...request }) {
      const at = clock.now();
      await inTransaction(db, async (tx) => {
        await tx.oAuthRequest.deleteMany({ where: { expiresAt: { lt: new Date(at.getTime() - REQUEST_KEPT_MS) } } });
        await tx.oAuthRequest.create({
          data: { ...request, sealedVerifier: Uint8Array.from(sealedVerifier), createdAt: at },
        });
      });
    },

    async takeRequest(stateHash) {
      const at = clock.now();
      const { count } = await db.oAuthRequest.updateMany({
        where: { stateHash, usedAt: null, expiresAt: { gt: at } },
        data: { usedAt: at },
      });
      const row = await db.oAuthRequest.findUnique({ where: { stateHash } });
      if (!row) return { kind: 'unknown' };
      if (count === 1) return { kind: 'taken', request: { ...row, outcome: null } };
      return { kind: row.usedAt === null ? 'expired' : 'used' };
    },

    /** The verifier has done its duty and is not kept. */
    async endRequest(stateHash, outcome, reason) {
      await db.oAuthRequest.updateMany({
        where: { stateHash, usedAt: { not: null } },
        data: { outcome, reason, sealedVerifier: new Uint8Array() },
      });
    },

    async request(stateHash) {
      const row = await db.oAuthRequest.findUnique({ where: { stateHash } });
      return row && { ...row, outcome: outcomeOf(row.outcome) };
    },
  };
}

const outcomeOf = (text: string | null): OAuthRequest['outcome'] =>
  text === 'done' || text === 'failed' ? text : null;

/** Who renews tokens by itself, in the audit trail. */
const REFRESH = 'refresh';

const rowOf = ({ sealed, ...secret }: SealedSecret) => ({ ...secret, sealed: Uint8Array.from(sealed) });

interface StateMove {
  from: ConnectionState[];
  to: ConnectionState;
  actor: string;
  reason: string;
  at: Date;
}

/** A paused connection stays paused: a person's pause outlasts what happens to its tokens. */
async function moveState(tx: Tx, connectionId: string, move: StateMove): Promise<void> {
  const known = await tx.connection.findUnique({ where: { id: connectionId } });
  if (!known) return;
  const moves = move.from.some((state) => state === known.state);
  const stateReason = move.to === 'active' ? null : move.reason;
  if (moves) {
    const data = { state: move.to, stateReason, updatedAt: move.at };
    await tx.connection.update({ where: { id: connectionId }, data });
  }
  const audit = {
    connectionId,
    actor: move.actor,
    action: move.to === 'active' && move.actor !== REFRESH ? 'connection.authorized' : `connection.${move.to}`,
    subject: `connection:${known.name}`,
    correlationId: null,
    before: { state: known.state, reason: known.stateReason },
    after: moves ? { state: move.to, reason: stateReason } : { state: known.state, reason: known.stateReason },
    reason: move.reason,
  };
  // A refresh every hour is no news; a consent, or a state that changed, is.
  if (moves || move.actor !== REFRESH) await insertAudit(tx, [audit], move.at);
}
