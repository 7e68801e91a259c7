import { type Doorbell, handle } from '@mlc/queues';
import { JobProcessor, processorOptions } from '@mlc/queues/nest';
import { Processor } from '@nestjs/bullmq';
import { Inject } from '@nestjs/common';
import { DOORBELL } from './tokens.js';
import { WorkRunner } from './work-runner.js';

/** Connections worked on at once by this process. */
const CONCURRENCY = 4;

@Processor('work', processorOptions(CONCURRENCY))
export class WorkProcessor extends JobProcessor {
  constructor(@Inject(WorkRunner) runner: WorkRunner, @Inject(DOORBELL) doorbell: Doorbell) {
    super('work', [
      handle('lanes.work', async ({ connectionId }) => {
        const ring = () => doorbell.ring('lanes.work', { connectionId });
        const turn = await runner.work(connectionId);
        if (turn === 'more') await ring();
        if (turn === 'resting') runner.ringAfterRest(connectionId, () => void ring());
      }),
      handle('events.route', async ({ connectionId }) => {
        const { routed, sources } = await runner.route(connectionId);
        for (const source of sources)
          runner.ringSpaced(connectionId, source, () => void doorbell.ring('source.poll', { connectionId, source }));
        if (routed > 0) await doorbell.ring('lanes.work', { connectionId });
      }),
    ]);
  }
}
