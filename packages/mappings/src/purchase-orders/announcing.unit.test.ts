import { describe, expect, it } from 'vitest';
import type { OdooPicking, PurchaseOrderSeen } from '../seen.js';
import type { SettingsInput } from '../settings.js';
import {
  casesOf,
  codesOf,
  context,
  doneMove,
  line,
  move,
  OTHER,
  onlyCase,
  onlyEffect,
  orderSeen,
  picking,
  purchaseOrder,
  reasonOf,
  wro,
  wroLink,
} from '../shared/fixtures.test.js';
import { many, withPickings } from './fixtures.test.js';
import { planPurchaseOrders } from './purchase-orders.plan.js';

type Wro = NonNullable<SettingsInput['wro']>;
const plan = (seen: Partial<PurchaseOrderSeen>, settings: Wro = {}, more: SettingsInput = {}) =>
  planPurchaseOrders(orderSeen(seen), context({ ...more, wro: settings }));
const trackingOf = (request: Record<string, unknown> | undefined) =>
  JSON.stringify(request?.['boxes'])
    .match(/"tracking_number":"[^"]*"/g)
    ?.map((one) => one.slice(19, -1));

describe('an announcement', () => {
  it('is one write to ShipBob of this flow, and the pass says under which number', () => {
    const made = plan({});
    expect(onlyEffect(made)).toMatchObject({ flow: 'purchase-orders', target: 'shipbob' });
    expect(onlyEffect(made).reason).toBe('receipt SB/IN/100 of P00042 from Orchard Ltd brings 10 x A-1 to centre 10');
    expect(made.rings).toEqual([]);
    expect(reasonOf(made)).toBe('SB/IN/100: announced as WRO P00042');
  });

  it('names lots, parts and a passed day in its reason', () => {
    const lots = [{ name: 'L1', quantity: 10, expiration_date: '2027-06-01' }];
    const late = { scheduled_date: '2026-11-20T08:00:00Z' };
    const order = withPickings(picking(100, [move(1, 10, { tracking: 'lot', lots })], late));
    expect(onlyEffect(plan({ order })).reason).toBe(
      'receipt SB/IN/100 of P00042 from Orchard Ltd brings 10 x A-1 of lot L1 to centre 10; its planned arrival 2026-11-20T08:00:00.000Z has passed',
    );
    const { products: known, moves } = many(51);
    const parts = plan(
      { order: withPickings(picking(100, moves)), products: known },
      { box_packaging: 'OneSkuPerBox' },
    );
    expect(parts.effects.map(({ reason }) => /\(part \d\)/.exec(reason)?.[0])).toEqual([undefined, '(part 2)']);
  });

  it('keeps the notes short enough for ShipBob, and leaves out what is not known', () => {
    const notes = (name: string, partner_ref: string | null) =>
      String(onlyEffect(plan({ order: purchaseOrder({ partner: { id: 3, name }, partner_ref }) })).request['notes']);
    expect(notes('x'.repeat(200), 'y'.repeat(90))).toMatch(/^x{100}, y{60}, mlc:acme:100:[0-9a-f]{12}$/);
    expect(notes(' ', null)).toMatch(/^mlc:acme:100:[0-9a-f]{12}$/);
  });

  it('has the receipt’s tracking numbers on the first of several WROs only', () => {
    const { products: known, moves } = many(51);
    const order = withPickings(picking(100, moves, { carrier_tracking_ref: '1Z0001' }));
    const made = plan({ order, products: known }, { box_packaging: 'OneSkuPerBox' });
    expect(trackingOf(made.effects[0]?.request)?.slice(0, 2)).toEqual(['1Z0001', 'P00042-2']);
    expect(trackingOf(made.effects[1]?.request)).toEqual(['P00042-2']);
  });

  it('says which numbers are taken when none is free, in their order', () => {
    const wros = ['P00042-3', 'P00042', 'P00042-2'].map((purchase_order_number, index) =>
      wro(5 + index, { status: 'Cancelled', purchase_order_number }),
    );
    expect(onlyCase(plan({ wros })).detail).toEqual({
      picking: 'SB/IN/100',
      taken: ['P00042', 'P00042-2', 'P00042-3'],
    });
  });

  it('waits for the field of the order only by that setting, and for anything that fills it', () => {
    const by = (x_send: unknown, wro_: Wro = { create_on: 'field', create_field: 'x_send' }) =>
      plan({ order: purchaseOrder({ extra: { x_send } }) }, wro_).effects.length;
    expect([undefined, null, false, '', 0].map((empty) => by(empty))).toEqual([0, 0, 0, 0, 0]);
    expect([true, 'x', 7].map((full) => by(full))).toEqual([1, 1, 1]);
    expect(by(false, { create_on: 'confirm', create_field: 'x_send' })).toBe(1);
    expect(plan({}, { create_on: 'field', create_field: 'x_send' }).effects).toEqual([]);
  });
});

