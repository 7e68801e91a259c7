import { describe, expect, it } from 'vitest';
import { planBilling } from '../billing/billing.plan.js';
import * as b from '../billing/fixtures.test.js';
import type { OdooPicking, ReturnSeen } from '../seen.js';
import * as f from '../shared/fixtures.test.js';
import { billedFacts, returnedFacts, shippedFacts } from './facts.js';
import { fourWayMatch } from './four-way.js';
import { statementOf } from './statement.js';

const NOTHING = { odoo: [], shipbob: [] };

describe('goods back', () => {
  const seen = (status = 'Completed'): ReturnSeen => ({
    returned: {
      id: 55,
      reference_id: '',
      status,
      return_type: 'Regular',
      channel: null,
      fulfillment_center: null,
      original_shipment_id: null,
      store_order_id: null,
      tracking_number: null,
      shipment_tracking_number: null,
      insert_date: '2026-11-20T00:00:00Z',
      arrived_date: null,
      completed_date: null,
      cancelled_date: null,
      inventory: [
        [1001, 'X'],
        [1008, 'Y'],
        [1009, ''],
      ].map(([id, sku]) => ({
        id: Number(id),
        sku: String(sku),
        name: '',
        quantity: 2,
        bundle_parent_sku: null,
        lot_information: null,
        action_requested: null,
        action_taken: [1, 1].map((quantity_processed) => ({
          action: 'Restock',
          action_reason: null,
          quantity_processed,
          image_url: null,
        })),
      })),
    },
    link: null,
    productByInventoryId: { '1001': { product_id: 1, sku: 'A-1', tracking: 'none' } },
    delivery: null,
    reserved: [],
    booked: ['done', 'assigned'].map((state, index) => ({
      id: 900 + index,
      name: 'SB/IN/9',
      state,
      placed: [1, 7].map((product_id) => ({ product_id, lot: null, location_dest_id: 70, quantity: 2 })),
    })),
    scrapped: [],
    lots: [],
    locations: {},
    quarantines: {},
    operationTypes: [],
  });

  it('are what ShipBob dealt with, and what a done transfer brought back', () => {
    const { odoo, shipbob } = returnedFacts(seen());
    expect(odoo.map(({ key, lane, fields }) => [key, lane, fields['quantity']])).toEqual([
      ['return 55/A-1', 'return:55', 2],
      ['return 55/product 7', 'return:55', 2],
    ]);
    expect(shipbob.map(({ key, fields }) => [key, fields['quantity']])).toEqual([
      ['return 55/A-1', 2],
      ['return 55/Y', 2],
      ['return 55/inventory 1009', 2],
    ]);
  });

  it('count what is done only, and in whatever order', () => {
    const open = seen();
    const one = open.booked[1];
    if (!one) throw new Error('an open transfer');
    expect(returnedFacts({ ...open, booked: [one] }).odoo).toEqual([]);
  });

  it('are none before a return is completed, or once ShipBob shows it no more', () => {
    expect(returnedFacts(seen('Arrived'))).toEqual(NOTHING);
    expect(returnedFacts({ ...seen(), returned: null })).toEqual(NOTHING);
  });
});

describe('money', () => {
  const seen = () => b.seen([b.charge('Shipment/1', '5.25')]);
  const billed = (more: Partial<ReturnType<typeof seen>> = {}) => billedFacts({ ...seen(), ...more });
  const bill = (more: object = {}) => ({ ...b.billOf(planBilling(seen(), b.context())), ...more });

  it('is the invoice, and the bill that stands for it', () => {
    const base = { key: 'SB-501', lane: 'invoice:501' };
    const { odoo, shipbob } = billed({ bills: [bill()] });
    expect(shipbob).toMatchObject([{ ...base, fields: { total: 5.25, date: '2026-11-23', currency: 'USD' } }]);
    expect(odoo).toMatchObject([{ ...base, fields: { total: 5.25, date: '2026-11-23', currency: 'USD' } }]);
    expect(odoo[0]?.label).toBe(shipbob[0]?.label);
    const stamped = billed({ invoice: b.invoice({ invoice_date: '2026-11-23T08:00:00Z' }) });
    expect(stamped.shipbob[0]?.fields['date']).toBe('2026-11-23');
    expect(billed({ bills: [] }).odoo).toEqual([]);
    expect(billed({ bills: [bill({ currency_id: 99 })] }).odoo).toMatchObject([
      { fields: { currency: 'currency 99' } },
    ]);
    expect(billed({ bills: [bill()], books: null }).odoo).toMatchObject([{ fields: { currency: 'currency 1' } }]);
  });

  it('is that of the linked bill, else of ours, else of any that is not cancelled', () => {
    const bills = [
      bill({ id: 1, amount_total: 1, ours: false, state: 'cancel' }),
      bill({ id: 2, amount_total: 2, ours: false }),
      bill({ id: 3, amount_total: 3, ours: true }),
      bill({ id: 4, amount_total: 4, ours: true }),
    ];
    const total = (more: Parameters<typeof billed>[0]) => billed(more).odoo[0]?.fields['total'];
    const link = f.link('account.move', 4, 'invoice', 501);
    expect(total({ bills, link })).toBe(4);
    expect(total({ bills, link: { ...link, data: { move_id: 2 } } })).toBe(2);
    expect(total({ bills })).toBe(3);
    expect(total({ bills: bills.slice(0, 2) })).toBe(2);
    expect(total({ bills: bills.slice(0, 1) })).toBeUndefined();
  });

  it('that moves the other way, or corrects a balance, is none', () => {
    for (const invoice_type of ['Payment', 'BalanceAdjustment', 'balance adjustment'])
      expect(billed({ invoice: b.invoice({ invoice_type }) })).toEqual(NOTHING);
    for (const invoice_type of ['Repayment', 'Payments', 'Balance  Adjustment', 'BalancexAdjustment'])
      expect(billed({ invoice: b.invoice({ invoice_type }) }).shipbob).toHaveLength(1);
    expect(billed({ invoice: null })).toEqual(NOTHING);
  });
});

