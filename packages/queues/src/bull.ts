import {
  type ConnectionOptions,
  createPostgresBackend,
  type Processor,
  Queue,
  type RedisOptions,
  Worker,
} from 'bullmq';
import type { QueueBackend } from './backend.js';
import { jobOptions, type QueueName, workerOptions } from './catalog.js';

/** Longest wait for a connection, in both backends. */
export const CONNECT_MS = 2_000;
const RECONNECT_MOST_MS = 2_000;

/** The adapter to BullMQ's classes: the only place that knows how a backend's connection is written down. */
export function openQueue(backend: QueueBackend, name: QueueName): Queue {
  if (backend.kind === 'redis')
    return new Queue(name, {
      connection: failingFast(backend),
      prefix: backend.prefix,
      skipWaitingForReady: true,
      defaultJobOptions: jobOptions,
    });
  const queue = new Queue(
    name,
    { connection: postgres(backend, 2), defaultJobOptions: jobOptions },
    createPostgresBackend,
  );
  // The class parameters name the backend; what we and the board use of a queue is the same for both.
  return queue as unknown as Queue;
}

export function openWorker(backend: QueueBackend, name: QueueName, processor: Processor, concurrency: number): Worker {
  const options = { ...workerOptions, concurrency };
  if (backend.kind === 'redis')
    return new Worker(name, processor, { ...options, connection: redisOptions(backend), prefix: backend.prefix });
  return new Worker(
    name,
    processor,
    { ...options, connection: postgres(backend, 3) },
    createPostgresBackend,
  ) as unknown as Worker;
}

/** For BullMQ's Nest module, which passes it to queues and workers alike. */
export function sharedConnection(backend: QueueBackend): ConnectionOptions {
  // Nest's types know Redis only; with the Postgres factory as the default the options reach pg.
  return backend.kind === 'redis' ? redisOptions(backend) : (postgres(backend, 3) as ConnectionOptions);
}

/** A worker's connection waits for Redis as long as it takes. */
function redisOptions(backend: QueueBackend & { kind: 'redis' }): RedisOptions {
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
    retryStrategy: (times: number) => Math.min(50 * 2 ** times, RECONNECT_MOST_MS),
  };
}

/** A producer's connection says at once that Redis is away. Without the version check it may also be away when we start. */
function failingFast(backend: QueueBackend & { kind: 'redis' }): RedisOptions {
  return { ...redisOptions(backend), maxRetriesPerRequest: 1, enableOfflineQueue: false, skipVersionCheck: true };
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
