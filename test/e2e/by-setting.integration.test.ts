import { gatherStatement } from '@mlc/engine';
import { statementOf } from '@mlc/mappings';
import type { OdooWorld } from '@mlc/sandbox';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { CENTRE, type InProcess, openInProcess } from '../support/in-process.js';

const HOUR_MS = 3_600_000;
const SKU = 'MUG';
const PRICE = 9;
const IN_STOCK = 100;
const odoo: OdooWorld = {
  tags: ['ShipBob'],
  partners: [{ name: 'Jane', isCompany: false }],
  products: [{ sku: SKU, name: 'Mug', tags: ['ShipBob'], onHand: IN_STOCK }],
};

const pair = z.union([z.tuple([z.number(), z.string()]), z.literal(false)]);
const pickingRow = z.object({ id: z.number(), state: z.string(), note: z.union([z.string(), z.literal(false)]) });
const moveRow = z.object({ id: z.number(), picking_id: pair, quantity: z.number(), state: z.string() });
const billRow = z.object({
  id: z.number(),
  state: z.string(),
  move_type: z.string(),
  reversed_entry_id: pair,
  amount_total: z.number(),
});

/** What is written only where the settings ask for it, through HTTP on both sides; what Odoo committed is the oracle. */
describe('by setting', () => {
  let stage: InProcess;
  let product = 0;
  const sales = new Map<string, number>();

  const firstOf = ([id]: number[]): number => z.number().parse(id);
  const ordered = async (reference: string, quantity: number): Promise<void> => {
    const address = { address1: '1 St', city: 'X', country: 'US', zip_code: '07093', state: 'NJ' };
    const products = [{ reference_id: SKU, sku: SKU, name: SKU, quantity }];
    await stage.admin.shipbob.createOrder({
      body: {
        ...{ reference_id: reference, order_number: reference, shipping_method: 'Standard', type: 'DTC', products },
        recipient: { name: 'Jane', address },
      },
    });
  };
  const imported = async (reference: string, quantity: number): Promise<void> => {
    const partner_id = firstOf(await stage.odoo.search('res.partner', { domain: [['name', '=', 'Jane']] }));
    const warehouse_id = firstOf(await stage.odoo.search('stock.warehouse', { domain: [['code', '=', 'SB']] }));
    const order_line = [[0, 0, { product_id: product, product_uom_qty: quantity, price_unit: PRICE }]];
    const values = { partner_id, client_order_ref: reference, warehouse_id, order_line };
    const id = firstOf(await stage.odoo.create('sale.order', [values]));
    await stage.odoo.call('sale.order', 'action_confirm', { ids: [id] });
    sales.set(reference, id);
  };
  const saleLine = async (reference: string) => {
    const row = z.object({ id: z.number(), qty_delivered: z.number(), qty_invoiced: z.number() });
    const domain = [['order_id', '=', sales.get(reference) ?? 0]];
    const [line] = await stage.odoo.searchRead('sale.order.line', row, { domain });
    return row.parse(line);
  };
  const invoiced = async (reference: string, quantity: number): Promise<number> => {
    const partner_id = firstOf(await stage.odoo.search('res.partner', { domain: [['name', '=', 'Jane']] }));
    const account_id = firstOf(await stage.odoo.search('account.account', { domain: [['code', '=', '400000']] }));
    const sold = { product_id: product, product_uom_id: 1, quantity, price_unit: PRICE, account_id };
    const { id } = await saleLine(reference);
    const invoice_line_ids = [
      [0, 0, { ...sold, name: 'Mug', discount: 10, tax_ids: [[6, 0, []]], sale_line_ids: [[6, 0, [id]]] }],
    ];
    const invoice_date = stage.work.clock.now().toISOString().slice(0, 10);
    const values = { move_type: 'out_invoice', partner_id, invoice_date, invoice_line_ids };
    const invoice = firstOf(await stage.odoo.create('account.move', [values]));
    await stage.odoo.call('account.move', 'action_post', { ids: [invoice] });
    return invoice;
  };
  /** So many of a shipped order come back, and are put on the shelf again. */
  const cameBack = async (rma: string, reference: string, quantity: number): Promise<void> => {
    const { shipments } = await stage.admin.shipbob.order({ reference_id: reference });
    const inventory = (await stage.admin.shipbob.products()).flatMap((one) => one.variants)[0]?.inventory.inventory_id;
    await stage.admin.returns.create({
      body: {
        reference_id: rma,
        fulfillment_center: { id: CENTRE.id },
        inventory: [{ id: inventory ?? 0, quantity, requested_action: 'Default' }],
        original_shipment_id: shipments[0]?.id ?? 0,
      },
    });
    const actions = [{ action: 'Restock' as const, quantity }];
    await stage.admin.returns.process({ reference_id: rma, items: [{ sku: SKU, actions }], complete: true });
  };
  const lies = async (): Promise<number> => {
    const row = z.object({ id: z.number(), quantity: z.number() });
    const domain = [
      ['product_id', '=', product],
      ['location_id.complete_name', '=', 'SB/Stock'],
    ];
    return (await stage.odoo.searchRead('stock.quant', row, { domain })).reduce((sum, one) => sum + one.quantity, 0);
  };
  const pass = async (hours: number): Promise<void> => {
    await stage.admin.advanceClock(hours * HOUR_MS);
    await stage.sync();
  };
  const dailies = async () =>
    stage.odoo.searchRead('stock.picking', pickingRow, { domain: [['origin', '=like', 'SB-day-%']] });
  const movesOf = async (ids: number[]) =>
    stage.odoo.searchRead('stock.move', moveRow, { domain: [['picking_id', 'in', ids]] });
  const credits = async () =>
    stage.odoo.searchRead('account.move', billRow, { domain: [['ref', '=like', 'SB-return-%']] });
  const writesOf = async (step: () => Promise<void>): Promise<number> => {
    const { lastSeq } = await stage.admin.journal({ sinceSeq: Number.MAX_SAFE_INTEGER });
    await step();
    return (await stage.admin.counts({ sinceSeq: lastSeq })).mutating;
  };

  beforeAll(async () => {
    const settings = { shipments: { unmatched: 'daily' as const }, returns: { credit_note: 'draft' as const } };
    stage = await openInProcess({ odoo, settings, version: '2026-01' });
    product = firstOf(await stage.odoo.search('product.product', { domain: [['default_code', '=', SKU]] }));
    await stage.sync();
    await stage.admin.shipbob.adjustStock({ sku: SKU, fulfillment_center_id: CENTRE.id, change: IN_STOCK });
  }, 60_000);
  afterAll(() => stage?.close());

  it('what was never in Odoo leaves as one delivery for the day, and a sale order that appears takes its part out', async () => {
    const before = await lies();
    for (const [reference, quantity] of [
      ['day-a', 3],
      ['day-b', 2],
      ['day-c', 4],
    ] as const) {
      await ordered(reference, quantity);
      await stage.admin.shipbob.ship({ reference_id: reference, tracking: null });
    }
    // The grace time is over on the next day, which is not.
    await pass(25);
    expect([await dailies(), await lies()]).toEqual([[], before]);
    await pass(26);
    const [daily, ...more] = await dailies();
    expect([daily?.state, more]).toEqual(['done', []]);
    expect((await movesOf([daily?.id ?? 0])).map((move) => move.quantity)).toEqual([9]);
    expect(daily?.note).toMatch(/ShipBob orders and shipments: \d+\/\d+, \d+\/\d+, \d+\/\d+/);
    expect(await lies()).toBe(before - 9);
    expect(await writesOf(() => pass(1))).toBe(0);

    await imported('day-b', 2);
    await pass(1);
    expect(await saleLine('day-b')).toMatchObject({ qty_delivered: 2 });
    const returns = await stage.odoo.search('stock.picking', { domain: [['origin', 'like', 'mlc:reversal:']] });
    expect((await movesOf(returns)).map((move) => [move.state, move.quantity])).toEqual([['done', 2]]);
    expect(await lies()).toBe(before - 9);
    expect(stage.cases()).toEqual([]);
    expect(await writesOf(() => pass(30))).toBe(0);
  }, 120_000);

  it('what comes back becomes a draft credit note of what was invoiced for it, once', async () => {
    await imported('back', 5);
    await ordered('back', 5);
    await stage.admin.shipbob.ship({ reference_id: 'back', tracking: null });
    await pass(1);
    expect((await saleLine('back')).qty_delivered).toBe(5);
    const invoice = await invoiced('back', 5);
    expect((await saleLine('back')).qty_invoiced).toBe(5);
    await cameBack('RMA', 'back', 2);
    await pass(1);
    expect(await saleLine('back')).toMatchObject({ qty_delivered: 3, qty_invoiced: 3 });
    const [credit, ...more] = await credits();
    expect(more).toEqual([]);
    expect(credit).toMatchObject({ state: 'draft', move_type: 'out_refund', amount_total: 2 * PRICE * 0.9 });
    expect(credit?.reversed_entry_id ? credit.reversed_entry_id[0] : 0).toBe(invoice);
    expect(await writesOf(() => pass(1))).toBe(0);
    // What a person makes of it is theirs.
    await stage.odoo.call('account.move', 'button_cancel', { ids: [credit?.id ?? 0] });
    expect(await writesOf(() => pass(1))).toBe(0);
    expect((await credits()).map((one) => one.state)).toEqual(['cancel']);
    expect(stage.cases()).toEqual([]);
  }, 120_000);

  it('what is invoiced only after it came back is credited then, once', async () => {
    await imported('late', 4);
    await ordered('late', 4);
    await stage.admin.shipbob.ship({ reference_id: 'late', tracking: null });
    await pass(1);
    await cameBack('RMA-late', 'late', 3);
    await pass(1);
    expect(await saleLine('late')).toMatchObject({ qty_delivered: 1, qty_invoiced: 0 });
    const before = (await credits()).map((one) => one.id);
    const invoice = await invoiced('late', 4);
    await pass(25);
    const [credit, ...more] = (await credits()).filter((one) => !before.includes(one.id));
    expect(more).toEqual([]);
    expect(credit).toMatchObject({ state: 'draft', move_type: 'out_refund', amount_total: 3 * PRICE * 0.9 });
    expect(credit?.reversed_entry_id ? credit.reversed_entry_id[0] : 0).toBe(invoice);
    expect(await writesOf(() => pass(25))).toBe(0);
    expect(stage.cases()).toEqual([]);
  }, 120_000);

  it('what left without a sale order comes back at once by itself, and no more of it than left', async () => {
    const before = await lies();
    const transfers = async () => {
      const ids = await stage.odoo.search('stock.picking', { domain: [['origin', '=like', '[SB-return-%']] });
      return (await movesOf(ids)).map((move) => [move.state, move.quantity]);
    };
    await cameBack('RMA-day', 'day-a', 2);
    await pass(1);
    expect([await transfers(), await lies()]).toEqual([[['done', 2]], before + 2]);
    await cameBack('RMA-more', 'day-a', 2);
    await pass(1);
    expect(stage.cases()).toEqual([expect.stringContaining('returns.over')]);
    expect([await transfers(), await lies()]).toEqual([[['done', 2]], before + 2]);
  }, 120_000);

  it('both sides agree about all of it: what left by the day and by itself, what came back, and what lies there', async () => {
    const now = stage.work.clock.now().getTime();
    const period = { from: new Date(now - 30 * 24 * HOUR_MS).toISOString(), to: new Date(now + HOUR_MS).toISOString() };
    const flows = await gatherStatement(stage.work, period, ['shipments', 'returns', 'inventory']);
    const head = { connection: 'c', period, readAt: period.to, rulesVersion: 1, settingsVersion: 1 };
    const said = statementOf({ ...head, flows, explanations: [] });
    // But for the one that brought back more than had left.
    expect(said.flows.flatMap((flow) => flow.differences).map(({ kind, fields }) => [kind, fields])).toEqual([
      ['missing_in_odoo', [{ field: 'quantity', odoo: null, shipbob: 2 }]],
      ['differs', [{ field: 'quantity', odoo: 89, shipbob: 91 }]],
    ]);
    expect(said.flows.map((flow) => [flow.flow, flow.matched])).toEqual([
      ['shipments', 5],
      ['returns', 3],
      ['inventory', 0],
    ]);
    expect(await lies()).toBe(IN_STOCK - 9 - 5 + 2 - 4 + 3 + 2);
  });
});