it('only done deliveries count as goods out', () => {
  const pickings = [
    f.delivery(200, [f.doneMove(1, 5)], { state: 'done', carrier_tracking_ref: 'B,A' }),
    f.delivery(201, [f.doneMove(1, 7)], { state: 'assigned', carrier_tracking_ref: 'C' }),
    f.picking(202, [f.doneMove(1, 9)], { state: 'done', carrier_tracking_ref: 'D' }),
  ];
  const saleOrders = [{ by: 'name', order: f.saleOrder({ pickings }) }];
  expect(shippedFacts(f.shipmentsSeen({ saleOrders }), []).odoo.map(({ fields }) => Object.values(fields)[0])).toEqual([
    5,
    'A, B',
  ]);
  const parcels = [
    f.shipment(2, { tracking: f.tracking('Z') }),
    f.shipment(1, { tracking: f.tracking('Y') }),
    f.shipment(3, { tracking: f.tracking('Z') }),
    f.shipment(4, { tracking: f.tracking(null) }),
  ];
  const told = shippedFacts(f.shipmentsSeen({ order: f.shipbobOrder(parcels), saleOrders }), []).shipbob;
  expect(told.at(-1)?.fields).toEqual({ tracking: 'Y, Z' });
});

describe('the four-way match', () => {
  const line = (id: number, product_id: number | null, quantity: number, more: object = {}) => ({
    id,
    product_id,
    product_qty: quantity,
    uom: f.UNIT,
    product_uom_qty: quantity,
    price_unit: 4,
    display_type: null,
    ...more,
  });
  const rows = (
    lines: ReturnType<typeof line>[],
    more: Parameters<typeof f.orderSeen>[0] = {},
    pickings: OdooPicking[] = [],
  ) => fourWayMatch(f.orderSeen({ order: f.purchaseOrder({ lines, pickings }), ...more }), {});

  it('has a row for each line of goods, in order of SKU and line', () => {
    const all = rows([
      line(13, 1, 1),
      line(12, 2, 1),
      line(11, 1, 2),
      line(10, null, 0, { display_type: 'line_note' }),
    ]);
    expect(all.map(({ sku, line_id }) => [sku, line_id])).toEqual([
      ['A-1', 11],
      ['A-1', 13],
      ['B-2', 12],
    ]);
    expect(rows([line(10, 1, 1, { display_type: 'line_section' })])).toEqual([]);
    const turned = rows([line(11, 3, 1), line(14, 1, 1), line(12, 2, 1), line(13, 1, 1)]);
    expect(turned.map(({ sku, line_id }) => [sku, line_id])).toEqual([
      ['A-1', 13],
      ['A-1', 14],
      ['B-2', 12],
      ['C-3', 11],
    ]);
    expect(rows([line(10, null, 1)])).toEqual([]);
    expect(rows([line(11, 1, 2), line(12, 1, 3)]).map(({ declared }) => declared)).toEqual([0, 0]);
    expect(rows([line(11, 99, 1)]).map(({ sku }) => sku)).toEqual(['product 99']);
    expect(fourWayMatch(f.orderSeen({ order: null }), {})).toEqual([]);
  });

  it('books what came less what went back, and nothing that only moved inside', () => {
    const pickings = [
      f.picking(100, [f.doneMove(1, 10), f.move(1, 50)], { state: 'done' }),
      f.picking(101, [f.doneMove(1, 2)], { state: 'done', picking_type_code: 'outgoing' }),
      f.picking(102, [f.doneMove(1, 30)], { state: 'done', picking_type_code: 'internal' }),
    ];
    expect(rows([line(11, 1, 10)], {}, pickings)).toMatchObject([{ booked: 8 }]);
  });

  it('counts linked WROs once one is linked, and never cancelled ones', () => {
    const wros = [
      f.wro(5, { inventory_quantities: [f.line(1, 6, 5)] }),
      f.wro(6, { inventory_quantities: [f.line(1, 3, 2)] }),
      f.wro(7, { status: 'Cancelled', inventory_quantities: [f.line(1, 90, 90)] }),
    ];
    const sums = (links: ReturnType<typeof f.link>[]) =>
      rows([line(11, 1, 10)], { wros, links }).map(({ declared, counted }) => [declared, counted]);
    expect(sums([])).toEqual([[9, 7]]);
    expect(sums([f.wroLink(100, 6)])).toEqual([[3, 2]]);
    expect(sums([f.link('stock.picking', 100, 'shipment', 6)])).toEqual([[9, 7]]);
  });

  it('names goods of the WROs that stand on no line, known or not, and asks no bill of them', () => {
    const strange = { ...f.line(1, 2, 2), inventory_id: 2, sku: 'ZZZ' };
    const wros = [f.wro(5, { inventory_quantities: [f.line(3, 4, 4), strange] })];
    const all = rows([line(11, 2, 0)], { wros });
    expect(all.map(({ sku, line_id, declared, findings }) => [sku, line_id, declared, findings])).toEqual([
      ['B-2', 11, 0, []],
      ['C-3', null, 4, ['not_on_order', 'not_booked']],
      ['ZZZ', null, 2, ['not_on_order', 'not_booked']],
    ]);
  });

  it('takes the price of one piece, whatever unit it was ordered in', () => {
    expect(rows([line(11, 1, 24, { product_qty: 2, price_unit: 36 })])).toMatchObject([{ price: 3 }]);
    expect(rows([line(11, 1, 0, { price_unit: 36 })])).toMatchObject([{ price: 36 }]);
    const products = f.products([], { 3: { standard_price: 7 } });
    const wros = [f.wro(5, { inventory_quantities: [f.line(3, 4, 4)] })];
    expect(rows([], { wros, products })).toMatchObject([{ price: 7, money_at_stake: 28 }]);
  });
});