describe('nothing is announced', () => {
  const ignored = (seen: Partial<PurchaseOrderSeen>) => {
    const { end } = plan(seen);
    return end.kind === 'ignored' ? end.reason : end.kind;
  };

  it('of an order that is gone, or without an open receipt, and the reason says so', () => {
    expect(ignored({ order: null })).toBe('the purchase order no longer exists in Odoo');
    expect(ignored({ order: purchaseOrder({ company_id: 2 }) })).toBe('belongs to company 2, this connection serves 1');
    expect(ignored({ order: withPickings() })).toBe('no open receipt (state purchase)');
    expect(ignored({ order: withPickings(picking(100, [move(1, 0)])) })).toBe('no open receipt (state purchase)');
  });

  it('into places that stand for no centre, each named once', () => {
    const there = { warehouse_id: OTHER.id };
    const order = purchaseOrder({
      warehouse_id: null,
      pickings: [
        picking(100, [move(1, 1)], there),
        picking(101, [move(1, 1)], there),
        picking(102, [move(1, 1)], { warehouse_id: null }),
      ],
    });
    expect(ignored({ order })).toBe(
      'goes to warehouse WH, no warehouse of this company, which stands for no ShipBob centre',
    );
  });

  it('anew while an order is not confirmed or its supplier excluded, although a receipt of it has its WRO', () => {
    const pickings = [picking(100, [move(1, 10)]), picking(101, [move(2, 3)])];
    const seen = { links: [wroLink(100, 5)], wros: [wro(5)] };
    expect(plan({ ...seen, order: purchaseOrder({ pickings, state: 'draft' }) }).effects).toEqual([]);
    const excluded = { suppliers: { 'Orchard Ltd': { exclude: true } } };
    expect(plan({ ...seen, order: purchaseOrder({ pickings }) }, excluded).effects).toEqual([]);
    expect(plan({ ...seen, order: purchaseOrder({ pickings }) }).effects).toHaveLength(1);
  });
});

describe('one WRO for the order, by setting', () => {
  const unit = { unit: 'order' as const };

  it('is one for each centre', () => {
    const order = withPickings(
      picking(100, [move(1, 10)]),
      picking(101, [move(1, 5)], { warehouse_id: 8, location_dest_id: 80 }),
      picking(102, [move(1, 1)]),
    );
    const made = plan({ order }, unit);
    expect(made.effects.map(({ request, link }) => [link?.odooId, request['fulfillment_center_id']])).toEqual([
      [100, 10],
      [101, 20],
    ]);
    expect(JSON.stringify(made.effects[0]?.request)).toContain('"quantity":11');
  });

  it('has the tracking numbers of all its receipts', () => {
    const order = withPickings(
      picking(100, [move(1, 10)], { carrier_tracking_ref: '1Z0001' }),
      picking(101, [move(2, 5)], { carrier_tracking_ref: '1Z0002' }),
    );
    const made = plan({ order }, { ...unit, box_packaging: 'OneSkuPerBox' });
    expect(trackingOf(onlyEffect(made).request)).toEqual(['1Z0001', '1Z0002']);
  });

  it('takes no backorder in, nor a receipt into a backorder', () => {
    const order = withPickings(
      picking(100, [doneMove(1, 6)], { state: 'done' }),
      picking(101, [move(1, 4)], { backorder_id: 100 }),
      picking(102, [move(2, 3)]),
    );
    const made = plan({ order }, unit);
    expect(onlyEffect(made).link?.odooId).toBe(102);
    expect(codesOf(made)).toEqual(['purchase_orders.backorder']);
  });
});

