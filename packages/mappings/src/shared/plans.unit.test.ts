import type { Json } from '@mlc/kernel';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Plan } from '../plan.js';
import { planProducts } from '../products/products.plan.js';
import { planPurchaseOrders } from '../purchase-orders/purchase-orders.plan.js';
import { planReceiving } from '../receiving/receiving.plan.js';
import { planWro } from '../receiving/wro.plan.js';
import type { OdooPicking, PurchaseOrderSeen } from '../seen.js';
import { planShipments } from '../shipments/shipments.plan.js';
import {
  orderSeenArb,
  productSeenArb,
  settingsArb,
  shipmentsSeenArb,
  versionArb,
  wroSeenArb,
} from './evidence.test.js';
import * as f from './fixtures.test.js';
import { afterProducts, afterPurchaseOrder, afterShipments, doneOf } from './model.test.js';

/** fast-check prints the seed of a failure; more runs by MLC_PROPERTY_RUNS. */
const RUNS = Number(process.env['MLC_PROPERTY_RUNS'] ?? 400);

// ---------------------------------------------------------------- what holds for every plan

/** Parses nothing and judges nothing itself: only what any reader of a plan relies on. */
function wellFormed(plan: Plan): void {
  expect(plan.end.kind === 'case' ? plan.end.cases.length : plan.end.reason.length).toBeGreaterThan(0);
  if (plan.end.kind === 'case') {
    const codes = plan.end.cases.map((found) => found.code);
    expect(new Set(codes).size).toBe(codes.length);
    for (const found of plan.end.cases) {
      expect(found.cause.length).toBeGreaterThan(20);
      expect(found.cause).not.toMatch(/undefined|NaN|\[object/);
      expect(found.suggestions.length).toBeGreaterThan(0);
    }
  }
  if (plan.end.kind === 'ignored') expect([...plan.effects, ...plan.adoptions]).toEqual([]);
  for (const effect of plan.effects) {
    expect(effect.target).toBe(effect.operation.startsWith('odoo.') ? 'odoo' : 'shipbob');
    expect(`${effect.title} ${effect.reason}`).not.toMatch(/undefined|NaN|\[object/);
    expect(JSON.parse(JSON.stringify(effect))).toEqual(effect);
  }
}

const freeze = <T>(value: T): T => {
  if (typeof value === 'object' && value !== null && !Object.isFrozen(value)) {
    Object.freeze(value);
    for (const member of Object.values(value)) freeze(member);
  }
  return value;
};

const plans = <Seen>(
  evidence: fc.Arbitrary<Seen>,
  plan: (seen: Seen, context: ReturnType<typeof f.context>) => Plan,
  shuffled: (seen: Seen) => Seen,
): void => {
  it('says the same twice, whatever order the evidence is in, changes no evidence and is well-formed', () => {
    fc.assert(
      fc.property(evidence, settingsArb, versionArb, (seen, settings, version) => {
        const context = freeze(f.context(settings, { version }));
        const first = plan(freeze(structuredClone(seen)), context);
        expect(plan(structuredClone(seen), context)).toEqual(first);
        expect(plan(shuffled(structuredClone(seen)), context)).toEqual(first);
        wellFormed(first);
      }),
      { numRuns: RUNS },
    );
  });
};

const reversedMoves = (pickings: OdooPicking[]): OdooPicking[] =>
  pickings.map((picking) => ({ ...picking, moves: [...picking.moves].reverse() })).reverse();

const shuffledOrder = (seen: PurchaseOrderSeen): PurchaseOrderSeen => ({
  ...seen,
  order: seen.order && { ...seen.order, pickings: reversedMoves(seen.order.pickings) },
  links: [...seen.links].reverse(),
  wros: [...seen.wros].reverse(),
});

describe('a plan of products', () => {
  plans(productSeenArb, planProducts, (seen) => seen);

  it('is empty once it was carried out', () => {
    fc.assert(
      fc.property(productSeenArb, settingsArb, versionArb, (seen, settings, version) => {
        const context = f.context(settings, { version });
        let after = seen;
        let plan = planProducts(after, context);
        // A plan that rings its own lane says that one more pass follows: it links what it made.
        for (let pass = 0; pass < 2; pass += 1) {
          after = afterProducts(after, plan);
          const ringsItself = plan.rings.some((ring) => ring.lane === `product:${seen.product?.id}`);
          plan = planProducts(after, context);
          if (!ringsItself) break;
        }
        expect([...plan.effects, ...plan.adoptions]).toEqual([]);
      }),
      { numRuns: RUNS },
    );
  });
});

describe('a plan of purchase orders', () => {
  plans(orderSeenArb, planPurchaseOrders, shuffledOrder);

  it('is empty once it was carried out', () => {
    fc.assert(
      fc.property(orderSeenArb, settingsArb, versionArb, (seen, settings, version) => {
        const context = f.context(settings, { version });
        let after = seen;
        let plan = planPurchaseOrders(after, context);
        // A plan that rings its own lane says that one more pass follows: it links what it made anew. One that rings a
        // product's lane has another product to announce afterwards, which may free a write that had to wait for it.
        for (let pass = 0; pass < 3; pass += 1) {
          after = afterPurchaseOrder(after, plan);
          const goesOn = plan.rings.some(({ lane }) => lane === 'purchase-order:42' || lane.startsWith('product:'));
          plan = planPurchaseOrders(after, context);
          if (!goesOn) break;
        }
        expect([...plan.effects, ...plan.adoptions]).toEqual([]);
      }),
      { numRuns: RUNS },
    );
  });

  it('never announces a receipt that has a living WRO, nor one receipt twice', () => {
    fc.assert(
      fc.property(orderSeenArb, settingsArb, (seen, settings) => {
        const plan = planPurchaseOrders(seen, f.context(settings));
        const linked = new Map(seen.links.map((link) => [link.odooId, link.shipbobId]));
        const made = plan.effects.filter(({ operation }) => operation === 'shipbob.wro.create');
        const receipts = [
          ...made.flatMap(({ link }) => link?.odooId ?? []),
          ...plan.adoptions.map((one) => one.odooId),
        ];
        expect(new Set(receipts).size).toBe(receipts.length);
        for (const effect of made) expect([...linked.keys()]).not.toContain(effect.link?.odooId ?? 0);
        // A link that is there may only learn which WRO took its cancelled one's place.
        for (const { odooId, shipbobId } of plan.adoptions) expect(linked.get(odooId) ?? shipbobId).toBe(shipbobId);
      }),
      { numRuns: RUNS },
    );
  });
});

describe('a plan of receiving', () => {
  plans(orderSeenArb, planReceiving, shuffledOrder);

  it('is empty once it was carried out', () => {
    fc.assert(
      fc.property(orderSeenArb, settingsArb, (seen, settings) => {
        const context = f.context(settings);
        const second = planReceiving(afterPurchaseOrder(seen, planReceiving(seen, context)), context);
        expect([...second.effects, ...second.adoptions]).toEqual([]);
      }),
      { numRuns: RUNS },
    );
  });

  it('never books more than was stowed, and never takes anything back', () => {
    fc.assert(
      fc.property(orderSeenArb, settingsArb, (seen, settings) => {
        const after = afterPurchaseOrder(seen, planReceiving(seen, f.context(settings)));
        for (const id of [1, 2, 3]) {
          const before = doneOf(seen.order?.pickings ?? [], id, 'incoming');
          const now = doneOf(after.order?.pickings ?? [], id, 'incoming');
          const stowed = seen.wros
            .flatMap((wro) => wro.inventory_quantities)
            .filter((line) => line.inventory_id === 1000 + id)
            .reduce((sum, line) => sum + line.stowed_quantity, 0);
          expect(now).toBeGreaterThanOrEqual(before);
          if (now > before) expect(now - before).toBeLessThanOrEqual(stowed);
        }
      }),
      { numRuns: RUNS },
    );
  });
});

describe('the lane of a purchase order', () => {
  it('comes to rest within a few passes of both flows, whatever it starts from', () => {
    fc.assert(
      fc.property(orderSeenArb, settingsArb, (seen, settings) => {
        expect(() => atRest(seen, f.context(settings))).not.toThrow();
      }),
      { numRuns: RUNS },
    );
  });

  it('has booked exactly what was stowed, however the stowing came about, once the WRO is completed', () => {
    const steps = fc.array(fc.tuple(fc.integer({ min: 0, max: 10 }), fc.integer({ min: 0, max: 4 })), { maxLength: 5 });
    fc.assert(
      fc.property(steps, settingsArb, (steps, settings) => {
        const context = f.context({ ...settings, wro: { ...settings.wro, create_on: 'confirm' } });
        let seen = atRest(
          f.orderSeen({ order: f.purchaseOrder({ pickings: [f.picking(100, [f.move(1, 10), f.move(2, 4)])] }) }),
          context,
        );
        let stowed: [number, number] = [0, 0];
        for (const [a, b] of steps) {
          stowed = [Math.max(stowed[0], a), Math.max(stowed[1], b)];
          seen = atRest(stow(seen, stowed, 'Processing'), context);
        }
        seen = atRest(stow(seen, stowed, 'Completed'), context);
        const pickings = seen.order?.pickings ?? [];
        expect([doneOf(pickings, 1, 'incoming'), doneOf(pickings, 2, 'incoming')]).toEqual(stowed);
        expect(seen.wros).toHaveLength(1);
        const isShort = stowed[0] < 10 || stowed[1] < 4;
        expect(f.codesOf(planReceiving(seen, context))).toEqual(isShort ? ['receiving.short'] : []);
        expect(f.codesOf(planPurchaseOrders(seen, context))).toEqual([]);
      }),
      { numRuns: 300 },
    );
  });
});

function stow(seen: PurchaseOrderSeen, [a, b]: [number, number], state: string): PurchaseOrderSeen {
  const next = structuredClone(seen);
  for (const wro of next.wros) {
    wro.status = state;
    wro.inventory_quantities = [f.line(1, 10, a), f.line(2, 4, b)];
  }
  return next;
}

/** Passes of both flows on the same evidence, as the engine makes them, until nothing is left to write. */
function atRest(start: PurchaseOrderSeen, context: ReturnType<typeof f.context>): PurchaseOrderSeen {
  let seen = start;
  for (let pass = 0; pass < 8; pass += 1) {
    const both = [planPurchaseOrders(seen, context), planReceiving(seen, context)];
    if (both.every((plan) => plan.effects.length + plan.adoptions.length === 0)) return seen;
    for (const plan of both) seen = afterPurchaseOrder(seen, plan);
  }
  throw new Error(`no rest: ${JSON.stringify(seen)}`);
}

describe('a plan of an unknown WRO', () => {
  plans(wroSeenArb, planWro, (seen) => seen);
});

describe('a plan of shipments', () => {
  plans(shipmentsSeenArb, planShipments, (seen) => ({
    ...seen,
    order: seen.order && { ...seen.order, shipments: [...seen.order.shipments].reverse() },
    saleOrders: seen.saleOrders.map(({ by, order }) => ({
      by,
      order: { ...order, pickings: reversedMoves(order.pickings) },
    })),
    links: [...seen.links].reverse(),
  }));

  it('is empty once it and those it rang for were carried out, each shipment at most once', () => {
    fc.assert(
      fc.property(shipmentsSeenArb, settingsArb, (start, settings) => {
        const context = f.context(settings);
        const written: Json[] = [];
        let seen = start;
        let plan = planShipments(seen, context);
        for (let pass = 0; plan.effects.length + plan.adoptions.length > 0; pass += 1) {
          expect(pass).toBeLessThan(6);
          written.push(
            ...plan.effects.map(
              ({ operation, request }) => `${operation} ${String(request['shipment_id'] ?? request['marker'])}`,
            ),
          );
          const ships = plan.effects.filter((effect) => effect.operation === 'odoo.delivery.ship');
          expect(ships.length).toBeLessThanOrEqual(1);
          const mustRing = plan.rings.length > 0;
          seen = afterShipments(seen, plan);
          plan = planShipments(seen, context);
          if (plan.effects.length > 0) expect(mustRing).toBe(true);
        }
        expect(new Set(written).size).toBe(written.length);
      }),
      { numRuns: RUNS },
    );
  });

  it('ships in all what the shipments held, on as many deliveries, when nothing is in the way', () => {
    const parts = fc.array(fc.tuple(fc.integer({ min: 1, max: 3 }), fc.integer({ min: 0, max: 2 })), {
      minLength: 1,
      maxLength: 4,
    });
    fc.assert(
      fc.property(parts, (parts) => {
        const shipments = parts.map(([a, b], index) => f.shipment(index + 1, { items: [f.item(1, a), f.item(2, b)] }));
        const pickings = [f.delivery(200, [f.move(1, 12), f.move(2, 8)])];
        let seen = f.shipmentsSeen({
          order: f.shipbobOrder(shipments),
          saleOrders: [{ by: 'name', order: f.saleOrder({ pickings }) }],
        });
        for (let pass = 0; pass < parts.length; pass += 1)
          seen = afterShipments(seen, planShipments(seen, f.context()));
        const after = seen.saleOrders[0]?.order.pickings ?? [];
        const sums = [0, 1].map((at) => parts.reduce((sum, part) => sum + (part[at] ?? 0), 0));
        expect([doneOf(after, 1, 'outgoing'), doneOf(after, 2, 'outgoing')]).toEqual(sums);
        expect(seen.links).toHaveLength(parts.length);
        expect(planShipments(seen, f.context())).toMatchObject({
          effects: [],
          adoptions: [],
          rings: [],
          end: { kind: 'done' },
        });
      }),
      { numRuns: 300 },
    );
  });
});
