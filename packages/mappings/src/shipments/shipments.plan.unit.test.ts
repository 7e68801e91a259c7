import { describe, expect, it } from 'vitest';
import { operationNames } from '../operations.js';
import {
  codesOf,
  context,
  delivery,
  doneMove,
  item,
  move,
  onlyCase,
  onlyEffect,
  reasonOf,
  saleOrder,
  shipbobOrder,
  shipment,
  shipmentLink,
  shipmentsSeen,
} from '../shared/fixtures.test.js';
import { planShipments } from './shipments.plan.js';

const plan = (seen: Parameters<typeof shipmentsSeen>[0] = {}, ...more: Parameters<typeof context>) =>
  planShipments(shipmentsSeen(seen), context(...more));
const sold = (...pickings: ReturnType<typeof delivery>[]) => [{ by: 'name', order: saleOrder({ pickings }) }];
const one = (more: Parameters<typeof shipment>[1]) => shipbobOrder([shipment(1, more)]);

describe('whose order it is', () => {
  it('an order of a foreign channel is never acted on', () => {
    const made = plan({ order: shipbobOrder([shipment(1)], { channel: { id: 999, name: 'Other' } }) });
    expect(made.effects).toEqual([]);
    expect(made.end).toEqual({
      kind: 'ignored',
      reason: 'foreign_channel: the order belongs to channel 999, not 500',
    });
  });

  it('an order that names no channel is foreign', () => {
    expect(reasonOf(plan({ order: shipbobOrder([shipment(1)], { channel: null }) }))).toContain('foreign_channel');
  });

  it('an order that is gone, or was cancelled before anything left, is ignored', () => {
    expect(plan({ order: null }).end.kind).toBe('ignored');
    const cancelled = shipbobOrder([shipment(1, { status: 'Cancelled' })], { status: 'Cancelled' });
    expect(plan({ order: cancelled, saleOrders: [] }).end.kind).toBe('ignored');
    expect(plan({ order: shipbobOrder([], { status: 'Cancelled' }), saleOrders: [] }).end.kind).toBe('ignored');
    const swept = shipbobOrder([shipment(1, { status: 'CleanSweeped' })], { status: 'Processing' });
    expect(plan({ order: swept, saleOrders: [] }).end.kind).toBe('ignored');
    const waiting = { order: shipbobOrder([], { status: 'Processing' }), saleOrders: [] };
    expect(plan(waiting).end.kind).toBe('done');
    expect(codesOf(plan(waiting, { shipments: { unmatched: 'case' } }))).toEqual(['shipments.no_sale_order']);
  });
});

describe('finding the sale order', () => {
  const other = saleOrder({ id: 8, name: 'S00008', pickings: [delivery(208, [move(1, 5)])] });

  it('the first configured key that finds one decides', () => {
    const saleOrders = [
      { by: 'client_order_ref', order: other },
      { by: 'name', order: saleOrder() },
    ];
    expect(onlyEffect(plan({ saleOrders })).request).toMatchObject({ sale_order_id: 7 });
    const settings = { shipments: { match_keys: ['client_order_ref' as const, 'name' as const] } };
    expect(onlyEffect(plan({ saleOrders }, settings)).request).toMatchObject({ sale_order_id: 8 });
  });

  it('several orders under one key are a case that names them', () => {
    const saleOrders = [
      { by: 'client_order_ref', order: other },
      { by: 'client_order_ref', order: saleOrder() },
    ];
    const made = plan({ saleOrders });
    expect(made.effects).toEqual([]);
    expect(onlyCase(made)).toMatchObject({ code: 'shipments.several_sale_orders', detail: { sale_order_ids: [7, 8] } });
  });

  it('under one key the order’s reference goes before its other number', () => {
    const { reference_id } = shipbobOrder([shipment(1)]);
    const found = (...numbers: string[]) =>
      plan({
        saleOrders: numbers.map((number, index) => ({
          ...{ by: 'name', number },
          order: saleOrder({ id: 7 + index, pickings: [delivery(200 + index, [move(1, 5)])] }),
        })),
      });
    expect(onlyEffect(found('1001', reference_id)).request).toMatchObject({ sale_order_id: 8 });
    expect(onlyEffect(found(reference_id, '1001')).request).toMatchObject({ sale_order_id: 7 });
    expect(onlyEffect(found('1001')).request).toMatchObject({ sale_order_id: 7 });
    const both = onlyCase(found(reference_id, '1001', reference_id));
    expect(both).toMatchObject({ code: 'shipments.several_sale_orders', detail: { sale_order_ids: [7, 9] } });
  });

  it('the same order found twice is one', () => {
    const saleOrders = [
      { by: 'name', order: saleOrder() },
      { by: 'name', order: saleOrder() },
    ];
    expect(plan({ saleOrders }).effects).toHaveLength(1);
  });

  it('another company’s order, a quotation and a cancelled one are no match for a confirmed one', () => {
    const saleOrders = [
      { by: 'name', order: saleOrder({ id: 1, company_id: 2 }) },
      { by: 'name', order: saleOrder({ id: 2, state: 'draft' }) },
      { by: 'name', order: saleOrder({ id: 3, state: 'cancel' }) },
      { by: 'name', order: saleOrder({ state: 'done' }) },
    ];
    expect(onlyEffect(plan({ saleOrders })).request).toMatchObject({ sale_order_id: 7 });
  });

  it('none is waited for until the grace time after the order’s creation', () => {
    const made = plan({ saleOrders: [] }, { shipments: { grace_hours: 48 } });
    expect(made.end).toMatchObject({ kind: 'later', at: '2026-11-26T08:00:00.000Z' });
  });

  it('none after the grace time is a case with the numbers, where the settings say so', () => {
    const settings = { shipments: { unmatched: 'case' as const } };
    const found = onlyCase(plan({ saleOrders: [] }, settings));
    expect(found.code).toBe('shipments.no_sale_order');
    expect(found.detail['numbers']).toEqual(['ref-7', 'S00007']);
    expect(codesOf(plan({ saleOrders: [] }, { shipments: { grace_hours: 0, unmatched: 'case' } }))).toEqual([
      'shipments.no_sale_order',
    ]);
    const two = shipbobOrder([shipment(1), shipment(2)]);
    expect(onlyCase(plan({ order: two, saleOrders: [] }, settings)).detail['order_id']).toBe(60);
  });

  it('only a quotation waits as well, and is named afterwards', () => {
    const saleOrders = [{ by: 'name', order: saleOrder({ state: 'sent' }) }];
    expect(plan({ saleOrders }, { shipments: { grace_hours: 48 } }).end.kind).toBe('later');
    expect(onlyCase(plan({ saleOrders })).cause).toContain('S00007 (sent)');
    expect(onlyCase(plan({ saleOrders })).suggestions).toEqual([
      'Confirm the sale order; the shipment is then booked by itself.',
    ]);
    expect(onlyCase(plan({ saleOrders: [] }, { shipments: { unmatched: 'case' } })).suggestions).toHaveLength(2);
  });
});

