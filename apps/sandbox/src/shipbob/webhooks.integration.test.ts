import { Webhook } from 'standardwebhooks';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { type Received, Receiver } from '../testing/receiver.js';
import { Started } from '../testing/started.js';

/** A busy machine is slow, not broken. */
const PATIENT = { timeout: 15_000 };
const SECRET = 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw';
let shipbob: Started;
const hook = new Receiver();
beforeAll(async () => {
  await hook.start();
  shipbob = await Started.start();
});
afterAll(async () => {
  await shipbob.stop();
  await hook.stop();
});
beforeEach(async () => {
  await shipbob.admin.reset();
  hook.clear();
});

const subscribe = (more: Record<string, unknown> = {}, version = '2026-07') =>
  shipbob.call('POST', `${version}/webhook`, {
    topics: ['wro.created', 'wro.updated'],
    url: hook.url,
    secret: SECRET,
    ...more,
  });

/** Throws when the signature or the time is wrong, as a strict receiver does. */
const verify = (message: Received): unknown =>
  new Webhook(SECRET).verify(message.body, {
    'webhook-id': String(message.headers['webhook-id']),
    'webhook-timestamp': String(message.headers['webhook-timestamp']),
    'webhook-signature': String(message.headers['webhook-signature']),
  });

const makeWro = async (number: string): Promise<void> => {
  const { inventoryId } = await shipbob.product(`SKU-${number}`);
  await shipbob.admin.shipbob.createWro(shipbob.wroBody(number, [{ inventory_id: inventoryId, quantity: 1 }]));
};

describe('subscriptions', () => {
  test('the secret stands in the answer of the creation and nowhere else', async () => {
    const made = await subscribe();
    expect(made.status).toBe(200);
    expect(made.json).toMatchObject({ id: expect.any(String), secret: SECRET, url: hook.url });
    const listed = await shipbob.call('GET', '2026-07/webhook');
    expect(listed.json).toMatchObject({
      items: [{ enabled: true, topics: ['wro.created', 'wro.updated'] }],
      next: null,
    });
    expect(listed.text).not.toContain('whsec_');
    expect(await shipbob.admin.effects()).toMatchObject([{ type: 'webhook.subscribed', key: hook.url }]);
  });

  test('a secret is made when none is given, in the documented pattern', async () => {
    const made = await subscribe({ secret: undefined });
    expect(made.json).toMatchObject({ secret: expect.stringMatching(/^whsec_[a-zA-Z0-9+/]{32}$/) });
  });

  test('bad secrets, unknown topics, no topics and plain http in strict mode are 422 in the shape of an ASP.NET result', async () => {
    await shipbob.admin.shipbob.setOptions({ allowHttpWebhooks: false });
    for (const [change, member] of [
      [{ secret: 'whsec_short' }, 'Secret'],
      [{ topics: [] }, 'Topics'],
      [{}, 'Url'],
      [{ url: 'https://example.com/hook', topics: ['inventory_updated'] }, 'Topics'],
    ] as const) {
      const refused = await subscribe(change);
      expect(refused.status, member).toBe(422);
      expect(refused.json).toMatchObject({
        status_code: 422,
        formatters: [],
        value: { [member]: [expect.any(String)] },
      });
    }
  });

  test('wro topics are known in 2026-07 only', async () => {
    expect((await subscribe({}, '2026-01')).status).toBe(422);
    expect((await subscribe({}, '2026-07')).status).toBe(200);
  });

  test('DELETE answers 204, ends deliveries and is an effect', async () => {
    const made = await subscribe();
    const id = /"id":"(\d+)"/.exec(made.text)?.[1];
    expect((await shipbob.call('DELETE', `2026-07/webhook/${id}`)).status).toBe(204);
    await makeWro('P1');
    expect(await shipbob.admin.webhooks.deliveries()).toEqual([]);
    expect((await shipbob.call('DELETE', `2026-07/webhook/${id}`)).status).toBe(404);
  });
});

