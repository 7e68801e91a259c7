import { SeededRandom } from '@mlc/kernel';
import { describe, expect, it } from 'vitest';
import { reasonOf } from '../shared/fixtures.test.js';
import { planBilling } from './billing.plan.js';
import * as b from './fixtures.test.js';
import { sharedOut, sumOf, toCents } from './money.js';

const two = () => [b.charge('Shipment/1', '5.25'), b.charge('Shipment/2', '7.10')];

describe('the draft bill of an invoice', () => {
  it('is one for each invoice, under its own number and external id, with the vendor, date and currency', () => {
    const plan = planBilling(b.seen(two()), b.context());
    expect(plan.effects).toMatchObject([{ operation: 'odoo.bill.draft', kind: 'create', businessKey: 'SB-501' }]);
    expect(b.requestOf(plan)).toMatchObject({
      external_id: 'shipbob.invoice_501',
      ref: 'SB-501',
      partner_id: 22,
      currency_id: 1,
      invoice_date: '2026-11-23',
    });
    expect(plan.rings).toMatchObject([{ lane: 'invoice:501' }]);
  });

  it('is not made while no vendor is named, but charges are examined', () => {
    const rows = [...two(), b.charge('Shipment/1', '5.25')];
    const plan = planBilling(b.seen(rows, { books: null }), b.context({ vendor: null }));
    expect(plan.effects).toEqual([]);
    expect(b.codesOf(plan)).toEqual(['billing.double_charge']);
  });

  it('needs exactly one partner of that name', () => {
    for (const vendor_ids of [[], [1, 2]]) {
      const plan = planBilling(b.seen(two(), { books: { ...b.books(), ...none, vendor_ids } }), b.context());
      expect(b.codesOf(plan)).toEqual(['billing.vendor_unknown']);
      expect(plan.effects).toEqual([]);
    }
  });

  it('is held while the settings name what Odoo does not have', () => {
    const books = { ...none, ...b.books(), accounts: { '699000': 699 }, currencies: {} };
    const plan = planBilling(b.seen(two(), { books }), b.context({ journal: 'BILL9' }));
    expect(b.codesOf(plan)).toEqual(['billing.names_missing']);
    expect(b.detailOf(plan, 'billing.names_missing')).toMatchObject({
      missing: ['account 612000', 'currency USD', 'purchase journal BILL9'],
    });
    expect(plan.effects).toEqual([]);
  });

  it('payments and corrections of the balance are none', () => {
    for (const invoice_type of ['Payment', 'BalanceAdjustment', 'Balance Adjustment']) {
      const plan = planBilling(b.seen(two(), { invoice: b.invoice({ invoice_type }) }), b.context());
      expect(plan.end.kind).toBe('ignored');
      expect(plan.effects).toEqual([]);
    }
  });

  it('credits become a refund, whatever the invoice is called', () => {
    const rows = [b.charge('Shipment/1', '-5.25', { transaction_type: 'Credit' })];
    const plan = planBilling(
      b.seen(rows, { invoice: b.invoice({ invoice_type: 'Credits', amount: '-5.25' }) }),
      b.context(),
    );
    expect(plan.effects[0]?.title).toBe('draft refund SB-501 over -5.25 USD');
    expect(b.linesOf(plan)).toEqual([['Shipping, Cicero (IL)', -5.25, 612]]);
    const second = planBilling(b.after(b.seen(rows), plan), b.context());
    expect(second.adoptions).toHaveLength(1);
  });
});

const none = { vendor_ids: [22], journal_id: null, currencies: {}, accounts: {}, taxes: {}, analytics: {} };

