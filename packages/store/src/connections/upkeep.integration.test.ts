import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { openStoreBench, type StoreBench } from '../testing/store-bench.js';

const TASK = 'webhooks';
const turn = (owner: string, more: { leaseSeconds?: number; everySeconds?: number; retrySeconds?: number } = {}) => ({
  owner,
  leaseSeconds: 60,
  ...more,
});

describe('tasks of upkeep', () => {
  let bench: StoreBench;
  let id: string;
  const upkeep = () => bench.store.upkeep;

  beforeAll(async () => {
    bench = await openStoreBench();
  });
  beforeEach(async () => {
    id = (await bench.newConnection()).id;
  });
  afterAll(async () => {
    await bench.close();
  });

  it('are taken by exactly one of many', async () => {
    const taken = await Promise.all(Array.from({ length: 12 }, (_, n) => upkeep().take(id, TASK, turn(`w${n}`))));
    expect(taken.filter((memory) => memory !== null)).toEqual([{}]);
  });

  it('remember what the last run left, and keep it when a run fails', async () => {
    await upkeep().take(id, TASK, turn('a'));
    expect(await upkeep().end(id, TASK, 'a', { memory: { url: 'https://x.test' }, error: null })).toBe(true);
    expect(await upkeep().take(id, TASK, turn('b'))).toEqual({ url: 'https://x.test' });
    await upkeep().end(id, TASK, 'b', { error: 'ShipBob is away' });
    expect(await upkeep().list(id)).toMatchObject([
      { task: TASK, memory: { url: 'https://x.test' }, lastError: 'ShipBob is away', endedAt: expect.any(Date) },
    ]);
  });

  it('wait for their period, a shorter one after a failure, and for nothing when their own time has come', async () => {
    const hourly = { everySeconds: 3600, retrySeconds: 0 };
    await upkeep().take(id, TASK, turn('a', hourly));
    await upkeep().end(id, TASK, 'a', { error: 'away' });
    expect(await upkeep().take(id, TASK, turn('b', hourly))).toEqual({});
    await upkeep().end(id, TASK, 'b', { error: null, dueAt: new Date(bench.clock.now().getTime() + 60_000) });
    expect(await upkeep().take(id, TASK, turn('c', hourly))).toBeNull();
    bench.clock.advanceMs(60_000);
    expect(await upkeep().take(id, TASK, turn('c', hourly))).toEqual({});
  });

  it('pass to another one when the lease is over, and then the first can end and prolong nothing', async () => {
    await upkeep().take(id, TASK, turn('slow', { leaseSeconds: 0 }));
    expect(await upkeep().take(id, TASK, turn('next'))).toEqual({});
    expect(await upkeep().renew(id, TASK, turn('slow'))).toBe(false);
    expect(await upkeep().end(id, TASK, 'slow', { memory: { wrong: true }, error: null })).toBe(false);
    expect(await upkeep().renew(id, TASK, turn('next'))).toBe(true);
    expect(await upkeep().end(id, TASK, 'next', { error: null })).toBe(true);
    expect(await upkeep().list(id)).toMatchObject([{ memory: {} }]);
  });
});