describe('deliveries', () => {
  test('are signed so that the standardwebhooks library accepts them, with the topic in a header only', async () => {
    await subscribe();
    await makeWro('P1');
    expect(await shipbob.admin.webhooks.wait()).toEqual({ settled: true, pending: 0 });
    const [message] = hook.received;
    if (message === undefined) throw new Error('Nothing was delivered');
    expect(verify(message)).toMatchObject({ purchase_order_number: 'P1' });
    expect(message.headers).toMatchObject({
      'webhook-id': expect.stringMatching(/^msg_\w{27}$/),
      'x-webhook-topic': 'wro.created',
      'content-type': 'application/json',
    });
    expect(message.headers).not.toHaveProperty('shipbob_channel_id');
  });

  test('a failed attempt is repeated under the same id with a fresh signature, on the scaled schedule', async () => {
    await shipbob.admin.shipbob.setOptions({ webhookTimeScale: 0.0001 });
    await subscribe();
    hook.answer = (_message, nth) => (nth < 3 ? 500 : 204);
    await makeWro('P1');
    await shipbob.admin.webhooks.wait();
    expect(hook.received).toHaveLength(3);
    expect(new Set(hook.received.map((message) => message.headers['webhook-id'])).size).toBe(1);
    for (const message of hook.received) verify(message);
    expect(await shipbob.admin.webhooks.deliveries()).toMatchObject([
      { state: 'delivered', attempts: [{ status: 500 }, { status: 500 }, { status: 204 }] },
    ]);
  });

  test('a retry that waits on the sandbox clock goes out when the clock is moved', async () => {
    await subscribe();
    hook.answer = (_message, nth) => (nth === 1 ? 503 : 200);
    await makeWro('P1');
    await expect.poll(async () => (await shipbob.admin.webhooks.deliveries())[0]?.attempts.length, PATIENT).toBe(1);
    await shipbob.admin.advanceClock(6_000);
    expect(await shipbob.admin.webhooks.wait(10_000)).toMatchObject({ settled: true });
    expect(hook.received).toHaveLength(2);
  });

  test('a redirect is a failure and not followed; the schedule is kept, and the eighth attempt is the last', async () => {
    await subscribe();
    hook.answer = () => 302;
    await makeWro('P1');
    const attempts = async () => (await shipbob.admin.webhooks.deliveries())[0]?.attempts.length;
    const waitsSeconds = [5, 300, 1_800, 7_200, 18_000, 36_000, 36_000];
    for (const [index, seconds] of waitsSeconds.entries()) {
      await expect.poll(attempts, PATIENT).toBe(index + 1);
      // Real time runs on as well, hence the minute of air.
      if (seconds > 5) {
        await shipbob.admin.advanceClock((seconds - 60) * 1000);
        expect(await attempts()).toBe(index + 1);
        await shipbob.admin.advanceClock(60_000);
      } else await shipbob.admin.advanceClock(seconds * 1000);
    }
    expect(await shipbob.admin.webhooks.wait(10_000)).toMatchObject({ settled: true });
    const [delivery] = await shipbob.admin.webhooks.deliveries();
    expect(delivery?.state).toBe('failed');
    expect(delivery?.attempts.map((attempt) => attempt.status)).toEqual(Array.from({ length: 8 }, () => 302));
    expect(hook.received).toHaveLength(8);
  });

  test('silence is a failure after the time-out', async () => {
    await shipbob.admin.shipbob.setOptions({ webhookTimeoutMs: 200 });
    await subscribe();
    hook.answer = () => 0;
    await makeWro('P1');
    await expect
      .poll(async () => (await shipbob.admin.webhooks.deliveries())[0]?.attempts, PATIENT)
      .toMatchObject([{ status: null, error: expect.stringContaining('Timeout') }]);
  });

  test('an endpoint that only failed for five days is disabled and gets nothing more', async () => {
    await subscribe();
    hook.answer = () => 500;
    await makeWro('P1');
    await expect.poll(async () => (await shipbob.admin.webhooks.deliveries())[0]?.attempts.length, PATIENT).toBe(1);
    await shipbob.admin.advanceClock(5 * 86_400_000);
    await expect.poll(async () => (await shipbob.admin.webhooks.subscriptions())[0]?.enabled, PATIENT).toBe(false);
    hook.clear();
    await makeWro('P2');
    await shipbob.admin.webhooks.wait();
    expect(hook.received).toEqual([]);
  });
});

