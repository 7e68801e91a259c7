import { BullModule, getQueueToken, Processor } from '@nestjs/bullmq';
import { Module } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { Queue, setDefaultBackendFactory } from 'bullmq';
import { afterEach, describe, expect, it } from 'vitest';
import { handle } from './dispatch.js';
import { bullModuleOptions, JobProcessor, prepareForNest, processorOptions, queueRegistrations } from './nest.js';
import { openQueues } from './queues.js';
import { backendOf, missing, wipe } from './test-backends.test.js';

const cleanups: (() => Promise<unknown> | unknown)[] = [];
afterEach(async () => {
  for (const clean of cleanups.splice(0).reverse()) await clean();
});

const done: string[] = [];
let stuck = false;
let letGo = false;

@Processor('work', processorOptions(2))
class WorkProcessor extends JobProcessor {
  constructor() {
    super(
      'work',
      [
        handle('lanes.work', async ({ connectionId }) => void done.push(connectionId)),
        handle('events.route', async (_data, { signal }) => {
          stuck = true;
          await new Promise<void>((resolve) => signal.addEventListener('abort', () => resolve()));
          letGo = true;
        }),
      ],
      { drainMs: 100 },
    );
  }
}

@Processor('sweep', processorOptions(1))
class ForgetfulProcessor extends JobProcessor {
  constructor() {
    super('sweep', [handle('lanes.sweep', async () => {})]);
  }
}

describe.each(['redis', 'postgres'] as const)('a Nest application on %s', (kind) => {
  it.skipIf(missing(kind))(
    'does the jobs of its queue and stops in bounded time, telling a stuck job to let go',
    async () => {
      const backend = backendOf(kind);
      await prepareForNest(backend);
      cleanups.push(() => wipe(backend));
      cleanups.push(() => setDefaultBackendFactory(undefined));
      @Module({
        imports: [
          BullModule.forRoot(bullModuleOptions(backend)),
          BullModule.registerQueue(...queueRegistrations('work')),
        ],
        providers: [WorkProcessor],
      })
      class WorkerModule {}
      const app = await NestFactory.createApplicationContext(WorkerModule, { logger: false });
      const queues = await openQueues(backend);
      cleanups.push(() => queues.close());

      await queues.doorbell.ring('lanes.work', { connectionId: kind });
      await expect.poll(() => done, { timeout: 10_000 }).toContain(kind);
      expect(app.get<Queue>(getQueueToken('work'))).toBeInstanceOf(Queue);
      expect(await app.get<Queue>(getQueueToken('work')).getJobCountByTypes('completed')).toBe(1);

      [stuck, letGo] = [false, false];
      await queues.doorbell.ring('events.route', { connectionId: kind });
      await expect.poll(() => stuck, { timeout: 10_000 }).toBe(true);
      const startedMs = Date.now();
      await app.close();
      expect(letGo).toBe(true);
      expect(Date.now() - startedMs).toBeLessThan(9_000);
    },
  );
});

it('does not start when a job of its queue has no handler', async () => {
  @Module({ providers: [ForgetfulProcessor] })
  class BrokenModule {}
  await expect(
    NestFactory.createApplicationContext(BrokenModule, { logger: false, abortOnError: false }),
  ).rejects.toThrow(/audit.seal of the queue sweep has 0 handlers/);
});
