import { describe, expect, it } from 'vitest';
import type { OdooPicking } from '../seen.js';
import {
  codesOf,
  context,
  doneMove,
  line,
  move,
  OTHER,
  onlyCase,
  orderSeen,
  picking,
  purchaseOrder,
  wro,
  wroLink,
} from '../shared/fixtures.test.js';
import { planPurchaseOrders } from './purchase-orders.plan.js';

const at = (status: string, day: number): Parameters<typeof wro>[1] => ({
  status,
  insert_date: '2026-11-01T00:00:00Z',
  status_history: [{ status, timestamp: `2026-11-${day}T00:00:00Z` }],
});
const plan = (pickings: OdooPicking[], wros: ReturnType<typeof wro>[], more: Parameters<typeof orderSeen>[0] = {}) =>
  planPurchaseOrders(
    orderSeen({ order: purchaseOrder({ pickings }), wros, ...more }),
    context({}, { liveFrom: '2026-11-20T00:00:00Z' }),
  );
const done = (id: number, product: number, quantity: number, more: Partial<OdooPicking> = {}) =>
  picking(id, [doneMove(product, quantity)], { state: 'done', ...more });
const linked = (made: ReturnType<typeof plan>) => made.adoptions.map(({ odooId, shipbobId }) => [odooId, shipbobId]);
const ended = (id: number, number: string, product: number, stowed: number, day = 10) =>
  wro(id, {
    ...at('Completed', day),
    purchase_order_number: number,
    inventory_quantities: [line(product, 10, stowed)],
  });

describe('receipts that were done before the connection was made', () => {
  it('are linked family by family, each with its own backorders, to a WRO of its own', () => {
    const made = plan(
      [done(100, 1, 6), done(101, 2, 10), done(102, 1, 4, { backorder_id: 100 })],
      [ended(5, 'P00042', 1, 10), ended(6, 'P00042-2', 2, 10)],
    );
    expect(linked(made)).toEqual([
      [100, '5'],
      [101, '6'],
    ]);
    expect([...made.effects, ...codesOf(made)]).toEqual([]);
  });

  it('are linked by what was stowed where that is not what was expected, each WRO once', () => {
    const made = plan([done(100, 1, 8), done(101, 1, 8)], [ended(5, 'P00042', 1, 8), ended(6, 'P00042-2', 1, 8)]);
    expect(linked(made)).toEqual([
      [100, '5'],
      [101, '6'],
    ]);
  });

  it('are none that have a WRO, go elsewhere, or of which nothing is done', () => {
    const wros = [ended(5, 'P00042', 1, 10)];
    expect(linked(plan([done(100, 1, 10)], wros, { links: [wroLink(100, 5)] }))).toEqual([]);
    expect(linked(plan([done(100, 1, 10, { warehouse_id: OTHER.id })], wros))).toEqual([]);
    const open = plan([picking(100, [move(1, 8)])], [ended(5, 'P00042', 1, 8)]);
    expect(codesOf(open)).toEqual(['purchase_orders.number_taken']);
  });

  it('that differ are told of a WRO that ended before go-live only', () => {
    const differs = (day: number, status = 'Completed') =>
      codesOf(plan([done(100, 1, 7)], [{ ...ended(5, 'P00042', 1, 9, day), ...at(status, day) }]));
    expect([differs(10), differs(25), differs(10, 'Arrived')]).toEqual([['purchase_orders.before_go_live'], [], []]);
    const later = ended(5, 'P00042', 1, 9, 25);
    expect(onlyCase(plan([done(100, 1, 7)], [later, ended(6, 'P00042-2', 1, 9)])).detail).toMatchObject({ wro_id: 6 });
  });
});

describe('the baseline of a WRO that began before', () => {
  it('is what was stowed of each product, in their order, and only where something was', () => {
    const stowed = wro(5, {
      ...at('Processing', 10),
      inventory_quantities: [line(2, 4, 3), line(1, 10, 6), line(3, 2, 0)],
    });
    const made = plan([picking(100, [move(1, 10), move(2, 4), move(3, 2)])], [stowed]);
    expect(JSON.stringify(made.adoptions[0]?.data)).toBe(
      '{"purchase_order_number":"P00042","adopted":true,"baseline":{"1":6,"2":3},"before_go_live":{"1":6,"2":3}}',
    );
    const none = plan(
      [picking(100, [move(1, 10)])],
      [wro(5, { ...at('Processing', 10), inventory_quantities: [line(1, 10, 0)] })],
    );
    expect(none.adoptions[0]?.data).toEqual({ purchase_order_number: 'P00042', adopted: true });
  });
});
