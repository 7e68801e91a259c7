import type { HttpDoor, HttpResponse } from '@mlc/egress';
import { type Clock, clocksDiffer, type Finding, limits } from '@mlc/kernel';
import type { OdooClient } from '../client/odoo-client.js';
import { serverMsOf } from '../transport/exchange.js';
import { found } from './catalogue.js';

/** Versions the client was measured against. */
const OLDEST = 16;
const NEWEST = 19;

/** Where to look with bare eyes, without the client and before any credential is sent. */
export interface ServerAddress {
  door: HttpDoor;
  /** As configured; a path is ignored, since Odoo has no base path. */
  url: string;
  clock: Clock;
}

/** Whether Odoo answers at the address at all, which one, and whether its clock is ours. */
export async function checkServer(client: OdooClient, address: ServerAddress | null): Promise<Finding[]> {
  const bare = address === null ? null : await bareAnswer(address);
  if (bare !== null && bare.status >= 300 && bare.status < 400) return [redirected(bare)];
  const version = await client.version();
  const reachable = found.ok('odoo.reachable', `Odoo ${version.text} answers.`);
  if (version.major < OLDEST && version.major > 0)
    return [found.wrong('odoo.too_old', `This is Odoo ${version.text}; the oldest that is known is ${OLDEST}.`)];
  const findings = [reachable];
  if (version.major > NEWEST || version.major === 0)
    findings.push(
      found.wrong('odoo.unknown_version', `This is Odoo ${version.text}; the newest that is known is ${NEWEST}.`),
    );
  const serverMs = bare === null ? null : serverMsOf(bare);
  if (address !== null && serverMs !== null) findings.push(...checkClock(serverMs, address.clock.now().getTime()));
  return findings;
}

/** The first page that Odoo 19 answers and older ones answer with 404; a redirect and the Date header show on both. */
function bareAnswer({ door, url }: ServerAddress): Promise<HttpResponse> {
  return door.request({
    method: 'GET',
    url: `${new URL(url).origin}/web/version`,
    headers: {},
    timeoutMs: limits.remoteCallTimeoutMs,
    idempotent: true,
    mutating: false,
    maxBodyBytes: limits.remoteBodyBytesMax,
  });
}

function redirected({ status, headers }: HttpResponse): Finding {
  const location = headers['location'] ?? '';
  // Only where it leads: a query may hold a session.
  const target = URL.canParse(location) ? new URL(location).origin : null;
  const where = target ?? 'another page';
  return found.wrong('odoo.redirected', `This address sends on to ${where} (HTTP ${status}).`, {
    field: 'odoo.url',
    fix: target === null ? undefined : `Write ${target} as odoo.url, if that is your Odoo.`,
  });
}

function checkClock(serverMs: number, nowMs: number): Finding[] {
  const difference = clocksDiffer(serverMs, nowMs);
  return difference === null
    ? []
    : [found.wrong('odoo.clock_differs', `The clock of Odoo is ${difference} ours.`, { field: 'odoo.url' })];
}
