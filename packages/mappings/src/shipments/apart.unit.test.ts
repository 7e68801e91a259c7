import { describe, expect, it } from 'vitest';
import * as f from '../shared/fixtures.test.js';
import { afterShipments } from '../shared/model.test.js';
import { planShipments } from './shipments.plan.js';

const plan = (seen: Parameters<typeof f.shipmentsSeen>[0] = {}, ...more: Parameters<typeof f.context>) =>
  planShipments(f.shipmentsSeen({ saleOrders: [], ...seen }), f.context(...more));
const one = (more: Parameters<typeof f.shipment>[1]) => f.shipbobOrder([f.shipment(1, more)]);

describe('an order that was never in Odoo', () => {
  it('leaves after the grace time as one delivery of its own for each shipment', () => {
    const order = f.shipbobOrder([f.shipment(1), f.shipment(2, { items: [f.item(2, 1)] })]);
    const made = plan({ order });
    expect(made.effects).toHaveLength(2);
    expect(made.effects[0]).toMatchObject({
      operation: 'odoo.delivery.anonymous',
      kind: 'create',
      businessKey: 'shipment 1',
      request: {
        shipment_id: 1,
        picking_type_id: 91,
        partner_id: null,
        location_id: 70,
        location_dest_id: 5,
        lines: [{ product_id: 1, sku: 'A-1', quantity: 5 }],
        carrier_tracking_ref: '1Z1',
        origin: 'SB-60/1',
      },
      link: { odooModel: 'stock.picking', odooId: null, shipbobType: 'shipment-apart' },
    });
    expect(made.end.kind).toBe('done');
  });

  it('waits for the label’s hours like any other', () => {
    const order = one({ status: 'Processing', actual_fulfillment_date: '2026-11-25T08:00:00Z' });
    expect(plan({ order })).toMatchObject({ effects: [], end: { kind: 'later', at: '2026-11-26T08:00:00.000Z' } });
    expect(plan({ order: one({ status: 'Processing', actual_fulfillment_date: null }) }).end.kind).toBe('done');
  });

  it('goes out by the operation type of that name where the warehouse has one, to the contact of the settings', () => {
    const means = {
      types: [
        { id: 91, name: 'Delivery Orders', warehouse_id: f.SB.id },
        { id: 92, name: 'ShipBob channel deliveries', warehouse_id: f.SB.id },
        { id: 93, name: 'ShipBob channel deliveries', warehouse_id: f.OTHER.id },
      ],
      ...{ customers: 5, losses: 6, partners: [{ id: 44, name: 'Channel' }] },
    };
    const settings = { shipments: { unmatched_partner: 'Channel' } };
    expect(f.onlyEffect(plan({ means }, settings)).request).toMatchObject({ picking_type_id: 92, partner_id: 44 });
  });

  it('is a case that names what Odoo lacks for it', () => {
    const means = { types: [], customers: null, losses: null, partners: [] };
    const found = f.onlyCase(plan({ means }, { shipments: { unmatched_partner: 'Channel' } }));
    expect(found.code).toBe('shipments.delivery_lacks');
    expect(found.detail['lacks']).toHaveLength(3);
    const twice = { ...means, partners: [1, 2].map((id) => ({ id, name: 'Channel' })) };
    expect(f.codesOf(plan({ means: twice }, { shipments: { unmatched_partner: 'Channel' } }))).toEqual([
      'shipments.delivery_lacks',
    ]);
  });

  it('corrects only stock, is ignored or asked about, as the settings say', () => {
    const adjusted = f.onlyEffect(plan({}, { shipments: { unmatched: 'adjust' } }));
    expect(adjusted.request).toMatchObject({ location_dest_id: 6 });
    const ignored = plan({}, { shipments: { unmatched: 'ignore' } });
    expect(ignored.effects).toEqual([]);
    expect(f.reasonOf(ignored)).toContain('ignored, by the settings');
    expect(f.codesOf(plan({}, { shipments: { unmatched: 'case' } }))).toEqual(['shipments.no_sale_order']);
  });

  it('leaves from the centre’s location, and nobody guesses a centre that is not named', () => {
    const settings = { centres: [{ fulfillment_center_id: 10, warehouse: 'SB', location: 'SB/Stock/CHI' }] };
    const made = plan({ locations: { '10': { id: 71, name: 'SB/Stock/CHI' } } }, settings);
    expect(f.onlyEffect(made).request).toMatchObject({ location_id: 71 });
    expect(f.codesOf(plan({ order: one({ location: null }) }))).toEqual(['shipments.no_centre']);
    const single = { centres: [{ fulfillment_center_id: 10, warehouse: 'SB' }] };
    expect(f.onlyEffect(plan({ order: one({ location: null }) }, single)).request).toMatchObject({ location_id: 70 });
  });

  it('gets a tracking number that comes later, and is a case when Odoo has its delivery no more', () => {
    const bare = f.shipmentsSeen({ saleOrders: [], order: one({ tracking: null }) });
    const booked = afterShipments(bare, planShipments(bare, f.context()));
    expect(planShipments(booked, f.context())).toMatchObject({ effects: [], end: { kind: 'later' } });
    const told = { ...booked, order: one({}) };
    const track = f.onlyEffect(planShipments(told, f.context()));
    expect(track).toMatchObject({ operation: 'odoo.delivery.track', request: { carrier_tracking_ref: '1Z1' } });
    expect(planShipments(afterShipments(told, { adoptions: [], effects: [track] }), f.context()).effects).toEqual([]);
    expect(f.codesOf(planShipments({ ...booked, apart: [] }, f.context()))).toEqual(['shipments.apart_gone']);
  });

  it('that is cancelled after its booking is a case that proposes the way back', () => {
    const bare = f.shipmentsSeen({ saleOrders: [] });
    const booked = afterShipments(bare, planShipments(bare, f.context()));
    const found = f.onlyCase(planShipments({ ...booked, order: one({ status: 'Cancelled' }) }, f.context()));
    expect(found.code).toBe('shipments.cancelled_after_booking');
    expect(found.proposes).toMatchObject([
      {
        operation: 'odoo.delivery.reverse',
        request: { lines: [{ product_id: 1, quantity: 5, location_dest_id: 70 }] },
      },
    ]);
  });

  it('is looked for each day when it is matched by a field of which no poll tells', () => {
    const settings = { shipments: { match_keys: ['name', 'x_channel_id'] } };
    expect(plan({}, settings).end).toMatchObject({ kind: 'later', at: '2026-11-26T10:00:00.000Z' });
    const old = f.shipbobOrder([f.shipment(1, { actual_fulfillment_date: '2026-10-01T00:00:00Z' })]);
    expect(plan({ order: old }, settings).end.kind).toBe('done');
  });
});

