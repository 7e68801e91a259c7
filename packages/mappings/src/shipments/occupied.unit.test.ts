import { describe, expect, it } from 'vitest';
import type { OdooPicking, ShipBobShipment, ShipmentsSeen } from '../seen.js';
import * as f from '../shared/fixtures.test.js';
import { deliveriesOf, openDeliveries } from './deliveries.js';
import { Occupied } from './occupied.js';
import { planShipments } from './shipments.plan.js';

const goods = (quantity: number) => new Map([[1, quantity]]);
const shipment = (id: number, quantity: number, more: Parameters<typeof f.shipment>[1] = {}) =>
  f.shipment(id, { items: [f.item(1, quantity)], ...more });
const done = (id: number, quantity: number) => f.delivery(id, [f.doneMove(1, quantity)], { state: 'done' });
const occupied = (shipments: ShipBobShipment[], more: Partial<ShipmentsSeen> = {}) =>
  new Occupied(shipments, f.shipmentsSeen(more), ({ status }) => status === 'Cancelled');
const room = (of: Occupied, quantity: number, ...pickings: OdooPicking[]) => {
  const found = of.roomFor(goods(quantity), pickings);
  return found && [found.picking.id, found.part];
};

describe('the room of a delivery that a person did', () => {
  it('is for goods of just its quantities, less what stands on it already', () => {
    const none = occupied([shipment(1, 5)]);
    expect([room(none, 5, done(200, 5)), room(none, 4, done(200, 5)), room(none, 6, done(200, 5))]).toEqual([
      [200, 1],
      null,
      null,
    ]);
    const half = occupied([shipment(1, 2), shipment(2, 3)], { links: [f.shipmentLink(200, 1)] });
    expect([room(half, 3, done(200, 5)), room(half, 5, done(200, 5))]).toEqual([[200, 2], null]);
  });

  it('is none when it is full, more than full, or taken by what nobody knows', () => {
    const links = [f.shipmentLink(200, 1)];
    expect(room(occupied([shipment(1, 5), shipment(2, 5)], { links }), 0, done(200, 5))).toBeNull();
    const over = occupied([shipment(1, 7), shipment(2, 1)], { links });
    expect(over.roomFor(new Map([[1, -2]]), [done(200, 5)])).toBeNull();
    const strangers = { otherLinks: [f.shipmentLink(200, 77)] };
    expect(room(occupied([shipment(1, 5)], strangers), 5, done(200, 5))).toBeNull();
    expect(room(occupied([shipment(2, 5)], { links }), 5, done(200, 5))).toBeNull();
  });

  it('is for all that is still on no delivery, when they left together; cancelled ones left never', () => {
    const two = [shipment(1, 2), shipment(2, 3)];
    expect(room(occupied(two), 2, done(200, 5))).toEqual([200, 1]);
    expect(room(occupied([...two, shipment(3, 4, { status: 'Cancelled' })]), 2, done(200, 5))).toEqual([200, 1]);
    expect(room(occupied([...two, shipment(3, 4)]), 2, done(200, 5))).toBeNull();
    expect(room(occupied([...two, f.shipment(3, { items: [f.item(9, 1)] })]), 2, done(200, 5))).toBeNull();
  });

  it('is taken by each in turn', () => {
    const [one, two, three] = [shipment(1, 2), shipment(2, 3), shipment(3, 4)];
    const both = occupied([one, two, three]);
    expect(both.isFree(done(200, 5))).toBe(true);
    both.take(done(200, 5), one);
    expect(both.isFree(done(200, 5))).toBe(false);
    expect(room(both, 3, done(200, 5))).toEqual([200, 2]);
    // What is left to leave together are the second and the third.
    expect(room(both, 3, done(201, 7))).toEqual([201, 1]);
  });
});

describe('the deliveries of a sale order', () => {
  const sale = f.saleOrder({
    pickings: [
      f.delivery(204, [f.move(1, 5)]),
      f.delivery(203, [f.move(1, 0)]),
      f.picking(202, [f.move(1, 5)]),
      f.delivery(201, [f.move(1, 5)], { return_id: 200 }),
      done(200, 5),
    ],
  });

  it('are outgoing transfers that return nothing, oldest first; open ones ask for something', () => {
    expect(deliveriesOf({ sale }).map(({ id }) => id)).toEqual([200, 203, 204]);
    expect(openDeliveries({ sale }).map(({ id }) => id)).toEqual([204]);
  });
});

