import { describe, expect, it } from 'vitest';
import { linkRef } from '../plan.js';
import {
  codesOf,
  context,
  doneMove,
  line,
  link,
  move,
  NOW,
  OTHER,
  onlyCase,
  onlyEffect,
  orderSeen,
  picking,
  products,
  purchaseOrder,
  reasonOf,
  wro,
  wroLink,
} from '../shared/fixtures.test.js';
import { planPurchaseOrders } from './purchase-orders.plan.js';

const plan = (seen: Parameters<typeof orderSeen>[0], ...more: Parameters<typeof context>) =>
  planPurchaseOrders(orderSeen(seen), context(...more));
const withPickings = (...pickings: ReturnType<typeof picking>[]) => purchaseOrder({ pickings });

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

  it('more than ShipBob takes in one WRO are a case', () => {
    const ids = Array.from({ length: 51 }, (_, index) => index + 1);
    const many = withPickings(
      picking(
        100,
        ids.map((id) => move(id, 1)),
      ),
    );
    const known = Object.fromEntries(
      ids.map((id) => {
        const [first] = Object.values(products());
        if (!first?.link) throw new Error('no product');
        const data = { inventory_id: 1000 + id, sku: `S${id}` };
        return [
          String(id),
          { product: { ...first.product, id, default_code: `S${id}` }, link: { ...first.link, odooId: id, data } },
        ];
      }),
    );
    const made = plan({ order: many, products: known }, { wro: { box_packaging: 'OneSkuPerBox' } });
    expect(onlyCase(made)).toMatchObject({ code: 'purchase_orders.too_many_boxes', detail: { boxes: 51, most: 50 } });
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

describe('a WRO that is there already', () => {
  it('is linked when number, centre and goods are equal', () => {
    const made = plan({ wros: [wro(5)] });
    expect(made.effects).toEqual([]);
    expect(made.adoptions).toMatchObject([
      { odooModel: 'stock.picking', odooId: 100, shipbobType: 'wro', shipbobId: '5' },
    ]);
    expect(made.adoptions[0]?.evidence).toContain('P00042');
    expect(made.rings).toEqual([]);
  });

  it('and has goods already is looked at again with its link', () => {
    const stowed = { inventory_quantities: [line(1, 10, 1)] };
    for (const more of [{ status: 'Completed' }, { status: 'Arrived' }, stowed]) {
      const made = plan({ wros: [wro(5, more)] });
      expect(made.rings.map((ring) => ring.lane)).toEqual(['purchase-order:42']);
    }
  });

  it('is linked under the supplier’s reference, too', () => {
    const order = purchaseOrder({ partner_ref: 'INV 77' });
    expect(plan({ order, wros: [wro(5, { purchase_order_number: 'INV 77' })] }).adoptions).toHaveLength(1);
    expect(plan({ order, wros: [wro(5, { purchase_order_number: 'INV-77' })] }).adoptions).toHaveLength(1);
  });

  it('is linked even when its goods need lots that only a person knows', () => {
    const order = withPickings(picking(100, [move(1, 10, { tracking: 'lot' })]));
    expect(plan({ order, wros: [wro(5)] }).adoptions).toHaveLength(1);
  });

  it('is matched by SKU where the product is not linked, or ShipBob merged it under a new inventory id', () => {
    const wros = [wro(5, { inventory_quantities: [{ ...line(1, 10), inventory_id: 5555 }] })];
    expect(plan({ products: products([1]), wros }).adoptions).toHaveLength(1);
    expect(plan({ wros }).adoptions).toHaveLength(1);
  });

  it('is not matched by a SKU that is blank or stands on two products', () => {
    const twins = products([1, 2], { 2: { default_code: 'A-1' } });
    const unnamed = { ...line(1, 10), inventory_id: 5555 };
    expect(codesOf(plan({ products: twins, wros: [wro(5, { inventory_quantities: [unnamed] })] }))).toEqual([
      'purchase_orders.number_taken',
    ]);
    const blank = wro(5, { inventory_quantities: [{ ...unnamed, sku: ' ' }] });
    const bare = products([1], { 1: { default_code: ' ' } });
    expect(codesOf(plan({ products: bare, wros: [blank] }))).toEqual(['purchase_orders.number_taken']);
  });

  it('at another centre is a case that names both centres', () => {
    const made = plan({ wros: [wro(5, { fulfillment_center: { id: 20, name: 'Dallas' } })] });
    expect(made.adoptions).toEqual([]);
    expect(made.effects).toEqual([]);
    expect(onlyCase(made).code).toBe('purchase_orders.number_taken');
    expect(onlyCase(made).cause).toContain('Odoo 10, ShipBob 20 (Dallas)');
    expect(onlyCase(made).cause).not.toContain('Goods');
  });

  it('with other goods is a case that names the differences', () => {
    const made = plan({ wros: [wro(5, { inventory_quantities: [line(1, 9), line(2, 1)] })] });
    expect(onlyCase(made).code).toBe('purchase_orders.number_taken');
    expect(onlyCase(made).cause).toContain('Goods: A-1: Odoo 10, ShipBob 9; B-2: Odoo 0, ShipBob 1.');
    expect(onlyCase(made).cause).not.toContain('Centre');
    expect(onlyCase(made).detail['differences']).toEqual([
      { sku: 'A-1', odoo: 10, shipbob: 9 },
      { sku: 'B-2', odoo: 0, shipbob: 1 },
    ]);
  });

  it('with goods that Odoo does not know is a case', () => {
    const strange = { ...line(1, 2), inventory_id: 5555, sku: 'ZZZ' };
    const made = plan({ wros: [wro(5, { inventory_quantities: [line(1, 10), strange] })] });
    expect(onlyCase(made).detail['differences']).toEqual([{ sku: 'ZZZ', odoo: 0, shipbob: 2 }]);
  });

  it('twice is a case when neither has the receipt’s own number', () => {
    const numbered = (id: number, n: number) => wro(id, { purchase_order_number: `P00042-${n}` });
    const made = plan({ wros: [numbered(5, 2), numbered(6, 1)] });
    expect(made.adoptions).toEqual([]);
    expect(onlyCase(made)).toMatchObject({ code: 'purchase_orders.several_wros', detail: { wro_ids: [5, 6] } });
  });

  it('twice is the one with the receipt’s own number', () => {
    const order = withPickings(picking(100, [move(1, 10)]), picking(101, [move(1, 10)]));
    const made = plan({ order, wros: [wro(6, { purchase_order_number: 'P00042-2' }), wro(9)] });
    expect(made.adoptions.map((adoption) => [adoption.odooId, adoption.shipbobId])).toEqual([
      [100, '9'],
      [101, '6'],
    ]);
    expect(made.effects).toEqual([]);
  });

  it('for a later receipt does not keep an earlier one from being announced', () => {
    const order = withPickings(picking(100, [move(1, 10)]), picking(101, [move(2, 3)]));
    const made = plan({ order, wros: [wro(6, { inventory_quantities: [line(2, 3)] })] });
    expect(made.adoptions).toMatchObject([{ odooId: 101, shipbobId: '6' }]);
    expect(onlyEffect(made)).toMatchObject({ businessKey: 'P00042-2', link: { odooId: 100 } });
  });

  it.each(['Cancelled', 'InternalTransfer'])('but %s is no twin; the receipt gets the next number', (status) => {
    expect(onlyEffect(plan({ wros: [wro(5, { status })] })).businessKey).toBe('P00042-2');
  });

  it('of each receipt is found by its goods', () => {
    const order = withPickings(picking(100, [move(1, 10)]), picking(101, [move(2, 3)]));
    const made = plan({
      order,
      wros: [
        wro(6, { purchase_order_number: 'P00042-2', inventory_quantities: [line(2, 3)] }),
        wro(5, { inventory_quantities: [line(1, 10)] }),
      ],
    });
    expect(made.adoptions.map((adoption) => [adoption.odooId, adoption.shipbobId])).toEqual([
      [100, '5'],
      [101, '6'],
    ]);
  });

  it('is matched by the linked inventory id where ShipBob renamed the SKU', () => {
    const renamed = { ...line(1, 10), sku: 'NEW-NAME' };
    expect(plan({ wros: [wro(5, { inventory_quantities: [renamed] })] }).adoptions).toHaveLength(1);
  });
});

describe('numbers', () => {
  it('a second receipt takes the next one', () => {
    const order = withPickings(picking(101, [move(2, 3)]), picking(100, [move(1, 10)]));
    expect(plan({ order }).effects.map((effect) => [effect.businessKey, effect.link?.odooId])).toEqual([
      ['P00042', 100],
      ['P00042-2', 101],
    ]);
  });

  it('the place among all receipts counts, done ones included', () => {
    const order = withPickings(picking(100, [doneMove(1, 10)], { state: 'done' }), picking(101, [move(1, 5)]));
    expect(onlyEffect(plan({ order })).businessKey).toBe('P00042-2');
  });

  it('templates are settings, and slashes never reach ShipBob', () => {
    const settings = { wro: { number_template: 'X/{po.name}', number_template_next: '{po.name}/{n} b' } };
    const order = withPickings(picking(100, [move(1, 10)]), picking(101, [move(2, 3)]));
    expect(plan({ order }, settings).effects.map((effect) => effect.businessKey)).toEqual(['X-P00042', 'P00042-2-b']);
  });

  it('when all are taken a person is asked', () => {
    const taken = ['P00042', 'P00042-2', 'P00042-3'].map((number, index) =>
      wro(5 + index, { status: 'Cancelled', purchase_order_number: number }),
    );
    expect(codesOf(plan({ wros: taken }))).toEqual(['purchase_orders.numbers_used_up']);
  });
});

describe('backorders', () => {
  const split = (status: string) => ({
    order: withPickings(
      picking(100, [doneMove(1, 6)], { state: 'done' }),
      picking(101, [move(1, 4)], { backorder_id: 100 }),
    ),
    links: [wroLink(100, 5)],
    wros: [wro(5, { status, inventory_quantities: [line(1, 10, 6)] })],
  });

  it.each(['Awaiting', 'Arrived', 'PartiallyArrived', 'Processing', 'SomethingNew'])(
    'belong to the WRO of their origin while that is %s',
    (status) => {
      const made = plan(split(status));
      expect(made.effects).toEqual([]);
      expect(codesOf(made)).toEqual([]);
      expect(reasonOf(made)).toContain('still covered by WRO 5');
    },
  );

  it('get no WRO by themselves after a short one', () => {
    const made = plan(split('Completed'));
    expect(made.effects).toEqual([]);
    expect(codesOf(made)).toEqual([]);
  });

  it('are linked to the WRO that a person makes for the rest', () => {
    const seen = split('Completed');
    const rest = wro(6, { purchase_order_number: 'P00042-2', inventory_quantities: [line(1, 4)] });
    expect(plan({ ...seen, wros: [...seen.wros, rest] }).adoptions).toMatchObject([{ odooId: 101, shipbobId: '6' }]);
  });

  it('of a receipt that never had a WRO are a case that names the number to use', () => {
    const made = plan({ ...split('Completed'), links: [], wros: [] });
    expect(made.effects).toEqual([]);
    expect(onlyCase(made)).toMatchObject({ code: 'purchase_orders.backorder', detail: { number: 'P00042-2' } });
  });
});

describe('changes after the WRO was made', () => {
  const linked = (moves: ReturnType<typeof move>[], more: Parameters<typeof wro>[1] = {}) =>
    plan({ order: withPickings(picking(100, moves)), links: [wroLink(100, 5)], wros: [wro(5, more)] });

  it('links of other kinds are no WRO', () => {
    const made = plan({ links: [link('stock.picking', 100, 'shipment', 5), link('purchase.order', 100, 'wro', 6)] });
    expect(onlyEffect(made).operation).toBe('shipbob.wro.create');
  });

  it('nothing is made again', () => {
    const made = linked([move(1, 10)]);
    expect(made.effects).toEqual([]);
    expect(made.end).toEqual({ kind: 'done', reason: 'SB/IN/100 has WRO 5' });
  });

  it('a larger or smaller quantity is a case with both numbers', () => {
    const found = onlyCase(linked([move(1, 14)]));
    expect(found.code).toBe('purchase_orders.quantity_changed');
    expect(found.detail['differences']).toEqual([{ sku: 'A-1', odoo: 14, shipbob: 10 }]);
    expect(codesOf(linked([move(1, 6)]))).toEqual(['purchase_orders.quantity_changed']);
  });

  it('a new or removed product is a case however few there are', () => {
    expect(codesOf(linked([move(1, 10), move(2, 1)]))).toEqual(['purchase_orders.quantity_changed']);
    const made = linked([move(1, 10)], { inventory_quantities: [line(1, 10), line(2, 1)] });
    expect(codesOf(made)).toEqual(['purchase_orders.quantity_changed']);
  });

  it.each([
    [300, 324, true],
    [300, 325, false],
    [100, 109, true],
    [100, 110, false],
    [100, 91, true],
  ])('ShipBob takes %d for %d within its tolerance: %s', (expected, ordered, isTolerated) => {
    const made = linked([move(1, ordered)], { inventory_quantities: [line(1, expected)] });
    expect(codesOf(made)).toEqual(isTolerated ? [] : ['purchase_orders.quantity_changed']);
  });

  it('what was booked in part still counts as ordered', () => {
    const made = plan({
      order: withPickings(
        picking(100, [doneMove(1, 6)], { state: 'done' }),
        picking(101, [move(1, 4)], { backorder_id: 100 }),
      ),
      links: [wroLink(100, 5)],
      wros: [wro(5, { status: 'Processing' })],
    });
    expect(codesOf(made)).toEqual([]);
  });

  it('a receipt moved to another mapped centre is a case', () => {
    expect(codesOf(linked([move(1, 10)], { fulfillment_center: { id: 20, name: 'Dallas' } }))).toEqual([
      'purchase_orders.centre_changed',
    ]);
  });

  it('a hub in place of the centre is none', () => {
    expect(codesOf(linked([move(1, 10)], { fulfillment_center: { id: 999, name: 'Hub' } }))).toEqual([]);
  });

  it('a WRO that ShipBob no longer shows is a case', () => {
    const made = plan({ links: [wroLink(100, 5)], wros: [] });
    expect(codesOf(made)).toEqual(['purchase_orders.wro_gone']);
    expect(made.effects).toEqual([]);
  });

  it('a WRO cancelled at ShipBob is a case and is not made again', () => {
    const made = linked([move(1, 10)], { status: 'Cancelled' });
    expect(made.effects).toEqual([]);
    expect(codesOf(made)).toEqual(['purchase_orders.wro_cancelled']);
  });
});

describe('a cancelled receipt', () => {
  const cancelled = (status: string, more: Parameters<typeof wro>[1] = {}) =>
    plan({
      order: purchaseOrder({
        state: 'cancel',
        pickings: [picking(100, [move(1, 10, { state: 'cancel' })], { state: 'cancel' })],
      }),
      links: [wroLink(100, 5)],
      wros: [wro(5, { status, ...more })],
    });

  it('cancels its WRO while that is Awaiting', () => {
    expect(onlyEffect(cancelled('Awaiting'))).toMatchObject({
      operation: 'shipbob.wro.cancel',
      kind: 'converge',
      before: { status: 'Awaiting' },
      after: { status: 'Cancelled' },
      request: { wro_id: 5 },
    });
  });

  it.each(['Arrived', 'Processing', 'Completed', 'SomethingNew'])('is a case when the WRO is %s', (status) => {
    const made = cancelled(status, { inventory_quantities: [line(1, 10, 3)] });
    expect(made.effects).toEqual([]);
    expect(onlyCase(made).code).toBe('purchase_orders.cancelled_in_motion');
    expect(onlyCase(made).cause).toContain('3 x A-1 stowed');
  });

  it('with a cancelled WRO is in order', () => {
    expect(cancelled('Cancelled').effects).toEqual([]);
    expect(codesOf(cancelled('Cancelled'))).toEqual([]);
  });

  it('of the rest only does not cancel what was received', () => {
    const made = plan({
      order: withPickings(
        picking(100, [doneMove(1, 6)], { state: 'done' }),
        picking(101, [move(1, 4, { state: 'cancel' })], { state: 'cancel', backorder_id: 100 }),
      ),
      links: [wroLink(100, 5)],
      wros: [wro(5, { status: 'Awaiting' })],
    });
    expect(made.effects).toEqual([]);
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
