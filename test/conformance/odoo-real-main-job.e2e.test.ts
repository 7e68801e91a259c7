import type { Effect } from '@mlc/engine';
import type { OdooClient } from '@mlc/odoo';
import { applyConnection, parseConnectionFile } from '@mlc/platform';
import type { StatusReport } from '@mlc/store';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { type PlanReport, plan } from '../../apps/cli/src/commands/plan.js';
import { sync } from '../../apps/cli/src/commands/sync.js';
import { planVersusWrites } from '../../apps/cli/src/demo/plan-vs-writes.js';
import { COMPANY, channelOrder, shipbobWorld } from '../../apps/cli/src/demo/world.js';
import { type OdooGate, openOdooGate } from '../support/odoo-gate.js';
import { adminClient, makeRealWorld, makeSaleOrder, type RealWorld, realOdoo } from '../support/real-odoo.js';
import { receivedOf, stockOf, transfersOf, writeDates } from '../support/real-odoo-books.js';
import { openTestStage, silent, type TestStage } from '../support/told-story.js';

const odoo = realOdoo(process.env);
const missing = typeof odoo === 'string' ? odoo : null;
if (missing !== null) process.stderr.write(`The main job on a real Odoo is skipped: ${missing}.\n`);

/** Longest time a webhook may take until Odoo shows its booking, milliseconds. */
const BOOKED_MS = 60_000;

