import { describe, expect, it } from 'vitest';
import type { ShipBobWro } from '../seen.js';
import {
  doneMove,
  line,
  move,
  onlyCase,
  onlyEffect,
  picking,
  reasonOf,
  wro,
  wroLink,
} from '../shared/fixtures.test.js';
import { plan, rest } from './fixtures.test.js';

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
    const both = (first: Partial<ShipBobWro>, second: Partial<ShipBobWro>, moves = all, receipt = {}) =>
      plan([picking(100, moves, { state: 'done' })], [], {
        receipt,
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
    expect(both(done, { status: 'Processing' }, all, { when: 'stowed' })).toEqual([]);
  });
});
