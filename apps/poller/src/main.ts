import { openRuntime, queueLog } from '@mlc/platform';
import { bootApp, HealthModule } from '@mlc/platform/nest';
import { openQueues, parseQueueBackend } from '@mlc/queues';
import { bullModuleOptions, prepareForNest, queueRegistrations } from '@mlc/queues/nest';
import { BullModule } from '@nestjs/bullmq';
import { Module } from '@nestjs/common';
import { PollProcessor } from './poll.processor.js';
import { PollRunner } from './poll-runner.js';
import { ScheduleKeeper } from './schedule-keeper.js';

await bootApp({
  name: 'poller',
  async build(env, log) {
    const backend = parseQueueBackend();
    await prepareForNest(backend, { log: queueLog(log) });
    const runtime = await openRuntime(env, log, { poolMax: 5, fence: 'read_only' });
    const queues = await openQueues(backend, { log: queueLog(log) });
    const keeper = new ScheduleKeeper(runtime, queues.schedules, log);

    @Module({
      imports: [
        HealthModule.with([{ name: 'postgres', check: () => runtime.store.ping() }]),
        BullModule.forRoot(bullModuleOptions(backend)),
        BullModule.registerQueue(...queueRegistrations('poll')),
      ],
      providers: [PollProcessor, { provide: PollRunner, useValue: new PollRunner(runtime, queues.doorbell, log) }],
    })
    class PollerModule {}

    return {
      module: PollerModule,
      started: () => keeper.start(),
      async close() {
        await keeper.stop();
        await queues.close();
        await runtime.close();
      },
    };
  },
});
