import { BadInput, toJson } from '@mlc/kernel';
import type { FastifyInstance } from 'fastify';
import type { Shop } from '../shipbob/shop.js';
import {
  accountSchema,
  emptySchema,
  knobsSchema,
  releaseSchema,
  replaySchema,
  sendSchema,
  sinceSchema,
  waitSchema,
} from './contract.js';
import { command, question } from './http.js';
import { accountOf } from './shipbob-routes.js';

/** What the network and a bad sender do to webhooks. */
export function webhookAdminRoutes(app: FastifyInstance, shop: Shop): void {
  const { sender } = shop;
  question(app, '/shipbob/webhooks/subscriptions', accountSchema, ({ user_id }) =>
    accountOf(shop, user_id).subscriptions.map((subscription) => ({
      id: String(subscription.id),
      url: subscription.url,
      topics: subscription.topics,
      version: subscription.version,
      enabled: subscription.enabled,
    })),
  );
  question(app, '/shipbob/webhooks/deliveries', sinceSchema, ({ sinceSeq }) => toJson(sender.deliveries(sinceSeq)));
  command(app, '/shipbob/webhooks/knobs', knobsSchema, ({ knobs, seed }) => {
    sender.setKnobs(knobs, seed);
    return { rules: knobs.length };
  });
  command(app, '/shipbob/webhooks/hold', emptySchema, () => {
    sender.hold();
    return { holding: true };
  });
  command(app, '/shipbob/webhooks/release', releaseSchema, async ({ order }) => ({
    released: await sender.release(order),
  }));
  command(app, '/shipbob/webhooks/wait', waitSchema, async ({ timeoutMs }) => {
    const settled = await sender.settled(timeoutMs);
    return { settled, pending: sender.pending };
  });
  command(app, '/shipbob/webhooks/replay', replaySchema, ({ seqs }) => ({ replayed: sender.replay(seqs) }));

  command(app, '/shipbob/webhooks/send', sendSchema, (wish) => {
    const account = accountOf(shop, wish.user_id);
    const wanted = account.subscriptions.filter(
      (subscription) => wish.subscription_id === undefined || subscription.id === wish.subscription_id,
    );
    if (wanted.length === 0) {
      throw new BadInput('There is no such webhook subscription.', {
        code: 'sandbox.subscription.unknown',
        field: 'subscription_id',
      });
    }
    const body = wish.raw ?? JSON.stringify(wish.body ?? null);
    for (const subscription of wanted) {
      sender.send(subscription, wish.topic, body, {
        ...(wish.webhook_id === undefined ? {} : { webhookId: wish.webhook_id }),
        ...(wish.knob === undefined ? {} : { knob: wish.knob }),
      });
    }
    return { sent: wanted.length };
  });
}
