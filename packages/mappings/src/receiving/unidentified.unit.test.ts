import { describe, expect, it } from 'vitest';
import type { ShipBobUnidentifiedReceipt } from '../seen.js';
import {
  codesOf,
  context,
  link,
  move,
  onlyCase,
  orderSeen,
  picking,
  purchaseOrder,
  wro,
} from '../shared/fixtures.test.js';
import { planReceiving } from './receiving.plan.js';
import { urosOf } from './unidentified.js';

const uro = (id: number, more: Partial<ShipBobUnidentifiedReceipt> = {}): ShipBobUnidentifiedReceipt => ({
  id,
  barcode: null,
  tracking_barcode: null,
  reason: 'Overage',
  comment: null,
  created_date: '2026-11-20T10:00:00Z',
  linked_wro_id: null,
  linked_wro_date: null,
  ...more,
});

const seen = (unidentified?: ShipBobUnidentifiedReceipt[], arrival: string | null = '2026-11-22T12:00:00Z') =>
  orderSeen({
    order: purchaseOrder({ pickings: [picking(100, [move(1, 10)], { carrier_tracking_ref: '1ZAAA1, 1ZAAA2' })] }),
    links: [link('stock.picking', 100, 'wro', 5, { tracking: ['1ZBBB1'] })],
    wros: [wro(5, { status: 'Arrived', expected_arrival_date: arrival })],
    ...(unidentified ? { unidentified } : {}),
  });

