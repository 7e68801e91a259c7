import { handle } from '@mlc/queues';
import { JobProcessor, processorOptions } from '@mlc/queues/nest';
import { Processor } from '@nestjs/bullmq';
import { Inject } from '@nestjs/common';
import { PollRunner } from './poll-runner.js';

/** Sources read at once by this process. */
const CONCURRENCY = 4;

@Processor('poll', processorOptions(CONCURRENCY))
export class PollProcessor extends JobProcessor {
  constructor(@Inject(PollRunner) runner: PollRunner) {
    super('poll', [
      handle('source.poll', async ({ connectionId, source }) => {
        await runner.poll(connectionId, source);
      }),
    ]);
  }
}
