import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseLane } from '../lanes.js';
import type { CentreDay, ShipBobOrder } from '../seen.js';
import * as f from '../shared/fixtures.test.js';
import { dayLane, dayOfLane } from './centre-days.js';
import { gone, isEmpty, World } from './daily-world.test.js';
import { planDay } from './day.plan.js';
import { partOfDay } from './parts-of-days.js';

const RUNS = Number(process.env['MLC_PROPERTY_RUNS'] ?? 150);

describe('a delivery for each centre and day', () => {
  const chicago = (date: string): CentreDay => ({ centre_id: 10, date });

  it('holds what left without a sale order, once the day is over at the centre', () => {
    const world = new World();
    const orders = [world.order([3]), world.order([2, 4]), world.order([5], 1)];
    for (const order of orders) world.ship(order);
    world.wait(25);
    for (const order of orders) world.pass(`order:${order.id}`);
    // It could be booked on the 21st, 03:00 in Chicago.
    const lane = dayLane(chicago('2026-11-21'));
    expect(world.due).toEqual(new Set([lane, dayLane({ centre_id: 20, date: '2026-11-21' })]));
    expect(world.planOf(lane)).toMatchObject({ effects: [], end: { kind: 'later', at: '2026-11-22T08:00:00.000Z' } });
    world.wait(24);
    const effect = f.onlyEffect(world.planOf(lane));
    expect(effect).toMatchObject({
      operation: 'odoo.delivery.anonymous',
      kind: 'create',
      businessKey: 'SB-day-500-10-2026-11-21',
      request: {
        origin: 'SB-day-500-10-2026-11-21',
        picking_type_id: 91,
        location_id: 70,
        location_dest_id: 5,
        lines: [{ product_id: 1, sku: 'A-1', quantity: 9 }],
        notes: ['ShipBob orders and shipments: 60/600, 61/610, 61/611'],
      },
      links: [
        { odooModel: 'stock.picking', shipbobId: '600' },
        { odooModel: 'stock.picking#2', shipbobId: '610', data: { order_id: 61, lines: [{ quantity: 2, lot: null }] } },
        { odooModel: 'stock.picking#3', shipbobId: '611' },
      ],
    });
    expect(partOfDay({ data: effect.links?.[0]?.data ?? {} })?.order_ids).toEqual([60, 61]);
    world.settle();
    expect(world.days().sort()).toEqual(['SB-day-500-10-2026-11-21', 'SB-day-500-20-2026-11-21']);
    expect(world.left()).toBe(14);
  });

  it('takes no more once it is booked: what comes late goes into the next day’s', () => {
    const world = new World();
    const [first, second] = [world.order([3]), world.order([2])];
    for (const order of [first, second]) world.ship(order);
    world.wait(25);
    world.pass(`order:${first.id}`);
    world.wait(25);
    const lane = dayLane(chicago('2026-11-21'));
    world.pass(lane);
    // The order is told, so that it waits no longer; then nobody is.
    expect(world.pass(lane).rings.map((ring) => ring.lane)).toEqual([`order:${first.id}`]);
    world.pass(`order:${first.id}`);
    expect(world.planOf(lane).rings).toEqual([]);
    // Looked at only now, though it left on the same day.
    const late = world.planOf(`order:${second.id}`);
    expect(late.labels).toEqual(['SB-day-500-10-2026-11-22']);
    expect(late.rings.map((ring) => ring.lane)).toEqual([dayLane(chicago('2026-11-22'))]);
    world.settle();
    expect(world.days()).toEqual(['SB-day-500-10-2026-11-21', 'SB-day-500-10-2026-11-22']);
    expect(world.left()).toBe(5);
  });

  it('gives back exactly a shipment’s units when its sale order appears, which then leaves by its own delivery', () => {
    const world = new World();
    const orders = [world.order([3]), world.order([2, 4])];
    for (const order of orders) world.ship(order);
    world.wait(25);
    world.settle();
    const [, sold] = orders;
    if (!sold) throw new Error('no order');
    world.sell(sold);
    const plan = world.planOf(`order:${sold.id}`);
    expect(plan.effects.map((effect) => effect.operation)).toEqual(['odoo.delivery.reverse', 'odoo.delivery.ship']);
    expect(plan.effects[0]?.title).toMatch(/^reversal of shipment 610 in /);
    expect(plan.effects[0]?.request).toMatchObject({
      shipment_id: 610,
      lines: [{ product_id: 1, quantity: 2, lot: null, location_dest_id: 70 }],
      update_order: false,
    });
    world.settle();
    expect(world.left()).toBe(9);
    expect(world.links.filter((link) => link.shipbobType === 'shipment')).toHaveLength(2);
  });

  it('proposes to give back the part of a shipment that was cancelled after the booking', () => {
    const world = new World();
    const order = world.order([3, 2]);
    world.ship(order);
    world.wait(25);
    world.settle();
    const [cancelled] = order.shipments;
    if (cancelled) cancelled.status = 'Cancelled';
    const found = f.onlyCase(world.planOf(`order:${order.id}`));
    expect(found.code).toBe('shipments.cancelled_after_booking');
    expect(found.proposes).toMatchObject([{ request: { lines: [{ quantity: 3 }] } }]);
  });

  it('leaves goods that nobody can name to a case of their order, and books the rest', () => {
    const world = new World();
    const [good, bad] = [world.order([3]), world.order([2])];
    for (const shipment of bad.shipments) shipment.items = [{ ...f.item(1, 2), inventory_id: 99 }];
    for (const order of [good, bad]) world.ship(order);
    world.wait(25);
    expect(f.codesOf(world.planOf(`order:${bad.id}`))).toEqual(['shipments.unknown_item']);
    world.settle();
    expect(world.left()).toBe(3);
  });

  it('is a case that names what Odoo lacks for it', () => {
    const world = new World();
    const order = world.order([3]);
    world.ship(order);
    world.wait(96);
    const seen = { ...world.seen(order), means: { types: [], customers: null, losses: null, partners: [] } };
    const plan = planDay({ day: chicago('2026-11-21'), delivery: null, orders: [seen] }, world.context());
    expect(f.codesOf(plan)).toEqual(['shipments.delivery_lacks']);
  });

  it('names lots, each shipment its own, those that expire first where ShipBob names none', () => {
    const world = new World();
    const orders = [world.order([3]), world.order([2])];
    for (const order of orders) world.ship(order);
    world.wait(96);
    const lotStock = [
      { product_id: 1, root_id: 70, lot: 'L1', expiration_date: '2027-01-01T00:00:00Z', quantity: 4 },
      { product_id: 1, root_id: 70, lot: 'L2', expiration_date: '2027-02-01T00:00:00Z', quantity: 9 },
    ];
    const productByInventoryId = { '1001': { product_id: 1, sku: 'A-1', tracking: 'lot' as const } };
    const seen = orders.map((order) => ({ ...world.seen(order), lotStock, productByInventoryId }));
    const plan = planDay({ day: chicago('2026-11-21'), delivery: null, orders: seen }, world.context());
    const effect = f.onlyEffect(plan);
    expect(effect.request['lines']).toMatchObject([
      {
        quantity: 5,
        lots: [
          { name: 'L1', quantity: 4 },
          { name: 'L2', quantity: 1 },
        ],
      },
    ]);
    expect(effect.links?.[1]?.data['lines']).toMatchObject([
      { lot: 'L1', quantity: 1 },
      { lot: 'L2', quantity: 1 },
    ]);
  });

  it('is not made any more when the settings say otherwise', () => {
    const plan = planDay({ day: chicago('2026-11-21'), delivery: null, orders: [] }, f.context());
    expect(f.reasonOf(plan)).toContain('shipments.unmatched is picking');
  });
});

