import { BadInput, fingerprint, type Redacted, Rejected } from '@mlc/kernel';
import { type Subscription, subscriptionSchema } from '../decode/webhook.js';
import type { ShipBobClient } from '../http/client.js';
import { readCursorPages } from '../http/paging.js';
import { refusalText } from '../http/refusal.js';
import { isWebhookSecret } from './signature.js';
import { subscribeToAll } from './subscribe.js';

export interface SubscriptionWish {
  /** Our public address for this connection, with its opaque key and no query. Nothing else may subscribe to it. */
  url: string;
  secret: Redacted<string>;
  topics: readonly string[];
  /** Ids of subscriptions made with this very secret, as recorded by us. Others at our address are replaced. */
  knownIds: readonly string[];
  /**
   * Ids of ours made with an older secret. Each is replaced; with `keepOlder` it stays beside its replacement, so that what
   * ShipBob still has to deliver by it arrives. Never deleted while ShipBob refuses its replacement.
   */
  olderIds?: readonly string[];
  keepOlder?: boolean;
}

export interface SubscriptionAction {
  action: 'created' | 'kept' | 'deleted' | 'refused' | 'overlaps';
  id: string | null;
  topics: string[];
  reason: string;
}

export interface SubscriptionReport {
  /** To be recorded: the `knownIds` of the next run. */
  subscriptions: { id: string; topics: string[] }[];
  /** Still there, made with an older secret: the `olderIds` of the next run. */
  older: { id: string; topics: string[] }[];
  /** Topics for which an older one must stay, since ShipBob refused the new one. */
  stuck: string[];
  /** Topics this version or account does not take: polled instead. */
  refused: { topic: string; reason: string }[];
  actions: SubscriptionAction[];
}

/**
 * Brings ShipBob's webhook subscriptions at our address to the wish; a second run writes nothing. ShipBob shows a secret
 * only once and cannot change a subscription, so one that we did not record, that is disabled, that points elsewhere by now,
 * or that was made for other topics, another version or an older secret is replaced: the new one first, so that no delivery
 * falls between. Needs `webhooks_read` and `webhooks_write`. Throws as the client does, and OutcomeUnknown when a creation
 * got no answer.
 */
export async function ensureSubscriptions(client: ShipBobClient, wish: SubscriptionWish): Promise<SubscriptionReport> {
  checkWish(wish);
  const marker = markerOf(client, wish);
  const ours = (await listSubscriptions(client)).filter((subscription) => isOurs(subscription, wish));
  const judged = judge(ours, wish, marker);
  const report: SubscriptionReport = { subscriptions: [], older: [], stuck: [], refused: [], actions: [] };
  for (const { id, topics } of judged.kept) {
    report.subscriptions.push({ id, topics });
    report.actions.push({ action: 'kept', id, topics, reason: 'as wished' });
  }
  const covered = new Set(judged.kept.flatMap((subscription) => subscription.topics));
  const missing = wish.topics.filter((topic) => !covered.has(topic));
  const refusedBefore = refusedEarlier(judged, ours, wish, marker, missing);
  refuse(
    report,
    refusedBefore.map((topic) => ({ topic, reason: 'refused when it was asked for' })),
  );
  const toMake = missing.filter((topic) => !refusedBefore.includes(topic));
  await create(client, wish, marker, { topics: toMake, older: judged.older }, report);
  for (const { subscription, reason } of judged.replaced) {
    await deleteSubscription(client, subscription.id);
    report.actions.push({ action: 'deleted', id: subscription.id, topics: subscription.topics, reason });
  }
  await retire(client, wish, judged.older, report);
  return report;
}

/** Deletes all subscriptions at our address, and those we recorded wherever they point. Gives their ids. */
export async function removeSubscriptions(
  client: ShipBobClient,
  ours: { url: string | null; ids: readonly string[] },
): Promise<string[]> {
  const found = (await listSubscriptions(client)).filter(
    ({ id, url }) => ours.ids.includes(id) || (ours.url !== null && addressOf(url) === addressOf(ours.url)),
  );
  for (const { id } of found) await deleteSubscription(client, id);
  return found.map(({ id }) => id);
}

/** Every subscription of the account, ours or not. */
export const listSubscriptions = (client: ShipBobClient): Promise<Subscription[]> =>
  readCursorPages(
    client,
    { path: '/webhook', query: { RecordsPerPage: 250 }, priority: 'interactive' },
    subscriptionSchema,
  );

function checkWish({ url, secret }: SubscriptionWish): void {
  if (!URL.canParse(url)) {
    throw new BadInput(`The public address ${JSON.stringify(url)} is not a URL.`, {
      code: 'shipbob.bad_webhook_url',
      field: 'webhooks.url',
      fix: 'Give the https address under which ShipBob reaches the ingress.',
    });
  }
  if (isWebhookSecret(secret)) return;
  throw new BadInput('The webhook secret does not have the form ShipBob takes.', {
    code: 'shipbob.bad_webhook_secret',
    field: 'webhooks.secret',
    fix: 'Use whsec_ and 32 base64 characters (24 bytes), or leave it out to have one made.',
  });
}

/** Stands in the description: tells for which topics and version a subscription was made. */
const markerOf = (client: ShipBobClient, wish: SubscriptionWish): string =>
  `ml-connector ${fingerprint(client.version, ...[...wish.topics].sort())}`;

/** The query is no part of the address: it tells a replacement apart where ShipBob takes only one of an address. */
const addressOf = (url: string): string => url.split('?')[0] ?? url;

const isOurs = ({ id, url }: Subscription, wish: SubscriptionWish): boolean =>
  addressOf(url) === wish.url || wish.knownIds.includes(id) || (wish.olderIds ?? []).includes(id);

