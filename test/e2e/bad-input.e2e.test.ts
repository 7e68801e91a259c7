import { execFile } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { createSandbox, type Sandbox, SandboxAdmin } from '@mlc/sandbox';
import { createTestDatabase, type TestDatabase } from '@mlc/store/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { stringify } from 'yaml';
import { z } from 'zod';
import { COMPANY, connectionFile, odooWorld, shipbobWorld } from '../../apps/cli/src/demo/world.js';
import { mlcInProcess } from '../support/cli-in-process.js';
import { closeJudged } from '../support/openapi.js';

const run = promisify(execFile);
/** A command that has not ended by then hangs. */
const COMMAND_MS = 60_000;
const mlcEntry = fileURLToPath(new URL('../../apps/cli/dist/main.js', import.meta.url));
const failed = z.object({ code: z.number(), stdout: z.string(), stderr: z.string() });
const told = z.object({
  error: z.object({ code: z.string(), message: z.string().min(1), field: z.string().min(1), fix: z.string().min(1) }),
});

type File = ReturnType<typeof connectionFile> & { schedules?: unknown };
interface Mistake {
  what: string;
  /** The connection file, as it would be written. */
  file?: (file: File) => unknown;
  env?: () => NodeJS.ProcessEnv;
  /** Another world in Odoo while this mistake is made. */
  odoo?: Partial<typeof odooWorld.options>;
  code: string;
  field: string;
}

const port = (address: string | { port: number } | null): number =>
  typeof address === 'object' ? (address?.port ?? 0) : 0;

