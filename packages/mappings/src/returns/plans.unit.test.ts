import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { operations } from '../operations.js';
import type { Plan } from '../plan.js';
import type { ReturnSeen, SeenLink, ShipBobReturn } from '../seen.js';
import { context, codesOf as openCodes, SB } from '../shared/fixtures.test.js';
import { returnMarker, scrapMarkers } from './actions.js';
import * as r from './fixtures.test.js';
import { planReturns } from './returns.plan.js';

/** fast-check prints the seed of a failure; more runs by MLC_PROPERTY_RUNS. */
const RUNS = Number(process.env['MLC_PROPERTY_RUNS'] ?? 400);
/** More than all that the returns below bring back together. */
const OUT = { '1': 16, '2': 16 } as const;

/** Both sides as a small model: one delivery with all its returns, and what lies where in Odoo. */
interface World {
  returns: Map<number, ShipBobReturn>;
  /** The delivery is booked; before that a return can only wait. */
  isDelivered: boolean;
  transfers: Map<number, ReturnSeen['booked']>;
  links: Map<number, SeenLink>;
  scrapped: Set<string>;
  lots: ReturnSeen['lots'];
  /** Pieces by product, lot and place, and what was scrapped there. */
  lies: Record<string, number>;
}

const begin = (): World => ({
  returns: new Map(),
  isDelivered: false,
  transfers: new Map(),
  links: new Map(),
  scrapped: new Set(),
  lots: r.seen([]).lots,
  lies: {},
});

function look(world: World, id: number): ReturnSeen {
  const returned = world.returns.get(id) ?? null;
  const base = r.seen(returned?.inventory ?? []);
  const placed = [...world.transfers.values()].flatMap(([one]) => one?.placed ?? []);
  const { delivery } = base;
  if (delivery === null) throw new Error('the fixture has a delivery');
  const goods = delivery.goods.flatMap((one) => {
    const delivered = one.product_id === 1 ? OUT[1] : one.product_id === 2 ? OUT[2] : 0;
    const back = placed.filter((row) => row.product_id === one.product_id).reduce((sum, row) => sum + row.quantity, 0);
    return delivered === 0 ? [] : [{ ...one, delivered, returned: back }];
  });
  const earlier = [...world.returns.values()].filter(
    (one) => one.id < id && one.status === 'Completed' && !world.transfers.has(one.id),
  );
  return {
    ...base,
    returned,
    link: world.links.get(id) ?? null,
    delivery: world.isDelivered ? { ...delivery, goods } : null,
    reserved: earlier.flatMap((one) =>
      one.inventory.map((item) => ({
        inventory_id: item.id,
        quantity: item.action_taken.reduce((sum, taken) => sum + taken.quantity_processed, 0),
      })),
    ),
    booked: world.transfers.get(id) ?? [],
    scrapped: returned === null ? [] : scrapMarkers(returned).filter((mark) => world.scrapped.has(mark)),
    lots: world.lots,
  };
}

/** Carries out a plan as the executors would: a second transfer or scrap under one mark is an error. */
function apply(world: World, id: number, plan: Plan): void {
  const put = (key: string, quantity: number): void => {
    world.lies[key] = (world.lies[key] ?? 0) + quantity;
  };
  for (const { odooModel, odooId, shipbobType, shipbobId, data } of plan.adoptions)
    world.links.set(id, { odooModel, odooId, shipbobType, shipbobId, data });
  for (const { operation, request } of plan.effects) {
    if (operation === 'odoo.return.book') {
      const { lines, origin_marker } = operations[operation].parse(request);
      if (origin_marker !== returnMarker(id) || world.transfers.has(id)) throw new Error(`${origin_marker} twice`);
      const placed = lines.map(({ product_id, lot, location_dest_id, quantity }) => ({
        ...{ product_id, lot, location_dest_id, quantity },
      }));
      world.transfers.set(id, [{ id: 900 + id, name: `SB/IN/${id}`, state: 'done', placed }]);
      for (const line of placed) {
        put(`${line.product_id}@${line.lot} in ${line.location_dest_id}`, line.quantity);
        const isKnown = world.lots.some((one) => one.product_id === line.product_id && one.name === line.lot);
        if (line.lot !== null && !isKnown)
          world.lots = [
            ...world.lots,
            { product_id: line.product_id, name: line.lot, expiration_date: null, only_returned: true },
          ];
      }
    } else if (operation === 'odoo.scrap.book') {
      const { product_id, lot, location_id, quantity, origin_marker } = operations[operation].parse(request);
      if (world.scrapped.has(origin_marker)) throw new Error(`${origin_marker} twice`);
      world.scrapped.add(origin_marker);
      put(`${product_id}@${lot} in ${location_id}`, -quantity);
      put(`${product_id}@${lot} scrapped`, quantity);
    } else throw new Error(`${operation} is no operation of a return`);
  }
}

const PLAN = context();
function pass(world: World, id: number): Plan {
  const plan = planReturns(look(world, id), PLAN);
  apply(world, id, plan);
  return plan;
}

