import { gatherAccrued, gatherStatement, matchPurchases } from '@mlc/engine';
import { SeededRandom } from '@mlc/kernel';
import { type Statement, statementOf } from '@mlc/mappings';
import type { OdooWorld } from '@mlc/sandbox';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { CENTRE, type InProcess, openInProcess } from '../support/in-process.js';
import { shipbobVersion } from '../support/openapi.js';

const VERSION = '2026-01';
/** ShipBob's history of movements explains what differs; 2025-07 has none. */
const hasHistory = shipbobVersion(VERSION) >= VERSION;

const DAY_MS = 86_400_000;
const SKUS = ['K1', 'K2', 'K3', 'K4', 'K5', 'K6'];
const range = (prefix: string, count: number): string[] => Array.from({ length: count }, (_, n) => `${prefix}${n + 1}`);
/** Received in full, open with a WRO, and shipped or not. */
const DONE = range('PD', 3);
const OPEN = range('PO', 6);
const SOLD = range('SO', 5);
const UNSOLD = range('SX', 4);

const odoo: OdooWorld = {
  tags: ['ShipBob'],
  partners: [{ name: 'ShipBob', supplier: true }, { name: 'Mill', supplier: true }, { name: 'Jane' }],
  products: SKUS.map((sku) => ({ sku, name: `Thing ${sku}`, tags: ['ShipBob'], weight: 0.5, onHand: 100 })),
  purchaseOrders: [...DONE, ...OPEN].map((name, n) => ({
    name,
    supplier: 'Mill',
    datePlanned: '2031-03-01 12:00:00',
    warehouse: 'SB',
    lines: [{ product: SKUS[n % SKUS.length] ?? 'K1', quantity: 40, price: 3 }],
  })),
  saleOrders: [...SOLD, ...UNSOLD].map((name, n) => ({
    name,
    customer: 'Jane',
    warehouse: 'SB',
    lines: [{ product: SKUS[n % SKUS.length] ?? 'K1', quantity: 2 }],
  })),
};
const settings = {
  products: { owned_fields: ['name' as const, 'barcode' as const] },
  billing: {
    vendor: 'ShipBob',
    suspense_account: '612000',
    account_map: { Shipping: '600000', 'WRO Receiving Fee': '600000', 'Kitting Fee': '600000' },
  },
};
const ids = z.object({ id: z.number() });

