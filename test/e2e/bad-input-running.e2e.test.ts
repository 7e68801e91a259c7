import { execFile, spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { connect, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { applyConnection, parseConnectionFile, SECRET } from '@mlc/platform';
import { signWebhook } from '@mlc/sandbox';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { connectionFile, odooWorld, shipbobWorld } from '../../apps/cli/src/demo/world.js';
import { type Backend, backendMissing, openTestStage, type TestStage } from '../support/told-story.js';

const run = promisify(execFile);
const entryOf = (app: string): string => fileURLToPath(new URL(`../../apps/${app}/dist/main.js`, import.meta.url));
const ended = z.object({ code: z.number(), stdout: z.string(), stderr: z.string() });
const COMMAND_MS = 60_000;
const backend: Backend = backendMissing('redis') === null ? 'redis' : 'postgres';

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  return typeof address === 'object' ? (address?.port ?? 0) : 0;
}

/** Resolves once somebody listens; never when nobody does. */
async function listening(port: number, given: AbortSignal): Promise<'listening'> {
  while (!given.aborted) {
    const open = await new Promise<boolean>((resolve) => {
      const socket = connect(port, '127.0.0.1');
      socket.once('connect', () => resolve(true)).once('error', () => resolve(false));
      socket.once('close', () => resolve(false)).once('connect', () => socket.destroy());
    });
    if (open) break;
    await wait(20);
  }
  return 'listening';
}

describe('what goes wrong while everything runs', () => {
  let theatre: TestStage;
  let name: string;
  let connectionId: string;
  let webhookUrl: string;

  beforeAll(async () => {
    theatre = await openTestStage(backend);
    const { sandbox, urls, runtime } = theatre.stage;
    await sandbox.seed({ odoo: odooWorld, shipbob: shipbobWorld });
    name = `bad-${Date.now().toString(36)}`;
    const file = parseConnectionFile(JSON.stringify(connectionFile({ ...urls, name })), 'the connection');
    const { connection } = await applyConnection(runtime, file);
    connectionId = connection.id;
    webhookUrl = connection.webhookUrl ?? '';
  });
  afterAll(async () => {
    await theatre?.close();
  });

  async function node(app: string, args: string[], more: NodeJS.ProcessEnv = {}): Promise<z.infer<typeof ended>> {
    const env = { ...theatre.env, ...more };
    try {
      const done = await run(process.execPath, [entryOf(app), ...args], {
        env,
        timeout: COMMAND_MS,
        killSignal: 'SIGKILL',
      });
      return { code: 0, ...done };
    } catch (error) {
      return ended.parse(error);
    }
  }
  const mlc = (args: string[], more?: NodeJS.ProcessEnv) => node('cli', [...args, '--connection', name], more);

  it('a product without a SKU is parked with its name, field and fix, and comes back by itself once it has one', async () => {
    expect((await mlc(['sync', '--wait', '--json'])).code).toBe(0);
    const cases = z.array(
      z.looseObject({ code: z.string(), cause: z.string(), suggestions: z.array(z.string()), laneKey: z.string() }),
    );
    const open = cases.parse(JSON.parse((await mlc(['cases', '--json'])).stdout));
    const [noSku] = open.filter((found) => found.code === 'products.no_sku');
    expect(noSku?.cause).toContain('Silicone mat');
    expect(noSku?.suggestions.join(' ')).toContain('default_code');
    const ids = [Number(noSku?.laneKey.split(':')[1])];
    await theatre.stage.sandbox.odoo.execute({
      model: 'product.product',
      method: 'write',
      ids,
      args: [{ default_code: 'JF-MAT-01' }],
    });
    expect((await mlc(['sync', '--wait', '--json'])).code).toBe(0);
    const left = cases.parse(JSON.parse((await mlc(['cases', '--json'])).stdout));
    expect(left.map((found) => found.code)).not.toContain('products.no_sku');
    const made = (await theatre.stage.sandbox.effects()).filter((effect) => effect.key === 'JF-MAT-01');
    expect(made.map((effect) => effect.type)).toEqual(['product.created']);
  });

  it.each([
    ['is no JSON', '{"id": 12, "shipm', 'body_not_an_object'],
    ['is a list', '[1, 2]', 'body_not_an_object'],
    ['names no record', '{"hello": "world"}', 'no_record_id'],
  ])(
    'a signed webhook whose body %s is stored as it came, answered 2xx and ends ignored with a reason',
    async (_what, body, reason) => {
      const [secret] = await theatre.stage.runtime.vault.get(connectionId, SECRET.webhook);
      const id = `msg_bad_${reason}_${body.length}`;
      const timestamp = String(Math.floor(theatre.stage.runtime.clock.now().getTime() / 1000));
      const bytes = Buffer.from(body);
      const answer = await fetch(webhookUrl, {
        method: 'POST',
        body: bytes,
        headers: {
          'content-type': 'application/json',
          'webhook-id': id,
          'webhook-timestamp': timestamp,
          'webhook-signature': signWebhook(secret?.reveal() ?? '', id, timestamp, bytes),
          'x-webhook-topic': 'order.shipped',
        },
      });
      expect(answer.ok).toBe(true);
      const row = async () =>
        (await theatre.database.sql('SELECT state, reason, body FROM inbox_event WHERE webhook_id = $1', [id]))[0];
      while ((await row())?.['state'] === 'stored') await wait(50);
      expect(await row()).toMatchObject({ state: 'ignored', reason, body: bytes });
      const audit = await theatre.database.sql('SELECT reason FROM audit_entry WHERE reason LIKE $1', [`%${reason}%`]);
      expect(audit.length).toBeGreaterThan(0);
    },
  );

  it.runIf(backend === 'redis')('a Redis that is away is named by `mlc sync`, and nothing is lost', async () => {
    const away = { REDIS_URL: `redis://127.0.0.1:${await freePort()}/0` };
    const { code, stdout, stderr } = await mlc(['sync', '--json'], away);
    expect([code, stderr]).toEqual([1, '']);
    expect(JSON.parse(stdout)).toMatchObject({
      error: { code: 'cli.queues', field: 'REDIS_URL', fix: expect.stringContaining('Start Redis') },
    });
    expect((await mlc(['sync', '--wait', '--json'])).code).toBe(0);
  });

  it.runIf(backend === 'redis')(
    'a Redis that may forget is refused by an app before it takes any work',
    async ({ skip }) => {
      const port = await freePort();
      const folder = mkdtempSync(join(tmpdir(), 'mlc-unsafe-redis-'));
      const args = ['--port', String(port), '--bind', '127.0.0.1', '--dir', folder, '--save', '', '--appendonly', 'no'];
      const given = new AbortController();
      const redis = spawn('redis-server', args, { stdio: 'ignore' });
      const gone = new Promise<'ended'>((resolve) => {
        redis.once('error', () => resolve('ended'));
        redis.once('exit', () => resolve('ended'));
      });
      try {
        if ((await Promise.race([gone, listening(port, given.signal)])) === 'ended')
          skip('no redis-server on this machine');
        const { code, stdout, stderr } = await node('worker', [], {
          REDIS_URL: `redis://127.0.0.1:${port}/0`,
          PORT: '0',
        });
        const said = `${stdout}${stderr}`;
        expect(code).toBe(78);
        expect(said).toContain('"code":"queues.redis_unsafe"');
        expect(said).toContain('appendonly');
        expect(said).not.toMatch(/\n\s+at |"stack"/);
      } finally {
        given.abort();
        redis.kill('SIGKILL');
        await gone;
        rmSync(folder, { recursive: true });
      }
    },
  );
});
