import { describe, expect, it } from 'vitest';
import {
  codesOf,
  context,
  delivery,
  doneMove,
  item,
  move,
  OTHER,
  onlyCase,
  onlyEffect,
  reasonOf,
  saleOrder,
  shipbobOrder,
  shipment,
  shipmentLink,
  shipmentsSeen,
  UNIT,
} from '../shared/fixtures.test.js';
import { planShipments } from './shipments.plan.js';

const plan = (seen: Parameters<typeof shipmentsSeen>[0] = {}, ...more: Parameters<typeof context>) =>
  planShipments(shipmentsSeen(seen), context(...more));
const sold = (...pickings: ReturnType<typeof delivery>[]) => [{ by: 'name', order: saleOrder({ pickings }) }];
const one = (more: Parameters<typeof shipment>[1]) => shipbobOrder([shipment(1, more)]);

describe('tracking', () => {
  const booked = (carrier_tracking_ref: string | null, more: Parameters<typeof shipment>[1] = {}) =>
    plan(
      {
        order: one(more),
        saleOrders: sold(delivery(200, [doneMove(1, 5)], { state: 'done', carrier_tracking_ref })),
        links: [shipmentLink(200, 1)],
      },
      { shipments: { carrier_map: { UPS: 'UPS Ground' } } },
    );

  it('that arrives after the booking is written on the done delivery', () => {
    expect(onlyEffect(booked(null))).toMatchObject({
      operation: 'odoo.delivery.track',
      kind: 'converge',
      before: { carrier_tracking_ref: null },
      after: { carrier_tracking_ref: '1Z1' },
      request: { picking_id: 200, shipment_id: 1, carrier_id: 31, carrier_tracking_ref: '1Z1' },
    });
  });

  it('that stands there already, alone or among others, is not written again', () => {
    expect(booked('1Z1').effects).toEqual([]);
    expect(booked('OLD,1Z1').effects).toEqual([]);
    expect(booked('OLD, 1Z1').effects).toEqual([]);
    expect(onlyEffect(booked('1Z11')).after).toMatchObject({ carrier_tracking_ref: '1Z11,1Z1' });
  });

  it('that does not exist yet writes nothing', () => {
    expect(booked(null, { tracking: null }).effects).toEqual([]);
  });

  it('of a shipment cancelled after its booking is a case instead', () => {
    const made = booked(null, { status: 'Cancelled' });
    expect(made.effects).toEqual([]);
    expect(codesOf(made)).toEqual(['shipments.cancelled_after_booking']);
  });

  it('of a delivery that is no longer the order’s is a case', () => {
    expect(codesOf(plan({ links: [shipmentLink(999, 1)] }))).toEqual(['shipments.linked_gone']);
  });
});

describe('deliveries done by hand', () => {
  const done = (quantity: number, more: Parameters<typeof delivery>[2] = {}) =>
    delivery(200, [doneMove(1, quantity)], { state: 'done', ...more });

  it('with the same quantities are linked, and their tracking written', () => {
    const made = plan({ saleOrders: sold(done(5)) });
    expect(made.adoptions).toMatchObject([
      { odooModel: 'stock.picking', odooId: 200, shipbobType: 'shipment', shipbobId: '1' },
    ]);
    expect(onlyEffect(made).operation).toBe('odoo.delivery.track');
  });

  it('that have the tracking already are only linked', () => {
    const made = plan({ saleOrders: sold(done(5, { carrier_tracking_ref: '1Z1' })) });
    expect(made.adoptions).toHaveLength(1);
    expect(made.effects).toEqual([]);
  });

  it('with other quantities are a case and are left alone', () => {
    const made = plan({ saleOrders: sold(done(4)) });
    expect(made.effects).toEqual([]);
    expect(made.adoptions).toEqual([]);
    expect(onlyCase(made).code).toBe('shipments.quantity_differs');
    expect(onlyCase(made).detail['lines']).toEqual([{ sku: 'A-1', shipped: 5, odoo: 4 }]);
  });

  it('go before an open delivery: the same goods are never shipped twice', () => {
    const made = plan({
      saleOrders: sold(done(5, { carrier_tracking_ref: '1Z1' }), delivery(201, [move(1, 5)], { backorder_id: 200 })),
    });
    expect(made.effects).toEqual([]);
    expect(made.adoptions).toMatchObject([{ odooId: 200 }]);
  });

  it('each serve one shipment only', () => {
    const order = shipbobOrder([shipment(1), shipment(2)]);
    const made = plan({ order, saleOrders: sold(done(5), delivery(201, [doneMove(1, 5)], { state: 'done' })) });
    expect(made.adoptions.map((adoption) => [adoption.odooId, adoption.shipbobId])).toEqual([
      [200, '1'],
      [201, '2'],
    ]);
  });

  it('that belong to another ShipBob order are not taken', () => {
    const seen = { saleOrders: sold(done(5)), otherLinks: [shipmentLink(200, 77)] };
    const made = plan(seen, { shipments: { replacement: 'case' } });
    expect(made.adoptions).toEqual([]);
    expect(codesOf(made)).toEqual(['shipments.no_open_delivery']);
    expect(onlyCase(made).proposes).toMatchObject([{ operation: 'odoo.delivery.anonymous' }]);
  });

  it('of tracked goods are linked; only booking needs lots', () => {
    const productByInventoryId = { '1001': { product_id: 1, sku: 'A-1', tracking: 'lot' as const } };
    expect(plan({ saleOrders: sold(done(5)), productByInventoryId }).adoptions).toHaveLength(1);
  });
});

