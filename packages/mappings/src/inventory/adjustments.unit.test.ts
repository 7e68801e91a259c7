import { describe, expect, it } from 'vitest';
import type { CutRow, StockSeen } from '../seen.js';
import type { SettingsInput } from '../settings.js';
import { context, onlyCase, onlyEffect, reasonOf } from '../shared/fixtures.test.js';
import { planInventory } from './inventory.plan.js';

const row = (more: Partial<CutRow> = {}): CutRow => ({
  inventory_id: 1001,
  sku: 'P-1',
  product_id: 1,
  location_id: 70,
  location: 'SB/Stock',
  centre_ids: [10],
  lot: null,
  shipbob: 16,
  odoo: 20,
  in_flight: 0,
  difference: -4,
  state: 'confirmed',
  causes: [],
  unknown: -4,
  merged_with: null,
  shown: { committed: 0, fulfillable: 0, awaiting: 0, internal_transfer: 0 },
  ...more,
});
const seen = (rows: CutRow[], more: Partial<StockSeen> = {}): StockSeen => ({
  inventory_id: 1001,
  link: null,
  cut_at: '2026-11-25T09:00:00.000Z',
  rows,
  now: rows.map(({ location_id, lot, shipbob, odoo }) => ({ location_id, lot, shipbob, odoo, odoo_below: 0 })),
  cost: 2.5,
  tracking: 'none',
  merged: [],
  ...more,
});
const plan = (what: StockSeen, inventory: NonNullable<SettingsInput['inventory']> = { adjust: 'auto' }) =>
  planInventory(what, context({ inventory }));

describe('setting Odoo’s stock', () => {
  it('is one write to Odoo that names the goods, before, after and why', () => {
    expect(onlyEffect(plan(seen([row()])))).toMatchObject({
      flow: 'inventory',
      target: 'odoo',
      kind: 'converge',
      businessKey: 'stock 1001 70',
      title: 'set P-1 at SB/Stock to 16',
      before: { quantity: 20 },
      after: { quantity: 16 },
      reason: 'two cuts show -4 (-4 unknown)',
    });
    expect(reasonOf(plan(seen([row()])))).toBe('P-1 at SB/Stock -4 is set in Odoo');
    const lot = onlyEffect(plan(seen([row({ lot: 'L1' })], { tracking: 'lot' })));
    expect([lot.businessKey, lot.title]).toEqual(['stock 1001 70 L1', 'set P-1 lot L1 at SB/Stock to 16']);
    const explained = row({
      causes: [{ kind: 'booked_not_shipped', subject: 'order:8', units: -4, what: 'SB/OUT/8' }],
      unknown: 0,
    });
    expect(onlyEffect(plan(seen([explained]))).reason).toBe('two cuts show -4 (-4 booked not shipped (order:8))');
    expect(onlyEffect(plan(seen([row({ unknown: 0 })]))).reason).toContain('(no cause is known)');
  });

  it('is judged row by row, each by what lies of its lot at its place now', () => {
    const rows = [row({ lot: 'L1' }), row({ lot: 'L2', shipbob: 9, odoo: 5, difference: 4, unknown: 4 })];
    const made = plan(seen(rows, { tracking: 'lot' }));
    expect(made.effects.map(({ request }) => [request['lot'], request['expected'], request['quantity']])).toEqual([
      ['L1', 20, 16],
      ['L2', 5, 9],
    ]);
  });

  it('may empty a place, but go no lower', () => {
    const empty = row({ shipbob: 0, odoo: 4, difference: -4 });
    expect(onlyEffect(plan(seen([empty]))).after).toEqual({ quantity: 0 });
    const below = row({ shipbob: 0, odoo: 3, difference: -4 });
    expect(onlyCase(plan(seen([below]))).cause).toContain('It cannot be set by itself: Odoo would hold -1.');
  });

  it('happens by itself up to the limits, and not beyond them', () => {
    const auto = (auto_units: number, auto_value: number) =>
      plan(seen([row()]), { adjust: 'auto', auto_units, auto_value }).effects.length;
    expect([auto(4, 10), auto(3.9, 10), auto(4, 9.9)]).toEqual([1, 0, 0]);
  });
});

describe('the case of a difference', () => {
  const proposed = (more: Partial<CutRow>, what: Partial<StockSeen> = {}) =>
    onlyCase(plan(seen([row(more)], what), { adjust: 'propose' }));

  it('says both sides, what is on the way, and why', () => {
    const causes = [{ kind: 'shipbob_adjusted' as const, subject: null, units: -3, what: 'lost' }];
    const found = proposed({ in_flight: 2, causes, unknown: -1, merged_with: 'P-2' });
    expect(found).toMatchObject({ flow: 'inventory', code: 'inventory.difference' });
    expect(found.cause).toBe(
      'P-1 at SB/Stock: ShipBob has 16, Odoo 20 and +2 on the way, a difference of -4 in two cuts: -3 shipbob adjusted (lost) and -1 unknown. It belongs together with P-2, with which ShipBob merged it.',
    );
    expect(found.detail).toMatchObject({
      inventory_id: 1001,
      sku: 'P-1',
      lot: null,
      location: 'SB/Stock',
      shipbob: 16,
      odoo: 20,
      in_flight: 2,
      difference: -4,
      unknown: -1,
      causes,
      money_at_stake: 10,
    });
    expect(found.suggestions[0]).toContain('Agree to the proposal');
    expect(found.suggestions).toHaveLength(2);
  });

  it('says no more than is true, and how to go on where nothing can be set', () => {
    expect(proposed({}).cause).toBe(
      'P-1 at SB/Stock: ShipBob has 16, Odoo 20, a difference of -4 in two cuts: -4 unknown.',
    );
    const held = proposed({}, { tracking: 'lot' });
    expect(held.cause).toContain('-4 unknown. It cannot be set by itself: nothing tells of which lots.');
    expect(held.suggestions[0]).toContain('Correct the stock in Odoo by hand');
  });
});

it('what no two cuts have shown is not set, and the pass says so', () => {
  expect(reasonOf(plan(seen([row({ state: 'differs' })]), { adjust: 'propose' }))).toBe(
    'the latest cut shows no difference that the one before showed, too',
  );
  expect(reasonOf(plan(seen([row(), row({ lot: 'L1', difference: 0 })]), { adjust: 'off' }))).toBe(
    'reported only: P-1 at SB/Stock -4 and P-1 lot L1 at SB/Stock 0',
  );
});
