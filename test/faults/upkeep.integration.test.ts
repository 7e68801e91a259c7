import { randomBytes } from 'node:crypto';
import { onCrashPoint } from '@mlc/kernel';
import {
  applyConnection,
  Caretaker,
  careForWebhooks,
  createLogger,
  openRuntime,
  parseConnectionFile,
  type Runtime,
  readEnv,
  rotateOdooKey,
  SECRET,
} from '@mlc/platform';
import { createSandbox, type Sandbox, SandboxAdmin } from '@mlc/sandbox';
import type { ConnectionRow } from '@mlc/store';
import { createTestDatabase, type TestDatabase } from '@mlc/store/testing';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { COMPANY, connectionFile, odooWorld, shipbobWorld } from '../../apps/cli/src/demo/world.js';
import { closeJudged } from '../support/openapi.js';

const log = createLogger('test', 'silent');
const MINUTE_MS = 60_000;

describe('upkeep of a connection, over real sockets and a real database', () => {
  let database: TestDatabase;
  let sandbox: Sandbox;
  let runtime: Runtime;
  let connection: ConnectionRow;
  let close: () => Promise<void>;
  const before = { ...process.env };

  async function open(version: '17' | '19', more: { bot?: boolean } = {}): Promise<void> {
    database = await createTestDatabase();
    const options = { version, programmaticApiKeys: more.bot ?? true };
    sandbox = createSandbox({
      openapi: 'auto',
      databaseUrl: database.databaseUrl,
      odoo: options,
      world: { odoo: odooWorld, shipbob: shipbobWorld },
    });
    const { shipbobUrl, odooUrl, adminUrl } = await sandbox.start();
    sandbox.odoo.server.options = { ...sandbox.odoo.server.options, programmaticApiKeys: more.bot ?? true };
    process.env['DEMO_ODOO_KEY'] = COMPANY.odooKey;
    process.env['DEMO_SHIPBOB_TOKEN'] = COMPANY.shipbobToken;
    const env = readEnv({
      DATABASE_URL: database.databaseUrl,
      MLC_KEYS: `t:${randomBytes(32).toString('base64')}`,
      MLC_MODE: 'test',
      EGRESS_ALLOW: [shipbobUrl, odooUrl].map((url) => new URL(url).host).join(','),
    });
    // As a worker: what is not permitted cannot be written.
    runtime = await openRuntime(env, log, { fence: 'permitted' });
    const opened = await openRuntime(env, log, { fence: 'open' });
    close = () =>
      closeJudged(new SandboxAdmin(adminUrl), async () => {
        await opened.close();
        await runtime.close();
        await sandbox.stop();
        await database.drop();
      });
    const file = connectionFile({ odooUrl, shipbobUrl, ingressUrl: 'http://127.0.0.1:9', name: 'upkeep' });
    const text = JSON.stringify({ ...file, odoo: { ...file.odoo, login: 'ml-connector' } });
    const { id } = (await applyConnection(opened, parseConnectionFile(text, 'upkeep'))).connection;
    const found = await runtime.store.connections.byId(id);
    if (!found) throw new Error('the connection is not there');
    connection = found;
  }

  beforeEach(() => {
    process.env = { ...before };
  });
  afterEach(async () => {
    await close();
    process.env = before;
  });

  const account = () => {
    const [first] = sandbox.shipbob.shop.accounts;
    if (!first) throw new Error('no account');
    return first;
  };
  const subscriptions = () => account().subscriptions;
  const care = (wish: Partial<Parameters<typeof careForWebhooks>[2]> = {}) =>
    careForWebhooks(runtime, connection, { actor: 'worker', ...wish }, { waitMs: 5_000 });
  const topics = () =>
    subscriptions()
      .flatMap((one) => (one.enabled ? one.topics : []))
      .sort();
  const audit = () =>
    database.sql(`SELECT action, actor, reason FROM audit_entry WHERE action LIKE 'webhook%' ORDER BY id`);
  const advance = async (ms: number): Promise<void> => {
    await sandbox.clock.setOffsetMs(sandbox.clock.clock.offsetMs + ms);
    await expect
      .poll(() => Math.abs(runtime.clock.now().getTime() - sandbox.clock.clock.now().getTime()), { timeout: 5_000 })
      .toBeLessThan(1_000);
  };

  it('mends a subscription that was deleted, disabled or pointed elsewhere, says so once, and is then at rest', async () => {
    await open('19');
    const wanted = topics();
    // Not at each version are all topics held by one.
    const made = subscriptions().length;
    expect(wanted.length).toBeGreaterThan(5);
    const harms: ((at: number) => void)[] = [
      (at) => void subscriptions().splice(at, 1),
      (at) => Object.assign(subscriptions()[at] ?? {}, { enabled: false }),
      (at) => Object.assign(subscriptions()[at] ?? {}, { url: 'http://127.0.0.1:9/elsewhere' }),
    ];
    for (const harm of harms) {
      harm(0);
      const mended = await care();
      expect(mended?.actions.map(({ action }) => action)).toContain('created');
      expect(topics()).toEqual(wanted);
      expect(subscriptions().every(({ url, enabled }) => enabled && url.endsWith(connection.webhookKey))).toBe(true);
      expect((await care())?.actions).toEqual([]);
    }
    const told = await audit();
    expect(told.filter(({ actor }) => actor === 'worker')).toHaveLength(harms.length);
    expect(told.at(-1)?.['reason']).toContain('another address');
    const [upkeep] = (await runtime.store.queries.status(connection.id, {})).upkeep.filter(
      ({ task }) => task === 'webhooks',
    );
    expect(upkeep?.memory['done']).toHaveLength(made + 1 + 2 + 2);
    expect(JSON.stringify(upkeep)).not.toContain(connection.webhookKey);
  });

  it('is done by one of many caretakers when its period is over, and by none before', async () => {
    await open('19');
    const looks = () =>
      sandbox.core.journal.entries({ side: 'shipbob' }).filter(({ call }) => /GET .*webhook/.test(call)).length;
    const caretakers = Array.from({ length: 4 }, () => new Caretaker(runtime, log));
    const before = looks();
    await Promise.all(caretakers.map((one) => one.run()));
    expect(looks()).toBe(before);
    await database.sql(`UPDATE upkeep SET ended_at = ended_at - interval '61 min' WHERE task = 'webhooks'`);
    await Promise.all(caretakers.map((one) => one.run()));
    expect(looks()).toBe(before + 1);
  });

  it('notes why it failed, tries again sooner, and leaves the connection at work', async () => {
    await open('19');
    const action = { type: 'status' as const, status: 500, body: '', headers: {} };
    sandbox.core.faults.arm({ side: 'shipbob', call: 'webhook', kind: 'any', skip: 0, times: 20, action });
    await database.sql(`UPDATE upkeep SET ended_at = ended_at - interval '61 min' WHERE task = 'webhooks'`);
    await new Caretaker(runtime, log).run();
    const told = async () =>
      (await runtime.store.upkeep.list(connection.id)).filter(({ task }) => task === 'webhooks')[0]?.lastError;
    expect(await told()).toMatch(/500/);
    expect((await runtime.store.connections.byId(connection.id))?.state).toBe('active');
    sandbox.core.faults.clear();
    await database.sql(`UPDATE upkeep SET ended_at = ended_at - interval '6 min' WHERE task = 'webhooks'`);
    await new Caretaker(runtime, log).run();
    expect(await told()).toBeNull();
  });

  it('replaces the webhook secret: both good at first, the old subscriptions and then the old secret end by themselves', async () => {
    await open('19');
    const wanted = topics();
    const [old] = subscriptions().map(({ id }) => id);
    const rotated = await care({ newSecret: true, actor: 'person' });
    expect(rotated?.secret).toMatchObject({ version: 2, olderUntil: expect.any(Date) });
    expect(subscriptions().map(({ id }) => id)).toContain(old);
    expect(topics()).toEqual([...wanted, ...wanted].sort());
    expect(await runtime.vault.get(connection.id, SECRET.webhook)).toHaveLength(2);
    await advance(11 * MINUTE_MS);
    await new Caretaker(runtime, log).run();
    expect(subscriptions().map(({ id }) => id)).not.toContain(old);
    expect(topics()).toEqual(wanted);
    await advance(29 * 60 * MINUTE_MS);
    const secrets = await runtime.vault.get(connection.id, SECRET.webhook);
    expect(secrets).toHaveLength(1);
    expect(new Set(subscriptions().map(({ secret }) => secret))).toEqual(new Set([secrets[0]?.reveal()]));
  });

  it('ends the old secret at once when it is asked to', async () => {
    await open('19');
    const wanted = topics();
    const done = await care({ newSecret: true, endOlder: true, actor: 'person' });
    expect(done?.secret).toEqual({ version: 2, olderUntil: null });
    expect(topics()).toEqual(wanted);
    expect(await runtime.vault.get(connection.id, SECRET.webhook)).toHaveLength(1);
  });

  it('goes on with a replacement that was broken off before ShipBob knew of the new secret', async () => {
    await open('19');
    const remove = onCrashPoint((name) => {
      if (name === 'webhooks.secret_made') throw new Error('killed');
    });
    await expect(care({ newSecret: true, actor: 'person' })).rejects.toThrow('killed');
    remove();
    const secrets = await runtime.vault.get(connection.id, SECRET.webhook);
    expect(secrets).toHaveLength(2);
    const again = await care({ newSecret: true, actor: 'person' });
    expect(again?.secret?.version).toBe(2);
    expect(subscriptions().some(({ secret }) => secret === secrets[0]?.reveal())).toBe(true);
  });

  it('has a key made by Odoo 19 itself, uses it from the next call on, and ends the old one after the overlap', async () => {
    await open('19');
    const { odoo } = await runtime.clients(connection);
    await odoo.uid();
    const done = await rotateOdooKey(runtime, connection, { generate: {} }, { overlapSeconds: 60 });
    expect(done).toMatchObject({
      compared: true,
      version: 2,
      endedBy: 'connector',
      expires: expect.stringMatching(/^\d{4}-/),
    });
    const held = () => sandbox.odoo.server.accountOf('ml-connector')?.apiKeys.map(({ key }) => key) ?? [];
    expect(held()).toHaveLength(2);
    // The client that was built before the change, with the old key gone for good.
    const [fresh] = (await runtime.vault.get(connection.id, SECRET.odooKey)).map((key) => key.reveal());
    await new Caretaker(runtime, log).run();
    expect(held()).toHaveLength(2);
    await advance(2 * MINUTE_MS);
    await new Caretaker(runtime, log).run();
    expect(held()).toEqual([fresh]);
    expect(await odoo.uid()).toBe(done.uid);
    expect(sandbox.core.journal.entries({ side: 'odoo' }).filter(({ status }) => status === 401)).toEqual([]);
    expect(JSON.stringify(sandbox.core.journal.entries())).not.toContain(fresh);
  });

  it('refuses a key that is wrong, of another user, or the one in use, and changes nothing', async () => {
    await open('19');
    const { server } = sandbox.odoo;
    const admin = server.admin;
    const { redact } = await import('@mlc/kernel');
    server.accounts.set(admin.uid, { ...admin, apiKeys: [{ key: 'a'.repeat(40), expires: null }] });
    const rotate = (key: string) => rotateOdooKey(runtime, connection, { key: redact(key) }, { overlapSeconds: 60 });
    await expect(rotate('b'.repeat(40))).rejects.toMatchObject({ code: 'odoo.invalid_key', field: '--new-key' });
    await expect(rotate('a'.repeat(40))).rejects.toMatchObject({ code: 'odoo.key_of_another_user' });
    await expect(rotate(COMPANY.odooKey)).rejects.toMatchObject({ code: 'odoo.key_same' });
    expect(await runtime.vault.get(connection.id, SECRET.odooKey)).toHaveLength(1);
    expect(
      (await runtime.store.upkeep.list(connection.id)).find(({ task }) => task === 'odoo_key')?.memory['revokeAt'],
    ).toBeFalsy();
  });

  it('says how to go on where Odoo lets the bot make no key, and on Odoo 17 leaves the old one to a person', async () => {
    await open('19', { bot: false });
    await expect(rotateOdooKey(runtime, connection, { generate: {} }, { overlapSeconds: 60 })).rejects.toMatchObject({
      code: 'odoo.key_not_generated',
      fix: expect.stringContaining('base.enable_programmatic_api_keys'),
    });
    await close();
    await open('17');
    const { redact } = await import('@mlc/kernel');
    await expect(rotateOdooKey(runtime, connection, { generate: {} }, { overlapSeconds: 60 })).rejects.toMatchObject({
      code: 'odoo.key_not_generated',
    });
    const { server } = sandbox.odoo;
    const bot = server.accountOf('ml-connector');
    if (!bot) throw new Error('no bot');
    const next = 'c'.repeat(40);
    server.accounts.set(bot.uid, { ...bot, apiKeys: [...bot.apiKeys, { key: next, expires: null }] });
    const done = await rotateOdooKey(runtime, connection, { key: redact(next) }, { overlapSeconds: 60 });
    expect(done).toMatchObject({ uid: bot.uid, compared: true, endedBy: 'person' });
  });
});
