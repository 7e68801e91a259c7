import { describe, expect, it } from 'vitest';
import type { ShipBobShipment, ShipmentsSeen } from '../seen.js';
import type { SettingsInput } from '../settings.js';
import * as f from '../shared/fixtures.test.js';
import { dayLane } from './centre-days.js';
import { planDay } from './day.plan.js';
import { planShipments } from './shipments.plan.js';

const day = { centre_id: 10, date: '2026-11-25' };
const context = (shipments: SettingsInput['shipments'] = {}, now = '2026-11-27T10:00:00.000Z') =>
  f.context({ shipments: { unmatched: 'daily', ...shipments } }, { now });
const leaving = (id: number, shipments: ShipBobShipment[], more: Partial<ShipmentsSeen> = {}) =>
  f.shipmentsSeen({ order: f.shipbobOrder(shipments, { id }), saleOrders: [], ...more });
const plan = (orders: ShipmentsSeen[], shipments: SettingsInput['shipments'] = {}) =>
  planDay({ day, delivery: null, orders }, context(shipments));
const membersOf = (...args: Parameters<typeof plan>) => plan(...args).effects[0]?.links?.map((link) => link.shipbobId);
const items = (...parts: Parameters<typeof f.item>[]) => ({ items: parts.map((part) => f.item(...part)) });
const byLot = { '1001': { product_id: 1, sku: 'A-1', tracking: 'lot' as const } };
const lotStock = (...lots: [lot: string, expires: string | null, quantity: number][]) =>
  lots.map(([lot, expiration_date, quantity]) => ({ product_id: 1, root_id: 70, lot, expiration_date, quantity }));

