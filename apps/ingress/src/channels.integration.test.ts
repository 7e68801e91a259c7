import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  type Headers,
  type IngressBench,
  openIngressBench,
  orderBody,
  type Sender,
  signed,
} from './ingress-bench.test.js';

const STORED = { status: 202, outcome: 'stored' };

describe('a signed delivery', () => {
  let bench: IngressBench;
  beforeAll(async () => {
    bench = await openIngressBench();
  });
  afterAll(async () => {
    await bench.close();
  });
  const ends = async (sender: Sender) =>
    (await bench.events(sender)).map(({ state, reason, lane_keys }) => ({ state, reason, lanes: lane_keys }));
  const audits = (sender: Sender) =>
    bench.database.sql('SELECT action, reason, after FROM audit_entry WHERE connection_id = $1 AND action = $2', [
      sender.connection.id,
      'event.ignored',
    ]);
  const strict = { settings: { webhooks: { strict_channel: true } } };
  const ours = 101;
  const foreign = 999;

  it.each<[string, Headers, number]>([
    ['in its header', { shipbob_channel_id: String(foreign) }, ours],
    ['in its header as a proxy writes it', { 'shipbob-channel-id': String(foreign) }, ours],
    ['in its body', {}, foreign],
    ['whose number no database column holds', {}, 99_999_999_999],
  ])('of a foreign channel, %s, is stored, answered 2xx, and never acted on', async (_where, more, bodyChannel) => {
    const sender = await bench.newSender();
    const body = orderBody(100, bodyChannel);
    const headers = { ...signed(sender, body, { id: 'msg_foreign' }), ...more };
    expect(await bench.send(sender, headers, body)).toEqual(STORED);
    expect(await bench.route(sender)).toMatchObject({ routed: 0, ignored: 1 });
    expect(await ends(sender)).toEqual([{ state: 'ignored', reason: 'foreign_channel', lanes: [] }]);
    const [audit] = await audits(sender);
    const channel = bodyChannel > 2 ** 31 ? null : foreign;
    expect(audit).toMatchObject({
      reason: 'foreign_channel',
      after: { topic: 'order.shipped', channel_id: channel, headers: { 'webhook-id': 'msg_foreign', ...more } },
    });
    expect(await bench.database.sql('SELECT 1 FROM lane WHERE connection_id = $1', [sender.connection.id])).toEqual([]);
  });

  it('of a foreign channel is answered 403 and leaves a count only, where the connection is strict', async () => {
    const sender = await bench.newSender(strict);
    const body = orderBody(100, foreign);
    const answer = await bench.send(sender, signed(sender, body, { id: 'msg_strict' }), body);
    expect(answer).toEqual({ status: 403, outcome: 'foreign_channel' });
    expect(await bench.events(sender)).toEqual([]);
    await bench.counted(sender.connection.id, { foreign_channel: 1 });
    expect(bench.app.log.find((line) => line['webhook'] === 'msg_strict')).toMatchObject({
      event: 'webhook.refused',
      reason: 'foreign_channel',
      channel: foreign,
      registered_channel: ours,
      topic: 'order.shipped',
    });
  });

  it('of our channel, or of none, is taken where the connection is strict', async () => {
    const sender = await bench.newSender(strict);
    const shipment = JSON.stringify({ id: 7, order_id: 100 });
    for (const body of [orderBody(100, ours), shipment])
      expect(await bench.send(sender, signed(sender, body), body)).toEqual(STORED);
    expect(await bench.route(sender)).toMatchObject({ routed: 2, ignored: 0 });
  });

  it('to a paused connection is stored, answered 2xx, and never acted on', async () => {
    const sender = await bench.newSender({ state: 'paused', stateReason: 'holiday' });
    const body = orderBody();
    expect(await bench.send(sender, signed(sender, body), body)).toEqual(STORED);
    expect(await bench.route(sender)).toMatchObject({ routed: 0, ignored: 1 });
    expect(await ends(sender)).toEqual([{ state: 'ignored', reason: 'connection_paused', lanes: [] }]);
  });

  it('to a connection that needs attention is stored and waits in its lane', async () => {
    const sender = await bench.newSender({ state: 'needs_attention', stateReason: 'key revoked' });
    const body = orderBody();
    expect(await bench.send(sender, signed(sender, body), body)).toEqual(STORED);
    expect(await bench.route(sender)).toMatchObject({ routed: 1, ignored: 0 });
  });

  it.each<[string, string, string]>([
    ['moon.phase', '{"phase":"full"}', 'no_record_id'],
    ['return.created', '{"reference_id":"R"}', 'no_record_id'],
    ['wro.completed', '{"box":{"id":3}}', 'no_record_id'],
  ])('of the topic %s that no flow can use ends ignored with the reason', async (topic, body, reason) => {
    const sender = await bench.newSender();
    expect(await bench.send(sender, signed(sender, body, { topic }), body)).toEqual(STORED);
    await bench.route(sender);
    expect(await ends(sender)).toEqual([{ state: 'ignored', reason, lanes: [] }]);
  });

  it('of each subject goes to its lane', async () => {
    const sender = await bench.newSender();
    const deliveries = [
      ['order.shipped', orderBody(100, ours)],
      ['order.shipment.delivered', '{"id":7,"order_id":200}'],
      ['wro.completed', '{"id":300}'],
    ] as const;
    for (const [topic, body] of deliveries) await bench.send(sender, signed(sender, body, { topic }), body);
    await bench.route(sender);
    expect((await ends(sender)).map(({ lanes }) => lanes)).toEqual([['order:100'], ['order:200'], ['wro:300']]);
  });
});
