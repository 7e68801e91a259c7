import type { OdooWorld } from '@mlc/sandbox';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { CENTRE, type InProcess, openInProcess } from '../support/in-process.js';

const HOUR_MS = 3_600_000;
const SKU = 'MUG';
const LOTTED = 'JAR';
const IN_STOCK = 100;
const ORDERED = 5;
const odoo: OdooWorld = {
  tags: ['ShipBob'],
  partners: [{ name: 'Jane', isCompany: false }],
  products: [
    { sku: SKU, name: 'Mug', tags: ['ShipBob'] },
    { sku: LOTTED, name: 'Jar', tags: ['ShipBob'], tracking: 'lot' },
  ],
};

type Event = 'ship' | 'import' | 'validate';
const EVENTS: readonly Event[] = ['ship', 'import', 'validate'];
const ORDERINGS = EVENTS.flatMap((first) =>
  EVENTS.filter((event) => event !== first).map((second): Event[] => {
    const third = EVENTS.find((event) => event !== first && event !== second) ?? first;
    return [first, second, third];
  }),
);

const pair = z.union([z.tuple([z.number(), z.string()]), z.literal(false)]);
const pickingRow = z.object({
  id: z.number(),
  state: z.string(),
  origin: z.union([z.string(), z.literal(false)]),
  picking_type_code: z.string(),
  carrier_tracking_ref: z.union([z.string(), z.literal(false)]).optional(),
  note: z.union([z.string(), z.literal(false)]),
});
const moveRow = z.object({ id: z.number(), product_uom_qty: z.number(), state: z.string() });

