import { describe, expect, it } from 'vitest';
import { linkRef } from '../plan.js';
import {
  codesOf,
  doneMove,
  link,
  move,
  NOW,
  OTHER,
  onlyCase,
  onlyEffect,
  picking,
  products,
  purchaseOrder,
} from '../shared/fixtures.test.js';
import { plan, withPickings } from './fixtures.test.js';

describe('a confirmed purchase order becomes a WRO', () => {
  it('its open receipt is announced with number, centre, quantities, supplier and our marker', () => {
    const order = purchaseOrder({
      partner_ref: 'INV/77',
      pickings: [picking(100, [move(2, 4), move(1, 10), move(1, 2, { id: 99 })])],
    });
    const effect = onlyEffect(plan({ order }));
    expect(effect).toMatchObject({
      operation: 'shipbob.wro.create',
      kind: 'create',
      businessKey: 'P00042',
      title: 'WRO P00042 at centre 10',
      before: null,
      link: { odooModel: 'stock.picking', odooId: 100, shipbobType: 'wro' },
    });
    expect(effect.request).toMatchObject({
      purchase_order_number: 'P00042',
      fulfillment_center_id: 10,
      package_type: 'Package',
      box_packaging_type: 'EverythingInOneBox',
      expected_arrival_date: '2026-12-15T08:00:00.000Z',
      boxes: [
        {
          tracking_number: 'P00042',
          items: [
            { sku: 'A-1', inventory_id: 1001, quantity: 12 },
            { sku: 'B-2', inventory_id: 1002, quantity: 4 },
          ],
        },
      ],
    });
    expect(effect.request['notes']).toMatch(/^Orchard Ltd, INV\/77, mlc:acme:100:[0-9a-f]{12}$/);
  });

  it('the marker changes with the goods and stays with equal ones', () => {
    const notes = (quantity: number) =>
      onlyEffect(plan({ order: withPickings(picking(100, [move(1, quantity)])) })).request['notes'];
    expect(notes(10)).toBe(notes(10));
    expect(notes(10)).not.toBe(notes(11));
  });

  it.each(['draft', 'sent', 'to approve', 'cancel'])('an order in state %s announces nothing', (state) => {
    const made = plan({ order: purchaseOrder({ state }) });
    expect(made.effects).toEqual([]);
    expect(made.end).toEqual({ kind: 'ignored', reason: `not confirmed (state ${state})` });
  });

  it('a locked order still announces', () => {
    expect(plan({ order: purchaseOrder({ state: 'done' }) }).effects).toHaveLength(1);
  });

  it('an order of another company is ignored', () => {
    expect(plan({ order: purchaseOrder({ company_id: 2 }) }).end.kind).toBe('ignored');
  });

  it('a warehouse that stands for no centre is ignored, by name', () => {
    const order = withPickings(picking(100, [move(1, 10)], { warehouse_id: OTHER.id }));
    expect(plan({ order }).end).toEqual({
      kind: 'ignored',
      reason: 'goes to warehouse WH, which stands for no ShipBob centre',
    });
  });

  it('a receipt without a warehouse of its own goes to its order’s', () => {
    const order = withPickings(picking(100, [move(1, 10)], { warehouse_id: null }));
    expect(onlyEffect(plan({ order })).request).toMatchObject({ fulfillment_center_id: 10 });
    expect(plan({ order: { ...order, warehouse_id: null } }).end.kind).toBe('ignored');
  });

  it('only incoming receipts count: returns to the vendor and done or cancelled ones announce nothing', () => {
    const order = withPickings(
      picking(100, [move(1, 10)], { picking_type_code: 'outgoing' }),
      picking(101, [doneMove(1, 10)], { state: 'done' }),
      picking(102, [move(1, 10, { state: 'cancel' })], { state: 'cancel' }),
      picking(103, [move(1, 10)], { return_id: 101 }),
    );
    expect(plan({ order }).effects).toEqual([]);
  });

  it('cancelled moves and moves without demand are not announced', () => {
    const order = withPickings(picking(100, [move(1, 10), move(2, 3, { state: 'cancel' }), move(3, 0)]));
    expect(onlyEffect(plan({ order })).request).toMatchObject({ boxes: [{ items: [{ sku: 'A-1', quantity: 10 }] }] });
  });
});

describe('the arrival date', () => {
  const arrival = (scheduled_date: string | null, date_planned: string | null = null, now = NOW) =>
    onlyEffect(
      plan(
        { order: purchaseOrder({ date_planned, pickings: [picking(100, [move(1, 10)], { scheduled_date })] }) },
        {},
        { now },
      ),
    ).request['expected_arrival_date'];

  it('is the receipt’s, else the order’s, in full UTC form', () => {
    expect(arrival('2026-12-15T08:00:00Z', '2027-01-01T00:00:00Z')).toBe('2026-12-15T08:00:00.000Z');
    expect(arrival(null, '2027-01-01T00:00:00Z')).toBe('2027-01-01T00:00:00.000Z');
  });

  it('in the past becomes noon of the next weekday', () => {
    expect(arrival('2026-11-01T00:00:00Z')).toBe('2026-11-26T12:00:00.000Z');
    expect(arrival('2026-11-01T00:00:00Z', null, '2026-11-27T10:00:00.000Z')).toBe('2026-11-30T12:00:00.000Z');
  });

  it('so near that it would pass on the way counts as past', () => {
    expect(arrival('2026-11-25T10:30:00Z')).toBe('2026-11-26T12:00:00.000Z');
    expect(arrival('2026-11-25T11:30:00Z')).toBe('2026-11-25T11:30:00.000Z');
  });

  it('unknown is the next weekday', () => {
    expect(arrival(null)).toBe('2026-11-26T12:00:00.000Z');
  });

  it('that was moved is told in the reason', () => {
    const order = withPickings(picking(100, [move(1, 10)], { scheduled_date: '2026-11-01T00:00:00Z' }));
    expect(onlyEffect(plan({ order })).reason).toContain('2026-11-01T00:00:00.000Z has passed');
  });
});

