import { describe, expect, it } from 'vitest';
import type { OdooPicking } from '../seen.js';
import type { SettingsInput } from '../settings.js';
import {
  casesOf,
  codesOf,
  context,
  doneMove,
  line,
  move,
  onlyCase,
  orderSeen,
  picking,
  purchaseOrder,
  UNIT,
  wro,
  wroLink,
} from '../shared/fixtures.test.js';
import { plan, rest } from './fixtures.test.js';
import { planReceiving } from './receiving.plan.js';

type Receipt = NonNullable<SettingsInput['receipt']>;
const DOZEN = { product_uom: { id: 2, name: 'Dozens' }, product_base_uom: UNIT };

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

  it('is a receipt of their own by that setting, though one of the order is open; else the open one', () => {
    const asked = (unexpected: Receipt['unexpected']) =>
      casesOf(
        plan([picking(100, [move(1, 10)])], [line(1, 10, 10), strange], {
          receipt: { unexpected },
          seen: { products: known(), strangers: stranger('none') },
        }),
      )[0]?.proposes?.[0]?.request;
    expect(asked('child_receipt')).toMatchObject({ picking_id: 100, new_receipt: 'WRO-5' });
    expect(asked('add_to_po')).not.toHaveProperty('new_receipt');
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
    expect(onlyCase(told(10, 'actual')).cause).toContain('All of it is booked, more than the order says');
  });

  it('is told once where more was done by hand than came', () => {
    const closed = [picking(100, [doneMove(1, 14)], { state: 'done' })];
    const ordered = { ...{ id: 1, product_id: 1, product_qty: 10, uom: UNIT }, product_uom_qty: 10 };
    const order = purchaseOrder({ pickings: closed, lines: [{ ...ordered, price_unit: 1, display_type: null }] });
    const made = plan(closed, [line(1, 10, 12)], { wro: { external_sync: false }, seen: { order } });
    expect(codesOf(made)).toEqual(['receiving.booked_by_hand']);
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
    const lotless = [picking(100, [move(1, 10, { tracking: 'lot' })])];
    for (const unclear of [lotless, [picking(100, [move(1, 10, DOZEN)])]]) {
      const told = casesOf(before(unclear)).find(({ code }) => code === 'receiving.before_go_live');
      expect(told?.detail['lines']).toHaveLength(1);
      expect(told?.proposes).toBeUndefined();
    }
    const part = casesOf(before(open, 2)).find(({ code }) => code === 'receiving.before_go_live');
    expect(part?.detail['lines']).toMatchObject([{ before: 4 }]);
    const half = before([picking(100, [doneMove(1, 2)], { state: 'done' }), rest(move(1, 8))]);
    expect(casesOf(half)[0]?.detail['lines']).toMatchObject([{ before: 4, done: 2 }]);
    const all = before([picking(100, [doneMove(1, 2)], { state: 'done' }), rest(move(1, 8))], 4);
    expect(all.adoptions).toMatchObject([{ shipbobType: 'wro', shipbobId: '5', data: { settled: { '1': 4 } } }]);
  });
});
