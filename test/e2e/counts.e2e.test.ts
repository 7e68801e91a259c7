import { type PollSource, SHIPBOB_SOURCES } from '@mlc/engine';
import { applyConnection, parseConnectionFile } from '@mlc/platform';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { sync } from '../../apps/cli/src/commands/sync.js';
import { connectionFile, odooWorld, shipbobWorld } from '../../apps/cli/src/demo/world.js';
import {
  type Backend,
  backendMissing,
  openTestStage,
  silent,
  type TestStage,
  UNHURRIED,
} from '../support/told-story.js';

/** What one step cost, counted at the sandboxes' sockets. */
interface Cost {
  odoo: Record<string, number>;
  odooCalls: number;
  shipbob: Record<string, number>;
  shipbobCalls: number;
  mutating: number;
}

const CHANGED = 1000;
/** Of them, changed once more when both sides know them. */
const LINKED = 250;
/** Rows of these tables tell what a step left behind; the sealer and heartbeats write elsewhere. */
const TABLES = ['notice', 'pass', 'effect', 'link', 'lane', 'seen_hash', 'audit_entry', 'review_case', 'inbox_event'];
const ODOO_POLLS = [
  'product.product',
  'purchase.order',
  'purchase.order.line',
  'stock.picking',
  'stock.move',
  'sale.order',
] as const;
const EVERY_SOURCE: readonly PollSource[] = [...ODOO_POLLS, ...SHIPBOB_SOURCES];

/** EAN-13 with the right check digit. */
function ean13(number: number): string {
  const body = `40${String(number).padStart(10, '0')}`;
  const sum = [...body].reduce((total, digit, index) => total + Number(digit) * (index % 2 === 0 ? 1 : 3), 0);
  return `${body}${(10 - (sum % 10)) % 10}`;
}

const products = (first: number, count: number) =>
  Array.from({ length: count }, (_, index) => ({
    sku: `CNT-${String(first + index).padStart(6, '0')}`,
    name: `Counted thing ${first + index}`,
    barcode: ean13(first + index),
    weight: 0.5,
    cost: 4,
    price: 10,
    tags: ['ShipBob'],
    hsCode: '732393',
    countryOfOrigin: 'TW',
  }));

const backend: Backend = backendMissing('redis') === null ? 'redis' : 'postgres';