describe('lines', () => {
  const rows = () => [
    b.charge('Shipment/1', '5.25'),
    b.charge('Shipment/2', '7.10', { fulfillment_center: 'Moreno Valley (CA)' }),
    b.charge('Shipment/3', '1.00'),
    b.charge('FC/8', '20', { transaction_fee: 'Warehousing Fee' }),
  ];
  const things = Object.fromEntries([
    b.thing('Shipment/1', {
      goods: [
        { name: 'A-1', quantity: 2 },
        { name: 'B-2', quantity: 1 },
      ],
    }),
    b.thing('Shipment/2', { channel: 'Wholesale' }),
    b.thing('Shipment/3'),
  ]);

  it('are by fee and centre', () => {
    expect(b.linesOf(planBilling(b.seen(rows()), b.context()))).toEqual([
      ['Shipping, Cicero (IL)', 6.25, 612],
      ['Shipping, Moreno Valley (CA)', 7.1, 612],
      ['Warehousing Fee, Cicero (IL)', 20, 613],
    ]);
  });

  it('are by fee and shipment, SKU or channel by setting', () => {
    const by = (group_by: 'shipment' | 'sku' | 'channel') => {
      const context = b.context({ group_by, analytic_map: { Shop: 'Web shop' } });
      return planBilling(b.seen(rows(), { things }), context);
    };
    expect(b.linesOf(by('shipment'))).toEqual([
      ['Shipping, Shipment 1', 5.25, 612],
      ['Shipping, Shipment 2', 7.1, 612],
      ['Shipping, Shipment 3', 1, 612],
      ['Warehousing Fee, FC 8', 20, 613],
    ]);
    expect(b.linesOf(by('sku'))).toEqual([
      ['Shipping, A-1', 11.6, 612],
      ['Shipping, B-2', 1.75, 612],
      ['Warehousing Fee', 20, 613],
    ]);
    expect(
      b
        .requestOf(by('channel'))
        ?.lines.map((line) => [line.name, line.analytic])
        .sort(),
    ).toEqual([
      ['Shipping, Cicero (IL) and Shop', { 77: 100 }],
      ['Shipping, Moreno Valley (CA) and Wholesale', null],
      ['Warehousing Fee, Cicero (IL)', null],
    ]);
  });

  it('beyond what a bill holds are by fee and centre, and the reason says so', () => {
    const many = Array.from({ length: 600 }, (_, index) => b.charge(`Shipment/${index + 1}`, '1.00'));
    const plan = planBilling(b.seen(many), b.context({ group_by: 'shipment' }));
    expect(b.linesOf(plan)).toEqual([['Shipping, Cicero (IL)', 600, 612]]);
    expect(reasonOf(plan)).toContain('more than 499');
  });

  it('carry the mapped taxes and no others', () => {
    const taxes = [{ tax_type: 'GST', tax_rate: '10', tax_amount: '1.00' }];
    const taxed = [b.charge('Shipment/1', '10.00', { taxes }), b.charge('Shipment/2', '4.00')];
    const plan = planBilling(b.seen(taxed), b.context({ tax_map: { GST: 'GST 10%' } }));
    expect(
      b
        .requestOf(plan)
        ?.lines.map((line) => [line.price_unit, line.tax_ids])
        .sort(),
    ).toEqual(
      [
        [10, [5]],
        [4, []],
      ].sort(),
    );
    expect(plan.end.kind).toBe('done');
    // Amounts that hold the tax already are told by the total.
    const held = planBilling(b.seen(taxed, { total: '14.00' }), b.context({ tax_map: { GST: 'GST 10%' } }));
    expect(
      b
        .requestOf(held)
        ?.lines.map((line) => [line.price_unit, line.tax_ids])
        .sort(),
    ).toEqual([
      [4, []],
      [9, [5]],
    ]);
  });

  it('an unmapped tax is a line of its own on the suspense account, and a case', () => {
    const taxes = [{ tax_type: 'GST', tax_rate: '10', tax_amount: '1.00' }];
    const plan = planBilling(b.seen([b.charge('Shipment/1', '10.00', { taxes })]), b.context());
    expect(b.linesOf(plan)).toEqual([
      ['GST on Shipping, Cicero (IL)', 1, 699],
      ['Shipping, Cicero (IL)', 10, 612],
    ]);
    expect(b.detailOf(plan, 'billing.unmapped_tax')).toMatchObject({
      taxes: [{ tax: 'GST', amount: 1 }],
      is_held: false,
    });
  });

  it('an unmapped fee goes to the suspense account with a case, or holds the bill by setting', () => {
    const odd = [...two(), b.charge('Ticket Number/T9', '30.5', { transaction_fee: 'Kitting Fee' })];
    const plan = planBilling(b.seen(odd), b.context());
    expect(b.linesOf(plan)).toContainEqual(['Kitting Fee, Cicero (IL)', 30.5, 699]);
    expect(b.detailOf(plan, 'billing.unmapped_fee')).toMatchObject({
      fees: [{ fee: 'Kitting Fee', amount: 30.5 }],
      is_held: false,
    });
    for (const held of [b.context({ unmapped: 'hold' }), b.context({ suspense_account: null })]) {
      const waits = planBilling(b.seen(odd), held);
      expect(waits.effects).toEqual([]);
      expect(b.detailOf(waits, 'billing.unmapped_fee')).toMatchObject({ is_held: true });
    }
  });

  it('what ShipBob does not itemise is a line that everybody sees, and a case with the amount', () => {
    const plan = planBilling(b.seen(two(), { total: '15.00' }), b.context());
    expect(b.linesOf(plan)).toContainEqual(['Not itemised by ShipBob', 2.65, 699]);
    expect(b.detailOf(plan, 'billing.unitemised')).toMatchObject({ difference: 2.65, money_at_stake: 2.65 });
    const held = planBilling(b.seen(two(), { total: '15.00' }), b.context({ suspense_account: null }));
    expect(held.effects).toEqual([]);
    expect(b.codesOf(held)).toEqual(['billing.unitemised']);
  });

  it('add up to the total of the invoice to the cent, whatever the grouping and the fractions', () => {
    const seed = Number(process.env['MLC_SEED'] ?? 20261126);
    const random = new SeededRandom(seed);
    for (let run = 0; run < 300; run += 1) {
      const rows = Array.from({ length: 1 + random.below(40) }, () => {
        const amount = (random.below(200_000) - 40_000) / 10_000;
        const fulfillment_center = ['X', 'Y', null][random.below(3)] ?? null;
        return b.charge(`Shipment/${random.below(12)}`, amount.toFixed(4), { fulfillment_center });
      });
      const exact = rows.reduce((sum, row) => sum + Math.round(Number(row.amount) * 10_000), 0);
      const total = Math.round(exact / 100) / 100;
      const group_by = (['fee_centre', 'shipment', 'sku', 'channel'] as const)[random.below(4)] ?? 'fee_centre';
      const goods = [
        { name: 'A', quantity: 3 },
        { name: 'B', quantity: 7 },
      ];
      const things = Object.fromEntries(Array.from({ length: 12 }, (_, id) => b.thing(`Shipment/${id}`, { goods })));
      const plan = planBilling(
        b.seen(rows, { total: total.toFixed(2), things }),
        b.context({ group_by, suspects: [] }),
      );
      const cents = b.requestOf(plan)?.lines.reduce((sum, line) => sum + Math.round(line.price_unit * 100), 0);
      expect(cents, `seed ${seed}, run ${run}`).toBe(Math.round(total * 100));
      expect(b.codesOf(plan)).toEqual([]);
    }
  });

  it('shares and cents lose nothing', () => {
    expect(sharedOut(10, [1, 1, 1])).toEqual([4, 3, 3]);
    expect(sharedOut(-10, [1, 1, 1])).toEqual([-4, -3, -3]);
    expect(toCents([3_333_333, 3_333_333, 3_333_334])).toEqual([3_330_000, 3_330_000, 3_340_000]);
    expect(sumOf(toCents([-5000, -5000, 3_000_000]))).toBe(2_990_000);
  });
});
