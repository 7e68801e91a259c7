import { describe, expect, it } from 'vitest';
import * as f from '../shared/fixtures.test.js';
import { fourWayMatch } from './four-way.js';

interface Told {
  ordered: number;
  declared: number | null;
  counted: number;
  booked: number;
  billed: number;
}

/** One line of one product at 4.00 each, told as five numbers; declared null: no WRO at all. */
function matched({ ordered, declared, counted, booked, billed }: Told) {
  const done =
    booked === 0 ? [] : [f.picking(100, [f.move(1, booked, { state: 'done', quantity: booked })], { state: 'done' })];
  const line = {
    id: 11,
    product_id: 1,
    product_qty: ordered,
    uom: f.UNIT,
    product_uom_qty: ordered,
    price_unit: 4,
    display_type: null,
  };
  const seen = f.orderSeen({
    order: f.purchaseOrder({ lines: [line], pickings: done }),
    wros: declared === null ? [] : [f.wro(501, { inventory_quantities: [f.line(1, declared, counted)] })],
  });
  const [row] = fourWayMatch(seen, { '11': billed });
  return row;
}

/** Twelve ways in which a line can disagree, and what is at stake. */
const golden: [name: string, told: Told, findings: string[], stake: number][] = [
  ['all five agree', { ordered: 10, declared: 10, counted: 10, booked: 10, billed: 10 }, [], 0],
  ['never announced', { ordered: 10, declared: null, counted: 0, booked: 0, billed: 0 }, ['not_declared'], 0],
  ['announced short', { ordered: 10, declared: 8, counted: 8, booked: 8, billed: 8 }, ['declared_short'], 0],
  [
    'announced too much',
    { ordered: 10, declared: 12, counted: 12, booked: 12, billed: 12 },
    ['declared_over', 'billed_over_ordered'],
    0,
  ],
  ['on its way', { ordered: 10, declared: 10, counted: 0, booked: 0, billed: 0 }, ['not_counted'], 0],
  [
    'came short, billed as counted',
    { ordered: 10, declared: 10, counted: 7, booked: 7, billed: 7 },
    ['counted_short'],
    0,
  ],
  [
    'came short, billed in full',
    { ordered: 10, declared: 10, counted: 7, booked: 7, billed: 10 },
    ['counted_short', 'billed_over_counted'],
    12,
  ],
  ['came over', { ordered: 10, declared: 10, counted: 11, booked: 11, billed: 10 }, ['counted_over'], 0],
  [
    'counted and not booked',
    { ordered: 10, declared: 10, counted: 10, booked: 0, billed: 0 },
    ['not_booked', 'not_billed'],
    40,
  ],
  ['booked short', { ordered: 10, declared: 10, counted: 10, booked: 9, billed: 10 }, ['booked_short'], 4],
  [
    'booked more than counted',
    { ordered: 10, declared: 10, counted: 8, booked: 10, billed: 10 },
    ['counted_short', 'booked_over', 'billed_over_counted'],
    16,
  ],
  ['not billed yet', { ordered: 10, declared: 10, counted: 10, booked: 10, billed: 0 }, ['not_billed'], 0],
  ['billed short', { ordered: 10, declared: 10, counted: 10, booked: 10, billed: 6 }, ['billed_short'], 0],
  [
    'billed beyond the order',
    { ordered: 10, declared: 10, counted: 10, booked: 10, billed: 13 },
    ['billed_over_counted', 'billed_over_ordered'],
    12,
  ],
];

describe('a purchase order line in the four-way match', () => {
  it.each(golden)('%s', (_name, told, findings, stake) => {
    expect(matched(told)).toMatchObject({ ...told, declared: told.declared ?? 0, findings, money_at_stake: stake });
  });

  it('of goods that are on no line stands by itself', () => {
    const line = {
      id: 11,
      product_id: 1,
      product_qty: 5,
      uom: f.UNIT,
      product_uom_qty: 5,
      price_unit: 4,
      display_type: null,
    };
    const seen = f.orderSeen({
      order: f.purchaseOrder({ lines: [line], pickings: [] }),
      wros: [
        f.wro(501, { inventory_quantities: [f.line(1, 5, 0), { ...f.line(9, 2, 2), sku: 'X-9', inventory_id: 5555 }] }),
      ],
    });
    expect(fourWayMatch(seen, {}).map((row) => [row.sku, row.line_id, row.counted, row.findings])).toEqual([
      ['A-1', 11, 0, ['not_counted']],
      ['X-9', null, 2, ['not_on_order', 'not_booked']],
    ]);
  });

  it('shares what came over two lines of one product in turn, the rest to the last', () => {
    const line = (id: number, quantity: number) => ({
      id,
      product_id: 1,
      product_qty: quantity,
      uom: f.UNIT,
      product_uom_qty: quantity,
      price_unit: 4,
      display_type: null,
    });
    const seen = f.orderSeen({
      order: f.purchaseOrder({ lines: [line(12, 6), line(11, 4)], pickings: [] }),
      wros: [f.wro(501, { inventory_quantities: [f.line(1, 10, 7)] })],
    });
    expect(fourWayMatch(seen, {}).map((row) => [row.line_id, row.declared, row.counted])).toEqual([
      [11, 4, 4],
      [12, 6, 3],
    ]);
  });

  it('counts in the product’s unit: a dozen at 12.00 is twelve at 1.00', () => {
    const dozen = {
      id: 11,
      product_id: 1,
      product_qty: 2,
      uom: { id: 2, name: 'Dozens' },
      product_uom_qty: 24,
      price_unit: 12,
      display_type: null,
    };
    const seen = f.orderSeen({ order: f.purchaseOrder({ lines: [dozen], pickings: [] }), wros: [] });
    expect(fourWayMatch(seen, {})[0]).toMatchObject({ ordered: 24, price: 1 });
  });
});
