import { describe, expect, it } from 'vitest';
import type { OdooPicking, PurchaseOrderSeen, SeenLink, ShipBobWro } from '../seen.js';
import type { SettingsInput } from '../settings.js';
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
  UNIT,
  wro,
  wroLink,
} from '../shared/fixtures.test.js';
import { planReceiving } from './receiving.plan.js';

type Receipt = NonNullable<SettingsInput['receipt']>;
const DOZEN = { product_uom: { id: 2, name: 'Dozens' }, product_base_uom: UNIT };

/** WRO 5 on receipt 100 has ended with these lines, and ShipBob knows that it is booked. */
const plan = (
  pickings: OdooPicking[],
  lines: ReturnType<typeof line>[],
  more: {
    wro?: Partial<ShipBobWro>;
    receipt?: Receipt;
    seen?: Partial<PurchaseOrderSeen>;
    link?: Partial<SeenLink>;
  } = {},
) =>
  planReceiving(
    orderSeen({
      order: purchaseOrder({ pickings }),
      links: [{ ...wroLink(100, 5), ...more.link }],
      wros: [wro(5, { status: 'Completed', external_sync: true, inventory_quantities: lines, ...more.wro })],
      ...more.seen,
    }),
    context({ receipt: more.receipt ?? {} }),
  );
const rest = (...moves: ReturnType<typeof move>[]) => picking(101, moves, { backorder_id: 100 });
const linesOf = (made: ReturnType<typeof plan>) => made.effects.map(({ request }) => request['lines']);

describe('a booking', () => {
  it('is one write to Odoo of this flow', () => {
    const made = plan([picking(100, [move(1, 10)])], [line(1, 10, 10)]);
    expect(onlyEffect(made)).toMatchObject({ flow: 'receiving', businessKey: 'picking 100' });
    expect(reasonOf(made)).toBe('WRO 5 is Completed: booked');
    const quiet = plan([picking(100, [doneMove(1, 10)], { state: 'done' })], [line(1, 10, 10)]);
    expect(reasonOf(quiet)).toBe('WRO 5 is Completed: nothing new stowed');
  });

  it('fills the open receipts in turn, and puts a surplus on the last of them', () => {
    const order = [
      picking(100, [move(1, 6), move(2, 1)]),
      rest(move(1, 4)),
      picking(102, [move(1, 2)], { backorder_id: 101 }),
    ];
    expect(linesOf(plan(order, [line(1, 12, 9), line(2, 1, 1)]))).toEqual([
      [
        { product_id: 1, sku: 'A-1', done: 0, goal: 6 },
        { product_id: 2, sku: 'B-2', done: 0, goal: 1 },
      ],
      [{ product_id: 1, sku: 'A-1', done: 6, goal: 9 }],
    ]);
    expect(linesOf(plan(order, [line(1, 12, 15), line(2, 1, 1)])).slice(1)).toEqual([
      [{ product_id: 1, sku: 'A-1', done: 6, goal: 10 }],
      [{ product_id: 1, sku: 'A-1', done: 10, goal: 15, beyond_order: true }],
    ]);
  });

  it('passes over receipts that are closed', () => {
    const order = [
      picking(100, [doneMove(1, 6)], { state: 'done' }),
      rest(move(1, 4)),
      picking(102, [move(1, 3, { state: 'cancel' })], { state: 'cancel', backorder_id: 101 }),
    ];
    expect(onlyEffect(plan(order, [line(1, 10, 12)])).request).toMatchObject({
      picking_id: 101,
      lines: [{ done: 6, goal: 12, beyond_order: true }],
    });
  });

  it('books only products that are over beyond the order, on the last receipt', () => {
    const made = plan([picking(100, [move(1, 10), move(2, 4)])], [line(1, 10, 12), line(2, 4, 3)]);
    expect(linesOf(made)).toEqual([
      [
        { product_id: 1, sku: 'A-1', done: 0, goal: 12, beyond_order: true },
        { product_id: 2, sku: 'B-2', done: 0, goal: 3 },
      ],
    ]);
  });

  it('caps by setting only what is over; the rest is booked as it was stowed', () => {
    const made = plan([picking(100, [move(1, 10), move(2, 4)])], [line(1, 10, 12), line(2, 4, 3)], {
      receipt: { over: 'cap' },
    });
    expect(onlyEffect(made).after).toEqual({ 'A-1': 10, 'B-2': 3 });
  });

  it('goes on while one of several receipts is cancelled', () => {
    const order = [
      picking(100, [move(1, 10, { state: 'cancel' })], { state: 'cancel' }),
      picking(101, [move(1, 10)], { backorder_id: 100 }),
    ];
    expect(onlyEffect(plan(order, [line(1, 10, 10)])).request).toMatchObject({ picking_id: 101 });
  });
});

