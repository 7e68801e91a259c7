import { OutcomeUnknown } from '@mlc/kernel';
import { newSubscriptionSchema } from '../decode/webhook.js';
import type { ShipBobClient } from '../http/client.js';
import { refusalText } from '../http/refusal.js';
import { CERTAIN_TOPICS } from './topics.js';

export interface NewSubscription {
  url: string;
  description: string;
  /** Revealed: it leaves for the socket. */
  secret: () => string;
}

export interface Subscribed {
  subscriptions: { id: string; topics: string[] }[];
  refused: { topic: string; reason: string }[];
}

/**
 * Subscribes to the topics with as few subscriptions as ShipBob accepts: all at once; if refused, those every version
 * knows at once and the others one by one; what is refused alone is refused.
 */
export async function subscribeToAll(
  client: ShipBobClient,
  topics: readonly string[],
  wanted: NewSubscription,
): Promise<Subscribed> {
  const done: Subscribed = { subscriptions: [], refused: [] };
  if (topics.length === 0) return done;
  if ((await subscribe(client, topics, wanted, done)) === null) return done;
  const isCertain = (topic: string): boolean => CERTAIN_TOPICS.some((certain) => certain === topic);
  const certain = topics.filter(isCertain);
  const isPart = certain.length > 0 && certain.length < topics.length;
  const certainDone = isPart && (await subscribe(client, certain, wanted, done)) === null;
  for (const topic of topics.filter((candidate) => !(certainDone && isCertain(candidate)))) {
    const reason = await subscribe(client, [topic], wanted, done);
    if (reason !== null) done.refused.push({ topic, reason });
  }
  return done;
}

/** Null when subscribed, else ShipBob's reason. Throws OutcomeUnknown when no usable answer came. */
async function subscribe(
  client: ShipBobClient,
  topics: readonly string[],
  wanted: NewSubscription,
  done: Subscribed,
): Promise<string | null> {
  const { url, description } = wanted;
  const sent = await client.write({
    method: 'POST',
    path: '/webhook',
    body: { topics, url, description, secret: wanted.secret() },
    priority: 'interactive',
    idempotent: false,
  });
  if (sent.kind === 'refused') return refusalText(sent.refusal);
  const parsed = sent.kind === 'answered' ? newSubscriptionSchema.safeParse(sent.answer.json) : null;
  if (parsed?.success) {
    done.subscriptions.push({ id: parsed.data.id, topics: [...topics] });
    return null;
  }
  throw new OutcomeUnknown('ShipBob did not tell whether the webhook subscription was made.', {
    code: 'shipbob.subscription_unknown',
    fix: 'Apply the connection again: a subscription nobody knows is removed and made anew.',
  });
}
