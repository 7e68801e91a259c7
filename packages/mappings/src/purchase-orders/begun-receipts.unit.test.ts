import { describe, expect, it } from 'vitest';
import {
  codesOf,
  context,
  doneMove,
  line,
  move,
  onlyCase,
  orderSeen,
  picking,
  purchaseOrder,
  wro,
} from '../shared/fixtures.test.js';
import { planPurchaseOrders } from './purchase-orders.plan.js';

const live = { liveFrom: '2026-11-20T00:00:00Z' };
const BEFORE = '2026-11-10T00:00:00Z';
const AFTER = '2026-11-22T00:00:00Z';
type Wro = Parameters<typeof wro>[1];

const plan = (pickings: ReturnType<typeof picking>[], more: Wro, at = BEFORE) =>
  planPurchaseOrders(
    orderSeen({
      order: purchaseOrder({ pickings }),
      wros: [wro(5, { insert_date: '2026-11-01T00:00:00Z', ...more, ...history(more?.status ?? 'Completed', at) })],
    }),
    context({}, live),
  );
const history = (status: string, timestamp: string): Wro => ({
  status,
  status_history: [
    { status: 'Awaiting', timestamp: '2026-11-01T00:00:00Z' },
    { status, timestamp },
  ],
});
const done = (quantity: number) => picking(100, [doneMove(1, quantity)], { state: 'done' });
const rest = (quantity: number, state = 'assigned') =>
  picking(101, [move(1, quantity, { state })], { backorder_id: 100, state });

describe('receipts that were begun before the connection was made', () => {
  it('are linked with their backorder to the WRO that announced the whole, and nothing is announced', () => {
    const made = plan([done(6), rest(4)], { status: 'Processing', inventory_quantities: [line(1, 10, 6)] });
    expect(made.effects).toEqual([]);
    expect(made.adoptions).toMatchObject([
      { odooModel: 'stock.picking', odooId: 100, shipbobId: '5', data: { adopted: true, baseline: { '1': 6 } } },
    ]);
    expect(made.adoptions[0]?.data).not.toHaveProperty('before_go_live');
    expect(codesOf(made)).toEqual([]);
  });

  it('keep what Odoo lacked of the stowed goods as a gap, which no booking closes by itself', () => {
    const made = plan([done(2), rest(8)], { status: 'Processing', inventory_quantities: [line(1, 10, 6)] });
    expect(made.adoptions[0]?.data).toMatchObject({ baseline: { '1': 6 }, before_go_live: { '1': 4 } });
    const open = plan([picking(100, [move(1, 10)])], { status: 'Processing', inventory_quantities: [line(1, 10, 6)] });
    expect(open.adoptions[0]?.data).toMatchObject({ before_go_live: { '1': 6 } });
  });

  it('have no baseline when the WRO first moved after go-live: all of it is booked', () => {
    const made = plan(
      [picking(100, [move(1, 10)])],
      { status: 'Processing', inventory_quantities: [line(1, 10, 6)] },
      AFTER,
    );
    expect(made.adoptions[0]?.data).toEqual({ purchase_order_number: 'P00042', adopted: true });
  });

  it('that are done are linked to their completed WRO, by what it expected or by what it stowed', () => {
    for (const [pickings, stowed] of [
      [[done(10)], 10],
      [[done(8), rest(2, 'cancel')], 8],
    ] as const) {
      const made = plan([...pickings], { inventory_quantities: [line(1, 10, stowed)] });
      expect(made.adoptions).toMatchObject([{ odooId: 100, shipbobId: '5' }]);
      expect([...made.effects, ...codesOf(made)]).toEqual([]);
    }
  });

  it('whose quantities are not those of the WRO that ended before are told, and nothing is made', () => {
    const made = plan([done(7), rest(3, 'cancel')], { inventory_quantities: [line(1, 10, 9)] });
    expect([...made.effects, ...made.adoptions]).toEqual([]);
    expect(onlyCase(made)).toMatchObject({
      code: 'purchase_orders.before_go_live',
      detail: { wro_id: 5, lines: [{ sku: 'A-1', odoo: 7, shipbob: 9 }] },
    });
  });

  it('are not what a WRO has stowed that still goes on', () => {
    const made = plan([done(8), rest(2, 'cancel')], { status: 'Processing', inventory_quantities: [line(1, 10, 8)] });
    expect(made.adoptions).toEqual([]);
  });

  it('at another centre, or of another order, are nobody’s', () => {
    const made = plan([done(10)], {
      fulfillment_center: { id: 20, name: 'X' },
      inventory_quantities: [line(1, 10, 10)],
    });
    expect(made.adoptions).toEqual([]);
  });
});
