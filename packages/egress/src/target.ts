import type { LookupAddress } from 'node:dns';
import { lookup as dnsLookup } from 'node:dns/promises';
import { isIP, type LookupFunction } from 'node:net';
import { BadInput } from '@mlc/kernel';
import { classify } from './addresses.js';
import { canonicalHost, type EgressPolicy } from './policy.js';

const DEFAULT_HTTPS_PORTS: readonly number[] = [443, 8443, 8069];

/** A URL the policy lets through as far as can be told before its name is resolved. */
export interface Target {
  url: URL;
  host: string;
  port: number;
  /** The operator named this host and port. */
  allowed: boolean;
}

/**
 * Checks scheme, port and literal addresses. Node does not resolve literal addresses, so they must be judged here; the URL
 * parser has already turned decimal, octal, hexadecimal and short forms into the plain one.
 * Throws BadInput `egress.blocked`.
 */
export function checkTarget(text: string, policy: EgressPolicy): Target {
  const url = URL.canParse(text) ? new URL(text) : null;
  if (!url || url.hostname === '') throw blocked('The address is not an absolute URL', 'an absolute https:// URL');
  const host = canonicalHost(url.hostname);
  const secure = url.protocol === 'https:';
  const port = Number(url.port || (secure ? 443 : 80));
  const at = printable(host, port);
  if (!secure && url.protocol !== 'http:') throw blocked(`${at} is not addressed by https`, 'an https:// URL');
  if (url.username !== '' || url.password !== '')
    throw blocked(`The URL of ${at} holds a user name or password`, 'the URL without them');
  if (isIP(host) === 0) url.hostname = host;
  const allowed = policy.allow.some((entry) => entry.host === host && entry.port === port);
  if (allowed) return { url, host, port, allowed };
  if (!secure) throw blocked(`Plain http to ${at} is not allowed`, 'https', host, port);
  if (!(policy.httpsPorts ?? DEFAULT_HTTPS_PORTS).includes(port))
    throw blocked(`Port ${port} of ${host} is not allowed`, 'port 443', host, port);
  if (isIP(host) !== 0 && classify(host) !== 'public')
    throw blocked(`${at} is not a public address`, 'a public address', host, port);
  return { url, host, port, allowed };
}

/**
 * The resolver used at connect time: the addresses judged are the ones connected to, so a name that answers differently the
 * second time gains nothing. One bad address among good ones refuses the name.
 */
export function guardedLookup(target: Target, policy: EgressPolicy): LookupFunction {
  const resolve = policy.resolve ?? ((host: string) => dnsLookup(host, { all: true, verbatim: true }));
  return (_hostname, options, callback) => {
    resolve(target.host).then(
      (addresses) => {
        try {
          assertAddresses(target, addresses);
        } catch (error) {
          callback(error instanceof Error ? error : new Error('blocked'), '', 0);
          return;
        }
        const wanted = options.family === 4 || options.family === 6 ? options.family : null;
        const usable = wanted === null ? addresses : addresses.filter((entry) => entry.family === wanted);
        const [first] = usable;
        if (!first) callback(Object.assign(new Error('no address'), { code: 'ENOTFOUND' }), '', 0);
        else if (options.all) callback(null, usable);
        else callback(null, first.address, first.family);
      },
      (error: unknown) => callback(error instanceof Error ? error : new Error('lookup failed'), '', 0),
    );
  };
}

function assertAddresses(target: Target, addresses: LookupAddress[]): void {
  for (const { address } of addresses) {
    const kind = classify(address);
    if (kind === 'public' || (kind === 'internal' && target.allowed)) continue;
    // The address itself is not told: this message may reach whoever typed the URL.
    throw target.allowed
      ? new BadInput(
          `${target.host} is allowed, but its name leads to a link-local, metadata or otherwise reserved address.`,
          {
            code: 'egress.blocked',
            field: 'EGRESS_ALLOW',
            fix: 'Correct the name in DNS; if this address is really meant, put the address itself, not the name, into EGRESS_ALLOW.',
          },
        )
      : blocked(`${target.host} does not lead to public addresses only`, 'a public host', target.host, target.port);
  }
}

export const printable = (host: string, port: number): string =>
  host.includes(':') ? `[${host}]:${port}` : `${host}:${port}`;

function blocked(what: string, instead: string, host?: string, port?: number): BadInput {
  const allow =
    host === undefined || port === undefined ? '' : `, or let the operator set EGRESS_ALLOW=${printable(host, port)}`;
  return new BadInput(`${what}.`, { code: 'egress.blocked', field: 'url', fix: `Use ${instead}${allow}.` });
}
