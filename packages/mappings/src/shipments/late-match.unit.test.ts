import { describe, expect, it } from 'vitest';
import type { Plan } from '../plan.js';
import type { OdooPicking, ShipBobShipment, ShipmentsSeen } from '../seen.js';
import * as f from '../shared/fixtures.test.js';
import { afterShipments } from '../shared/model.test.js';
import { planShipments } from './shipments.plan.js';

/**
 * Every order in which a shipment leaves, its sale order reaches Odoo and a person validates the delivery, with short and
 * long waits between them and a worker that dies between the writes of a pass.
 */
type Event = 'ship1' | 'ship2' | 'import' | 'validate';

const START = Date.parse('2026-11-20T08:00:00Z');
const PARTS = { one: [5], two: [3, 2] } as const;

class World {
  #hours = 0;
  #byHand = false;
  seen: ShipmentsSeen;

  constructor(parts: readonly number[]) {
    const shipments = parts.map((quantity, index) =>
      f.shipment(index + 1, { status: 'Processing', actual_fulfillment_date: null, items: [f.item(1, quantity)] }),
    );
    const order = f.shipbobOrder(shipments, { created_date: new Date(START).toISOString() });
    this.seen = f.shipmentsSeen({ order, saleOrders: [] });
  }

  happen(event: Event): void {
    if (event === 'import') this.seen.saleOrders = [{ by: 'name', order: f.saleOrder() }];
    else if (event === 'validate') this.#byHand = true;
    else this.#leave(event === 'ship1' ? 1 : 2);
    // A person can validate only what is there.
    if (this.#byHand && this.seen.saleOrders.length > 0) {
      for (const picking of this.#deliveries()) validated(picking);
      this.#byHand = false;
    }
  }

  #leave(id: number): void {
    const shipment = this.seen.order?.shipments.find((one): one is ShipBobShipment => one.id === id);
    if (shipment) Object.assign(shipment, { status: 'Completed', actual_fulfillment_date: this.now() });
  }

  wait(hours: number): void {
    this.#hours += hours;
  }

  now(): string {
    return new Date(START + this.#hours * 3_600_000).toISOString();
  }

  plan(): Plan {
    return planShipments(this.seen, f.context({}, { now: this.now() }));
  }

  /** One pass of a worker that dies after so many writes. */
  pass(writes = Number.MAX_SAFE_INTEGER): Plan {
    const plan = this.plan();
    this.seen = afterShipments(this.seen, { adoptions: plan.adoptions, effects: plan.effects.slice(0, writes) });
    return plan;
  }

  rest(): Plan {
    for (let passes = 0; passes < 8; passes += 1) {
      const plan = this.pass();
      if (plan.effects.length + plan.adoptions.length === 0) return plan;
    }
    throw new Error('no rest');
  }

  #deliveries(): OdooPicking[] {
    return this.seen.saleOrders.flatMap(({ order }) => order.pickings);
  }

  /** What left stock in all, what of it by the sale order, and how many deliveries of their own stand. */
  stock(): { left: number; sold: number; open: number; apart: number } {
    const quantity = (pickings: OdooPicking[], isDone: boolean): number =>
      pickings
        .flatMap((picking) => picking.moves)
        .filter((move) => (move.state === 'done') === isDone)
        .reduce((sum, move) => sum + move.quantity, 0);
    const apart = this.seen.apart ?? [];
    const out = apart.filter((picking) => (picking.return_id ?? null) === null);
    const back = apart.filter((picking) => (picking.return_id ?? null) !== null);
    const sold = quantity(this.#deliveries(), true);
    const left = sold + quantity(out, true) - quantity(back, true);
    return { left, sold, open: quantity(this.#deliveries(), false), apart: out.length - back.length };
  }
}

function validated(picking: OdooPicking): void {
  if (picking.state === 'done') return;
  picking.state = 'done';
  for (const move of picking.moves) Object.assign(move, { state: 'done', quantity: move.product_qty, picked: true });
}

const orders = (events: readonly Event[]): Event[][] =>
  events.length < 2
    ? [[...events]]
    : events.flatMap((first) => orders(events.filter((event) => event !== first)).map((rest) => [first, ...rest]));

const WAITS = [1, 48];
const choices = <T>(options: readonly T[], count: number): T[][] =>
  count === 0 ? [[]] : choices(options, count - 1).flatMap((chosen) => options.map((option) => [...chosen, option]));

describe('whatever comes first', () => {
  it.each(['one', 'two'] as const)(
    'shipping, the import of the sale order and validation by hand end in the same stock and one delivery (%s)',
    (shape) => {
      const parts = PARTS[shape];
      const events: Event[] =
        shape === 'one' ? ['ship1', 'import', 'validate'] : ['ship1', 'ship2', 'import', 'validate'];
      let runs = 0;
      for (const order of orders(events))
        for (const waits of choices(WAITS, order.length))
          for (const dies of [0, 1, 2]) {
            const world = new World(parts);
            order.forEach((event, index) => {
              world.happen(event);
              world.wait(waits[index] ?? 1);
              world.pass(dies);
              world.rest();
              // The goods never count twice, not even on the way.
              expect(world.stock().left).toBeLessThanOrEqual(5);
            });
            const story = `${order.join(' ')}, waits ${waits.join(' ')}, dies after ${dies}`;
            const last = world.plan();
            expect(world.stock(), story).toEqual({ left: 5, sold: 5, open: 0, apart: 0 });
            expect(last, story).toMatchObject({ effects: [], adoptions: [], rings: [], end: { kind: 'done' } });
            expect(new Set(world.seen.links.map((link) => link.shipbobId)).size, story).toBe(parts.length);
            runs += 1;
          }
      expect(runs).toBeGreaterThan(100);
    },
  );

  it('an order that never reaches Odoo leaves once, as one delivery of its own for each shipment', () => {
    const world = new World([3, 2]);
    for (const event of ['ship1', 'ship2'] as const) {
      world.happen(event);
      world.wait(30);
      world.rest();
    }
    expect(world.stock()).toEqual({ left: 5, sold: 0, open: 0, apart: 2 });
    expect(world.plan().effects).toEqual([]);
  });

  it('a worker that dies between reversal and booking goes on with the booking', () => {
    const world = new World([5]);
    world.happen('ship1');
    world.wait(30);
    world.rest();
    world.happen('import');
    expect(world.plan().effects.map((effect) => effect.operation)).toEqual([
      'odoo.delivery.reverse',
      'odoo.delivery.ship',
    ]);
    world.pass(1);
    expect(world.stock()).toMatchObject({ left: 0, apart: 0 });
    expect(world.plan().effects.map((effect) => effect.operation)).toEqual(['odoo.delivery.ship']);
  });

  it('what was booked apart is not reversed while the sale order’s delivery cannot take its place', () => {
    const world = new World([5]);
    world.happen('ship1');
    world.wait(30);
    world.rest();
    const elsewhere = f.delivery(200, [f.move(1, 5)], { warehouse_id: f.OTHER.id });
    world.seen.saleOrders = [{ by: 'name', order: f.saleOrder({ pickings: [elsewhere] }) }];
    expect(f.codesOf(world.plan())).toEqual(['shipments.wrong_warehouse']);
    expect(world.plan().effects).toEqual([]);
  });
});