describe('booking a shipment', () => {
  const plan = (order: ShipBobShipment[], pickings: OdooPicking[], more: Partial<ShipmentsSeen> = {}) =>
    planShipments(
      f.shipmentsSeen({
        order: f.shipbobOrder(order),
        saleOrders: [{ by: 'name', order: f.saleOrder({ pickings }) }],
        ...more,
      }),
      f.context({ shipments: { replacement: 'case' } }),
    );

  it('begins with those that a person booked, whatever their order', () => {
    const made = plan([shipment(1, 2), shipment(2, 3)], [done(200, 3), f.delivery(201, [f.move(1, 2)])]);
    expect(made.adoptions).toMatchObject([{ odooId: 200, shipbobId: '2' }]);
    expect(f.onlyEffect({ ...made, effects: made.effects.slice(-1) }).request).toMatchObject({
      shipment_id: 1,
      picking_id: 201,
    });
  });

  it('is on the oldest delivery that has all of it open, and no other’s', () => {
    const open = (id: number, quantity: number) => f.delivery(id, [f.move(1, quantity)]);
    const first = plan([shipment(1, 5)], [open(202, 5), open(201, 5), open(200, 4)]);
    expect(f.onlyEffect(first).request).toMatchObject({ picking_id: 201 });
    const other = plan([shipment(1, 5)], [open(202, 5), open(201, 5)], { otherLinks: [f.shipmentLink(201, 77)] });
    expect(f.onlyEffect(other).request).toMatchObject({ picking_id: 202 });
  });

  it('tells another unit only of goods that leave', () => {
    const dozen = { product_uom: { id: 2, name: 'Dozens' }, product_base_uom: f.UNIT };
    const made = plan([shipment(1, 5)], [f.delivery(200, [f.move(1, 5), f.move(2, 12, dozen)])]);
    expect(f.onlyEffect(made).operation).toBe('odoo.delivery.ship');
    const all = plan([shipment(1, 12)], [f.delivery(200, [f.move(1, 12, dozen)])]);
    expect(f.onlyCase(all).detail['lines']).toEqual([{ sku: 'A-1', units: 'Dozens instead of Units' }]);
  });

  it('tells of too little stock only for goods that leave and are not reserved whole', () => {
    const short = (moves: ReturnType<typeof f.move>[]) =>
      f.onlyEffect(plan([shipment(1, 5)], [f.delivery(200, moves)])).request['notes'];
    const part = { state: 'partially_available', quantity: 2 };
    expect(short([f.move(1, 5, part)])).toEqual(['Odoo had 2 of 5 A-1 in stock']);
    expect(short([f.move(1, 5), f.move(2, 5, part)])).toBeUndefined();
    expect(short([f.move(1, 3), f.move(1, 2, { ...part, id: 99, quantity: 1 })])).toEqual([
      'Odoo had 4 of 5 A-1 in stock',
    ]);
  });

  it('takes no product for sold whose move was cancelled or only came in', () => {
    const order = [f.shipment(1, { items: [f.item(1, 5), f.item(2, 1)] })];
    const cancelled = f.delivery(200, [f.move(1, 5), f.move(2, 1, { state: 'cancel' })]);
    expect(f.codesOf(plan(order, [cancelled]))).toEqual(['shipments.item_not_on_order']);
    expect(f.codesOf(plan(order, [f.delivery(200, [f.move(1, 5)]), f.picking(201, [f.move(2, 1)])]))).toEqual([
      'shipments.item_not_on_order',
    ]);
  });

  it('is no replacement while a delivery stands for nobody', () => {
    const made = plan([shipment(1, 5), shipment(2, 5)], [done(200, 5), done(201, 9)], {
      links: [f.shipmentLink(200, 1)],
    });
    expect(f.codesOf(made)).toEqual(['shipments.quantity_differs']);
  });

  it('says what it waits for', () => {
    const word = (more: Parameters<typeof f.shipment>[1]) =>
      f.reasonOf(plan([shipment(1, 5, more)], [f.delivery(200, [f.move(1, 5)])]));
    expect(word({ status: 'Processing', actual_fulfillment_date: null })).toBe('shipment 1 is Processing');
    expect(word({ status: '', actual_fulfillment_date: null })).toBe('shipment 1 is without a status');
    const cancelled = plan(
      [shipment(1, 5, { status: 'Cancelled' }), shipment(2, 5)],
      [f.delivery(200, [f.move(1, 5)])],
    );
    expect(f.reasonOf(cancelled)).toContain('shipment 1 is cancelled');
  });
});

describe('something to do for the salesperson', () => {
  const held = (more: Parameters<typeof f.shipment>[1]) =>
    f.onlyEffect(
      planShipments(
        f.shipmentsSeen({
          order: f.shipbobOrder([f.shipment(1, { status: 'On Hold!', ...more })]),
          saleOrders: [{ by: 'name', order: f.saleOrder({ user_id: 2 }) }],
        }),
        f.context({ shipments: { on_exception: 'activity' } }),
      ),
    );

  it('says what holds the shipment, since when, once for each reason', () => {
    const effect = held({
      status: 'OnHold',
      status_detail_ids: [9, 4],
      status_detail_names: ['a', 'b'],
      last_update_at: '2026-11-23T12:00:00Z',
    });
    expect(effect).toMatchObject({
      flow: 'shipments',
      target: 'odoo',
      kind: 'converge',
      businessKey: 'activity mlc:shipment:1:onhold:4:9',
      after: { summary: 'ShipBob holds shipment 1 (OnHold: a and b)', user_id: 2 },
      request: { date_deadline: '2026-11-23', summary: 'ShipBob holds shipment 1 (OnHold: a and b)' },
      reason: 'ShipBob shipment 1 is OnHold: a and b',
    });
    const bare = held({ status: 'Exception', status_detail_ids: [], status_detail_names: [], last_update_at: null });
    expect(bare.request).toMatchObject({
      date_deadline: '2026-11-24',
      summary: 'ShipBob holds shipment 1 (Exception)',
    });
    const undated = held({ status: 'Exception', last_update_at: null, created_date: null });
    expect(undated.request).toMatchObject({ date_deadline: '2026-11-25' });
  });
});