describe('a WRO that cannot be booked', () => {
  const open = [picking(100, [move(1, 10)])];

  it('is told in the pass: gone, cancelled, or still waited for', () => {
    const gone = plan(open, [], { seen: { wros: [] } });
    expect([gone.end.kind, reasonOf(gone)]).toEqual(['done', 'WRO 5 is not shown by ShipBob']);
    const dead = plan(open, [line(1, 10, 3)], { wro: { status: 'Cancelled' }, receipt: { when: 'stowed' } });
    expect([dead.effects, reasonOf(dead)]).toEqual([[], 'WRO 5 is cancelled']);
    const waiting = plan(open, [line(1, 10, 0)], { wro: { status: 'Arrived' } });
    expect(reasonOf(waiting)).toBe('WRO 5 is Arrived; it is booked when Completed');
  });

  it('and ended incomplete is a case, beside the booking where each stow is booked', () => {
    const status_history = [{ status: 'Processing', timestamp: '2026-11-24T10:00:00Z' }];
    const waits = plan(open, [line(1, 10, 3)], { wro: { status: 'Incomplete', status_history } });
    expect(waits.effects).toEqual([]);
    expect(waits.end).toMatchObject({ kind: 'case', at: '2026-11-29T10:00:00.000Z' });
    const booked = plan(open, [line(1, 10, 3), line(2, 4, 0)], {
      wro: { status: 'Incomplete' },
      receipt: { when: 'stowed' },
    });
    expect(onlyEffect(booked).after).toEqual({ 'A-1': 3 });
    expect(onlyCase(booked)).toMatchObject({
      code: 'receiving.wro_incomplete',
      detail: { lines: [{ sku: 'A-1', stowed: 3 }] },
    });
  });
});

describe('telling ShipBob that a WRO is booked', () => {
  const closed = [picking(100, [doneMove(1, 10)], { state: 'done' })];

  it('names each by its number', () => {
    const made = plan(closed, [line(1, 10, 10)], { wro: { external_sync: false, purchase_order_number: null } });
    expect(onlyEffect(made)).toMatchObject({
      flow: 'receiving',
      target: 'shipbob',
      kind: 'converge',
      businessKey: 'wro 5',
      title: 'mark WRO 5 as synced',
      before: { external_sync: false },
      after: { external_sync: true },
    });
  });

  it('leaves out what it knows already, and what has not ended', () => {
    const part = { ...wroLink(100, 6), odooModel: 'stock.picking#2' };
    const all = [doneMove(1, 10), doneMove(2, 4)];
    const both = (first: Partial<ShipBobWro>, second: Partial<ShipBobWro>, moves = all) =>
      plan([picking(100, moves, { state: 'done' })], [], {
        seen: {
          links: [wroLink(100, 5), part],
          wros: [
            wro(5, { inventory_quantities: [line(1, 10, 10)], ...first }),
            wro(6, { purchase_order_number: 'P00042-2', inventory_quantities: [line(2, 4, 4)], ...second }),
          ],
        },
      }).effects.map(({ businessKey, title }) => [businessKey, title]);
    const done = { status: 'Completed' };
    expect(both(done, done)).toEqual([['wro 5,6', 'mark WRO P00042, P00042-2 as synced']]);
    expect(both({ ...done, external_sync: true }, done)).toEqual([['wro 6', 'mark WRO P00042-2 as synced']]);
    expect(both(done, { status: 'Cancelled' }, all.slice(0, 1))).toEqual([['wro 5', 'mark WRO P00042 as synced']]);
    expect(both(done, { status: 'Processing' })).toEqual([]);
  });
});

