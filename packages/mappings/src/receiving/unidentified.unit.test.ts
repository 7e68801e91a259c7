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
});
