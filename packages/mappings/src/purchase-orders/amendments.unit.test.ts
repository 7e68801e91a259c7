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
  picking,
  products,
  purchaseOrder,
  reasonOf,
  wro,
  wroLink,
} from '../shared/fixtures.test.js';
import { plan, withPickings } from './fixtures.test.js';

const FAR = '2026-12-15T08:00:00Z';
const NEAR = '2026-11-28T08:00:00Z';

const changed = (
  settings: NonNullable<Parameters<typeof context>[0]>['wro'] = {},
  more: {
    wro?: Parameters<typeof wro>[1];
    version?: string;
    moves?: ReturnType<typeof move>[];
    unlinked?: number[];
  } = {},
) =>
  plan(
    {
      order: withPickings(picking(100, more.moves ?? [move(1, 40), move(2, 3)])),
      links: [wroLink(100, 5)],
      wros: [wro(5, { expected_arrival_date: FAR, ...more.wro })],
      products: products(more.unlinked ?? []),
    },
    { wro: settings },
    more.version === undefined ? {} : { version: more.version },
  );

describe('goods that changed after the WRO was made', () => {
  it('are a case that proposes one change of the WRO, with its boxes whole', () => {
    const made = changed();
    expect(made.effects).toEqual([]);
    const found = onlyCase(made);
    expect(found.code).toBe('purchase_orders.quantity_changed');
    expect(found.proposes).toMatchObject([
      {
        operation: 'shipbob.wro.update',
        kind: 'converge',
        before: { boxes: [{ sku: 'A-1', quantity: 10 }] },
        request: {
          wro_id: 5,
          boxes: [
            {
              tracking_number: 'P00042',
              items: [
                { sku: 'A-1', quantity: 40 },
                { sku: 'B-2', quantity: 3 },
              ],
            },
          ],
        },
      },
    ]);
    expect(found.detail['proposes']).toEqual(found.proposes);
  });

  it('before 2026-07 are a case that proposes to cancel and announce anew under the next number', () => {
    const found = onlyCase(changed({}, { version: '2026-01' }));
    expect(found.proposes?.map(({ operation, businessKey, link }) => [operation, businessKey, link])).toEqual([
      ['shipbob.wro.cancel', 'wro 5', null],
      ['shipbob.wro.create', 'P00042-2', null],
    ]);
  });

  it('by setting are changed at once while the goods are far enough away', () => {
    expect(onlyEffect(changed({ on_change: 'auto' }))).toMatchObject({ operation: 'shipbob.wro.update' });
    const near = changed({ on_change: 'auto' }, { wro: { expected_arrival_date: NEAR } });
    expect(near.effects).toEqual([]);
    expect(codesOf(near)).toContain('purchase_orders.quantity_changed');
    expect(changed({ on_change: 'auto', auto_days: 2 }, { wro: { expected_arrival_date: NEAR } }).effects).toHaveLength(
      1,
    );
    const anew = changed({ on_change: 'auto' }, { version: '2026-01' });
    expect(anew.effects.map(({ operation }) => operation)).toEqual(['shipbob.wro.cancel', 'shipbob.wro.create']);
    expect(anew.rings.map((ring) => ring.lane)).toEqual(['purchase-order:42']);
  });

  it('by setting are only told', () => {
    const found = onlyCase(changed({ on_change: 'never' }));
    expect(found.proposes).toBeUndefined();
    expect(found.detail).not.toHaveProperty('proposes');
  });

  it('are only told once the goods have moved, are booked in part, or cannot be announced as they are', () => {
    const proposes = (made: ReturnType<typeof plan>) => onlyCase(made).proposes;
    expect(proposes(changed({}, { wro: { status: 'Arrived' } }))).toBeUndefined();
    expect(proposes(changed({}, { moves: [move(1, 40.5)] }))).toBeUndefined();
    expect(proposes(changed({}, { version: '2026-01', unlinked: [2] }))).toBeUndefined();
    const booked = plan({
      order: withPickings(
        picking(100, [doneMove(1, 6)], { state: 'done' }),
        picking(101, [move(1, 40)], { backorder_id: 100 }),
      ),
      links: [wroLink(100, 5)],
      wros: [wro(5)],
    });
    expect(onlyCase(booked).proposes).toBeUndefined();
  });

  it('that grew by a tenth or by 25 units are flagged with the fee that ShipBob takes for them', () => {
    const found = onlyCase(changed({}, { moves: [move(1, 40)] }));
    expect(found.cause).toContain('At stake: $20, since A-1 grew from 10 to 40');
    expect(found.detail['money_at_stake']).toBe(20);
    const fees = { uro_days: 10, uro_fees: { overage: { start: 5, per_day: 3, free_hours: 24 } } };
    expect(onlyCase(changed(fees, { moves: [move(1, 40)] })).detail['money_at_stake']).toBe(32);
    expect(onlyCase(changed({}, { moves: [move(1, 5)] })).detail).not.toHaveProperty('money_at_stake');
    const tolerated = changed({ tolerance_units: 100, tolerance_share: 5 }, { moves: [move(1, 40)] });
    expect(codesOf(tolerated)).toEqual([]);
    expect(reasonOf(tolerated)).toContain('at risk: A-1 grew from 10 to 40');
  });

  it('the tolerance is a setting', () => {
    expect(
      codesOf(changed({ tolerance_units: 2 }, { moves: [move(1, 100)], wro: { inventory_quantities: [line(1, 98)] } })),
    ).toEqual(['purchase_orders.quantity_changed']);
    expect(codesOf(changed({ tolerance_share: 0.5 }, { moves: [move(1, 14)] }))).toEqual([]);
  });
});

