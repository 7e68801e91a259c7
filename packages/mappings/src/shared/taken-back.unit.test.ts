import { describe, expect, it } from 'vitest';
import { planPurchaseOrders } from '../purchase-orders/purchase-orders.plan.js';
import { planReceiving } from '../receiving/receiving.plan.js';
import type { OdooPicking } from '../seen.js';
import {
  casesOf,
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
} from './fixtures.test.js';

/** The line was lowered from 40 to `ordered`; Odoo left the receipt and put a transfer to the vendor beside it. */
const lowered = (ordered: number, pickings: OdooPicking[]) =>
  purchaseOrder({
    lines: [
      {
        ...{ id: 1, product_id: 1, product_qty: ordered, product_uom_qty: ordered },
        ...{ uom: { id: 1, name: 'Units' }, price_unit: 4, display_type: null },
      },
    ],
    pickings,
  });
const back = (quantity: number, more: Partial<OdooPicking> = {}): OdooPicking =>
  picking(101, [move(1, quantity, { id: 99, quantity: 0, state: 'confirmed' })], {
    name: 'SB/OUT/101',
    picking_type_code: 'outgoing',
    ...more,
  });
const waiting = picking(100, [move(1, 40)]);
const announced = (expected: number, stowed = 0, status = 'Awaiting') => ({
  links: [wroLink(100, 5)],
  wros: [
    wro(5, {
      status,
      expected_arrival_date: '2026-12-15T08:00:00Z',
      inventory_quantities: [line(1, expected, stowed)],
    }),
  ],
});

describe('an order line that was lowered, which Odoo answers with a transfer back to the vendor', () => {
  it('is announced as it is ordered', () => {
    const plan = planPurchaseOrders(orderSeen({ order: lowered(10, [waiting, back(30)]) }), context());
    expect(onlyEffect(plan).request).toMatchObject({ boxes: [{ items: [{ sku: 'A-1', quantity: 10 }] }] });
  });

  it('is a change of its WRO, with both quantities', () => {
    const seen = orderSeen({ order: lowered(10, [waiting, back(30)]), ...announced(40) });
    const found = onlyCase(planPurchaseOrders(seen, context()));
    expect(found.code).toBe('purchase_orders.quantity_changed');
    expect(found.proposes).toMatchObject([{ request: { boxes: [{ items: [{ quantity: 10 }] }] } }]);
  });

  it('is received in full by what was ordered: nothing is short and nothing is over', () => {
    const seen = orderSeen({ order: lowered(10, [waiting, back(30)]), ...announced(10, 10, 'Completed') });
    const plan = planReceiving(seen, context());
    expect(plan.effects.filter(({ operation }) => operation === 'odoo.receipt.book')).toMatchObject([
      { request: { lines: [{ product_id: 1, done: 0, goal: 10 }] } },
    ]);
    expect(casesOf(plan)).toEqual([]);
  });

  it('takes nothing back from what was received, nor for goods that are returned after it', () => {
    const received = picking(100, [doneMove(1, 40)], { state: 'done' });
    const returned = lowered(40, [received, back(30, { return_id: 100 })]);
    const open = picking(102, [move(1, 5, { id: 11 })]);
    for (const order of [returned, lowered(45, [received, open, back(5)])]) {
      const plan = planPurchaseOrders(orderSeen({ order, ...announced(40, 40, 'Completed') }), context());
      expect(casesOf(plan)).toEqual([]);
      const quantities = plan.effects.map(({ request }) => request['boxes']);
      if (order !== returned) expect(JSON.stringify(quantities)).toContain('"quantity":5');
      else expect(quantities).toEqual([]);
    }
  });
});
