import { describe, expect, it } from 'vitest';
import type { PlannedCase } from '../plan.js';
import type { ShipBobUnidentifiedReceipt } from '../seen.js';
import { line, picking, purchaseOrder, wro } from '../shared/fixtures.test.js';
import * as cases from './receiving.cases.js';

const five = wro(5, { status: 'Completed', inventory_quantities: [line(1, 10, 12)] });
const numbers = { sku: 'A-1', expected: 10, stowed: 12, done: 3, open: 7 };
const known = { wro_id: 5, number: 'P00042', status: 'Completed' };
const rows = [{ sku: 'A-1', stowed: 12 }];

/** Every case of this flow about a WRO: what it is called, keeps for people, and says in numbers. */
const ALL: [code: string, make: () => PlannedCase, detail: object, words: string][] = [
  [
    'short',
    () => cases.shortReceipt(five, [{ ...numbers, missing: 4 }]),
    { lines: [{ ...numbers, missing: 4 }] },
    'A-1 expected 10, stowed 12, missing 4',
  ],
  [
    'over_receipt',
    () => cases.overReceipt(five, [numbers], 'actual'),
    { lines: [numbers] },
    'A-1 stowed 12, booked 3, open 7. All of it is booked',
  ],
  ['found_later', () => cases.foundLater(five, [numbers]), { lines: [numbers] }, 'A-1 stowed 12, booked 3'],
  [
    'before_go_live',
    () => cases.beforeGoLive(five, [{ ...numbers, before: 6 }]),
    { lines: [{ ...numbers, before: 6 }] },
    '6 x A-1 (stowed 12, done 3)',
  ],
  [
    'unmapped_centre',
    () => cases.unmappedCentre(five, rows),
    { centre_id: 10, lines: rows },
    'at centre 10 (Chicago), which stands for no warehouse: 12 x A-1',
  ],
  [
    'unexpected_sku',
    () => cases.unexpectedSku(five, [{ sku: 'A-1', inventory_id: null, stowed: 12 }]),
    { lines: [{ sku: 'A-1', inventory_id: null, stowed: 12 }] },
    '12 x A-1',
  ],
  [
    'lots_needed',
    () => cases.lotsNeeded(five, [{ ...numbers, tracking: 'lot' }]),
    { lines: [{ ...numbers, tracking: 'lot' }] },
    'A-1 (by lot) stowed 12, booked 3',
  ],
  ['booked_by_hand', () => cases.bookedByHand(five, [numbers]), { lines: [numbers] }, 'A-1 stowed 12, done in Odoo 3'],
  ['corrected_down', () => cases.correctedDown(five, [numbers]), { lines: [numbers] }, 'A-1 stowed 12, booked 3'],
  [
    'other_units',
    () => cases.otherUnit(five, [{ sku: 'A-1', units: 'Dozens' }]),
    { lines: [{ sku: 'A-1', units: 'Dozens' }] },
    'A-1 in Dozens',
  ],
  ['wro_incomplete', () => cases.incomplete(five, rows), { lines: rows }, 'A-1 stowed 12'],
];

describe('a case of receiving', () => {
  it.each(ALL)(
    '%s names the WRO, says what is there in numbers, and what a person can do',
    (code, make, detail, words) => {
      const found = make();
      expect(found).toMatchObject({ flow: 'receiving', code: `receiving.${code}`, detail: { ...known, ...detail } });
      expect(found.cause).toContain('WRO 5 (P00042, Completed): ');
      expect(found.cause).toContain(words);
      expect(found.suggestions.length).toBeGreaterThan(0);
    },
  );

  it('says so when the WRO has no number, the centre no name, or nothing was stowed', () => {
    const bare = { ...five, purchase_order_number: null, fulfillment_center: { id: 10, name: '' } };
    expect(cases.unmappedCentre(bare, rows).cause).toContain('WRO 5 (no number, Completed): ');
    expect(cases.unmappedCentre(bare, rows).cause).toContain('centre 10 (no name)');
    expect(cases.incomplete(five, []).cause).toContain('nothing stowed');
  });

  it('of a surplus says what was made of it, and what settles it', () => {
    const surplus = (rule: 'actual' | 'cap' | 'hold') => {
      const { cause, suggestions } = cases.overReceipt(five, [numbers], rule);
      return [cause.split('. ')[1], suggestions[0]?.includes('which settles this')];
    };
    expect(surplus('actual')[1]).toBe(true);
    expect(surplus('cap')).toEqual(['Only what is ordered is booked for these products.', false]);
    expect(surplus('hold')).toEqual(['Nothing is booked for these products.', false]);
  });
});

describe('the case of goods on hold', () => {
  const uro = (more: Partial<ShipBobUnidentifiedReceipt> = {}) =>
    cases.unidentified(
      {
        id: 7,
        barcode: null,
        tracking_barcode: 'T1',
        reason: null,
        comment: null,
        created_date: '2026-11-20T10:00:00Z',
        linked_wro_id: null,
        linked_wro_date: null,
        ...more,
      },
      { days: 5, cost: 20, perDay: 10 },
    );

  it('keeps all that ShipBob says of them', () => {
    expect(uro()).toMatchObject({
      flow: 'receiving',
      code: 'receiving.unidentified',
      detail: { uro_id: 7, wro_id: null, reason: null, barcode: 'T1', since: '2026-11-20T10:00:00Z', days: 5 },
    });
    expect(uro({ barcode: 'B1' }).detail).toMatchObject({ barcode: 'B1' });
    expect(uro().cause).toContain('order 7 (no reason given) for 5 days');
    expect(uro({ reason: 'Overage', comment: 'two boxes' }).cause).toContain('(Overage; two boxes)');
  });

  it('asks for the WRO they belong to until ShipBob knows it', () => {
    expect(uro().suggestions).toHaveLength(2);
    expect(uro().suggestions[0]).toContain('Tell ShipBob which WRO');
    expect(uro({ linked_wro_id: 5 }).suggestions[0]).toContain('linked it to WRO 5');
  });
});

it('closing a short receipt says what is given up', () => {
  const open = [picking(101, []), picking(102, [])];
  expect(cases.closeShortEffect(purchaseOrder(), open, five, [{ sku: 'A-1', missing: 4 }])).toMatchObject({
    flow: 'receiving',
    operation: 'odoo.receipt.close',
    target: 'odoo',
    kind: 'converge',
    businessKey: 'purchase order 42',
    title: 'close SB/IN/101 and SB/IN/102 of P00042 short',
    before: { 'A-1': 4 },
    after: { 'A-1': 0 },
    request: { purchase_order_id: 42, picking_ids: [101, 102] },
    reason: 'WRO 5 ended without 4 x A-1, and a person agreed',
  });
});
