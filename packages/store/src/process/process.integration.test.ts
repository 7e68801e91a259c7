import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openStore } from '../open-store.js';
import { openStoreBench, type StoreBench } from '../testing/store-bench.js';

describe('signs of life', () => {
  let bench: StoreBench;
  beforeAll(async () => {
    bench = await openStoreBench();
  });
  afterAll(async () => {
    await bench.close();
  });

  it('tell who is alive, and take a recycled pid for another process', async () => {
    const later = await openStore({ databaseUrl: bench.database.databaseUrl, max: 1 });
    await bench.store.heartbeat.beat('worker', 42);
    await bench.database.sql(
      "UPDATE app_instance SET beat_at = now() - interval '30 s', started_at = now() - interval '1 h'",
    );
    expect(await bench.store.heartbeat.alive(20)).toEqual([]);
    await later.heartbeat.beat('worker', 42);
    await later.heartbeat.beat('worker', 42);
    const alive = await bench.store.heartbeat.alive(20);
    expect(alive).toMatchObject([{ app: 'worker', pid: 42 }]);
    expect(await bench.store.heartbeat.alive(60)).toHaveLength(2);
    await later.heartbeat.leave('worker', 42);
    expect(await bench.store.heartbeat.alive(20)).toEqual([]);
    await later.close();
  });

  it('forget who has been silent for a day', async () => {
    await bench.store.heartbeat.beat('poller', 1);
    await bench.database.sql("UPDATE app_instance SET beat_at = now() - interval '25 h'");
    await bench.store.heartbeat.beat('poller', 2);
    expect(await bench.database.sql('SELECT pid FROM app_instance')).toEqual([{ pid: 2 }]);
  });

  it('share one offset of product time', async () => {
    expect(await bench.store.clockOffset.read()).toBe(0);
    await bench.store.clockOffset.set(86_400_000.4);
    expect(await bench.store.clockOffset.read()).toBe(86_400_000);
  });
});
