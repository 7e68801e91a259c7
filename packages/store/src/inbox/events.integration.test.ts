import type { StoredEvent } from '@mlc/engine';
import { newId } from '@mlc/kernel';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { openStoreBench, type StoreBench } from '../testing/store-bench.js';

describe('the inbox', () => {
  let bench: StoreBench;
  let connectionId: string;
  beforeAll(async () => {
    bench = await openStoreBench();
  });
  beforeEach(async () => {
    connectionId = (await bench.newConnection()).id;
  });
  afterAll(async () => {
    await bench.close();
  });

  const event = (webhookId: string): StoredEvent => ({
    id: newId(),
    webhookId,
    topic: 'order.shipped',
    headers: { 'webhook-id': webhookId },
    body: Uint8Array.from([0, 255, 123, 10]),
  });
  const notice = { laneKey: 'order:7', source: 'webhook' as const, fingerprint: 'msg_1', reason: 'webhook' };
  const unrouted = () => bench.store.events.nextUnrouted(connectionId, 10);

  it('stores a delivery once, byte for byte, however often and however closely it comes', async () => {
    const deliveries = Array.from({ length: 8 }, () => event('msg_1'));
    const outcomes = await Promise.all(deliveries.map((one) => bench.store.events.insert(connectionId, one)));
    expect(outcomes.filter((outcome) => outcome === 'stored')).toHaveLength(1);
    const [stored, more] = await unrouted();
    expect(more).toBeUndefined();
    expect(stored?.headers).toEqual({ 'webhook-id': 'msg_1' });
    expect([...(stored?.body ?? [])]).toEqual([0, 255, 123, 10]);
  });

  it('takes the same webhook id of another connection for another event', async () => {
    const other = (await bench.newConnection()).id;
    expect(await bench.store.events.insert(connectionId, event('msg_1'))).toBe('stored');
    expect(await bench.store.events.insert(other, event('msg_1'))).toBe('stored');
    expect(await bench.store.events.connectionsWithUnrouted()).toEqual(expect.arrayContaining([connectionId, other]));
  });

  it('gives events in the order they came', async () => {
    for (const id of ['msg_3', 'msg_1', 'msg_2']) {
      await bench.store.events.insert(connectionId, event(id));
      bench.clock.advanceMs(5);
    }
    expect((await unrouted()).map((one) => one.webhookId)).toEqual(['msg_3', 'msg_1', 'msg_2']);
  });

  it('routes an event once, with its notices, when two workers have picked it', async () => {
    const one = event('msg_1');
    await bench.store.events.insert(connectionId, one);
    await Promise.all([1, 2, 3].map(() => bench.store.events.route(one.id, ['order:7'], [notice], 'order:7')));
    const [lane] = await bench.store.ledger.lanes(connectionId, ['order:7']);
    expect(lane?.dirtySeq).toBe(1);
    expect(await unrouted()).toEqual([]);
    expect(await bench.store.events.connectionsWithUnrouted()).not.toContain(connectionId);
  });

  it('still knows a duplicate after the first one was routed', async () => {
    const one = event('msg_1');
    await bench.store.events.insert(connectionId, one);
    await bench.store.events.route(one.id, ['order:7'], [notice], 'order:7');
    expect(await bench.store.events.insert(connectionId, event('msg_1'))).toBe('duplicate');
  });

  it('routes nothing when its notices cannot be raised', async () => {
    const one = event('msg_1');
    await bench.store.events.insert(connectionId, one);
    const impossible = { ...notice, source: 'rumour' as 'webhook' };
    await expect(bench.store.events.route(one.id, ['order:7'], [impossible], 'order:7')).rejects.toThrow(
      /notice_source_check/,
    );
    expect(await unrouted()).toHaveLength(1);
  });

  it('ends an ignored event with its reason, and audits what it was', async () => {
    const one = event('msg_1');
    await bench.store.events.insert(connectionId, one, 999);
    await bench.store.events.ignore(one.id, 'foreign_channel');
    await bench.store.events.route(one.id, ['order:7'], [notice], 'order:7');
    expect(await bench.store.ledger.lanes(connectionId, ['order:7'])).toEqual([]);
    const [row] = await bench.database.sql('SELECT state, reason FROM inbox_event WHERE id = $1', [one.id]);
    expect(row).toEqual({ state: 'ignored', reason: 'foreign_channel' });
    const audit = await bench.database.sql('SELECT action, reason, after FROM audit_entry WHERE subject = $1', [
      'event:msg_1',
    ]);
    expect(audit).toContainEqual({
      action: 'event.ignored',
      reason: 'foreign_channel',
      after: { topic: 'order.shipped', channel_id: 999, headers: { 'webhook-id': 'msg_1' } },
    });
  });

  it('leaves a number and no row for what it refused', async () => {
    await Promise.all(Array.from({ length: 6 }, () => bench.store.events.countRefused(connectionId, 'signature')));
    await bench.store.events.countRefused('-', 'unknown_connection');
    const counted = await bench.database.sql(
      'SELECT reason, day::text, count::int FROM ingress_counter WHERE connection_key = $1',
      [connectionId],
    );
    expect(counted).toEqual([{ reason: 'signature', day: '2026-11-25', count: 6 }]);
    expect(await unrouted()).toEqual([]);
  });
});
