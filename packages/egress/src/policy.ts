import type { LookupAddress } from 'node:dns';
import { BadInput } from '@mlc/kernel';

/** A host and port the operator opened by name. The port is always explicit. */
export interface AllowedTarget {
  /** Lower case, no brackets, no trailing dot. */
  host: string;
  port: number;
}

/** What may be connected to. Public addresses over https need no entry; everything else needs one. */
export interface EgressPolicy {
  allow: readonly AllowedTarget[];
  /** Ports of public https hosts that need no entry. Default 443, 8443 and 8069 (Odoo's own). */
  httpsPorts?: readonly number[];
  /** Name resolution; replaced in tests only. All addresses, as `dns.lookup` with `all: true`. */
  resolve?: (host: string) => Promise<LookupAddress[]>;
}

/** Host as compared everywhere here: lower case, without brackets and trailing dots. */
export function canonicalHost(host: string): string {
  return host
    .toLowerCase()
    .replace(/^\[|\]$/g, '')
    .replace(/\.+$/, '');
}

/**
 * Reads `EGRESS_ALLOW`: `host:port` entries separated by commas, IPv6 in brackets. Empty or undefined allows nothing.
 * Throws BadInput `egress.allow_invalid` naming the entry.
 */
export function parseEgressAllow(text: string | undefined): AllowedTarget[] {
  return (text ?? '')
    .split(',')
    .map((entry) => entry.trim())
    .filter((entry) => entry !== '')
    .map(parseEntry);
}

function parseEntry(entry: string): AllowedTarget {
  const match = /^(\[[0-9a-f:.]+\]|[^\s:/@?#[\]*]+):(\d{1,5})$/i.exec(entry);
  const port = Number(match?.[2]);
  const url = match ? `http://${match[1]}:${port}` : '';
  if (!match || port < 1 || port > 65_535 || !URL.canParse(url)) {
    throw new BadInput(`EGRESS_ALLOW has an entry that is not host:port: "${entry.slice(0, 100)}".`, {
      code: 'egress.allow_invalid',
      field: 'EGRESS_ALLOW',
      fix: 'Write exact hosts with their port, separated by commas, e.g. EGRESS_ALLOW=odoo.internal:8069,127.0.0.1:8070 (no scheme, no wildcard).',
    });
  }
  return { host: canonicalHost(new URL(url).hostname), port };
}
