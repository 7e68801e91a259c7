import { describe, expect, it } from 'vitest';
import type { OdooPicking, ShipmentsSeen } from '../seen.js';
import * as f from '../shared/fixtures.test.js';
import { planShipments } from './shipments.plan.js';

type Settings = Parameters<typeof f.context>[0];
const plan = (seen: Partial<ShipmentsSeen> = {}, settings: Settings = {}, more: Parameters<typeof f.context>[1] = {}) =>
  planShipments(f.shipmentsSeen({ saleOrders: [], ...seen }), f.context(settings, more));
const one = (more: Parameters<typeof f.shipment>[1]) => f.shipbobOrder([f.shipment(1, more)]);
const apartLink = (pickingId: number, shipmentId = 1, type = 'shipment-apart') =>
  f.link('stock.picking', pickingId, type, shipmentId);
const sold = (...pickings: OdooPicking[]) => [{ by: 'name', order: f.saleOrder({ pickings }) }];

describe('a delivery of its own', () => {
  it('is one write to Odoo that says what leaves, by whom and why', () => {
    const effect = f.onlyEffect(plan({}, { shipments: { carrier_map: { UPS: 'UPS Ground' } } }));
    expect(effect).toMatchObject({
      flow: 'shipments',
      target: 'odoo',
      title: 'delivery of its own for shipment 1',
      before: null,
      after: {
        state: 'done',
        origin: 'SB-60/1',
        operation_type: 'Delivery Orders',
        carrier_tracking_ref: '1Z1',
        carrier: 'UPS Ground',
        shipped: { 'A-1': 5 },
      },
      request: { carrier_id: 31 },
      reason: 'ShipBob shipment 1 is completed, and no sale order carries its number',
    });
    expect(effect.request).not.toHaveProperty('notes');
    expect(f.reasonOf(plan())).toBe('shipment 1 is completed, and no sale order carries its number');
  });

  it('carries lots, links and the day of delivery in its notes', () => {
    const tracking = f.tracking('1Z1', { tracking_url: 'https://t.example' });
    const seen = {
      order: one({ tracking, delivery_date: '2026-11-25T09:00:00Z' }),
      productByInventoryId: { '1001': { product_id: 1, sku: 'A-1', tracking: 'lot' as const } },
      lotStock: [{ product_id: 1, root_id: 70, lot: 'L1', expiration_date: null, quantity: 9 }],
    };
    const effect = f.onlyEffect(plan(seen, { shipments: { delivered_note: true } }));
    expect(effect.request['notes']).toEqual([
      'UPS 1Z1 https://t.example',
      'lots chosen by first expiry: A-1: 5 of L1',
      'delivered 2026-11-25',
    ]);
    expect(effect.reason).toContain('carrier UPS is not mapped; lots chosen by first expiry: A-1: 5 of L1');
    expect(f.codesOf(plan({ ...seen, lotStock: [] }))).toEqual(['shipments.lots_needed']);
  });

  it('names exactly what Odoo lacks for it', () => {
    const lacks = (means: ShipmentsSeen['means'], settings: Settings = {}) => {
      const made = plan({ means }, settings);
      return made.effects.length > 0 ? [] : f.onlyCase(made).detail['lacks'];
    };
    const types = [{ id: 91, name: 'Delivery Orders', warehouse_id: f.SB.id }];
    const all = { types, customers: 5, losses: 6, partners: [] };
    expect(lacks(all)).toEqual([]);
    expect(lacks({ ...all, types: [{ id: 1, name: 'x', warehouse_id: null }] })).toEqual([
      'operation type for deliveries of the centre’s warehouse',
    ]);
    expect(lacks({ ...all, customers: null })).toEqual(['location for customers']);
    expect(lacks({ ...all, losses: null }, { shipments: { unmatched: 'adjust' } })).toEqual([
      'location for inventory losses',
    ]);
    const named = { shipments: { unmatched_partner: 'Channel' } };
    const partners = [1, 2].map((id) => ({ id, name: 'Channel' }));
    expect(lacks(all, named)).toEqual(['single contact named "Channel"']);
    expect(lacks({ ...all, partners }, named)).toEqual(['single contact named "Channel"']);
    expect(lacks({ ...all, partners: partners.slice(1) }, named)).toEqual([]);
  });

  it('takes the first operation type of the warehouse where none has the name', () => {
    const types = [93, 92].map((id) => ({ id, name: `T${id}`, warehouse_id: f.SB.id }));
    const means = { types, customers: 5, losses: 6, partners: [] };
    expect(f.onlyEffect(plan({ means })).request).toMatchObject({ picking_type_id: 92 });
  });

  it('is not made of nothing, nor of what Odoo does not know', () => {
    expect(f.reasonOf(plan({ order: one({ items: [f.item(1, 0)] }) }))).toBe('shipment 1 holds no goods');
    expect(f.codesOf(plan({ order: one({ items: [f.item(9, 1)] }) }))).toEqual(['shipments.unknown_item']);
  });

  it('waits for a tracking number like any other', () => {
    const made = plan({ order: one({ tracking: null }) });
    expect(made.effects).toHaveLength(1);
    expect(made.end).toMatchObject({ kind: 'later', at: '2026-11-25T12:00:00.000Z' });
  });
});

