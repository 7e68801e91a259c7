import { randomBytes } from 'node:crypto';
import {
  type Authorized,
  applyConnection,
  beginAuthorization,
  createLogger,
  endAuthorization,
  openRuntime,
  parseConnectionFile,
  type Runtime,
  readEnv,
} from '@mlc/platform';
import { createSandbox, type SandboxAddresses, SandboxAdmin } from '@mlc/sandbox';
import type { ConnectionRow } from '@mlc/store';
import { createTestDatabase, type TestDatabase } from '@mlc/store/testing';
import { COMPANY, connectionFile, odooWorld, shipbobWorld } from '../../apps/cli/src/demo/world.js';
import { closeJudged } from './openapi.js';

export const OAUTH_APP = { client_id: 'acme-app', client_secret: 'acme-app-secret', name: 'Acme connector' };
export const NAME = 'acme';

/** A sandbox in this process, a database, and a connection that uses OAuth and that nobody has allowed yet. */
export interface OAuthStage {
  database: TestDatabase;
  admin: SandboxAdmin;
  addresses: SandboxAddresses;
  runtime: Runtime;
  /** Environment for further processes. */
  env: NodeJS.ProcessEnv;
  connection(): Promise<ConnectionRow>;
  /** The whole way through the consent page, without a browser. */
  authorize(): Promise<Authorized>;
  /** Token calls that reached the sign-in service so far, whatever became of them. */
  tokenCalls(): Promise<number>;
  /** Moves product time in the sandbox and, once it has seen it, in this process. */
  advance(ms: number): Promise<void>;
  close(): Promise<void>;
}

export async function openOAuthStage(redirectUri = 'http://127.0.0.1:9/oauth/shipbob/callback'): Promise<OAuthStage> {
  const database = await createTestDatabase();
  const sandbox = createSandbox({ openapi: 'auto', databaseUrl: database.databaseUrl });
  const addresses = await sandbox.start();
  const admin = new SandboxAdmin(addresses.adminUrl);
  await admin.seed({ odoo: odooWorld, shipbob: shipbobWorld });
  await admin.oauth.addClient({ ...OAUTH_APP, redirect_uris: [redirectUri] });
  const env: NodeJS.ProcessEnv = {
    PATH: process.env['PATH'],
    DATABASE_URL: database.databaseUrl,
    MLC_KEYS: `k1:${randomBytes(32).toString('base64')}`,
    MLC_MODE: 'test',
    MLC_QUEUE_BACKEND: 'postgres',
    EGRESS_ALLOW: [addresses.odooUrl, addresses.shipbobUrl].map((url) => new URL(url).host).join(','),
    LOG_LEVEL: 'debug',
  };
  const runtime = await openRuntime(readEnv(env), createLogger('stage', 'silent'));
  const stage: OAuthStage = {
    database,
    admin,
    addresses,
    runtime,
    env,
    async connection() {
      const row = await runtime.store.connections.byName(NAME);
      if (!row) throw new Error('The connection is gone');
      return row;
    },
    async authorize() {
      const { url } = await beginAuthorization(runtime, await stage.connection());
      return endAuthorization(runtime, (await consent(url)).fields);
    },
    async tokenCalls() {
      const { entries } = await admin.journal();
      return entries.filter(({ call }) => call === 'POST /connect/token').length;
    },
    async advance(ms) {
      const { now } = await admin.advanceClock(ms);
      const wanted = Date.parse(now);
      while (runtime.clock.now().getTime() < wanted) await new Promise((resolve) => setTimeout(resolve, 20));
    },
    close: () =>
      closeJudged(admin, async () => {
        await runtime.close();
        await sandbox.stop();
        await database.drop();
      }),
  };
  await applyOAuth(stage, redirectUri);
  return stage;
}

/** The demo's connection file, let in by OAuth. `more` replaces members of its `shipbob`. */
export function oauthFile(stage: Pick<OAuthStage, 'addresses'>, redirectUri: string, more: object = {}) {
  const {
    token: _token,
    channel_id: _channel,
    ...shipbob
  } = connectionFile({
    ...stage.addresses,
    ingressUrl: 'http://127.0.0.1:9',
    name: NAME,
  }).shipbob;
  const { webhooks: _webhooks, ...file } = connectionFile({
    ...stage.addresses,
    ingressUrl: 'http://127.0.0.1:9',
    name: NAME,
  });
  const { client_id } = OAUTH_APP;
  const oauth = { client_id, client_secret: 'env:TEST_OAUTH_SECRET', redirect_uri: redirectUri };
  return { ...file, shipbob: { ...shipbob, oauth, ...more } };
}

export async function applyOAuth(stage: OAuthStage, redirectUri: string, more: object = {}) {
  process.env['TEST_OAUTH_SECRET'] ??= OAUTH_APP.client_secret;
  process.env['DEMO_ODOO_KEY'] ??= COMPANY.odooKey;
  const text = JSON.stringify(oauthFile(stage, redirectUri, more));
  return applyConnection(stage.runtime, parseConnectionFile(text, 'the connection'));
}

/** What the person's browser would post: the hidden fields of ShipBob's form, and where they go. */
export async function consent(url: string): Promise<{ action: string; fields: Record<string, string> }> {
  const html = await (await fetch(url)).text();
  const plain = (text: string): string =>
    text.replaceAll('&quot;', '"').replaceAll('&lt;', '<').replaceAll('&amp;', '&');
  const action = plain(/action="([^"]*)"/.exec(html)?.[1] ?? '');
  const inputs = [...html.matchAll(/name="([^"]*)" value="([^"]*)"/g)];
  return { action, fields: Object.fromEntries(inputs.map(([, name = '', value = '']) => [name, plain(value)])) };
}