describe('what cannot be booked', () => {
  it('an item that is linked to no product is a case', () => {
    const found = onlyCase(plan({ order: one({ items: [item(1, 5), item(9, 2)] }) }));
    expect(found.code).toBe('shipments.unknown_item');
    expect(found.detail['items']).toMatchObject([{ inventory_id: 1009, quantity: 2 }]);
    expect(found.cause).toContain('2 x Product I (inventory 1009)');
  });

  it('an item that the sale order does not sell is a case', () => {
    const found = onlyCase(plan({ order: one({ items: [item(1, 5), item(2, 1)] }) }));
    expect(found.code).toBe('shipments.item_not_on_order');
    expect(found.cause).toContain('1 x B-2');
  });

  it.each(['lot', 'serial'] as const)('goods tracked by %s are a case', (tracking) => {
    const productByInventoryId = { '1001': { product_id: 1, sku: 'A-1', tracking } };
    expect(codesOf(plan({ productByInventoryId }))).toEqual(['shipments.lots_needed']);
  });

  it('tracked goods are named in the order of their ids, whichever side says that they are tracked', () => {
    const productByInventoryId = {
      '1002': { product_id: 2, sku: 'B-2', tracking: 'serial' as const },
      '1001': { product_id: 1, sku: 'A-1', tracking: 'none' as const },
    };
    const order = one({ items: [item(2, 1), item(1, 1)] });
    const saleOrders = sold(delivery(200, [move(2, 1), move(1, 5, { tracking: 'lot' })]));
    expect(onlyCase(plan({ order, saleOrders, productByInventoryId })).detail['lines']).toEqual([
      { sku: 'A-1', tracking: 'lot' },
      { sku: 'B-2', tracking: 'serial' },
    ]);
  });

  it('more than is open is a case with both numbers', () => {
    const found = onlyCase(plan({ order: one({ items: [item(1, 6)] }) }));
    expect(found.code).toBe('shipments.over_shipped');
    expect(found.detail['lines']).toEqual([{ sku: 'A-1', shipped: 6, odoo: 5 }]);
  });

  it('only the products whose quantities differ are named', () => {
    const order = one({ items: [item(1, 5), item(2, 3)] });
    const saleOrders = sold(delivery(200, [move(1, 5), move(2, 2)]));
    expect(onlyCase(plan({ order, saleOrders })).detail['lines']).toEqual([{ sku: 'B-2', shipped: 3, odoo: 2 }]);
  });

  it('a delivery from another warehouse is a case', () => {
    const saleOrders = sold(delivery(200, [move(1, 5)], { warehouse_id: OTHER.id }));
    expect(codesOf(plan({ saleOrders }))).toEqual(['shipments.wrong_warehouse']);
  });

  it('a delivery from another of ShipBob’s warehouses than the shipment left is a case', () => {
    expect(codesOf(plan({ order: one({ location: { id: 20, name: 'Dallas' } }) }))).toEqual([
      'shipments.wrong_warehouse',
    ]);
  });

  it('a centre that is not mapped is a case: nothing is guessed', () => {
    expect(codesOf(plan({ order: one({ location: { id: 99, name: 'Moon' } }) }))).toEqual(['shipments.unknown_centre']);
  });

  it('no delivery left is a case', () => {
    const saleOrders = sold(delivery(200, [move(1, 5, { state: 'cancel' })], { state: 'cancel' }));
    expect(codesOf(plan({ saleOrders }))).toEqual(['shipments.no_open_delivery']);
    expect(codesOf(plan({ saleOrders: sold() }))).toEqual(['shipments.no_open_delivery']);
  });

  it.each(['draft', 'waiting'])('a delivery in state %s is a case', (state) => {
    const saleOrders = sold(delivery(200, [move(1, 5)], { state }));
    expect(codesOf(plan({ saleOrders }))).toEqual(['shipments.delivery_waiting']);
  });

  it('goods of several deliveries are a case', () => {
    const order = one({ items: [item(1, 5), item(2, 1)] });
    const saleOrders = sold(delivery(200, [move(1, 5)]), delivery(201, [move(2, 1)]));
    expect(codesOf(plan({ order, saleOrders }))).toEqual(['shipments.several_deliveries']);
  });

  it('a delivery in other units than its product’s is a case', () => {
    const moves = [move(1, 12, { product_uom: { id: 2, name: 'Dozens' }, product_base_uom: UNIT })];
    expect(codesOf(plan({ saleOrders: sold(delivery(200, moves)) }))).toEqual(['shipments.other_units']);
  });

  it('a shipment without goods books nothing', () => {
    const made = plan({ order: one({ items: [] }) });
    expect(made.effects).toEqual([]);
    expect(reasonOf(made)).toContain('holds no goods');
  });
});
