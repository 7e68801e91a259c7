import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type QueueBackend } from './backend.js';
import { type Handler, handle, type JobContext } from './dispatch.js';
import type { QueueLogLine } from './log.js';
import { openQueues, type Queues } from './queues.js';
import { backendOf, missing, wipe } from './test-backends.test.js';
import { startWorkers, type Workers } from './workers.js';

const PATIENCE = { timeout: 20_000, interval: 20 };

describe.each(['redis', 'postgres'] as const)('the doorbell on %s', (kind) => {
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

    /** A worker of the queue whose jobs do what the test says; the others of the queue do nothing. */
    function work(
      handlers: Handler[],
      more: { concurrency?: number; drainMs?: number; log?: (line: QueueLogLine) => void } = {},
    ): Workers {
      const idle = (['lanes.work', 'events.route'] as const).filter(
        (job) => !handlers.some((handler) => handler.job === job),
      );
      const workers = startWorkers(backend, 'work', [...handlers, ...idle.map((job) => handle(job, async () => {}))], {
        concurrency: 5,
        drainMs: 200,
        ...more,
      });
      cleanups.push(() => workers.close());
      return workers;
    }

    function gate() {
      let open: () => void = () => {};
      const opened = new Promise<void>((resolve) => {
        open = resolve;
      });
      return { open, opened };
    }

    it('brings a job with its data to its handler', async () => {
      const done: unknown[] = [];
      work([handle('lanes.work', async (data, { attempt }) => void done.push({ ...data, attempt }))]);
      expect(await queues.doorbell.ring('lanes.work', { connectionId: 'c1' })).toBe('rung');
      await expect.poll(() => done, PATIENCE).toEqual([{ connectionId: 'c1', attempt: 1 }]);
    });

    it('makes one job of many rings for the same work while it waits, and keeps other work apart', async () => {
      for (let ring = 0; ring < 5; ring += 1) {
        await queues.doorbell.ring('lanes.work', { connectionId: 'c1' });
        await queues.doorbell.ring('events.route', { connectionId: 'c1' });
        await queues.doorbell.ring('source.poll', { connectionId: 'c1', source: 'a' });
        await queues.doorbell.ring('source.poll', { connectionId: 'c1', source: 'b' });
        await queues.doorbell.ring('audit.seal', {});
      }
      await queues.doorbell.ring('lanes.work', { connectionId: 'c2' });
      const counts = await queues.inspect();
      expect(counts.map(({ queue, waiting }) => ({ queue, waiting }))).toEqual([
        { queue: 'poll', waiting: 2 },
        { queue: 'work', waiting: 3 },
        { queue: 'sweep', waiting: 1 },
      ]);
    });

    it('follows running work by exactly one more, however often it was rung for meanwhile', async () => {
      const { open, opened } = gate();
      let [started, running, most] = [0, 0, 0];
      work([
        handle('lanes.work', async () => {
          started += 1;
          running += 1;
          most = Math.max(most, running);
          await opened;
          running -= 1;
        }),
      ]);
      await queues.doorbell.ring('lanes.work', { connectionId: 'c1' });
      await expect.poll(() => started, PATIENCE).toBe(1);
      for (let ring = 0; ring < 4; ring += 1)
        expect(await queues.doorbell.ring('lanes.work', { connectionId: 'c1' })).toBe('rung');
      open();
      await expect.poll(() => started, PATIENCE).toBe(2);
      await expect
        .poll(async () => (await queues.inspect())[1], PATIENCE)
        .toMatchObject({ waiting: 0, active: 0, completed: 2 });
      expect(most).toBe(1);
      await queues.doorbell.ring('lanes.work', { connectionId: 'c1' });
      await expect.poll(() => started, PATIENCE).toBe(3);
    });

    it('calls a handler that threw again, and keeps what it failed with free of everything but the message', async () => {
      const attempts: number[] = [];
      work([
        handle('lanes.work', async (_data, { attempt }) => {
          attempts.push(attempt);
          if (attempt < 2)
            throw Object.assign(new Error('cannot reach postgresql://u:hunter2@db/x'), { token: 'canary' });
        }),
      ]);
      await queues.doorbell.ring('lanes.work', { connectionId: 'c1' });
      await expect.poll(() => attempts, PATIENCE).toEqual([1, 2]);
      await expect.poll(async () => (await queues.inspect())[1]?.completed, PATIENCE).toBe(1);
      const [job] = await queues.bull.work.getCompleted();
      expect(JSON.stringify(job)).not.toMatch(/hunter2|canary/);
    });

    it('fails an unknown job and one with unusable data at once and for good, with a line in the log', async () => {
      const lines: QueueLogLine[] = [];
      let calls = 0;
      work(
        [
          handle('lanes.work', async () => {
            calls += 1;
          }),
        ],
        { log: (line) => lines.push(line) },
      );
      await queues.bull.work.add('lanes.knit', {});
      await queues.bull.work.add('lanes.work', { connectionId: 7 });
      await queues.bull.work.add('source.poll', { connectionId: 'c', source: 's' });
      await expect
        .poll(async () => (await queues.inspect())[1], PATIENCE)
        .toMatchObject({ failed: 3, waiting: 0, delayed: 0, active: 0 });
      expect(calls).toBe(0);
      const failures = lines.filter(({ event }) => event === 'job.failed').map(({ error }) => error);
      expect(failures).toHaveLength(3);
      expect(failures.join('\n')).toMatch(/no job called "lanes.knit"[\s\S]*connectionId[\s\S]*came to the queue work/);
    });

    it('picks up the job of a worker that was killed, and a ring during its run still leads to one more', async () => {
      const url = (backend.kind === 'redis' ? backend.url : backend.databaseUrl).reveal();
      const killed = await startDoomed({ kind, url, prefix: backend.prefix });
      cleanups.push(() => killed.kill('SIGKILL'));
      const started = once(killed, 'message');
      await queues.doorbell.ring('lanes.work', { connectionId: 'c1' });
      expect((await started)[0]).toEqual({ started: { connectionId: 'c1' }, attempt: 1 });
      await queues.doorbell.ring('lanes.work', { connectionId: 'c1' });
      const exited = once(killed, 'exit');
      killed.kill('SIGKILL');
      await exited;
      const [contexts, startedMs]: [JobContext[], number] = [[], Date.now()];
      work([handle('lanes.work', async (_data, context) => void contexts.push(context))]);
      await expect.poll(() => contexts.length, PATIENCE).toBeGreaterThan(0);
      expect(Date.now() - startedMs).toBeLessThan(15_000);
      await expect.poll(() => contexts.length, PATIENCE).toBe(2);
      await expect
        .poll(async () => (await queues.inspect())[1], PATIENCE)
        .toMatchObject({ waiting: 0, active: 0, failed: 0 });
    });

    it('lets running jobs end when it closes, and takes no new ones', async () => {
      const { open, opened } = gate();
      let [started, ended] = [0, 0];
      const workers = work(
        [
          handle('lanes.work', async () => {
            started += 1;
            await opened;
            ended += 1;
          }),
        ],
        { concurrency: 1, drainMs: 10_000 },
      );
      await queues.doorbell.ring('lanes.work', { connectionId: 'c1' });
      await expect.poll(() => started, PATIENCE).toBe(1);
      await queues.doorbell.ring('lanes.work', { connectionId: 'c2' });
      const closed = workers.close();
      open();
      await closed;
      expect([started, ended]).toEqual([1, 1]);
      expect((await queues.inspect())[1]).toMatchObject({ completed: 1, waiting: 1, active: 0 });
    });

    it('closes in bounded time although a job never ends, after telling it to let go', async () => {
      let signal: AbortSignal | undefined;
      const workers = work([
        handle('lanes.work', async (_data, context) => {
          signal = context.signal;
          await new Promise(() => {});
        }),
      ]);
      await queues.doorbell.ring('lanes.work', { connectionId: 'c1' });
      await expect.poll(() => signal, PATIENCE).toBeDefined();
      const startedMs = Date.now();
      await workers.close();
      expect(Date.now() - startedMs).toBeLessThan(9_000);
      expect(signal?.aborted).toBe(true);
    });

    it('counts what there is', async () => {
      work([]);
      await queues.schedules.upsert({ key: 'sweep', timing: { everyMs: 3_600_000 }, job: 'lanes.sweep', data: {} });
      await expect
        .poll(
          async () => (await queues.inspect()).map(({ queue, workers, schedules }) => ({ queue, workers, schedules })),
          PATIENCE,
        )
        .toEqual([
          { queue: 'poll', workers: 0, schedules: 0 },
          { queue: 'work', workers: 1, schedules: 0 },
          { queue: 'sweep', workers: 0, schedules: 1 },
        ]);
    });

    afterAll(async () => {
      await wipe(backend);
    });
  });
});

async function startDoomed(backend: { kind: string; url: string; prefix: string }): Promise<ChildProcess> {
  return fork(fileURLToPath(new URL('./killed-worker.fixture.mjs', import.meta.url)), [JSON.stringify(backend)], {
    execArgv: [],
  });
}
