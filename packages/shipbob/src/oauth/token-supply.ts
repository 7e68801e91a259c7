import { setTimeout as wait } from 'node:timers/promises';
import type { OAuthGrant, OAuthGrantStore } from '@mlc/engine';
import { type Clock, crashPoint, explain, NeedsAttention, newId, type Redacted, RetryLater } from '@mlc/kernel';
import { type HeldPair, openPair, type PairSealer, sealPair } from './sealed-pair.js';
import { TOKEN_CALL_MS, type TokenAnswer, type TokenEndpoint } from './token-endpoint.js';

/** An access token is renewed this long before its end, or at 80 % of its life when that is later. Seconds. */
export const REFRESH_MARGIN_SECONDS = 300;
const MARGIN_SHARE = 0.2;
/** A lease outlasts the one call it is for. */
const LEASE_SECONDS = TOKEN_CALL_MS / 1000 + 10;
/** Distance between two looks at the row while another process renews, milliseconds; spread, so that many do not ask at once. */
const LOOK_MS = 100;
/** Longest wait for another process: its lease, and the call that follows when it died. */
const WAIT_MOST_MS = (LEASE_SECONDS * 1000 + TOKEN_CALL_MS) * 1.1;
/**
 * Rest after the n-th call without a verdict under one refresh token. The first repetition comes at once: where the
 * service takes a used token again, it does so for a short while only. Seconds.
 */
const RESTS_SECONDS = [0, 10, 60, 600];
const REST_MOST_SECONDS = 3600;
/** Calls without a verdict after which a person is asked: about a day of a service that is away. */
const UNSETTLED_MOST = 24;
/** A token this young that ShipBob refuses is refused for another reason than its age. */
const YOUNG_MS = 60_000;

export interface TokenSupplyOptions {
  connectionId: string;
  grants: OAuthGrantStore;
  sealer: PairSealer;
  /** By the grant's application; its secret is read for each call. */
  endpoint: (grant: OAuthGrant) => Promise<TokenEndpoint>;
  /** Product time: tokens end by it. */
  clock: Clock;
  log?: (event: string, fields: Record<string, unknown>) => void;
}

/**
 * Access tokens of one connection. Any number of processes may ask at once: exactly one makes the token call, by a lease
 * on the grant's row, and saves the pair by compare-and-set on its generation; the others wait for the row's new value.
 *
 * The call is counted before it is made. A refresh token is used up by its use, so when an answer is lost, or its process
 * dies before saving, the same token is tried once more at once: a service with a grace period answers with a new pair,
 * any other refuses, and then only a person can help: the connection becomes `needs_reconnect`, and no call is made
 * until somebody has allowed it again.
 */
export class TokenSupply {
  readonly #owner = newId();
  #held: HeldPair | null = null;
  #obtaining: Promise<HeldPair> | null = null;

  constructor(private readonly options: TokenSupplyOptions) {}

