import { describe, expect, it } from 'vitest';
import type { ShipBobUnidentifiedReceipt, UroSeen } from '../seen.js';
import { context, onlyCase, reasonOf } from '../shared/fixtures.test.js';
import { planUro, wordsOfUro } from './uro.plan.js';

const uro: ShipBobUnidentifiedReceipt = {
  id: 9,
  barcode: null,
  tracking_barcode: null,
  reason: 'No matching WRO',
  comment: 'carton: A-1, torn label',
  created_date: '2026-11-23T10:00:00Z',
  linked_wro_id: null,
  linked_wro_date: null,
};
const lacks = (wro_id: number) => ({
  ...{ wro_id, number: `P0004${wro_id}`, status: 'Processing', order: `P0004${wro_id}` },
  ...{ expected: 10, stowed: 7 },
});
const seen = (more: Partial<UroSeen> = {}): UroSeen => ({
  uro,
  orders: [],
  product: { inventory_id: 1001, sku: 'A-1' },
  short: [lacks(5)],
  ...more,
});
const plan = (more: Partial<UroSeen> = {}, ...settings: Parameters<typeof context>) =>
  planUro(seen(more), context(...settings));

describe('goods on hold that name no order of ours', () => {
  it('are a case with their days and cost, and who lacks such goods, that proposes the one WRO', () => {
    const made = plan();
    expect(made.effects).toEqual([]);
    const found = onlyCase(made);
    expect(found).toMatchObject({
      code: 'receiving.unclaimed',
      detail: { uro_id: 9, days: 2, product: 'A-1', money_at_stake: 75, short: [{ wro_id: 5, missing: 3 }] },
      proposes: [
        {
          operation: 'shipbob.uro.associate',
          request: { uro_id: 9, wro_id: 5 },
          before: { linked_wro_id: null },
          after: { linked_wro_id: 5 },
          reason: 'WRO 5 lacks 3 x A-1, and a person agreed',
        },
      ],
    });
    expect(found.cause).toContain('They seem to be A-1. WRO 5 of P00045 (Processing) lacks 3 x A-1.');
    expect(made.end).toMatchObject({ at: '2026-11-26T10:00:00.000Z' });
  });

  it('propose nothing where none or several WROs lack them, where nothing names them, and by setting', () => {
    for (const short of [[], [lacks(5), lacks(6)]]) expect(onlyCase(plan({ short })).proposes).toBeUndefined();
    const nameless = onlyCase(plan({ product: null, short: [] }));
    expect(nameless.proposes).toBeUndefined();
    expect(onlyCase(plan({ product: null })).proposes).toBeUndefined();
    expect(nameless.cause).toContain('Nothing on them names a product or order of ours');
    expect(onlyCase(plan({}, { receipt: { unclaimed: 'hold' } })).proposes).toBeUndefined();
  });

  it('are nobody’s case once ShipBob has settled them or linked them to a WRO', () => {
    expect(plan({ uro: null }).end.kind).toBe('ignored');
    expect(reasonOf(plan({ uro: { ...uro, linked_wro_id: 5 } }))).toContain('linked to WRO 5');
  });

  it('are handed to the order whose they are, which then tells of them', () => {
    const made = plan({ orders: [{ id: 42, name: 'P00042', isUnderWay: true }] });
    expect(made.rings).toMatchObject([{ lane: 'purchase-order:42' }]);
    expect(reasonOf(made)).toBe('URO 9 holds goods of P00042');
    expect(made.end).toMatchObject({ kind: 'later', at: '2026-11-26T10:00:00.000Z' });
    const ended = plan({ orders: [{ id: 42, name: 'P00042', isUnderWay: false }], product: null, short: [] });
    expect(onlyCase(ended).cause).toContain('They name P00042, whose WROs have ended');
  });
});

it('the words on goods on hold are what may name them', () => {
  expect(wordsOfUro({ ...uro, barcode: '4006381333931' })).toEqual(['4006381333931', 'carton', 'A-1', 'torn', 'label']);
  expect(wordsOfUro({ ...uro, comment: 'PO #12, (P00042); of it  ' })).toEqual(['P00042']);
  expect(wordsOfUro({ ...uro, comment: null })).toEqual([]);
});
