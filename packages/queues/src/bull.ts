import { type ConnectionOptions, createPostgresBackend, type Processor, Queue, Worker } from 'bullmq';
import { Redis } from 'ioredis';
import type { QueueBackend } from './backend.js';
import { jobOptions, type QueueName, workerOptions } from './catalog.js';

/** Longest wait for a connection, in both backends. */
export const CONNECT_MS = 2_000;
const RECONNECT_MOST_MS = 2_000;

/** What was opened, and how to let go of its connections for good: BullMQ's own close leaves ioredis reconnecting for ever. */
export interface Opened<T> {
  it: T;
  release(): void;
}

/**
 * The producer's side of all queues. On Redis they share one connection, which says at once when Redis is away. This file is
 * the adapter to BullMQ's classes, the only place that knows how a backend's connection is written down.
 */
export function openProducers(backend: QueueBackend): Opened<Record<QueueName, Queue>> {
  if (backend.kind === 'postgres') {
    const open = (name: QueueName) =>
      new Queue(name, { connection: postgres(backend, 2), defaultJobOptions: jobOptions }, createPostgresBackend);
    // The class parameters name the backend; what we and the board use of a queue is the same for both.
    const it = { poll: open('poll'), work: open('work'), sweep: open('sweep') } as unknown as Record<QueueName, Queue>;
    return { it, release: () => {} };
  }
  const connection = new Redis({ ...redisOptions(backend), maxRetriesPerRequest: 1, enableOfflineQueue: false });
  // The queues report its errors; this listener remains when they are closed.
  connection.on('error', () => {});
  const options = {
    connection,
    prefix: backend.prefix,
    defaultJobOptions: jobOptions,
    skipWaitingForReady: true,
    // Its question would fail for good when Redis is away at the start.
    skipVersionCheck: true,
  };
  const open = (name: QueueName) => new Queue(name, options);
  return {
    it: { poll: open('poll'), work: open('work'), sweep: open('sweep') },
    release: () => connection.disconnect(),
  };
}

export function openWorker(
  backend: QueueBackend,
  name: QueueName,
  processor: Processor,
  concurrency: number,
): Opened<Worker> {
  const options = { ...workerOptions, concurrency };
  if (backend.kind === 'postgres') {
    const it = new Worker(name, processor, { ...options, connection: postgres(backend, 3) }, createPostgresBackend);
    return { it: it as unknown as Worker, release: () => {} };
  }
  let released = false;
  const connection = redisOptions(backend, () => released);
  return {
    it: new Worker(name, processor, { ...options, connection, prefix: backend.prefix }),
    release: () => {
      released = true;
    },
  };
}

/** For BullMQ's Nest module, which passes it to queues and workers alike. */
export function sharedConnection(backend: QueueBackend): ConnectionOptions {
  // Nest's types know Redis only; with the Postgres factory as the default the options reach pg.
  return backend.kind === 'redis' ? redisOptions(backend) : (postgres(backend, 3) as ConnectionOptions);
}

/** A worker's connection waits for Redis as long as it takes, or until it was released. */
function redisOptions(backend: QueueBackend & { kind: 'redis' }, released: () => boolean = () => false) {
  const url = new URL(backend.url.reveal());
  return {
    host: url.hostname.replace(/^\[|\]$/g, ''),
    port: url.port === '' ? 6379 : Number(url.port),
    ...(url.username === '' ? {} : { username: decodeURIComponent(url.username) }),
    ...(url.password === '' ? {} : { password: decodeURIComponent(url.password) }),
    db: Number(url.pathname.slice(1) || 0),
    ...(url.protocol === 'rediss:' ? { tls: {} } : {}),
    connectTimeout: CONNECT_MS,
    maxRetriesPerRequest: null,
    retryStrategy: (times: number) => (released() ? null : Math.min(50 * 2 ** times, RECONNECT_MOST_MS)),
  };
}

function postgres(backend: QueueBackend & { kind: 'postgres' }, max: number) {
  return {
    connectionString: backend.databaseUrl.reveal(),
    schema: postgresSchema(backend.prefix),
    max,
    connectionTimeoutMillis: CONNECT_MS,
    allowExitOnIdle: true,
  };
}

/** The schema that stands for the prefix, e.g. `{mlc}` -> `bullmq_mlc`. */
export const postgresSchema = (prefix: string): string =>
  `bullmq_${prefix
    .replace(/[{}]/g, '')
    .toLowerCase()
    .replace(/[^a-z0-9_]/g, '_')}`;
