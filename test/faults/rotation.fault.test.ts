import { execFile } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { setTimeout as wait } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { applyConnection, createLogger, openRuntime, parseConnectionFile, readEnv, SECRET } from '@mlc/platform';
import { signWebhook } from '@mlc/sandbox';
import type { ConnectionRow } from '@mlc/store';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { COMPANY, connectionFile, odooWorld, shipbobWorld } from '../../apps/cli/src/demo/world.js';
import { shipbobVersion } from '../support/openapi.js';
import { type Backend, backendMissing, openTestStage, type TestStage, UNHURRIED } from '../support/told-story.js';

const run = promisify(execFile);
const mlcEntry = fileURLToPath(new URL('../../apps/cli/dist/main.js', import.meta.url));
const backend: Backend = backendMissing('redis') === null ? 'redis' : 'postgres';

const PO = 'P00001';
const SKUS = ['JF-POT-20', 'JF-POT-24'] as const;
const ORDERED = 2000;
/** Between two deliveries of goods at ShipBob, each of which sends webhooks and is booked in Odoo. */
const TICK_MS = 500;
/** Both keys are good this long; longer than any call of this test. */
const OVERLAP_SECONDS = 8;
const HOUR_MS = 3_600_000;

/** Goods arrive all the time: webhooks from ShipBob, looks at both sides, receipts written to Odoo. */
class Traffic {
  stowed = 0;
  #running: Promise<void> | null = null;
  #stop = false;
  constructor(private readonly theatre: TestStage) {}

  start(): void {
    this.#stop = false;
    this.#running = this.flow();
  }

  async stop(): Promise<void> {
    this.#stop = true;
    await this.#running;
  }

  private async flow(): Promise<void> {
    const { sandbox } = this.theatre.stage;
    while (!this.#stop && this.stowed < ORDERED) {
      this.stowed += 1;
      const items = SKUS.map((sku) => ({ sku, stowed: this.stowed, received: this.stowed }));
      await sandbox.shipbob.stow({ purchase_order_number: PO, items });
      await wait(TICK_MS);
    }
  }
}

