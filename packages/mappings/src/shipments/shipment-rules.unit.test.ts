import { describe, expect, it } from 'vitest';
import * as f from '../shared/fixtures.test.js';
import { afterShipments } from '../shared/model.test.js';
import { planShipments } from './shipments.plan.js';

const plan = (seen: Parameters<typeof f.shipmentsSeen>[0] = {}, ...more: Parameters<typeof f.context>) =>
  planShipments(f.shipmentsSeen(seen), f.context(...more));
const sold = (...pickings: ReturnType<typeof f.delivery>[]) => [
  { by: 'name', order: f.saleOrder({ user_id: 2, pickings }) },
];
const one = (more: Parameters<typeof f.shipment>[1]) => f.shipbobOrder([f.shipment(1, more)]);
const lotted = (tracking: 'lot' | 'serial') => ({ '1001': { product_id: 1, sku: 'A-1', tracking } });
const stock = (lot: string, quantity: number, expiration_date: string | null = null, root_id = f.SB.lot_stock_id) => ({
  ...{ product_id: 1, root_id, lot, expiration_date, quantity },
});
const lotsOf = (made: ReturnType<typeof plan>): unknown => {
  const [line] = (f.onlyEffect(made).request['lines'] ?? []) as { lots?: { name: string; quantity: number }[] }[];
  return line?.lots?.map(({ name, quantity }) => [name, quantity]);
};

describe('lots', () => {
  it('leave as ShipBob names them, with their expiry, whether or not Odoo has them', () => {
    const item = { ...f.item(1, 5, 'NEW'), expiration_date: '2027-03-01T00:00:00+00:00' };
    const made = plan({ order: one({ items: [item] }), productByInventoryId: lotted('lot') });
    expect(f.onlyEffect(made).request).toMatchObject({
      lines: [{ lots: [{ name: 'NEW', expiration_date: '2027-03-01T00:00:00.000Z', quantity: 5 }] }],
    });
  });

  it('that ShipBob does not name are those that expire first, and the note says so', () => {
    const lotStock = [
      stock('NONE', 9),
      stock('LATE', 9, '2028-01-01T00:00:00Z'),
      stock('SOON', 3, '2027-01-01T00:00:00Z'),
    ];
    const made = plan({ productByInventoryId: lotted('lot'), lotStock });
    expect(lotsOf(made)).toEqual([
      ['SOON', 3],
      ['LATE', 2],
    ]);
    expect(f.onlyEffect(made).request['notes']).toEqual(['lots chosen by first expiry: A-1: 3 of SOON and 2 of LATE']);
    expect(
      f.codesOf(plan({ productByInventoryId: lotted('lot'), lotStock }, { shipments: { lot_fallback: 'case' } })),
    ).toEqual(['shipments.lots_needed']);
  });

  it('fill up what ShipBob named only in part, from the place that the goods left', () => {
    const order = one({ items: [f.item(1, 2, 'L1'), f.item(1, 3)] });
    const lotStock = [stock('L1', 3), stock('L2', 9), stock('FAR', 9, '2027-01-01T00:00:00Z', 80)];
    expect(lotsOf(plan({ order, productByInventoryId: lotted('lot'), lotStock }))).toEqual([
      ['L1', 3],
      ['L2', 2],
    ]);
  });

  it('run below zero when Odoo has less than left: the last one takes it, and the note says how much', () => {
    const made = plan({ productByInventoryId: lotted('lot'), lotStock: [stock('L1', 3)] });
    expect(lotsOf(made)).toEqual([['L1', 5]]);
    expect(f.onlyEffect(made).reason).toContain('2 more than Odoo has');
  });

  it('are serial numbers one by one, and a case when there are too few of them', () => {
    const named = one({ items: [{ ...f.item(1, 2), serial_numbers: ['S1', 'S2'] }] });
    expect(lotsOf(plan({ order: named, productByInventoryId: lotted('serial') }))).toEqual([
      ['S1', 1],
      ['S2', 1],
    ]);
    const order = one({ items: [f.item(1, 2)] });
    const two = [stock('S1', 1), stock('S2', 1)];
    expect(lotsOf(plan({ order, productByInventoryId: lotted('serial'), lotStock: two }))).toEqual([
      ['S1', 1],
      ['S2', 1],
    ]);
    const few = { order, productByInventoryId: lotted('serial'), lotStock: two.slice(1) };
    expect(f.codesOf(plan(few))).toEqual(['shipments.lots_needed']);
  });

  it('that one shipment of a pass took are not there for the next', () => {
    const order = f.shipbobOrder([f.shipment(1, { items: [f.item(1, 2)] }), f.shipment(2, { items: [f.item(1, 2)] })]);
    const lotStock = [stock('A', 2, '2027-01-01T00:00:00Z'), stock('B', 2, '2028-01-01T00:00:00Z')];
    const made = plan({ order, saleOrders: [], productByInventoryId: lotted('lot'), lotStock });
    expect(made.effects.map(({ request }) => JSON.stringify(request['lines']).match(/"name":"(\w)"/)?.[1])).toEqual([
      'A',
      'B',
    ]);
  });
});

