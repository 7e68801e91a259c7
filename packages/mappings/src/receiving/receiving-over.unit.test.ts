import { describe, expect, it } from 'vitest';
import {
  codesOf,
  context,
  doneMove,
  line,
  link,
  move,
  NOW,
  onlyCase,
  onlyEffect,
  orderSeen,
  picking,
  purchaseOrder,
  reasonOf,
  wro,
  wroLink,
} from '../shared/fixtures.test.js';
import { afterPurchaseOrder } from '../shared/model.test.js';
import { planReceiving } from './receiving.plan.js';

type Seen = Parameters<typeof orderSeen>[0];
type Wro = Parameters<typeof wro>[1];
const plan = (seen: Seen, ...more: Parameters<typeof context>) => planReceiving(orderSeen(seen), context(...more));

/** Receipt 100 with A-1 x 10, linked to WRO 5. */
const one = (more: Wro, pickings = [picking(100, [move(1, 10)])], links = [wroLink(100, 5)]): Seen => ({
  order: purchaseOrder({ pickings }),
  links,
  wros: [wro(5, { status: 'Completed', external_sync: true, ...more })],
});
const closed = [picking(100, [doneMove(1, 10)], { state: 'done' })];
const over = (rule: 'actual' | 'cap' | 'hold') => ({ receipt: { over: rule } });

describe('more than was ordered', () => {
  const seen = one({ inventory_quantities: [line(1, 10, 12)] });

  it('is booked as it is, beyond the order, and told until the order is raised', () => {
    const made = plan(seen);
    expect(onlyEffect(made).request).toMatchObject({
      picking_id: 100,
      lines: [{ sku: 'A-1', done: 0, goal: 12, beyond_order: true }],
    });
    expect(onlyCase(made)).toMatchObject({
      code: 'receiving.over_receipt',
      detail: { lines: [{ sku: 'A-1', expected: 10, stowed: 12, done: 0, open: 10 }] },
    });
    const after = afterPurchaseOrder(orderSeen(seen), made);
    expect(planReceiving(after, context()).effects).toEqual([]);
    expect(codesOf(planReceiving(after, context()))).toEqual(['receiving.over_receipt']);
    const lines = [{ ...orderLine, product_uom_qty: 12, product_qty: 12 }];
    const raised = { ...after, order: after.order && { ...after.order, lines } };
    expect(codesOf(planReceiving(raised, context()))).toEqual([]);
  });

  it('is booked up to the order by setting, and the rest is told', () => {
    const made = plan(seen, over('cap'));
    expect(onlyEffect(made).after).toEqual({ 'A-1': 10 });
    expect(onlyEffect(made).request['lines']).not.toMatchObject([{ beyond_order: true }]);
    expect(onlyCase(made).cause).toContain('Only what is ordered is booked');
  });

  it('stays over by setting once the ordered quantity is booked, and is not taken for found later', () => {
    const made = plan(one({ inventory_quantities: [line(1, 10, 12)], external_sync: false }, closed), over('cap'));
    expect(made.effects).toEqual([]);
    expect(onlyCase(made).code).toBe('receiving.over_receipt');
  });

  it('holds the product back by setting', () => {
    const made = plan(seen, over('hold'));
    expect(made.effects).toEqual([]);
    expect(onlyCase(made).cause).toContain('Nothing is booked');
  });
});

const orderLine = {
  id: 1,
  product_id: 1,
  product_qty: 10,
  uom: { id: 1, name: 'Units' },
  product_uom_qty: 10,
  price_unit: 1,
  display_type: null,
};

