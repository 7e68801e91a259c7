import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  casesOf,
  context,
  line,
  move,
  onlyCase,
  onlyEffect,
  picking,
  purchaseOrder,
  reasonOf,
  wro,
  wroLink,
} from '../shared/fixtures.test.js';
import { goodsOf, packed } from './boxes.js';
import { plan, withPickings } from './fixtures.test.js';
import { BOXES_MAX } from './limits.js';
import { inParts } from './split.js';
import type { WroItem } from './wro-items.js';
import { wroNumbersOf } from './wro-numbers.js';

const receiptOf = (...moves: ReturnType<typeof move>[]) => withPickings(picking(100, moves));
const mixed = { wro: { box_packaging: 'MultipleSkuPerBox' as const, units_per_box_field: 'x_case' } };

/** `A-1 x 6, B-2 x 2` for each box of a request. */
const told = (request: Record<string, unknown>): string[] =>
  (request['boxes'] as { items: { sku: string; quantity: number }[] }[]).map(({ items }) =>
    items.map(({ sku, quantity }) => `${sku} x ${quantity}`).join(', '),
  );

describe('boxes of several SKUs', () => {
  it('are filled by the units that the product’s field says fill one: full boxes first, rests together', () => {
    const order = receiptOf(
      move(1, 15, { units_per_box: 6 }),
      move(2, 5, { units_per_box: 10 }),
      move(3, 4, { units_per_box: 4 }),
      move(4, 1, { units_per_box: 2 }),
    );
    const { request } = onlyEffect(plan({ order }, mixed));
    expect(request['box_packaging_type']).toBe('MultipleSkuPerBox');
    expect(told(request)).toEqual(['A-1 x 6', 'A-1 x 6', 'C-3 x 4', 'A-1 x 3, B-2 x 5', 'D-4 x 1']);
  });

  it('take the settings’ units, or those of the supplier, where the field is empty or no whole number', () => {
    const order = receiptOf(move(1, 6, { units_per_box: null }), move(2, 6, { units_per_box: 2.5 }), move(3, 6));
    const with12 = onlyEffect(plan({ order }, { wro: { ...mixed.wro, units_per_box: 12 } }));
    expect(told(with12.request)).toEqual(['A-1 x 6, B-2 x 6', 'C-3 x 6']);
    const suppliers = { 'Orchard Ltd': { units_per_box: 18 } };
    const with18 = onlyEffect(plan({ order }, { wro: { ...mixed.wro, units_per_box: 12, suppliers } }));
    expect(told(with18.request)).toEqual(['A-1 x 6, B-2 x 6, C-3 x 6']);
  });

  it('whose size is known of some products only hold the receipt, by name; of none, one box holds everything', () => {
    const order = receiptOf(move(1, 6, { units_per_box: 6 }), move(2, 6), move(3, 0.5));
    const made = plan({ order: receiptOf(...(order.pickings[0]?.moves.slice(0, 2) ?? [])) }, mixed);
    expect(made.effects).toEqual([]);
    expect(onlyCase(made)).toMatchObject({ code: 'purchase_orders.box_size_unknown', detail: { skus: ['B-2'] } });
    expect(told(onlyEffect(plan({ order: receiptOf(move(1, 6), move(2, 6)) }, mixed)).request)).toEqual([
      'A-1 x 6, B-2 x 6',
    ]);
  });

  it('each carry a tracking number of their own, in the order of the receipt’s field', () => {
    const receipt = picking(100, [move(1, 12, { units_per_box: 6 })], { carrier_tracking_ref: '1ZAAA111, 1ZAAA222' });
    const { request } = onlyEffect(plan({ order: purchaseOrder({ pickings: [receipt] }) }, mixed));
    expect(request['boxes']).toMatchObject([{ tracking_number: '1ZAAA111' }, { tracking_number: '1ZAAA222' }]);
  });

  it('are named once for each SKU in the reason, whatever the number of boxes', () => {
    const made = onlyEffect(plan({ order: receiptOf(move(1, 15, { units_per_box: 6 })) }, mixed));
    expect(made.reason).toContain('brings 15 x A-1 to centre 10');
  });
});