describe('a mistake in what a person gives us', () => {
  let sandbox: Sandbox;
  let admin: SandboxAdmin;
  let database: TestDatabase;
  let stranger: Server;
  let folder: string;
  let base: File;
  let env: NodeJS.ProcessEnv;
  let strangerUrl: string;
  let closedUrl: string;

  beforeAll(async () => {
    sandbox = createSandbox({ openapi: 'auto', world: { odoo: odooWorld, shipbob: shipbobWorld } });
    const { odooUrl, shipbobUrl, adminUrl } = await sandbox.start();
    admin = new SandboxAdmin(adminUrl);
    stranger = createServer((_req, res) => res.setHeader('content-type', 'text/html').end('<h1>A shop</h1>'));
    await new Promise<void>((resolve) => stranger.listen(0, '127.0.0.1', resolve));
    strangerUrl = `http://127.0.0.1:${port(stranger.address())}`;
    const closed = createServer();
    await new Promise<void>((resolve) => closed.listen(0, '127.0.0.1', resolve));
    closedUrl = `http://127.0.0.1:${port(closed.address())}`;
    await new Promise((resolve) => closed.close(resolve));
    database = await createTestDatabase();
    folder = mkdtempSync(join(tmpdir(), 'mlc-bad-input-'));
    base = connectionFile({ odooUrl, shipbobUrl, ingressUrl: 'http://127.0.0.1:9', name: 'bad' });
    env = {
      ...process.env,
      DATABASE_URL: database.databaseUrl,
      MLC_KEYS: `test:${randomBytes(32).toString('base64')}`,
      MLC_MODE: 'test',
      EGRESS_ALLOW: [odooUrl, shipbobUrl, strangerUrl, closedUrl].map((url) => new URL(url).host).join(','),
      DEMO_ODOO_KEY: COMPANY.odooKey,
      DEMO_SHIPBOB_TOKEN: COMPANY.shipbobToken,
      OTHER_SECRET: 'another-secret-0123456789',
      OTHER_KEY: randomBytes(20).toString('hex'),
    };
  });

  afterAll(async () => {
    await closeJudged(admin, async () => {
      await sandbox.stop();
      stranger?.close();
      await database?.drop();
      if (folder) rmSync(folder, { recursive: true });
    });
  });

  async function mlc(args: string[]): Promise<z.infer<typeof failed>> {
    try {
      const done = await run(process.execPath, [mlcEntry, ...args], {
        env,
        timeout: COMMAND_MS,
        killSignal: 'SIGKILL',
      });
      return { code: 0, ...done };
    } catch (error) {
      return failed.parse(error);
    }
  }

  /** The arguments that apply the file with the mistake in it. */
  function applying(mistake: Pick<Mistake, 'file'>, ...more: string[]): string[] {
    const path = join(folder, 'connection.yaml');
    const file = mistake.file ? mistake.file(structuredClone(base)) : base;
    writeFileSync(path, typeof file === 'string' ? file : stringify(file));
    return ['connection', 'apply', '-f', path, ...more];
  }

  async function stored(): Promise<number> {
    const [row] = await database.sql(
      'SELECT ((SELECT count(*) FROM connection) + (SELECT count(*) FROM secret) + (SELECT count(*) FROM schedule) + (SELECT count(*) FROM webhook_subscription))::int AS count',
    );
    return Number(row?.['count']);
  }

  const odoo = (change: Partial<File['odoo']>) => (file: File) => ({ ...file, odoo: { ...file.odoo, ...change } });
  const shipbob = (change: Record<string, unknown>) => (file: File) => ({
    ...file,
    shipbob: { ...file.shipbob, ...change },
  });
  const schedules = (of: unknown) => (file: File) => ({ ...file, schedules: of });

  const mistakes: Mistake[] = [
    {
      what: 'an address where nobody listens',
      file: (file) => odoo({ url: closedUrl })(file),
      code: 'egress.unreachable',
      field: 'odoo.url',
    },
    {
      what: 'a host name that does not exist',
      file: odoo({ url: 'https://odoo.mlc-test.invalid' }),
      code: 'egress.unreachable',
      field: 'odoo.url',
    },
    {
      what: 'a server that is no Odoo',
      file: (file) => odoo({ url: strangerUrl })(file),
      code: 'odoo.not_odoo',
      field: 'odoo.url',
    },
    {
      what: 'an address that is no URL',
      file: odoo({ url: 'odoo.example.com' }),
      code: 'connection.file',
      field: 'odoo.url',
    },
    {
      what: 'a password in the place of an Odoo key',
      file: odoo({ api_key: 'env:OTHER_SECRET' }),
      code: 'odoo.not_a_key',
      field: 'odoo.api_key',
    },
    {
      what: 'a wrong Odoo key',
      file: odoo({ api_key: 'env:OTHER_KEY' }),
      code: 'odoo.invalid_key',
      field: 'odoo.api_key',
    },
    {
      what: 'a wrong database',
      file: odoo({ database: 'nosuch' }),
      code: 'odoo.wrong_database',
      field: 'odoo.database',
    },
    {
      what: 'a private address that EGRESS_ALLOW does not name',
      env: () => ({ EGRESS_ALLOW: '' }),
      code: 'egress.blocked',
      field: 'odoo.url',
    },
    {
      what: 'an EGRESS_ALLOW that is no list of host:port',
      env: () => ({ EGRESS_ALLOW: 'http://odoo' }),
      code: 'egress.allow_invalid',
      field: 'EGRESS_ALLOW',
    },
    {
      what: 'an Odoo without Purchase',
      odoo: { modules: ['stock', 'sale', 'delivery'] },
      code: 'odoo.module_missing',
      field: 'purchase.order',
    },
    {
      what: 'a wrong ShipBob address',
      file: (file) => shipbob({ url: closedUrl })(file),
      code: 'egress.unreachable',
      field: 'shipbob.url',
    },
    {
      what: 'a ShipBob address that is no ShipBob',
      file: (file) => shipbob({ url: strangerUrl })(file),
      code: 'shipbob.not_json',
      field: 'shipbob.url',
    },
    {
      what: 'a wrong ShipBob token',
      file: shipbob({ token: 'env:OTHER_SECRET' }),
      code: 'shipbob.unauthorized',
      field: 'shipbob.token',
    },
    {
      what: 'a channel that does not exist',
      file: shipbob({ channel_id: 999_999 }),
      code: 'shipbob.wrong_channel',
      field: 'shipbob.channel_id',
    },
    {
      what: "another application's channel",
      file: shipbob({ channel_id: COMPANY.foreignChannelId }),
      code: 'shipbob.foreign_channel',
      field: 'shipbob.channel_id',
    },
    { what: 'a file that is no YAML', file: () => 'name: bad\n  odoo: [', code: 'connection.file', field: '-f' },
    {
      what: 'a file with a field that does not exist',
      file: (file) => ({ ...file, odooo: {} }),
      code: 'connection.file',
      field: 'odooo',
    },
    {
      what: 'a file without a token',
      file: (file) => ({ ...file, shipbob: { channel_id: 1 } }),
      code: 'connection.file',
      field: 'shipbob.token',
    },
    {
      what: 'a secret written into the file',
      file: odoo({ api_key: 'another-secret-0123456789' }),
      code: 'connection.file',
      field: 'odoo.api_key',
    },
    {
      what: 'a secret whose environment variable is not set',
      file: odoo({ api_key: 'env:NO_SUCH_KEY' }),
      code: 'connection.secret',
      field: 'odoo.api_key',
    },
    {
      what: 'a secret whose file is not there',
      file: shipbob({ token: 'file:/no/such/file' }),
      code: 'connection.secret',
      field: 'shipbob.token',
    },
    {
      what: 'a period that is no duration',
      file: schedules({ 'sale.order': { every: 'often' } }),
      code: 'connection.file',
      field: 'schedules.sale.order.every',
    },
    {
      what: 'a cron line that is none',
      file: schedules({ 'sale.order': { cron: 'every monday' } }),
      code: 'connection.file',
      field: 'schedules.sale.order.cron',
    },
    {
      what: 'a time zone that does not exist',
      file: schedules({ 'sale.order': { cron: '0 6 * * *', time_zone: 'Mars/Olympus' } }),
      code: 'connection.file',
      field: 'schedules.sale.order.time_zone',
    },
    {
      what: 'a schedule of a poll that does not exist',
      file: schedules({ 'res.partner': { every: '5m' } }),
      code: 'connection.file',
      field: 'schedules.res.partner',
    },
    { what: 'no database', env: () => ({ DATABASE_URL: undefined }), code: 'env.invalid', field: 'DATABASE_URL' },
    {
      what: 'a database that is away',
      env: () => ({ DATABASE_URL: closedUrl.replace('http://', 'postgresql://u:pass-word@').concat('/mlc') }),
      code: 'store.away',
      field: 'DATABASE_URL',
    },
    {
      // A wrong password is told alike; a server that trusts its own machine would take it.
      what: 'a database login that is wrong',
      env: () => ({ DATABASE_URL: database.databaseUrl.replace(/\/\/[^@/]+@/, '//nobody_of_ours:pass-word@') }),
      code: 'store.unusable',
      field: 'DATABASE_URL',
    },
    {
      what: 'a key ring that is none',
      env: () => ({ MLC_KEYS: 'short' }),
      code: 'vault.keys_invalid',
      field: 'MLC_KEYS',
    },
    {
      what: 'more calls than ShipBob takes',
      env: () => ({ MLC_MODE: 'production', MLC_SHIPBOB_CALLS_PER_WINDOW: '500' }),
      code: 'env.invalid',
      field: 'MLC_SHIPBOB_CALLS_PER_WINDOW',
    },
  ];

  it.each(mistakes)('$what ends with its name, field and fix, exit code 1, nothing stored', async (mistake) => {
    if (mistake.odoo)
      sandbox.odoo.seed({
        ...odooWorld,
        boms: [],
        purchaseOrders: [],
        options: { ...odooWorld.options, ...mistake.odoo },
      });
    try {
      const whole = { ...env, ...mistake.env?.() };
      const json = await mlcInProcess(applying(mistake, '--json'), whole);
      const text = await mlcInProcess(applying(mistake), whole);
      expect(json.stderr).toBe('');
      const { error } = told.parse(JSON.parse(json.stdout));
      expect([json.code, error.code, error.field]).toEqual([1, mistake.code, mistake.field]);
      expect([text.code, text.stdout]).toEqual([1, '']);
      expect(text.stderr).toContain(error.message);
      expect(text.stderr).toContain(`Fix: ${error.fix}`);
      for (const output of [json.stdout, text.stderr]) {
        expect(output).not.toMatch(/\n\s+at |node_modules|another-secret|pass-word/);
        expect(output).not.toContain(COMPANY.odooKey);
        expect(output).not.toContain(COMPANY.shipbobToken);
      }
      expect(await stored()).toBe(0);
      expect(sandbox.core.journal.counts().mutating).toBe(0);
    } finally {
      if (mistake.odoo) sandbox.odoo.seed(odooWorld);
    }
  });

  it('ends a process of its own as it ends here', async () => {
    const wrongKey = { file: odoo({ api_key: 'env:OTHER_KEY' }) };
    for (const args of [applying(wrongKey, '--json'), applying(wrongKey)])
      expect(await mlc(args)).toEqual({ ...(await mlcInProcess(args, env)), code: 1 });
  });

  it('is found by the test itself to be one: without it the same file is taken', async () => {
    expect((await mlc(applying({}, '--json', '--paused'))).code).toBe(0);
    expect(await stored()).toBeGreaterThan(0);
  });

  it('that comes later is told by ping: the right that was taken away, with exit code 1', async () => {
    sandbox.odoo.seed({ ...odooWorld, users: [] });
    const { code, stdout, stderr } = await mlc(['ping', '--json']);
    sandbox.odoo.seed(odooWorld);
    expect([code, stderr]).toEqual([1, '']);
    const findings = z.array(z.looseObject({ level: z.string(), code: z.string(), field: z.string().nullable() }));
    const errors = findings.parse(JSON.parse(stdout)).filter((finding) => finding.level === 'error');
    expect(errors).toMatchObject([{ code: 'odoo.invalid_key', field: 'odoo.api_key' }]);
  });
});
