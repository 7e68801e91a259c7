import type { HttpDoor, HttpResponse } from '@mlc/egress';
import { limits, NeedsAttention, OutcomeUnknown, Redacted, RetryLater } from '@mlc/kernel';
import type { CallSite } from './failures.js';
import type { OdooCall } from './transport.js';

export interface Endpoint {
  door: HttpDoor;
  /** Scheme, host and port. */
  origin: string;
  /** Of one call that names none, default `limits.remoteCallTimeoutMs`. */
  timeoutMs?: number | undefined;
  /** Largest answer, default `limits.remoteBodyBytesMax`. */
  answerBytesMax?: number | undefined;
}

/** How a call of ours about the server or the user itself is made: repeatable, with the connection's own time-out. */
export const asking = (endpoint: Endpoint): Pick<OdooCall, 'mutating' | 'timeoutMs'> => ({
  mutating: false,
  timeoutMs: endpoint.timeoutMs ?? limits.remoteCallTimeoutMs,
});

/** Sends a body to a path of Odoo. Reads may be repeated by the door, writes never. */
export function post(
  endpoint: Endpoint,
  path: string,
  headers: Record<string, string | Redacted<string>>,
  body: string,
  call: Pick<OdooCall, 'mutating' | 'timeoutMs' | 'deadlineMs'>,
): Promise<HttpResponse> {
  return endpoint.door.request({
    method: 'POST',
    url: `${endpoint.origin}${path}`,
    headers,
    body,
    timeoutMs: call.timeoutMs ?? endpoint.timeoutMs ?? limits.remoteCallTimeoutMs,
    deadlineMs: call.deadlineMs,
    idempotent: !call.mutating,
    mutating: call.mutating,
    maxBodyBytes: endpoint.answerBytesMax ?? limits.remoteBodyBytesMax,
  });
}

export const isHtml = (response: HttpResponse): boolean => /text\/html/i.test(response.headers['content-type'] ?? '');

/** The body as JSON, or undefined when it is none. */
export function jsonOf(response: HttpResponse): unknown {
  try {
    return JSON.parse(response.body.toString('utf8'));
  } catch {
    return undefined;
  }
}

/** The HTTP Date header in milliseconds since 1970, or null. */
export function serverMsOf(response: HttpResponse): number | null {
  const ms = Date.parse(response.headers['date'] ?? '');
  return Number.isNaN(ms) ? null : ms;
}

const GATEWAY_RETRY_MS = 15_000;

/** The start of an answer of Odoo's form, without its end: a proxy gave up in the middle, after Odoo had done its part. */
function breaksOff(response: HttpResponse): boolean {
  if (response.status !== 200) return false;
  const kind = response.headers['content-type'] ?? '';
  if (/json/i.test(kind)) return jsonOf(response) === undefined;
  return /xml/i.test(kind) && !/<\/methodResponse>\s*$/.test(response.body.toString('utf8'));
}

/**
 * What an answer means that is not in Odoo's own form: a page of a proxy, a redirect, another program. A 5xx from a proxy
 * leaves open whether Odoo got the request, so a write's outcome is unknown then.
 */
export function foreignAnswer(response: HttpResponse, site: CallSite, mutating: boolean): Error {
  const kind = response.headers['content-type'] ?? 'no content type';
  const said = `${site.model}.${site.method} was answered with HTTP ${response.status} (${kind}), not by Odoo.`;
  const isBroken = breaksOff(response);
  if (response.status >= 500 || isBroken) {
    const what = isBroken ? said.replace(/, not by Odoo\.$/, ', which breaks off in its middle.') : said;
    const advice = { code: 'odoo.gateway', fix: 'Look at the proxy in front of Odoo and at the Odoo server.' };
    return mutating ? new OutcomeUnknown(what, advice) : new RetryLater(what, GATEWAY_RETRY_MS, advice);
  }
  const location = response.headers['location'];
  const target = location !== undefined && URL.canParse(location) ? new URL(location).origin : null;
  return new NeedsAttention(target ? `${said} It redirects to ${target}.` : said, {
    code: 'odoo.not_odoo',
    field: 'odoo.url',
    fix: target
      ? `Write ${target} as the address, if that is your Odoo.`
      : 'Write the address you open Odoo with in a browser, without a path, e.g. https://mycompany.odoo.com.',
  });
}
