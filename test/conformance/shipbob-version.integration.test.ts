import { randomBytes } from 'node:crypto';
import { applyConnection, createLogger, openRuntime, parseConnectionFile, type Runtime, readEnv } from '@mlc/platform';
import { createSandbox, type Sandbox, SandboxAdmin } from '@mlc/sandbox';
import { createTestDatabase, type TestDatabase } from '@mlc/store/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { COMPANY, connectionFile, odooWorld, shipbobWorld } from '../../apps/cli/src/demo/world.js';
import { closeJudged } from '../support/openapi.js';

describe('a connection whose file names no version of ShipBob', () => {
  let database: TestDatabase;
  let sandbox: Sandbox;
  let runtime: Runtime;
  let admin: SandboxAdmin;
  let apply: () => Promise<{ version: string | undefined; changes: string[] }>;
  const before = { ...process.env };

  beforeAll(async () => {
    database = await createTestDatabase();
    const world = { odoo: odooWorld, shipbob: shipbobWorld };
    sandbox = createSandbox({ openapi: 'auto', databaseUrl: database.databaseUrl, world });
    const { shipbobUrl, odooUrl, adminUrl } = await sandbox.start();
    admin = new SandboxAdmin(adminUrl);
    process.env['DEMO_ODOO_KEY'] = COMPANY.odooKey;
    process.env['DEMO_SHIPBOB_TOKEN'] = COMPANY.shipbobToken;
    const env = readEnv({
      DATABASE_URL: database.databaseUrl,
      MLC_KEYS: `t:${randomBytes(32).toString('base64')}`,
      MLC_MODE: 'test',
      EGRESS_ALLOW: [shipbobUrl, odooUrl].map((url) => new URL(url).host).join(','),
    });
    runtime = await openRuntime(env, createLogger('test', 'silent'), { fence: 'open' });
    const named = connectionFile({ odooUrl, shipbobUrl, ingressUrl: 'http://127.0.0.1:9', name: 'unversioned' });
    const { version: _, ...shipbob } = named.shipbob;
    const text = JSON.stringify({ ...named, shipbob });
    apply = async () => {
      const { connection, changes } = await applyConnection(runtime, parseConnectionFile(text, 'the file'));
      const row = await runtime.store.connections.byId(connection.id);
      return { version: row?.shipbobVersion, changes: changes.filter((change) => change.includes('shipbobVersion')) };
    };
  });
  afterAll(async () => {
    await closeJudged(admin, async () => {
      await runtime.close();
      await sandbox.stop();
      await database.drop();
    });
    process.env = before;
  });

  it('speaks the newest that is served, and moves on when a newer one is', async () => {
    const gone = { type: 'status', status: 404, body: '{"statusCode":404,"message":"Resource not found"}' } as const;
    await admin.armFaults({ side: 'shipbob', call: '/2026-07/', kind: 'any', times: 1_000, action: gone });
    expect(await apply()).toEqual({ version: '2026-01', changes: [] });
    expect(await apply()).toEqual({ version: '2026-01', changes: [] });
    await admin.clearFaults();
    expect(await apply()).toEqual({ version: '2026-07', changes: ['shipbobVersion: 2026-01 -> 2026-07'] });
  });
});