describe('an order without a sale order', () => {
  it('is waited for to the second, and not without a day of its creation', () => {
    const until = (created_date: string, now: string) =>
      plan({ order: f.shipbobOrder([f.shipment(1)], { created_date }) }, { shipments: { grace_hours: 1 } }, { now })
        .effects.length;
    expect(until('2026-11-25T09:00:00Z', '2026-11-25T10:00:00Z')).toBe(1);
    expect(until('2026-11-25T09:00:01Z', '2026-11-25T10:00:00Z')).toBe(0);
    expect(until('unknown', '2026-11-25T10:00:00Z')).toBe(1);
    const waiting = plan({}, { shipments: { grace_hours: 48 } });
    expect(f.reasonOf(waiting)).toBe('no sale order for S00007 yet; it may still come');
  });

  it('says for each shipment what becomes of it', () => {
    const words = (more: Parameters<typeof f.shipment>[1], seen: Partial<ShipmentsSeen> = {}) =>
      f.reasonOf(plan({ order: one(more), ...seen }));
    const keep = { links: [f.shipmentLink(200, 9)] };
    expect(words({ status: 'Cancelled' }, keep)).toBe('shipment 1 is cancelled');
    expect(words({ status: 'Processing', actual_fulfillment_date: null })).toBe('shipment 1 is Processing');
    expect(words({ status: '', actual_fulfillment_date: null })).toBe('shipment 1 is without a status');
    expect(words({}, { links: [f.shipmentLink(200, 1)] })).toBe('shipment 1 is booked on delivery 200');
    const labelled = { status: 'Processing', actual_fulfillment_date: '2026-11-25T08:00:00Z' };
    expect(words(labelled)).toBe('shipment 1 is labelled and has no sale order');
    const reversed = { apartLinks: [apartLink(300), apartLink(301, 1, 'shipment-reversal')] };
    expect(words({}, reversed)).toBe('shipment 1 was reversed, and its sale order is gone');
    expect(f.codesOf(plan({ order: one({ status: 'Cancelled' }), links: [f.shipmentLink(200, 1)] }))).toEqual([
      'shipments.cancelled_after_booking',
    ]);
  });

  it('without shipments is waited for, then asked about by setting', () => {
    const empty = { order: f.shipbobOrder([], { status: 'Processing' }) };
    const wait = plan(empty, { shipments: { grace_hours: 48 } });
    expect(wait.end).toMatchObject({ kind: 'later', at: '2026-11-26T08:00:00.000Z' });
    expect(f.reasonOf(plan(empty))).toBe('no sale order for S00007 yet; it may still come');
    const undated = { order: f.shipbobOrder([], { status: 'Processing', created_date: 'unknown' }) };
    expect(plan(undated).end.kind).toBe('done');
  });

  it('cancelled before anything left is over, unless something was booked for it', () => {
    const cancelled = one({ status: 'Cancelled' });
    expect(plan({ order: cancelled }).end).toEqual({
      kind: 'ignored',
      reason: 'order S00007 was cancelled before anything was shipped',
    });
    expect(plan({ order: cancelled, apartLinks: [apartLink(300)], apart: [] }).end.kind).toBe('case');
    const half = f.shipbobOrder([f.shipment(1, { status: 'Cancelled' }), f.shipment(2)]);
    expect(plan({ order: half }).effects).toHaveLength(1);
  });

  it('has one case and one word for all its shipments', () => {
    const order = f.shipbobOrder([f.shipment(1), f.shipment(2)]);
    const asked = plan({ order }, { shipments: { unmatched: 'case' } });
    expect(f.onlyCase(asked).code).toBe('shipments.no_sale_order');
    expect(f.onlyCase(asked).detail).not.toHaveProperty('each');
    expect(f.reasonOf(plan({ order }, { shipments: { grace_hours: 48 } }))).toBe(
      'no sale order for S00007 yet; it may still come',
    );
    const two = f.shipbobOrder([f.shipment(1, { items: [f.item(9, 1)] }), f.shipment(2, { items: [f.item(9, 2)] })]);
    expect(f.onlyCase(plan({ order: two })).detail['each']).toHaveLength(2);
  });
});

