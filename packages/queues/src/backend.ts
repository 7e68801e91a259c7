import { BadInput, parseEnv, Redacted } from '@mlc/kernel';
import { z } from 'zod';

/** Where the doorbell hangs. Redis for anything real, Postgres for trying out and small installations. */
export type QueueBackend =
  | { kind: 'redis'; url: Redacted<string>; prefix: string }
  | { kind: 'postgres'; databaseUrl: Redacted<string>; prefix: string };

/** In braces: Redis Cluster then keeps all keys of our queues on one node, as BullMQ needs. */
export const DEFAULT_PREFIX = '{mlc}';

// An empty variable, as a compose file leaves it, is an unset one.
const optional = <T extends z.ZodType>(schema: T) =>
  z.preprocess((value) => (value === '' ? undefined : value), schema.optional());

const environment = z.object({
  MLC_QUEUE_BACKEND: optional(z.enum(['redis', 'postgres'])),
  REDIS_URL: optional(z.string().regex(/^rediss?:\/\/\S+$/, 'expected redis://host:port or rediss://host:port')),
  DATABASE_URL: optional(
    z.string().regex(/^postgres(ql)?:\/\/\S+$/, 'expected postgresql://user:password@host:port/database'),
  ),
  MLC_QUEUE_PREFIX: optional(
    z
      .string()
      .regex(
        /^(\{[\w.-]{1,40}\}|[\w.-]{1,40})$/,
        'expected letters, digits, dots, dashes, at most 40, or the same in braces',
      ),
  ),
});

/**
 * Reads MLC_QUEUE_BACKEND (`redis`, the default, or `postgres`), REDIS_URL, DATABASE_URL and MLC_QUEUE_PREFIX. Throws BadInput
 * naming the variable.
 */
export function parseQueueBackend(env: NodeJS.ProcessEnv = process.env): QueueBackend {
  const parsed = parseEnv(environment, env);
  const prefix = parsed.MLC_QUEUE_PREFIX ?? DEFAULT_PREFIX;
  if (parsed.MLC_QUEUE_BACKEND === 'postgres') {
    if (parsed.DATABASE_URL === undefined) throw missing('DATABASE_URL', 'MLC_QUEUE_BACKEND=postgres');
    return { kind: 'postgres', databaseUrl: new Redacted(parsed.DATABASE_URL), prefix };
  }
  if (parsed.REDIS_URL === undefined) throw missing('REDIS_URL', 'the queues');
  return { kind: 'redis', url: new Redacted(parsed.REDIS_URL), prefix };
}

/** For start-up lines: kind, host and prefix, no credential. */
export function describeBackend(backend: QueueBackend): string {
  const url = new URL((backend.kind === 'redis' ? backend.url : backend.databaseUrl).reveal());
  const where = backend.kind === 'redis' ? `Redis at ${url.host}` : `Postgres at ${url.host}${url.pathname}`;
  return `${where}, prefix ${backend.prefix}`;
}

const missing = (field: string, needer: string): BadInput =>
  new BadInput(`${field} is not set, but ${needer} need${needer.includes('=') ? 's' : ''} it.`, {
    code: 'queues.backend_missing',
    field,
    fix: 'Set REDIS_URL=redis://host:6379 (Redis 6.2 or newer with AOF), or MLC_QUEUE_BACKEND=postgres and DATABASE_URL to do without Redis.',
  });