  /**
   * A token that is good for a while. Throws NeedsAttention `shipbob.not_authorized`, `shipbob.needs_reconnect` or
   * `shipbob.oauth_client`; RetryLater `shipbob.token_unavailable` while the sign-in service is away.
   */
  async token(): Promise<Redacted<string>> {
    if (this.#held && this.#isFresh(this.#held)) return this.#held.access;
    return (await this.#obtain(null)).access;
  }

  /** ShipBob answered 401 to this token: another one, to try once; null when no better one is to be had. */
  async renewed(refused: Redacted<string>): Promise<Redacted<string> | null> {
    const held = this.#held;
    if (held && held.access.reveal() !== refused.reveal()) return held.access;
    if (held && this.#nowMs() - held.obtainedMs < YOUNG_MS) return null;
    const next = await this.#obtain(held?.generation ?? null);
    return next.access.reveal() === refused.reveal() ? null : next.access;
  }

  /** One at a time in this process. `spent` is a generation whose token is of no use any more. */
  #obtain(spent: number | null): Promise<HeldPair> {
    this.#obtaining ??= this.#look(spent)
      .then((held) => {
        this.#held = held;
        return held;
      })
      .finally(() => {
        this.#obtaining = null;
      });
    return this.#obtaining;
  }

  async #look(spent: number | null): Promise<HeldPair> {
    const endMs = Date.now() + WAIT_MOST_MS;
    for (;;) {
      const grant = await this.#grant();
      const held = openPair(this.options.sealer, grant);
      const isSpent = held.generation === spent;
      if (!isSpent && this.#isFresh(held)) return held;
      const unsettled = await this.#lease(held);
      if (unsettled !== null) {
        const renewed = await this.#renew(grant, held, unsettled);
        if (renewed) return renewed;
        continue;
      }
      // Another one renews it, or it rests; until its end the present token is as good as ever.
      if (!isSpent && this.#nowMs() < held.expiresMs) return held;
      if (grant.restsMs > 0 || Date.now() > endMs) throw unavailable(Math.max(grant.restsMs, 1000));
      await wait(LOOK_MS * (0.5 + Math.random()));
    }
  }

  async #grant(): Promise<OAuthGrant> {
    const grant = await this.options.grants.byConnection(this.options.connectionId);
    if (grant?.state === 'ready') return grant;
    this.#held = null;
    throw grant?.state === 'needs_reconnect' ? needsReconnect(grant.stateReason) : notAuthorized();
  }

  #lease(held: HeldPair): Promise<number | null> {
    const ask = { generation: held.generation, owner: this.#owner, seconds: LEASE_SECONDS };
    return this.options.grants.lease(this.options.connectionId, ask);
  }

  /** The one token call. Null: look at the row again. */
  async #renew(grant: OAuthGrant, held: HeldPair, unsettled: number): Promise<HeldPair | null> {
    crashPoint('oauth.leased');
    let answer: TokenAnswer;
    try {
      answer = await (await this.options.endpoint(grant)).refresh(held.refresh);
    } catch (error) {
      await this.#release(held, { sent: false, restSeconds: 0 });
      throw error;
    }
    crashPoint('oauth.answered');
    const { connectionId, log } = this.options;
    log?.('oauth.refreshed', {
      connection: connectionId,
      generation: held.generation,
      outcome: answer.kind,
      try: unsettled,
    });
    if (answer.kind === 'granted') return this.#save(grant, held, answer.pair);
    if (answer.kind === 'refused') return this.#giveUp(held, whyRefused(answer.error, unsettled));
    if (answer.kind === 'unanswered' && unsettled >= UNSETTLED_MOST)
      return this.#giveUp(held, `The sign-in service has not answered ${unsettled} refreshes.`);
    if (answer.kind === 'client_refused') {
      await this.#release(held, { sent: false, restSeconds: 0 });
      throw clientRefused(answer.error);
    }
    const restSeconds =
      answer.kind === 'unanswered'
        ? (RESTS_SECONDS[unsettled - 1] ?? REST_MOST_SECONDS)
        : Math.ceil(Math.max(1000, answer.afterMs) / 1000);
    await this.#release(held, { sent: answer.kind === 'unanswered', restSeconds });
    return null;
  }

  #release(held: HeldPair, how: { sent: boolean; restSeconds: number }): Promise<void> {
    const given = { generation: held.generation, owner: this.#owner, ...how };
    return this.options.grants.release(this.options.connectionId, given);
  }

  async #save(
    grant: OAuthGrant,
    held: HeldPair,
    pair: Extract<TokenAnswer, { kind: 'granted' }>['pair'],
  ): Promise<HeldPair | null> {
    const { grants, sealer, clock, connectionId } = this.options;
    const obtainedAt = clock.now();
    // A service that does not rotate answers without a refresh token: the one at hand stays good.
    const whole = { ...pair, refresh: pair.refresh ?? held.refresh };
    const saved = sealPair(sealer, grant, whole, obtainedAt);
    const isSaved = await grants.save(connectionId, saved, { actor: 'refresh', reason: 'the tokens were renewed' });
    if (!isSaved) return null;
    return {
      generation: saved.sealed.version,
      access: whole.access,
      refresh: whole.refresh,
      obtainedMs: obtainedAt.getTime(),
      expiresMs: saved.accessExpiresAt.getTime(),
    };
  }

  /** Null when another process has meanwhile saved a pair, whose answer counts. */
  async #giveUp(held: HeldPair, cause: string): Promise<null> {
    const { grants, connectionId, log } = this.options;
    const error = needsReconnect(cause);
    if (!(await grants.giveUp(connectionId, held.generation, explain(error)))) return null;
    log?.('oauth.needs_reconnect', { connection: connectionId, generation: held.generation, cause });
    throw error;
  }

  #isFresh(held: HeldPair): boolean {
    const lifeMs = held.expiresMs - held.obtainedMs;
    return this.#nowMs() < held.expiresMs - Math.min(REFRESH_MARGIN_SECONDS * 1000, lifeMs * MARGIN_SHARE);
  }

  #nowMs(): number {
    return this.options.clock.now().getTime();
  }
}

function whyRefused(error: string, unsettled: number): string {
  return unsettled > 1
    ? `The answer to a refresh of ShipBob's tokens was lost, and the refresh token is not taken again (${error}).`
    : `ShipBob does not take the refresh token any more (${error}).`;
}

const RECONNECT_FIX = 'Allow it again at ShipBob: mlc connection authorize <connection>. No work is lost meanwhile.';

/** `cause` may be a stored explanation, which ends with the fix already. */
function needsReconnect(cause: string | null): NeedsAttention {
  const said = (cause ?? "ShipBob does not take the connection's tokens any more.").replace(
    ` Fix: ${RECONNECT_FIX}`,
    '',
  );
  return new NeedsAttention(said, { code: 'shipbob.needs_reconnect', field: 'shipbob.oauth', fix: RECONNECT_FIX });
}

export const notAuthorized = (): NeedsAttention =>
  new NeedsAttention('Nobody has allowed this connection at ShipBob yet.', {
    code: 'shipbob.not_authorized',
    field: 'shipbob.oauth',
    fix: 'Allow it at ShipBob: mlc connection authorize <connection>.',
  });

const clientRefused = (error: string): NeedsAttention =>
  new NeedsAttention(`ShipBob's sign-in service does not accept the OAuth application (${error}).`, {
    code: 'shipbob.oauth_client',
    field: 'shipbob.oauth.client_secret',
    fix: 'Correct client_id and client_secret, and apply the connection again.',
  });

const unavailable = (afterMs: number): RetryLater =>
  new RetryLater("ShipBob's sign-in service gives no token at present.", afterMs, {
    code: 'shipbob.token_unavailable',
    fix: 'Nothing to do: it is asked again by itself.',
  });