describe('whatever the order of events', () => {
  type Step = readonly [
    kind: 'ship' | 'sell' | 'cancel' | 'pass' | 'days' | 'wait' | 'race',
    order: number,
    hours: number,
  ];
  const steps: fc.Arbitrary<Step[]> = fc.array(
    fc.tuple(
      fc.constantFrom('ship', 'sell', 'cancel', 'pass', 'pass', 'days', 'days', 'wait', 'wait', 'race'),
      fc.nat(3),
      fc.integer({ min: 1, max: 40 }),
    ),
    { maxLength: 40 },
  );

  it('every shipment leaves stock once, at most one delivery for each centre and day, and the second plan is empty', () => {
    fc.assert(
      fc.property(steps, (events) => {
        const world = new World();
        const orders = [world.order([3]), world.order([2, 4]), world.order([5], 1), world.order([1, 1])];
        for (const [kind, at, hours] of events) {
          const order = orders[at];
          if (!order) continue;
          const lane = `order:${order.id}`;
          if (kind === 'ship') world.ship(order);
          else if (kind === 'sell') world.sell(order);
          else if (kind === 'cancel') world.cancel(order.shipments.at(-1));
          else if (kind === 'wait') world.wait(hours);
          else if (kind === 'pass') world.pass(lane);
          else if (kind === 'days') for (const day of [...world.due]) world.pass(day);
          else race(world, order, lane);
        }
        world.settle();
        const sum = orders.reduce((total, order) => total + gone(order), 0);
        expect(world.left()).toBe(sum);
        expect(new Set(world.days()).size).toBe(world.days().length);
        for (const order of orders) expect(isEmpty(world.planOf(`order:${order.id}`))).toBe(true);
        // What was sold stands on the sale order's own delivery, and nowhere else.
        for (const order of orders.filter(({ id }) => world.sold.has(id)))
          for (const shipment of order.shipments.filter((one) => one.status === 'Completed')) {
            const types = world.links.filter((link) => link.shipbobId === String(shipment.id));
            const of = (type: string): number => types.filter((link) => link.shipbobType === type).length;
            expect([of('shipment'), of('shipment-apart') - of('shipment-reversal')]).toEqual([1, 0]);
          }
      }),
      { numRuns: RUNS },
    );
  });

  /** The day's lane has looked, then the sale order appears and the order's lane books it, then the day is written. */
  function race(world: World, order: ShipBobOrder, lane: string): void {
    const days = [...world.due].filter((key) => key.startsWith('day:')).map((key) => [key, world.planOf(key)] as const);
    world.sell(order);
    world.pass(lane);
    for (const [key, plan] of days) world.pass(key, plan);
  }
});

describe('the lane of a day', () => {
  it('holds centre and date in its number', () => {
    const days = fc.tuple(fc.integer({ min: 0, max: 2 ** 31 - 1 }), fc.integer({ min: 0, max: 40_000 }));
    fc.assert(
      fc.property(days, ([centre_id, day]) => {
        const date = new Date(day * 86_400_000).toISOString().slice(0, 10);
        expect(dayOfLane(parseLane(dayLane({ centre_id, date })).id)).toEqual({ centre_id, date });
      }),
    );
  });
});
