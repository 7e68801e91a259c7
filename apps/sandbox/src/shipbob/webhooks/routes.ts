import { toJson } from '@mlc/kernel';
import { z } from 'zod';
import type { Answer } from '../../core/exchange.js';
import { issuesAsFields, objectResult, ok } from '../http/errors.js';
import { brokenCursor, cursorPage, openCursor } from '../http/paging.js';
import type { Call, Route } from '../http/router.js';
import type { Subscription } from '../records.js';
import type { Shop } from '../shop.js';
import { newSecret } from './attempt.js';
import { isSecret } from './sign.js';
import { topicsOf } from './topics.js';

export function webhookRoutes(shop: Shop): Route[] {
  return [
    { method: 'GET', path: '/webhook', scope: 'webhooks_read', handle: list },
    { method: 'POST', path: '/webhook', scope: 'webhooks_write', handle: (call) => subscribe(shop, call) },
    { method: 'DELETE', path: '/webhook/{id}', scope: 'webhooks_write', handle: unsubscribe },
  ];
}

const view = (subscription: Subscription) => ({
  id: String(subscription.id),
  topics: subscription.topics,
  url: subscription.url,
  description: subscription.description,
  created_at: subscription.createdAt,
});

/** POST /webhook. The secret stands in this answer and nowhere else. Errors are serialised ASP.NET result objects. */
function subscribe(shop: Shop, call: Call): Answer {
  const https = shop.options.allowHttpWebhooks ? /^https?:\/\//i : /^https:\/\//i;
  const schema = z.object({
    topics: z.array(z.string()).min(1, 'At least one topic is required.'),
    url: z.url({ protocol: /^https?$/, message: 'Url is not a valid URL.' }).regex(https, 'Url must use https.'),
    description: z.string().nullish(),
    secret: z.string().refine(isSecret, 'Secret must match ^whsec_[a-zA-Z0-9+/]{32}$').nullish(),
  });
  const parsed = schema.safeParse(call.body);
  if (!parsed.success) return objectResult(422, issuesAsFields(parsed.error));
  const known = topicsOf(call.version);
  const unknown = parsed.data.topics.filter((topic) => !known.includes(topic));
  if (unknown.length > 0) {
    return objectResult(422, { Topics: unknown.map((topic) => `Topic '${topic}' is not supported.`) });
  }
  const subscription: Subscription = {
    id: shop.id('subscription'),
    version: call.version,
    topics: parsed.data.topics,
    url: parsed.data.url,
    description: parsed.data.description ?? null,
    secret: parsed.data.secret ?? newSecret(),
    enabled: true,
    createdAt: shop.stamp(),
    failingSinceMs: null,
  };
  call.account.subscriptions.push(subscription);
  const effect = {
    type: 'webhook.subscribed',
    key: subscription.url,
    detail: { id: String(subscription.id), topics: subscription.topics },
  };
  return ok({ ...view(subscription), secret: subscription.secret }, [effect]);
}

/** Style D: `next` is `/{version}/webhook?cursor=...`. */
function list(call: Call): Answer {
  const cursor = openCursor(call.query);
  if (cursor === null) return brokenCursor();
  return cursorPage({
    rows: call.account.subscriptions.map((subscription) => ({
      id: subscription.id,
      view: () => toJson({ ...view(subscription), enabled: subscription.enabled }),
    })),
    query: call.query,
    cursor,
    size: { name: 'RecordsPerPage', fallback: 50, max: 250 },
    link: (token) => `/${call.version}/webhook?cursor=${token}`,
    ends: false,
  });
}

/** DELETE /webhook/{id}: 204. What is still to be delivered to it is given up. */
function unsubscribe(call: Call): Answer {
  const at = call.account.subscriptions.findIndex((subscription) => String(subscription.id) === call.params['id']);
  const subscription = call.account.subscriptions[at];
  if (subscription === undefined) return objectResult(404, `Webhook ${call.params['id'] ?? ''} not found`);
  call.account.subscriptions.splice(at, 1);
  subscription.enabled = false;
  const effect = { type: 'webhook.unsubscribed', key: subscription.url, detail: { id: String(subscription.id) } };
  return { status: 204, body: '', effects: [effect] };
}
