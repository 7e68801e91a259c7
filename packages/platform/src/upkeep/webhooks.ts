import { withWritePermit } from '@mlc/egress';
import { crashPoint, msAfter } from '@mlc/kernel';
import {
  ensureSubscriptions,
  newWebhookSecret,
  removeSubscriptions,
  type ShipBobClient,
  type SubscriptionAction,
  type SubscriptionReport,
  WEBHOOK_TOPICS,
} from '@mlc/shipbob';
import type { ConnectionRow, SubscriptionRow } from '@mlc/store';
import { type Runtime, SECRET } from '../runtime.js';
import { holding, type Turn, type TurnEnd, type When, withTurn } from './turn.js';
import {
  readWebhookMemory,
  WEBHOOKS,
  type WebhookDeed,
  type WebhookMemory,
  writeWebhookMemory,
} from './webhook-memory.js';

export interface WebhookWish {
  /** Where ShipBob is to deliver, without a query; null: nowhere. Absent: where it does. */
  url?: string | null;
  /** Replace the secret. */
  newSecret?: boolean;
  /** End older secrets and the subscriptions made with them at once, instead of after their overlap. */
  endOlder?: boolean;
  actor: 'person' | 'worker';
}

export interface WebhookCare {
  url: string | null;
  topics: string[];
  polled: { topic: string; reason: string }[];
  /** What was done at ShipBob; what was left as it is does not stand here. */
  actions: SubscriptionAction[];
  /** Version of the secret in use, and until when (product time) deliveries with an older one are accepted. */
  secret: { version: number; olderUntil: Date | null } | null;
}

/**
 * Subscriptions made with an older secret stay so long beside their replacements: ShipBob's first tries (at once, after 5 s,
 * after 5 min) of what happened before then end at a subscription that still exists.
 */
const OLDER_STAY_MS = 10 * 60_000;

/**
 * Makes ShipBob's webhook subscriptions of a connection be as they should: there, enabled, at our address, with the newest
 * secret. Takes the task's lease; null when it is not due or somebody else is at it. Throws as the ShipBob client does.
 */
export const careForWebhooks = (
  runtime: Runtime,
  connection: ConnectionRow,
  wish: WebhookWish,
  when: When,
): Promise<WebhookCare | null> =>
  withTurn(runtime, connection.id, WEBHOOKS, when, (turn) =>
    withWritePermit('webhooks', () => care(runtime, connection, turn, wish)),
  );

/** Remembers where ShipBob is to deliver, and asks ShipBob nothing: the next care does it, at once. */
export const wishForWebhooks = (
  runtime: Runtime,
  connection: ConnectionRow,
  url: string | null,
  when: When,
): Promise<true | null> =>
  withTurn(runtime, connection.id, WEBHOOKS, when, async ({ memory }) => ({
    memory: writeWebhookMemory({ ...readWebhookMemory(memory), url }, []),
    dueAt: runtime.clock.now(),
    result: true,
  }));

async function care(
  runtime: Runtime,
  connection: ConnectionRow,
  turn: Turn,
  wish: WebhookWish,
): Promise<TurnEnd<WebhookCare>> {
  const memory = readWebhookMemory(turn.memory);
  const recorded = await runtime.store.connections.subscriptions(connection.id);
  // Connections from before there was this memory: where their subscriptions point.
  const url = wish.url !== undefined ? wish.url : memory.url !== undefined ? memory.url : (recorded[0]?.url ?? null);
  const client = async (): Promise<ShipBobClient> =>
    holding((await runtime.clients(connection)).shipbob, () => turn.hold());
  if (url === null) return unsubscribe(runtime, connection, { memory, recorded, client, actor: wish.actor });
  const secret = await newestSecret(runtime, connection, recorded, wish);
  const now = runtime.clock.now();
  const olderUntil = memory.olderUntil === null ? null : new Date(memory.olderUntil);
  const report = await ensureSubscriptions(await client(), {
    url,
    secret: secret.value,
    topics: WEBHOOK_TOPICS,
    knownIds: recorded.filter((row) => row.secretVersion === secret.version).map((row) => row.shipbobId),
    olderIds: recorded.filter((row) => row.secretVersion < secret.version).map((row) => row.shipbobId),
    keepOlder: !wish.endOlder && !(olderUntil !== null && olderUntil <= now),
  });
  await runtime.store.connections.saveSubscriptions(connection.id, rowsOf(report, recorded, url, secret.version));
  // While an older subscription has no replacement its secret is needed.
  if (report.stuck.length === 0) await endOlderSecrets(runtime, connection, secret.version, wish.endOlder ?? false);
  const next: WebhookMemory = {
    ...memory,
    url,
    topics: report.subscriptions.flatMap(({ topics }) => topics),
    polled: report.refused,
    olderUntil: report.older.length === 0 ? null : (olderUntil ?? msAfter(now, OLDER_STAY_MS)).toISOString(),
  };
  const actions = report.actions.filter(({ action }) => action === 'created' || action === 'deleted');
  await tell(runtime, connection, wish.actor, recorded, actions);
  return {
    memory: writeWebhookMemory(next, deedsOf(actions, now)),
    dueAt: next.olderUntil === null ? null : new Date(next.olderUntil),
    result: {
      url,
      topics: next.topics,
      polled: next.polled,
      actions,
      secret: { version: secret.version, olderUntil: await olderAccepted(runtime, connection) },
    },
  };
}

