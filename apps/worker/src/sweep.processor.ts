import { handle } from '@mlc/queues';
import { JobProcessor, processorOptions } from '@mlc/queues/nest';
import { Processor } from '@nestjs/bullmq';
import { Inject } from '@nestjs/common';
import { Sweeper } from './sweeper.js';

@Processor('sweep', processorOptions(1))
export class SweepProcessor extends JobProcessor {
  constructor(@Inject(Sweeper) sweeper: Sweeper) {
    super('sweep', [handle('lanes.sweep', () => sweeper.sweep()), handle('audit.seal', () => sweeper.seal())]);
  }
}