describe('what can go wrong on the way', () => {
  test('duplicates come with the same id, or with a new one', async () => {
    await subscribe();
    await shipbob.admin.webhooks.setKnobs([{ duplicatesSameId: 2, duplicatesNewId: 1, times: 1 }]);
    await makeWro('P1');
    await makeWro('P2');
    await shipbob.admin.webhooks.wait();
    expect(hook.received).toHaveLength(5);
    const first = hook.received.filter((message) => message.body.includes('"P1"'));
    expect(new Set(first.map((message) => message.headers['webhook-id'])).size).toBe(2);
    expect(new Set(first.map((message) => message.body)).size).toBe(1);
  });

  test('held messages go out in reverse order', async () => {
    await subscribe();
    await shipbob.admin.webhooks.hold();
    for (const number of ['P1', 'P2', 'P3']) await makeWro(number);
    expect(await shipbob.admin.webhooks.wait()).toEqual({ settled: true, pending: 0 });
    expect(hook.received).toEqual([]);
    expect(await shipbob.admin.webhooks.release('reverse')).toEqual({ released: 3 });
    expect(hook.received.map((message) => /"P\d"/.exec(message.body)?.[0])).toEqual(['"P3"', '"P2"', '"P1"']);
  });

  test('drops follow the seed: the same seed drops the same messages', async () => {
    await subscribe();
    const run = async (): Promise<string[]> => {
      await shipbob.admin.webhooks.setKnobs([{ dropProbability: 0.5 }], 42);
      const since = (await shipbob.admin.webhooks.deliveries()).at(-1)?.seq ?? 0;
      for (let n = 0; n < 12; n += 1) await makeWro(`P${since}x${n}`);
      return (await shipbob.admin.webhooks.deliveries(since)).map((delivery) =>
        delivery.state === 'dropped' ? 'drop' : 'send',
      );
    };
    const first = await run();
    expect(new Set(first)).toEqual(new Set(['drop', 'send']));
    expect(await run()).toEqual(first);
  });

  test('forged, stale: the first attempt fails verification and the retry passes', async () => {
    await shipbob.admin.shipbob.setOptions({ webhookTimeScale: 0.001 });
    await subscribe();
    hook.answer = (message) => {
      try {
        verify(message);
        return 200;
      } catch {
        return 401;
      }
    };
    for (const knob of [{ badSignature: true }, { timestampSkewSeconds: -600 }]) {
      await shipbob.admin.webhooks.setKnobs([{ ...knob, times: 1 }]);
      await makeWro(JSON.stringify(knob).replace(/\W/g, ''));
      await shipbob.admin.webhooks.wait();
    }
    expect(await shipbob.admin.webhooks.deliveries()).toMatchObject([
      { state: 'delivered', attempts: [{ status: 401 }, { status: 200 }] },
      { state: 'delivered', attempts: [{ status: 401 }, { status: 200 }] },
    ]);
  });

  test('two signatures: the second is the good one; unpadded: the `=` is gone; the channel header is sent as told', async () => {
    await subscribe();
    await shipbob.admin.webhooks.setKnobs([{ twoSignatures: true, unpadded: true, channelHeader: '4711' }]);
    await makeWro('P1');
    await shipbob.admin.webhooks.wait();
    const [message] = hook.received;
    const signatures = String(message?.headers['webhook-signature']).split(' ');
    expect(signatures).toHaveLength(2);
    expect(signatures.join(' ')).not.toMatch(/=/);
    expect(message?.headers['shipbob_channel_id']).toBe('4711');
    const padded = { ...message?.headers, 'webhook-signature': `${signatures[1]}=` };
    expect(verify({ headers: padded, body: message?.body ?? '' })).toMatchObject({ purchase_order_number: 'P1' });
    expect(() =>
      verify({ headers: { ...padded, 'webhook-signature': `${signatures[0]}=` }, body: message?.body ?? '' }),
    ).toThrow();
  });

  test('any body can be sent, also a broken one, and a recorded message can be replayed under its id', async () => {
    await subscribe();
    await shipbob.admin.webhooks.send({ topic: 'wro.updated', raw: '{"id":' });
    await shipbob.admin.webhooks.wait();
    const seq = (await shipbob.admin.webhooks.deliveries())[0]?.seq ?? 0;
    await shipbob.admin.webhooks.replay([seq]);
    await shipbob.admin.webhooks.wait();
    expect(hook.received.map((message) => message.body)).toEqual(['{"id":', '{"id":']);
    expect(hook.received[0]?.headers['webhook-id']).toBe(hook.received[1]?.headers['webhook-id']);
  });

  test('a stowed box is told with its WRO id, a finished WRO with its quantities', async () => {
    await subscribe({ topics: ['wro.box.stowed', 'wro.completed'] });
    await makeWro('P1');
    await shipbob.admin.shipbob.stow({
      purchase_order_number: 'P1',
      items: [{ sku: 'SKU-P1', stowed: 1 }],
      complete: true,
    });
    await shipbob.admin.webhooks.wait();
    const bodies = hook.received.map((message): unknown => JSON.parse(message.body));
    expect(bodies).toContainEqual({
      wro_id: expect.any(Number),
      box: expect.objectContaining({ box_items: [expect.objectContaining({ stowed_quantity: 1 })] }),
    });
    expect(bodies).toContainEqual(expect.objectContaining({ status: 'Completed', purchase_order_number: 'P1' }));
  });
});