describe('a tracking number that is missing', () => {
  const booked = (left: string, settings: Parameters<typeof f.context>[0] = {}) =>
    plan(
      {
        order: one({ tracking: null, actual_fulfillment_date: left }),
        saleOrders: sold(f.delivery(200, [f.doneMove(1, 5)], { state: 'done' })),
        links: [f.shipmentLink(200, 1)],
      },
      settings,
    );

  it.each([
    ['2026-11-25T09:30:00Z', '2026-11-25T10:30:00.000Z'],
    ['2026-11-25T08:00:00Z', '2026-11-25T12:00:00.000Z'],
    ['2026-11-24T12:00:00Z', '2026-11-25T12:00:00.000Z'],
    ['2026-11-18T10:30:00Z', '2026-11-25T10:30:00.000Z'],
  ])('is looked for after an hour, after four and each day for a week (left %s: %s)', (left, at) => {
    expect(booked(left)).toMatchObject({ effects: [], end: { kind: 'later', at } });
  });

  it('is a case after the last look', () => {
    expect(f.codesOf(booked('2026-11-18T09:59:00Z'))).toEqual(['shipments.tracking_missing']);
    expect(booked('2026-11-18T09:59:00Z', { shipments: { tracking_checks_hours: [] } }).end.kind).toBe('done');
  });

  it('is waited for from the booking on, and a case of another shipment does not end the waiting', () => {
    const order = f.shipbobOrder([
      f.shipment(1, { items: [f.item(9, 1)] }),
      f.shipment(2, { tracking: null, items: [f.item(1, 2)] }),
    ]);
    const made = plan({ order });
    expect(made.end).toMatchObject({ kind: 'case', at: '2026-11-25T12:00:00.000Z' });
  });

  it('is the carrier’s own number or the bill of lading for freight', () => {
    const freight = f.tracking(null, { pro_number: 'P9', bol: 'B7', carrier: 'Estes' });
    const effect = f.onlyEffect(plan({ order: one({ tracking: freight }) }));
    expect(effect.request).toMatchObject({ carrier_tracking_ref: 'P9', notes: ['Estes bill of lading B7 PRO P9'] });
  });

  it('comes with its link in the note', () => {
    const tracking = f.tracking('1Z9', { tracking_url: 'https://ups.example/1Z9', carrier_service: 'Ground' });
    expect(f.onlyEffect(plan({ order: one({ tracking }) })).request['notes']).toEqual([
      'UPS Ground 1Z9 https://ups.example/1Z9',
    ]);
  });
});

describe('the day of delivery', () => {
  const delivered = (note: string | null | undefined, settings: Parameters<typeof f.context>[0] = {}) => {
    const done = { state: 'done', carrier_tracking_ref: '1Z1', ...(note === undefined ? {} : { note }) };
    return plan(
      {
        order: one({ delivery_date: '2026-11-25T09:00:00Z' }),
        saleOrders: sold(f.delivery(200, [f.doneMove(1, 5)], done)),
        links: [f.shipmentLink(200, 1)],
      },
      settings,
    );
  };
  const on = { shipments: { delivered_note: true } };

  it('is written into the note once, where the settings say so', () => {
    expect(delivered(null).effects).toEqual([]);
    expect(f.onlyEffect(delivered(null, on)).request).toMatchObject({
      carrier_tracking_ref: null,
      notes: ['delivered 2026-11-25'],
      origin_marker: '[SB-60/1]',
    });
    expect(delivered('<p>[SB-60/1] delivered 2026-11-25</p>', on).effects).toEqual([]);
    expect(delivered(undefined, on).effects).toEqual([]);
  });
});

describe('a shipment that stands still', () => {
  const still = { status: 'OnHold', status_detail_ids: [401], status_detail_names: ['InvalidAddress'], tracking: null };
  const held = (settings: Parameters<typeof f.context>[0] = {}, more: object = {}) =>
    plan({ order: one(still), saleOrders: sold(f.delivery(200, [f.move(1, 5)])), ...more }, settings);

  it('is something to do for the salesperson, once, and a case', () => {
    const made = held();
    expect(f.onlyEffect(made)).toMatchObject({
      operation: 'odoo.activity.schedule',
      request: { model: 'sale.order', record_id: 7, user_id: 2, marker: 'mlc:shipment:1:onhold:401' },
    });
    expect(f.codesOf(made)).toEqual(['shipments.exception']);
    const seen = f.shipmentsSeen({ order: one(still), saleOrders: sold(f.delivery(200, [f.move(1, 5)])) });
    expect(planShipments(afterShipments(seen, made), f.context()).effects).toEqual([]);
  });

  it('is one of the two where the settings say so, and a case where nobody sells', () => {
    expect(held({ shipments: { on_exception: 'case' } }).effects).toEqual([]);
    expect(f.codesOf(held({ shipments: { on_exception: 'activity' } }))).toEqual([]);
    const nobody = { saleOrders: [{ by: 'name', order: f.saleOrder() }] };
    expect(f.codesOf(held({ shipments: { on_exception: 'activity' } }, nobody))).toEqual(['shipments.exception']);
    expect(f.codesOf(held({}, { saleOrders: [] }))).toEqual(['shipments.exception']);
  });
});

