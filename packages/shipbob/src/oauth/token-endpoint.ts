import type { HttpDoor, HttpResponse } from '@mlc/egress';
import { isKnownError, NeedsAttention, OutcomeUnknown, type Redacted, RetryLater, redact } from '@mlc/kernel';
import { z } from 'zod';

/** Time-out of one token call; shorter than the lease that is held for it. */
export const TOKEN_CALL_MS = 20_000;
/** Largest answer read; it holds three tokens. */
const ANSWER_BYTES_MAX = 64 * 1024;
/** Lifetime of an access token when the answer does not tell: ShipBob's own (ShipBob docs "authentication"). */
const LIFETIME_SECONDS = 3600;

export interface TokenPair {
  access: Redacted<string>;
  /** Null when the answer brought none. */
  refresh: Redacted<string> | null;
  lifetimeSeconds: number;
  scopes: string[];
  /** Null without one. Its signature is not checked: it came from the service itself, over TLS. */
  idToken: Redacted<string> | null;
}

export type TokenAnswer =
  | { kind: 'granted'; pair: TokenPair }
  /** The code or the refresh token is not taken (`invalid_grant`): final. */
  | { kind: 'refused'; error: string }
  /** The application is not known, or its secret is wrong: the tokens are as good as before. */
  | { kind: 'client_refused'; error: string }
  /** Nothing was sent, or the service said that it did nothing. */
  | { kind: 'unsent'; afterMs: number; message: string }
  /** Sent, and no usable answer: the refresh token may be used up. */
  | { kind: 'unanswered'; message: string };

export interface TokenClient {
  authUrl: string;
  clientId: string;
  clientSecret: Redacted<string>;
}

export interface CodeGrant {
  code: Redacted<string>;
  redirectUri: string;
  verifier: Redacted<string>;
}

/**
 * ShipBob's token endpoint (`POST <auth>/connect/token`, form encoded; the secret stays required with PKCE, and a refresh
 * needs no verifier; ShipBob docs "authentication"). Each call is sent once. Throws NeedsAttention when the address is
 * forbidden or no sign-in service.
 */
export class TokenEndpoint {
  constructor(
    private readonly door: HttpDoor,
    private readonly client: TokenClient,
  ) {}

  exchange(grant: CodeGrant): Promise<TokenAnswer> {
    return this.#call({
      grant_type: 'authorization_code',
      code: grant.code.reveal(),
      redirect_uri: grant.redirectUri,
      code_verifier: grant.verifier.reveal(),
    });
  }

  refresh(refreshToken: Redacted<string>): Promise<TokenAnswer> {
    return this.#call({ grant_type: 'refresh_token', refresh_token: refreshToken.reveal() });
  }

  async #call(parameters: Record<string, string>): Promise<TokenAnswer> {
    const { clientId, clientSecret } = this.client;
    const body = new URLSearchParams({ ...parameters, client_id: clientId, client_secret: clientSecret.reveal() });
    try {
      const response = await this.door.request({
        method: 'POST',
        url: `${this.client.authUrl}/connect/token`,
        headers: { accept: 'application/json', 'content-type': 'application/x-www-form-urlencoded' },
        body: body.toString(),
        timeoutMs: TOKEN_CALL_MS,
        idempotent: false,
        mutating: true,
        maxBodyBytes: ANSWER_BYTES_MAX,
        deadlineMs: Date.now() + TOKEN_CALL_MS,
      });
      return this.#read(response);
    } catch (error) {
      if (error instanceof OutcomeUnknown) return { kind: 'unanswered', message: error.message };
      if (error instanceof RetryLater) return { kind: 'unsent', afterMs: error.afterMs, message: error.message };
      // The door's BadInput: the policy forbids this address.
      if (!isKnownError(error)) throw error;
      const { code, fix } = error;
      throw new NeedsAttention(error.message, { code, fix, field: 'shipbob.oauth' }, error);
    }
  }

  #read({ status, body }: HttpResponse): TokenAnswer {
    const json = parse(body);
    const granted = pairSchema.safeParse(json);
    if (status >= 200 && status < 300 && granted.success) return { kind: 'granted', pair: pairOf(granted.data) };
    const said = errorSchema.safeParse(json);
    if (said.success) return refusalOf(said.data.error);
    // Neither tokens nor a verdict: a gateway, a page, a half answer. It may have come after the tokens were changed.
    if (status >= 500 || status === 408 || status < 300)
      return { kind: 'unanswered', message: `The sign-in service answered HTTP ${status} without a verdict.` };
    throw new NeedsAttention(`${this.client.authUrl} answered HTTP ${status}: it is no sign-in service of ShipBob.`, {
      code: 'shipbob.oauth_address',
      field: 'shipbob.oauth.auth_url',
      fix: 'Use https://auth.shipbob.com, or https://authstage.shipbob.com for ShipBob’s sandbox.',
    });
  }
}

const text = z.string().min(1);
const pairSchema = z.object({
  access_token: text,
  refresh_token: z.string().nullish(),
  id_token: z.string().nullish(),
  expires_in: z.coerce.number().positive().nullish().catch(null),
  scope: z.string().nullish(),
});
const errorSchema = z.object({ error: text });

function pairOf(answer: z.infer<typeof pairSchema>): TokenPair {
  return {
    access: redact(answer.access_token),
    refresh: answer.refresh_token ? redact(answer.refresh_token) : null,
    lifetimeSeconds: answer.expires_in ?? LIFETIME_SECONDS,
    scopes: (answer.scope ?? '').split(' ').filter((scope) => scope !== ''),
    idToken: answer.id_token ? redact(answer.id_token) : null,
  };
}

/** Errors of OAuth 2 about the application rather than the token (RFC 6749 section 5.2). */
const CLIENT_ERRORS = new Set(['invalid_client', 'unauthorized_client', 'unsupported_grant_type', 'invalid_scope']);
const BUSY_ERRORS = new Set(['temporarily_unavailable', 'slow_down']);
const BUSY_MS = 10_000;

/** Of the answer only a word of OAuth's own kind is told: the rest might hold what was sent. */
function refusalOf(error: string): TokenAnswer {
  const word = /^[a-z_]{1,40}$/.test(error) ? error : 'an error';
  if (CLIENT_ERRORS.has(word)) return { kind: 'client_refused', error: word };
  if (BUSY_ERRORS.has(word))
    return { kind: 'unsent', afterMs: BUSY_MS, message: `The sign-in service answered ${word}.` };
  if (word === 'server_error') return { kind: 'unanswered', message: 'The sign-in service failed on the call.' };
  return { kind: 'refused', error: word };
}

function parse(body: Buffer): unknown {
  try {
    return JSON.parse(body.toString('utf8'));
  } catch {
    return undefined;
  }
}

/** A claim of a JWT's payload; undefined when it is none. */
export function idTokenNonce(idToken: Redacted<string>): unknown {
  const [, payload = ''] = idToken.reveal().split('.');
  const claims = z.object({ nonce: z.unknown() }).safeParse(parse(Buffer.from(payload, 'base64url')));
  return claims.success ? claims.data.nonce : undefined;
}
