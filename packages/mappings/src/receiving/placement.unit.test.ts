import { describe, expect, it } from 'vitest';
import type { Placement } from '../seen.js';
import {
  codesOf,
  context,
  doneMove,
  line,
  move,
  NOW,
  onlyCase,
  onlyEffect,
  orderSeen,
  picking,
  products,
  purchaseOrder,
  reasonOf,
  spread,
  wro,
  wroLink,
} from '../shared/fixtures.test.js';
import { afterPurchaseOrder } from '../shared/model.test.js';
import { wentThroughHub } from './placement.js';
import { planReceiving } from './receiving.plan.js';

type Wro = Parameters<typeof wro>[1];
type Seen = NonNullable<Parameters<typeof orderSeen>[0]>;
const TRANSIT = 77;
const HISTORY = [{ status: 'ArrivedAtHub', timestamp: '2026-11-20T00:00:00Z' }];

/** Receipt 100 with A-1 x 10 whose WRO 5 went through hub 3, which stands for nothing in Odoo. */
const hub = (more: Wro, distributions: Placement['distributions'], rest: Partial<Seen> = {}) =>
  orderSeen({
    order: purchaseOrder({ pickings: [picking(100, [move(1, 10)])] }),
    links: [wroLink(100, 5)],
    wros: [wro(5, { fulfillment_center: { id: 3, name: 'Hub' }, status_history: HISTORY, ...more })],
    placements: { '5': { distributions, moved: [] } },
    transits: { 'SB/In transit': TRANSIT },
    ...rest,
  });
const sentOn = (rows: Placement['distributions'], more: Wro = {}) =>
  hub({ status: 'InternalTransfer', inventory_quantities: [line(1, 10, 0, 10)], ...more }, rows);