describe('what a person may agree to', () => {
  const closed = [picking(100, [doneMove(1, 10)], { state: 'done' })];
  const stranger = (tracking: 'none' | 'lot', inventory_id = 1004) => ({
    [String(inventory_id)]: { product_id: 40, sku: 'D-40', tracking },
  });
  const strange = { ...line(4, 0, 3), sku: 'D-40' };
  const known = () => {
    const { products } = orderSeen();
    return Object.fromEntries(Object.entries(products).filter(([id]) => id !== '4'));
  };

  it('is a receipt of their own for goods that came late, and says what it takes in', () => {
    const found = onlyCase(plan(closed, [line(1, 10, 12)], { receipt: { late: 'child_receipt' } }));
    expect(found.proposes).toMatchObject([
      {
        flow: 'receiving',
        target: 'odoo',
        kind: 'converge',
        title: 'receive 2 x A-1 on a receipt of their own for P00042',
        before: { 'A-1': 10 },
        after: { 'A-1': 12 },
      },
    ]);
  });

  it('adds lots to what the order’s receipts have of them', () => {
    const box = {
      box_id: 1,
      box_number: 1,
      box_status: '',
      tracking_number: null,
      arrived_date: null,
      received_date: null,
      counting_started_date: null,
      box_items: ['L1', 'L2'].map((lot_number, index) => ({
        inventory_id: 1001,
        sku: null,
        quantity: 6,
        received_quantity: 6,
        stowed_quantity: index === 0 ? 8 : 4,
        lot_number,
        lot_date: null,
      })),
    };
    const lots = [
      doneMove(1, 10, {
        tracking: 'lot',
        done_lots: [
          { name: 'L1', quantity: 8 },
          { name: 'L2', quantity: 2 },
        ],
      }),
    ];
    const late = (rule: Receipt['late'], stock?: Record<string, number>) =>
      onlyCase(
        plan([picking(100, lots, { state: 'done' })], [line(1, 10, 12)], {
          wro: { boxes: [box] },
          receipt: { late: rule },
          seen: stock ? { stock } : {},
        }),
      ).proposes;
    expect(late('child_receipt')).toMatchObject([
      { request: { lines: [{ done: 10, goal: 12, lots: [{ name: 'L2', quantity: 4 }] }] } },
    ]);
    expect(late('adjust_stock', { '1@70@L2': 5 })).toMatchObject([
      {
        flow: 'receiving',
        target: 'odoo',
        kind: 'converge',
        title: 'count A-1 up by 2',
        before: { 'A-1': 5 },
        after: { 'A-1': 7 },
        request: { lot: 'L2', expected: 5, quantity: 7 },
        link: { shipbobType: 'wro', keeps: { shipbobId: '5', data: { settled: { '1': 2 } } } },
      },
    ]);
    expect(late('adjust_stock', {})).toMatchObject([{ request: { expected: 0, quantity: 2 } }]);
  });

  it('is nothing for goods by lot that nobody names, in another unit, or by the setting', () => {
    const unexpected = (tracking: 'none' | 'lot', rule: Receipt['unexpected'] = 'add_to_po') =>
      casesOf(
        plan([picking(100, [move(1, 10)])], [line(1, 10, 10), strange], {
          receipt: { unexpected: rule },
          seen: { products: known(), strangers: stranger(tracking) },
        }),
      )[0]?.proposes;
    expect(unexpected('none')).toHaveLength(1);
    expect(unexpected('lot')).toBeUndefined();
    expect(unexpected('none', 'hold')).toBeUndefined();
    const late = (moves: ReturnType<typeof move>[]) =>
      casesOf(
        plan([picking(100, moves, { state: 'done' })], [line(1, 10, 12)], { receipt: { late: 'child_receipt' } }),
      );
    expect(late([doneMove(1, 10)])[0]?.proposes).toHaveLength(1);
    for (const found of late([doneMove(1, 10, DOZEN)])) expect(found.proposes).toBeUndefined();
  });

  it('counts what was settled before only once', () => {
    const settled = (quantity: number) =>
      plan([picking(100, [move(1, 10)])], [line(1, 10, 10), strange], {
        receipt: { unexpected: 'child_receipt' },
        seen: { products: known(), strangers: stranger('none') },
        link: { data: { settled: { '40': quantity } } },
      });
    expect(casesOf(settled(1))[0]?.proposes).toMatchObject([{ request: { lines: [{ goal: 2 }] } }]);
    expect(codesOf(settled(3))).toEqual([]);
    const own = plan(closed, [line(1, 10, 12)], { link: { data: { settled: { '1': 2 } } } });
    expect([own.effects, codesOf(own)]).toEqual([[], []]);
  });

  it('names the number of the WRO where it has one', () => {
    const reason = (purchase_order_number: string | null) =>
      casesOf(plan(closed, [line(1, 10, 12)], { wro: { purchase_order_number }, seen: { stock: { '1@70': 4 } } }))[0]
        ?.proposes?.[0]?.request['reason'];
    expect([reason('P00042'), reason(null)]).toEqual(['ShipBob WRO 5 P00042', 'ShipBob WRO 5']);
  });
});