describe.skipIf(missing !== null)('the main job between a real Odoo 19 and a sandboxed ShipBob', () => {
  const name = `real-${Date.now().toString(36)}`;
  const seen: string[] = [];
  let admin: OdooClient;
  let world: RealWorld;
  let gate: OdooGate;
  let theatre: TestStage;
  let connectionId = '';
  let planned: PlanReport;
  let sale: { id: number; name: string };

  beforeAll(async () => {
    if (typeof odoo === 'string') return;
    admin = adminClient(odoo);
    world = await makeRealWorld(admin);
    gate = await openOdooGate(odoo.url);
    theatre = await openTestStage('postgres', { odoo: { url: gate.url, key: odoo.key } });
    await theatre.stage.sandbox.seed({
      shipbob: { accounts: shipbobWorld.accounts.map((account) => ({ ...account, products: [] })) },
    });
    // ShipBob tries again after 5 s, 5 min, 30 min ...; a test has less patience.
    await theatre.stage.sandbox.shipbob.setOptions({ webhookTimeScale: 0.05 });
    const { version } = await admin.version().then((found) => ({ version: JSON.stringify(found) }));
    seen.push(
      `Odoo ${version}; warehouse ${world.warehouse.code}, ${world.order.name} with ${world.order.pickingName}`,
    );
  });
  afterAll(async () => {
    const slowest = gate?.calls.toSorted((a, b) => b.tookMs - a.tookMs)[0];
    if (slowest) seen.push(`slowest of ${gate.calls.length} Odoo calls: ${slowest.call} ${slowest.tookMs} ms`);
    if (seen.length > 0) process.stderr.write(`${seen.join('\n')}\n`);
    await theatre?.close();
    await gate?.close();
  });

  const cli = () => ({ runtime: theatre.stage.runtime, out: silent() });
  const sandbox = () => theatre.stage.sandbox;
  const lastSeq = async () => (await sandbox().journal({ sinceSeq: Number.MAX_SAFE_INTEGER })).lastSeq;
  const effects = (): Promise<Effect[]> => theatre.stage.runtime.store.queries.effects(connectionId, 'confirmed');
  const wroOf = async (number: string) =>
    (await sandbox().shipbob.wros()).find((wro) => wro.purchase_order_number === number);
  const receipts = () => transfersOf(admin, world, 'purchase.order', world.order.id);
  const deliveries = () => transfersOf(admin, world, 'sale.order', sale.id);
  const stow = (items: [string, number][], complete = false) =>
    sandbox().shipbob.stow({
      purchase_order_number: world.order.name,
      items: items.map(([short, stowed]) => ({ sku: world.sku(short), stowed, received: stowed })),
      complete,
    });

  async function quiet(): Promise<StatusReport> {
    const status = await sync(cli(), name, { wait: true, timeout: '150' });
    expect(status?.notQuietBecause).toEqual([]);
    expect(status?.effects).toMatchObject({ rejected: 0, uncertain: 0 });
    if (status === null) throw new Error('sync --wait gives a status');
    return status;
  }

  /** Waits until a webhook alone, with every poll an hour away, has brought Odoo to where `reached` says. */
  async function booked<T>(read: () => Promise<T>, reached: (value: T) => boolean): Promise<T> {
    const startedMs = Date.now();
    const value = await vi.waitFor(
      async () => {
        const now = await read();
        expect(reached(now), JSON.stringify(now)).toBe(true);
        return now;
      },
      { timeout: BOOKED_MS, interval: 200 },
    );
    seen.push(`booked ${Date.now() - startedMs} ms after ShipBob's word`);
    return value;
  }

  it('the connection is applied: the bot has its rights, and applying twice changes nothing', async () => {
    const file = parseConnectionFile(
      JSON.stringify({
        name,
        odoo: { url: gate.url, database: typeof odoo === 'string' ? '' : odoo.database, api_key: 'env:DEMO_ODOO_KEY' },
        shipbob: {
          url: theatre.stage.urls.shipbobUrl,
          version: '2026-07',
          token: 'env:DEMO_SHIPBOB_TOKEN',
          channel_id: COMPANY.channelId,
        },
        webhooks: { public_url: theatre.stage.urls.ingressUrl },
        settings: {
          products: { tag: world.tag },
          centres: [{ fulfillment_center_id: COMPANY.centreId, warehouse: world.warehouse.code }],
          receipt: { when: 'stowed' },
          shipments: { carrier_map: { USPS: world.carrier } },
          limits: { odoo_settle_seconds: 5, shipbob_settle_seconds: 2, second_look_seconds: 2 },
        },
        schedules: Object.fromEntries(
          ['product.product', 'purchase.order', 'purchase.order.line', 'stock.picking', 'sale.order']
            .concat(['shipbob.receiving', 'shipbob.order'])
            .map((source) => [source, { every: '1h' }]),
        ),
      }),
      'real Odoo connection',
    );
    const applied = await applyConnection(theatre.stage.runtime, file, { paused: true });
    connectionId = applied.connection.id;
    expect(applied.findings.filter((finding) => finding.level !== 'ok')).toEqual([]);
    expect(applied.webhooks?.topics).toContain('wro.box.stowed');
    expect((await applyConnection(theatre.stage.runtime, file, { paused: true })).changes).toEqual([]);
  });

  it('the plan shows every write and makes no mutating call on either side', async () => {
    const since = gate.calls.length;
    const seq = await lastSeq();
    const startedMs = Date.now();
    planned = await plan(cli(), name, true);
    seen.push(
      `plan: ${planned.effects.length} writes out of ${planned.lanes} records, ${gate.calls.length - since} Odoo calls, ${Date.now() - startedMs} ms`,
    );
    expect(gate.mutatingSince(since)).toEqual([]);
    expect((await sandbox().counts({ sinceSeq: seq })).mutating).toBe(0);
    const skus = ['BOARD', 'JAR', 'MUG', 'POT', 'SPARE', 'SPOON'].map(world.sku);
    expect(planned.effects.filter((e) => e.operation === 'shipbob.product.create').map((e) => e.businessKey)).toEqual(
      expect.arrayContaining(skus),
    );
    expect(planned.effects.map((effect) => effect.operation).toSorted()).toEqual([
      ...skus.map(() => 'shipbob.product.create'),
      'shipbob.wro.create',
    ]);
    expect(planned.cases.map((found) => found.code)).toEqual(['products.no_sku']);
  });

  it('a sync makes the products and announces the confirmed order, and nothing else', async () => {
    const since = gate.calls.length;
    const startedMs = Date.now();
    await theatre.stage.runtime.store.connections.setState(connectionId, 'active', null);
    await quiet();
    seen.push(`first sync: ${gate.calls.length - since} Odoo calls, ${Date.now() - startedMs} ms`);
    expect(planVersusWrites(planned, await effects())).toEqual([]);
    expect(gate.mutatingSince(since)).toEqual([]);
    const products = await sandbox().shipbob.products();
    expect(products.flatMap((product) => product.variants.map((variant) => variant.sku)).toSorted()).toEqual(
      ['BOARD', 'JAR', 'MUG', 'POT', 'SPARE', 'SPOON'].map(world.sku),
    );
    expect((await sandbox().shipbob.wros()).map((wro) => wro.purchase_order_number)).toEqual([world.order.name]);
    const wro = await wroOf(world.order.name);
    expect(Object.fromEntries(wro?.inventory_quantities.map((l) => [l.sku ?? '', l.expected_quantity]) ?? [])).toEqual({
      [world.sku('MUG')]: 40,
      [world.sku('SPOON')]: 120,
      [world.sku('BOARD')]: 24,
      [world.sku('POT')]: 12,
      [world.sku('JAR')]: 8,
    });
    expect(wro).toMatchObject({ expected_arrival_date: expect.stringMatching(/^2027-03-01/) });
  });

  it('what was stowed so far is done in Odoo to the piece, and the rest is a backorder', async () => {
    await stow([
      ['MUG', 15],
      ['SPOON', 31],
      ['POT', 6],
      ['JAR', 8],
    ]);
    const [receipt, backorder] = await booked(receipts, (now) => now.length === 2 && now[0]?.state === 'done');
    expect(receipt).toMatchObject({ id: world.order.pickingId, state: 'done' });
    expect(receipt?.done).toEqual({ MUG: 15, SPOON: 31, POT: 6, JAR: 8 });
    expect(backorder).toMatchObject({ backorderOf: receipt?.id, state: 'assigned', done: {} });
    expect(backorder?.demand).toEqual({ MUG: 25, SPOON: 89, BOARD: 24, POT: 6 });
    expect(await stockOf(admin, world)).toEqual({ MUG: 15, SPOON: 31, POT: 6, JAR: 8 });
    const received = await receivedOf(admin, world);
    expect(received.filter(([short]) => short === 'POT')).toEqual([
      ['POT', 5],
      ['POT', 1],
    ]);
    seen.push(`${receipt?.name}: ${JSON.stringify(receipt?.doneMoves)}; order lines ${JSON.stringify(received)}`);
    seen.push(`backorder ${backorder?.name}: ${JSON.stringify(backorder?.demand)}`);
    await quiet();
    expect(await receipts()).toHaveLength(2);
  });

  it('parcels leave from a real delivery, each with its own carrier, tracking number and quantities', async () => {
    sale = await makeSaleOrder(admin, world, [
      ['MUG', 3],
      ['JAR', 2],
    ]);
    const amount = () => admin.call('sale.order', 'read', { ids: [sale.id], params: { fields: ['amount_total'] } });
    const before = await amount();
    await sandbox().shipbob.createOrder({
      body: channelOrder(sale.name, [
        [world.sku('MUG'), 3],
        [world.sku('JAR'), 2],
      ]),
    });
    const parcel = (items: [string, number][]) => ({
      fulfillment_center_id: COMPANY.centreId,
      items: items.map(([short, quantity]) => ({ sku: world.sku(short), quantity })),
    });
    const shared = {
      reference_id: sale.name,
      shipments: [
        parcel([
          ['MUG', 1],
          ['JAR', 2],
        ]),
        parcel([['MUG', 2]]),
      ],
    };
    const { shipments } = await sandbox().shipbob.allocate(shared);
    const ship = (index: number, carrier: string, tracking_number: string) =>
      sandbox().shipbob.ship({
        reference_id: sale.name,
        shipment_id: shipments[index]?.id ?? 0,
        tracking: { carrier, tracking_number },
      });
    await ship(0, 'USPS', '9400111899223100001');
    // ShipBob says order.shipped once, when the whole order has left; the first parcel is found by the poll.
    await quiet();
    const [first, open] = await deliveries();
    expect(first?.state).toBe('done');
    expect(open).toMatchObject({ backorderOf: first?.id, demand: { MUG: 2 }, done: {}, tracking: null });
    expect(first).toMatchObject({ carrier: world.carrier, tracking: '9400111899223100001', done: { MUG: 1, JAR: 2 } });
    await ship(1, 'UPS', '1Z999AA10123456780');
    const all = await booked(deliveries, (now) => now.length === 2 && now.every((one) => one.state === 'done'));
    // Odoo copies the first parcel's carrier to the backorder; UPS is not mapped, so none is right there.
    expect(all[1]).toMatchObject({ backorderOf: first?.id, carrier: null, tracking: '1Z999AA10123456780' });
    expect(all[1]?.done).toEqual({ MUG: 2 });
    expect(await stockOf(admin, world)).toEqual({ MUG: 12, SPOON: 31, POT: 6, JAR: 6 });
    // A fixed-price carrier on a delivery must not turn into a line on the customer's order.
    expect(await amount()).toEqual(before);
    seen.push(
      `${sale.name}: ${all.map((one) => `${one.name} ${JSON.stringify(one.done)} ${one.carrier} ${one.tracking}`).join('; ')}`,
    );
    await quiet();
  });

  it('when the rest is stowed and the WRO completes, everything is received once and ShipBob is told', async () => {
    await stow(
      [
        ['MUG', 40],
        ['SPOON', 120],
        ['BOARD', 24],
        ['POT', 12],
        ['JAR', 8],
      ],
      true,
    );
    const all = await booked(receipts, (now) => now.every((one) => one.state === 'done'));
    expect(all).toHaveLength(2);
    expect(all[1]?.done).toEqual({ MUG: 25, SPOON: 89, BOARD: 24, POT: 6 });
    expect(await receivedOf(admin, world)).toEqual([
      ['MUG', 40],
      ['SPOON', 10],
      ['BOARD', 24],
      ['POT', 5],
      ['POT', 7],
      ['JAR', 8],
      [expect.any(String), 0],
    ]);
    expect(await stockOf(admin, world)).toEqual({ MUG: 37, SPOON: 120, BOARD: 24, POT: 12, JAR: 6 });
    const status = await quiet();
    expect(await wroOf(world.order.name)).toMatchObject({
      status: 'Completed',
      external_sync_timestamp: expect.any(String),
    });
    expect(status.cases.byCode).toEqual({ 'products.no_sku': 1 });
  });

  it('one more sync makes no mutating call on either side and moves no write_date in Odoo', async () => {
    const since = gate.calls.length;
    const seq = await lastSeq();
    const stamps = await writeDates(admin);
    await quiet();
    expect(gate.calls.length).toBeGreaterThan(since);
    expect(gate.mutatingSince(since)).toEqual([]);
    expect((await sandbox().counts({ sinceSeq: seq })).mutating).toBe(0);
    expect(await writeDates(admin)).toEqual(stamps);
    seen.push(`second sync: ${gate.calls.length - since} Odoo calls, 0 mutating; ${Object.keys(stamps).length} stamps`);
  });

  it('never needed more than one write per business fact', async () => {
    const made = (await effects()).map((effect) => effect.planned.operation).toSorted();
    const count = (operation: string) => made.filter((one) => one === operation).length;
    expect({
      products: count('shipbob.product.create'),
      wros: count('shipbob.wro.create'),
      receipts: count('odoo.receipt.book'),
      deliveries: count('odoo.delivery.ship'),
    }).toEqual({ products: 6, wros: 1, receipts: 2, deliveries: 2 });
    const writes = gate.calls.filter((call) => call.mutating);
    seen.push(`writes to Odoo: ${writes.map((call) => `${call.call} ${call.tookMs} ms`).join(', ')}`);
    expect(writes.filter((call) => call.call.endsWith('.button_validate'))).toHaveLength(4);
  });
});
