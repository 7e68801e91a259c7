import { describe, expect, it } from 'vitest';
import {
  codesOf,
  doneMove,
  line,
  link,
  move,
  onlyCase,
  onlyEffect,
  picking,
  purchaseOrder,
  wro,
  wroLink,
} from '../shared/fixtures.test.js';
import { plan, withPickings } from './fixtures.test.js';

describe('changes after the WRO was made', () => {
  const linked = (moves: ReturnType<typeof move>[], more: Parameters<typeof wro>[1] = {}) =>
    plan({ order: withPickings(picking(100, moves)), links: [wroLink(100, 5)], wros: [wro(5, more)] });

  it('links of other kinds are no WRO', () => {
    const made = plan({ links: [link('stock.picking', 100, 'shipment', 5), link('purchase.order', 100, 'wro', 6)] });
    expect(onlyEffect(made).operation).toBe('shipbob.wro.create');
  });

  it('nothing is made again', () => {
    const made = linked([move(1, 10)]);
    expect(made.effects).toEqual([]);
    expect(made.end).toEqual({ kind: 'done', reason: 'SB/IN/100 has WRO 5' });
  });

  it('a larger or smaller quantity is a case with both numbers', () => {
    const found = onlyCase(linked([move(1, 14)]));
    expect(found.code).toBe('purchase_orders.quantity_changed');
    expect(found.detail['differences']).toEqual([{ sku: 'A-1', odoo: 14, shipbob: 10 }]);
    expect(codesOf(linked([move(1, 6)]))).toEqual(['purchase_orders.quantity_changed']);
  });

  it('a new or removed product is a case however few there are', () => {
    expect(codesOf(linked([move(1, 10), move(2, 1)]))).toEqual(['purchase_orders.quantity_changed']);
    const made = linked([move(1, 10)], { inventory_quantities: [line(1, 10), line(2, 1)] });
    expect(codesOf(made)).toEqual(['purchase_orders.quantity_changed']);
  });

  it.each([
    [300, 324, true],
    [300, 325, false],
    [100, 109, true],
    [100, 110, false],
    [100, 91, true],
  ])('ShipBob takes %d for %d within its tolerance: %s', (expected, ordered, isTolerated) => {
    const made = linked([move(1, ordered)], { inventory_quantities: [line(1, expected)] });
    expect(codesOf(made)).toEqual(isTolerated ? [] : ['purchase_orders.quantity_changed']);
  });

  it('what was booked in part still counts as ordered', () => {
    const made = plan({
      order: withPickings(
        picking(100, [doneMove(1, 6)], { state: 'done' }),
        picking(101, [move(1, 4)], { backorder_id: 100 }),
      ),
      links: [wroLink(100, 5)],
      wros: [wro(5, { status: 'Processing' })],
    });
    expect(codesOf(made)).toEqual([]);
  });

  it('a receipt moved to another mapped centre is a case', () => {
    expect(codesOf(linked([move(1, 10)], { fulfillment_center: { id: 20, name: 'Dallas' } }))).toEqual([
      'purchase_orders.centre_changed',
    ]);
  });

  it('a hub in place of the centre is none', () => {
    expect(codesOf(linked([move(1, 10)], { fulfillment_center: { id: 999, name: 'Hub' } }))).toEqual([]);
  });

  it('a WRO that ShipBob no longer shows is a case', () => {
    const made = plan({ links: [wroLink(100, 5)], wros: [] });
    expect(codesOf(made)).toEqual(['purchase_orders.wro_gone']);
    expect(made.effects).toEqual([]);
  });

  it('a WRO cancelled at ShipBob is a case and is not made again', () => {
    const made = linked([move(1, 10)], { status: 'Cancelled' });
    expect(made.effects).toEqual([]);
    expect(codesOf(made)).toEqual(['purchase_orders.wro_cancelled']);
  });
});

describe('a cancelled receipt', () => {
  const cancelled = (status: string, more: Parameters<typeof wro>[1] = {}) =>
    plan({
      order: purchaseOrder({
        state: 'cancel',
        pickings: [picking(100, [move(1, 10, { state: 'cancel' })], { state: 'cancel' })],
      }),
      links: [wroLink(100, 5)],
      wros: [wro(5, { status, ...more })],
    });

  it('cancels its WRO while that is Awaiting', () => {
    expect(onlyEffect(cancelled('Awaiting'))).toMatchObject({
      operation: 'shipbob.wro.cancel',
      kind: 'converge',
      before: { status: 'Awaiting' },
      after: { status: 'Cancelled' },
      request: { wro_id: 5 },
    });
  });

  it.each(['Arrived', 'Processing', 'Completed', 'SomethingNew'])('is a case when the WRO is %s', (status) => {
    const made = cancelled(status, { inventory_quantities: [line(1, 10, 3)] });
    expect(made.effects).toEqual([]);
    expect(onlyCase(made).code).toBe('purchase_orders.cancelled_in_motion');
    expect(onlyCase(made).cause).toContain('3 x A-1 stowed');
  });

  it('with a WRO that ended with nothing stowed is in order: it was closed short', () => {
    const made = cancelled('Completed', { inventory_quantities: [line(1, 10, 0)] });
    expect([...made.effects, ...codesOf(made)]).toEqual([]);
  });

  it('with a cancelled WRO is in order', () => {
    expect(cancelled('Cancelled').effects).toEqual([]);
    expect(codesOf(cancelled('Cancelled'))).toEqual([]);
  });

  it('of the rest only does not cancel what was received', () => {
    const made = plan({
      order: withPickings(
        picking(100, [doneMove(1, 6)], { state: 'done' }),
        picking(101, [move(1, 4, { state: 'cancel' })], { state: 'cancel', backorder_id: 100 }),
      ),
      links: [wroLink(100, 5)],
      wros: [wro(5, { status: 'Awaiting' })],
    });
    expect(made.effects).toEqual([]);
  });
});