describe('a delivery of its own that stands', () => {
  const standing = f.delivery(300, [f.doneMove(1, 5)], {
    state: 'done',
    carrier_tracking_ref: '1Z1',
    location_id: 70,
    origin: 'SB-60/1',
  });
  const seen = (more: Partial<ShipmentsSeen> = {}): Partial<ShipmentsSeen> => ({
    apartLinks: [apartLink(300)],
    apart: [standing],
    ...more,
  });

  it('is left alone, and the pass says where it is booked', () => {
    const made = plan(seen());
    expect([made.effects, made.adoptions]).toEqual([[], []]);
    expect(f.reasonOf(made)).toBe('shipment 1 is booked on SB/OUT/300');
  });

  it('is that of its shipment only', () => {
    const made = plan(seen({ apartLinks: [apartLink(300, 2)] }));
    expect(f.onlyEffect(made).operation).toBe('odoo.delivery.anonymous');
  });

  it('is looked at for its sale order for thirty days after it left, where no poll tells', () => {
    const keys = { shipments: { match_keys: ['name', 'x_channel_id'] } };
    const at = (left: string) => plan(seen({ order: one({ actual_fulfillment_date: left }) }), keys).end;
    expect(at('2026-10-26T10:00:01Z')).toMatchObject({ kind: 'later', at: '2026-11-26T10:00:00.000Z' });
    expect(at('2026-10-26T10:00:00Z').kind).toBe('done');
    expect(plan(seen()).end.kind).toBe('done');
  });

  it('is brought back by lots when it is cancelled and a person agrees, to where it came from', () => {
    const moves = [
      f.doneMove(1, 5, {
        done_lots: [
          { name: 'L1', quantity: 2 },
          { name: 'L2', quantity: 3 },
        ],
      }),
      f.doneMove(2, 1, { sku: null, done_lots: [] }),
      f.doneMove(3, 0),
      f.move(3, 4),
    ];
    const found = f.onlyCase(plan(seen({ order: one({ status: 'Cancelled' }), apart: [{ ...standing, moves }] })));
    const line = (product_id: number, sku: string, lot: string | null, quantity: number) => ({
      product_id,
      sku,
      lot,
      quantity,
      location_dest_id: 70,
    });
    expect(found.proposes).toMatchObject([
      {
        flow: 'shipments',
        target: 'odoo',
        kind: 'create',
        businessKey: 'shipment 1',
        title: 'reversal of SB/OUT/300',
        before: { picking: 'SB/OUT/300', state: 'done' },
        after: {
          returned: [
            { sku: 'A-1', lot: 'L1', quantity: 2 },
            { sku: 'A-1', lot: 'L2', quantity: 3 },
            { sku: '#2', lot: null, quantity: 1 },
          ],
        },
        request: {
          shipment_id: 1,
          from: { delivery_id: 300 },
          lines: [line(1, 'A-1', 'L1', 2), line(1, 'A-1', 'L2', 3), line(2, '#2', null, 1)],
          update_order: false,
          origin_marker: 'mlc:reversal:60:1',
        },
        reason: 'shipment 1 is Cancelled at ShipBob',
        link: { odooModel: 'stock.picking', odooId: null, shipbobType: 'shipment-reversal' },
      },
    ]);
  });

  it('is brought back first when its sale order appears, and only once', () => {
    const saleOrders = sold(f.delivery(200, [f.move(1, 5)]));
    const made = plan(seen({ saleOrders }));
    expect(made.effects.map(({ operation }) => operation)).toEqual(['odoo.delivery.reverse', 'odoo.delivery.ship']);
    expect(made.effects[0]?.reason).toBe(
      'S00007 appeared afterwards; its own delivery SB/OUT/200 takes the place of SB/OUT/300',
    );
    const reversed = [apartLink(300), apartLink(301, 1, 'shipment-reversal')];
    expect(plan(seen({ saleOrders, apartLinks: reversed })).effects.map(({ operation }) => operation)).toEqual([
      'odoo.delivery.ship',
    ]);
    expect(plan(seen({ saleOrders, apart: [] })).effects.map(({ operation }) => operation)).toEqual([
      'odoo.delivery.ship',
    ]);
  });

  it('stays where its sale order has no delivery for the goods', () => {
    const made = plan(seen({ saleOrders: sold() }));
    expect([made.effects, f.codesOf(made)]).toEqual([[], []]);
    expect(f.reasonOf(made)).toBe('shipment 1 is booked on SB/OUT/300');
    const cancelled = plan(seen({ saleOrders: sold(), order: one({ status: 'Cancelled' }) }));
    expect(f.onlyCase(cancelled)).toMatchObject({
      code: 'shipments.cancelled_after_booking',
      detail: { picking_id: 300 },
    });
  });
});