describe('a centre that changed', () => {
  it('is a case that proposes the move, together with goods that changed', () => {
    const order = withPickings(picking(100, [move(1, 40)]));
    const wros = [wro(5, { expected_arrival_date: FAR, fulfillment_center: { id: 20, name: 'Dallas' } })];
    const made = plan({ order, links: [wroLink(100, 5)], wros });
    expect(codesOf(made)).toEqual(['purchase_orders.centre_changed', 'purchase_orders.quantity_changed']);
    const [moved, grown] = casesOf(made);
    expect(moved?.proposes).toMatchObject([{ request: { wro_id: 5, fulfillment_center_id: 10, boxes: [{}] } }]);
    expect(grown?.proposes).toBeUndefined();
  });
});

describe('a date that changed', () => {
  const moved = (on_date_change: 'propose' | 'auto' | 'never', more: { version?: string; day?: string } = {}) =>
    plan(
      {
        links: [wroLink(100, 5)],
        wros: [wro(5, { expected_arrival_date: more.day ?? '2026-12-20T08:00:00Z' })],
      },
      { wro: { on_date_change } },
      more.version === undefined ? {} : { version: more.version },
    );

  it('is noted, proposed or written, by setting', () => {
    expect(reasonOf(moved('never'))).toContain('planned for 2026-12-15, and WRO 5 says 2026-12-20');
    const found = onlyCase(moved('propose'));
    expect(found.code).toBe('purchase_orders.date_changed');
    expect(found.proposes).toMatchObject([
      { request: { wro_id: 5, expected_arrival_date: '2026-12-15T08:00:00.000Z' } },
    ]);
    expect(onlyEffect(moved('auto')).request).toEqual({ wro_id: 5, expected_arrival_date: '2026-12-15T08:00:00.000Z' });
  });

  it('is only noted where ShipBob cannot change a WRO, and an hour on the same day is no change', () => {
    expect(moved('auto', { version: '2026-01' }).effects).toEqual([]);
    expect(moved('auto', { day: '2026-12-15T20:00:00Z' }).effects).toEqual([]);
    expect(reasonOf(moved('never', { day: '2026-12-15T20:00:00Z' }))).not.toContain('planned for');
  });
});

describe('a cancelled receipt by setting', () => {
  const cancelled = (on_cancel: 'cancel' | 'propose' | 'never') =>
    plan(
      {
        order: purchaseOrder({
          state: 'cancel',
          pickings: [picking(100, [move(1, 10, { state: 'cancel' })], { state: 'cancel' })],
        }),
        links: [wroLink(100, 5)],
        wros: [wro(5)],
      },
      { wro: { on_cancel } },
    );

  it('cancels its WRO, proposes to, or is only told', () => {
    expect(onlyEffect(cancelled('cancel')).request).toEqual({ wro_id: 5 });
    const found = onlyCase(cancelled('propose'));
    expect(found).toMatchObject({ code: 'purchase_orders.cancelled_awaiting' });
    expect(found.proposes).toMatchObject([{ operation: 'shipbob.wro.cancel', request: { wro_id: 5 } }]);
    expect(onlyCase(cancelled('never')).proposes).toBeUndefined();
  });
});