describe('an open delivery that is not as it should be', () => {
  it('of another warehouse is booked out of the right one where the settings say so', () => {
    const saleOrders = sold(f.delivery(200, [f.move(1, 5)], { warehouse_id: f.OTHER.id }));
    const made = plan({ saleOrders }, { shipments: { wrong_warehouse: 'move' } });
    expect(f.onlyEffect(made).request).toMatchObject({ picking_id: 200, location_id: 70 });
    expect(f.onlyEffect(made).after).toMatchObject({ location: 'stock of SB' });
  });

  it('with less in stock than left is booked all the same, and its note says so', () => {
    const short = f.move(1, 5, { state: 'partially_available', quantity: 2 });
    const saleOrders = sold(f.delivery(200, [short], { state: 'confirmed' }));
    const effect = f.onlyEffect(plan({ saleOrders }));
    expect(effect.request['notes']).toEqual(['Odoo had 2 of 5 A-1 in stock']);
    expect(f.codesOf(plan({ saleOrders }, { shipments: { short_stock: 'case' } }))).toEqual(['shipments.short_stock']);
    expect(f.onlyEffect(plan({ saleOrders, order: one({ items: [f.item(1, 2)] }) })).request['notes']).toBeUndefined();
  });
});

describe('finding the sale order by what is linked', () => {
  it('a linked delivery’s order goes before one that the number now names, unless it is cancelled', () => {
    const moved = f.saleOrder({
      id: 8,
      name: 'S00008',
      pickings: [f.delivery(208, [f.doneMove(1, 5)], { state: 'done' })],
    });
    const saleOrders = [
      { by: 'name', order: f.saleOrder() },
      { by: 'link', order: moved },
    ];
    const links = [f.shipmentLink(208, 1)];
    expect(f.onlyEffect(plan({ saleOrders, links })).request).toMatchObject({ picking_id: 208 });
    const cancelled = [
      { by: 'name', order: f.saleOrder() },
      { by: 'link', order: { ...moved, state: 'cancel' } },
    ];
    expect(f.codesOf(plan({ saleOrders: cancelled, links }))).toEqual(['shipments.linked_gone']);
  });
});

describe('what left before go-live', () => {
  const later = { liveFrom: '2026-11-25T09:00:00Z' };
  const done = f.delivery(200, [f.doneMove(1, 5)], { state: 'done' });

  it('is linked to the delivery that did it, and nothing is written', () => {
    const made = plan({ saleOrders: sold(done) }, {}, later);
    expect(made.adoptions).toMatchObject([{ odooId: 200, shipbobId: '1' }]);
    expect(made.effects).toEqual([]);
    expect(plan({ saleOrders: sold(done), links: [f.shipmentLink(200, 1)] }, {}, later).effects).toEqual([]);
  });

  it('is a case with its booking as a proposal where Odoo still has the delivery open', () => {
    const made = plan({}, {}, later);
    expect(made.effects).toEqual([]);
    const found = f.onlyCase(made);
    expect(found.code).toBe('shipments.before_go_live');
    expect(found.proposes).toMatchObject([{ operation: 'odoo.delivery.ship' }]);
    const other = plan({ order: one({ items: [f.item(1, 9)] }) }, {}, later);
    expect(f.onlyCase(other)).toMatchObject({ code: 'shipments.before_go_live' });
    expect(f.onlyCase(other).proposes).toBeUndefined();
  });

  it('is a case where another quantity was delivered, and nobody’s business without a sale order or delivery', () => {
    const less = f.delivery(200, [f.doneMove(1, 4)], { state: 'done' });
    expect(f.codesOf(plan({ saleOrders: sold(less) }, {}, later))).toEqual(['shipments.before_go_live']);
    for (const saleOrders of [[], sold()]) {
      const made = plan({ saleOrders }, {}, later);
      expect(made).toMatchObject({ effects: [], adoptions: [], end: { kind: 'done' } });
      expect(f.reasonOf(made)).toContain('before go-live');
    }
  });

  it('is what left, not what was ordered: an order from before that ships afterwards is booked', () => {
    const made = plan({}, {}, { liveFrom: '2026-11-25T07:00:00Z' });
    expect(f.onlyEffect(made).operation).toBe('odoo.delivery.ship');
  });
});
