import { describe, expect, it } from 'vitest';
import {
  casesOf,
  codesOf,
  context,
  doneMove,
  line,
  move,
  onlyCase,
  onlyEffect,
  orderSeen,
  picking,
  purchaseOrder,
  UNIT,
  wro,
  wroLink,
} from '../shared/fixtures.test.js';
import { planReceiving } from './receiving.plan.js';

type Lines = ReturnType<typeof line>[];

const plan = (seen: Parameters<typeof orderSeen>[0], ...more: Parameters<typeof context>) =>
  planReceiving(orderSeen(seen), context(...more));
/** Receipt 100 (A-1 x 10, B-2 x 4 unless told otherwise) linked to WRO 5. */
const linked = (
  lines: Lines,
  more: { status?: string; moves?: ReturnType<typeof move>[]; external_sync?: boolean } = {},
  ...rest: Parameters<typeof context>
) =>
  plan(
    {
      order: purchaseOrder({ pickings: [picking(100, more.moves ?? [move(1, 10), move(2, 4)])] }),
      links: [wroLink(100, 5)],
      wros: [
        wro(5, {
          status: more.status ?? 'Completed',
          external_sync: more.external_sync ?? true,
          inventory_quantities: lines,
        }),
      ],
    },
    ...rest,
  );
const stowing = { receipt: { when: 'stowed' as const } };

describe('quantities that need a person', () => {
  it('more than ordered keeps no other product from being booked', () => {
    const made = linked([line(1, 10, 12), line(2, 4, 4)], {}, { receipt: { over: 'hold' } });
    expect(onlyEffect(made).after).toEqual({ 'B-2': 4 });
    expect(onlyCase(made).code).toBe('receiving.over_receipt');
    expect(onlyCase(made).detail['lines']).toEqual([{ sku: 'A-1', expected: 10, stowed: 12, done: 0, open: 10 }]);
  });

  it('an over-receipt is booked once the order is raised', () => {
    const made = linked([line(1, 10, 12), line(2, 4, 4)], { moves: [move(1, 12), move(2, 4)] });
    expect(onlyEffect(made).after).toEqual({ 'A-1': 12, 'B-2': 4 });
    expect(codesOf(made)).toEqual([]);
  });

  it('goods that are not on the receipt are a case, and the rest is booked', () => {
    const strange = { ...line(1, 0, 2), inventory_id: 5555, sku: 'ZZZ' };
    const made = linked([line(1, 10, 10), line(2, 4, 4), line(3, 0, 1), strange]);
    expect(onlyEffect(made).after).toEqual({ 'A-1': 10, 'B-2': 4 });
    expect(onlyCase(made).code).toBe('receiving.unexpected_sku');
    expect(onlyCase(made).cause).toContain('1 x C-3 and 2 x ZZZ');
  });

  it('unknown goods of which nothing was stowed are no matter', () => {
    const strange = { ...line(1, 2, 0), inventory_id: 5555, sku: 'ZZZ' };
    expect(codesOf(linked([line(1, 10, 10), line(2, 4, 4), strange]))).toEqual([]);
  });

  it.each(['lot', 'serial'] as const)('goods tracked by %s are a case; other products are booked', (tracking) => {
    const made = linked([line(1, 10, 10), line(2, 4, 4)], { moves: [move(1, 10, { tracking }), move(2, 4)] });
    expect(onlyEffect(made).after).toEqual({ 'B-2': 4 });
    expect(onlyCase(made).code).toBe('receiving.lots_needed');
    expect(onlyCase(made).detail['lines']).toMatchObject([{ sku: 'A-1', tracking, stowed: 10, done: 0 }]);
  });

  it('tracked goods that a person received by hand are in order', () => {
    const made = plan({
      order: purchaseOrder({ pickings: [picking(100, [doneMove(1, 10, { tracking: 'lot' })], { state: 'done' })] }),
      links: [wroLink(100, 5)],
      wros: [wro(5, { status: 'Completed', external_sync: true, inventory_quantities: [line(1, 10, 10)] })],
    });
    expect(codesOf(made)).toEqual([]);
  });

  const byHand = (done: number, stowed: number, more: Parameters<typeof wro>[1] = {}, settings = {}) =>
    plan(
      {
        order: purchaseOrder({ pickings: [picking(100, [doneMove(1, done)], { state: 'done' })] }),
        links: [wroLink(100, 5)],
        wros: [wro(5, { status: 'Completed', inventory_quantities: [line(1, 10, stowed)], ...more })],
      },
      settings,
    );

  it('a receipt done by hand with other quantities is a case and is left alone', () => {
    for (const made of [byHand(10, 8), byHand(6, 8)]) {
      expect(made.effects).toEqual([]);
      expect(codesOf(made)).toEqual(['receiving.booked_by_hand']);
    }
    expect(onlyCase(byHand(6, 8)).detail['lines']).toMatchObject([{ stowed: 8, done: 6 }]);
  });

  it('a receipt done by hand ahead of an open WRO is no contradiction yet', () => {
    expect(codesOf(byHand(10, 3, { status: 'Processing' }, stowing))).toEqual([]);
    expect(byHand(10, 3, { status: 'Processing' }, stowing).effects).toEqual([]);
  });

  it('a quantity that ShipBob lowers after it was booked is a case; nothing is taken back', () => {
    const made = byHand(10, 8, { external_sync: true });
    expect(made.effects).toEqual([]);
    expect(codesOf(made)).toEqual(['receiving.corrected_down']);
  });

  it('a receipt in other units than the product’s is a case', () => {
    const dozen = { id: 2, name: 'Dozens' };
    const made = linked([line(1, 24, 24), line(2, 4, 4)], {
      moves: [move(1, 24, { product_uom: dozen, product_base_uom: UNIT }), move(2, 4)],
    });
    expect(onlyEffect(made).after).toEqual({ 'B-2': 4 });
    expect(onlyCase(made).code).toBe('receiving.other_units');
    expect(onlyCase(made).detail['lines']).toEqual([{ sku: 'A-1', units: 'Dozens instead of Units' }]);
  });
});

