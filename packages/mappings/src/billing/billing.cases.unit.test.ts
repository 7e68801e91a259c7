import { describe, expect, it } from 'vitest';
import type { PlannedCase } from '../plan.js';
import * as cases from './billing.cases.js';
import * as b from './fixtures.test.js';
import type { Suspect } from './suspects.js';

const invoice = b.invoice({ amount: '12.35' });
const suspect = (more: Partial<Suspect> = {}): Suspect => ({
  reference: 'Shipment 1',
  fee: 'Shipping',
  amount: 5_250_000,
  transaction_id: '01T1',
  day: '2026-11-18',
  claim_until: '2027-02-17',
  note: 'charged before',
  ...more,
});
const TODAY = '2027-02-10';

/** Every case of this flow: what it is called, keeps for people, and says in numbers. */
const ALL: [code: string, make: () => PlannedCase, detail: object, words: string][] = [
  [
    'vendor_unknown',
    () => cases.vendorUnknown(invoice, 'Bob', 0),
    { vendor: 'Bob', partners: 0 },
    'no partner named "Bob"',
  ],
  [
    'vendor_unknown',
    () => cases.vendorUnknown(invoice, 'Bob', 2),
    { vendor: 'Bob', partners: 2 },
    '2 partners named "Bob"',
  ],
  ['names_missing', () => cases.namesMissing(invoice, ['a', 'b']), { missing: ['a', 'b'] }, 'a and b.'],
  [
    'unmapped_fee',
    () => cases.unmappedFee(invoice, [{ fee: 'Kitting', amount: 30_500_000 }], false),
    { fees: [{ fee: 'Kitting', amount: 30.5 }], is_held: false },
    'Kitting (30.50 USD). It stands on the suspense account',
  ],
  [
    'unmapped_fee',
    () => cases.unmappedFee(invoice, [{ fee: '', amount: 1_000_000 }], true),
    { fees: [{ fee: '', amount: 1 }], is_held: true },
    'a fee without a name (1.00 USD). No bill is drafted',
  ],
  [
    'unmapped_tax',
    () => cases.unmappedTax(invoice, [{ tax: 'GST', amount: 1_000_000 }], false),
    { taxes: [{ tax: 'GST', amount: 1 }], is_held: false },
    'GST (1.00 USD). It stands as a line',
  ],
  [
    'unmapped_tax',
    () => cases.unmappedTax(invoice, [{ tax: 'GST', amount: 1_000_000 }], true),
    { is_held: true },
    'GST (1.00 USD). No bill is drafted',
  ],
  [
    'unitemised',
    () => cases.unitemised(invoice, 2_650_000, false),
    { difference: 2.65, money_at_stake: 2.65, is_held: false },
    '2.65 USD less than its total. The difference is a line',
  ],
  [
    'unitemised',
    () => cases.unitemised(invoice, -2_650_000, true),
    { difference: -2.65, money_at_stake: 2.65, is_held: true },
    'more than its total (the difference is below zero). No bill is drafted',
  ],
  [
    'bill_by_hand',
    () => cases.billByHand(invoice, { id: 9, name: 'BILL/9' }, 99_000_000),
    { move_id: 9, total: 99 },
    '(BILL/9) over 99.00 USD',
  ],
  [
    'bill_by_hand',
    () => cases.billByHand(invoice, { id: 9, name: null }, 99_000_000),
    { move_id: 9, total: 99 },
    '(account.move 9)',
  ],
  ['bill_deleted', () => cases.billDeleted(invoice, 9), { move_id: 9 }, 'account.move 9'],
  ['bill_edited', () => cases.billEdited(invoice, 9, ['x', 'y']), { move_id: 9, differences: ['x', 'y'] }, 'x and y.'],
  [
    'bill_settled',
    () => cases.billSettled(invoice, 9, 'posted', ['x']),
    { move_id: 9, state: 'posted', differences: ['x'] },
    'is posted in Odoo and differs from what ShipBob says now: x.',
  ],
  [
    'total_differs',
    () => cases.totalDiffers(invoice, 9, 12_360_000, 12_350_000),
    { move_id: 9, total: 12.36, money_at_stake: 0.01 },
    'comes to 12.36 USD',
  ],
  [
    'double_charge',
    () => cases.doubleCharge(invoice, [suspect(), suspect({ amount: 1_000_000, claim_until: '2027-02-12' })], TODAY),
    {
      suspects: [
        { ...suspect(), amount: 5.25, days_left: 7 },
        { ...suspect({ claim_until: '2027-02-12' }), amount: 1, days_left: 2 },
      ],
      money_at_stake: 6.25,
      claim_until: '2027-02-12',
    },
    'Shipment 1 Shipping 5.25 USD (charged before) and Shipment 1 Shipping 1.00 USD (charged before). At stake 6.25 USD; ShipBob mends it until 2027-02-12.',
  ],
  [
    'fee_without_event',
    () => cases.feeWithoutEvent(invoice, [suspect()], TODAY),
    { money_at_stake: 5.25 },
    'does not know',
  ],
  [
    'event_without_fee',
    () => cases.eventWithoutFee(invoice, [suspect({ fee: null, amount: 0 })], TODAY),
    { money_at_stake: 0 },
    'never charged: Shipment 1 (charged before).',
  ],
  ['weight_jump', () => cases.weightJump(invoice, [suspect()], TODAY), { money_at_stake: 5.25 }, 'much heavier'],
];

describe('a case of billing', () => {
  it.each(ALL)(
    '%s names the invoice, says what is there in numbers, and what a person can do',
    (code, make, detail, words) => {
      const found = make();
      expect(found).toMatchObject({ flow: 'billing', code: `billing.${code}`, detail: { invoice_id: 501, ...detail } });
      expect(found.cause).toContain('Invoice 501 (Shipping, 2026-11-23, 12.35 USD): ');
      expect(found.cause).toContain(words);
      expect(found.suggestions.length).toBeGreaterThan(0);
      expect(found.suggestions.every((one) => one.length > 10)).toBe(true);
    },
  );

  it('names ten of many, and how many more there are', () => {
    const rows = (count: number) => Array.from({ length: count }, (_, index) => `d${index}`);
    expect(cases.billEdited(invoice, 9, rows(10)).cause).toContain('d8 and d9.');
    const many = cases.billEdited(invoice, 9, rows(12));
    expect(many.cause).toContain('d8, d9 and 2 more.');
    expect(many.detail['differences']).toHaveLength(12);
  });
});
