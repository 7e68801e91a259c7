import { describe, expect, it } from 'vitest';
import type { OdooBill } from '../seen-billing.js';
import { differencesOf, readingOf, signedTotal } from './bill-standing.js';
import { planBilling } from './billing.plan.js';
import * as b from './fixtures.test.js';

const seen = b.seen([b.charge('Shipment/1', '5.25'), b.charge('FC/8', '20', { transaction_fee: 'Warehousing Fee' })]);
const made = planBilling(seen, b.context());
const request = b.requestOf(made);
if (!request) throw new Error('no bill is drafted');
const bill = (more: Partial<OdooBill> = {}) => b.billOf(made, more);
const lines = bill().lines;
const [first, second] = lines;
if (!first || !second) throw new Error('two lines');

describe('what a bill says', () => {
  it('counts quantities with their prices, and knows analytic accounts in any order', () => {
    const [line] = request.lines;
    if (!line) throw new Error('a line');
    const of = (quantity: number, price_unit: number) => ({ ...line, quantity, price_unit });
    expect(differencesOf({ ...request, lines: [of(0.5, 2), of(1, -0.5)] }, bill())).not.toContainEqual(
      expect.stringContaining('type is'),
    );
    const spread = (analytic: Record<string, number>) => readingOf(bill({ lines: [{ ...first, analytic }, second] }));
    expect(spread({ a7: 50, a8: 50 })).toBe(spread({ a8: 50, a7: 50 }));
  });

  it('is the same however Odoo orders its lines, and another once anything of it is changed', () => {
    const same = readingOf(bill());
    expect(readingOf(bill({ lines: [...lines].reverse(), id: 1, name: 'x', state: 'posted' }))).toBe(same);
    const others: Partial<OdooBill>[] = [
      { move_type: 'in_refund' },
      { ref: 'x' },
      { invoice_date: '2026-11-24' },
      { currency_id: 9 },
      { lines: [first] },
      ...[
        { name: 'x' },
        { quantity: 2 },
        { price_unit: 5.26 },
        { account_id: 9 },
        { tax_ids: [1] },
        { analytic: { '7': 100 } },
      ].map((more) => ({ lines: [{ ...first, ...more }, second] })),
    ];
    for (const other of others) expect(readingOf(bill(other))).not.toBe(same);
    const taxed = (tax_ids: number[]) => readingOf(bill({ lines: [{ ...first, tax_ids }, second] }));
    expect(taxed([1, 2])).toBe(taxed([2, 1]));
    const shared = (analytic: Record<string, number>) => readingOf(bill({ lines: [{ ...first, analytic }, second] }));
    expect(shared({ '7': 50, '8': 50 })).toBe(shared({ '8': 50, '7': 50 }));
  });

  it('counts below zero when it is a refund', () => {
    expect(signedTotal(bill({ amount_total: 5 }))).toBe(5_000_000);
    expect(signedTotal(bill({ amount_total: 5, move_type: 'in_refund' }))).toBe(-5_000_000);
  });
});

describe('what stands otherwise than asked', () => {
  it('is nothing on our own bill, whatever lines others added', () => {
    expect(differencesOf(request, bill())).toEqual([]);
    const added = { ...first, name: 'by hand', ours: false };
    expect(differencesOf(request, bill({ lines: [...lines, added] }))).toEqual([]);
  });

  it('is told line by line, and field by field of the head', () => {
    expect(differencesOf(request, bill({ lines: [first] }))).toEqual([
      `"${second.name}" of ${second.price_unit.toFixed(2)} is missing`,
    ]);
    expect(differencesOf(request, bill({ lines: [...lines, { ...first, name: 'More' }] }))).toEqual([
      `"More" of ${first.price_unit.toFixed(2)} is too much`,
    ]);
    expect(differencesOf(request, bill({ lines: [...lines, first] }))).toHaveLength(1);
    expect(
      differencesOf(request, bill({ move_type: 'in_refund', invoice_date: null, currency_id: 9, ref: 'x' })),
    ).toEqual([
      'type is in_refund, not in_invoice',
      'date is null, not 2026-11-23',
      'currency is 9, not 1',
      'reference is x, not SB-501',
    ]);
  });

  it('of credits is a refund with its prices turned round; a sum of nothing is a bill', () => {
    const back = planBilling(b.seen([b.charge('Shipment/1', '-5.25', { transaction_type: 'Credit' })]), b.context());
    const asked = b.requestOf(back);
    if (!asked) throw new Error('no refund is drafted');
    expect(differencesOf(asked, b.billOf(back))).toEqual([]);
    expect(differencesOf(asked, b.billOf(back, { move_type: 'in_invoice' }))).toEqual([
      'type is in_invoice, not in_refund',
    ]);
    const rows = [b.charge('Shipment/1', '5'), b.charge('FC/8', '-5', { transaction_fee: 'Warehousing Fee' })];
    const even = planBilling(b.seen(rows), b.context());
    const nothing = b.requestOf(even);
    if (!nothing) throw new Error('no bill is drafted');
    expect(differencesOf(nothing, b.billOf(even))).toEqual([]);
  });
});
