import type { HttpDoor, HttpRequest, HttpResponse } from '@mlc/egress';
import type { CallPriority } from '@mlc/engine';
import { BadInput, limits, NeedsAttention, OutcomeUnknown, type Redacted, RetryLater, redact } from '@mlc/kernel';
import { parseVersion, type ShipBobVersion, type VersionTraits, versionTraits } from '../versions.js';
import {
  type CalledAs,
  connectionFailure,
  forbidden,
  isServerFailure,
  notJson,
  rateLimited,
  readFailure,
} from './failures.js';
import { whyForbidden } from './forbidden.js';
import { ProductMemory } from './product-memory.js';
import { type Query, queryText } from './query.js';
import { parseRefusal, type Refusal } from './refusal.js';

export interface ShipBobClientOptions {
  door: HttpDoor;
  /** `https://api.shipbob.com`, without a version. */
  baseUrl: string;
  version: string;
  /** Bearer token: a personal access token, or an OAuth access token that is still valid. Asked for on every call. */
  token: () => Promise<Redacted<string>>;
  /** ShipBob answered 401 to this token: another one to try once, or null. Absent: a token is as good as it gets. */
  renewToken?: (refused: Redacted<string>) => Promise<Redacted<string> | null>;
  /** A token of its own for billing, with its own rate budget: OAuth applications may lack the scope. */
  billing?: { token: () => Promise<Redacted<string>>; accountId: string };
  /** Sent as `shipbob_channel_id` on every call but the list of channels: required by some, ignored by the others. */
  channelId: number;
  /** Whose rate budget the calls take. */
  accountId: string;
  timeoutMs?: number;
}

export interface ReadCall {
  /** Behind the version, e.g. `/receiving/7/boxes`. */
  path: string;
  query?: Query | string;
  /** A question that goes as POST (`:query` calls): it changes nothing and may be repeated like any read. */
  question?: object;
  priority: CallPriority;
  /** Real time, milliseconds. */
  deadlineMs?: number;
}

export interface WriteCall {
  method: 'POST' | 'PATCH' | 'PUT' | 'DELETE';
  path: string;
  body?: unknown;
  priority: CallPriority;
  deadlineMs?: number;
  /** Sending it twice does what sending it once does. Counts for nothing with POST: ShipBob has no idempotency key. */
  idempotent: boolean;
}

export interface Answer {
  status: number;
  /** Lower-case names. */
  headers: Record<string, string>;
  /** Undefined when the body was empty. */
  json: unknown;
}

export type WriteAnswer =
  | { kind: 'answered'; answer: Answer }
  /** 4xx: ShipBob refused, nothing was changed. */
  | { kind: 'refused'; refusal: Refusal }
  /** Sent, and no usable answer: it may or may not have happened. */
  | { kind: 'unknown'; message: string };

/**
 * One (token, channel) at one version of ShipBob's API. Every failure that needs a person (401, 403, redirect, wrong
 * address, blocked by policy) is thrown as NeedsAttention and did nothing; RetryLater means that nothing was done either.
 */
export interface ShipBobClient {
  readonly version: ShipBobVersion;
  readonly traits: VersionTraits;
  readonly channelId: number;
  readonly products: ProductMemory;
  /** A list, or a record that must exist. Throws RetryLater for the server's troubles, Rejected for other 4xx. */
  read(call: ReadCall): Promise<Answer>;
  /** One record by id; null when ShipBob does not have it. */
  readOne(call: ReadCall): Promise<Answer | null>;
  /** Sends once. Throws only RetryLater (429, or not sent) and NeedsAttention. */
  write(call: WriteCall): Promise<WriteAnswer>;
}

/** Throws BadInput for an unknown version or a base URL that is none. */
export function createShipBobClient(options: ShipBobClientOptions): ShipBobClient {
  return new HttpShipBobClient(options);
}

type SentCall = Pick<ReadCall, 'query' | 'priority' | 'deadlineMs'> & {
  body?: unknown;
  idempotent: boolean;
  mutating: boolean;
};

class HttpShipBobClient implements ShipBobClient {
  readonly version: ShipBobVersion;
  readonly traits: VersionTraits;
  readonly channelId: number;
  readonly products = new ProductMemory();
  readonly #base: string;

  constructor(private readonly options: ShipBobClientOptions) {
    this.version = parseVersion(options.version);
    this.traits = versionTraits[this.version];
    this.channelId = options.channelId;
    this.#base = `${baseOf(options.baseUrl)}/${this.version}`;
  }

  async read(call: ReadCall): Promise<Answer> {
    const answer = await this.#get(call, true);
    if (answer === null) throw notJson(this.#calledAs(methodOf(call), call.path), 404);
    return answer;
  }

  readOne(call: ReadCall): Promise<Answer | null> {
    return this.#get(call, false);
  }

  async write(call: WriteCall): Promise<WriteAnswer> {
    const calledAs = this.#calledAs(call.method, call.path);
    let response: HttpResponse;
    try {
      response = await this.#request(call.method, call.path, { ...call, ...onceIfPost(call), mutating: true });
    } catch (error) {
      if (error instanceof OutcomeUnknown) return { kind: 'unknown', message: error.message };
      throw error;
    }
    if (response.status >= 200 && response.status < 300) {
      const answer = answerOf(response);
      return answer === null
        ? { kind: 'unknown', message: `${notJson(calledAs, response.status).message} It may have been done.` }
        : { kind: 'answered', answer };
    }
    const refusal = parseRefusal(response.status, response.body);
    if (response.status === 429) throw rateLimited(calledAs, response.headers);
    if (isServerFailure(response.status)) {
      return { kind: 'unknown', message: readFailure(calledAs, refusal, response.headers).message };
    }
    await this.#throwIfPersonNeeded(calledAs, refusal, false);
    return { kind: 'refused', refusal };
  }

  async #get(call: ReadCall, isList: boolean): Promise<Answer | null> {
    const method = methodOf(call);
    const calledAs = this.#calledAs(method, call.path);
    const sent = { ...call, body: call.question, idempotent: true, mutating: false };
    const response = await this.#request(method, call.path, sent);
    if (response.status >= 200 && response.status < 300) {
      const answer = answerOf(response);
      if (answer === null || answer.json === undefined) throw notJson(calledAs, response.status);
      return answer;
    }
    const refusal = parseRefusal(response.status, response.body);
    await this.#throwIfPersonNeeded(calledAs, refusal, isList);
    if (response.status === 404) return null;
    throw readFailure(calledAs, refusal, response.headers);
  }

