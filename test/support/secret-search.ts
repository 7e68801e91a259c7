import { createRequire } from 'node:module';
import type { TestDatabase } from '@mlc/store/testing';
import { z } from 'zod';

/** A place where text is kept or shown, and the text. */
export interface Sink {
  where: string;
  text: string;
}

/** Ways in which a secret may lie somewhere: as it is, in base64 (both alphabets), in hex (bytea), and URL encoded. */
function formsOf(secret: string): string[] {
  const bytes = Buffer.from(secret, 'utf8');
  // Base64 of a part of a longer text: the first bytes may share a group with others, so whole groups are compared.
  const groups = [0, 1, 2].map((skip) => {
    const part = bytes.subarray(skip);
    return part.subarray(0, part.length - (part.length % 3));
  });
  const encoded = groups.flatMap((part) => [part.toString('base64'), part.toString('base64url')]);
  return [...new Set([secret, bytes.toString('hex'), encodeURIComponent(secret), ...encoded])];
}

/** `<name of the secret> in <where>` for each hit. Names only: a failed test must not print what it found. */
export function hits(sinks: Sink[], secrets: Record<string, string>): string[] {
  const found: string[] = [];
  for (const [name, secret] of Object.entries(secrets)) {
    if (secret.length < 12) throw new Error(`${name} is too short to be told from other text`);
    const forms = formsOf(secret);
    for (const { where, text } of sinks)
      if (forms.some((form) => text.includes(form) || text.includes(form.toLowerCase())))
        found.push(`${name} in ${where}`);
  }
  return found;
}

/** Every row of every table, with bytes in hex and as text. */
export async function everyRow(database: TestDatabase): Promise<Sink[]> {
  const tables = await database.sql(
    "SELECT table_schema, table_name FROM information_schema.tables WHERE table_type = 'BASE TABLE' AND table_schema NOT IN ('pg_catalog', 'information_schema')",
  );
  const sinks: Sink[] = [];
  for (const { table_schema: schema, table_name: table } of tables) {
    const rows = await database.sql(`SELECT row_to_json(t)::text AS row FROM "${String(schema)}"."${String(table)}" t`);
    for (const { row } of rows) sinks.push({ where: `table ${String(table)}`, text: withBytes(String(row)) });
  }
  return sinks;
}

/** Bytes come as hex; what they say is added. */
const withBytes = (row: string): string =>
  row +
  [...row.matchAll(/\\\\x([0-9a-f]+)/g)]
    .map(([, hex = '']) => ` ${Buffer.from(hex, 'hex').toString('latin1')}`)
    .join('');

const redisSchema = z.custom<new (url: string) => RedisClient>((value) => typeof value === 'function');
interface RedisClient {
  call(command: string, ...args: string[]): Promise<unknown>;
  disconnect(): void;
}

/** Every key of a Redis with its whole value, whatever its type. */
export async function everyKey(redisUrl: string): Promise<Sink[]> {
  // The client BullMQ brings along.
  const loaded: unknown = createRequire(import.meta.url)('ioredis');
  const Redis = redisSchema.parse(loaded);
  const client = new Redis(redisUrl);
  try {
    const keys = z.array(z.string()).parse(await client.call('KEYS', '*'));
    const sinks: Sink[] = [];
    for (const key of keys) sinks.push({ where: `redis ${key}`, text: `${key} ${await wholeValue(client, key)}` });
    return sinks;
  } finally {
    client.disconnect();
  }
}

async function wholeValue(client: RedisClient, key: string): Promise<string> {
  const reads: Record<string, string[]> = {
    string: ['GET', key],
    hash: ['HGETALL', key],
    list: ['LRANGE', key, '0', '-1'],
    set: ['SMEMBERS', key],
    zset: ['ZRANGE', key, '0', '-1', 'WITHSCORES'],
    stream: ['XRANGE', key, '-', '+'],
  };
  const type = String(await client.call('TYPE', key));
  // Gone between the two questions.
  if (type === 'none') return '';
  const [command, ...args] = reads[type] ?? [];
  if (command === undefined) throw new Error(`Redis has a value of the type ${type}, which is not searched`);
  return JSON.stringify(await client.call(command, ...args));
}