/** Passes over all returns until nothing is left to write; what is still open of each then. */
function atRest(world: World): string[] {
  for (let round = 0; round < 6; round += 1) {
    const plans = [...world.returns.keys()].map((id) => pass(world, id));
    if (plans.every((plan) => plan.effects.length + plan.adoptions.length === 0)) return plans.flatMap(openCodes);
  }
  throw new Error('the returns do not come to rest');
}

type Step = (world: World) => void;
const taken = fc.tuple(
  fc.constantFrom('Restock', 'Quarantine', 'Dispose'),
  fc.integer({ min: 1, max: 2 }),
) satisfies fc.Arbitrary<[string, number]>;
const one = fc.record({
  isLot: fc.boolean(),
  lot: fc.constantFrom('L1', 'L2', 'L9'),
  actions: fc.array(taken, { minLength: 1, maxLength: 2 }),
  expected: fc.integer({ min: 1, max: 4 }),
  visits: fc.integer({ min: 1, max: 2 }),
  isCancelled: fc.constantFrom(false, false, false, true),
});

/** What ShipBob does with a return, in its order: announced, dealt with in one or two visits, completed or cancelled. */
function stepsOf(id: number, given: typeof one extends fc.Arbitrary<infer T> ? T : never): Step[] {
  const goods = (actions: [string, number][]) => ({
    ...(given.isLot ? r.item(1002, actions, given.lot) : r.item(1001, actions)),
    quantity: given.expected,
  });
  const to =
    (status: string, actions: [string, number][]): Step =>
    (world) => {
      world.returns.set(id, r.returned([goods(actions)], { id, status }));
    };
  if (given.isCancelled) return [to('AwaitingArrival', []), to('Cancelled', [])];
  const visits = Array.from({ length: given.visits }, (_, n) => to('Processing', given.actions.slice(0, n)));
  return [to('AwaitingArrival', []), ...visits, to('Completed', given.actions)];
}

describe('returns of one delivery', () => {
  it('end in the same stock and the same transfers, whatever is looked at when, doubled or missed; then nothing is left to do', () => {
    const noise = fc.array(fc.tuple(fc.nat(40), fc.integer({ min: 1, max: 4 })), { maxLength: 20 });
    fc.assert(
      fc.property(
        fc.array(one, { minLength: 1, maxLength: 4 }),
        fc.array(fc.nat(3), { maxLength: 24 }),
        fc.nat(12),
        noise,
        (given, turns, delivered, noise) => {
          // All that comes back together is no more than what left, so that the order of completion cannot matter.
          const queues = given.map((each, n) => stepsOf(n + 1, each));
          const order: Step[] = [];
          for (const turn of turns) {
            const next = queues[turn % queues.length]?.shift();
            if (next) order.push(next);
          }
          const events = [...order, ...queues.flat()];
          events.splice(Math.min(delivered, events.length), 0, (world) => {
            world.isDelivered = true;
          });
          const busy = begin();
          for (const [at, event] of events.entries()) {
            event(busy);
            for (const [when, id] of noise) if (when === at && busy.returns.has(id)) pass(busy, id);
          }
          const quiet = begin();
          for (const event of events) event(quiet);
          expect([atRest(busy).sort(), busy.lies, busy.transfers.size, [...busy.scrapped].sort()]).toEqual([
            ...[atRest(quiet).sort(), quiet.lies, quiet.transfers.size, [...quiet.scrapped].sort()],
          ]);
          // Everything that ShipBob dealt with lies somewhere, or was scrapped.
          const completed = given.filter(({ isCancelled }) => !isCancelled).flatMap(({ actions }) => actions);
          const total = Object.values(busy.lies).reduce((sum, quantity) => sum + quantity, 0);
          expect(total).toBe(completed.reduce((sum, [, quantity]) => sum + quantity, 0));
          expect(busy.transfers.size).toBe(given.filter(({ isCancelled }) => !isCancelled).length);
        },
      ),
      { numRuns: RUNS },
    );
  });

  it('never take back more of the delivery than left, however many there are', () => {
    const many = fc.array(fc.tuple(fc.integer({ min: 1, max: 6 }), fc.boolean()), { minLength: 1, maxLength: 5 });
    fc.assert(
      fc.property(many, (returns) => {
        const world = begin();
        world.isDelivered = true;
        for (const [index, [quantity, isLooked]] of returns.entries()) {
          const id = index + 1;
          world.returns.set(id, r.returned([r.item(1001, [['Restock', quantity]])], { id }));
          if (isLooked) pass(world, id);
        }
        const open = atRest(world);
        const back = world.lies[`1@null in ${SB.lot_stock_id}`] ?? 0;
        expect(back).toBeLessThanOrEqual(OUT[1]);
        // Each return is booked whole, or refused with a case.
        expect(world.transfers.size + open.length).toBe(returns.length);
        expect(open.every((code) => code === 'returns.over')).toBe(true);
      }),
      { numRuns: RUNS },
    );
  });
});
