import { type RegisterQueueOptions, WorkerHost } from '@nestjs/bullmq';
import type { BeforeApplicationShutdown, OnApplicationBootstrap } from '@nestjs/common';
import { createPostgresBackend, type Job, setDefaultBackendFactory } from 'bullmq';
import type { QueueBackend } from './backend.js';
import { sharedConnection } from './bull.js';
import { jobOptions, QUEUE_NAMES, type QueueName, workerOptions } from './catalog.js';
import { Dispatcher, type Handler } from './dispatch.js';
import { type QueueLog, silent } from './log.js';
import { type PrepareOptions, prepareBackend } from './prepare.js';
import { closeWorker, DRAIN_MS, logWorker } from './workers.js';

/**
 * To be awaited before Nest builds a module with BullMQ in it: prepares the backend (see `prepareBackend`) and makes it the one
 * that BullMQ's classes use, since Nest's module cannot be told.
 */
export async function prepareForNest(backend: QueueBackend, options: PrepareOptions = {}): Promise<void> {
  await prepareBackend(backend, options);
  setDefaultBackendFactory(backend.kind === 'postgres' ? createPostgresBackend : undefined);
}

/** For `BullModule.forRoot(...)`. */
export const bullModuleOptions = (backend: QueueBackend) => ({
  connection: sharedConnection(backend),
  prefix: backend.prefix,
  defaultJobOptions: jobOptions,
});

/** For `BullModule.registerQueue(...queueRegistrations('work', 'sweep'))`; all queues when none is named. */
export const queueRegistrations = (...names: QueueName[]): RegisterQueueOptions[] =>
  (names.length === 0 ? [...QUEUE_NAMES] : names).map((name) => ({ name }));

/** For `@Processor('work', processorOptions(4))`. */
export const processorOptions = (concurrency: number) => ({ ...workerOptions, concurrency });

/**
 * Base of Nest processors. Subclass it, put `@Processor(queue, processorOptions(n))` on it and give the handlers to `super`:
 * a job of the queue without a handler, or with two, stops the application from starting.
 */
export abstract class JobProcessor extends WorkerHost implements OnApplicationBootstrap, BeforeApplicationShutdown {
  readonly #dispatcher: Dispatcher;
  readonly #log: QueueLog;
  readonly #drainMs: number;

  protected constructor(
    queue: QueueName,
    handlers: readonly Handler[],
    options: { log?: QueueLog; drainMs?: number } = {},
  ) {
    super();
    this.#log = options.log ?? silent;
    this.#drainMs = options.drainMs ?? DRAIN_MS;
    this.#dispatcher = new Dispatcher(queue, handlers, this.#log);
  }

  process(job: Job): Promise<void> {
    return this.#dispatcher.process(job);
  }

  onApplicationBootstrap(): void {
    logWorker(this.worker, this.#dispatcher.queue, this.#log);
  }

  /** Before Nest closes the workers itself, which would wait for running jobs without end. */
  async beforeApplicationShutdown(): Promise<void> {
    await closeWorker(this.worker, this.#dispatcher, this.#drainMs);
  }
}
