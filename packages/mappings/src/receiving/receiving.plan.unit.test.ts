import { describe, expect, it } from 'vitest';
import { operationNames } from '../operations.js';
import { planPurchaseOrders } from '../purchase-orders/purchase-orders.plan.js';
import {
  casesOf,
  codesOf,
  context,
  doneMove,
  line,
  move,
  onlyCase,
  onlyEffect,
  orderSeen,
  picking,
  purchaseOrder,
  reasonOf,
  wro,
  wroLink,
} from '../shared/fixtures.test.js';
import { planReceiving } from './receiving.plan.js';

type Lines = ReturnType<typeof line>[];

const plan = (seen: Parameters<typeof orderSeen>[0], ...more: Parameters<typeof context>) =>
  planReceiving(orderSeen(seen), context(...more));
/** Receipt 100 (A-1 x 10, B-2 x 4 unless told otherwise) linked to WRO 5. */
const linked = (
  lines: Lines,
  more: { status?: string; moves?: ReturnType<typeof move>[]; external_sync?: boolean } = {},
  ...rest: Parameters<typeof context>
) =>
  plan(
    {
      order: purchaseOrder({ pickings: [picking(100, more.moves ?? [move(1, 10), move(2, 4)])] }),
      links: [wroLink(100, 5)],
      wros: [
        wro(5, {
          status: more.status ?? 'Completed',
          external_sync: more.external_sync ?? true,
          inventory_quantities: lines,
        }),
      ],
    },
    ...rest,
  );
const stowing = { receipt: { when: 'stowed' as const } };

