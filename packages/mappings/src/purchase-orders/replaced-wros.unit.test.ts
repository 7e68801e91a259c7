import { describe, expect, it } from 'vitest';
import type { Plan } from '../plan.js';
import type { SettingsInput } from '../settings.js';
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
  product,
  productLink,
  purchaseOrder,
  reasonOf,
  wro,
  wroLink,
} from '../shared/fixtures.test.js';
import { planPurchaseOrders } from './purchase-orders.plan.js';

type Wro = NonNullable<SettingsInput['wro']>;

const proposes = (made: Plan) => onlyCase(made).proposes;

describe('a WRO that was cancelled at ShipBob', () => {
  const dead = (moves: ReturnType<typeof move>[], more: Parameters<typeof orderSeen>[0] = {}, settings: Wro = {}) =>
    planPurchaseOrders(
      orderSeen({
        order: purchaseOrder({ pickings: [picking(100, moves)] }),
        links: [wroLink(100, 5)],
        ...more,
        wros: [wro(5, { status: 'Cancelled' }), ...(more.wros ?? [])],
      }),
      context({ wro: settings }),
    );
  const next = (id: number, n: number, more: Parameters<typeof wro>[1] = {}) =>
    wro(id, { purchase_order_number: `P00042-${n}`, ...more });

  it('is not made again where its goods cannot be announced, go to an unknown place, or no number is free', () => {
    expect(proposes(dead([move(1, 10)]))).toHaveLength(1);
    expect(proposes(dead([move(1, 2.5)]))).toBeUndefined();
    const elsewhere = purchaseOrder({ pickings: [picking(100, [move(1, 10)], { warehouse_id: OTHER.id })] });
    expect(proposes(dead([], { order: elsewhere }))).toBeUndefined();
    const taken = [2, 3].map((n) => next(5 + n, n, { status: 'Cancelled' }));
    expect(proposes(dead([move(1, 10)], { wros: taken }))).toBeUndefined();
  });

  it('is not made again as one where it takes several', () => {
    const ids = Array.from({ length: 51 }, (_, index) => index + 1);
    const known = ids.map((id) => {
      const sku = `S${id}`;
      return [String(id), { product: product({ id, default_code: sku }), link: productLink(id, sku) }] as const;
    });
    const many = { products: Object.fromEntries(known) };
    const moves = ids.map((id) => move(id, 1));
    expect(proposes(dead(moves, many, { box_packaging: 'OneSkuPerBox' }))).toBeUndefined();
    expect(proposes(dead(moves, many))).toHaveLength(1);
  });

  it('is followed by the only one that is the same, and the lane looks again', () => {
    const made = dead([move(1, 10)], { wros: [next(6, 2)] });
    expect(made.rings).toEqual([{ lane: 'purchase-order:42', reason: 'WRO 6 was linked to SB/IN/100' }]);
    expect(reasonOf(made)).toBe('SB/IN/100: WRO 6 takes the place of 5');
    const twice = dead([move(1, 10)], { wros: [next(6, 2), next(7, 3)] });
    expect(twice.adoptions).toEqual([]);
    expect(codesOf(twice)).toContain('purchase_orders.wro_cancelled');
  });

  it('is followed by none where nothing is wanted', () => {
    expect(dead([move(1, 0)], { wros: [next(6, 2, { inventory_quantities: [] })] }).adoptions).toEqual([]);
  });

  it('is made again for what is still open, on the day that is planned for that', () => {
    const order = purchaseOrder({
      pickings: [
        picking(100, [doneMove(1, 6)], { state: 'done', scheduled_date: '2026-12-20T08:00:00Z' }),
        picking(101, [move(1, 4)], { backorder_id: 100, scheduled_date: '2026-12-28T08:00:00Z' }),
      ],
    });
    expect(proposes(dead([], { order }))).toMatchObject([
      { request: { expected_arrival_date: '2026-12-28T08:00:00.000Z', boxes: [{ items: [{ quantity: 4 }] }] } },
    ]);
  });
});

