import { BadInput, RetryLater } from '@mlc/kernel';
import { runMigrations } from 'bullmq';
import { Redis } from 'ioredis';
import pg from 'pg';
import type { QueueBackend } from './backend.js';
import { CONNECT_MS, postgresSchema } from './bull.js';
import { errorText, type QueueLog, silent } from './log.js';
import { within } from './within.js';

export interface PrepareOptions {
  /** `warn` only logs what `enforce` refuses, for trying out. Default: what MLC_REDIS_CHECK says. */
  redisCheck?: 'enforce' | 'warn';
  log?: QueueLog;
}

/** `warn` when MLC_REDIS_CHECK is `off`, else `enforce`. */
const redisCheckOf = (env: NodeJS.ProcessEnv = process.env): 'enforce' | 'warn' =>
  env['MLC_REDIS_CHECK'] === 'off' ? 'warn' : 'enforce';

/**
 * To be awaited once at start, before queues or workers are opened.
 * - Redis: refuses one that may forget (no AOF) or evict; BadInput `queues.redis_unsafe`. One that does not answer is no reason
 *   not to start (`unreachable`): an ingress takes webhooks without it. A refused password is: BadInput `queues.redis_login`.
 * - Postgres: makes BullMQ's tables, one process at a time (BullMQ takes an advisory lock); RetryLater when the database is away.
 */
export async function prepareBackend(
  backend: QueueBackend,
  options: PrepareOptions = {},
): Promise<'ready' | 'unreachable'> {
  return backend.kind === 'redis' ? checkRedis(backend, options) : migratePostgres(backend);
}

async function checkRedis(
  backend: QueueBackend & { kind: 'redis' },
  { redisCheck = redisCheckOf(), log = silent }: PrepareOptions,
): Promise<'ready' | 'unreachable'> {
  const info = await readInfo(backend, log);
  if (info === null) return 'unreachable';
  const faults = [
    info.get('aof_enabled') === '1' ? null : 'appendonly is not yes: a restart forgets what waits',
    info.get('maxmemory_policy') === 'noeviction'
      ? null
      : `maxmemory-policy is ${info.get('maxmemory_policy') ?? 'unknown'}, not noeviction: it may throw away what waits`,
  ].filter((fault) => fault !== null);
  if (faults.length === 0) return 'ready';
  const message = `This Redis is not safe for queues: ${faults.join('; ')}.`;
  if (redisCheck === 'enforce')
    throw new BadInput(message, {
      code: 'queues.redis_unsafe',
      field: 'REDIS_URL',
      fix: 'Start Redis with "appendonly yes" and "maxmemory-policy noeviction" (redis.conf, or CONFIG SET followed by CONFIG REWRITE). For trying out only, MLC_REDIS_CHECK=off starts anyway.',
    });
  log({ level: 'warn', event: 'redis.unsafe', error: message });
  return 'ready';
}

/** INFO and not CONFIG GET: hosted ones forbid the latter. Null when nobody answers. */
async function readInfo(backend: QueueBackend & { kind: 'redis' }, log: QueueLog): Promise<Map<string, string> | null> {
  const redis = new Redis(backend.url.reveal(), {
    lazyConnect: true,
    retryStrategy: () => null,
    connectTimeout: CONNECT_MS,
    maxRetriesPerRequest: 0,
  });
  let reason: unknown = null;
  redis.on('error', (error) => {
    reason = error;
  });
  try {
    const text = await within(
      2 * CONNECT_MS,
      redis.connect().then(() => redis.info()),
    );
    return new Map(
      text
        .split(/\r?\n/)
        .map((line): [string, string] => [line.slice(0, line.indexOf(':')), line.slice(line.indexOf(':') + 1)]),
    );
  } catch (error) {
    const why = errorText(reason ?? error);
    if (/WRONGPASS|NOAUTH|NOPERM|invalid password/i.test(`${why} ${errorText(error)}`))
      throw new BadInput('Redis refused the user name or password of REDIS_URL.', {
        code: 'queues.redis_login',
        field: 'REDIS_URL',
        fix: 'Write them into the URL: redis://user:password@host:6379, percent-encoded.',
      });
    log({ level: 'warn', event: 'redis.unreachable', error: why });
    return null;
  } finally {
    redis.disconnect();
  }
}

async function migratePostgres(backend: QueueBackend & { kind: 'postgres' }): Promise<'ready'> {
  const client = new pg.Client({ connectionString: backend.databaseUrl.reveal(), connectionTimeoutMillis: CONNECT_MS });
  client.on('error', () => {});
  try {
    await client.connect();
    await runMigrations(client, postgresSchema(backend.prefix));
    return 'ready';
  } catch (error) {
    throw new RetryLater(`The tables of the queues could not be made: ${errorText(error)}.`, CONNECT_MS, {
      code: 'queues.migration_failed',
      field: 'DATABASE_URL',
      fix: 'Check that the database is up and that its user may create a schema in it.',
    });
  } finally {
    await client.end().catch(() => {});
  }
}