/** The newest secret; a new one when it is wished, unless the last replacement was broken off before ShipBob knew of it. */
async function newestSecret(
  runtime: Runtime,
  connection: ConnectionRow,
  recorded: SubscriptionRow[],
  wish: WebhookWish,
) {
  const { vault } = runtime;
  const [newest] = await vault.versions(connection.id, SECRET.webhook);
  const isUnused = newest !== undefined && recorded.every((row) => row.secretVersion < newest.version);
  if (newest && (!wish.newSecret || (isUnused && recorded.length > 0))) return newest;
  const value = newWebhookSecret();
  // From here on the ingress accepts both: it looks again before it refuses a signature.
  const { version } = await vault.put(connection.id, SECRET.webhook, value);
  crashPoint('webhooks.secret_made');
  await audit(runtime, connection, wish.actor, {
    action: newest ? 'webhook_secret.replaced' : 'webhook_secret.made',
    before: newest ? { version: newest.version } : null,
    after: { version },
    reason: newest ? 'the webhook secret is replaced' : 'the connection has its first webhook secret',
  });
  return { version, value };
}

async function endOlderSecrets(
  runtime: Runtime,
  connection: ConnectionRow,
  newest: number,
  atOnce: boolean,
): Promise<void> {
  const overlapMs = runtime.settingsOf(connection).webhooks.secret_overlap_hours * 3_600_000;
  const at = msAfter(runtime.clock.now(), atOnce ? 0 : overlapMs);
  await runtime.vault.endOlder(connection.id, SECRET.webhook, newest, at);
}

/** Until when a delivery with an older secret is accepted; null when there is none left. */
async function olderAccepted(runtime: Runtime, connection: ConnectionRow): Promise<Date | null> {
  const [, ...older] = await runtime.vault.versions(connection.id, SECRET.webhook);
  const ends = older.flatMap(({ validUntil }) => validUntil?.getTime() ?? []);
  return ends.length === 0 ? null : new Date(Math.max(...ends));
}

function rowsOf(
  report: SubscriptionReport,
  recorded: SubscriptionRow[],
  url: string,
  secretVersion: number,
): SubscriptionRow[] {
  const older = report.older.flatMap(({ id }) => recorded.filter((row) => row.shipbobId === id));
  return [...report.subscriptions.map(({ id, topics }) => ({ shipbobId: id, topics, url, secretVersion })), ...older];
}

async function unsubscribe(
  runtime: Runtime,
  connection: ConnectionRow,
  known: {
    memory: WebhookMemory;
    recorded: SubscriptionRow[];
    client: () => Promise<ShipBobClient>;
    actor: WebhookWish['actor'];
  },
): Promise<TurnEnd<WebhookCare>> {
  const { memory, recorded, actor } = known;
  const ids = recorded.map((row) => row.shipbobId);
  // Nothing was ever made: a token without the scope of webhooks must not fail over it.
  const removed =
    ids.length === 0 ? [] : await removeSubscriptions(await known.client(), { url: memory.url ?? null, ids });
  await runtime.store.connections.saveSubscriptions(connection.id, []);
  const actions = removed.map((id) => ({
    action: 'deleted' as const,
    id,
    topics: recorded.find((row) => row.shipbobId === id)?.topics ?? [],
    reason: 'the connection has no public address any more',
  }));
  await tell(runtime, connection, actor, recorded, actions);
  const next = { ...memory, url: null, topics: [], polled: [], olderUntil: null };
  return {
    memory: writeWebhookMemory(next, deedsOf(actions, runtime.clock.now())),
    dueAt: null,
    result: { url: null, topics: [], polled: [], actions, secret: null },
  };
}

const deedsOf = (actions: SubscriptionAction[], now: Date): WebhookDeed[] =>
  actions.map(({ action, id, reason }) => ({ at: now.toISOString(), action, id, reason }));

/** One audit entry and one log line for what was changed at ShipBob. */
async function tell(
  runtime: Runtime,
  connection: ConnectionRow,
  actor: WebhookWish['actor'],
  before: SubscriptionRow[],
  actions: SubscriptionAction[],
): Promise<void> {
  if (actions.length === 0) return;
  const reason = actions.map((one) => `${one.id ?? ''} ${one.action}: ${one.reason}`).join('; ');
  await audit(runtime, connection, actor, {
    action: 'webhook_subscriptions.changed',
    before: before.map((row) => row.shipbobId),
    after: (await runtime.store.connections.subscriptions(connection.id)).map((row) => row.shipbobId),
    reason,
  });
  runtime.log.info('webhooks.changed', { connection: connection.id, actor, actions: reason });
}

async function audit(
  runtime: Runtime,
  connection: ConnectionRow,
  actor: string,
  what: {
    action: string;
    before: null | string[] | { version: number };
    after: string[] | { version: number };
    reason: string;
  },
): Promise<void> {
  const subject = `connection:${connection.name}`;
  await runtime.store.ledger.audit([{ connectionId: connection.id, actor, subject, correlationId: null, ...what }]);
}
