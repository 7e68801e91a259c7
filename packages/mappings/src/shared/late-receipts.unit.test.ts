import { describe, expect, it } from 'vitest';
import { planPurchaseOrders } from '../purchase-orders/purchase-orders.plan.js';
import { planReceiving } from '../receiving/receiving.plan.js';
import {
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
  wro,
  wroLink,
} from './fixtures.test.js';
import { afterPurchaseOrder } from './model.test.js';

type Seen = Parameters<typeof orderSeen>[0];
type Wro = Parameters<typeof wro>[1];
type Pickings = NonNullable<Parameters<typeof purchaseOrder>[0]>['pickings'];

const ordered = (product_id: number, quantity: number) => ({
  ...{ id: product_id, product_id, product_qty: quantity, uom: { id: 1, name: 'Units' } },
  ...{ product_uom_qty: quantity, price_unit: 1, display_type: null },
});
/** Receipt 100 is done with A-1 x 10; WRO 5 has ended. */
const raised = (to: number, more: Wro, late: Pickings, seen: Seen = {}) =>
  orderSeen({
    order: purchaseOrder({
      lines: [ordered(1, to)],
      pickings: [picking(100, [doneMove(1, 10)], { state: 'done' }), ...(late ?? [])],
    }),
    links: [wroLink(100, 5)],
    wros: [wro(5, { status: 'Completed', external_sync: true, ...more })],
    ...seen,
  });
const extra = (quantity: number, productId = 1) => [picking(101, [move(productId, quantity, { id: 71 })])];
const created = (made: ReturnType<typeof planPurchaseOrders>) =>
  made.effects.filter(({ operation }) => operation === 'shipbob.wro.create');

describe('a receipt that a raised or added line made', () => {
  it('is booked with what an ended WRO has put away already, and not announced', () => {
    for (const receipt of [{ late: 'hold' as const }, { over: 'cap' as const }]) {
      const settings = context({ receipt });
      const seen = raised(13, { inventory_quantities: [line(1, 10, 13)] }, extra(3));
      const announced = planPurchaseOrders(seen, settings);
      expect(created(announced)).toEqual([]);
      expect(reasonOf(announced)).toContain('WRO 5');
      const booked = planReceiving(seen, settings);
      expect(onlyEffect(booked).request).toMatchObject({ picking_id: 101, lines: [{ done: 10, goal: 13 }] });
      const after = afterPurchaseOrder(seen, booked);
      expect(codesOf(planReceiving(after, settings))).toEqual([]);
      expect(planReceiving(after, settings).effects).toEqual([]);
      expect(created(planPurchaseOrders(after, settings))).toEqual([]);
    }
  });

  it('for goods that came unexpected is booked with them', () => {
    const seen = raised(10, { inventory_quantities: [line(1, 10, 10), line(2, 0, 4)] }, extra(4, 2));
    expect(created(planPurchaseOrders(seen, context()))).toEqual([]);
    expect(onlyEffect(planReceiving(seen, context())).request).toMatchObject({ picking_id: 101 });
  });

  it('is announced as new goods when nothing of it is here, or less than it asks for', () => {
    for (const stowed of [10, 12]) {
      const seen = raised(13, { inventory_quantities: [line(1, 10, stowed)] }, extra(3));
      expect(created(planPurchaseOrders(seen, context()))).toMatchObject([{ businessKey: 'P00042-2' }]);
    }
  });

  it('is announced as new goods when what was put away was settled otherwise', () => {
    const counted = link('stock.picking', 100, 'wro', 5, { settled: { '1': 3 } });
    const seen = raised(13, { inventory_quantities: [line(1, 10, 13)] }, extra(3), { links: [counted] });
    expect(created(planPurchaseOrders(seen, context()))).toHaveLength(1);
  });

  it('that waits for what was received beyond the order already is a case that proposes to close it', () => {
    const over = [picking(100, [doneMove(1, 13)], { state: 'done' }), ...extra(3)];
    const seen = raised(13, { inventory_quantities: [line(1, 10, 13)] }, [], {
      order: purchaseOrder({ lines: [ordered(1, 13)], pickings: over }),
    });
    const made = planPurchaseOrders(seen, context());
    expect(made.effects).toEqual([]);
    expect(onlyCase(made)).toMatchObject({
      code: 'purchase_orders.asked_twice',
      detail: { lines: [{ sku: 'A-1', ordered: 13, came: 13, open: 3 }] },
      proposes: [
        {
          operation: 'odoo.receipt.close',
          title: 'close SB/IN/101 of P00042, whose goods have come',
          before: { 'A-1': 3 },
          after: { 'A-1': 0 },
          request: { picking_ids: [101] },
        },
      ],
    });
    const more = { ...seen, order: seen.order && { ...seen.order, lines: [ordered(1, 16)] } };
    expect(created(planPurchaseOrders(more, context()))).toHaveLength(1);
  });

  it('that waits for one product too many and for another in time is announced whole', () => {
    const late = picking(101, [move(1, 3, { id: 71 }), move(2, 5, { id: 72 })]);
    const order = purchaseOrder({
      lines: [ordered(1, 13), ordered(2, 5)],
      pickings: [picking(100, [doneMove(1, 13)], { state: 'done' }), late],
    });
    const seen = raised(13, { inventory_quantities: [line(1, 10, 13)] }, [], { order });
    expect(codesOf(planPurchaseOrders(seen, context()))).toEqual([]);
    expect(created(planPurchaseOrders(seen, context()))).toHaveLength(1);
  });

  it('that replaces what went back to the supplier is announced', () => {
    const outgoing = picking(102, [doneMove(1, 3, { id: 72 })], { state: 'done', picking_type_code: 'outgoing' });
    const seen = raised(10, { inventory_quantities: [line(1, 10, 10)] }, [...extra(3), outgoing]);
    expect(created(planPurchaseOrders(seen, context()))).toHaveLength(1);
  });
});

