import { createHash, randomBytes } from 'node:crypto';
import type { Clock } from '@mlc/kernel';
import type { ShipBobOptions } from '../options.js';

/** An application that merchants may allow. */
export interface OAuthClient {
  client_id: string;
  client_secret: string;
  /** Its name, and that of the channel it gets with each merchant. */
  name: string;
  /** Compared exactly; null = any address of this machine, for rehearsals. */
  redirect_uris: string[] | null;
}

/** What a merchant allowed. All its refresh tokens are one family. */
interface Grant {
  userId: number;
  clientId: string;
  channelId: number;
  scopes: string[];
  revoked: boolean;
}

interface Code {
  grant: Grant;
  redirectUri: string;
  challenge: string | null;
  nonce: string | null;
  expiresMs: number;
  used: boolean;
}

interface Refresh {
  grant: Grant;
  expiresMs: number;
  /** Sandbox time of its first use; null while good. */
  usedMs: number | null;
}

export interface Access {
  grant: Grant;
  expiresMs: number;
}

/** A token call that was refused, in the words of RFC 6749. */
export interface TokenError {
  error: 'invalid_request' | 'invalid_client' | 'invalid_grant' | 'unsupported_grant_type';
}

/** Lifetime of a code (an SDK's README says about two minutes) and of a refresh token (ShipBob docs "authentication"). */
const CODE_MS = 120_000;
const REFRESH_MS = 30 * 86_400_000;

/** What a sandbox starts with: an application for rehearsals on this machine. */
export const DEFAULT_CLIENT: OAuthClient = {
  client_id: 'sandbox-app',
  client_secret: 'sandbox-app-secret',
  name: 'Sandbox app',
  redirect_uris: null,
};

/**
 * ShipBob's sign-in service: codes of two minutes and one use, access tokens of an hour, refresh tokens of 30 days that
 * change with each use. Time is the sandbox clock's. What the live service does with a used refresh token nobody has
 * published; by default it refuses it, and options imitate the other ways.
 */
export class OAuthServer {
  readonly #clients = new Map<string, OAuthClient>();
  readonly #codes = new Map<string, Code>();
  readonly #refresh = new Map<string, Refresh>();
  readonly #access = new Map<string, Access>();
  /** Token calls by grant type and outcome, e.g. `refresh_token 200`. */
  readonly counts: Record<string, number> = {};

  constructor(
    private readonly clock: Clock,
    private readonly options: () => ShipBobOptions,
  ) {
    this.clear();
  }

