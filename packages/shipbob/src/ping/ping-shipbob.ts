import { isKnownError, type KnownError } from '@mlc/kernel';
import { z } from 'zod';
import { isOwnChannel, type ShipBobChannel } from './decode/channel.js';
import { fulfillmentCenterSchema, type ShipBobFulfillmentCenter } from './decode/receiving.js';
import { decode } from './decode/shape.js';
import type { ShipBobClient } from './http/client.js';
import { readChannels } from './read/channels.js';

export interface ShipBobFinding {
  /** Stable name, e.g. `shipbob.wrong_channel`. */
  code: string;
  level: 'ok' | 'warning' | 'problem';
  message: string;
  /** One sentence; absent when all is well. */
  fix?: string;
  /** The setting at fault. */
  field?: string;
}

export interface ShipBobPing {
  findings: ShipBobFinding[];
  channels: ShipBobChannel[];
  fulfillmentCenters: ShipBobFulfillmentCenter[];
}

/** Scopes each flow needs. */
export const FLOW_SCOPES = {
  products: ['products_read', 'products_write'],
  'purchase-orders': ['receiving_read', 'receiving_write', 'products_read'],
  receiving: ['receiving_read', 'receiving_write', 'products_read'],
  shipments: ['orders_read'],
  webhooks: ['webhooks_read', 'webhooks_write'],
} as const satisfies Record<string, readonly string[]>;
export type ScopedFlow = keyof typeof FLOW_SCOPES;

export interface PingOptions {
  /** Flows in use; all by default. */
  flows?: readonly ScopedFlow[];
  /** Fulfilment centres named in the settings. */
  centreIds?: readonly number[];
  /** For the end of a version's support. */
  now?: Date;
}

/** Looks whether a connection can work, in at most a few reads; never writes and never throws a known error. */
export async function pingShipBob(client: ShipBobClient, options: PingOptions = {}): Promise<ShipBobPing> {
  const ping: ShipBobPing = { findings: [], channels: [], fulfillmentCenters: [] };
  const { findings } = ping;
  ping.channels = (await attempt(findings, () => readChannels(client, 'interactive'))) ?? [];
  if (findings.length > 0 && findings[0]?.code !== 'shipbob.forbidden') return ping;
  findings.push(...versionFindings(client, options.now ?? new Date()));
  if (ping.channels.length > 0) {
    findings.unshift({ code: 'shipbob.reachable', level: 'ok', message: 'ShipBob answers and accepts the token.' });
    findings.push(...channelFindings(client, ping.channels, options.flows));
  }
  ping.fulfillmentCenters = (await attempt(findings, () => readFulfillmentCenters(client))) ?? [];
  findings.push(...centreFindings(ping.fulfillmentCenters, options.centreIds ?? []));
  return ping;
}

/** GET /fulfillment-center: a bare array. */
export async function readFulfillmentCenters(client: ShipBobClient): Promise<ShipBobFulfillmentCenter[]> {
  const answer = await client.read({ path: '/fulfillment-center', priority: 'interactive' });
  return decode(z.array(fulfillmentCenterSchema), answer.json, 'list /fulfillment-center');
}

async function attempt<T>(findings: ShipBobFinding[], read: () => Promise<T>): Promise<T | null> {
  try {
    return await read();
  } catch (error) {
    if (!isKnownError(error)) throw error;
    findings.push(findingOf(error));
    return null;
  }
}

const findingOf = (error: KnownError): ShipBobFinding => ({
  code: error.code,
  level: 'problem',
  message: error.message,
  fix: error.fix,
  // The way out knows no settings; a host that cannot be reached is the address's matter.
  field: error.code.startsWith('egress.') ? 'shipbob.url' : error.field,
});

function versionFindings(client: ShipBobClient, now: Date): ShipBobFinding[] {
  const { supportedUntil } = client.traits;
  const daysLeft = Math.floor((Date.parse(`${supportedUntil}T23:59:59Z`) - now.getTime()) / 86_400_000);
  const served = `ShipBob serves version ${client.version}, supported until ${supportedUntil}`;
  if (daysLeft > 90) return [{ code: 'shipbob.version', level: 'ok', message: `${served}.` }];
  return [
    {
      code: 'shipbob.version_ends',
      level: 'warning',
      message: daysLeft < 0 ? `${served}: that day has passed.` : `${served}: ${daysLeft} days are left.`,
      fix: 'Set shipbob.version to a newer one.',
      field: 'shipbob.version',
    },
  ];
}

function channelFindings(
  client: ShipBobClient,
  channels: ShipBobChannel[],
  flows: readonly ScopedFlow[] = Object.keys(FLOW_SCOPES).filter(isScopedFlow),
): ShipBobFinding[] {
  const registered = channels.find((channel) => channel.id === client.channelId);
  if (registered === undefined || !isOwnChannel(registered)) {
    return [wrongChannel(client.channelId, channels, registered)];
  }
  const own: ShipBobFinding = {
    code: 'shipbob.channel',
    level: 'ok',
    message: `Channel ${registered.id} (${registered.name}) is the token's own.`,
  };
  const lacking = flows.flatMap((flow) => {
    const missing = FLOW_SCOPES[flow].filter((scope) => !registered.scopes.includes(scope));
    return missing.length === 0 ? [] : [missingScopes(flow, missing)];
  });
  return [own, ...lacking];
}

const isScopedFlow = (name: string): name is ScopedFlow => name in FLOW_SCOPES;

function wrongChannel(
  channelId: number,
  channels: ShipBobChannel[],
  registered: ShipBobChannel | undefined,
): ShipBobFinding {
  const list = channels
    .map((channel) => `${channel.id} (${channel.name}${isOwnChannel(channel) ? ', own' : ', read only'})`)
    .join(', ');
  const own = channels.filter(isOwnChannel).map((channel) => channel.id);
  return {
    code: 'shipbob.wrong_channel',
    level: 'problem',
    message:
      registered === undefined
        ? `The token does not see channel ${channelId}. It sees ${list}.`
        : `The token may only read channel ${channelId}. It sees ${list}.`,
    fix:
      own.length === 0
        ? 'Use a token with write scopes: this one owns no channel.'
        : `Set shipbob.channel_id to ${own.join(' or ')}, or use the token of channel ${channelId}.`,
    field: 'shipbob.channel_id',
  };
}

const missingScopes = (flow: ScopedFlow, missing: readonly string[]): ShipBobFinding => ({
  code: 'shipbob.missing_scope',
  level: 'problem',
  message: `The flow ${flow} needs ${missing.join(', ')}, which the token does not have.`,
  fix: 'Make a new personal access token: an old one keeps the scopes of its first day.',
  field: 'shipbob.token',
});

function centreFindings(centres: ShipBobFulfillmentCenter[], wanted: readonly number[]): ShipBobFinding[] {
  if (centres.length === 0) return [];
  const list = centres.map((centre) => `${centre.id} (${centre.name})`).join(', ');
  const unknown = wanted.filter((id) => !centres.some((centre) => centre.id === id));
  return [
    { code: 'shipbob.centres', level: 'ok', message: `Fulfilment centres: ${list}.` },
    ...unknown.map(
      (id): ShipBobFinding => ({
        code: 'shipbob.unknown_centre',
        level: 'problem',
        message: `Fulfilment centre ${id} is not one of this account: ${list}.`,
        fix: 'Correct fulfillment_center_id in the settings’ centres.',
        field: 'settings.centres',
      }),
    ),
  ];
}
