import { NeedsAttention, Rejected, RetryLater } from '@mlc/kernel';
import { type Refusal, refusalText } from './refusal.js';
import { scopeOf } from './scopes.js';

/** What was called, for messages; never a query, since it may hold names of people. */
export interface CalledAs {
  method: string;
  /** Behind the version. */
  path: string;
  version: string;
  channelId: number;
}

const label = (call: CalledAs): string => `ShipBob ${call.method} /${call.version}${call.path}`;

/** True for answers that say nothing about the request: the server, or a gateway before it, failed. */
export const isServerFailure = (status: number): boolean => status === 408 || status === 425 || status >= 500;

/** 401, a redirect (old hosts send bad tokens to a sign-in page), a wrong address: a person must act; nothing was done. */
export function connectionFailure(call: CalledAs, refusal: Refusal, isList: boolean): NeedsAttention | null {
  const { status } = refusal;
  if (status === 401 && scopeOf(call.method, call.path) === 'tracking_read') {
    // A token keeps the scopes of its first day, and this endpoint answers 401 to one older than itself (observed).
    return new NeedsAttention(`${label(call)} does not accept the token (HTTP 401): it is older than this call.`, {
      code: 'shipbob.missing_scope',
      field: 'shipbob.token',
      fix: 'Make a new personal access token: an old one keeps the scopes of its first day.',
    });
  }
  if (status === 401) {
    return new NeedsAttention(`${label(call)} does not accept the token (HTTP 401).`, {
      code: 'shipbob.unauthorized',
      field: 'shipbob.token',
      fix: 'Make a new personal access token in ShipBob (Integrations, API tokens) and apply the connection again; with OAuth: mlc connection authorize <connection>.',
    });
  }
  if (status >= 300 && status < 400) {
    return new NeedsAttention(`${label(call)} answered with a redirect (HTTP ${status}), usually to a sign-in page.`, {
      code: 'shipbob.redirected',
      field: 'shipbob.url',
      fix: 'Check shipbob.url (https://api.shipbob.com, or https://sandbox-api.shipbob.com) and the token.',
    });
  }
  const unknownAddress =
    refusal.shape === 'html' || refusal.shape === 'gateway' || (isList && refusal.shape === 'empty');
  if ((status === 404 && (isList || unknownAddress)) || status === 405) {
    return new NeedsAttention(`${label(call)} does not exist at this address (${refusalText(refusal)}).`, {
      code: 'shipbob.wrong_address',
      field: 'shipbob.url',
      fix: `Check shipbob.url, and that ShipBob still serves version ${call.version} (shipbob.version).`,
    });
  }
  return null;
}

/** 403: names the scope; `why` is what the channel list told, when it could be read. */
export function forbidden(call: CalledAs, why: string | null): NeedsAttention {
  const scope = scopeOf(call.method, call.path);
  const guess = `the token lacks the scope ${scope ?? 'for this call'}, or channel ${call.channelId} is not its own`;
  return new NeedsAttention(`${label(call)} is not allowed (HTTP 403): ${why ?? guess}.`, {
    code: 'shipbob.forbidden',
    field: why?.startsWith('channel') ? 'shipbob.channel_id' : 'shipbob.token',
    fix: 'Use a token with that scope and the channel that belongs to it; `mlc ping` lists both.',
  });
}

/** A read that failed: `RetryLater` for the server's troubles, `Rejected` when the request itself was refused. */
export function readFailure(call: CalledAs, refusal: Refusal, headers: Record<string, string>): RetryLater | Rejected {
  const { status } = refusal;
  if (status === 429) return rateLimited(call, headers);
  if (isServerFailure(status)) {
    return new RetryLater(`${label(call)} failed (${refusalText(refusal)}).`, waitMs(headers) ?? 5_000, {
      code: 'shipbob.server_error',
      fix: 'Nothing to do: the call is made again by itself. If it lasts, see status.shipbob.com.',
    });
  }
  const advice = { code: 'shipbob.bad_request', fix: 'Report this message: the connector asked for something wrong.' };
  return new Rejected(`${label(call)} was refused (${refusalText(refusal)}).`, advice, new Error(refusal.raw));
}

export function rateLimited(call: CalledAs, headers: Record<string, string>): RetryLater {
  return new RetryLater(`${label(call)}: the rate limit of 150 calls a minute is used up.`, waitMs(headers) ?? 30_000, {
    code: 'shipbob.rate_limited',
    fix: 'Nothing to do: the call is made again by itself.',
  });
}

/** A 2xx whose body is not JSON came from something before ShipBob, not from ShipBob. */
export function notJson(call: CalledAs, status: number): RetryLater {
  return new RetryLater(`${label(call)} answered HTTP ${status} without JSON.`, 10_000, {
    code: 'shipbob.not_json',
    field: 'shipbob.url',
    fix: 'Nothing to do: the call is made again by itself. If it lasts, check shipbob.url and any proxy in between.',
  });
}

/** ShipBob's `x-retry-after`, else the standard header; seconds. Some clients read the wrong one, so both are read. */
function waitMs(headers: Record<string, string>): number | null {
  const seconds = Number(headers['x-retry-after'] ?? headers['retry-after'] ?? Number.NaN);
  return Number.isFinite(seconds) && seconds >= 0 ? Math.ceil(seconds * 1000) : null;
}