describe('boxes', () => {
  const order = withPickings(picking(100, [move(1, 10), move(2, 4)]));

  it('one for each SKU by setting, each with its own tracking number', () => {
    const effect = onlyEffect(plan({ order }, { wro: { box_packaging: 'OneSkuPerBox', package: 'Pallet' } }));
    expect(effect.request).toMatchObject({
      package_type: 'Pallet',
      boxes: [
        { tracking_number: 'P00042-1', items: [{ sku: 'A-1' }] },
        { tracking_number: 'P00042-2', items: [{ sku: 'B-2' }] },
      ],
    });
  });

  it('the tracking placeholder is a setting', () => {
    const effect = onlyEffect(plan({ order }, { wro: { tracking_placeholder: 'TBD {number}' } }));
    expect(effect.request).toMatchObject({ boxes: [{ tracking_number: 'TBD P00042' }] });
  });
});

describe('products that are not at ShipBob yet', () => {
  it('are waited for: the item refers to the link, and their lanes are rung', () => {
    const made = plan({ products: products([1]) });
    expect(onlyEffect(made).request).toMatchObject({
      boxes: [{ items: [{ sku: 'A-1', inventory_id: linkRef('product.product', 1, 'inventory_id'), quantity: 10 }] }],
    });
    expect(made.rings.map((ring) => ring.lane)).toEqual(['product:1']);
  });

  it('block the receipt when they never will be, by name and cause', () => {
    const order = withPickings(picking(100, [move(1, 1), move(2, 1), move(3, 1), move(4, 1)]));
    const made = plan({
      order,
      products: products([2, 3, 4], {
        2: { tags: [] },
        3: { default_code: null },
        4: { active: false },
      }),
    });
    expect(made.effects).toEqual([]);
    const found = onlyCase(made);
    expect(found.code).toBe('purchase_orders.product_blocked');
    expect(found.cause).toContain('B-2 (not tagged ShipBob');
    expect(found.cause).toContain('no internal reference');
    expect(found.cause).toContain('D-4 (archived in Odoo)');
    expect(found.detail['products']).toHaveLength(3);
  });

  it('block the receipt when Odoo does not show them, or their variant cannot be received', () => {
    expect(onlyCase(plan({ products: {} })).cause).toContain('not found in Odoo');
    const bare = products();
    const [first] = Object.values(bare);
    if (!first) throw new Error('no product');
    const made = plan({ products: { ...bare, 1: { ...first, link: link('product.product', 1, 'variant', 901) } } });
    expect(onlyCase(made).cause).toContain('without an inventory item');
  });
});

describe('goods that cannot be announced', () => {
  it('fractions are a case with the exact number', () => {
    const found = onlyCase(plan({ order: withPickings(picking(100, [move(1, 2.5), move(2, 3)])) }));
    expect(found.code).toBe('purchase_orders.not_whole');
    expect(found.cause).toContain('2.5 Units of A-1');
    expect(found.detail['fractions']).toHaveLength(1);
  });

  it('moves that add up to a whole number are announced', () => {
    const order = withPickings(picking(100, [move(1, 2.5), move(1, 1.5, { id: 99 })]));
    expect(onlyEffect(plan({ order })).request).toMatchObject({ boxes: [{ items: [{ quantity: 4 }] }] });
  });

  it.each(['lot', 'serial'] as const)('goods tracked by %s are a case: the numbers are not known yet', (tracking) => {
    const made = plan({ order: withPickings(picking(100, [move(1, 5, { tracking }), move(2, 1)])) });
    expect(made.effects).toEqual([]);
    expect(onlyCase(made)).toMatchObject({
      code: 'purchase_orders.lots_needed',
      detail: { products: [{ sku: 'A-1', tracking }] },
    });
  });
});

describe('several centres', () => {
  const settings = {
    centres: [
      { fulfillment_center_id: 10, warehouse: 'SB', location: 'SB/Stock/ONE' },
      { fulfillment_center_id: 11, warehouse: 'SB' },
    ],
  };
  const locations = { '10': { id: 71, name: 'SB/Stock/ONE' } };
  const to = (location_dest_id: number) => withPickings(picking(100, [move(1, 1)], { location_dest_id }));

  it('that share a warehouse are told apart by the destination', () => {
    const centre = (destination: number) =>
      onlyEffect(plan({ order: to(destination), locations }, settings)).request['fulfillment_center_id'];
    expect(centre(71)).toBe(10);
    expect(centre(70)).toBe(11);
  });

  it('are a case when the destination is none of theirs', () => {
    const made = plan({ order: to(99), locations }, settings);
    expect(onlyCase(made)).toMatchObject({
      code: 'purchase_orders.centre_unknown',
      detail: { warehouse: 'SB', centre_ids: [10, 11] },
    });
  });
});

it('one receipt’s case does not keep the other from being announced', () => {
  const order = withPickings(picking(100, [move(1, 2.5)]), picking(101, [move(2, 3)]));
  const made = plan({ order });
  expect(codesOf(made)).toEqual(['purchase_orders.not_whole']);
  expect(onlyEffect(made).link?.odooId).toBe(101);
});

it('cases of one kind become one that names all receipts', () => {
  const order = withPickings(picking(100, [move(1, 2.5)]), picking(101, [move(2, 0.5)]));
  const found = onlyCase(plan({ order }));
  expect(found.cause).toContain('SB/IN/100');
  expect(found.cause).toContain('SB/IN/101');
  expect(found.detail['each']).toHaveLength(2);
});