describe('a WRO that is there already', () => {
  it('under a further number is linked when it is the only one that is the same', () => {
    const made = plan({ wros: [wro(5, { purchase_order_number: 'P00042-2' })] });
    expect(made.adoptions).toMatchObject([{ shipbobId: '5' }]);
    expect(reasonOf(made)).toBe('SB/IN/100: WRO 5 was there already, linked');
  });

  it('is linked with what was compared as the evidence', () => {
    const evidence = (partner_ref: string | null) =>
      plan({ order: purchaseOrder({ partner_ref }), wros: [wro(5)] }).adoptions[0]?.evidence;
    expect(evidence(null)).toBe(
      'number P00042, centre 10 and the quantities of 1 SKUs are equal (supplier Orchard Ltd)',
    );
    expect(evidence('R1')).toContain('(supplier Orchard Ltd, reference R1)');
  });

  it('is looked at again once linked when any of it was stowed, or where dates are written', () => {
    const order = withPickings(picking(100, [move(1, 10), move(2, 4)]));
    const rings = (stowed: number, settings: Wro = {}) =>
      plan({ order, wros: [wro(5, { inventory_quantities: [line(1, 10), line(2, 4, stowed)] })] }, settings).rings
        .length;
    expect([rings(0), rings(1), rings(0, { on_date_change: 'propose' })]).toEqual([0, 1, 1]);
  });

  it('is never one without a number or with another order’s', () => {
    for (const purchase_order_number of [null, 'P00043'])
      expect(plan({ wros: [wro(5, { purchase_order_number })] }).effects).toHaveLength(1);
  });

  it('and is not the same is named, the oldest first', () => {
    const other = (id: number) => wro(id, { inventory_quantities: [line(1, 9)] });
    expect(onlyCase(plan({ wros: [other(12), other(7)] })).detail).toMatchObject({
      wro_id: 7,
      number: 'P00042',
      centre: { odoo: 10, shipbob: 10 },
    });
  });
});

describe('a backorder without a WRO', () => {
  const rest = (moves: ReturnType<typeof move>[], more: Partial<PurchaseOrderSeen> = {}, settings: Wro = {}) =>
    plan(
      {
        order: withPickings(
          picking(100, [doneMove(1, 6)], { state: 'done' }),
          picking(101, moves, { backorder_id: 100 }),
        ),
        ...more,
      },
      settings,
    );

  it('is one case, which proposes nothing where its goods cannot be announced, or in one WRO', () => {
    expect(onlyCase(rest([move(1, 4)])).proposes).toHaveLength(1);
    const fractions = rest([move(1, 2.5)]);
    expect([onlyCase(fractions).code, onlyCase(fractions).proposes]).toEqual(['purchase_orders.backorder', undefined]);
    const { products: known, moves } = many(51);
    expect(onlyCase(rest(moves, { products: known }, { box_packaging: 'OneSkuPerBox' })).proposes).toBeUndefined();
  });

  it('for which no number is free is only told', () => {
    const wros = [2, 3, 4].map((n) => wro(n, { status: 'Cancelled', purchase_order_number: `P00042-${n}` }));
    expect(reasonOf(rest([move(1, 4)], { wros }))).toBe('SB/IN/101 is a backorder; no number is free');
  });

  it('of one WRO is not taken for another’s', () => {
    const order = withPickings(
      picking(100, [move(1, 10)]),
      picking(101, [doneMove(2, 3)], { state: 'done' }),
      picking(102, [move(2, 1)], { backorder_id: 101 }),
    );
    const wros = [
      wro(5),
      wro(6, { status: 'Completed', purchase_order_number: 'P00042-2', inventory_quantities: [line(2, 4, 3)] }),
    ];
    const made = plan({ order, links: [wroLink(100, 5), wroLink(101, 6)], wros });
    expect(reasonOf(made)).toContain('SB/IN/102 is what WRO 6 did not bring');
    expect([...made.effects, ...casesOf(made)]).toEqual([]);
  });
});

describe('the centre that a supplier sends to', () => {
  const settings = (fulfillment_center_id: number): Wro => ({
    suppliers: { 'Orchard Ltd': { fulfillment_center_id } },
  });
  const shared: SettingsInput = {
    centres: [
      { fulfillment_center_id: 10, warehouse: 'SB', time_zone: 'America/Chicago' },
      { fulfillment_center_id: 11, warehouse: 'SB', location: 'SB/B' },
    ],
  };
  const to = (more: Partial<OdooPicking>) => withPickings(picking(100, [move(1, 10)], more));

  it('decides where the warehouse leaves it open, and with the clock of that centre', () => {
    const made = plan({ order: to({ location_dest_id: 99 }) }, settings(10), shared);
    expect(onlyEffect(made).request).toMatchObject({
      fulfillment_center_id: 10,
      expected_arrival_date: '2026-12-15T18:00:00.000Z',
    });
  });

  it('may be one that the settings do not name', () => {
    expect(onlyEffect(plan({}, settings(77))).request).toMatchObject({ fulfillment_center_id: 77 });
    const open = plan({ order: to({ location_dest_id: 99 }) }, settings(77), shared);
    expect(onlyEffect(open).request).toMatchObject({ fulfillment_center_id: 77 });
  });

  it('makes no receipt ShipBob’s that goes to another warehouse', () => {
    expect(plan({ order: to({ warehouse_id: OTHER.id }) }, settings(10)).end.kind).toBe('ignored');
  });
});
