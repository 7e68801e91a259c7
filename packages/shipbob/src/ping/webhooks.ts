import type { Finding } from '@mlc/kernel';
import type { Subscription } from '../decode/webhook.js';
import { found } from './catalogue.js';

/** A subscription as we recorded it when we made it. */
export interface RecordedSubscription {
  id: string;
  url: string;
}

/** What became of our subscriptions; none recorded means that everything is polled, which is no fault. */
export function checkSubscriptions(
  recorded: readonly RecordedSubscription[],
  listed: readonly Subscription[],
): Finding[] {
  if (recorded.length === 0) return [];
  const field = 'webhooks.public_url';
  const findings = recorded.flatMap(({ id, url }): Finding[] => {
    const now = listed.find((subscription) => subscription.id === id);
    if (!now)
      return [
        found.wrong('shipbob.webhook_missing', `Webhook subscription ${id} is gone; what it told is polled, later.`, {
          field,
        }),
      ];
    if (!now.enabled) {
      const message = `Webhook subscription ${id} (${now.topics.join(', ')}) is switched off.`;
      return [found.wrong('shipbob.webhook_disabled', message, { field })];
    }
    if (now.url === url) return [];
    // Only the host: the path holds the key of a connection.
    const host = URL.canParse(now.url) ? new URL(now.url).host : 'no address';
    const message = `Webhook subscription ${id} delivers to ${host}, not where it was made for.`;
    return [found.wrong('shipbob.webhook_moved', message, { field })];
  });
  const ours = new Set(recorded.map(({ url }) => url));
  const known = new Set(recorded.map(({ id }) => id));
  for (const { id, topics } of listed.filter((one) => ours.has(one.url) && !known.has(one.id))) {
    const message = `Webhook subscription ${id} (${topics.join(', ')}) delivers to our address, and is not ours: it is refused.`;
    findings.push(found.wrong('shipbob.webhook_stranger', message, { field }));
  }
  return findings.length > 0
    ? findings
    : [found.ok('shipbob.webhooks', `Webhook subscriptions in order: ${recorded.map(({ id }) => id).join(', ')}.`)];
}
