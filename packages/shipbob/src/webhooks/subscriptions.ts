import { BadInput, fingerprint, type Redacted, Rejected } from '@mlc/kernel';
import { type Subscription, subscriptionSchema } from '../decode/webhook.js';
import type { ShipBobClient } from '../http/client.js';
import { readCursorPages } from '../http/paging.js';
import { refusalText } from '../http/refusal.js';
import { isWebhookSecret } from './signature.js';
import { subscribeToAll } from './subscribe.js';

export interface SubscriptionWish {
  /** Our public address for this connection, with its opaque key. Nothing else may subscribe to it. */
  url: string;
  secret: Redacted<string>;
  topics: readonly string[];
  /** Ids of subscriptions made with this very secret, as recorded by us. Others at our address are replaced. */
  knownIds: readonly string[];
}

export interface SubscriptionAction {
  action: 'created' | 'kept' | 'deleted' | 'refused';
  id: string | null;
  topics: string[];
  reason: string;
}

export interface SubscriptionReport {
  /** To be recorded: the `knownIds` of the next run. */
  subscriptions: { id: string; topics: string[] }[];
  /** Topics this version or account does not take: polled instead. */
  refused: { topic: string; reason: string }[];
  actions: SubscriptionAction[];
}

/**
 * Brings ShipBob's webhook subscriptions at our address to the wish; a second run writes nothing. ShipBob shows a secret
 * only once and cannot change a subscription, so one that we did not record, that is disabled, or that was made for other
 * topics or another version is replaced: the new one first, so that no delivery falls between. Needs `webhooks_read` and
 * `webhooks_write`. Throws as the client does, and OutcomeUnknown when a creation got no answer.
 */
export async function ensureSubscriptions(client: ShipBobClient, wish: SubscriptionWish): Promise<SubscriptionReport> {
  checkWish(wish);
  const marker = markerOf(client, wish);
  const ours = (await listSubscriptions(client)).filter((subscription) => subscription.url === wish.url);
  const judged = judge(ours, wish, marker);
  const report: SubscriptionReport = { subscriptions: [], refused: [], actions: [] };
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
  await create(client, wish, marker, toMake, report);
  for (const { subscription, reason } of judged.replaced) {
    await deleteSubscription(client, subscription.id);
    report.actions.push({ action: 'deleted', id: subscription.id, topics: subscription.topics, reason });
  }
  return report;
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

interface Judged {
  kept: Subscription[];
  replaced: { subscription: Subscription; reason: string }[];
}

function judge(ours: Subscription[], wish: SubscriptionWish, marker: string): Judged {
  const judged: Judged = { kept: [], replaced: [] };
  const covered = new Set<string>();
  for (const subscription of ours) {
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

function whyReplace(
  subscription: Subscription,
  wish: SubscriptionWish,
  marker: string,
  covered: ReadonlySet<string>,
): string | null {
  if (!wish.knownIds.includes(subscription.id)) return 'not one we recorded: its secret is unknown';
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

async function create(
  client: ShipBobClient,
  wish: SubscriptionWish,
  marker: string,
  topics: string[],
  report: SubscriptionReport,
): Promise<void> {
  const made = await subscribeToAll(client, topics, {
    url: wish.url,
    description: marker,
    secret: () => wish.secret.reveal(),
  });
  report.subscriptions.push(...made.subscriptions);
  report.actions.push(
    ...made.subscriptions.map(({ id, topics: held }) => ({
      action: 'created' as const,
      id,
      topics: held,
      reason: 'was missing',
    })),
  );
  refuse(report, made.refused);
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
