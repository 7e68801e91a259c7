import type { Worker } from 'bullmq';
import type { QueueBackend } from './backend.js';
import { openWorker } from './bull.js';
import type { QueueName } from './catalog.js';
import { Dispatcher, type Handler } from './dispatch.js';
import { errorText, type QueueLog, silent } from './log.js';
import { endedWithin } from './within.js';

/** How long a stopping process lets its running jobs end by themselves, and then how long it waits for them to let go. */
export const DRAIN_MS = 20_000;
const LET_GO_MS = 2_000;
const CLOSE_MS = 3_000;
const LOOK_MS = 25;

export interface WorkerOptions {
  /** Jobs done at once by this process. */
  concurrency: number;
  drainMs?: number;
  log?: QueueLog;
}

export interface Workers {
  /** Jobs being done in this process. */
  readonly active: number;
  /** Fetches no more, lets the running jobs end (see DRAIN_MS), and returns in bounded time, whatever the backend does. */
  close(): Promise<void>;
}

/** Starts doing the jobs of a queue. Throws Bug unless each of its jobs has exactly one handler. */
export function startWorkers(
  backend: QueueBackend,
  queue: QueueName,
  handlers: readonly Handler[],
  options: WorkerOptions,
): Workers {
  const log = options.log ?? silent;
  const dispatcher = new Dispatcher(queue, handlers, log);
  const { it: worker, release } = openWorker(backend, queue, (job) => dispatcher.process(job), options.concurrency);
  logWorker(worker, queue, log);
  return {
    get active() {
      return dispatcher.active;
    },
    async close() {
      release();
      await closeWorker(worker, dispatcher, options.drainMs ?? DRAIN_MS);
    },
  };
}

export function logWorker(worker: Worker, queue: QueueName, log: QueueLog): void {
  worker.on('error', (error) => log({ level: 'warn', event: 'worker.error', queue, error: errorText(error) }));
  worker.on('stalled', (jobId) => log({ level: 'warn', event: 'job.picked_up_again', queue, jobId }));
}

/** A job still running at the end keeps its lock for a few seconds and is then done again elsewhere; lanes know how to bear that. */
export async function closeWorker(worker: Worker, dispatcher: Dispatcher, drainMs: number): Promise<void> {
  await endedWithin(CLOSE_MS, worker.pause(true));
  if (!(await idle(dispatcher, drainMs))) {
    dispatcher.stop();
    await idle(dispatcher, LET_GO_MS);
  }
  const force = dispatcher.active > 0;
  if (!(await endedWithin(CLOSE_MS, worker.close(force)))) await endedWithin(CLOSE_MS, worker.disconnect());
}

async function idle(dispatcher: Dispatcher, timeoutMs: number): Promise<boolean> {
  const untilMs = Date.now() + timeoutMs;
  while (dispatcher.active > 0 && Date.now() < untilMs) await new Promise((resolve) => setTimeout(resolve, LOOK_MS));
  return dispatcher.active === 0;
}
