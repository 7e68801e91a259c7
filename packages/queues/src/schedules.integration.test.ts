import { BadInput, Bug } from '@mlc/kernel';
import { afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { QueueBackend } from './backend.js';
import { handle } from './dispatch.js';
import { openQueues, type Queues } from './queues.js';
import { backendOf, missing, wipe } from './test-backends.test.js';
import { startWorkers } from './workers.js';

const PATIENCE = { timeout: 20_000, interval: 20 };

describe.each(['redis', 'postgres'] as const)('schedules on %s', (kind) => {
  describe.skipIf(missing(kind))('', () => {
    const cleanups: (() => Promise<unknown> | unknown)[] = [];
    let backend: QueueBackend;
    let queues: Queues;

    beforeAll(() => {
      backend = backendOf(kind);
    });
    beforeEach(async () => {
      queues = await openQueues(backend);
      cleanups.push(() => queues.close());
    });
    afterEach(async () => {
      for (const clean of cleanups.splice(0).reverse()) await clean();
      await wipe(backend);
    });
    const poll = { job: 'source.poll', data: { connectionId: 'c1', source: 's' } } as const;

    function pollWorker() {
      const runs: { source: string; atMs: number }[] = [];
      const workers = startWorkers(
        backend,
        'poll',
        [handle('source.poll', async ({ source }) => void runs.push({ source, atMs: Date.now() }))],
        { concurrency: 2 },
      );
      cleanups.push(() => workers.close());
      return runs;
    }

    it('are one however often they are upserted, and list as they were given', async () => {
      expect(await queues.schedules.upsert({ key: 'c1/s', timing: { everyMs: 60_000 }, ...poll })).toBe('made');
      expect(await queues.schedules.upsert({ key: 'c1/s', timing: { everyMs: 60_000 }, ...poll })).toBe('unchanged');
      expect(
        await queues.schedules.upsert({
          key: 'c1/s',
          timing: { cron: '*/15 6-22 * * 1-5', timeZone: 'Europe/Berlin' },
          ...poll,
        }),
      ).toBe('changed');
      expect(
        await queues.schedules.upsert({
          key: 'c1/s',
          timing: { cron: '*/15 6-22 * * 1-5', timeZone: 'Europe/Berlin' },
          ...poll,
        }),
      ).toBe('unchanged');
      expect(
        await queues.schedules.upsert({
          key: 'c1/s',
          timing: { cron: '*/15 6-22 * * 1-5', timeZone: 'America/New_York' },
          ...poll,
        }),
      ).toBe('changed');
      expect(await queues.schedules.list()).toEqual([
        {
          key: 'c1/s',
          queue: 'poll',
          ...poll,
          timing: { cron: '*/15 6-22 * * 1-5', timeZone: 'America/New_York' },
          next: expect.any(Date),
        },
      ]);
      expect(await queues.schedules.upsert({ key: 'c1/s', timing: { everyMs: 60_000 }, ...poll })).toBe('changed');
      expect(await queues.schedules.list()).toMatchObject([{ key: 'c1/s', timing: { everyMs: 60_000 } }]);
    });

    it('run at their distance, change it while the worker runs, and stop when removed', async () => {
      const runs = pollWorker();
      await queues.schedules.upsert({ key: 'c1/s', timing: { everyMs: 1_000 }, ...poll });
      await expect.poll(() => runs.length, PATIENCE).toBeGreaterThanOrEqual(3);
      const gaps = runs.slice(1).map(({ atMs }, index) => atMs - (runs[index]?.atMs ?? 0));
      for (const gap of gaps.slice(1)) expect(gap).toBeGreaterThan(700);
      await queues.schedules.upsert({
        key: 'c1/s',
        timing: { everyMs: 3_600_000 },
        job: 'source.poll',
        data: { connectionId: 'c1', source: 'changed' },
      });
      await expect.poll(() => runs.at(-1)?.source, PATIENCE).toBe('changed');
      const [schedule] = await queues.schedules.list();
      expect(schedule?.next?.getTime()).toBeGreaterThan(Date.now() + 10_000);
      expect(await queues.schedules.remove('poll', 'c1/s')).toBe(true);
      expect(await queues.schedules.remove('poll', 'c1/s')).toBe(false);
      expect(await queues.schedules.list()).toEqual([]);
      expect((await queues.inspect())[0]).toMatchObject({ waiting: 0, delayed: 0 });
    });

    it('run by cron, and mean the hours of their time zone', async () => {
      const runs = pollWorker();
      await queues.schedules.upsert({ key: 'c1/s', timing: { cron: '* * * * * *', timeZone: 'UTC' }, ...poll });
      await expect.poll(() => runs.length, PATIENCE).toBeGreaterThanOrEqual(2);
      await queues.schedules.upsert({
        key: 'c1/s',
        timing: { cron: '30 3 * * *', timeZone: 'Asia/Kolkata' },
        ...poll,
      });
      const [schedule] = await queues.schedules.list();
      // Kolkata is 5:30 ahead all year round.
      expect(schedule?.next?.toISOString()).toMatch(/T22:00:00.000Z$/);
    });

    it.each([
      ['an interval below a second', { everyMs: 10 }, 'schedule.every'],
      ['a broken interval', { everyMs: 1_000.5 }, 'schedule.every'],
      ['a short cron line', { cron: '* * *', timeZone: 'UTC' }, 'schedule.cron'],
      ['an impossible hour', { cron: '0 25 * * *', timeZone: 'UTC' }, 'schedule.cron'],
      ['a day that never comes', { cron: '0 0 31 2 *', timeZone: 'UTC' }, 'schedule.cron'],
      ['an unknown time zone', { cron: '0 0 * * *', timeZone: 'Mars/Olympus' }, 'schedule.time_zone'],
    ])('refuse %s by name and change nothing', async (_what, timing, field) => {
      const refused = queues.schedules.upsert({ key: 'c1/s', timing, ...poll });
      await expect(refused).rejects.toBeInstanceOf(BadInput);
      await expect(refused).rejects.toMatchObject({ code: 'queues.schedule_invalid', field });
      expect(await queues.schedules.list()).toEqual([]);
    });

    it('refuse a key that the backend would take apart', async () => {
      await expect(queues.schedules.upsert({ key: 'a:b', timing: { everyMs: 1_000 }, ...poll })).rejects.toBeInstanceOf(
        Bug,
      );
    });
  });
});