describe('a WRO that was cancelled at ShipBob', () => {
  const cancelledWro = wro(5, { status: 'Cancelled' });

  it('is made again under the next number once a person agrees', () => {
    const found = onlyCase(plan({ links: [wroLink(100, 5)], wros: [cancelledWro] }));
    expect(found.code).toBe('purchase_orders.wro_cancelled');
    expect(found.proposes).toMatchObject([{ operation: 'shipbob.wro.create', businessKey: 'P00042-2', link: null }]);
  });

  it('is followed by the one that takes its place: the link names it, and is not made twice', () => {
    const anew = wro(6, { purchase_order_number: 'P00042-2' });
    const made = plan({ links: [wroLink(100, 5)], wros: [cancelledWro, anew] });
    expect(made.effects).toEqual([]);
    expect(made.adoptions).toMatchObject([{ odooId: 100, shipbobId: '5', data: { wro_id: 6 } }]);
    const [adoption] = made.adoptions;
    if (!adoption) throw new Error('not followed');
    const next = plan({ links: [{ ...adoption }], wros: [cancelledWro, anew] });
    expect([...next.effects, ...next.adoptions, ...casesOf(next)]).toEqual([]);
    expect(reasonOf(next)).toBe('SB/IN/100 has WRO 6');
  });
});

describe('a backorder that a person made', () => {
  it('is a case that proposes its own WRO', () => {
    const order = withPickings(
      picking(100, [doneMove(1, 6)], { state: 'done' }),
      picking(101, [move(1, 4)], { backorder_id: 100 }),
    );
    const found = onlyCase(plan({ order }));
    expect(found.code).toBe('purchase_orders.backorder');
    expect(found.proposes).toMatchObject([
      { operation: 'shipbob.wro.create', businessKey: 'P00042-2', link: { odooId: 101 } },
    ]);
  });
});

describe('what makes ShipBob put goods on hold', () => {
  const linked = (expected_arrival_date: string, more: object = {}, data: Record<string, unknown> = {}) =>
    plan(
      {
        order: withPickings(picking(100, [move(1, 10)], { scheduled_date: expected_arrival_date })),
        links: [{ ...wroLink(100, 5), data }],
        wros: [wro(5, { expected_arrival_date })],
      },
      { wro: more },
    );

  it('a WRO without tracking numbers is flagged some days before its arrival, with the fee at stake', () => {
    const found = onlyCase(linked(NEAR));
    expect(found.code).toBe('purchase_orders.uro_risk');
    expect(found.cause).toContain('WRO 5 (P00042) has no tracking number, and its goods are expected on 2026-11-28');
    expect(found.detail['money_at_stake']).toBe(150);
    const later = linked(FAR);
    expect(codesOf(later)).toEqual([]);
    expect(later.end).toMatchObject({ kind: 'later', at: '2026-12-12T08:00:00.000Z' });
    expect(linked(FAR, { uro_days_before: 30 }).end.kind).toBe('case');
  });

  it('one with tracking numbers, or that somebody else made, is not flagged', () => {
    const order = withPickings(
      picking(100, [move(1, 10)], { carrier_tracking_ref: '1Z999AA10123456784', scheduled_date: NEAR }),
    );
    const wros = [wro(5, { expected_arrival_date: NEAR })];
    expect(codesOf(plan({ order, links: [wroLink(100, 5)], wros }))).toEqual([]);
    expect(codesOf(linked(NEAR, {}, { adopted: true }))).toEqual([]);
  });

  it('is a case, a note or nothing by setting', () => {
    expect(codesOf(linked(NEAR, { uro_risk: 'note' }))).toEqual([]);
    expect(reasonOf(linked(NEAR, { uro_risk: 'note' }))).toContain('at risk: WRO 5 (P00042) has no tracking number');
    expect(reasonOf(linked(NEAR, { uro_risk: 'off' }))).toBe('SB/IN/100 has WRO 5');
  });
});