describe('goods that nothing in Odoo waits for', () => {
  const late = one({ inventory_quantities: [line(1, 10, 12)] }, closed);
  const stray = { ...line(4, 0, 3) };
  const known = { '1004': { product_id: 40, sku: 'D-40', tracking: 'none' as const } };
  const products = orderSeen().products;
  const strange = {
    ...one({ inventory_quantities: [line(1, 10, 10), { ...stray, inventory_id: 1004, sku: 'D-40' }] }),
    products: Object.fromEntries(Object.entries(products).filter(([id]) => id !== '4')),
    strangers: known,
  };

  it('found after the receipt was closed are a case, and by setting are received on a receipt of their own', () => {
    expect(plan(late, { receipt: { late: 'hold' } }).effects).toEqual([]);
    const found = onlyCase(plan(late, { receipt: { late: 'add_to_po' } }));
    expect(found.code).toBe('receiving.found_later');
    expect(found.proposes).toMatchObject([
      {
        operation: 'odoo.receipt.book',
        request: { new_receipt: 'WRO-5', lines: [{ sku: 'A-1', done: 10, goal: 12, beyond_order: true }] },
      },
    ]);
  });

  it('found later on an open backorder are booked on it, with nothing to ask', () => {
    const pickings = [
      picking(100, [doneMove(1, 7)], { state: 'done' }),
      picking(101, [move(1, 3)], { backorder_id: 100 }),
    ];
    const made = plan(one({ inventory_quantities: [line(1, 10, 9)] }, pickings));
    expect(onlyEffect(made).request).toMatchObject({ picking_id: 101, lines: [{ done: 7, goal: 9 }] });
  });

  it('are counted up once a person agrees, and then are settled for good', () => {
    const seen = orderSeen({ ...late, stock: { '1@70': 4 } });
    const found = onlyCase(planReceiving(seen, context()));
    const [count] = found.proposes ?? [];
    expect(count).toMatchObject({
      operation: 'odoo.stock.adjust',
      request: { product_id: 1, location_id: 70, expected: 4, quantity: 6, reason: 'ShipBob WRO 5 P00042' },
    });
    const agreed = afterPurchaseOrder(seen, { ...planReceiving(seen, context()), effects: found.proposes ?? [] });
    expect(agreed.links[0]?.data).toEqual({ settled: { '1': 2 } });
    expect(codesOf(planReceiving(agreed, context()))).toEqual([]);
  });

  it('are only told while their stock was not seen', () => {
    expect(onlyCase(plan(late)).proposes).toBeUndefined();
  });

  it.each([
    ['add_to_po', {}],
    ['child_receipt', { new_receipt: 'WRO-5' }],
  ] as const)('that are on no line of the order are a case that by setting proposes %s', (rule, more) => {
    const made = plan(strange, { receipt: { unexpected: rule } });
    expect(onlyEffect(made).after).toEqual({ 'A-1': 10 });
    const found = onlyCase(made);
    expect(found.code).toBe('receiving.unexpected_sku');
    const [proposed] = found.proposes ?? [];
    expect(proposed?.request).toEqual({
      purchase_order_id: 42,
      picking_id: 100,
      lines: [{ product_id: 40, sku: 'D-40', done: 0, goal: 3, beyond_order: true }],
      keep_backorder: true,
      ...more,
    });
  });

  it('that a receipt of their own has taken in are settled, and ShipBob is told', () => {
    const own = picking(102, [doneMove(4, 3)], { state: 'done', origin: 'P00042 [WRO-5]' });
    const counted = { inventory_quantities: [line(1, 10, 10), line(4, 0, 3)], external_sync: false };
    const made = plan(one(counted, [...closed, own]));
    expect(codesOf(made)).toEqual([]);
    expect(made.effects.map(({ operation }) => operation)).toEqual(['shipbob.wro.set_external_sync']);
  });

  it('that nobody in Odoo knows are told, with nothing to propose', () => {
    const found = onlyCase(plan({ ...strange, strangers: {} }, { receipt: { unexpected: 'add_to_po' } }));
    expect(found.proposes).toBeUndefined();
    expect(found.cause).toContain('3 x D-40');
  });
});

