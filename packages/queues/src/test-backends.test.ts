// Helpers of the integration tests; the name keeps them out of the build.
import { randomBytes } from 'node:crypto';
import net from 'node:net';
import { Redacted } from '@mlc/kernel';
import { Redis } from 'ioredis';
import pg from 'pg';
import type { QueueBackend } from './backend.js';
import { postgresSchema } from './bull.js';

export const freshPrefix = (): string => `{t${randomBytes(5).toString('hex')}}`;

export type BackendKind = QueueBackend['kind'];

/** The server given for a kind, or null. In CI both must be there: a suite that skips itself proves nothing. */
function urlOf(kind: BackendKind): string | null {
  const name = kind === 'redis' ? 'MLC_TEST_REDIS_URL' : 'DATABASE_URL';
  const url = process.env[name];
  if (url) return url;
  if (process.env['CI'] === 'true') throw new Error(`${name} must be set when CI=true`);
  return null;
}

export const missing = (kind: BackendKind): boolean => urlOf(kind) === null;

/** The backend of a kind under a prefix of its own. */
export function backendOf(kind: BackendKind, prefix = freshPrefix()): QueueBackend {
  const url = new Redacted(urlOf(kind) ?? 'redis://nowhere.invalid');
  return kind === 'redis' ? { kind, url, prefix } : { kind, databaseUrl: url, prefix };
}

/** Removes everything under the prefix. */
export async function wipe(backend: QueueBackend): Promise<void> {
  if (backend.kind === 'postgres') {
    const client = new pg.Client({ connectionString: backend.databaseUrl.reveal() });
    await client.connect();
    await client.query(`DROP SCHEMA IF EXISTS ${postgresSchema(backend.prefix)} CASCADE`);
    await client.end();
    return;
  }
  const redis = new Redis(backend.url.reveal());
  const keys = await redis.keys(`${backend.prefix}:*`);
  if (keys.length > 0) await redis.del(...keys);
  redis.disconnect();
}

export interface Closable {
  port: number;
  close(): Promise<void>;
}

export function listen(onSocket: (socket: net.Socket) => void, port = 0): Promise<Closable> {
  const sockets = new Set<net.Socket>();
  const server = net.createServer((socket) => {
    sockets.add(socket);
    socket.on('error', () => {});
    socket.on('close', () => sockets.delete(socket));
    onSocket(socket);
  });
  return new Promise((resolve, reject) => {
    server.on('error', reject);
    server.listen(port, '127.0.0.1', () => {
      const address = server.address();
      resolve({
        port: typeof address === 'object' && address ? address.port : 0,
        close: () =>
          new Promise((closed) => {
            server.close(() => closed());
            for (const socket of sockets) socket.destroy();
          }),
      });
    });
  });
}

/** A server that speaks just enough of Redis' protocol to be asked INFO. */
export function fakeRedis(answer: (command: string) => string): Promise<Closable> {
  return listen((socket) => {
    socket.on('data', (data) => {
      // Each command is an array; its first bulk string is the name.
      for (const match of data.toString().matchAll(/\*\d+\r\n\$\d+\r\n([A-Za-z]+)/g))
        socket.write(answer((match[1] ?? '').toUpperCase()));
    });
  });
}

export const bulk = (text: string): string => `$${Buffer.byteLength(text)}\r\n${text}\r\n`;

/** A forwarder to a server, to cut its connections and to let it come back on the same port. */
export function forward(to: { host: string; port: number }, port = 0): Promise<Closable> {
  return listen((socket) => {
    const upstream = net.connect(to.port, to.host);
    upstream.on('error', () => socket.destroy());
    upstream.on('close', () => socket.destroy());
    socket.on('close', () => upstream.destroy());
    socket.pipe(upstream).pipe(socket);
  }, port);
}
