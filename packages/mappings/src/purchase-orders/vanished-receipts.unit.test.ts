import { describe, expect, it } from 'vitest';
import {
  casesOf,
  codesOf,
  context,
  line,
  move,
  onlyCase,
  picking,
  purchaseOrder,
  wro,
  wroLink,
} from '../shared/fixtures.test.js';
import { plan, withPickings } from './fixtures.test.js';
import { planPurchaseOrders } from './purchase-orders.plan.js';

type Wro = Parameters<typeof wro>[1];

/** Receipt 99 was deleted; WRO 5 had announced it. */
const gone = (more: Wro, order = purchaseOrder({ pickings: [] })) => ({
  order,
  links: [wroLink(99, 5)],
  vanished: [wroLink(99, 5)],
  wros: [
    wro(4, { purchase_order_number: 'P00042-9', status: 'Completed' }),
    wro(5, { inventory_quantities: [line(1, 10, 3)], ...more }),
  ],
});

describe('a receipt that was deleted in Odoo', () => {
  it('is a case while its WRO is under way, which proposes to cancel one that is Awaiting', () => {
    const made = plan(gone({}));
    expect(made.effects).toEqual([]);
    const found = onlyCase(made);
    expect(found).toMatchObject({
      code: 'purchase_orders.receipt_gone',
      detail: { picking_id: 99, wro_id: 5, lines: [{ sku: 'A-1', expected: 10, stowed: 3 }] },
      proposes: [{ operation: 'shipbob.wro.cancel', request: { wro_id: 5 } }],
    });
    expect(found.cause).toContain('A-1 expected 10, stowed 3');
    const moving = onlyCase(plan(gone({ status: 'Processing' })));
    expect(moving.proposes).toBeUndefined();
    expect(moving.suggestions[0]).toContain('return or dispose');
  });

  it('is told of an order that is cancelled, or of an excluded supplier, too', () => {
    const cancelled = purchaseOrder({ state: 'cancel', pickings: [] });
    expect(codesOf(plan(gone({}, cancelled)))).toEqual(['purchase_orders.receipt_gone']);
    const excluded = context({ wro: { suppliers: { 'Orchard Ltd': { exclude: true } } } });
    const seen = { ...gone({}), products: {} };
    expect(codesOf(planPurchaseOrders(seen, excluded))).toEqual(['purchase_orders.receipt_gone']);
  });

  it('is nothing once its WRO has ended or is not shown, and its WRO is never another receipt’s', () => {
    for (const status of ['Completed', 'Cancelled']) expect(plan(gone({ status })).end.kind).toBe('ignored');
    expect(plan({ ...gone({}), wros: [] }).end.kind).toBe('ignored');
    const anew = plan(gone({}, withPickings(picking(100, [move(1, 10)]))));
    expect(anew.adoptions).toEqual([]);
    expect(casesOf(anew)).toHaveLength(1);
    expect(anew.effects).toMatchObject([{ operation: 'shipbob.wro.create', businessKey: 'P00042-2' }]);
  });
});