  async #throwIfPersonNeeded(calledAs: CalledAs, refusal: Refusal, isList: boolean): Promise<void> {
    const failure = connectionFailure(calledAs, refusal, isList);
    if (failure) throw failure;
    if (refusal.status !== 403) return;
    const why = calledAs.path.startsWith('/channel') ? null : await whyForbidden(this, calledAs);
    throw forbidden(calledAs, why);
  }

  async #request(method: HttpRequest['method'], path: string, call: SentCall): Promise<HttpResponse> {
    const { token, renewToken, accountId, billing } = this.options;
    if (billing && isBillingPath(path)) {
      const as = { token: await billing.token(), accountId: billing.accountId, channelless: true };
      return this.#send(method, path, call, as);
    }
    const first = await token();
    const response = await this.#send(method, path, call, { token: first, accountId });
    // A refused token did nothing, so even a create may be sent once more.
    const next = response.status === 401 && renewToken ? await renewToken(first) : null;
    return next === null ? response : this.#send(method, path, call, { token: next, accountId });
  }

  async #send(
    method: HttpRequest['method'],
    path: string,
    call: SentCall,
    as: { token: Redacted<string>; accountId: string; channelless?: boolean },
  ): Promise<HttpResponse> {
    const { door, timeoutMs = limits.remoteCallTimeoutMs } = this.options;
    const query = typeof call.query === 'string' ? call.query : queryText(call.query ?? {});
    const bearer = redact(`Bearer ${as.token.reveal()}`);
    try {
      return await door.request({
        method,
        url: `${this.#base}${path}${query}`,
        headers: {
          accept: 'application/json',
          authorization: bearer,
          // The list of channels tells which one is right, so a wrong one must not forbid it.
          ...(path.startsWith('/channel') || as.channelless ? {} : { shipbob_channel_id: String(this.channelId) }),
          ...(call.body === undefined ? {} : { 'content-type': 'application/json' }),
        },
        body: call.body === undefined ? undefined : JSON.stringify(call.body),
        timeoutMs,
        idempotent: call.idempotent,
        mutating: call.mutating,
        maxBodyBytes: limits.remoteBodyBytesMax,
        budget: { accountId: as.accountId, priority: call.priority },
        deadlineMs: call.deadlineMs,
      });
    } catch (error) {
      // The door's BadInput (address forbidden, fence closed) was thrown before anything was sent.
      if (error instanceof BadInput) {
        const { code, fix, field } = error;
        throw new NeedsAttention(error.message, { code, fix, field }, error);
      }
      if (error instanceof OutcomeUnknown && !call.mutating) {
        throw new RetryLater(error.message, 5_000, { code: error.code }, error);
      }
      throw error;
    }
  }

  #calledAs(method: string, path: string): CalledAs {
    return { method, path, version: this.version, channelId: this.channelId };
  }
}

/** A POST is never repeated, whatever its caller thinks of it: what became of a lost one is found by looking. */
const onceIfPost = (call: WriteCall): { idempotent: boolean } => ({
  idempotent: call.idempotent && call.method !== 'POST',
});

const methodOf = (call: ReadCall): 'GET' | 'POST' => (call.question === undefined ? 'GET' : 'POST');

/** Null when the body is neither empty nor JSON. */
function answerOf(response: HttpResponse): Answer | null {
  const text = response.body.toString('utf8').trim();
  const { status, headers } = response;
  if (text === '') return { status, headers, json: undefined };
  try {
    const json: unknown = JSON.parse(text);
    return { status, headers, json };
  } catch {
    return null;
  }
}

function baseOf(baseUrl: string): string {
  if (!URL.canParse(baseUrl) || !/^https?:$/.test(new URL(baseUrl).protocol)) {
    throw new BadInput(`ShipBob's address ${JSON.stringify(baseUrl)} is not a URL.`, {
      code: 'shipbob.bad_url',
      field: 'shipbob.url',
      fix: 'Use https://api.shipbob.com, or https://sandbox-api.shipbob.com for ShipBob’s sandbox.',
    });
  }
  const url = new URL(baseUrl);
  if (url.search !== '' || url.hash !== '' || /^\/(\d{4}-\d\d|\d\.\d)\/?$/.test(url.pathname)) {
    throw new BadInput('ShipBob’s address must hold neither a version nor a query.', {
      code: 'shipbob.bad_url',
      field: 'shipbob.url',
      fix: 'Give the host alone, e.g. https://api.shipbob.com, and the version in shipbob.version.',
    });
  }
  return `${url.origin}${url.pathname.replace(/\/+$/, '')}`;
}

/** Billing belongs to the user, not to a channel, so a billing token of another channel serves it. */
const isBillingPath = (path: string): boolean => /^\/(invoices|transactions|transaction-fees)\b/.test(path);