describe('what a sync costs, counted at the sockets', () => {
  let theatre: TestStage;
  let name: string;
  const report: string[] = [];

  const lastSeq = async (): Promise<number> =>
    (await theatre.stage.sandbox.journal({ sinceSeq: Number.MAX_SAFE_INTEGER })).lastSeq;

  async function cost(what: string, step: () => Promise<void>): Promise<Cost> {
    const sinceSeq = await lastSeq();
    const startedMs = Date.now();
    await step();
    const odoo = await theatre.stage.sandbox.counts({ sinceSeq, side: 'odoo' });
    const shipbob = await theatre.stage.sandbox.counts({ sinceSeq, side: 'shipbob' });
    const seconds = ((Date.now() - startedMs) / 1000).toFixed(1);
    const listed = (byCall: Record<string, number>): string =>
      Object.entries(byCall)
        .map(([call, count]) => `${count} ${call}`)
        .join(', ');
    report.push(
      `${what}: ${odoo.calls} Odoo calls (${listed(odoo.byCall)}); ${shipbob.calls} ShipBob calls (${listed(shipbob.byCall)}); ${seconds} s`,
    );
    return {
      odoo: odoo.byCall,
      odooCalls: odoo.calls,
      shipbob: shipbob.byCall,
      shipbobCalls: shipbob.calls,
      mutating: odoo.mutating + shipbob.mutating,
    };
  }

  async function syncAll(source: readonly PollSource[] = EVERY_SOURCE): Promise<void> {
    const options = { wait: true, timeout: '280', source: [...source] };
    const status = await sync({ runtime: theatre.stage.runtime, out: silent() }, name, options);
    expect(status?.notQuietBecause).toEqual([]);
  }

  async function rows(): Promise<Record<string, number>> {
    const counted: Record<string, number> = {};
    for (const table of TABLES) {
      const [row] = await theatre.database.sql(`SELECT count(*)::int AS count FROM "${table}"`);
      counted[table] = Number(row?.['count']);
    }
    return counted;
  }

  beforeAll(async () => {
    theatre = await openTestStage(backend, { env: UNHURRIED });
    const { sandbox, urls, runtime } = theatre.stage;
    const { purchaseOrders, saleOrders, boms, ...plain } = odooWorld;
    await sandbox.seed({
      odoo: { ...plain, products: products(1, 1) },
      shipbob: { accounts: shipbobWorld.accounts.map((account) => ({ ...account, products: [] })) },
    });
    await sandbox.shipbob.setOptions({ rateLimitMax: 100_000 });
    name = `counts-${Date.now().toString(36)}`;
    const file = {
      ...connectionFile({ ...urls, name }),
      // Only what the test rings is polled.
      schedules: Object.fromEntries(EVERY_SOURCE.map((source) => [source, { every: '1h', enabled: false }])),
    };
    await applyConnection(runtime, parseConnectionFile(JSON.stringify(file), 'the counted connection'));
  });

  afterAll(async () => {
    await theatre?.close();
    process.stdout.write(`${report.map((line) => `cost  ${line}`).join('\n')}\n`);
  });

  it('asks each Odoo model once, writes nothing and leaves no row when nothing has changed', async () => {
    await cost('first sync, one product, everything cold', () => syncAll());
    const before = await rows();
    expect(before['link']).toBe(1);
    const idle = await cost('poll with nothing changed', () => syncAll());
    expect(idle.odoo).toEqual(Object.fromEntries(ODOO_POLLS.map((model) => [`${model}.search_read`, 1])));
    expect(
      Object.keys(idle.shipbob).filter(
        (call) => !/^GET .*\/(receiving|unidentified-receiving-order|order|return|invoices)\b/.test(call),
      ),
    ).toEqual([]);
    expect(idle.mutating).toBe(0);
    expect(await rows()).toEqual(before);
  });

  it(`takes at most 12 Odoo calls and 1,005 ShipBob calls to bring ${CHANGED} changed products over`, async () => {
    await theatre.stage.sandbox.odoo.add({ products: products(1001, CHANGED) });
    const changed = await cost(`${CHANGED} new products, polls of every Odoo model included`, () =>
      syncAll(ODOO_POLLS),
    );
    expect((await rows())['link']).toBe(1 + CHANGED);
    expect(changed.odooCalls).toBeLessThanOrEqual(12);
    expect(changed.shipbobCalls).toBeLessThanOrEqual(1005);
    expect(changed.mutating).toBe(CHANGED);
  });

  it('costs one call per model again once the change lies two overlaps behind', async () => {
    await cost('poll with nothing changed, just after', () => syncAll(ODOO_POLLS));
    await theatre.stage.sandbox.advanceClock(3 * 3_600_000);
    await cost('the first one, three hours later', () => syncAll(ODOO_POLLS));
    const before = await rows();
    const idle = await cost('the next one', () => syncAll(ODOO_POLLS));
    expect(idle.odoo).toEqual(Object.fromEntries(ODOO_POLLS.map((model) => [`${model}.search_read`, 1])));
    expect(idle.shipbobCalls).toBe(0);
    expect(await rows()).toEqual(before);
  });

  it(`reads ${LINKED} linked products in pages as large as ShipBob gives them, and writes each once`, async () => {
    const dump = await theatre.stage.sandbox.odoo.execute({
      model: 'product.product',
      method: 'search',
      args: [[['default_code', '>=', 'CNT-001001']]],
      kwargs: { limit: LINKED },
    });
    expect(dump.result).toHaveLength(LINKED);
    await theatre.stage.sandbox.odoo.execute({
      model: 'product.product',
      method: 'write',
      ids: Array.isArray(dump.result) ? dump.result.map(Number) : [],
      args: [{ hs_code: '732399' }],
    });
    const changed = await cost(`${LINKED} linked products changed`, () => syncAll(ODOO_POLLS));
    expect(changed.odooCalls).toBeLessThanOrEqual(8);
    expect(changed.mutating).toBe(LINKED);
    // The live API gives 50 products a page, whatever is asked for.
    expect(changed.shipbobCalls).toBeLessThanOrEqual(LINKED + LINKED / 50);
  });
});