describe('a short receipt that is due', () => {
  const status_history = [{ status: 'Completed', timestamp: '2026-11-01T10:00:00Z' }];
  const due = (pickings: OdooPicking[], lines: ReturnType<typeof line>[]) =>
    plan(pickings, lines, { wro: { status_history } });

  it('is proposed to be closed once everything stowed is booked, and not before', () => {
    const done = [picking(100, [doneMove(1, 7), doneMove(2, 4)], { state: 'done' }), rest(move(1, 3))];
    expect(onlyCase(due(done, [line(1, 10, 7), line(2, 4, 4)])).proposes).toHaveLength(1);
    const both = due([picking(100, [move(1, 10), move(2, 4)])], [line(1, 10, 7), line(2, 4, 4)]);
    expect(both.effects).toHaveLength(1);
    expect(onlyCase(both).proposes).toBeUndefined();
    const over = due(
      [picking(100, [doneMove(1, 7)], { state: 'done' }), rest(move(1, 3), move(2, 4))],
      [line(1, 10, 7), line(2, 4, 6)],
    );
    expect(casesOf(over).find(({ code }) => code === 'receiving.short')?.proposes).toBeUndefined();
  });
});

describe('a surplus that is booked', () => {
  it('is told of the products that are over, as long as the order is not raised', () => {
    const made = plan(
      [picking(100, [doneMove(1, 12), doneMove(2, 4)], { state: 'done' })],
      [line(1, 10, 12), line(2, 4, 4)],
    );
    expect(codesOf(made)).toEqual([]);
    const ordered = (quantity: number) => ({
      id: 1,
      product_id: 1,
      product_qty: quantity,
      uom: UNIT,
      product_uom_qty: quantity,
      price_unit: 1,
      display_type: null,
    });
    const told = (quantity: number, over: Receipt['over']) =>
      planReceiving(
        orderSeen({
          order: purchaseOrder({
            pickings: [picking(100, [doneMove(1, 12)], { state: 'done' })],
            lines: [ordered(quantity)],
          }),
          links: [wroLink(100, 5)],
          wros: [wro(5, { status: 'Completed', external_sync: true, inventory_quantities: [line(1, 10, 12)] })],
        }),
        context({ receipt: { over } }),
      );
    expect(codesOf(told(10, 'actual'))).toEqual(['receiving.over_receipt']);
    expect(codesOf(told(12, 'actual'))).toEqual([]);
    expect(codesOf(told(10, 'cap'))).toEqual([]);
  });
});

describe('what was stowed before go-live', () => {
  const gap = (settled: number) => ({
    data: { before_go_live: { '1': 6 }, ...(settled > 0 ? { settled: { '1': settled } } : {}) },
  });

  it('is asked about as far as it is neither done nor settled, on a receipt of the order', () => {
    const before = (pickings: OdooPicking[], settled = 0) => plan(pickings, [line(1, 10, 6)], { link: gap(settled) });
    const open = [picking(100, [move(1, 10)])];
    const asked = casesOf(before(open)).find(({ code }) => code === 'receiving.before_go_live');
    expect(asked?.detail['lines']).toMatchObject([{ sku: 'A-1', before: 6 }]);
    expect(asked?.proposes).toMatchObject([
      {
        request: { picking_id: 100, lines: [{ done: 0, goal: 6 }] },
        link: { shipbobType: 'wro', keeps: { data: {} } },
      },
    ]);
    expect(asked?.proposes?.[0]?.request).not.toHaveProperty('new_receipt');
    const part = casesOf(before(open, 2)).find(({ code }) => code === 'receiving.before_go_live');
    expect(part?.detail['lines']).toMatchObject([{ before: 4 }]);
    const half = before([picking(100, [doneMove(1, 2)], { state: 'done' }), rest(move(1, 8))]);
    expect(casesOf(half)[0]?.detail['lines']).toMatchObject([{ before: 4, done: 2 }]);
    const all = before([picking(100, [doneMove(1, 2)], { state: 'done' }), rest(move(1, 8))], 4);
    expect(all.adoptions).toMatchObject([{ shipbobType: 'wro', shipbobId: '5', data: { settled: { '1': 4 } } }]);
  });
});