describe('a receipt in several WROs', () => {
  const part = { ...wroLink(100, 6), odooModel: 'stock.picking#2' };
  const plan = (
    moves: ReturnType<typeof move>[],
    settings: Wro = {},
    more: { version?: string; state?: string; first?: string; second?: string } = {},
  ) =>
    planPurchaseOrders(
      orderSeen({
        order: purchaseOrder({ pickings: [picking(100, moves, more.state ? { state: more.state } : {})] }),
        links: [wroLink(100, 5), part],
        wros: [
          wro(5, { status: more.first ?? 'Awaiting', expected_arrival_date: '2026-12-20T08:00:00Z' }),
          wro(6, {
            status: more.second ?? 'Awaiting',
            purchase_order_number: 'P00042-2',
            inventory_quantities: [line(2, 4)],
            expected_arrival_date: '2026-12-20T08:00:00Z',
          }),
        ],
      }),
      context({ wro: { uro_risk: 'off', ...settings } }, more.version === undefined ? {} : { version: more.version }),
    );

  it('is never changed by one write: a person is only told', () => {
    for (const version of ['2026-07', '2026-01']) {
      const found = onlyCase(plan([move(1, 40), move(2, 4)], {}, { version }));
      expect([found.code, found.proposes]).toEqual(['purchase_orders.quantity_changed', undefined]);
    }
    expect(plan([move(1, 10), move(2, 4)], { on_date_change: 'auto' }).effects).toEqual([]);
  });

  it('that is cancelled cancels each that still waits, and the pass says so', () => {
    const cancelled = [move(1, 10, { state: 'cancel' }), move(2, 4, { state: 'cancel' })];
    const both = plan(cancelled, {}, { state: 'cancel' });
    expect(both.effects.map(({ businessKey }) => businessKey)).toEqual(['wro 5', 'wro 6']);
    expect(reasonOf(both)).toBe('WRO 5 cancelled with SB/IN/100');
    const one = plan(cancelled, {}, { state: 'cancel', first: 'Cancelled' });
    expect(one.effects).toMatchObject([
      {
        flow: 'purchase-orders',
        target: 'shipbob',
        businessKey: 'wro 6',
        title: 'cancel WRO P00042-2',
        reason: 'receipt SB/IN/100 was cancelled in Odoo and nothing has arrived',
      },
    ]);
  });
});

describe('a receipt whose WRO has nothing more to do with it', () => {
  it('is told in the pass: done, or done with a WRO that ShipBob no longer shows', () => {
    const order = purchaseOrder({ pickings: [picking(100, [doneMove(1, 10)], { state: 'done' })] });
    const plan = (wros: ReturnType<typeof wro>[]) =>
      planPurchaseOrders(orderSeen({ order, links: [wroLink(100, 5)], wros }), context());
    expect(plan([wro(5, { inventory_quantities: [line(1, 40)] })]).end).toEqual({
      kind: 'done',
      reason: 'SB/IN/100 is done (WRO 5)',
    });
    expect(plan([]).end).toEqual({ kind: 'done', reason: 'WRO 5 is gone at ShipBob' });
  });

  it('cancelled, with something of a completed WRO stowed, is a person’s matter', () => {
    const order = purchaseOrder({
      pickings: [picking(100, [move(1, 10, { state: 'cancel' })], { state: 'cancel' })],
    });
    const wros = [wro(5, { status: 'Completed', inventory_quantities: [line(1, 10, 0), line(2, 4, 1)] })];
    const found = onlyCase(planPurchaseOrders(orderSeen({ order, links: [wroLink(100, 5)], wros }), context()));
    expect(found.cause).toContain('(1 x B-2 stowed)');
    expect(found.detail['stowed']).toEqual([
      { sku: 'A-1', stowed: 0 },
      { sku: 'B-2', stowed: 1 },
    ]);
  });

  it('that moved to another warehouse with its backorder is told the new centre', () => {
    const order = purchaseOrder({
      pickings: [
        picking(100, [doneMove(1, 6)], { state: 'done' }),
        picking(101, [move(1, 4)], { backorder_id: 100, warehouse_id: 8, location_dest_id: 80 }),
      ],
    });
    const made = planPurchaseOrders(
      orderSeen({ order, links: [wroLink(100, 5)], wros: [wro(5, { status: 'Processing' })] }),
      context(),
    );
    expect(onlyCase(made)).toMatchObject({
      code: 'purchase_orders.centre_changed',
      detail: { wro_id: 5, centre: { odoo: 20, shipbob: 10 } },
    });
  });
});