describe('a short receipt', () => {
  const pickings = [
    picking(100, [doneMove(1, 7)], { state: 'done' }),
    picking(101, [move(1, 3)], { backorder_id: 100 }),
  ];
  const ended = (at: string) =>
    one({ inventory_quantities: [line(1, 10, 7)], status_history: [{ status: 'Completed', timestamp: at }] }, pickings);

  it('is proposed to be closed some days after the WRO ended, and looked at again then', () => {
    const waiting = plan(ended('2026-11-20T10:00:00Z'));
    expect(onlyCase(waiting).proposes).toBeUndefined();
    expect(waiting.end).toMatchObject({ kind: 'case', at: '2026-12-04T10:00:00.000Z' });
    const due = onlyCase(plan(ended('2026-11-11T10:00:00Z')));
    expect(due.proposes).toMatchObject([
      { operation: 'odoo.receipt.close', request: { purchase_order_id: 42, picking_ids: [101] } },
    ]);
    expect(onlyCase(plan(ended('2026-11-20T10:00:00Z'), { receipt: { short_after_days: 3 } })).proposes).toHaveLength(
      1,
    );
  });

  it('that is closed leaves the order’s buyer the claim of a credit, with what the goods cost', () => {
    const lines = [{ ...orderLine, product_qty: 1, product_uom_qty: 12, price_unit: 60 }];
    const due = (more: object) => {
      const seen = ended('2026-11-11T10:00:00Z');
      return onlyCase(plan({ ...seen, order: purchaseOrder({ ...seen?.order, ...more }) })).proposes ?? [];
    };
    const [close, claim, ...more] = due({ user_id: 8, lines });
    expect(more).toEqual([]);
    expect(close?.operation).toBe('odoo.receipt.close');
    expect(claim).toMatchObject({
      flow: 'receiving',
      operation: 'odoo.activity.schedule',
      request: {
        model: 'purchase.order',
        record_id: 42,
        user_id: 8,
        summary: 'Claim a credit from Orchard Ltd: 3 x A-1 of P00042 did not come',
        note: expect.stringContaining('Ordered at 15.00 USD in all.'),
        date_deadline: '2026-11-25',
        marker: 'mlc:short:5',
      },
    });
    expect(claim?.after).toEqual({ summary: claim?.request['summary'], user_id: 8 });
    const others = [
      { ...orderLine, id: 5, product_id: 2, product_qty: 9, product_uom_qty: 9, price_unit: 1 },
      { ...orderLine, id: 6, product_qty: 0, product_uom_qty: 0, price_unit: 7 },
      { ...orderLine, id: 7, product_qty: 2, product_uom_qty: 12, price_unit: 60 },
    ];
    expect(due({ user_id: 8, lines: others })[1]?.request['note']).toContain('Ordered at 30.00 USD in all.');
    expect(due({ user_id: 8 })[1]?.request['note']).not.toContain('Ordered at');
    expect(due({ user_id: null, lines })).toHaveLength(1);
  });

  it('is settled once it was closed', () => {
    const seen = orderSeen(ended('2026-11-01T10:00:00Z'));
    const made = planReceiving(seen, context());
    const after = afterPurchaseOrder(seen, { ...made, effects: onlyCase(made).proposes ?? [] });
    expect(codesOf(planReceiving(after, context()))).toEqual([]);
  });
});

describe('a WRO that goes on being stowed', () => {
  const since = (timestamp: string, stowed = 4): Seen =>
    one({
      status: 'Processing',
      inventory_quantities: [line(1, 10, stowed)],
      status_history: [
        { status: 'Awaiting', timestamp: '2026-11-01T00:00:00Z' },
        { status: 'Processing', timestamp },
      ],
    });

  it('is booked as it is once that has gone on for some days, and waited for until then', () => {
    const made = plan(since('2026-11-24T10:00:00Z'));
    expect(made.effects).toEqual([]);
    expect(made.end).toMatchObject({ kind: 'later', at: '2026-11-29T10:00:00.000Z' });
    expect(reasonOf(made)).toContain('as it is on 2026-11-29');
    const booked = plan(since('2026-11-20T10:00:00Z'));
    expect(onlyEffect(booked).after).toEqual({ 'A-1': 4 });
    expect(codesOf(booked)).toEqual([]);
    expect(plan(since('2026-11-24T10:00:00Z'), { receipt: { stow_days: 1 } }).effects).toHaveLength(1);
  });

  it('is waited for without an end while nothing is stowed', () => {
    expect(plan(since('2026-11-01T10:00:00Z', 0)).end.kind).toBe('done');
  });
});