describe('telling ShipBob that the receipt is in the ERP', () => {
  it('comes after the booking, in the same plan', () => {
    const made = linked([line(1, 10, 10), line(2, 4, 4)], { external_sync: false });
    expect(made.effects.map((effect) => effect.operation)).toEqual([
      'odoo.receipt.book',
      'shipbob.wro.set_external_sync',
    ]);
    expect(made.effects[1]?.request).toEqual({ wro_ids: [5] });
  });

  it('happens for a short receipt, too: everything stowed is booked', () => {
    const made = linked([line(1, 10, 7), line(2, 4, 4)], { external_sync: false });
    expect(made.effects).toHaveLength(2);
  });

  it('does not happen before Completed, twice, against the setting, or while something stowed is not booked', () => {
    const all = [line(1, 10, 10), line(2, 4, 4)];
    const operations = (made: ReturnType<typeof linked>) => made.effects.map((effect) => effect.operation);
    expect(operations(linked(all, { status: 'Processing', external_sync: false }, stowing))).toEqual([
      'odoo.receipt.book',
    ]);
    expect(operations(linked(all, { external_sync: true }))).toEqual(['odoo.receipt.book']);
    expect(operations(linked(all, { external_sync: false }, { receipt: { set_external_sync: false } }))).toEqual([
      'odoo.receipt.book',
    ]);
    const held = { receipt: { over: 'hold' as const } };
    const over = linked([line(1, 10, 12), line(2, 4, 4)], { external_sync: false }, held);
    expect(operations(over)).toEqual(['odoo.receipt.book']);
  });
});

it('every case names the WRO, its number and its status', () => {
  for (const found of casesOf(linked([line(1, 10, 12), line(2, 4, 3)]))) {
    expect(found.cause).toContain('WRO 5 (P00042, Completed)');
    expect(found.detail).toMatchObject({ wro_id: 5, number: 'P00042', status: 'Completed' });
  }
});
