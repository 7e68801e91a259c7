import { describe, expect, it } from 'vitest';
import type { CutRow, StockSeen } from '../seen.js';
import type { SettingsInput } from '../settings.js';
import { codesOf, context, onlyCase, onlyEffect, reasonOf } from '../shared/fixtures.test.js';
import { planInventory } from './inventory.plan.js';

const row = (more: Partial<CutRow> = {}): CutRow => ({
  inventory_id: 1001,
  sku: 'P-1',
  product_id: 1,
  location_id: 70,
  location: 'SB/Stock',
  centre_ids: [10],
  lot: null,
  shipbob: 23,
  odoo: 20,
  in_flight: -1,
  difference: 4,
  state: 'confirmed',
  causes: [{ kind: 'shipbob_adjusted', subject: null, units: 3, what: 'InventoryAdjusted: found' }],
  unknown: 1,
  merged_with: null,
  shown: { committed: 0, fulfillable: 0, awaiting: 0, internal_transfer: 0 },
  ...more,
});
const seen = (more: Partial<StockSeen> = {}): StockSeen => ({
  inventory_id: 1001,
  link: null,
  cut_at: '2026-11-25T09:00:00.000Z',
  rows: [row()],
  now: [{ location_id: 70, lot: null, shipbob: 23, odoo: 20, odoo_below: 0 }],
  cost: 10,
  tracking: 'none',
  merged: [],
  ...more,
});
type Inventory = NonNullable<SettingsInput['inventory']>;
const plan = (what: StockSeen, inventory: Inventory = {}) => planInventory(what, context({ inventory }));
const request = {
  product_id: 1,
  sku: 'P-1',
  location_id: 70,
  lot: null,
  expected: 20,
  quantity: 24,
  reason: 'ShipBob recon 2026-11-25T09:00',
};