describe('a statement of several flows', () => {
  const fact = (key: string, fields: Record<string, string | number | null>) => ({
    key,
    label: key,
    lane: 'l',
    fields,
  });
  const state = (
    odoo: ReturnType<typeof fact>[],
    shipbob: ReturnType<typeof fact>[],
    explanations: { lane: string; flow: string | null; by: string }[] = [],
  ) =>
    statementOf({
      connection: 'acme',
      period: { from: '2026-11-01', to: '2026-12-01' },
      readAt: '2026-12-01',
      rulesVersion: 1,
      settingsVersion: 1,
      flows: [
        { flow: 'products', odoo, shipbob },
        { flow: 'returns', odoo: [], shipbob: [] },
      ],
      explanations,
    });

  it('agrees only when all of them do', () => {
    expect(state([fact('a', { n: 1 })], []).agrees).toBe(false);
    expect(state([fact('a', { n: 1 })], [fact('a', { n: 1 })]).agrees).toBe(true);
  });

  it('compares words as they are, numbers to six decimals, and never one with the other', () => {
    const differs = (a: string | number | null, b_: string | number | null) =>
      state([fact('a', { n: a })], [fact('a', { n: b_ })]).flows[0]?.differing;
    expect([differs('x', 'x'), differs('x', 'y'), differs(1, '1'), differs('1', 1), differs(1, 1.0000001)]).toEqual([
      0, 1, 1, 1, 0,
    ]);
    expect([differs(1, 1.000002), differs(null, null), differs(null, 0)]).toEqual([1, 0, 1]);
  });

  it('tells what one side lacks even where the other says nothing of it', () => {
    const [found] = state([], [fact('a', { n: null })]).flows[0]?.differences ?? [];
    expect(found).toMatchObject({ kind: 'missing_in_odoo', fields: [] });
  });

  it('names the fields and the explanations in order, each once', () => {
    const by = ['b', 'a', 'b'].map((one) => ({ lane: 'l', flow: null, by: one }));
    const [difference] =
      state([fact('a', { z: 1, a: 1 })], [fact('a', { m: 2, z: 2 })], by).flows[0]?.differences ?? [];
    expect(difference?.fields.map(({ field }) => field)).toEqual(['a', 'm', 'z']);
    expect(difference?.explainedBy).toBe('a; b');
  });
});