describe('booking what was stowed', () => {
  it('a completed WRO is booked with its stowed quantities, cumulative, with a backorder for the rest', () => {
    const made = linked([line(1, 10, 10), line(2, 4, 4)]);
    expect(onlyEffect(made)).toMatchObject({
      operation: 'odoo.receipt.book',
      target: 'odoo',
      kind: 'converge',
      title: 'receive SB/IN/100 of P00042',
      before: { 'A-1': 0, 'B-2': 0 },
      after: { 'A-1': 10, 'B-2': 4 },
      request: {
        purchase_order_id: 42,
        picking_id: 100,
        lines: [
          { product_id: 1, sku: 'A-1', done: 0, goal: 10 },
          { product_id: 2, sku: 'B-2', done: 0, goal: 4 },
        ],
        keep_backorder: true,
      },
      link: null,
    });
    expect(codesOf(made)).toEqual([]);
  });

  it.each(['Awaiting', 'Arrived', 'PartiallyArrived', 'Processing', 'ProcessingAtHub', 'SomethingNew'])(
    'nothing is booked while the WRO is %s',
    (status) => {
      const made = linked([line(1, 10, 10), line(2, 4, 4)], { status });
      expect(made.effects).toEqual([]);
      expect(reasonOf(made)).toContain(`WRO 5 is ${status}`);
    },
  );

  it('each stow is booked at once by setting', () => {
    const made = linked([line(1, 10, 3), line(2, 4, 0)], { status: 'Processing' }, stowing);
    expect(onlyEffect(made).after).toEqual({ 'A-1': 3 });
    expect(codesOf(made)).toEqual([]);
  });

  it('received is not looked at: it may lag behind what was stowed', () => {
    expect(onlyEffect(linked([line(1, 10, 10, 0), line(2, 4, 4, 0)])).after).toEqual({ 'A-1': 10, 'B-2': 4 });
    const counted = linked([line(1, 10, 0, 10), line(2, 4, 0, 4)], { status: 'Processing' }, stowing);
    expect(counted.effects).toEqual([]);
  });

  it('more counted than put away when the WRO has ended is a case beside the booking, a note or nothing by setting', () => {
    const lines = [line(1, 6, 5, 6), line(1, 4, 4, 4), line(2, 4, 4, 3)];
    const made = linked(lines);
    expect(made.effects[0]?.after).toEqual({ 'A-1': 9, 'B-2': 4 });
    const gap = casesOf(made).find(({ code }) => code === 'receiving.count_gap');
    expect(gap).toMatchObject({ detail: { lines: [{ sku: 'A-1', counted: 10, stowed: 9 }] } });
    expect(gap?.cause).toContain('A-1 counted 10, put away 9');
    const by = (count_gap: 'off' | 'note') => linked(lines, {}, { receipt: { count_gap } });
    for (const how of ['off', 'note'] as const) expect(codesOf(by(how))).toEqual(['receiving.short']);
    const whole = [line(1, 10, 10, 11), line(2, 4, 4, 4)];
    expect(reasonOf(linked(whole, {}, { receipt: { count_gap: 'note' } }))).toContain('A-1 counted 11, put away 10');
    expect(reasonOf(linked(whole, {}, { receipt: { count_gap: 'off' } }))).not.toContain('counted');
  });

  it('more counted than put away is told of what was received in part, and not before the end, of history, or where the counted is booked', () => {
    const whole = [line(1, 10, 10, 11), line(2, 4, 4, 4)];
    expect(codesOf(linked(whole))).toEqual(['receiving.count_gap']);
    expect(codesOf(linked(whole, { status: 'Processing' }, stowing))).toEqual([]);
    expect(codesOf(linked(whole, {}, { receipt: { qty: 'received' } }))).toEqual(['receiving.over_receipt']);
    const seen = orderSeen({
      links: [wroLink(100, 5)],
      wros: [wro(5, { status: 'Completed', last_updated_date: '2025-12-01T00:00:00Z', inventory_quantities: whole })],
    });
    expect(codesOf(planReceiving(seen, context()))).not.toContain('receiving.count_gap');
    const rest = picking(101, [move(1, 2)], { state: 'cancel', backorder_id: 100 });
    const part = purchaseOrder({ pickings: [picking(100, [doneMove(1, 8)], { state: 'done' }), rest] });
    const gap = wro(5, { status: 'Completed', external_sync: true, inventory_quantities: [line(1, 10, 8, 10)] });
    const closed = orderSeen({ order: part, links: [wroLink(100, 5)], wros: [gap] });
    expect(codesOf(planReceiving(closed, context()))).toEqual(['receiving.count_gap']);
    const cancelled = purchaseOrder({ pickings: [picking(100, [move(1, 10)], { state: 'cancel' })] });
    const dead = { ...seen, order: cancelled, wros: [wro(5, { status: 'Completed', inventory_quantities: whole })] };
    expect(codesOf(planReceiving(dead, context()))).toEqual([]);
  });

  it('several lines of one product are summed', () => {
    expect(onlyEffect(linked([line(1, 6, 6), line(1, 4, 4), line(2, 4, 4)])).after).toEqual({ 'A-1': 10, 'B-2': 4 });
  });

  it('only the difference to what is done is booked, on the backorder', () => {
    const made = plan(
      {
        order: purchaseOrder({
          pickings: [
            picking(100, [doneMove(1, 6)], { state: 'done' }),
            picking(101, [move(1, 4)], { backorder_id: 100 }),
          ],
        }),
        links: [wroLink(100, 5)],
        wros: [wro(5, { status: 'Processing', inventory_quantities: [line(1, 10, 9)] })],
      },
      stowing,
    );
    expect(onlyEffect(made)).toMatchObject({
      before: { 'A-1': 6 },
      after: { 'A-1': 9 },
      request: { picking_id: 101, lines: [{ done: 6, goal: 9 }] },
    });
  });

  it('what is booked stays: a second look writes nothing', () => {
    const made = plan({
      order: purchaseOrder({ pickings: [picking(100, [doneMove(1, 10)], { state: 'done' })] }),
      links: [wroLink(100, 5)],
      wros: [wro(5, { status: 'Completed', external_sync: true, inventory_quantities: [line(1, 10, 10)] })],
    });
    expect(made.effects).toEqual([]);
    expect(made.end.kind).toBe('done');
  });

  it('each WRO is booked on its own receipt, whichever ends first', () => {
    const made = plan({
      order: purchaseOrder({ pickings: [picking(100, [move(1, 10)]), picking(101, [move(1, 5)])] }),
      links: [wroLink(100, 5), wroLink(101, 6)],
      wros: [
        wro(5, { status: 'Awaiting', inventory_quantities: [line(1, 10)] }),
        wro(6, { status: 'Completed', external_sync: true, inventory_quantities: [line(1, 5, 5)] }),
      ],
    });
    expect(onlyEffect(made).request).toMatchObject({ picking_id: 101, lines: [{ done: 0, goal: 5 }] });
  });

  it('two bookings of one plan count each other in their goals', () => {
    const made = plan({
      order: purchaseOrder({ pickings: [picking(100, [move(1, 10)]), picking(101, [move(1, 5)])] }),
      links: [wroLink(100, 5), wroLink(101, 6)],
      wros: [
        wro(5, { status: 'Completed', external_sync: true, inventory_quantities: [line(1, 10, 10)] }),
        wro(6, { status: 'Completed', external_sync: true, inventory_quantities: [line(1, 5, 5)] }),
      ],
    });
    expect(made.effects.map((effect) => [effect.before, effect.after])).toEqual([
      [{ 'A-1': 0 }, { 'A-1': 10 }],
      [{ 'A-1': 10 }, { 'A-1': 15 }],
    ]);
  });

  it('an order without a linked WRO is ignored', () => {
    expect(plan({ wros: [wro(5)] }).end).toEqual({ kind: 'ignored', reason: 'no WRO is linked yet' });
    expect(plan({ order: null }).end.kind).toBe('ignored');
    expect(plan({ order: purchaseOrder({ company_id: 2 }), links: [wroLink(100, 5)] }).end.kind).toBe('ignored');
  });

  it('a cancelled receipt or a cancelled WRO books nothing', () => {
    const cancelled = purchaseOrder({
      pickings: [picking(100, [move(1, 10, { state: 'cancel' })], { state: 'cancel' })],
    });
    const stowed = wro(5, { status: 'Completed', inventory_quantities: [line(1, 10, 10)] });
    const made = plan({ order: cancelled, links: [wroLink(100, 5)], wros: [stowed] });
    expect(made.effects).toEqual([]);
    expect(codesOf(made)).toEqual([]);
    expect(linked([line(1, 10, 10)], { status: 'Cancelled' }).effects).toEqual([]);
  });

  it('an incomplete WRO is a case with what it stowed', () => {
    const found = onlyCase(linked([line(1, 10, 3)], { status: 'Incomplete' }));
    expect(found.code).toBe('receiving.wro_incomplete');
    expect(found.detail['lines']).toEqual([{ sku: 'A-1', stowed: 3 }]);
  });
});

