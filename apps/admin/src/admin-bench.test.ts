// An admin process on a database of its own with something to show; the name keeps this file out of the build.
import { randomBytes } from 'node:crypto';
import { newId, redact } from '@mlc/kernel';
import { createLogger, openRuntime, type Runtime, readEnv, SECRET } from '@mlc/platform';
import type { ConnectionRow } from '@mlc/store';
import { connectionRow, createTestDatabase, type TestDatabase } from '@mlc/store/testing';
import { z } from 'zod';
import { type AppProcess, startApp } from './app-process.test.js';

export const TOKEN = 'canary-token-5d1f0c2b7a';
/** Credentials of the connection; none may be in any answer. */
export const SECRETS = ['canary-odoo-key', 'canary-shipbob-token', 'whsec_canarycanarycanarycanarycanarycan'];

export interface AdminBench {
  app: AppProcess;
  env: NodeJS.ProcessEnv;
  database: TestDatabase;
  runtime: Runtime;
  /** Named `acme`, with the lane `order:100` and the ShipBob channel 101. */
  connection: ConnectionRow;
  get(path: string, headers?: Record<string, string>): Promise<Answer>;
  post(path: string, more?: { headers?: Record<string, string>; body?: string }): Promise<Answer>;
  /** With the token and a JSON body. */
  send(method: 'POST' | 'PUT', path: string, body: unknown): Promise<Answer>;
  close(): Promise<void>;
}

export interface Answer {
  status: number;
  headers: Headers;
  text: string;
  /** Null when the answer is no JSON object. */
  json: Record<string, unknown> | null;
}

export const bearer = { authorization: `Bearer ${TOKEN}` };
export const basic = (password: string, user = 'me') => ({
  authorization: `Basic ${Buffer.from(`${user}:${password}`).toString('base64')}`,
});

const environment = (databaseUrl: string): NodeJS.ProcessEnv => ({
  PATH: process.env['PATH'],
  DATABASE_URL: databaseUrl,
  MLC_KEYS: `k1:${randomBytes(32).toString('base64')}`,
  MLC_MODE: 'test',
  MLC_QUEUE_BACKEND: 'postgres',
  MLC_ADMIN_TOKEN: TOKEN,
  LOG_LEVEL: 'info',
});

export async function openAdminBench(): Promise<AdminBench> {
  const database = await createTestDatabase();
  const env = environment(database.databaseUrl);
  const app = await startApp(env);
  const runtime = await openRuntime(readEnv(env), createLogger('bench', 'silent'));
  const connection = await seed(runtime);
  const ask = async (path: string, init: RequestInit): Promise<Answer> =>
    answerOf(await fetch(`${app.url}${path}`, { redirect: 'manual', ...init }));
  return {
    app,
    env,
    database,
    runtime,
    connection,
    get: (path, headers = bearer) => ask(path, { headers }),
    post: (path, { headers = bearer, body } = {}) => ask(path, { method: 'POST', headers, body }),
    send: (method, path, body) =>
      ask(path, { method, headers: { ...bearer, 'content-type': 'application/json' }, body: JSON.stringify(body) }),
    async close() {
      await app.stop();
      await runtime.close();
      await database.drop();
    },
  };
}

async function seed({ store, vault }: Runtime): Promise<ConnectionRow> {
  const connection = connectionRow(new Date(), { name: 'acme' });
  await store.connections.save(connection);
  const names = [SECRET.odooKey, SECRET.shipbobToken, SECRET.webhook];
  for (const [index, name] of names.entries()) await vault.put(connection.id, name, redact(SECRETS[index] ?? ''));
  const id = newId();
  const headers = { 'webhook-id': 'msg_1', 'x-webhook-topic': 'order.shipped' };
  const body = Buffer.from('{"id":100,"shipments":[]}');
  await store.events.insert(connection.id, { id, webhookId: 'msg_1', topic: 'order.shipped', headers, body });
  const notice = { laneKey: 'order:100', source: 'webhook' as const, fingerprint: 'msg_1', reason: 'webhook' };
  await store.events.route(id, ['order:100'], [notice], 'order:100');
  return connection;
}

const object = z.record(z.string(), z.unknown());

async function answerOf(response: Response): Promise<Answer> {
  const text = await response.text();
  let json: Record<string, unknown> | null = null;
  try {
    json = object.safeParse(JSON.parse(text)).data ?? null;
  } catch {
    // A page.
  }
  return { status: response.status, headers: response.headers, text, json };
}