describe('goods that ShipBob keeps on hold', () => {
  it('belong to the order whose WRO, tracking number or number they name, and to no other', () => {
    const own = [
      uro(1, { linked_wro_id: 5 }),
      uro(2, { tracking_barcode: '1ZAAA2' }),
      uro(3, { barcode: '1ZBBB1' }),
      uro(4, { comment: 'PO# P00042, box 2' }),
    ];
    const others = [
      uro(5, { linked_wro_id: 6, comment: 'P00042' }),
      uro(6, { tracking_barcode: '1ZZZZZ' }),
      uro(7, { comment: 'P000421' }),
      uro(8),
    ];
    expect(urosOf([...own, ...others], seen()).map(({ id }) => id)).toEqual([1, 2, 3, 4]);
  });

  it('are a case of their order, with the days and what they have cost by then, reckoned anew each day', () => {
    const made = planReceiving(seen([uro(1, { linked_wro_id: 5 })], null), context());
    expect(onlyCase(made)).toMatchObject({ code: 'receiving.unidentified', detail: { days: 5, money_at_stake: 20 } });
    expect(onlyCase(made).cause).toContain('for 5 days: $20 so far, and $10 for each further day');
    expect(made.end).toMatchObject({ at: '2026-11-26T10:00:00.000Z' });
    const untold = planReceiving(seen([uro(1, { reason: 'No tracking number' })]), context());
    expect(onlyCase(untold).detail).toMatchObject({ money_at_stake: 150 });
    const fresh = planReceiving(seen([uro(1, { created_date: '2026-11-25T09:00:00Z' })]), context());
    expect(onlyCase(fresh).detail).toMatchObject({ days: 0, money_at_stake: 0 });
  });

  it('are looked for daily once the arrival has passed, where ShipBob’s version tells of them', () => {
    const made = planReceiving(seen([]), context());
    expect(codesOf(made)).toEqual([]);
    expect(made.end).toMatchObject({ kind: 'later', at: '2026-11-25T12:00:00.000Z' });
    expect(planReceiving(seen(), context()).end.kind).toBe('done');
  });

  it('are told by whole words only, on the barcode too, and by tracking numbers of some length', () => {
    const ids = (more: Partial<ShipBobUnidentifiedReceipt>, at = seen()) => urosOf([uro(1, more)], at).length;
    expect(ids({ barcode: 'P00042' })).toBe(1);
    expect(ids({ comment: 'box (P00042)' })).toBe(1);
    expect(ids({ comment: 'XP00042' })).toBe(0);
    expect(ids({ comment: 'P00042-2' })).toBe(0);
    expect(ids({ barcode: '1ZAAA1' })).toBe(1);
    const told = (code: string) => ({
      ...seen(),
      links: [link('stock.picking', 100, 'wro', 5, { tracking: [code] })],
    });
    expect(ids({ barcode: '1234' }, told('1234'))).toBe(0);
    expect(ids({ barcode: '12345' }, told('12345'))).toBe(1);
    expect(ids({}, { ...seen(), order: null })).toBe(0);
  });

  it('may name the number of a WRO, but of a linked one only', () => {
    const numbered = (id: number) => ({
      ...seen(),
      order: null,
      wros: [wro(id, { purchase_order_number: 'X-7' })],
    });
    expect(urosOf([uro(1, { comment: 'X-7' })], numbered(5))).toHaveLength(1);
    expect(urosOf([uro(1, { comment: 'X-7' })], numbered(6))).toEqual([]);
    expect(urosOf([uro(1, { linked_wro_id: 6 })], numbered(6))).toEqual([]);
    expect(
      urosOf([uro(1, { comment: '' })], { ...numbered(5), wros: [wro(5, { purchase_order_number: null })] }),
    ).toEqual([]);
  });

  it('cost what their reason costs, for each whole day after the free hours', () => {
    const cost = (reason: string | null, created_date: string | null = '2026-11-20T10:00:00Z') =>
      onlyCase(planReceiving(seen([uro(1, { reason, created_date })], null), context())).detail;
    for (const reason of ['Missing LOT', 'No expiry', 'Expiration date', 'Overage', null])
      expect(cost(reason)).toMatchObject({ days: 5, money_at_stake: 20 });
    for (const reason of ['No Tracking', 'label missing', 'No matching WRO'])
      expect(cost(reason)).toMatchObject({ days: 5, money_at_stake: 150 });
    const fees = {
      lots: { start: 1, per_day: 2, free_hours: 0 },
      overage: { start: 0.1, per_day: 0.2, free_hours: 48 },
    };
    const own = (reason: string) =>
      onlyCase(planReceiving(seen([uro(1, { reason })], null), context({ wro: { uro_fees: fees } })));
    expect(own('lot').detail).toMatchObject({ money_at_stake: 11 });
    expect(own('lot').cause).toContain('$2 for each further day');
    expect(own('Overage').detail).toMatchObject({ money_at_stake: 0.7 });
    expect(cost('Overage', null)).toMatchObject({ days: 0, money_at_stake: 0 });
    expect(cost('Overage', '2026-11-26T10:00:00Z')).toMatchObject({ days: 0, money_at_stake: 0 });
    expect(cost('Overage', '2026-11-21T10:00:01Z')).toMatchObject({ days: 3, money_at_stake: 0 });
    expect(cost('Overage', '2026-11-21T10:00:00Z')).toMatchObject({ days: 4, money_at_stake: 10 });
  });

  it('are looked at again when another day is full', () => {
    const at = (created_date: string | null) => planReceiving(seen([uro(1, { created_date })], null), context()).end;
    expect(at('2026-11-24T09:00:00Z')).toMatchObject({ at: '2026-11-26T09:00:00.000Z' });
    expect(at('2026-11-24T10:00:00Z')).toMatchObject({ at: '2026-11-26T10:00:00.000Z' });
    expect(at(null)).toMatchObject({ at: '2026-11-26T10:00:00.000Z' });
  });

  it('are looked for a day after an arrival that is still ahead, and not for WROs that are over', () => {
    expect(planReceiving(seen([], '2026-11-27T12:00:00Z'), context()).end).toMatchObject({
      at: '2026-11-28T12:00:00.000Z',
    });
    expect(planReceiving(seen([], '2026-11-24T10:00:00Z'), context()).end).toMatchObject({
      at: '2026-11-26T10:00:00.000Z',
    });
    expect(planReceiving(seen([], null), context()).end.kind).toBe('done');
    for (const status of ['Completed', 'Cancelled', 'InternalTransfer']) {
      const over = seen([]);
      over.wros = over.wros.map((one) => ({ ...one, status }));
      expect(planReceiving(over, context()).end).not.toHaveProperty('at', expect.any(String));
    }
  });
});