describe('goods of a WRO that goes through a hub', () => {
  it('are booked into transit once the hub has sent them on, and moved to each centre as it puts them away', () => {
    const first = planReceiving(sentOn([spread(1, 10, 0), spread(1, 20, 0)]), context());
    expect(onlyEffect(first)).toMatchObject({
      operation: 'odoo.receipt.book',
      title: 'receive SB/IN/100 of P00042 into SB/In transit',
      request: { picking_id: 100, location_dest_id: TRANSIT, lines: [{ goal: 10 }] },
    });
    const booked = afterPurchaseOrder(sentOn([spread(1, 10, 4), spread(1, 20, 0)]), first);
    const second = planReceiving(booked, context());
    expect(onlyEffect(second)).toMatchObject({
      operation: 'odoo.goods.move',
      request: {
        warehouse_id: 7,
        location_id: TRANSIT,
        origin_marker: 'mlc:placed:5',
        lines: [{ sku: 'A-1', location_dest_id: 70, done: 0, goal: 4 }],
      },
    });
    const moved = afterPurchaseOrder(booked, second);
    expect(planReceiving(moved, context()).effects).toEqual([]);
    const more = structuredClone(moved);
    more.placements = {
      '5': { distributions: [spread(1, 10, 6), spread(1, 20, 4)], moved: moved.placements?.['5']?.moved ?? [] },
    };
    expect(onlyEffect(planReceiving(more, context())).request['lines']).toMatchObject([
      { location_dest_id: 70, done: 4, goal: 6 },
      { location_dest_id: 80, done: 0, goal: 4 },
    ]);
  });

  it('are looked at again within hours, since a poll sees only the WRO itself', () => {
    const made = planReceiving(sentOn([spread(1, 10, 0)]), context());
    expect(made.end).toMatchObject({ kind: 'later', at: '2026-11-25T14:00:00.000Z' });
    expect(NOW).toBe('2026-11-25T10:00:00.000Z');
  });

  it('wait while the hub counts, at a hub that is mapped to nothing, too', () => {
    const made = planReceiving(
      hub({ status: 'ProcessingAtHub', inventory_quantities: [line(1, 10, 0, 10)] }, [spread(1, 10, 0)]),
      context(),
    );
    expect(made.effects).toEqual([]);
    expect(reasonOf(made)).toContain('WRO 5 is ProcessingAtHub');
  });

  it('without a place in transit in Odoo are a case that names it, and nothing is booked', () => {
    const made = planReceiving({ ...sentOn([spread(1, 10, 4)]), transits: {} }, context());
    expect(made.effects).toEqual([]);
    expect(onlyCase(made)).toMatchObject({ code: 'receiving.no_transit', detail: { location: 'SB/In transit' } });
    const named = { receipt: { in_transit_location: '{warehouse}/Road' } };
    expect(onlyCase(planReceiving(sentOn([spread(1, 10, 4)]), context(named))).cause).toContain('SB/Road');
  });

  it('at a centre that is not mapped stay in transit with a case, or go where the receipt says, by setting', () => {
    const rows = [spread(1, 10, 4), spread(1, 99, 6)];
    const made = planReceiving(sentOn(rows), context());
    expect(made.effects.at(-1)?.request['lines']).toMatchObject([{ location_dest_id: 70, goal: 4 }]);
    expect(onlyCase(made).cause).toContain('6 x A-1 at C99 (99)');
    const loose = planReceiving(sentOn(rows), context({ fc: { unmapped: 'fallback' } }));
    expect(codesOf(loose)).toEqual([]);
    expect(loose.effects.at(-1)?.request['lines']).toMatchObject([{ location_dest_id: 70, goal: 10 }]);
  });

  it('that no centre has put away when the WRO ends are a case with the numbers', () => {
    const ended: Wro = { status: 'Completed', external_sync: true, inventory_quantities: [line(1, 10, 8, 10)] };
    const made = planReceiving(sentOn([spread(1, 10, 8, { received_quantity: 8 })], ended), context());
    expect(made.effects.map(({ operation }) => operation)).toEqual(['odoo.receipt.book', 'odoo.goods.move']);
    expect(onlyCase(made)).toMatchObject({
      code: 'receiving.left_in_transit',
      detail: { lines: [{ sku: 'A-1', counted: 10, stowed: 8 }] },
    });
  });

  it('are booked where the receipt says at the end, and move on from there, by setting', () => {
    const at = context({ receipt: { placement: 'at_completion' } });
    const rows = [spread(1, 10, 4), spread(1, 20, 6)];
    expect(planReceiving(sentOn(rows), at).effects).toEqual([]);
    // Booked by hand, or because stowing went on for too long: they move on only once all have their place.
    const early = sentOn(rows, { last_updated_date: '2026-11-01T00:00:00Z', inventory_quantities: [line(1, 10, 10)] });
    expect(planReceiving(early, at).effects.map(({ operation }) => operation)).toEqual(['odoo.receipt.book']);
    const ended: Wro = { status: 'Completed', external_sync: true, inventory_quantities: [line(1, 10, 10)] };
    const [book, go, ...none] = planReceiving(sentOn(rows, ended), at).effects;
    expect(none).toEqual([]);
    expect(book?.request).not.toHaveProperty('location_dest_id');
    expect(go?.request).toMatchObject({ location_id: 70, lines: [{ location_dest_id: 80, goal: 6 }] });
  });

  it('are booked where the receipt says and stay there, by setting', () => {
    const ended: Wro = { status: 'Completed', external_sync: true, inventory_quantities: [line(1, 10, 10)] };
    const mapped: Wro = { ...ended, fulfillment_center: { id: 10, name: 'Chicago' } };
    const made = planReceiving(sentOn([spread(1, 20, 10)], mapped), context({ receipt: { placement: 'off' } }));
    expect(onlyEffect(made).request).not.toHaveProperty('location_dest_id');
  });

  it('by lot go with their lots, and without them stay where they were booked', () => {
    const lots = [{ name: 'L1', quantity: 10 }];
    const done = [picking(100, [doneMove(1, 10, { tracking: 'lot', done_lots: lots })], { state: 'done' })];
    const seen = (lot: string | null) => ({
      ...sentOn([spread(1, 20, 4, { lot_number: lot })]),
      order: purchaseOrder({ pickings: done }),
      products: products([], { 1: { tracking: 'lot' } }),
    });
    expect(onlyEffect(planReceiving(seen('L1'), context())).request['lines']).toMatchObject([{ lot: 'L1', goal: 4 }]);
    const lotless = planReceiving(seen(null), context());
    expect(lotless.effects).toEqual([]);
    expect(codesOf(lotless)).toEqual(['receiving.placement_lots']);
  });

  it('on several lines of the WRO count once', () => {
    const lines = [line(1, 6, 0, 6), line(1, 4, 0, 4)];
    const made = planReceiving(sentOn([spread(1, 10, 9)], { inventory_quantities: lines }), context());
    expect(made.effects.map(({ after }) => after)).toEqual([{ 'A-1': 10 }, { 'A-1': 9 }]);
  });

  it('never move further than they were booked', () => {
    const rows = [spread(1, 10, 9), spread(1, 20, 5)];
    const made = planReceiving(sentOn(rows), context({ receipt: { over: 'cap' } }));
    expect(made.effects.map(({ after }) => after)).toEqual([{ 'A-1': 10 }, { 'A-1': 10 }]);
    expect(made.effects.at(-1)?.request['lines']).toMatchObject([{ goal: 9 }, { goal: 1 }]);
  });

  it('found later are proposed as a receipt into transit, since they lie at no one place to be counted up', () => {
    const seen = {
      ...sentOn([spread(1, 20, 12)], {
        status: 'Completed',
        external_sync: true,
        inventory_quantities: [line(1, 10, 12)],
      }),
      order: purchaseOrder({ pickings: [picking(100, [doneMove(1, 10)], { state: 'done' })] }),
      stock: { '1@70': 5 },
    };
    const found = onlyCase(planReceiving(seen, context()));
    expect(found.code).toBe('receiving.found_later');
    expect(found.proposes).toMatchObject([
      { operation: 'odoo.receipt.book', request: { location_dest_id: TRANSIT, new_receipt: 'WRO-5' } },
    ]);
  });
});

it('a WRO went through a hub when its status, or its history, says so', () => {
  expect(wentThroughHub(wro(5, { status: 'ArrivedAtHub' }))).toBe(true);
  expect(wentThroughHub(wro(5, { status: 'Completed', status_history: HISTORY }))).toBe(true);
  expect(wentThroughHub(wro(5, { status: 'InternalTransfer' }))).toBe(false);
});
