import { describe, expect, it } from 'vitest';
import { context, move, picking, purchaseOrder } from '../shared/fixtures.test.js';
import { sanitiseNumber, wroNumberCandidates, wroNumbersOf } from './wro-numbers.js';

describe('WRO numbers', () => {
  it.each([
    ['P00042', 'P00042'],
    ['PO/2026/0042', 'PO-2026-0042'],
    [' WH/IN/00012 ', 'WH-IN-00012'],
    ['Bestellung Ä#7', 'Bestellung-A-7'],
    ['//', ''],
  ])('%j is fit for ShipBob as %j', (name, number) => {
    expect(sanitiseNumber(name)).toBe(number);
  });

  it('an order’s numbers are those of the templates for all its receipts, and the supplier’s reference', () => {
    const order = purchaseOrder({ partner_ref: 'R 1', pickings: [picking(1, [move(1, 1)]), picking(2, [move(1, 1)])] });
    expect(wroNumbersOf(order, context())).toEqual([
      'P00042',
      'P00042-1',
      'P00042-2',
      'P00042-3',
      'P00042-4',
      'R-1',
      'R 1',
    ]);
  });

  it('a name that is no number gives none', () => {
    expect(wroNumbersOf(purchaseOrder({ name: '/' }), context({ wro: { number_template_next: '{po.name}' } }))).toEqual(
      [],
    );
  });

  it('every number made from an order leads back to its name', () => {
    for (const name of ['P00042', 'PO/2026/0042', 'PO-7']) {
      for (const number of wroNumbersOf(purchaseOrder({ name }), context()))
        expect(wroNumberCandidates(number)).toContain(name);
    }
  });

  it('no number leads nowhere', () => {
    expect(wroNumberCandidates(null)).toEqual([]);
    expect(wroNumberCandidates('  ')).toEqual([]);
  });
});
