import { describe, expect, it } from 'vitest';
import type { Placement, ShipBobBoxItem } from '../seen.js';
import type { SettingsInput } from '../settings.js';
import {
  casesOf,
  codesOf,
  context,
  doneMove,
  line,
  link,
  move,
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
import { asHandedOver } from './placement.js';
import { planReceiving } from './receiving.plan.js';

type Wro = Parameters<typeof wro>[1];
type Seen = NonNullable<Parameters<typeof orderSeen>[0]>;
const HISTORY = [{ status: 'ArrivedAtHub', timestamp: '2026-11-20T00:00:00Z' }];
const ENDED: Wro = { status: 'Completed', external_sync: true };

/** Receipt 100 with A-1 x 10 and B-2 x 5; a hub counted both and sent them on. */
const sentOn = (distributions: Placement['distributions'], more: Wro = {}, rest: Partial<Seen> = {}) =>
  orderSeen({
    order: purchaseOrder({ pickings: [picking(100, [move(1, 10), move(2, 5)])] }),
    links: [wroLink(100, 5)],
    wros: [
      wro(5, {
        status: 'InternalTransfer',
        fulfillment_center: { id: 3, name: 'Hub' },
        status_history: HISTORY,
        inventory_quantities: [line(1, 10, 0, 10), line(2, 5, 0, 5)],
        ...more,
      }),
    ],
    placements: { '5': { distributions, moved: [] } },
    transits: { 'SB/In transit': 77 },
    ...rest,
  });
/** Everything is in transit already. */
const inTransit = (more: Partial<Seen> = {}): Partial<Seen> => ({
  order: purchaseOrder({ pickings: [picking(100, [doneMove(1, 10), doneMove(2, 5)], { state: 'done' })] }),
  ...more,
});
const plan = (seen: Seen, settings: SettingsInput = {}) =>
  planReceiving(seen as ReturnType<typeof sentOn>, context(settings));
const goals = (made: ReturnType<typeof plan>) => onlyEffect(made).request['lines'];

describe('goods on their way from a hub', () => {
  it('move as soon as a centre has put some away, while the hub still counts the rest', () => {
    const counting: Wro = { status: 'ProcessingAtHub', inventory_quantities: [line(1, 10, 0, 10), line(2, 5, 0, 5)] };
    const made = plan(sentOn([spread(1, 10, 4), spread(1, 20, 0), spread(2, 10, 0)], counting));
    expect(made.effects.map(({ operation, after }) => [operation, after])).toEqual([
      ['odoo.receipt.book', { 'A-1': 4 }],
      ['odoo.goods.move', { 'A-1': 4 }],
    ]);
    const waiting = plan(sentOn([spread(1, 10, 0)], counting));
    expect(waiting.effects).toEqual([]);
    expect(reasonOf(waiting)).toContain('it is booked when Completed');
  });

  it('are short only once the WRO has ended', () => {
    const counted = [line(1, 10, 0, 8), line(2, 5, 0, 5)];
    const rows = [spread(1, 10, 0), spread(2, 10, 0)];
    expect(codesOf(plan(sentOn(rows, { inventory_quantities: counted })))).toEqual([]);
    const all = [spread(1, 10, 8), spread(2, 10, 5)];
    expect(codesOf(plan(sentOn(all, { ...ENDED, inventory_quantities: counted })))).toEqual(['receiving.short']);
  });

  it('are looked at again while they are on their way, and no more once they have arrived', () => {
    const whole = [spread(1, 10, 10), spread(2, 10, 5)];
    expect(plan(sentOn(whole, ENDED, inTransit())).end.kind).not.toBe('later');
    const open = orderSeen({ links: [wroLink(100, 5)], wros: [wro(5, { status: 'Processing' })] });
    expect(plan(open, { receipt: { when: 'stowed' } }).end.kind).not.toBe('later');
  });

  it('are treated like any others where no centre is named, or ShipBob spreads nothing', () => {
    const there: Wro = { fulfillment_center: { id: 10, name: 'Chicago' }, inventory_quantities: [line(1, 10, 10)] };
    const made = plan(sentOn([], { ...ENDED, ...there }));
    expect(onlyEffect(made).request).not.toHaveProperty('location_dest_id');
  });

  it('wait for the end by setting, whatever has been put away by then', () => {
    const rows = [spread(1, 10, 4)];
    const partly: Wro = { inventory_quantities: [line(1, 10, 4, 10)] };
    expect(plan(sentOn(rows, partly), { receipt: { placement: 'at_completion' } }).effects).toEqual([]);
  });

  it('lack their place in transit where none was found', () => {
    const { transits: _, ...seen } = sentOn([spread(1, 10, 4)]);
    expect(codesOf(plan(seen))).toEqual(['receiving.no_transit']);
  });

  it('belong to the warehouse of the order where the receipt names none', () => {
    const order = purchaseOrder({ pickings: [picking(100, [doneMove(1, 10)], { state: 'done', warehouse_id: null })] });
    const made = plan(sentOn([spread(1, 10, 4)], {}, { order }));
    expect(onlyEffect(made).request).toMatchObject({ warehouse_id: 7, location_id: 77 });
  });
});

describe('where a hub’s goods are put away', () => {
  it('is the location of the centre where it has one, and not moved while Odoo lacks it', () => {
    const centres = [{ fulfillment_center_id: 10, warehouse: 'SB', location: 'SB/Stock/CHI' }];
    const seen = (locations: Seen['locations']) => sentOn([spread(1, 10, 4)], {}, { ...inTransit(), locations });
    expect(goals(plan(seen({ '10': { id: 71, name: 'SB/Stock/CHI' } }), { centres }))).toMatchObject([
      { location_dest_id: 71, goal: 4 },
    ]);
    const found = onlyCase(plan(seen({}), { centres }));
    expect(found).toMatchObject({
      code: 'receiving.unmapped_centre',
      detail: { lines: [{ sku: 'A-1', centre_id: 10, stowed: 4 }] },
    });
  });

  it('is told for goods of the order that are there, at centres that are not mapped', () => {
    const rows = [spread(1, 99, 0), spread(6, 99, 3, { inventory_id: 5555, product_sku: 'ELSE' })];
    const made = plan(sentOn(rows, {}, inTransit()));
    expect(made.effects).toEqual([]);
    expect(codesOf(made)).toEqual([]);
  });

  it('is kept apart by product, by centre and by lot, and added up within', () => {
    const tracked = products([], { 1: { tracking: 'lot' } });
    const rows = [
      spread(1, 10, 2, { lot_number: 'L2' }),
      spread(1, 10, 3, { lot_number: 'L1' }),
      spread(1, 20, 1, { lot_number: 'L1' }),
      spread(1, 10, 1, { lot_number: 'L2' }),
      spread(2, 10, 4, { lot_number: 'L1' }),
    ];
    const moved = [
      { product_id: 1, lot: 'L1', location_dest_id: 70, quantity: 1 },
      { product_id: 1, lot: 'L2', location_dest_id: 70, quantity: 2 },
      { product_id: 2, lot: null, location_dest_id: 70, quantity: 3 },
      { product_id: 2, lot: 'L1', location_dest_id: 70, quantity: 9 },
    ];
    const made = plan(
      sentOn([], {}, { ...inTransit(), products: tracked, placements: { '5': { distributions: rows, moved } } }),
    );
    expect(goals(made)).toEqual([
      { product_id: 1, sku: 'A-1', lot: 'L1', location_dest_id: 70, done: 1, goal: 3 },
      { product_id: 1, sku: 'A-1', lot: 'L2', location_dest_id: 70, done: 2, goal: 3 },
      { product_id: 2, sku: 'B-2', lot: null, location_dest_id: 70, done: 3, goal: 4 },
      { product_id: 1, sku: 'A-1', lot: 'L1', location_dest_id: 80, done: 0, goal: 1 },
    ]);
    expect(onlyEffect(made)).toMatchObject({ before: { 'A-1': 3, 'B-2': 3 }, after: { 'A-1': 7, 'B-2': 4 } });
  });

  it('is one line for each product, where several are put away at one place', () => {
    expect(goals(plan(sentOn([spread(1, 10, 4), spread(2, 10, 5)], {}, inTransit())))).toMatchObject([
      { sku: 'A-1', goal: 4 },
      { sku: 'B-2', goal: 5 },
    ]);
  });

  it('is nowhere for goods that are on no receipt: by any setting a receipt of their own into transit is proposed', () => {
    const strange = { ...line(6, 0, 3), inventory_id: 5555, sku: 'ELSE' };
    const lines = [line(1, 10, 0, 10), strange];
    const strangers = { '5555': { product_id: 40, sku: 'ELSE', tracking: 'none' as const } };
    const made = plan(sentOn([spread(1, 10, 0)], { inventory_quantities: lines }, { strangers, stock: {} }), {
      receipt: { unexpected: 'adjust_stock' },
    });
    expect(onlyCase(made).proposes).toMatchObject([{ request: { new_receipt: 'WRO-5', location_dest_id: 77 } }]);
  });

  it('is filled by the ids of the centres, then by lot, while less is booked than was put away', () => {
    const rows = [spread(1, 20, 6), spread(1, 10, 7)];
    expect(goals(plan(sentOn(rows, {}, inTransit())))).toMatchObject([
      { location_dest_id: 70, goal: 7 },
      { location_dest_id: 80, goal: 3 },
    ]);
    const lots = [spread(1, 10, 6, { lot_number: 'L2' }), spread(1, 10, 6, { lot_number: 'L1' })];
    const tracked = { ...inTransit(), products: products([], { 1: { tracking: 'lot' } }) };
    expect(goals(plan(sentOn(lots, {}, tracked)))).toMatchObject([
      { lot: 'L1', goal: 6 },
      { lot: 'L2', goal: 4 },
    ]);
  });

  it('is not known of serial numbers, which stay where they were booked', () => {
    const tracked = { ...inTransit(), products: products([], { 1: { tracking: 'serial' } }) };
    const rows = [spread(1, 10, 1, { lot_number: 'SN-1' }), spread(1, 20, 1, { lot_number: 'SN-2' })];
    const made = plan(sentOn(rows, {}, tracked));
    expect(made.effects).toEqual([]);
    expect(onlyCase(made)).toMatchObject({ code: 'receiving.placement_lots', detail: { skus: ['A-1'] } });
    expect(onlyCase(made).cause).toContain('serial numbers of A-1 went');
  });

  it('is nowhere for what the hub counted beyond it, with both numbers in words', () => {
    const counted: Wro = { ...ENDED, inventory_quantities: [line(1, 10, 8, 10)] };
    const rows = [spread(1, 10, 8, { received_quantity: 8 })];
    const [found] = casesOf(plan(sentOn(rows, counted, inTransit())));
    expect(found?.cause).toContain('A-1 counted 10, put away 8');
  });
});

describe('lots of goods that a hub sends on', () => {
  const item = (lot_number: string, received: number, stowed: number): ShipBobBoxItem => ({
    ...{ inventory_id: 1001, sku: null, quantity: received, lot_number, lot_date: null },
    ...{ received_quantity: received, stowed_quantity: stowed },
  });
  const boxes = [
    {
      ...{ box_id: 1, box_number: 1, box_status: 'Completed', tracking_number: null },
      ...{ arrived_date: null, received_date: null, counting_started_date: null },
      box_items: [item('L1', 6, 0), item('L2', 4, 1)],
    },
  ];
  const order = purchaseOrder({ pickings: [picking(100, [move(1, 10, { tracking: 'lot' })])] });

  it('are those that it counted in the boxes once they are sent on, and before what centres put away', () => {
    const lines = [line(1, 10, 1, 10)];
    const sent = plan(sentOn([spread(1, 10, 0)], { boxes, inventory_quantities: lines }, { order }));
    expect(goals(sent)).toMatchObject([
      {
        goal: 10,
        lots: [
          { name: 'L1', quantity: 6 },
          { name: 'L2', quantity: 4 },
        ],
      },
    ]);
    const counting: Wro = { status: 'ProcessingAtHub', boxes, inventory_quantities: lines };
    const early = plan(sentOn([spread(1, 10, 1, { lot_number: 'L2' })], counting, { order }));
    expect(early.effects[0]?.request['lines']).toMatchObject([{ goal: 1, lots: [{ name: 'L2', quantity: 1 }] }]);
  });
});

it('of several WROs each is handed over by the placement of its own first link', () => {
  const five = wro(5, { status: 'InternalTransfer', inventory_quantities: [line(1, 10, 0, 10)] });
  const links = [link('stock.picking#2', 100, 'wro', 4), wroLink(99, 6), wroLink(100, 5)];
  const placements = {
    '4': { distributions: [spread(1, 10, 1)], moved: [] },
    '5': { distributions: [spread(1, 10, 3)], moved: [] },
    '6': { distributions: [], moved: [] },
  };
  expect(asHandedOver(five, { links, placements }).inventory_quantities).toMatchObject([{ stowed_quantity: 10 }]);
  for (const id of [4, 6]) {
    const other = wro(id, { ...five, id });
    expect(asHandedOver(other, { links, placements })).toBe(other);
  }
});