interface Judged {
  kept: Subscription[];
  /** Made with an older secret that is still accepted. */
  older: Subscription[];
  replaced: { subscription: Subscription; reason: string }[];
}

function judge(ours: Subscription[], wish: SubscriptionWish, marker: string): Judged {
  const judged: Judged = { kept: [], older: [], replaced: [] };
  const covered = new Set<string>();
  for (const subscription of ours) {
    if (isOlder(subscription, wish)) {
      judged.older.push(subscription);
      continue;
    }
    const reason = whyReplace(subscription, wish, marker, covered);
    if (reason === null) {
      judged.kept.push(subscription);
      for (const topic of subscription.topics) covered.add(topic);
    } else {
      judged.replaced.push({ subscription, reason });
    }
  }
  return judged;
}

/** One that delivers nothing here any more is not worth keeping, whatever its secret. */
const isOlder = ({ id, url, enabled }: Subscription, wish: SubscriptionWish): boolean =>
  (wish.olderIds ?? []).includes(id) && enabled && addressOf(url) === wish.url;

function whyReplace(
  subscription: Subscription,
  wish: SubscriptionWish,
  marker: string,
  covered: ReadonlySet<string>,
): string | null {
  if (!wish.knownIds.includes(subscription.id)) return 'not one we recorded: its secret is unknown';
  if (addressOf(subscription.url) !== wish.url) return `pointed to another address (${addressOf(subscription.url)})`;
  if (!subscription.enabled) return 'disabled by ShipBob after failing for days';
  if (subscription.description !== null && subscription.description !== marker) {
    return 'made for other topics or another version';
  }
  if (subscription.topics.length === 0) return 'holds no topic';
  if (subscription.topics.some((topic) => !wish.topics.includes(topic))) return 'holds a topic nobody asked for';
  return subscription.topics.some((topic) => covered.has(topic)) ? 'repeats topics of another' : null;
}

/**
 * Topics that ShipBob refused before, so that they are not asked for on every run: a kept subscription was made for these
 * very topics and they are not among what it or its siblings got. Not when a sibling was deleted or is being replaced.
 */
function refusedEarlier(
  judged: Judged,
  ours: Subscription[],
  wish: SubscriptionWish,
  marker: string,
  missing: string[],
): string[] {
  const allThere = wish.knownIds.every((id) => ours.some((subscription) => subscription.id === id));
  if (!allThere || !judged.kept.some((subscription) => subscription.description === marker)) return [];
  const replaced = new Set(judged.replaced.flatMap(({ subscription }) => subscription.topics));
  return missing.filter((topic) => !replaced.has(topic));
}

/**
 * Makes what is missing. Where an older subscription holds a topic that ShipBob now refuses, it may be that ShipBob takes one
 * subscription of an address and topic only (its documents allow several "with different URLs"): asked again with a query
 * that makes the URL another one.
 */
async function create(
  client: ShipBobClient,
  wish: SubscriptionWish,
  marker: string,
  { topics, older }: { topics: string[]; older: Subscription[] },
  report: SubscriptionReport,
): Promise<void> {
  const wanted = { url: wish.url, description: marker, secret: () => wish.secret.reveal() };
  const made = await subscribeToAll(client, topics, wanted);
  const held = new Set(older.flatMap((subscription) => subscription.topics));
  const again = made.refused.filter(({ topic }) => held.has(topic)).map(({ topic }) => topic);
  const beside = await subscribeToAll(client, again, { ...wanted, url: `${wish.url}?made=${Date.now().toString(36)}` });
  const subscriptions = [...made.subscriptions, ...beside.subscriptions];
  report.subscriptions.push(...subscriptions);
  report.actions.push(
    ...subscriptions.map(({ id, topics: got }) => ({
      action: 'created' as const,
      id,
      topics: got,
      reason: got.some((topic) => held.has(topic)) ? 'takes the place of one with an older secret' : 'was missing',
    })),
  );
  report.stuck.push(...beside.refused.map(({ topic }) => topic));
  refuse(report, [...made.refused.filter(({ topic }) => !again.includes(topic)), ...beside.refused]);
}

/** Older ones go when they may and everything they hold is held by new ones. */
async function retire(
  client: ShipBobClient,
  wish: SubscriptionWish,
  older: Subscription[],
  report: SubscriptionReport,
): Promise<void> {
  for (const { id, topics } of older) {
    const isStuck = topics.some((topic) => report.stuck.includes(topic));
    if (wish.keepOlder || isStuck) {
      const reason = isStuck ? 'ShipBob refuses its replacement' : 'what it still has to deliver arrives by it';
      report.older.push({ id, topics });
      report.actions.push({ action: 'overlaps', id, topics, reason });
      continue;
    }
    await deleteSubscription(client, id);
    report.actions.push({ action: 'deleted', id, topics, reason: 'made with an older secret' });
  }
}

function refuse(report: SubscriptionReport, refused: SubscriptionReport['refused']): void {
  report.refused.push(...refused);
  report.actions.push(
    ...refused.map(({ topic, reason }) => ({ action: 'refused' as const, id: null, topics: [topic], reason })),
  );
}

/** DELETE /webhook/{id}: 204 or 200; one that is gone already is as good. Repeating it is harmless. */
export async function deleteSubscription(client: ShipBobClient, id: string): Promise<void> {
  const path = `/webhook/${encodeURIComponent(id)}`;
  const sent = await client.write({ method: 'DELETE', path, priority: 'interactive', idempotent: true });
  if (sent.kind === 'refused' && sent.refusal.status !== 404) {
    throw new Rejected(`ShipBob did not delete webhook subscription ${id} (${refusalText(sent.refusal)}).`, {
      code: 'shipbob.subscription_not_deleted',
      fix: 'Delete it in ShipBob’s dashboard, then apply the connection again.',
    });
  }
}