describe('a further shipment of an order that was delivered', () => {
  const sale = f.saleOrder({
    partner_shipping_id: 77,
    pickings: [f.delivery(200, [f.doneMove(1, 5)], { state: 'done', carrier_tracking_ref: '1Z1' })],
  });
  const again = (more: Parameters<typeof f.shipment>[1] = {}) => ({
    order: f.shipbobOrder([f.shipment(1, more), f.shipment(2)]),
    saleOrders: [{ by: 'name', order: sale }],
    links: [f.shipmentLink(200, 1)],
  });

  it('is a delivery of its own to the same customer, and the reason says so', () => {
    const effect = f.onlyEffect(plan(again()));
    expect(effect.request).toMatchObject({ shipment_id: 2, partner_id: 77, location_dest_id: 5 });
    expect(effect.reason).toContain('a further shipment of S00007');
  });

  it('is a case with that proposal where the settings ask for one', () => {
    const found = f.onlyCase(plan(again(), { shipments: { replacement: 'case' } }));
    expect(found.code).toBe('shipments.no_open_delivery');
    expect(found.proposes).toMatchObject([{ operation: 'odoo.delivery.anonymous' }]);
  });

  it('is no replacement when the first was cancelled after its booking', () => {
    const made = plan(again({ status: 'Cancelled' }));
    expect(made.effects).toEqual([]);
    expect(f.codesOf(made)).toEqual(['shipments.cancelled_after_booking', 'shipments.no_open_delivery']);
  });
});

describe('several parcels that a person sent as one delivery', () => {
  const parcels = (...more: Parameters<typeof f.shipment>[1][]) => ({
    order: f.shipbobOrder(
      [3, 2].map((quantity, at) => f.shipment(at + 1, { items: [f.item(1, quantity)], ...more[at] })),
    ),
    saleOrders: [
      { by: 'name', order: f.saleOrder({ pickings: [f.delivery(200, [f.doneMove(1, 5)], { state: 'done' })] }) },
    ],
  });

  it('are linked to it together, and it names all their numbers', () => {
    const seen = f.shipmentsSeen(parcels());
    const made = planShipments(seen, f.context());
    expect(made.adoptions).toMatchObject([
      { odooModel: 'stock.picking', odooId: 200, shipbobId: '1' },
      { odooModel: 'stock.picking#2', odooId: 200, shipbobId: '2' },
    ]);
    const after = afterShipments(seen, made);
    expect(after.saleOrders[0]?.order.pickings[0]?.carrier_tracking_ref).toBe('1Z1,1Z2');
    expect(planShipments(after, f.context())).toMatchObject({ effects: [], adoptions: [], end: { kind: 'done' } });
  });

  it('are linked one by one as they leave', () => {
    const made = plan(parcels({}, { status: 'Processing', actual_fulfillment_date: null }));
    expect(made.adoptions).toMatchObject([{ shipbobId: '1' }]);
    expect(f.codesOf(made)).toEqual([]);
  });

  it('are a case when together they are not what was delivered', () => {
    const made = plan(parcels({}, { items: [f.item(1, 1)] }));
    expect(made.adoptions).toEqual([]);
    expect(f.codesOf(made)).toEqual(['shipments.quantity_differs']);
  });
});