it('what was counted is booked instead of what was stowed, by setting', () => {
  const made = plan(one({ inventory_quantities: [line(1, 10, 6, 10)] }), { receipt: { qty: 'received' } });
  expect(onlyEffect(made).after).toEqual({ 'A-1': 10 });
});

describe('a centre that stands for no warehouse', () => {
  const elsewhere = one({
    fulfillment_center: { id: 77, name: 'Reno' },
    inventory_quantities: [line(1, 10, 10)],
  });

  it('holds what was stowed there, and tells what', () => {
    const made = plan(elsewhere);
    expect(made.effects).toEqual([]);
    expect(onlyCase(made)).toMatchObject({
      code: 'receiving.unmapped_centre',
      detail: { centre_id: 77, lines: [{ sku: 'A-1', stowed: 10 }] },
    });
  });

  it('is passed over by setting, and while nothing was stowed', () => {
    expect(onlyEffect(plan(elsewhere, { fc: { unmapped: 'fallback' } })).after).toEqual({ 'A-1': 10 });
    const awaiting = one({ status: 'Awaiting', fulfillment_center: { id: 77, name: 'Reno' } });
    expect(codesOf(plan(awaiting))).toEqual([]);
  });
});

describe('what was stowed before go-live', () => {
  const live = { liveFrom: '2026-11-20T00:00:00Z', now: NOW };
  const gap = [
    link('stock.picking', 100, 'wro', 5, { adopted: true, baseline: { '1': 6 }, before_go_live: { '1': 6 } }),
  ];
  const begun = (stowed: number, pickings = [picking(100, [move(1, 10)])], status = 'Completed') =>
    orderSeen(one({ status, inventory_quantities: [line(1, 10, stowed)] }, pickings, gap));

  it('is never booked by itself but asked about, and what is stowed later is booked', () => {
    const quiet = planReceiving(begun(6), context({}, live));
    expect(quiet.effects).toEqual([]);
    expect(codesOf(quiet)).toContain('receiving.before_go_live');
    const later = planReceiving(begun(10), context({}, live));
    expect(onlyEffect(later).after).toEqual({ 'A-1': 4 });
    const found = onlyCase(planReceiving(afterPurchaseOrder(begun(10), later), context({}, live)));
    expect(found.code).toBe('receiving.before_go_live');
    expect(found.cause).toContain('6 x A-1 (stowed 10, done 4)');
  });

  it('is booked once a person agrees, and then counts like all else', () => {
    const seen = begun(6, undefined, 'Processing');
    const made = planReceiving(seen, context({ receipt: { when: 'stowed' } }, live));
    const found = onlyCase(made);
    const agreed = afterPurchaseOrder(seen, { ...made, effects: found.proposes ?? [] });
    expect(agreed.links[0]?.data).toEqual({ adopted: true, baseline: { '1': 6 } });
    const again = planReceiving(agreed, context({ receipt: { when: 'stowed' } }, live));
    expect([...again.effects, ...codesOf(again)]).toEqual([]);
  });

  it('is forgotten once a person has received it by hand', () => {
    const pickings = [
      picking(100, [doneMove(1, 6)], { state: 'done' }),
      picking(101, [move(1, 4)], { backorder_id: 100 }),
    ];
    const made = planReceiving(begun(6, pickings, 'Processing'), context({ receipt: { when: 'stowed' } }, live));
    expect(made.effects).toEqual([]);
    expect(made.adoptions).toMatchObject([
      { odooId: 100, shipbobId: '5', data: { adopted: true, baseline: { '1': 6 } } },
    ]);
  });

  it('is not told to ShipBob as synced: it ended before', () => {
    const seen = (timestamp: string) =>
      one(
        {
          inventory_quantities: [line(1, 10, 10)],
          external_sync: false,
          status_history: [{ status: 'Completed', timestamp }],
        },
        closed,
      );
    expect(plan(seen('2026-11-10T00:00:00Z'), {}, live).effects).toEqual([]);
    expect(onlyEffect(plan(seen('2026-11-21T00:00:00Z'), {}, live)).operation).toBe('shipbob.wro.set_external_sync');
  });
});