describe('short receipts', () => {
  it('are booked, and told with expected, stowed and missing numbers', () => {
    const made = linked([line(1, 10, 7), line(2, 4, 4)]);
    expect(onlyEffect(made).after).toEqual({ 'A-1': 7, 'B-2': 4 });
    const found = onlyCase(made);
    expect(found.code).toBe('receiving.short');
    expect(found.cause).toContain('A-1 expected 10, stowed 7, missing 3');
    expect(found.detail['lines']).toMatchObject([{ sku: 'A-1', expected: 10, stowed: 7, missing: 3 }]);
    expect(found.suggestions).toHaveLength(2);
  });

  it('of which nothing came are told and book nothing', () => {
    const made = linked([line(1, 10, 0), line(2, 4, 0)]);
    expect(made.effects).toEqual([]);
    expect(onlyCase(made).detail['lines']).toMatchObject([{ missing: 10 }, { missing: 4 }]);
  });

  it('are no case before the WRO is completed', () => {
    expect(codesOf(linked([line(1, 10, 7), line(2, 4, 4)], { status: 'Processing' }, stowing))).toEqual([]);
  });

  const short = (rest: Parameters<typeof picking>[2], links = [wroLink(100, 5)]) =>
    plan({
      order: purchaseOrder({
        pickings: [
          picking(100, [doneMove(1, 7)], { state: 'done' }),
          picking(101, [move(1, 3, rest?.state === 'cancel' ? { state: 'cancel' } : {})], {
            backorder_id: 100,
            ...rest,
          }),
        ],
      }),
      links,
      wros: [
        wro(5, { status: 'Completed', external_sync: true, inventory_quantities: [line(1, 10, 7)] }),
        wro(6, { purchase_order_number: 'P00042-2', inventory_quantities: [line(1, 3)] }),
      ],
    });

  it('stay a case while the backorder is open', () => {
    expect(codesOf(short({}))).toEqual(['receiving.short']);
    expect(short({}).effects).toEqual([]);
  });

  it('are over once the backorder is cancelled', () => {
    expect(codesOf(short({ state: 'cancel' }))).toEqual([]);
  });

  it('are over once the backorder has a WRO of its own', () => {
    expect(codesOf(short({}, [wroLink(100, 5), wroLink(101, 6)]))).toEqual([]);
  });
});

it('of several steps only the one from the supplier is announced and booked; those behind it are Odoo’s', () => {
  const steps = [
    picking(100, [move(1, 10)], { location_dest_id: 71 }),
    picking(101, [move(1, 10, { id: 11 })], { picking_type_code: 'internal', location_id: 71, state: 'waiting' }),
  ];
  const seen = orderSeen({ order: purchaseOrder({ pickings: steps }) });
  expect(onlyEffect(planPurchaseOrders(seen, context()))).toMatchObject({
    operation: 'shipbob.wro.create',
    link: { odooId: 100 },
    request: { boxes: [{ items: [{ sku: 'A-1', quantity: 10 }] }] },
  });
  const ended = wro(5, { status: 'Completed', external_sync: true, inventory_quantities: [line(1, 10, 10)] });
  const booked = planReceiving({ ...seen, links: [wroLink(100, 5)], wros: [ended] }, context());
  expect(onlyEffect(booked).request).toMatchObject({ picking_id: 100, lines: [{ goal: 10 }] });
});

it('no supplier’s bill is ever made, and nothing of an order but its receipts is written', () => {
  // The one bill that is drafted is ShipBob's own.
  expect(operationNames.filter((name) => /bill|invoice/.test(name))).toEqual(['odoo.bill.draft']);
  expect(operationNames.filter((name) => /purchase/.test(name))).toEqual([]);
});
