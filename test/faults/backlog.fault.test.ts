import { setTimeout as wait } from 'node:timers/promises';
import { type PollSource, SHIPBOB_SOURCES } from '@mlc/engine';
import { limits } from '@mlc/kernel';
import { applyConnection, parseConnectionFile } from '@mlc/platform';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startApp } from '../../apps/cli/src/demo/processes.js';
import { connectionFile, odooWorld, shipbobWorld } from '../../apps/cli/src/demo/world.js';
import { type Backend, backendMissing, openTestStage, type TestStage } from '../support/told-story.js';
import { countBetween, ean13, mostInAnyWindow } from '../support/windows.js';

const LIMIT = limits.shipbobCallsPerWindow;
const WINDOW_MS = limits.shipbobWindowSeconds * 1000;
/** So long there is more to do than ShipBob lets us. */
const BACKLOG_MS = 200_000;
/** The least part of a full window that must be used. */
const USED_LEAST = 0.93;
/** Nobody could bring more than this over in 200 s. */
const PRODUCTS = 900;
const ODOO_POLLS = ['product.product', 'purchase.order', 'purchase.order.line', 'stock.picking', 'sale.order'] as const;
const EVERY_SOURCE: readonly PollSource[] = [...ODOO_POLLS, ...SHIPBOB_SOURCES];

const products = Array.from({ length: PRODUCTS }, (_, index) => ({
  sku: `BKL-${String(index + 1).padStart(6, '0')}`,
  name: `Waiting thing ${index + 1}`,
  barcode: ean13(500_000 + index),
  weight: 0.5,
  cost: 4,
  price: 10,
  tags: ['ShipBob'],
  hsCode: '732393',
  countryOfOrigin: 'TW',
}));

const backend: Backend = backendMissing('redis') === null ? 'redis' : 'postgres';

describe('200 seconds of backlog on real processes', () => {
  let theatre: TestStage;
  let connectionId: string;
  const extra: { stop(): Promise<void> }[] = [];

  /** Every call of ours at ShipBob's socket, whatever it was answered, real time. */
  const calls = async () =>
    (await theatre.stage.sandbox.journal({ side: 'shipbob' })).entries.map(({ at, status }) => ({
      atMs: Date.parse(at),
      status,
    }));

  beforeAll(async () => {
    theatre = await openTestStage(backend);
    const { sandbox, urls, runtime, env } = theatre.stage;
    // A second worker: the budget is shared by processes, not kept in one.
    extra.push(await startApp('worker', { ...env, PORT: '0' }));
    const { purchaseOrders, saleOrders, boms, ...plain } = odooWorld;
    await sandbox.seed({
      odoo: { ...plain, products },
      shipbob: { accounts: shipbobWorld.accounts.map((account) => ({ ...account, products: [] })) },
    });
    const file = {
      ...connectionFile({ ...urls, name: `backlog-${Date.now().toString(36)}` }),
      // ShipBob is polled beside the backlog; Odoo when the test rings.
      schedules: Object.fromEntries(
        EVERY_SOURCE.map((source) =>
          SHIPBOB_SOURCES.some((one) => one === source)
            ? [source, { every: '20s' }]
            : [source, { every: '1h', enabled: source === 'product.product' }],
        ),
      ),
    };
    connectionId = (await applyConnection(runtime, parseConnectionFile(JSON.stringify(file), 'backlog'))).connection.id;
  });

  afterAll(async () => {
    await Promise.all(extra.map((app) => app.stop()));
    await theatre?.close();
  });

  it('use the rate limit and never break it: at most 150 calls in any 60 s, no 429, at least 93 % of each full window', {
    timeout: 420_000,
    // A machine that is busy with other things may bring over less than ShipBob would let it; never more.
    retry: 1,
  }, async () => {
    const { runtime } = theatre.stage;
    // The backlog begins when the poll has found it.
    await expect
      .poll(async () => (await runtime.store.queries.status(connectionId, {})).lanes.open, { timeout: 60_000 })
      .toBeGreaterThan(PRODUCTS - LIMIT);
    const startMs = Date.now();
    await wait(BACKLOG_MS);
    const made = await calls();
    const status = await runtime.store.queries.status(connectionId, {});

    const times = made.map(({ atMs }) => atMs);
    const most = mostInAnyWindow(times, WINDOW_MS);
    // The first window begins with whatever was left of it; the two after it are whole.
    const full = [1, 2].map((n) => countBetween(times, startMs + n * WINDOW_MS, startMs + (n + 1) * WINDOW_MS));
    const used = full.map((count) => `${count} (${((100 * count) / LIMIT).toFixed(1)} %)`).join(', ');
    const refused = made.filter((call) => call.status === 429).length;
    const tens = Array.from({ length: Math.ceil(BACKLOG_MS / 10_000) }, (_, n) =>
      countBetween(times, startMs + n * 10_000, startMs + (n + 1) * 10_000),
    );
    process.stdout.write(
      `backlog  calls in each 10 s: ${tens.join(' ')}\nbacklog  ${made.length} calls, most in any 60 s: ${most}; the two full windows: ${used}; 429s: ${refused}; ${status.lanes.open} of ${PRODUCTS} records still open\n`,
    );
    expect(refused).toBe(0);
    expect(most).toBeLessThanOrEqual(LIMIT);
    for (const count of full) expect(count).toBeGreaterThanOrEqual(Math.ceil(USED_LEAST * LIMIT));
    // Else it was no backlog.
    expect(status.lanes.open).toBeGreaterThan(0);
    expect(status.effects.uncertain + status.effects.rejected).toBe(0);
  });
});
