import { RetryLater } from '@mlc/kernel';
import type { Queue } from 'bullmq';
import type { QueueBackend } from './backend.js';
import { openProducers } from './bull.js';
import { QUEUE_NAMES, type QueueName } from './catalog.js';
import { type Doorbell, QueueDoorbell } from './doorbell.js';
import { errorText, silent } from './log.js';
import { type PrepareOptions, prepareBackend } from './prepare.js';
import { Schedules } from './schedules.js';
import { endedWithin, within } from './within.js';

const INSPECT_MS = 3_000;
const READY_MS = 2_000;
const CLOSE_MS = 2_000;

export interface QueueCounts {
  queue: QueueName;
  waiting: number;
  active: number;
  delayed: number;
  failed: number;
  completed: number;
  /** Workers connected to this queue, over all processes. */
  workers: number;
  schedules: number;
}

export interface Queues {
  doorbell: Doorbell;
  schedules: Schedules;
  /** For `status` and the health page. Throws RetryLater `queues.unavailable`. */
  inspect(): Promise<QueueCounts[]>;
  /** BullMQ's own objects, for Bull Board. */
  bull: Record<QueueName, Queue>;
  /** Ends within seconds, whatever the backend does. */
  close(): Promise<void>;
}

/**
 * Prepares the backend and opens the producer's side of all queues. Waits shortly for the connections; a Redis that is away is
 * no error, its doorbell answers `unavailable` until it is back. Throws what `prepareBackend` throws.
 */
export async function openQueues(backend: QueueBackend, options: PrepareOptions = {}): Promise<Queues> {
  const log = options.log ?? silent;
  const state = await prepareBackend(backend, options);
  const { it: bull, release } = openProducers(backend);
  // Without a listener an error of the connection would be printed with its stack, over and over.
  for (const name of QUEUE_NAMES)
    bull[name].on('error', (error) =>
      log({ level: 'warn', event: 'queue.error', queue: name, error: errorText(error) }),
    );
  if (state === 'ready') await connected(bull);
  return {
    doorbell: new QueueDoorbell(bull, log),
    schedules: new Schedules(bull),
    bull,
    async inspect() {
      try {
        return await within(INSPECT_MS, Promise.all(QUEUE_NAMES.map((name) => count(bull[name], name))));
      } catch (error) {
        throw new RetryLater(`The queues could not be reached: ${errorText(error)}.`, INSPECT_MS, {
          code: 'queues.unavailable',
        });
      }
    },
    async close() {
      await Promise.all(QUEUE_NAMES.map((name) => endedWithin(CLOSE_MS, bull[name].close())));
      release();
    },
  };
}

/** Producers fail fast, also in the first milliseconds; so wait for those here. */
async function connected(bull: Record<QueueName, Queue>): Promise<void> {
  const untilMs = Date.now() + READY_MS;
  const answers = async (queue: Queue): Promise<void> => {
    while (Date.now() < untilMs) {
      try {
        await within(READY_MS, queue.getJobCounts('active'));
        return;
      } catch {
        await new Promise((resolve) => setTimeout(resolve, 20));
      }
    }
  };
  await Promise.all(QUEUE_NAMES.map((name) => answers(bull[name])));
}

async function count(queue: Queue, name: QueueName): Promise<QueueCounts> {
  const counts = await queue.getJobCounts('waiting', 'active', 'delayed', 'failed', 'completed', 'prioritized');
  const of = (state: string): number => counts[state] ?? 0;
  return {
    queue: name,
    waiting: of('waiting') + of('prioritized'),
    active: of('active'),
    delayed: of('delayed'),
    failed: of('failed'),
    completed: of('completed'),
    workers: await queue.getWorkersCount(),
    schedules: await queue.getJobSchedulersCount(),
  };
}