describe('keys and secrets replaced under traffic, on real processes', () => {
  let theatre: TestStage;
  let connection: ConnectionRow;
  let traffic: Traffic;

  const mlc = async (args: string[], env: Record<string, string> = {}) => {
    try {
      const done = await run(process.execPath, [mlcEntry, ...args], { env: { ...theatre.env, ...env } });
      return { code: 0, signal: null, ...done };
    } catch (error) {
      return z
        .object({ code: z.number().nullable(), signal: z.string().nullable(), stdout: z.string(), stderr: z.string() })
        .parse(error);
    }
  };
  const odooCalls = async () => (await theatre.stage.sandbox.journal({ side: 'odoo' })).entries;
  const count = async (call: string) =>
    (await odooCalls()).filter((entry) => entry.call === call && entry.outcome === 'committed').length;
  const booked = async () => (await theatre.stage.sandbox.effects({ side: 'odoo' })).length;
  const refused = () => theatre.database.sql('SELECT reason, count FROM ingress_counter');
  const secrets = (name: string) => theatre.stage.runtime.vault.get(connection.id, name);
  /** Waits until more goods have been booked in Odoo: the traffic flows. */
  const flows = async (): Promise<void> => {
    const before = await booked();
    await expect.poll(booked, { timeout: 60_000, interval: 250 }).toBeGreaterThan(before);
  };
  /** Moves the product's clock while nothing is on its way: processes see it half a second later. */
  const advance = async (ms: number): Promise<void> => {
    await traffic.stop();
    const { sandbox } = theatre.stage;
    await sandbox.webhooks.wait();
    await sandbox.advanceClock(ms);
    const { now } = await sandbox.clock();
    await expect
      .poll(() => Math.abs(theatre.stage.runtime.clock.now().getTime() - Date.parse(now)), { timeout: 10_000 })
      .toBeLessThan(5_000);
    // Every other process looks as often as ours.
    await wait(1_500);
  };

  beforeAll(async () => {
    theatre = await openTestStage(backend, { env: UNHURRIED });
    const { sandbox, urls, runtime } = theatre.stage;
    const { saleOrders, boms, purchaseOrders, ...plain } = odooWorld;
    const [order] = purchaseOrders ?? [];
    await sandbox.seed({
      odoo: {
        ...plain,
        purchaseOrders: order ? [{ ...order, lines: SKUS.map((product) => ({ product, quantity: ORDERED })) }] : [],
      },
      shipbob: shipbobWorld,
    });
    await sandbox.shipbob.setOptions({ rateLimitMax: 100_000, webhookTimeScale: 0.01 });
    await sandbox.odoo.setOptions({ programmaticApiKeys: true });
    const file = connectionFile({ ...urls, name: `rotation-${Date.now().toString(36)}` });
    const schedules = {
      'stock.picking': { every: '2s' },
      'product.product': { every: '2s' },
      'shipbob.order': { every: '2s' },
    };
    const applied = await applyConnection(
      runtime,
      parseConnectionFile(JSON.stringify({ ...file, schedules }), 'rotation'),
    );
    const found = await runtime.store.connections.byId(applied.connection.id);
    if (!found) throw new Error('the connection is not there');
    connection = found;
    traffic = new Traffic(theatre);
  }, 180_000);

  afterAll(async () => {
    await traffic?.stop();
    await theatre?.close();
  });

  it('fail no call and refuse no webhook: two Odoo keys, two webhook secrets, and all goods are booked in the end', {
    timeout: 420_000,
  }, async ({ skip }) => {
    skip(shipbobVersion() !== '2026-07', 'before 2026-07 no webhook tells of a WRO, and they are the traffic');
    const { sandbox, runtime } = theatre.stage;
    const name = connection.name;
    const firstSecret = (await secrets(SECRET.webhook))[0]?.reveal() ?? '';
    await expect
      .poll(async () => (await sandbox.shipbob.wros()).some((wro) => wro.purchase_order_number === PO), {
        timeout: 90_000,
        interval: 500,
      })
      .toBe(true);
    traffic.start();
    await flows();

    // The first key is made by Odoo itself.
    const generated = await mlc([
      'connection',
      'rotate-odoo-key',
      name,
      '--generate',
      '--overlap',
      `${OVERLAP_SECONDS}s`,
    ]);
    expect(generated).toMatchObject({ code: 0, stderr: '' });
    expect(generated.stdout).toContain('the same user');
    await expect.poll(() => count('res.users.apikeys.revoke'), { timeout: 60_000, interval: 500 }).toBe(1);
    await flows();

    const rotated = await mlc(['connection', 'rotate-webhook-secret', name]);
    expect(rotated).toMatchObject({ code: 0, stderr: '' });
    await flows();

    // The second key is made by a person.
    const current = (await secrets(SECRET.odooKey))[0]?.reveal() ?? '';
    const byHand = randomBytes(20).toString('hex');
    await sandbox.odoo.setKeys('ml-connector', [{ key: current }, { key: byHand }]);
    const given = await mlc(
      ['connection', 'rotate-odoo-key', name, '--new-key', 'env:NEXT_KEY', '--overlap', `${OVERLAP_SECONDS}s`],
      { NEXT_KEY: byHand },
    );
    expect(given).toMatchObject({ code: 0, stderr: '' });
    await expect.poll(() => count('res.users.apikeys.revoke'), { timeout: 60_000, interval: 500 }).toBe(2);
    await flows();

    expect(await mlc(['connection', 'rotate-webhook-secret', name])).toMatchObject({ code: 0, stderr: '' });
    await flows();
    expect(await secrets(SECRET.webhook)).toHaveLength(3);

    // Past the overlap of the subscriptions: a worker drops the older ones.
    await advance(HOUR_MS);
    traffic.start();
    await expect
      .poll(
        async () => (await runtime.store.connections.subscriptions(connection.id)).map((row) => row.secretVersion),
        {
          timeout: 60_000,
        },
      )
      .toEqual([3]);
    await flows();
    // Past the overlap of the secrets.
    await advance(29 * HOUR_MS);
    traffic.start();
    await flows();
    await traffic.stop();

    // Everything that was stowed is booked.
    const done = () => runtime.store.queries.status(connection.id, {});
    await expect
      .poll(
        async () => {
          const moves = await sandbox.odoo.execute({
            model: 'stock.move',
            method: 'search_read',
            args: [
              [
                ['picking_id.origin', '=', PO],
                ['state', '=', 'done'],
              ],
              ['quantity'],
            ],
          });
          const rows = z.array(z.object({ quantity: z.number() })).parse(moves.result);
          return rows.reduce((sum, row) => sum + row.quantity, 0);
        },
        { timeout: 90_000, interval: 500 },
      )
      .toBe(SKUS.length * traffic.stowed);

    const entries = await odooCalls();
    const failed = entries.filter(({ status, outcome }) => status === 401 || outcome === 'lost');
    const deliveries = await sandbox.webhooks.deliveries();
    const attempts = deliveries.flatMap((delivery) => delivery.attempts);
    process.stdout.write(
      `rotation  ${entries.length} Odoo calls, ${entries.filter((one) => one.kind === 'mutating').length} of them writes, ${failed.length} failed; ${attempts.length} webhook attempts, ${attempts.filter(({ status }) => (status ?? 0) >= 300).length} refused; ${traffic.stowed} x ${SKUS.length} goods booked\n`,
    );
    expect(failed).toEqual([]);
    expect(await refused()).toEqual([]);
    expect(attempts.filter(({ status }) => status === null || status >= 300)).toEqual([]);
    expect(attempts.length).toBeGreaterThan(50);
    const status = await done();
    expect(status.connection.state).toBe('active');
    expect(status.effects).toMatchObject({ uncertain: 0, rejected: 0 });
    expect(status.upkeep.filter(({ lastError }) => lastError !== null)).toEqual([]);

    // What was replaced is worth nothing any more.
    expect(await secrets(SECRET.odooKey)).toHaveLength(1);
    expect(await secrets(SECRET.webhook)).toHaveLength(1);
    expect(await sandbox.webhooks.subscriptions()).toHaveLength(1);
    const body = Buffer.from('{"id":1}');
    const stamp = String(Math.floor(runtime.clock.now().getTime() / 1000));
    const answer = await fetch(`${theatre.stage.urls.ingressUrl}/webhooks/shipbob/${connection.webhookKey}`, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        'webhook-id': 'msg_old',
        'webhook-timestamp': stamp,
        'webhook-signature': signWebhook(firstSecret, 'msg_old', stamp, body),
        'x-webhook-topic': 'order.shipped',
      },
      body,
    });
    expect(answer.status).toBe(401);
    const audited = await theatre.database.sql(
      `SELECT action, count(*)::int AS count FROM audit_entry WHERE action LIKE 'odoo_key.%' OR action LIKE 'webhook_secret.%'
       GROUP BY action ORDER BY action`,
    );
    expect(audited).toEqual([
      { action: 'odoo_key.ended', count: 2 },
      { action: 'odoo_key.replaced', count: 2 },
      { action: 'webhook_secret.made', count: 1 },
      { action: 'webhook_secret.replaced', count: 2 },
    ]);
    expect(JSON.stringify(entries)).not.toContain(byHand);
    expect(COMPANY.odooKey).not.toBe(byHand);
  });

  it('seal every stored secret under the newest key, although the rotation is killed in the middle', {
    timeout: 120_000,
  }, async () => {
    const old = theatre.env['MLC_KEYS'] ?? '';
    const fresh = `fresh:${randomBytes(32).toString('base64')}`;
    const both = { MLC_KEYS: `${fresh},${old}` };
    const killed = await mlc(['keys', 'rotate'], { ...both, ML_CRASH_AT: 'vault.resealed:2' });
    expect(killed.signal).toBe('SIGKILL');
    const reads = async (keys: string): Promise<boolean> => {
      const runtime = await openRuntime(readEnv({ ...theatre.env, MLC_KEYS: keys }), createLogger('test', 'silent'));
      try {
        const found = await Promise.all(Object.values(SECRET).map((name) => runtime.vault.get(connection.id, name)));
        return found.every((versions) => versions.length > 0);
      } finally {
        await runtime.close();
      }
    };
    const under = () =>
      theatre.database.sql('SELECT key_id, count(*)::int AS count FROM secret GROUP BY key_id ORDER BY key_id');
    expect(await under()).toContainEqual({ key_id: 'fresh', count: 2 });
    // Both keys open in the meantime.
    expect(await reads(both.MLC_KEYS)).toBe(true);
    const again = await mlc(['keys', 'rotate', '--json'], both);
    expect(again).toMatchObject({ code: 0, stderr: '' });
    expect((await under()).map((row) => row['key_id'])).toEqual(['fresh']);
    expect(
      z.object({ resealed: z.number(), freeIds: z.array(z.string()) }).parse(JSON.parse(again.stdout)),
    ).toMatchObject({
      freeIds: ['demo'],
    });
    // The new key alone opens everything, the old one nothing any more.
    expect(await reads(fresh)).toBe(true);
    await expect(reads(old)).rejects.toMatchObject({ code: 'vault.unreadable', field: 'MLC_KEYS' });
  });
});