describe('a WRO for the whole order', () => {
  const whole = context({ wro: { unit: 'order' } });
  const two = (status: string, stowed: number, third: Pickings = []) =>
    orderSeen({
      order: purchaseOrder({
        lines: [ordered(1, 10), ordered(2, 4), ordered(3, 5)],
        pickings: [
          picking(100, [doneMove(1, 10)], { state: 'done' }),
          picking(101, [move(2, 4, { id: 71 })]),
          ...(third ?? []),
        ],
      }),
      products: products(),
      links: [wroLink(100, 5)],
      wros: [wro(5, { status, inventory_quantities: [line(1, 10, 10), line(2, 4, stowed)] })],
    });
  const third = [picking(102, [move(3, 5, { id: 73 })])];

  it('takes receipts that come later while it is open', () => {
    const made = planPurchaseOrders(two('Awaiting', 0, third), whole);
    expect(created(made)).toEqual([]);
    expect(codesOf(made)).toContain('purchase_orders.quantity_changed');
  });

  it('takes no receipt into another warehouse', () => {
    const elsewhere = [picking(102, [move(3, 5, { id: 73 })], { warehouse_id: 1 })];
    expect(codesOf(planPurchaseOrders(two('Awaiting', 0, elsewhere), whole))).not.toContain(
      'purchase_orders.quantity_changed',
    );
  });

  it('keeps what it had announced also when a later receipt has a WRO of its own', () => {
    const first = planPurchaseOrders(two('Completed', 2, third), whole);
    const after = afterPurchaseOrder(two('Completed', 2, third), first);
    expect(planPurchaseOrders(after, whole)).toMatchObject({ effects: [], adoptions: [] });
    expect(codesOf(planPurchaseOrders(after, whole))).not.toContain('purchase_orders.quantity_changed');
  });

  it('leaves receipts that come after it has ended to a WRO of their own, and keeps those it had announced', () => {
    const made = planPurchaseOrders(two('Completed', 2, third), whole);
    expect(created(made)).toMatchObject([{ link: { odooId: 102 } }]);
    expect(created(planPurchaseOrders(two('Completed', 2), whole))).toEqual([]);
    const [book] = planReceiving(two('Completed', 2), whole).effects;
    expect(book?.request).toMatchObject({ picking_id: 101, lines: [{ sku: 'B-2', goal: 2 }] });
  });

  it.each([
    {
      how: 'which its booking splits',
      receipts: [picking(100, [move(2, 1), move(3, 1)]), picking(101, [move(2, 1, { id: 21 })])],
      lines: [line(2, 0, 1), line(3, 1, 0)],
    },
    {
      how: 'beside which more came than is ordered',
      receipts: [picking(100, [move(1, 1), move(2, 1)]), picking(101, [move(1, 3, { id: 11 })])],
      lines: [line(2, 1, 2)],
    },
  ])('keeps a receipt $how, and books what was stowed once', ({ receipts, lines }) => {
    const seen = orderSeen({
      order: purchaseOrder({ lines: [], pickings: receipts }),
      products: products(),
      links: [wroLink(101, 5)],
      wros: [wro(5, { status: 'Completed', external_sync: true, inventory_quantities: lines })],
    });
    const settings = context({ wro: { unit: 'order' }, receipt: { late: 'hold', set_external_sync: false } });
    const booked = planReceiving(seen, settings);
    expect(booked.effects.length).toBeGreaterThan(0);
    expect(planReceiving(afterPurchaseOrder(seen, booked), settings).effects).toEqual([]);
  });

  it('gives none of its receipts to another while a new one takes its place', () => {
    const seen = orderSeen({
      order: purchaseOrder({
        lines: [],
        pickings: [picking(100, [move(1, 1)]), picking(101, [move(1, 1, { id: 11 })])],
      }),
      products: products(),
      links: [wroLink(100, 5)],
      wros: [
        wro(4, { inventory_quantities: [line(1, 1)] }),
        wro(5, { purchase_order_number: 'P00042-1', status: 'Cancelled', inventory_quantities: [] }),
        wro(6, { purchase_order_number: 'P00042-2', inventory_quantities: [line(1, 2)] }),
      ],
    });
    const { adoptions, effects } = planPurchaseOrders(seen, whole);
    expect(adoptions).toMatchObject([{ odooId: 100, data: { wro_id: 6 } }]);
    expect(effects).toEqual([]);
  });
});