describe('a statement over both sandboxes', () => {
  let stage: InProcess;
  /** Rows that must be listed, as they pile up. */
  const expected = new Set<string>();
  /** What each product's stock must differ by, ShipBob minus Odoo. */
  const stockDrift = new Map<string, number>();
  const stockMoved = (sku: string, units: number): void => {
    stockDrift.set(sku, (stockDrift.get(sku) ?? 0) + units);
  };
  const used: Record<string, number> = {};
  const counted = (pool: string): number => {
    used[pool] = (used[pool] ?? 0) + 1;
    return used[pool];
  };
  /** The next record of a pool, each once. */
  const next = <T>(pool: string, from: T[]): T | undefined => from[counted(pool) - 1];

  const skuOf = (name: string): string => {
    const at = [...DONE, ...OPEN].indexOf(name);
    const sold = [...SOLD, ...UNSOLD].indexOf(name);
    return SKUS[(at >= 0 ? at : sold) % SKUS.length] ?? '';
  };
  const find = async (model: string, domain: [string, string, string | number][]): Promise<number> => {
    const [row] = await stage.odoo.searchReadAll(model, ids, { domain });
    return z.number({ error: `no ${model}` }).parse(row?.id);
  };
  const statement = async (): Promise<Statement> => {
    const now = stage.work.clock.now().getTime();
    const period = { from: new Date(now - 3 * DAY_MS).toISOString(), to: new Date(now + DAY_MS).toISOString() };
    const flows = await gatherStatement(stage.work, period);
    const head = { connection: 'c', period, readAt: new Date(now).toISOString(), rulesVersion: 1, settingsVersion: 1 };
    return statementOf({ ...head, flows, explanations: [] });
  };
  /** Differences of stock by product, and whether each is explained by what moved. */
  const stockOf = (said: Statement): Record<string, [units: number, isExplained: boolean]> =>
    Object.fromEntries(
      said.flows
        .filter(({ flow }) => flow === 'inventory')
        .flatMap(({ differences }) =>
          differences.map(({ key, fields: [one], explainedBy }) => [
            key.split('/')[0],
            [Number(one?.shipbob) - Number(one?.odoo), explainedBy !== null],
          ]),
        ),
    );
  const rowsOf = (said: Statement): string[] =>
    said.flows
      .filter(({ flow }) => flow !== 'inventory')
      .flatMap(({ flow, differences }) =>
        differences.map((one) => `${flow} ${one.kind} ${one.key} ${one.fields.map((f) => f.field).join()}`),
      )
      .sort();

  const ship = async (reference: string, sku: string, quantity: number, tracking = `1Z${reference}`): Promise<void> => {
    const address = { address1: '1 St', city: 'X', country: 'US', zip_code: '07093', state: 'NJ' };
    const products = [{ reference_id: sku, sku, name: sku, quantity }];
    const body = {
      reference_id: reference,
      order_number: reference,
      shipping_method: 'Standard',
      type: 'DTC',
      recipient: { name: 'Jane', address },
      products,
    };
    await stage.admin.shipbob.createOrder({ body });
    const shipments = [{ fulfillment_center_id: CENTRE.id, items: [{ sku, quantity }] }];
    await stage.admin.shipbob.allocate({ reference_id: reference, shipments });
    const carrier = { carrier: 'UPS', carrier_service: 'Ground', tracking_number: tracking };
    await stage.admin.shipbob.label({ reference_id: reference, tracking: carrier });
    await stage.admin.shipbob.ship({ reference_id: reference });
  };
  const wroOf = async (number: string) => {
    const wro = (await stage.admin.shipbob.wros()).find((one) => one.purchase_order_number === number);
    return z.object({ id: z.number() }).parse(wro);
  };

  /** What may go wrong behind the connector's back; each says which row it must cause. */
  const drifts: Record<string, (random: SeededRandom) => Promise<string | null>> = {
    renamed: async () => {
      const sku = next('renamed', SKUS);
      if (sku === undefined) return null;
      const id = await find('product.product', [['default_code', '=', sku]]);
      await stage.odoo.write('product.product', [id], { name: `Another ${sku}` });
      return `products differs product ${id} name`;
    },
    stowed: async (random) => {
      const order = next('open', OPEN);
      if (order === undefined) return null;
      const stowed = 1 + random.below(39);
      await stage.admin.shipbob.stow({ wro_id: (await wroOf(order)).id, items: [{ sku: skuOf(order), stowed }] });
      stockMoved(skuOf(order), stowed);
      return `receiving missing_in_odoo ${order}/${skuOf(order)} quantity`;
    },
    ordered: async (random) => {
      const order = next('open', OPEN);
      if (order === undefined) return null;
      const id = await find('purchase.order.line', [['order_id.name', '=', order]]);
      await stage.odoo.write('purchase.order.line', [id], { product_qty: 41 + random.below(50) });
      return `purchase-orders differs ${order}/${skuOf(order)} quantity`;
    },
    strange_order: async (random) => {
      const reference = `ZZ${counted('strange')}`;
      const sku = SKUS[random.below(SKUS.length)] ?? 'K1';
      const quantity = 1 + random.below(3);
      await ship(reference, sku, quantity);
      stockMoved(sku, -quantity);
      return `shipments missing_in_odoo ${reference}/${sku} quantity`;
    },
    by_hand: async () => {
      const sale = next('unsold', UNSOLD);
      if (sale === undefined) return null;
      const picking = await find('stock.picking', [['origin', '=', sale]]);
      const move = await find('stock.move', [['picking_id', '=', picking]]);
      const { odoo: people } = stage.admin;
      await people.execute({
        model: 'stock.move',
        method: 'write',
        ids: [move],
        args: [{ quantity: 2, picked: true }],
      });
      await people.execute({ model: 'stock.picking', method: 'button_validate', ids: [picking] });
      stockMoved(skuOf(sale), 2);
      return `shipments missing_in_shipbob ${sale}/${skuOf(sale)} quantity`;
    },
    tracking: async () => {
      const sale = next('tracked', SOLD);
      if (sale === undefined) return null;
      const picking = await find('stock.picking', [['origin', '=', sale]]);
      await stage.odoo.write('stock.picking', [picking], { carrier_tracking_ref: 'LOST' });
      return `shipments differs ${sale}/tracking tracking`;
    },
    invoice: async (random) => {
      const reference_id = `T${counted('charge')}`;
      const amount = (100 + random.below(5000)) / 100;
      await stage.admin.billing.charge({ fee: 'Kitting Fee', amount, reference_type: 'Ticket Number', reference_id });
      const made = await stage.admin.billing.invoiceRun({});
      const kitting = made.find((one) => one.invoice_type === 'AdditionalFee');
      for (const one of made)
        if (one !== kitting) expected.add(`billing missing_in_odoo SB-${one.invoice_id} currency,date,total`);
      return `billing missing_in_odoo SB-${kitting?.invoice_id} currency,date,total`;
    },
    repriced: async (random) => {
      const ref = next('drafted', await draftRefs());
      if (ref === undefined) return null;
      const move = await find('account.move', [['ref', '=', ref]]);
      const line = await find('account.move.line', [
        ['move_id', '=', move],
        ['display_type', '=', 'product'],
      ]);
      await stage.odoo.write('account.move', [move], {
        invoice_line_ids: [[1, line, { price_unit: 900 + random.below(99) }]],
      });
      return `billing differs ${ref} total`;
    },
    strange_bill: async (random) => {
      const ref = `SB-${990_000 + counted('bill')}`;
      const partner_id = await find('res.partner', [['name', '=', 'ShipBob']]);
      const account_id = await find('account.account', [['code', '=', '600000']]);
      const invoice_date = stage.work.clock.now().toISOString().slice(0, 10);
      const line = { name: 'x', quantity: 1, price_unit: 1 + random.below(9), account_id, tax_ids: [[6, 0, []]] };
      await stage.odoo.create('account.move', [
        { move_type: 'in_invoice', partner_id, ref, invoice_date, invoice_line_ids: [[0, 0, line]] },
      ]);
      return `billing missing_in_shipbob ${ref} date,total`;
    },
  };
  let refs: string[] | null = null;
  /** Bills as the connector drafted them, before anything drifted. */
  const draftRefs = async (): Promise<string[]> => {
    const row = z.object({ ref: z.string() });
    refs ??= (await stage.odoo.searchReadAll('account.move', row, { domain: [['ref', 'like', 'SB-']] })).map(
      (one) => one.ref,
    );
    return refs;
  };

  beforeAll(async () => {
    stage = await openInProcess({ settings, odoo, version: VERSION });
    await stage.sync();
    for (const sku of SKUS)
      await stage.admin.shipbob.adjustStock({ sku, fulfillment_center_id: CENTRE.id, change: 100 });
    for (const order of DONE) {
      const { id } = await wroOf(order);
      await stage.admin.shipbob.stow({ wro_id: id, items: [{ sku: skuOf(order), stowed: 40, received: 40 }] });
      await stage.admin.shipbob.completeWro({ wro_id: id });
    }
    for (const sale of SOLD) await ship(sale, skuOf(sale), 2);
    await stage.admin.billing.invoiceRun({});
    await stage.sync();
    await draftRefs();
  });
  afterAll(() => stage?.close());

  it('agrees in all flows once everything is booked, and counts what there is', async () => {
    const said = await statement();
    // What is announced and not yet stowed is neither received nor missing.
    expect([rowsOf(said), stockOf(said)]).toEqual([[], {}]);
    expect(said.agrees).toBe(true);
    expect(Object.fromEntries(said.flows.map((flow) => [flow.flow, flow.counted.odoo]))).toEqual({
      products: SKUS.length,
      'purchase-orders': DONE.length + OPEN.length,
      receiving: DONE.length,
      shipments: SOLD.length * 2,
      returns: 0,
      billing: 2,
      inventory: SKUS.length,
    });
  });

  it('tells what is charged and not invoiced yet', async () => {
    const now = stage.work.clock.now().getTime();
    const period = { from: new Date(now - 3 * DAY_MS).toISOString(), to: new Date(now + DAY_MS).toISOString() };
    expect(await gatherAccrued(stage.work, period)).toEqual([]);
    const of = { fee: 'Kitting Fee', reference_type: 'Ticket Number' as const, reference_id: 'T0' };
    await stage.admin.billing.charge({ ...of, amount: 4.4 });
    expect(await gatherAccrued(stage.work, period)).toEqual([
      { fee: 'Kitting Fee', currency: 'USD', charges: 1, amount: 4.4 },
    ]);
  });

  it('ties every purchase order line, with nothing at stake but what is not billed by the supplier', async () => {
    const now = stage.work.clock.now().getTime();
    const period = { from: new Date(now - DAY_MS).toISOString(), to: new Date(now + DAY_MS).toISOString() };
    const lines = await matchPurchases(stage.work, period);
    const told = Object.fromEntries(
      lines.map((line) => [line.order, [line.counted, line.booked, line.findings.join()]]),
    );
    expect(told).toEqual({
      ...Object.fromEntries(DONE.map((order) => [order, [40, 40, 'not_billed']])),
      ...Object.fromEntries(OPEN.map((order) => [order, [0, 0, 'not_counted']])),
    });
  });

  const seed = Number(process.env['MLC_SEED'] ?? 20_261_126);
  it(`lists exactly what drifted, no more and no less (MLC_SEED=${seed})`, async () => {
    const random = new SeededRandom(seed);
    const kinds = Object.values(drifts);
    for (let round = 0; round < 5; round += 1) {
      for (let n = 0; n < 4; n += 1) {
        const row = await kinds[random.below(kinds.length)]?.(random);
        if (row) expected.add(row);
      }
      const said = await statement();
      const told = `seed ${seed}, round ${round}`;
      expect(rowsOf(said), told).toEqual([...expected].sort());
      const moved = [...stockDrift]
        .filter(([, units]) => units !== 0)
        .map(([sku, units]) => [sku, [units, hasHistory]]);
      expect(stockOf(said), told).toEqual(Object.fromEntries(moved));
    }
    expect(expected.size).toBeGreaterThan(8);
  });
});