describe('a difference', () => {
  it('is only reported, unless the settings say more', () => {
    expect(plan(seen())).toMatchObject({ effects: [], end: { kind: 'done' } });
    expect(reasonOf(plan(seen()))).toContain('P-1 at SB/Stock +4');
    expect(reasonOf(plan(seen({ cut_at: null }), { adjust: 'auto' }))).toContain('no cut');
  });

  it('acts only when two cuts have shown it', () => {
    for (const state of ['differs', 'moving'] as const)
      expect(plan(seen({ rows: [row({ state })] }), { adjust: 'auto' })).toMatchObject({
        effects: [],
        end: { kind: 'done' },
      });
  });

  it('is proposed to a person, with its causes and the money at stake', () => {
    const found = plan(seen(), { adjust: 'propose' });
    expect(found.effects).toEqual([]);
    expect(onlyCase(found).proposes?.map((effect) => [effect.operation, effect.request])).toEqual([
      ['odoo.stock.adjust', request],
    ]);
    expect(onlyCase(found).detail).toMatchObject({ difference: 4, unknown: 1, money_at_stake: 40 });
    expect(onlyCase(found).cause).toContain('+3 shipbob adjusted (InventoryAdjusted: found) and +1 unknown');
  });

  it('is set by itself within both limits, and proposed beyond one of them', () => {
    const auto = { adjust: 'auto' as const };
    const effect = onlyEffect(plan(seen(), auto));
    expect([effect.operation, effect.request]).toEqual(['odoo.stock.adjust', request]);
    for (const limit of [{ auto_units: 3 }, { auto_value: 39 }]) {
      const found = plan(seen(), { ...auto, ...limit });
      expect([found.effects, codesOf(found)]).toEqual([[], ['inventory.difference']]);
    }
  });

  it('is never set by itself at a version that tells no movements: goods on their way would be counted twice', () => {
    const at = (version: string) => planInventory(seen(), context({ inventory: { adjust: 'auto' } }, { version }));
    expect(onlyEffect(at('2026-01')).request).toEqual(request);
    const found = onlyCase(at('2025-07'));
    expect(found.proposes).toHaveLength(1);
    expect(found.cause).toContain('goods on their way count as a difference');
    expect(found.suggestions[0]).toContain('Once nothing is on its way');
    expect(at('2025-07').effects).toEqual([]);
  });

  it('that has moved since the cut is left to the next one, so that nothing is set twice', () => {
    for (const now of [
      { location_id: 70, lot: null, shipbob: 22, odoo: 20, odoo_below: 0 },
      // As after the adjustment itself.
      { location_id: 70, lot: null, shipbob: 23, odoo: 24, odoo_below: 0 },
      { location_id: 71, lot: null, shipbob: 23, odoo: 20, odoo_below: 0 },
    ])
      expect(plan(seen({ now: [now] }), { adjust: 'auto' })).toMatchObject({ effects: [], end: { kind: 'done' } });
  });

  it('that cannot be set is told without a proposal: unknown lots, less than nothing, goods in places below', () => {
    const below = [{ location_id: 70, lot: null, shipbob: 23, odoo: 5, odoo_below: 15 }];
    const gone = { rows: [row({ difference: -21 })], now: seen().now };
    for (const what of [seen({ tracking: 'lot' }), seen({ now: below }), seen(gone)]) {
      const found = plan(what, { adjust: 'auto', auto_units: 100, auto_value: 1000 });
      expect(found.effects).toEqual([]);
      expect(onlyCase(found).proposes).toBeUndefined();
    }
    const lot = seen({
      tracking: 'lot',
      rows: [row({ lot: 'L1' })],
      now: seen().now.map((now) => ({ ...now, lot: 'L1' })),
    });
    expect(onlyEffect(plan(lot, { adjust: 'auto' })).request).toMatchObject({ lot: 'L1', quantity: 24 });
    expect(plan(lot, { adjust: 'auto', by_lot: false }).effects).toEqual([]);
  });

  it('of a merge at ShipBob is one proposal of two counts, made where the goods went', () => {
    const into = row({ difference: 20, merge: { inventory_id: 1002, side: 'from' }, merged_with: 'P-2' });
    const from = row({
      ...{ inventory_id: 1002, sku: 'P-2', product_id: 2, shipbob: 0, odoo: 20, in_flight: 0, difference: -20 },
      ...{ merge: { inventory_id: 1001, side: 'into' as const }, merged_with: 'P-1' },
    });
    const [now] = seen().now;
    const partner = { inventory_id: 1002, cost: 10, tracking: 'none' as const, rows: [from] };
    const nowOf = (shipbob: number, odoo: number) => [{ location_id: 70, lot: null, shipbob, odoo, odoo_below: 0 }];
    const both = seen({ rows: [into], merged: [{ ...partner, now: nowOf(0, 20) }] });
    const found = plan(both, { adjust: 'propose' });
    expect(onlyCase(found).code).toBe('inventory.merged');
    expect(onlyCase(found).proposes?.map((effect) => effect.request)).toMatchObject([
      { product_id: 2, expected: 20, quantity: 0 },
      { product_id: 1, expected: 20, quantity: 40 },
    ]);
    expect(onlyCase(found).detail['money_at_stake']).toBe(400);
    const auto = plan(both, { adjust: 'auto', auto_units: 20, auto_value: 200 });
    expect(auto.effects.map((effect) => effect.request['quantity'])).toEqual([0, 40]);
    expect(plan(both, { adjust: 'auto', auto_units: 20, auto_value: 199 }).effects).toEqual([]);
    // The other side only says so; a side that has moved, or that cannot be set, holds both back.
    const mirrored = { ...partner, inventory_id: 1001, rows: [into], now: now ? [now] : [] };
    const other = seen({ inventory_id: 1002, rows: [from], now: nowOf(0, 20), merged: [mirrored] });
    expect(reasonOf(plan(other, { adjust: 'auto', auto_units: 99 }))).toContain('is judged with P-1');
    expect(reasonOf(auto)).toBe('P-2 at SB/Stock -20 and P-1 at SB/Stock +20 are set in Odoo');
    // Cheaper on one side: both must be within the limits.
    const agreed = { adjust: 'auto' as const, auto_units: 1 };
    expect(onlyCase(plan(both, agreed)).suggestions[0]).toBe(
      'Agree to both parts of the proposal: what one product loses in Odoo the other gets.',
    );
    const cheap = { ...both, merged: [{ ...partner, cost: 1, now: nowOf(0, 20) }] };
    expect(plan(cheap, { adjust: 'auto', auto_units: 20, auto_value: 199 }).effects).toEqual([]);
    const moved = seen({ rows: [into], merged: [{ ...partner, now: nowOf(0, 19) }] });
    expect(plan(moved, { adjust: 'auto', auto_units: 99 })).toMatchObject({ effects: [], end: { kind: 'done' } });
    const tracked = seen({ rows: [into], merged: [{ ...partner, tracking: 'lot', now: nowOf(0, 20) }] });
    expect(onlyCase(plan(tracked, { adjust: 'auto', auto_units: 99 })).cause).toContain('nothing tells of which lots');
    // Once the other side is equal, or differs elsewhere only, what is left is a difference like any other.
    const others = [row({ ...from, location_id: 71 }), row({ ...from, lot: 'L1' }), row({ ...from, state: 'differs' })];
    for (const rows of [[], others])
      for (const inventory_id of [1002, 1003]) {
        const alone = seen({ rows: [into], merged: [{ ...partner, inventory_id, rows, now: nowOf(0, 20) }] });
        expect(codesOf(plan(alone, { adjust: 'propose' }))).toEqual(['inventory.difference']);
      }
    const strangers = { ...partner, inventory_id: 1003, rows: [row({ ...from, sku: 'P-3' })], now: nowOf(0, 20) };
    const [first] = both.merged;
    const among = seen({ rows: [into], merged: [strangers, ...(first ? [first] : [])] });
    expect(onlyCase(plan(among, { adjust: 'propose' })).cause).toContain('merged P-2 into P-1');
    const plain = seen({ rows: [row()], merged: [strangers] });
    expect(codesOf(plan(plain, { adjust: 'propose' }))).toEqual(['inventory.difference']);
  });

  it('of a merge is never set by itself at a version that tells no movements', () => {
    const into = row({ difference: 20, merge: { inventory_id: 1002, side: 'from' }, merged_with: 'P-2' });
    const from = row({
      ...{ inventory_id: 1002, sku: 'P-2', product_id: 2, shipbob: 0, odoo: 20, in_flight: 0, difference: -20 },
      ...{ merge: { inventory_id: 1001, side: 'into' as const }, merged_with: 'P-1' },
    });
    const now = [{ location_id: 70, lot: null, shipbob: 0, odoo: 20, odoo_below: 0 }];
    const both = seen({
      rows: [into],
      merged: [{ inventory_id: 1002, cost: 10, tracking: 'none', rows: [from], now }],
    });
    const limits = { adjust: 'auto' as const, auto_units: 99, auto_value: 9999 };
    const at = (version: string) => planInventory(both, context({ inventory: limits }, { version }));
    expect(at('2026-01').effects).toHaveLength(2);
    const held = at('2025-07');
    expect(held.effects).toEqual([]);
    expect(onlyCase(held)).toEqual({
      flow: 'inventory',
      code: 'inventory.merged',
      cause:
        'ShipBob merged P-2 into P-1: P-2 at SB/Stock -20 and P-1 at SB/Stock +20 in two cuts. ShipBob tells no movements at the version of this connection, so that goods on their way count as a difference.',
      suggestions: [
        'Once nothing is on its way, agree to both parts of the proposal: what one product loses in Odoo the other gets.',
        'Or undo the merge at ShipBob if it was a mistake.',
      ],
      detail: {
        rows: [
          {
            ...{ inventory_id: 1002, sku: 'P-2', lot: null, location: 'SB/Stock' },
            shipbob: 0,
            odoo: 20,
            difference: -20,
          },
          {
            ...{ inventory_id: 1001, sku: 'P-1', lot: null, location: 'SB/Stock' },
            shipbob: 23,
            odoo: 20,
            difference: 20,
          },
        ],
        money_at_stake: 400,
        proposes: expect.any(Array),
      },
      proposes: [
        expect.objectContaining({ request: expect.objectContaining({ product_id: 2, quantity: 0 }) }),
        expect.objectContaining({ request: expect.objectContaining({ product_id: 1, quantity: 40 }) }),
      ],
    });
    const tracked = seen({
      rows: [into],
      merged: [{ ...both.merged[0], inventory_id: 1002, cost: 10, tracking: 'lot', rows: [from], now }],
    });
    const problem = onlyCase(plan(tracked, limits));
    expect(problem.cause).toBe(
      'ShipBob merged P-2 into P-1: P-2 at SB/Stock -20 and P-1 at SB/Stock +20 in two cuts. They cannot be set by themselves: P-2 at SB/Stock: nothing tells of which lots.',
    );
    expect(problem.suggestions[0]).toContain('by hand');
  });

  it('of merged products names the other one', () => {
    const found = plan(seen({ rows: [row({ merged_with: 'P-2' })] }), { adjust: 'propose' });
    expect(onlyCase(found).cause).toContain('together with P-2');
  });
});