describe('when stock is booked', () => {
  const labelled = { status: 'Processing', actual_fulfillment_date: '2026-11-25T08:00:00Z' };

  it('a completed shipment is booked', () => {
    expect(onlyEffect(plan()).operation).toBe('odoo.delivery.ship');
  });

  it('a label alone is not enough; it is looked at again when its hours are over', () => {
    const made = plan({ order: one(labelled) });
    expect(made.effects).toEqual([]);
    expect(made.end).toMatchObject({ kind: 'later', at: '2026-11-26T08:00:00.000Z' });
  });

  it('a label of long enough ago counts as shipped', () => {
    expect(plan({ order: one(labelled) }, { shipments: { label_hours: 2 } }).effects).toHaveLength(1);
    expect(plan({ order: one(labelled) }, {}, { now: '2026-11-26T08:00:00.000Z' }).effects).toHaveLength(1);
  });

  it.each(['Processing', 'LabeledCreated', 'None', 'ImportReview', 'SomethingNew'])(
    'status %s without a label date waits',
    (status) => {
      const made = plan({ order: one({ status, actual_fulfillment_date: null }) });
      expect(made.effects).toEqual([]);
      expect(made.end.kind).toBe('done');
    },
  );

  it.each(['Exception', 'OnHold'])('status %s is a case that names the details', (status) => {
    const made = plan({ order: one({ status, status_detail_ids: [303], status_detail_names: ['OutOfStock'] }) });
    expect(made.effects).toEqual([]);
    expect(onlyCase(made).code).toBe('shipments.exception');
    expect(onlyCase(made).cause).toContain('OutOfStock');
  });

  it.each(['Cancelled', 'CleanSweeped'])('status %s books nothing', (status) => {
    const made = plan({ order: shipbobOrder([shipment(1, { status }), shipment(2)]) });
    expect(onlyEffect(made).request).toMatchObject({ shipment_id: 2 });
    expect(codesOf(made)).toEqual([]);
  });
});