describe('the delivery of a day', () => {
  it('is one write for all its shipments, the same in whichever order they are seen', () => {
    const orders = [
      leaving(61, [f.shipment(3, items([2, 1]))]),
      leaving(60, [f.shipment(2, items([3, 1], [1, 2])), f.shipment(1, items([2, 4]))]),
    ];
    const made = plan(orders);
    expect(f.onlyEffect(made)).toEqual({
      ...{ flow: 'shipments', operation: 'odoo.delivery.anonymous', target: 'odoo', kind: 'create', before: null },
      businessKey: 'SB-day-500-10-2026-11-25',
      title: 'delivery of 2026-11-25 for 3 shipments',
      after: {
        ...{ state: 'done', origin: 'SB-day-500-10-2026-11-25', operation_type: 'Delivery Orders', shipments: 3 },
        shipped: { 'A-1': 2, 'B-2': 5, 'C-3': 1 },
      },
      request: {
        ...{ picking_type_id: 91, partner_id: null, location_id: 70, location_dest_id: 5 },
        lines: [
          { product_id: 1, sku: 'A-1', quantity: 2 },
          { product_id: 2, sku: 'B-2', quantity: 5 },
          { product_id: 3, sku: 'C-3', quantity: 1 },
        ],
        ...{ carrier_id: null, carrier_tracking_ref: null, origin: 'SB-day-500-10-2026-11-25' },
        notes: ['ShipBob orders and shipments: 60/1, 60/2, 61/3'],
      },
      reason: '3 ShipBob shipments left on 2026-11-25, and no sale order carries their numbers',
      link: null,
      links: [
        {
          ...{ odooModel: 'stock.picking', odooId: null, shipbobType: 'shipment-apart', shipbobId: '1' },
          data: {
            ...{ day: 'SB-day-500-10-2026-11-25', order_id: 60, shipment_ids: [1, 2, 3], order_ids: [60, 61] },
            lines: [{ product_id: 2, sku: 'B-2', lot: null, quantity: 4 }],
          },
        },
        {
          ...{ odooModel: 'stock.picking#2', odooId: null, shipbobType: 'shipment-apart', shipbobId: '2' },
          data: {
            ...{ day: 'SB-day-500-10-2026-11-25', order_id: 60 },
            lines: [
              { product_id: 3, sku: 'C-3', lot: null, quantity: 1 },
              { product_id: 1, sku: 'A-1', lot: null, quantity: 2 },
            ],
          },
        },
        expect.objectContaining({ odooModel: 'stock.picking#3', shipbobId: '3' }),
      ],
    });
    expect(made).toMatchObject({
      adoptions: [],
      rings: [{ lane: dayLane(day), reason: 'the delivery of the day was booked' }],
      end: { kind: 'done', reason: '3 shipments of 2026-11-25 left without a sale order' },
    });
    expect(plan([...orders].reverse())).toEqual(made);
  });

  it('holds no shipment that its own order would not let wait for it', () => {
    const good = leaving(60, [f.shipment(1), f.shipment(2, { status: 'Cancelled' }), f.shipment(3, { items: [] })]);
    const strange = { ...f.item(1, 1), inventory_id: 99 };
    const others = [
      leaving(61, [f.shipment(4)], { order: null }),
      leaving(62, [f.shipment(5)], { saleOrders: [{ by: 'name', order: f.saleOrder({ state: 'draft' }) }] }),
      leaving(63, [f.shipment(6, { items: [strange] })]),
      ...[{ id: 501, name: 'theirs' }, null].map((channel) =>
        f.shipmentsSeen({ order: f.shipbobOrder([f.shipment(7)], { id: 64, channel }), saleOrders: [] }),
      ),
      leaving(65, [f.shipment(8, { actual_fulfillment_date: '2026-11-26T08:00:00Z' })]),
    ];
    expect(membersOf([...others, good])).toEqual(['1']);
    const none = plan(others);
    expect([none.effects, f.reasonOf(none)]).toEqual([[], 'no shipment of 2026-11-25 is left to book']);
  });

  it('goes by what any of its orders saw of Odoo, to the contact of the settings', () => {
    const { means, ...blind } = leaving(60, [f.shipment(1)]);
    const partners = [{ id: 44, name: 'Channel' }];
    const sees = leaving(61, [f.shipment(2)], means ? { means: { ...means, partners } } : {});
    const found = f.onlyEffect(plan([blind, sees], { unmatched_partner: 'Channel' }));
    expect(found.request).toMatchObject({ picking_type_id: 91, partner_id: 44, location_dest_id: 5 });
    expect(f.codesOf(plan([blind]))).toEqual(['shipments.delivery_lacks']);
  });

  it('gives out lots in the order of its orders, says so, and lists each lot once by name', () => {
    const of = (id: number, shipment: ShipBobShipment) =>
      leaving(id, [shipment], {
        productByInventoryId: byLot,
        lotStock: lotStock(['Z', '2027-01-01T00:00:00Z', 3], ['A', '2027-02-01T00:00:00Z', 9]),
      });
    const found = f.onlyEffect(plan([of(61, f.shipment(2, items([1, 2]))), of(60, f.shipment(1, items([1, 2])))]));
    expect(found.request['lines']).toMatchObject([
      {
        product_id: 1,
        quantity: 4,
        lots: [
          { name: 'A', quantity: 1 },
          { name: 'Z', quantity: 3 },
        ],
      },
    ]);
    expect(found.links?.map((link) => [link.shipbobId, link.data['lines']])).toMatchObject([
      ['1', [{ lot: 'Z', quantity: 2 }]],
      [
        '2',
        [
          { lot: 'Z', quantity: 1 },
          { lot: 'A', quantity: 1 },
        ],
      ],
    ]);
    expect(found.request['notes']).toEqual([
      'ShipBob orders and shipments: 60/1, 61/2',
      'lots chosen by first expiry: shipment 1, A-1: 2 of Z and shipment 2, A-1: 1 of Z and 1 of A',
    ]);
    const [named] = items([1, 1, 'L1']).items;
    const dated = (id: number, expiration_date: string | null) =>
      of(id, f.shipment(id, { items: named ? [{ ...named, expiration_date }] : [] }));
    const lotsOf = (...dates: (string | null)[]) =>
      f.onlyEffect(plan(dates.map((date, index) => dated(60 + index, date)))).request['lines'];
    expect(lotsOf(null, '2027-03-01')).toMatchObject([
      { lots: [{ name: 'L1', expiration_date: '2027-03-01T00:00:00.000Z', quantity: 2 }] },
    ]);
    expect(lotsOf('2027-04-01', '2027-03-01')).toMatchObject([
      { lots: [{ name: 'L1', expiration_date: '2027-04-01T00:00:00.000Z', quantity: 2 }] },
    ]);
  });

  it('names a thousand shipments, and how many more there are', () => {
    const notes = (count: number) => {
      const shipments = Array.from({ length: count }, (_, index) => f.shipment(index + 1));
      return f.onlyEffect(plan([leaving(60, shipments)])).request['notes'];
    };
    expect(notes(1000)).toEqual([expect.stringMatching(/60\/999, 60\/1000$/)]);
    expect(notes(1001)).toEqual([expect.stringMatching(/60\/1000 and 1 more$/)]);
  });

  it('once booked tells the orders that still wait for it, in order', () => {
    const orders = [62, 9, 61].map((id) => leaving(id, [f.shipment(id)]));
    const gone = f.shipmentsSeen({ order: null });
    const told = planDay({ day, delivery: f.delivery(300, []), orders: [...orders, gone] }, context());
    expect(told).toMatchObject({
      effects: [],
      rings: ['order:9', 'order:61', 'order:62'].map((lane) => ({
        ...{ lane, reason: 'the delivery of 2026-11-25 was booked' },
      })),
    });
    expect(f.reasonOf(told)).toBe('2026-11-25 is booked on SB/OUT/300');
  });
});

