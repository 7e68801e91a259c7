import type { Queue } from 'bullmq';
import { catalog, type JobDefinition, type JobName, type JobPayloads, type QueueName } from './catalog.js';
import { errorText, type QueueLog } from './log.js';
import { within } from './within.js';

/** Longest wait for the backend to take a job. */
const RING_MS = 1_500;
/** After a backend that did not answer at all, nobody waits for it again for this long. */
const QUIET_MS = 1_000;

/**
 * Tells another app to look. `unavailable` is no error: what there is to do stands in Postgres, and the sweeper rings again.
 * Rings for the same work while one waits are one; while one is being done, exactly one more follows it.
 */
export interface Doorbell {
  /** Throws Bug only, when the data is not of this job. */
  ring<N extends JobName>(job: N, data: JobPayloads[N]): Promise<'rung' | 'unavailable'>;
}

export class QueueDoorbell implements Doorbell {
  #quietUntilMs = 0;

  constructor(
    private readonly queues: Record<QueueName, Queue>,
    private readonly log: QueueLog,
  ) {}

  async ring<N extends JobName>(job: N, data: JobPayloads[N]): Promise<'rung' | 'unavailable'> {
    const definition: JobDefinition<JobPayloads[N]> = catalog[job];
    const payload = definition.parse(data);
    if (Date.now() < this.#quietUntilMs) return 'unavailable';
    const startedMs = Date.now();
    try {
      const deduplication = { id: definition.sameAs(payload), keepLastIfActive: true };
      await within(RING_MS, this.queues[definition.queue].add(job, payload, { deduplication }));
      return 'rung';
    } catch (error) {
      if (Date.now() - startedMs >= RING_MS) this.#quietUntilMs = Date.now() + QUIET_MS;
      this.log({ level: 'warn', event: 'doorbell.unavailable', queue: definition.queue, job, error: errorText(error) });
      return 'unavailable';
    }
  }
}
