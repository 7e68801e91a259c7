import { Caretaker, openRuntime, queueLog, Repeating } from '@mlc/platform';
import { bootApp, HealthModule } from '@mlc/platform/nest';
import { openQueues, parseQueueBackend } from '@mlc/queues';
import { bullModuleOptions, prepareForNest, queueRegistrations } from '@mlc/queues/nest';
import { BullModule } from '@nestjs/bullmq';
import { Module } from '@nestjs/common';
import { SweepProcessor } from './sweep.processor.js';
import { Sweeper } from './sweeper.js';
import { DOORBELL } from './tokens.js';
import { WorkProcessor } from './work.processor.js';
import { WorkRunner } from './work-runner.js';

await bootApp({
  name: 'worker',
  async build(env, log) {
    const backend = parseQueueBackend();
    await prepareForNest(backend, { log: queueLog(log) });
    const runtime = await openRuntime(env, log, { poolMax: 8, fence: 'permitted' });
    const queues = await openQueues(backend, { log: queueLog(log) });
    const runner = new WorkRunner(runtime, log);
    const sweeper = new Sweeper(runtime, queues, log);
    const caretaker = new Caretaker(runtime, log);
    const upkeep = new Repeating(Math.max(1000, env.MLC_SWEEP_MS), () => caretaker.run());

    @Module({
      imports: [
        HealthModule.with([{ name: 'postgres', check: () => runtime.store.ping() }]),
        BullModule.forRoot(bullModuleOptions(backend)),
        BullModule.registerQueue(...queueRegistrations('work', 'sweep')),
      ],
      providers: [
        WorkProcessor,
        SweepProcessor,
        { provide: WorkRunner, useValue: runner },
        { provide: Sweeper, useValue: sweeper },
        { provide: DOORBELL, useValue: queues.doorbell },
      ],
    })
    class WorkerModule {}

    return {
      module: WorkerModule,
      async started() {
        await sweeper.start();
        // Not waited for: a remote that is slow must not keep this process from its work.
        void upkeep.start();
      },
      closing: () => runner.stop(),
      async close() {
        await Promise.all([sweeper.stop(), upkeep.stop()]);
        await queues.close();
        await runtime.close();
      },
    };
  },
});