describe('a shipment that waits for its day', () => {
  const waits = (more: Partial<ShipBobShipment>, seen: Partial<ShipmentsSeen> = {}, now?: string) =>
    planShipments(leaving(60, [f.shipment(1, more)], seen), context({}, now));

  it('looks again half a day after the day was to be booked, or half a day from now', () => {
    expect(waits({}, {}, '2026-11-25T12:00:00.000Z')).toMatchObject({
      labels: ['SB-day-500-10-2026-11-25'],
      rings: [{ lane: dayLane(day), reason: 'shipment 1 belongs to this day' }],
      end: { kind: 'later', at: '2026-11-26T14:00:00.000Z', reason: 'shipment 1 goes into the delivery of 2026-11-25' },
    });
    expect(waits({}).end).toMatchObject({ kind: 'later', at: '2026-11-27T22:00:00.000Z' });
  });

  it('does not wait with goods, places or lots that nobody knows, or with nothing', () => {
    const nothing = waits({ items: [] });
    expect([nothing.labels, f.reasonOf(nothing)]).toEqual([undefined, 'shipment 1 holds no goods']);
    const codes = (more: Partial<ShipBobShipment>, seen: Partial<ShipmentsSeen> = {}) => {
      const found = waits(more, seen);
      expect(found.labels).toBeUndefined();
      return f.codesOf(found);
    };
    expect(codes({ location: { id: 99, name: 'Reno' } })).toEqual(['shipments.unknown_centre']);
    expect(codes({}, { productByInventoryId: byLot })).toEqual(['shipments.lots_needed']);
    const two = f.context(
      {
        shipments: { unmatched: 'daily' },
        centres: ['SB', 'WH'].map((warehouse, index) => ({ fulfillment_center_id: 10 + index, warehouse })),
      },
      { now: '2026-11-27T10:00:00.000Z' },
    );
    const nowhere = planShipments(leaving(60, [f.shipment(1, { location: null })]), two);
    expect(f.codesOf(nowhere)).toEqual(['shipments.no_centre']);
  });
});