  clear(): void {
    for (const held of [this.#clients, this.#codes, this.#refresh, this.#access]) held.clear();
    for (const name of Object.keys(this.counts)) delete this.counts[name];
    this.addClient(DEFAULT_CLIENT);
  }

  addClient(client: OAuthClient): void {
    this.#clients.set(client.client_id, client);
  }

  client(id: string | null): OAuthClient | undefined {
    return id === null ? undefined : this.#clients.get(id);
  }

  /** Every token and code handed out, for tests that search for them. */
  issued(): string[] {
    return [...this.#codes.keys(), ...this.#refresh.keys(), ...this.#access.keys()];
  }

  /** The merchant takes back what it allowed; access tokens end as well. */
  revokeAll(): number {
    const grants = new Set([...this.#refresh.values(), ...this.#access.values()].map(({ grant }) => grant));
    for (const grant of grants) grant.revoked = true;
    for (const access of this.#access.values()) access.expiresMs = 0;
    return grants.size;
  }

  newCode(grant: Omit<Grant, 'revoked'>, more: Pick<Code, 'redirectUri' | 'challenge' | 'nonce'>): string {
    const code = this.#random('code');
    this.#codes.set(code, {
      grant: { ...grant, revoked: false },
      ...more,
      expiresMs: this.#nowMs() + CODE_MS,
      used: false,
    });
    return code;
  }

  /** Whoever holds this access token; null when it is unknown or over. */
  access(token: string): Grant | null {
    const access = this.#access.get(token);
    return access === undefined || access.expiresMs <= this.#nowMs() ? null : access.grant;
  }

  /** POST /connect/token, counted. */
  token(form: URLSearchParams): Record<string, string | number> | TokenError {
    const answer = this.#answer(form);
    const what = `${form.get('grant_type') ?? 'none'} ${'error' in answer ? answer['error'] : '200'}`;
    this.counts[what] = (this.counts[what] ?? 0) + 1;
    return answer;
  }

  #answer(form: URLSearchParams): Record<string, string | number> | TokenError {
    const client = this.client(form.get('client_id'));
    // The secret stays required with PKCE (ShipBob docs "PKCE").
    if (client === undefined || client.client_secret !== form.get('client_secret')) return { error: 'invalid_client' };
    switch (form.get('grant_type')) {
      case 'authorization_code':
        return this.#spendCode(client, form);
      case 'refresh_token':
        return this.#spendRefresh(client, form);
      case null:
        return { error: 'invalid_request' };
      default:
        return { error: 'unsupported_grant_type' };
    }
  }

  #spendCode(client: OAuthClient, form: URLSearchParams): Record<string, string | number> | TokenError {
    const code = this.#codes.get(form.get('code') ?? '');
    if (code === undefined || code.used || code.expiresMs <= this.#nowMs()) return { error: 'invalid_grant' };
    code.used = true;
    const isOurs = code.grant.clientId === client.client_id && code.redirectUri === form.get('redirect_uri');
    return isOurs && proves(form.get('code_verifier'), code.challenge)
      ? this.#pair(client, code.grant, code.nonce)
      : { error: 'invalid_grant' };
  }

  #spendRefresh(client: OAuthClient, form: URLSearchParams): Record<string, string | number> | TokenError {
    const held = this.#refresh.get(form.get('refresh_token') ?? '');
    const nowMs = this.#nowMs();
    if (held === undefined || held.grant.clientId !== client.client_id || held.grant.revoked)
      return { error: 'invalid_grant' };
    if (held.expiresMs <= nowMs) return { error: 'invalid_grant' };
    const { oauthRefreshGraceSeconds, oauthReuseRevokes, oauthRotates } = this.options();
    if (held.usedMs !== null && nowMs - held.usedMs > oauthRefreshGraceSeconds * 1000 - 1) {
      if (oauthReuseRevokes) held.grant.revoked = true;
      return { error: 'invalid_grant' };
    }
    if (oauthRotates) held.usedMs ??= nowMs;
    return this.#pair(client, held.grant, null, oauthRotates);
  }

  #pair(client: OAuthClient, grant: Grant, nonce: string | null, rotates = true): Record<string, string | number> {
    const seconds = this.options().oauthAccessSeconds;
    const access = this.#jwt({ sub: String(grant.userId), client_id: client.client_id, scope: grant.scopes });
    this.#access.set(access, { grant, expiresMs: this.#nowMs() + seconds * 1000 });
    const answer: Record<string, string | number> = {
      id_token: this.#jwt({ sub: String(grant.userId), aud: client.client_id, ...(nonce === null ? {} : { nonce }) }),
      access_token: access,
      expires_in: seconds,
      token_type: 'Bearer',
      scope: grant.scopes.join(' '),
    };
    if (!rotates || !grant.scopes.includes('offline_access')) return answer;
    const refresh = `${this.#random('refresh').toUpperCase()}-1`;
    this.#refresh.set(refresh, { grant, expiresMs: this.#nowMs() + REFRESH_MS, usedMs: null });
    return { ...answer, refresh_token: refresh };
  }

  /** Looks like the live one's; nobody here checks the signature. */
  #jwt(claims: Record<string, unknown>): string {
    const part = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString('base64url');
    const issuedAt = Math.floor(this.#nowMs() / 1000);
    const payload = { iss: 'https://authstage.shipbob.com', iat: issuedAt, jti: this.#random('jti'), ...claims };
    return `${part({ alg: 'RS256', typ: 'at+jwt' })}.${part(payload)}.${randomBytes(64).toString('base64url')}`;
  }

  #random(what: string): string {
    return createHash('sha256').update(what).update(randomBytes(32)).digest('hex');
  }

  #nowMs(): number {
    return this.clock.now().getTime();
  }
}

/** PKCE with S256; no challenge asks for no verifier. */
function proves(verifier: string | null, challenge: string | null): boolean {
  if (challenge === null) return true;
  return verifier !== null && createHash('sha256').update(verifier).digest('base64url') === challenge;
}
