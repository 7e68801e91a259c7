import { type Clock, clocksDiffer, type Finding, limits, type Redacted, realClock } from '@mlc/kernel';
import type { ShipBobFulfillmentCenter } from '../decode/receiving.js';
import type { ShipBobClient } from '../http/client.js';
import type { ShipBobVersion } from '../versions.js';
import { Asker } from './ask.js';
import { checkBilling } from './billing.js';
import { checkParts } from './calls.js';
import { found } from './catalogue.js';
import { checkChannel, type ScopedFlow, WEBHOOK_SCOPES } from './channel.js';
import { checkLifetime, whyRefused } from './token.js';
import { checkVersion, whyNotServed } from './version.js';
import { checkSubscriptions, type RecordedSubscription } from './webhooks.js';

export interface ShipBobPingOptions {
  /** Flows in use; all by default. */
  flows?: readonly ScopedFlow[];
  /** Fulfilment centres named in the settings. */
  centreIds?: readonly number[];
  /** Product time; real time when absent. */
  clock?: Clock;
  /** Address and personal access token, to tell why it is refused; absent with OAuth. */
  made?: { url: string; token: Redacted<string> };
  /** The same account at another version, to tell a version that is not served from a wrong address. */
  at?: (version: ShipBobVersion) => Promise<ShipBobClient>;
  /** Our subscriptions as recorded, and whether there shall be any. */
  webhooks?: { wanted: boolean; recorded: readonly RecordedSubscription[] };
  /** Calls of the same budget that ShipBob counted and that are not ours, found by the door so far. */
  foreignCalls?: () => number;
}

/**
 * Looks whether a connection can work, in a handful of reads; never writes and never throws a known error. Stops where an
 * error makes the later questions pointless.
 */
export async function pingShipBob(client: ShipBobClient, options: ShipBobPingOptions = {}): Promise<Finding[]> {
  const { clock = realClock, webhooks = { wanted: false, recorded: [] } } = options;
  const asker = new Asker(client);
  const listed = await asker.try(() => asker.channels());
  if ('finding' in listed) return [await explained(client, listed.finding, options, clock)];
  const nowMs = clock.now().getTime();
  const findings = [
    found.ok('shipbob.reachable', 'ShipBob answers and accepts the token.'),
    checkVersion(client, nowMs),
    ...(options.made === undefined ? [] : checkLifetime(options.made.token, nowMs)),
    ...checkChannel(listed.value, { channelId: client.channelId, flows: options.flows, webhooks: webhooks.wanted }),
  ];
  const scopes = listed.value.find(({ id }) => id === client.channelId)?.scopes ?? [];
  if (!findings.some(({ code }) => code === 'shipbob.channel')) return findings;
  findings.push(...(await checkCentres(asker, options.centreIds ?? [], scopes)));
  if (asker.dateMs !== null) findings.push(...checkClock(asker.dateMs, clock.now().getTime()));
  findings.push(...(await checkParts(asker, scopes)));
  findings.push(...(await checkBilling(asker, scopes, nowMs)));
  if (webhooks.recorded.length > 0 && scopes.includes(WEBHOOK_SCOPES[0])) {
    const asked = await asker.try(() => asker.subscriptions());
    findings.push(...('finding' in asked ? [asked.finding] : checkSubscriptions(webhooks.recorded, asked.value)));
  }
  findings.push(...checkBudget(options.foreignCalls?.() ?? 0, asker.remaining));
  return findings;
}

/** The first call failed: what the token or another version tells about it. */
async function explained(
  client: ShipBobClient,
  finding: Finding,
  { made, at }: ShipBobPingOptions,
  clock: Clock,
): Promise<Finding> {
  if (finding.code === 'shipbob.unauthorized' && made !== undefined)
    return whyRefused(made.token, made.url, clock.now().getTime()) ?? finding;
  if (finding.code === 'shipbob.wrong_address' && at !== undefined)
    return (await whyNotServed(client.version, at)) ?? finding;
  if (finding.code === 'shipbob.forbidden')
    return found.wrong('shipbob.channels_forbidden', finding.message, { field: 'shipbob.token' });
  return finding;
}

async function checkCentres(asker: Asker, wanted: readonly number[], scopes: readonly string[]): Promise<Finding[]> {
  if (!scopes.includes('receiving_read')) return [];
  const asked = await asker.try(() => asker.centres());
  if ('finding' in asked)
    return asked.finding.code === 'shipbob.unauthorized'
      ? [found.wrong('shipbob.old_token', asked.finding.message, { field: 'shipbob.token' })]
      : [asked.finding];
  const list = asked.value.map((centre: ShipBobFulfillmentCenter) => `${centre.id} (${centre.name})`).join(', ');
  const unknown = wanted.filter((id) => !asked.value.some((centre) => centre.id === id));
  return [
    found.ok('shipbob.centres', `Fulfilment centres: ${list || 'none'}.`),
    ...unknown.map((id) =>
      found.wrong('shipbob.unknown_centre', `Fulfilment centre ${id} is not one of this account: ${list || 'none'}.`, {
        field: 'settings.centres',
      }),
    ),
  ];
}

function checkClock(remoteMs: number, nowMs: number): Finding[] {
  const difference = clocksDiffer(remoteMs, nowMs);
  if (difference === null) return [];
  return [
    found.wrong('shipbob.clock_differs', `The clock of ShipBob is ${difference} ours.`, { field: 'shipbob.url' }),
  ];
}

/** Fewer than these may be a person who tries something. */
const FOREIGN_CALLS_TOLD = 15;

/** ShipBob counts calls of the user and application; what it counts beyond our ledger is somebody else's. */
function checkBudget(foreign: number, remaining: number | null): Finding[] {
  if (foreign < FOREIGN_CALLS_TOLD) return [];
  const left = remaining === null ? '' : `; ${remaining} of ${limits.shipbobCallsPerWindow} are left`;
  const message = `ShipBob has counted ${foreign} calls in this minute that are not ours${left}.`;
  return [found.wrong('shipbob.budget_shared', message, { field: 'shipbob.user' })];
}