describe('booking a shipment', () => {
  it('ships its quantities with carrier, tracking and marker, and links delivery and shipment', () => {
    const made = plan({}, { shipments: { carrier_map: { ups: 'UPS Ground' } } });
    expect(onlyEffect(made)).toMatchObject({
      operation: 'odoo.delivery.ship',
      target: 'odoo',
      kind: 'create',
      businessKey: 'shipment 1',
      title: 'ship SB/OUT/200 of S00007',
      before: { state: 'assigned', carrier_tracking_ref: null, shipped: { 'A-1': 0 } },
      after: { state: 'done', carrier_tracking_ref: '1Z1', carrier: 'UPS Ground', shipped: { 'A-1': 5 } },
      request: {
        sale_order_id: 7,
        picking_id: 200,
        shipment_id: 1,
        lines: [{ product_id: 1, sku: 'A-1', quantity: 5 }],
        carrier_id: 31,
        carrier_tracking_ref: '1Z1',
        location_id: null,
        origin_marker: '[SB-60/1]',
      },
      link: { odooModel: 'stock.picking', odooId: 200, shipbobType: 'shipment' },
    });
  });

  it('an unmapped carrier leaves the field empty, and the reason says so', () => {
    expect(onlyEffect(plan()).request).toMatchObject({ carrier_id: null });
    expect(onlyEffect(plan()).reason).toContain('carrier UPS is not mapped');
    const absent = plan({}, { shipments: { carrier_map: { UPS: 'Nobody' } } });
    expect(onlyEffect(absent).request).toMatchObject({ carrier_id: null });
    expect(onlyEffect(absent).reason).toContain('"Nobody"');
  });

  it('missing tracking does not keep the goods from being booked', () => {
    expect(onlyEffect(plan({ order: one({ tracking: null }) })).request).toMatchObject({ carrier_tracking_ref: null });
  });

  it('existing tracking references are kept', () => {
    const saleOrders = sold(delivery(200, [move(1, 5)], { carrier_tracking_ref: 'OLD' }));
    expect(onlyEffect(plan({ saleOrders })).after).toMatchObject({ carrier_tracking_ref: 'OLD,1Z1' });
  });

  it('lots of one item are summed, and items of several products kept apart', () => {
    const order = one({ items: [item(1, 2, 'L1'), item(2, 1), item(1, 3, 'L2'), item(3, 0)] });
    const saleOrders = sold(delivery(200, [move(1, 5), move(2, 1)]));
    expect(onlyEffect(plan({ order, saleOrders })).request).toMatchObject({
      lines: [
        { product_id: 1, quantity: 5 },
        { product_id: 2, quantity: 1 },
      ],
    });
  });

  it('part of the open demand is shipped; the rest stays for the backorder', () => {
    const made = plan({ order: one({ items: [item(1, 2)] }) });
    expect(onlyEffect(made).request).toMatchObject({ lines: [{ quantity: 2 }] });
    expect(made.rings).toEqual([]);
  });

  it.each(['assigned', 'confirmed', 'partially_available'])('a delivery in state %s can be shipped', (state) => {
    expect(plan({ saleOrders: sold(delivery(200, [move(1, 5)], { state })) }).effects).toHaveLength(1);
  });

  it('the centre’s location becomes the source location', () => {
    const settings = { centres: [{ fulfillment_center_id: 10, warehouse: 'SB', location: 'SB/Stock/CHI' }] };
    const made = plan({ locations: { '10': { id: 71, name: 'SB/Stock/CHI' } } }, settings);
    expect(onlyEffect(made).request).toMatchObject({ location_id: 71 });
    expect(onlyEffect(made).after).toMatchObject({ location: 'SB/Stock/CHI' });
    expect(codesOf(plan({}, settings))).toEqual(['shipments.unknown_location']);
  });

  it('a shipment that names no centre may leave any warehouse of ShipBob', () => {
    expect(plan({ order: one({ location: null }) }).effects).toHaveLength(1);
  });
});

describe('several shipments of one order', () => {
  const two = shipbobOrder([shipment(2, { items: [item(1, 3)] }), shipment(1, { items: [item(1, 2)] })]);

  it('are booked one at a time, the oldest first, and the lane looks again', () => {
    const made = plan({ order: two });
    expect(onlyEffect(made).request).toMatchObject({ shipment_id: 1 });
    expect(made.rings).toMatchObject([{ lane: 'order:60' }]);
    expect(codesOf(made)).toEqual([]);
  });

  it('the second goes on the backorder', () => {
    const made = plan({
      order: two,
      saleOrders: sold(
        delivery(200, [doneMove(1, 2)], { state: 'done', carrier_tracking_ref: '1Z1' }),
        delivery(201, [move(1, 3)], { backorder_id: 200 }),
      ),
      links: [shipmentLink(200, 1)],
    });
    expect(onlyEffect(made).request).toMatchObject({ shipment_id: 2, picking_id: 201 });
    expect(made.rings).toEqual([]);
  });

  it('one that is not gone yet does not make the lane look again at once', () => {
    const order = shipbobOrder([
      shipment(1, { items: [item(1, 2)] }),
      shipment(2, { status: 'Processing', actual_fulfillment_date: null }),
    ]);
    expect(plan({ order }).rings).toEqual([]);
  });

  it('a case of the first does not stop the second', () => {
    const order = shipbobOrder([shipment(1, { items: [item(9, 1)] }), shipment(2, { items: [item(1, 3)] })]);
    const made = plan({ order });
    expect(codesOf(made)).toEqual(['shipments.unknown_item']);
    expect(onlyEffect(made).request).toMatchObject({ shipment_id: 2 });
  });
});

it('no order is ever sent to ShipBob, and nothing is deleted but a bundle that is made anew', () => {
  expect(operationNames.filter((name) => /^shipbob\.(order|shipment)/.test(name))).toEqual([]);
  expect(operationNames.filter((name) => /delete|unlink|archive/.test(name))).toEqual(['shipbob.bundle.delete']);
});
