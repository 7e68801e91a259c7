import { execFile } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:https';
import type { Server } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify, stripVTControlCharacters } from 'node:util';
import { createSandbox, type Sandbox, SandboxAdmin } from '@mlc/sandbox';
import { createTestDatabase, type TestDatabase } from '@mlc/store/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { stringify } from 'yaml';
import { z } from 'zod';
import { COMPANY, connectionFile, odooWorld, shipbobWorld } from '../../apps/cli/src/demo/world.js';
import { type Certificate, makeAuthority, makeCertificate } from '../support/doctor/certificates.js';
import { closeJudged } from '../support/openapi.js';

const run = promisify(execFile);
const mlcEntry = fileURLToPath(new URL('../../apps/cli/dist/main.js', import.meta.url));
const ended = z.object({ code: z.number(), stdout: z.string(), stderr: z.string() });
const findings = z.array(
  z.strictObject({
    code: z.string(),
    level: z.enum(['ok', 'warning', 'error']),
    message: z.string().min(1),
    fix: z.string().nullable(),
    field: z.string().nullable(),
  }),
);

/** What only a process of its own can tell: certificates it trusts by NODE_EXTRA_CA_CERTS, exit codes, the words on the screen. */
describe('mlc ping', () => {
  const authority = makeAuthority('Acme Internal CA');
  const servers: Server[] = [];
  let sandbox: Sandbox;
  let admin: SandboxAdmin;
  let database: TestDatabase;
  let folder: string;
  let env: NodeJS.ProcessEnv;
  let odooUrl: string;

  beforeAll(async () => {
    sandbox = createSandbox({ openapi: 'auto', world: { odoo: odooWorld, shipbob: shipbobWorld } });
    const urls = await sandbox.start();
    odooUrl = urls.odooUrl;
    admin = new SandboxAdmin(urls.adminUrl);
    database = await createTestDatabase();
    folder = mkdtempSync(join(tmpdir(), 'mlc-doctor-'));
    writeFileSync(join(folder, 'authority.pem'), authority.cert);
    env = {
      ...process.env,
      DATABASE_URL: database.databaseUrl,
      MLC_KEYS: `test:${randomBytes(32).toString('base64')}`,
      MLC_MODE: 'test',
      EGRESS_ALLOW: [urls.odooUrl, urls.shipbobUrl].map((url) => new URL(url).host).join(','),
      NODE_EXTRA_CA_CERTS: join(folder, 'authority.pem'),
      DEMO_ODOO_KEY: COMPANY.odooKey,
      DEMO_SHIPBOB_TOKEN: COMPANY.shipbobToken,
    };
    const file = join(folder, 'connection.yaml');
    writeFileSync(file, stringify(connectionFile({ ...urls, ingressUrl: 'http://127.0.0.1:9', name: 'acme' })));
    expect(await mlc(['connection', 'apply', '-f', file])).toMatchObject({ code: 0, stderr: '' });
    sandbox.core.journal.clear();
  });

  afterAll(async () => {
    await closeJudged(admin, async () => {
      for (const server of servers) server.close();
      await sandbox.stop();
      await database?.drop();
      if (folder) rmSync(folder, { recursive: true });
    });
  });

  async function mlc(args: string[]): Promise<z.infer<typeof ended>> {
    try {
      return { code: 0, ...(await run(process.execPath, [mlcEntry, ...args], { env, timeout: 60_000 })) };
    } catch (error) {
      return ended.parse(error);
    }
  }

  /** An Odoo address whose server has this certificate. */
  async function moveOdooTo(certificate: Certificate): Promise<void> {
    const server = createServer(certificate, (_req, res) =>
      res.setHeader('content-type', 'text/html').end('<h1>A page</h1>'),
    );
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    servers.push(server);
    const address = server.address();
    const host = `127.0.0.1:${typeof address === 'object' ? address?.port : 0}`;
    env['EGRESS_ALLOW'] = `${env['EGRESS_ALLOW']},${host}`;
    await database.sql(`UPDATE connection SET odoo_url = 'https://${host}'`);
  }

  it('says of a sound connection that all is well, with exit code 0, and writes nothing', async () => {
    const { code, stdout, stderr } = await mlc(['ping']);
    expect([code, stderr]).toEqual([0, '']);
    const lines = stripVTControlCharacters(stdout).trimEnd().split('\n');
    expect(lines.filter((line) => /^ {2}ok {7}\S.* (odoo|shipbob)\.\w+$/.test(line)).length).toBeGreaterThan(10);
    expect(lines.at(-2)).toBe('All is well.');
    expect(lines.at(-1)).toMatch(/^EGRESS_ALLOW opens 127\.0\.0\.1:\d+, /);
    expect(sandbox.core.journal.counts().mutating).toBe(0);
  });

  it('is known as doctor, and with --json prints nothing but its findings', async () => {
    const { code, stdout, stderr } = await mlc(['doctor', '--json']);
    expect([code, stderr]).toEqual([0, '']);
    expect(findings.parse(JSON.parse(stdout)).filter(({ level }) => level !== 'ok')).toEqual([]);
  });

  it.each([
    ['one that has expired', { hosts: ['127.0.0.1'], fromDays: -30, untilDays: -1 }, 'egress.tls_expired'],
    ['one that is not valid yet', { hosts: ['127.0.0.1'], fromDays: 1 }, 'egress.tls_expired'],
    ['one for another name', { hosts: ['erp.acme.example'] }, 'egress.tls_wrong_name'],
    ['a sound one, before a page that is not of Odoo', { hosts: ['127.0.0.1'] }, 'odoo.not_odoo'],
  ])('names what is wrong with a certificate of a trusted authority: %s', async (_what, wish, expected) => {
    await moveOdooTo(makeCertificate(wish, authority));
    const [json, text] = await Promise.all([mlc(['ping', '--json']), mlc(['ping'])]);
    const told = findings.parse(JSON.parse(json.stdout)).filter(({ level }) => level !== 'ok');
    expect(told).toMatchObject([{ code: expected, level: 'error', field: 'odoo.url' }]);
    expect([json.code, text.code]).toEqual([1, 1]);
    const screen = stripVTControlCharacters(text.stdout);
    expect(screen).toContain(`  error    ${told[0]?.message} ${expected}, odoo.url\n           Fix: ${told[0]?.fix}\n`);
    expect(screen).toContain('1 error. docs/doctor.md tells more about each.');
    await database.sql(`UPDATE connection SET odoo_url = '${odooUrl}'`);
  });
});
