import { describe, expect, it } from 'vitest';
import type { SettingsInput } from '../settings.js';
import { chainsOf } from '../shared/chains.js';
import { context, orderSeen, picking, purchaseOrder, wro, wroLink } from '../shared/fixtures.test.js';
import type { Chain } from '../shared/receipts.js';
import { feeOf } from './uro-fees.js';
import { newWroRisks, overageRisks, trackingRisk } from './uro-risk.js';

const grown = (odoo: number, shipbob: number) => overageRisks([{ sku: 'A-1', odoo, shipbob }], context());

describe('a receipt that grew', () => {
  it.each([
    [1025, 1000, true],
    [1024, 1000, false],
    [110, 100, true],
    [109, 100, false],
    [11, 10, true],
    [10, 10, false],
    [10, 200, false],
    [1, 0, true],
  ])('to %d from %d is a risk: %s (25 units or a tenth)', (odoo, shipbob, isRisk) => {
    expect(grown(odoo, shipbob)).toHaveLength(isRisk ? 1 : 0);
  });

  it('says how many of it go on hold, and the fee', () => {
    expect(grown(40, 10)).toEqual([{ what: 'A-1 grew from 10 to 40, and ShipBob puts 30 of them on hold', fee: 20 }]);
  });
});

describe('the fee at stake', () => {
  const fee = (start: number, per_day: number, free_hours: number, uro_days = 5) =>
    feeOf({ start, per_day, free_hours }, context({ wro: { uro_days } }));

  it('is the start and each day after the free hours, to the cent', () => {
    expect(fee(25, 25, 0)).toBe(150);
    expect(fee(0, 10, 72)).toBe(20);
    expect(fee(5, 3, 240)).toBe(5);
    expect(fee(0.1, 0.2, 0, 1)).toBe(0.3);
    expect(fee(0, 10, 84)).toBe(15);
    expect(fee(0, 1, 1, 1)).toBe(0.96);
  });
});

it('a WRO is risky from the start only where its lots are placeholders', () => {
  expect(newWroRisks({ hasPlaceholders: false }, context())).toEqual([]);
  expect(newWroRisks({ hasPlaceholders: true }, context()).map(({ fee }) => fee)).toEqual([20]);
});

describe('a WRO without tracking numbers', () => {
  const ARRIVAL = '2026-11-28T10:00:00Z';
  type Settings = NonNullable<SettingsInput['wro']>;
  const risk = (
    settings: Settings = {},
    more: { status?: string; arrival?: string | null; now?: string; pickings?: ReturnType<typeof picking>[] } = {},
  ) => {
    const { status = 'Awaiting', arrival = ARRIVAL, now = '2026-11-25T10:00:00Z' } = more;
    const order = purchaseOrder({ pickings: more.pickings ?? [picking(100, [])] });
    const wros = [wro(5, { status, expected_arrival_date: arrival })];
    const [chain] = chainsOf(orderSeen({ order, links: [wroLink(100, 5)], wros }), order);
    if (!chain) throw new Error('no chain');
    return { chain, found: trackingRisk(chain, context({ wro: settings }, { now })) };
  };
  const codes = (...of: Parameters<typeof risk>) => risk(...of).found.cases.map(({ code }) => code);

  it('is told from the very moment of the setting, and waited for until then', () => {
    expect(codes()).toEqual(['purchase_orders.uro_risk']);
    const early = risk({}, { now: '2026-11-25T09:59:59Z' }).found;
    expect(early.cases).toEqual([]);
    expect(early.laterAt.map((at) => at.toISOString())).toEqual(['2026-11-25T10:00:00.000Z']);
  });

  it('is told in the pass by setting, with the fee', () => {
    expect(risk({ uro_risk: 'note' }).found.notes).toEqual([
      'at risk: WRO 5 (P00042) has no tracking number, and its goods are expected on 2026-11-28 ($150)',
    ]);
  });

  it('is none once it is under way, without a date, or when only receipts that are done have no number', () => {
    expect(codes({}, { status: 'Arrived' })).toEqual([]);
    expect(codes({}, { arrival: null })).toEqual([]);
    const open = picking(101, [], { carrier_tracking_ref: '1Z0001', backorder_id: 100 });
    expect(codes({}, { pickings: [picking(100, [], { state: 'done' }), open] })).toEqual([]);
    const done = picking(100, [], { state: 'done', carrier_tracking_ref: '1Z0001' });
    const bare = { ...open, carrier_tracking_ref: null };
    expect(codes({}, { pickings: [done, bare] })).toEqual(['purchase_orders.uro_risk']);
  });

  it('is none where ShipBob no longer shows the WRO', () => {
    const gone: Chain = { ...risk().chain, wro: null };
    expect(trackingRisk(gone, context())).toMatchObject({ cases: [], notes: [], laterAt: [] });
  });
});
