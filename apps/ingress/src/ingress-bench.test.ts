// An ingress process on a database of its own, with connections and senders; the name keeps this file out of the build.
import { randomBytes } from 'node:crypto';
import { routeEvents } from '@mlc/engine';
import { newId, type Redacted } from '@mlc/kernel';
import { createLogger, openRuntime, type Runtime, readEnv, SECRET } from '@mlc/platform';
import { channelOf, newWebhookSecret, routeWebhook, webhookBody } from '@mlc/shipbob';
import type { ConnectionRow } from '@mlc/store';
import { connectionRow, createTestDatabase, type TestDatabase } from '@mlc/store/testing';
import { Webhook } from 'standardwebhooks';
import { expect, vi } from 'vitest';
import { type AppProcess, startApp } from './app-process.test.js';

export type Headers = Record<string, string>;

/** A connection and the secret ShipBob signs its deliveries with. */
export interface Sender {
  connection: ConnectionRow;
  secret: Redacted<string>;
}

export interface Answer {
  status: number;
  outcome: unknown;
}

export interface IngressBench {
  app: AppProcess;
  env: NodeJS.ProcessEnv;
  database: TestDatabase;
  runtime: Runtime;
  /** A connection with a webhook secret. */
  newSender(more?: Partial<ConnectionRow>): Promise<Sender>;
  send(sender: Sender, headers: Headers, body: string | Buffer, url?: string): Promise<Answer>;
  /** Rows of the inbox, oldest first. */
  events(sender: Sender): Promise<Record<string, unknown>[]>;
  /** How many deliveries were refused, by reason. `-` stands for a key that nobody has. */
  refusals(connectionKey: string): Promise<Record<string, number>>;
  /** Waits until this much was counted. */
  counted(connectionKey: string, wanted: Record<string, number>): Promise<void>;
  /** As the worker does: each event to its lane, or ignored with a reason. */
  route(sender: Sender): Promise<{ routed: number; ignored: number }>;
  close(): Promise<void>;
}

/** Environment of a process of ours on this database, with queues that need no Redis. */
const environment = (databaseUrl: string): NodeJS.ProcessEnv => ({
  PATH: process.env['PATH'],
  DATABASE_URL: databaseUrl,
  MLC_KEYS: `k1:${randomBytes(32).toString('base64')}`,
  MLC_MODE: 'test',
  MLC_QUEUE_BACKEND: 'postgres',
  LOG_LEVEL: 'info',
});

/**
 * `more` changes the environment of the process only; `through` does so when it must know the database's URL, e.g. to put
 * something in between.
 */
export async function openIngressBench(
  more: NodeJS.ProcessEnv = {},
  through: (databaseUrl: string) => NodeJS.ProcessEnv = () => ({}),
): Promise<IngressBench> {
  const database = await createTestDatabase();
  const own = environment(database.databaseUrl);
  const env = { ...own, ...more, ...through(database.databaseUrl) };
  const app = await startApp(env);
  const runtime = await openRuntime(readEnv(own), createLogger('bench', 'silent'));
  const refusals = async (connectionKey: string): Promise<Record<string, number>> => {
    const rows = await database.sql(
      'SELECT reason, sum(count)::int AS count FROM ingress_counter WHERE connection_key = $1 GROUP BY reason',
      [connectionKey],
    );
    return Object.fromEntries(rows.map(({ reason, count }) => [String(reason), Number(count)]));
  };
  return {
    app,
    env,
    database,
    runtime,
    refusals,
    async newSender(changes = {}) {
      const connection = connectionRow(new Date(), changes);
      await runtime.store.connections.save(connection);
      const secret = newWebhookSecret();
      await runtime.vault.put(connection.id, SECRET.webhook, secret);
      return { connection, secret };
    },
    async send({ connection }, headers, body, url = app.url) {
      const target = `${url}/webhooks/shipbob/${connection.webhookKey}`;
      return answerOf(await fetch(target, { method: 'POST', headers: { ...headers }, body: bytesOf(body) }));
    },
    events: ({ connection }) =>
      database.sql('SELECT * FROM inbox_event WHERE connection_id = $1 ORDER BY received_at, id', [connection.id]),
    counted: (connectionKey, wanted) =>
      vi.waitFor(async () => expect(await refusals(connectionKey)).toEqual(wanted), { timeout: 10_000 }),
    route: ({ connection }) =>
      routeEvents({
        connectionId: connection.id,
        channelId: connection.shipbobChannelId,
        paused: connection.state === 'paused',
        events: runtime.store.events,
        ledger: runtime.store.ledger,
        classify: (event) => {
          const body = webhookBody(event.body);
          return { channelId: channelOf(event.headers, body), about: routeWebhook(event.topic, body) };
        },
        log: () => undefined,
      }),
    async close() {
      await app.stop();
      await runtime.close();
      await database.drop();
    },
  };
}

const bytesOf = (body: string | Buffer): Uint8Array<ArrayBuffer> => Uint8Array.from(Buffer.from(body));

export async function answerOf(response: Response): Promise<Answer> {
  const text = await response.text();
  let outcome: unknown = text;
  try {
    outcome = JSON.parse(text).outcome;
  } catch {
    // Not ours; shown as it is.
  }
  return { status: response.status, outcome };
}

export interface Signing {
  id?: string;
  at?: Date;
  topic?: string;
}

/** The headers of a genuine delivery, signed with the `standardwebhooks` package. */
export function signed(
  { secret }: Pick<Sender, 'secret'>,
  body: string,
  { id = `msg_${newId()}`, at = new Date(), topic = 'order.shipped' }: Signing = {},
): Headers {
  return {
    'content-type': 'application/json',
    'webhook-id': id,
    'webhook-timestamp': String(Math.floor(at.getTime() / 1000)),
    'webhook-signature': new Webhook(secret.reveal()).sign(id, at, body),
    'x-webhook-topic': topic,
  };
}

/** An order as `order.shipped` brings it. */
export const orderBody = (id = 100, channelId = 101): string =>
  JSON.stringify({ id, channel: { id: channelId, name: 'acme' }, shipments: [{ id: id + 1 }], status: 'Fulfilled' });
