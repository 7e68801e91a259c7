import { newId, SeededRandom } from '@mlc/kernel';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { openStoreBench, type StoreBench } from '../testing/store-bench.js';

const SOURCE = 'shipbob.order';
let bench: StoreBench;
let connectionId: string;

beforeAll(async () => {
  bench = await openStoreBench();
});
afterAll(async () => bench.close());
beforeEach(async () => {
  connectionId = (await bench.newConnection()).id;
  await bench.store.connections.saveSubscriptions(connectionId, [
    { shipbobId: '1', topics: ['order.shipped'], url: 'https://hooks.example', secretVersion: 1 },
  ]);
  tick();
  // The first pass finds what was there before anybody listened.
  await poll([]);
});

const tick = (seconds = 60) => bench.clock.advanceMs(seconds * 1000);
const coverage = async () => (await bench.store.queries.status(connectionId)).coverage;

/** A finished pass that reads these orders as changed. */
async function poll(rows: { id: number; told: string | null; stamp?: string }[]): Promise<void> {
  const { polls } = bench.store;
  const owner = newId();
  await polls.take(connectionId, SOURCE, owner, 60);
  const read = rows.map(({ id, told, stamp }) => ({ id, told, hash: newId(), stamp: stamp ?? null, refs: {} }));
  const page = { connectionId, source: SOURCE, owner, rows: read, notices: [], running: null };
  await polls.savePage({ ...page, finished: { mark: '2026-11-25T12:00:00Z' } });
  await polls.release(connectionId, SOURCE, owner);
  tick();
}

/** A webhook about an order, routed. */
async function webhook(orderId: number): Promise<void> {
  const id = newId();
  const event = { id, webhookId: `msg_${id}`, topic: 'order.shipped', headers: {}, body: new Uint8Array() };
  await bench.store.events.insert(connectionId, event);
  await bench.store.events.route(id, [`order:${orderId}`], [], `order:${orderId}`);
  tick();
}

describe('webhook coverage', () => {
  it('says of each fact a poll finds whether a webhook told of it, and how long that took', async () => {
    const happened = new Date(bench.clock.now().getTime() - 30_000).toISOString();
    await webhook(1);
    await poll([
      { id: 1, told: 'shipped', stamp: happened },
      { id: 2, told: 'shipped' },
    ]);
    expect(await coverage()).toEqual([{ source: SOURCE, facts: 2, told: 1, missed: 1, medianDelaySeconds: 30 }]);
  });

  it('counts a webhook that comes a little after the poll, and none that comes long after', async () => {
    await poll([
      { id: 1, told: 'shipped' },
      { id: 2, told: 'shipped' },
    ]);
    await webhook(1);
    tick(3600);
    await webhook(2);
    expect(await coverage()).toMatchObject([{ facts: 2, told: 1, missed: 1 }]);
  });

  it('asks for a webhook of its own for each fact of a record', async () => {
    await webhook(1);
    await poll([{ id: 1, told: 'shipped' }]);
    tick(3600);
    await poll([{ id: 1, told: 'shipped delivered' }]);
    expect(await coverage()).toMatchObject([{ facts: 2, told: 1, missed: 1 }]);
  });

  it('takes a change that no webhook tells of for no fact', async () => {
    await poll([{ id: 1, told: null }]);
    await webhook(1);
    await poll([{ id: 1, told: 'shipped' }]);
    await poll([{ id: 1, told: 'shipped' }]);
    expect(await coverage()).toMatchObject([{ facts: 1, told: 1 }]);
  });

  it('leaves out what a first pass found, and what was found before anybody listened', async () => {
    const other = (await bench.newConnection()).id;
    const mine = connectionId;
    connectionId = other;
    await poll([{ id: 1, told: 'shipped' }]);
    await poll([{ id: 2, told: 'shipped' }]);
    expect(await coverage()).toEqual([]);
    connectionId = mine;
    expect(await coverage()).toEqual([]);
  });

  it('shows 7 % of dropped deliveries as what they are', async () => {
    const random = new SeededRandom(7);
    const orders = Array.from({ length: 400 }, (_, index) => index + 1);
    const dropped = orders.filter(() => random.next() < 0.07);
    for (const order of orders) if (!dropped.includes(order)) await webhook(order);
    await poll(orders.map((id) => ({ id, told: 'shipped' })));
    expect(dropped.length).toBeGreaterThan(10);
    expect(await coverage()).toMatchObject([{ facts: 400, missed: dropped.length }]);
  });
});