describe('more than fifty boxes', () => {
  const order = receiptOf(move(1, 100, { units_per_box: 1 }), move(2, 10, { units_per_box: 1 }));

  it('become several WROs by boxes, not by SKUs, and the tracking numbers go with their boxes', () => {
    const numbers = Array.from({ length: 110 }, (_, index) => `1Z0000${index}`);
    const [receipt] = order.pickings;
    const tracked = {
      ...order,
      pickings: [{ ...picking(100, receipt?.moves ?? []), carrier_tracking_ref: numbers.join(',') }],
    };
    const made = plan({ order: tracked }, mixed);
    expect(made.effects.map(({ businessKey, request }) => [businessKey, told(request).length])).toEqual([
      ['P00042', 50],
      ['P00042-2', 50],
      ['P00042-3', 10],
    ]);
    expect(made.effects[1]?.request['boxes']).toMatchObject([{ tracking_number: '1Z000050' }, ...Array(49).fill({})]);
    expect(told(made.effects[2]?.request ?? {})[0]).toBe('B-2 x 1');
    expect(wroNumbersOf(order, context(mixed))).toEqual(expect.arrayContaining(['P00042-2', 'P00042-3', 'P00042-5']));
    expect(plan({ order }, { wro: { ...mixed.wro, package: 'Pallet' } }).effects).toHaveLength(1);
  });

  it('of one SKU go on where the split was cut off, and then are complete', () => {
    const first = wro(5, { inventory_quantities: [line(1, 50)] });
    const second = wro(6, { purchase_order_number: 'P00042-2', inventory_quantities: [line(1, 50)] });
    const part = (n: number, id: number) => ({ ...wroLink(100, id), odooModel: `stock.picking#${n}` });
    const half = plan({ order, links: [wroLink(100, 5), part(2, 6)], wros: [first, second] }, mixed);
    expect(onlyEffect(half)).toMatchObject({ businessKey: 'P00042-3', link: { odooModel: 'stock.picking#3' } });
    const third = wro(7, { purchase_order_number: 'P00042-3', inventory_quantities: [line(2, 10)] });
    const links = [wroLink(100, 5), part(2, 6), part(3, 7)];
    const whole = plan({ order, links, wros: [first, second, third] }, mixed);
    expect([...whole.effects, ...casesOf(whole)]).toEqual([]);
    const changed = plan(
      { order, links: [wroLink(100, 5)], wros: [{ ...first, inventory_quantities: [line(1, 40)] }] },
      mixed,
    );
    expect(changed.effects).toEqual([]);
    expect(onlyCase(changed).code).toBe('purchase_orders.quantity_changed');
  });
});

describe('boxes of one SKU', () => {
  it('are as many as its units fill, where that is known', () => {
    const order = receiptOf(move(1, 15, { units_per_box: 6 }), move(2, 5));
    const one = { wro: { box_packaging: 'OneSkuPerBox' as const } };
    expect(told(onlyEffect(plan({ order }, one)).request)).toEqual(['A-1 x 6', 'A-1 x 6', 'A-1 x 3', 'B-2 x 5']);
    expect(reasonOf(plan({ order }, one))).toContain('announced as WRO P00042');
  });
});

const item = fc.record({ quantity: fc.integer({ min: 1, max: 400 }), per_box: fc.integer({ min: 1, max: 50 }) });
const goods = fc
  .array(item, { minLength: 1, maxLength: 12 })
  .map((rows): WroItem[] =>
    rows.map((row, index) => ({ ...row, product_id: index, sku: `S${index}`, inventory_id: index })),
  );

it('whatever the goods, boxes hold exactly them, none more than it takes, and no WRO more than ShipBob takes', () => {
  fc.assert(
    fc.property(
      goods,
      fc.constantFrom('OneSkuPerBox' as const, 'MultipleSkuPerBox' as const),
      (items, box_packaging) => {
        const result = packed(items, { box_packaging });
        if ('unsized' in result) throw new Error('every size is known');
        const { boxes } = result;
        const sums = (rows: WroItem[]) => Object.fromEntries(rows.map(({ sku, quantity }) => [sku, quantity]));
        expect(sums(goodsOf(boxes))).toEqual(sums(items));
        for (const box of boxes) {
          const share = box.reduce((sum, one) => sum + one.quantity / (one.per_box ?? 1), 0);
          expect(share).toBeLessThanOrEqual(1 + 1e-6);
        }
        const parts = inParts(boxes, { package: 'Package' });
        expect(parts.flatMap((part) => part.boxes)).toEqual(boxes);
        expect(Math.max(...parts.map((part) => part.boxes.length))).toBeLessThanOrEqual(BOXES_MAX);
        expect(parts.map((part) => part.before)).toEqual(parts.map((_, index) => index * BOXES_MAX));
      },
    ),
  );
});