/** Shipments of each shape through HTTP on both sides, the ledger in memory; what Odoo committed is the oracle. */
describe('what ShipBob shipped', () => {
  let stage: InProcess;
  let stockId = 0;
  let warehouseId = 0;
  const orders = new Map<string, number>();
  const sales = new Map<string, number>();

  const firstOf = ([id]: number[]): number => z.number().parse(id);
  const idOf = (value: z.output<typeof pair>): number => (value ? value[0] : 0);
  const nameOf = (value: z.output<typeof pair>): string => (value ? value[1] : '');
  const ordered = async (reference: string, lines: [sku: string, quantity: number][]): Promise<number> => {
    const address = { address1: '1 St', city: 'X', country: 'US', zip_code: '07093', state: 'NJ' };
    const products = lines.map(([sku, quantity]) => ({ reference_id: sku, sku, name: sku, quantity }));
    const order = await stage.admin.shipbob.createOrder({
      body: {
        ...{ reference_id: reference, order_number: reference, shipping_method: 'Standard', type: 'DTC', products },
        recipient: { name: 'Jane', address },
      },
    });
    orders.set(reference, order.id);
    return order.id;
  };
  const imported = async (reference: string, lines: [sku: string, quantity: number][]): Promise<void> => {
    const products = await stage.odoo.searchRead(
      'product.product',
      z.object({ id: z.number(), default_code: z.string() }),
      { domain: [['default_code', 'in', lines.map(([sku]) => sku)]] },
    );
    const order_line = lines.map(([sku, product_uom_qty]) => [
      0,
      0,
      {
        product_id: products.find(({ default_code }) => default_code === sku)?.id ?? 0,
        product_uom_qty,
        price_unit: 9,
      },
    ]);
    const partner_id = firstOf(await stage.odoo.search('res.partner', { domain: [['name', '=', 'Jane']] }));
    const values = { partner_id, client_order_ref: reference, warehouse_id: warehouseId, order_line };
    const id = firstOf(await stage.odoo.create('sale.order', [values]));
    await stage.odoo.call('sale.order', 'action_confirm', { ids: [id] });
    sales.set(reference, id);
  };
  const deliveries = async (reference: string): Promise<z.output<typeof pickingRow>[]> => {
    const id = sales.get(reference);
    if (id === undefined) return [];
    const [sale] = await stage.odoo.read('sale.order', z.object({ picking_ids: z.array(z.number()) }), [id]);
    return stage.odoo.read('stock.picking', pickingRow, sale?.picking_ids ?? []);
  };
  const validatedByHand = async (reference: string): Promise<void> => {
    for (const picking of await deliveries(reference)) {
      if (picking.state === 'done' || picking.state === 'cancel') continue;
      const moves = await stage.odoo.searchRead('stock.move', moveRow, { domain: [['picking_id', '=', picking.id]] });
      for (const move of moves)
        await stage.odoo.write('stock.move', [move.id], { quantity: move.product_uom_qty, picked: true });
      await stage.odoo.call('stock.picking', 'button_validate', { ids: [picking.id] });
    }
  };
  /** Deliveries of their own, and what brought them back. */
  const apart = async (reference: string) =>
    stage.odoo.searchRead('stock.picking', pickingRow, {
      domain: [['origin', '=like', `SB-${orders.get(reference) ?? 0}/%`]],
    });
  const lies = async (sku: string): Promise<number> => {
    const row = z.object({ id: z.number(), product_id: pair, quantity: z.number() });
    const quants = await stage.odoo.searchRead('stock.quant', row, { domain: [['location_id', '=', stockId]] });
    return quants
      .filter((quant) => nameOf(quant.product_id).includes(`[${sku}]`))
      .reduce((sum, quant) => sum + quant.quantity, 0);
  };
  const pass = async (hours: number): Promise<void> => {
    await stage.admin.advanceClock(hours * HOUR_MS);
    await stage.sync();
  };
  const ship = (reference: string, number: string | null, shipment_id?: number) =>
    stage.admin.shipbob.ship({
      reference_id: reference,
      ...(shipment_id === undefined ? {} : { shipment_id }),
      tracking:
        number === null
          ? null
          : { carrier: 'UPS', tracking_number: number, tracking_url: `https://ups.example/${number}` },
    });
  const split = (reference: string, quantities: number[], sku = SKU) =>
    stage.admin.shipbob.allocate({
      reference_id: reference,
      shipments: quantities.map((quantity) => ({ fulfillment_center_id: CENTRE.id, items: [{ sku, quantity }] })),
    });

  beforeAll(async () => {
    stage = await openInProcess({ odoo, settings: {}, version: '2026-01' });
    const row = z.object({ id: z.number(), lot_stock_id: pair });
    const [warehouse] = await stage.odoo.searchRead('stock.warehouse', row, { domain: [['code', '=', 'SB']] });
    warehouseId = warehouse?.id ?? 0;
    stockId = idOf(warehouse?.lot_stock_id ?? false);
    const [mug, jar] = await Promise.all(
      [SKU, LOTTED].map(async (sku) =>
        firstOf(await stage.odoo.search('product.product', { domain: [['default_code', '=', sku]] })),
      ),
    );
    const context = { inventory_mode: true };
    const count = async (product_id: number, inventory_quantity: number, lot_id?: number): Promise<void> => {
      const values = { product_id, location_id: stockId, inventory_quantity, ...(lot_id ? { lot_id } : {}) };
      const ids = await stage.odoo.create('stock.quant', [values], { context });
      await stage.odoo.call('stock.quant', 'action_apply_inventory', { ids, context });
    };
    await count(mug ?? 0, IN_STOCK);
    for (const [name, quantity] of [
      ['OLD', 3],
      ['NEW', 10],
    ] as const) {
      const lot = firstOf(await stage.odoo.create('stock.lot', [{ name, product_id: jar ?? 0, company_id: 1 }]));
      await count(jar ?? 0, quantity, lot);
    }
    await stage.sync();
    for (const sku of [SKU, LOTTED])
      await stage.admin.shipbob.adjustStock({ sku, fulfillment_center_id: CENTRE.id, change: 500 });
  }, 60_000);
  afterAll(() => stage?.close());

  it('leaves once, by one delivery, in each of the six orders of shipping, import and validation by hand', async () => {
    const lines: [string, number][] = [[SKU, ORDERED]];
    const before = await lies(SKU);
    const waiting = new Set<string>();
    for (const [index] of ORDERINGS.entries()) await ordered(`six-${index}`, lines);
    for (const step of [0, 1, 2]) {
      for (const [index, ordering] of ORDERINGS.entries()) {
        const reference = `six-${index}`;
        const event = ordering[step];
        if (event === 'ship') await ship(reference, `1Z${index}`);
        if (event === 'import') await imported(reference, lines);
        if (event === 'validate') waiting.add(reference);
        // A person can validate only what is there.
        if (waiting.has(reference) && sales.has(reference)) {
          await validatedByHand(reference);
          waiting.delete(reference);
        }
      }
      await pass(30);
    }
    let wereApart = 0;
    for (const [index, ordering] of ORDERINGS.entries()) {
      const story = ordering.join(' ');
      const done = (await deliveries(`six-${index}`)).filter((picking) => picking.picking_type_code === 'outgoing');
      expect(done, story).toMatchObject([{ state: 'done', carrier_tracking_ref: `1Z${index}` }]);
      wereApart += (await apart(`six-${index}`)).length;
    }
    // Shipped before the import, the grace time over: those were booked apart and brought back.
    expect(wereApart).toBe(3);
    expect(await lies(SKU)).toBe(before - ORDERINGS.length * ORDERED);
    expect(stage.cases()).toEqual([]);
  }, 120_000);

  it('that never reaches Odoo leaves once, by itself, and its tracking follows', async () => {
    const before = await lies(SKU);
    await ordered('never', [[SKU, 2]]);
    await ship('never', null);
    await pass(2);
    expect(await lies(SKU)).toBe(before);
    await pass(30);
    expect(await apart('never')).toMatchObject([{ state: 'done', picking_type_code: 'outgoing' }]);
    expect(await lies(SKU)).toBe(before - 2);
    await stage.admin.shipbob.track({
      reference_id: 'never',
      tracking: { carrier: 'UPS', tracking_number: '1ZNEVER', tracking_url: 'https://ups.example/1ZNEVER' },
    });
    await pass(24);
    const [delivery] = await apart('never');
    expect(delivery?.carrier_tracking_ref).toBe('1ZNEVER');
    expect(delivery?.note).toContain('https://ups.example/1ZNEVER');
    expect(await lies(SKU)).toBe(before - 2);
  }, 60_000);

  it('in two parcels is a delivery and its backorder; what a person sent as one is linked to it twice', async () => {
    for (const reference of ['split', 'parcels']) {
      await imported(reference, [[SKU, ORDERED]]);
      await ordered(reference, [[SKU, ORDERED]]);
      await split(reference, [3, 2]);
    }
    await validatedByHand('parcels');
    for (const reference of ['split', 'parcels']) {
      const { shipments } = await stage.admin.shipbob.order({ reference_id: reference });
      for (const [index, { id }] of shipments.entries()) await ship(reference, `${reference}-${index}`, id);
    }
    await pass(1);
    const refs = async (reference: string) =>
      (await deliveries(reference)).map(({ state, carrier_tracking_ref }) => [state, carrier_tracking_ref]).toSorted();
    expect(await refs('split')).toEqual([
      ['done', 'split-0'],
      ['done', 'split-1'],
    ]);
    expect(await refs('parcels')).toEqual([['done', 'parcels-0,parcels-1']]);
  }, 60_000);

  it('by lot leaves with the lots that ShipBob names, or those that come first', async () => {
    const before = await lies(LOTTED);
    await imported('lots', [[LOTTED, 5]]);
    await ordered('lots', [[LOTTED, 5]]);
    await split('lots', [5], LOTTED);
    await ship('lots', '1ZLOT');
    await pass(1);
    const [delivery] = await deliveries('lots');
    expect(delivery).toMatchObject({ state: 'done' });
    expect(delivery?.note).toContain('lots chosen by first expiry');
    expect(await lies(LOTTED)).toBe(before - 5);
  }, 60_000);

  it('and stands still is told to the salesperson once, and asked about', async () => {
    await imported('held', [[SKU, 1]]);
    await ordered('held', [[SKU, 1]]);
    await stage.admin.shipbob.setShipmentStatus({
      reference_id: 'held',
      status: 'OnHold',
      detail: { id: 401, name: 'InvalidAddress' },
    });
    await pass(1);
    await pass(1);
    const domain = [
      ['res_model', '=', 'sale.order'],
      ['res_id', '=', sales.get('held') ?? 0],
    ];
    expect(await stage.odoo.search('mail.activity', { domain })).toHaveLength(1);
    expect(stage.cases()).toEqual([`shipments.exception order:${orders.get('held')}`]);
  }, 60_000);

  it('is not written twice: everything read again makes no write', async () => {
    const { lastSeq } = await stage.admin.journal({ sinceSeq: Number.MAX_SAFE_INTEGER });
    await stage.sync();
    expect((await stage.admin.counts({ sinceSeq: lastSeq })).mutating).toBe(0);
  }, 60_000);
});
