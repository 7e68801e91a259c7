import { describe, expect, it } from 'vitest';
import type { ShipBobBoxItem } from '../seen.js';
import {
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
  wro,
  wroLink,
} from '../shared/fixtures.test.js';
import { planReceiving } from './receiving.plan.js';

const byLot = { tracking: 'lot' as const };
const item = (product: number, stowed: number, lot_number: string | null, lot_date: string | null = null) =>
  ({
    inventory_id: 1000 + product,
    sku: null,
    quantity: stowed,
    received_quantity: stowed,
    stowed_quantity: stowed,
    lot_number,
    lot_date,
  }) satisfies ShipBobBoxItem;
const box = (...box_items: ShipBobBoxItem[]) => ({
  box_id: 1,
  box_number: 1,
  box_status: 'Completed',
  tracking_number: null,
  arrived_date: null,
  received_date: null,
  counting_started_date: null,
  box_items,
});

type Pickings = ReturnType<typeof picking>[];
/** WRO 5 on receipt 100, with these boxes. */
const plan = (lines: ReturnType<typeof line>[], boxes: ReturnType<typeof box>[] | undefined, pickings: Pickings) =>
  planReceiving(
    orderSeen({
      order: purchaseOrder({ pickings }),
      links: [wroLink(100, 5)],
      wros: [
        wro(5, {
          status: 'Completed',
          external_sync: true,
          inventory_quantities: lines,
          ...(boxes === undefined ? {} : { boxes }),
        }),
      ],
    }),
    context(),
  );
const open = [picking(100, [move(1, 10, byLot), move(2, 4)])];

describe('goods by lot', () => {
  it('are booked with the lots and expiry that ShipBob’s boxes name, summed over boxes', () => {
    const boxes = [
      box(item(1, 4, 'L1', '2031-05-06T00:00:00Z'), item(2, 4, null)),
      box(item(1, 2, 'L1'), item(1, 4, ' L2 ')),
    ];
    const made = plan([line(1, 10, 10), line(2, 4, 4)], boxes, open);
    expect(onlyEffect(made).request).toMatchObject({
      lines: [
        {
          product_id: 1,
          done: 0,
          goal: 10,
          lots: [
            { name: 'L1', expiration_date: '2031-05-06T00:00:00Z', quantity: 6 },
            { name: 'L2', expiration_date: null, quantity: 4 },
          ],
        },
        { product_id: 2, done: 0, goal: 4 },
      ],
    });
    expect(onlyEffect(made).request['lines']).not.toHaveProperty('1.lots');
    expect(codesOf(made)).toEqual([]);
  });

  it.each([
    ['no box was read', undefined],
    ['a box names no lot', [box(item(1, 10, null))]],
    ['lots name less than was stowed', [box(item(1, 6, 'L1'), item(1, 4, null))]],
  ])('stay a case when %s, and other products are booked', (_, boxes) => {
    const made = plan([line(1, 10, 10), line(2, 4, 4)], boxes, open);
    expect(onlyEffect(made).after).toEqual({ 'B-2': 4 });
    expect(onlyCase(made).code).toBe('receiving.lots_needed');
  });

  it('goals by lot are cumulative: what the receipt has of a lot counts', () => {
    const pickings = [
      picking(100, [doneMove(1, 6, { ...byLot, done_lots: [{ name: 'L1', quantity: 6 }] })], { state: 'done' }),
      picking(101, [move(1, 4, byLot)], { backorder_id: 100 }),
    ];
    const made = plan([line(1, 10, 9)], [box(item(1, 7, 'L1'), item(1, 2, 'L2'))], pickings);
    expect(onlyEffect(made).request).toMatchObject({
      picking_id: 101,
      lines: [
        {
          done: 6,
          goal: 9,
          lots: [
            { name: 'L1', quantity: 7 },
            { name: 'L2', quantity: 2 },
          ],
        },
      ],
    });
  });

  it('are a case when Odoo received other lots than were stowed', () => {
    const pickings = [
      picking(100, [doneMove(1, 6, { ...byLot, done_lots: [{ name: 'X', quantity: 6 }] })], { state: 'done' }),
      picking(101, [move(1, 4, byLot)], { backorder_id: 100 }),
    ];
    const made = plan([line(1, 10, 10)], [box(item(1, 10, 'L1'))], pickings);
    expect(made.effects).toEqual([]);
    expect(onlyCase(made).code).toBe('receiving.lots_needed');
  });

  it('that are all booked need nothing more, whatever the boxes say', () => {
    const done = [
      picking(100, [doneMove(1, 10, { ...byLot, done_lots: [{ name: 'L1', quantity: 10 }] })], { state: 'done' }),
    ];
    const made = plan([line(1, 10, 10)], [box(item(1, 10, 'L1'))], done);
    expect([made.effects, codesOf(made)]).toEqual([[], []]);
  });

  it('by serial number are a case: ShipBob names no serial numbers', () => {
    const pickings = [picking(100, [move(1, 2, { tracking: 'serial' })])];
    const made = plan([line(1, 2, 2)], [box(item(1, 1, 'S1'), item(1, 1, 'S2'))], pickings);
    expect(onlyCase(made).code).toBe('receiving.lots_needed');
  });
});
