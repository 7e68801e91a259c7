import { describe, expect, it } from 'vitest';
import {
  codesOf,
  context,
  line,
  move,
  orderSeen,
  picking,
  purchaseOrder,
  reasonOf,
  wro,
  wroLink,
} from '../shared/fixtures.test.js';
import { many } from './fixtures.test.js';
import { planPurchaseOrders } from './purchase-orders.plan.js';

describe('the WROs that a large receipt lacks', () => {
  const { products: known, moves } = many(120);
  const ids = moves.map(({ product_id }) => product_id);
  const row = (id: number, quantity = 1) => ({ ...line(id, quantity), sku: `S${id}` });
  const half = (
    lines: ReturnType<typeof row>[],
    more: { moves?: ReturnType<typeof move>[]; wros?: ReturnType<typeof wro>[] } = {},
  ) =>
    planPurchaseOrders(
      orderSeen({
        order: purchaseOrder({ pickings: [picking(100, more.moves ?? moves)] }),
        products: known,
        links: [wroLink(100, 5)],
        wros: [wro(5, { inventory_quantities: lines }), ...(more.wros ?? [])],
      }),
      context({ wro: { box_packaging: 'OneSkuPerBox', uro_risk: 'off' } }),
    );
  const first = ids.slice(0, 50).map((id) => row(id));

  it('are made, and the pass says so', () => {
    const made = half(first);
    expect(made.effects.map(({ businessKey }) => businessKey)).toEqual(['P00042-2', 'P00042-3']);
    expect(reasonOf(made)).toBe('SB/IN/100: announced on as WRO P00042-2 and P00042-3');
  });

  it('are not made while those that are there do not agree with it, or it cannot be announced', () => {
    const [one, ...others] = first;
    if (!one) throw new Error('no line');
    const codes = (made: ReturnType<typeof half>) => [made.effects.length, ...codesOf(made)];
    const told = [0, 'purchase_orders.quantity_changed'];
    expect(codes(half([row(1, 2), ...others]))).toEqual(told);
    expect(codes(half([...first, row(60)]))).toEqual(told);
    const broken = moves.map((one_) => (one_.product_id === 120 ? move(120, 1.5) : one_));
    expect(codes(half(first, { moves: broken }))).toEqual(told);
    const taken = [2, 3, 4, 5].map((n) => wro(n + 10, { status: 'Cancelled', purchase_order_number: `P00042-${n}` }));
    expect(codes(half(first, { wros: taken }))).toEqual(told);
  });
});
