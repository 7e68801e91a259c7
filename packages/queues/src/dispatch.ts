import { Bug } from '@mlc/kernel';
import { type Job, UnrecoverableError } from 'bullmq';
import {
  catalog,
  isJobName,
  type JobDefinition,
  type JobName,
  type JobPayloads,
  jobsOf,
  type QueueName,
} from './catalog.js';
import { errorText, type QueueLog } from './log.js';

export interface JobContext {
  jobId: string;
  /** From 1 on. Counts thrown errors, not crashes. */
  attempt: number;
  /** Aborted when the process stops and cannot wait any longer: let go of leases and return. */
  signal: AbortSignal;
}

/** A job and who does it. Made by `handle` only. */
export interface Handler {
  job: JobName;
  run(data: unknown, context: JobContext): Promise<void>;
}

/** The handler of one job. It returns when its outcome stands in Postgres, and throws only to be called again. */
export function handle<N extends JobName>(
  job: N,
  run: (data: JobPayloads[N], context: JobContext) => Promise<void>,
): Handler {
  const definition: JobDefinition<JobPayloads[N]> = catalog[job];
  return { job, run: (data, context) => run(definition.parse(data), context) };
}

/** What BullMQ hands over of a job. */
export type RungJob = Pick<Job, 'id' | 'name' | 'data' | 'attemptsMade'>;

/**
 * Does the jobs of one queue, and knows how many are being done. Made at start, where it throws Bug when a job of the queue
 * has no handler or two, or a handler belongs to another queue.
 */
export class Dispatcher {
  #active = 0;
  readonly #stop = new AbortController();
  readonly #handlers: Map<string, Handler>;

  constructor(
    readonly queue: QueueName,
    handlers: readonly Handler[],
    private readonly log: QueueLog,
  ) {
    const wanted = jobsOf(queue);
    for (const { job } of handlers)
      if (catalog[job].queue !== queue)
        throw new Bug(`${job} is a job of the queue ${catalog[job].queue}, not of ${queue}`);
    for (const job of wanted) {
      const count = handlers.filter((handler) => handler.job === job).length;
      if (count !== 1) throw new Bug(`The job ${job} of the queue ${queue} has ${count} handlers instead of one`);
    }
    this.#handlers = new Map(handlers.map((handler) => [handler.job, handler]));
  }

  get active(): number {
    return this.#active;
  }

  /** Tells the running handlers to let go. */
  stop(): void {
    this.#stop.abort(new Error('the process is stopping'));
  }

  async process(job: RungJob): Promise<void> {
    this.#active += 1;
    try {
      await this.#run(job);
    } catch (error) {
      this.log({
        level: 'error',
        event: 'job.failed',
        queue: this.queue,
        job: job.name,
        jobId: job.id ?? '',
        error: errorText(error),
      });
      // What reaches the backend is kept there in the clear: the message for people, nothing attached to it.
      throw error instanceof Bug ? new UnrecoverableError(errorText(error)) : new Error(errorText(error));
    } finally {
      this.#active -= 1;
    }
  }

  async #run(job: RungJob): Promise<void> {
    const handler = this.#handlers.get(job.name);
    if (!handler)
      throw new Bug(
        isJobName(job.name)
          ? `The job ${job.name} came to the queue ${this.queue}`
          : `There is no job called "${job.name.slice(0, 60)}"`,
      );
    await handler.run(job.data, { jobId: job.id ?? '', attempt: job.attemptsMade + 1, signal: this.#stop.signal });
  }
}
