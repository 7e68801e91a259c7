import { describe, expect, it } from 'vitest';
import type { OdooMove, OdooPicking, PurchaseOrderSeen } from '../seen.js';
import type { SettingsInput } from '../settings.js';
import {
  context,
  doneMove,
  move,
  orderSeen,
  picking,
  product,
  productLink,
  products,
} from '../shared/fixtures.test.js';
import { openDemand } from '../shared/receipts.js';
import { itemsFor } from './wro-items.js';

type Wro = NonNullable<SettingsInput['wro']>;
const itemsOf = (moves: OdooMove[], wro: Wro = {}, known: PurchaseOrderSeen['products'] = products()) =>
  forPickings([picking(100, moves)], wro, known);
const forPickings = (pickings: OdooPicking[], wro: Wro = {}, known: PurchaseOrderSeen['products'] = products()) =>
  itemsFor(
    {
      pickings,
      demand: openDemand(pickings),
      seen: orderSeen({ products: known }),
      arrival: new Date('2026-12-15T08:00:00Z'),
      number: 'P1',
      rules: { units_per_box: null },
    },
    context({ wro }),
  );
const lot = (name: string, quantity: number, expiration_date: string | null = '2027-06-01') => ({
  name,
  quantity,
  expiration_date,
});
const byLot = (quantity: number, ...lots: ReturnType<typeof lot>[]) => move(1, quantity, { tracking: 'lot', lots });
const why = (found: ReturnType<typeof itemsFor>) =>
  found.kind === 'tracked' ? found.tracked.map((one) => one.why) : found.kind;

describe('lots of a receipt', () => {
  it('of one name are one item, blanks around it aside, in order of the names', () => {
    const found = itemsOf([byLot(10, lot('L2', 3), lot(' L1 ', 2), lot('L1', 4), lot('L3', 1))]);
    expect(found).toMatchObject({
      hasPlaceholders: false,
      items: [
        { quantity: 6, lot: { number: 'L1', date: '2027-06-01T00:00:00.000Z' } },
        { quantity: 3, lot: { number: 'L2' } },
        { quantity: 1, lot: { number: 'L3' } },
      ],
    });
  });

  it('may stand on several moves and receipts of one product', () => {
    const found = forPickings([picking(100, [byLot(4, lot('L1', 4))]), picking(101, [byLot(2, lot('L1', 2))])]);
    expect(found).toMatchObject({ items: [{ quantity: 6, lot: { number: 'L1' } }] });
  });

  it('are none where they are without a name, a date, the whole quantity, or in parts of a piece', () => {
    expect(why(itemsOf([byLot(10, lot(' ', 10))]))).toEqual(['its lots add up to 10 of 10']);
    expect(why(itemsOf([byLot(10, lot('L1', 6), lot('L2', 4, 'soon'))]))).toEqual(['lot L2 has no date']);
    expect(why(itemsOf([byLot(10, lot('L1', 6), lot('L2', 3))]))).toEqual(['its lots add up to 9 of 10']);
    expect(why(itemsOf([byLot(3, lot('L1', 1.5), lot('L2', 1.5))]))).toEqual(['its lots add up to 3 of 3']);
    expect(why(itemsOf([byLot(3, lot('L1', 3), lot('L2', 0))]))).toEqual(['its lots add up to 3 of 3']);
    expect(why(itemsOf([byLot(3)]))).toEqual(['no lot is named on the receipt']);
  });

  it('of moves that are done are not announced again', () => {
    const done = doneMove(1, 4, { tracking: 'lot', lots: [lot('L0', 4)] });
    expect(itemsOf([done, byLot(6, lot('L1', 6))])).toMatchObject({ items: [{ quantity: 6, lot: { number: 'L1' } }] });
  });

  it('of one product say nothing of another', () => {
    const found = itemsOf([byLot(10, lot('L1', 10)), move(2, 4)]);
    expect(found).toMatchObject({ items: [{ sku: 'A-1' }, { sku: 'B-2', quantity: 4 }] });
    expect(found.kind === 'items' ? found.items[1] : null).not.toHaveProperty('lot');
  });

  it('that are known are announced as they are, and placeholders stand only for the unknown', () => {
    const named = itemsOf([byLot(10, lot('L1', 10))], { lot_policy: 'placeholder' });
    expect(named).toMatchObject({ hasPlaceholders: false, items: [{ lot: { number: 'L1' } }] });
    const placeholder = { lot_policy: 'placeholder' as const, lot_placeholder: '{number}/{number}' };
    const held = itemsOf([byLot(10, lot('L1', 4)), move(2, 4)], { ...placeholder, lot_placeholder_days: 1 });
    expect(held).toMatchObject({
      hasPlaceholders: true,
      items: [{ quantity: 10, lot: { number: 'P1/P1', date: '2026-12-16T08:00:00.000Z' } }, { quantity: 4 }],
    });
  });
});

describe('serial numbers', () => {
  it('are held, whatever the policy for lots', () => {
    const serial = move(1, 3, { tracking: 'serial', lots: [lot('S1', 3)] });
    expect(why(itemsOf([serial], { lot_policy: 'placeholder' }))).toEqual(['ShipBob takes no serial numbers']);
    expect(itemsOf([serial], { serials: 'announce' })).toEqual({
      kind: 'items',
      hasPlaceholders: false,
      items: [{ product_id: 1, sku: 'A-1', inventory_id: 1001, quantity: 3, per_box: null }],
    });
  });
});

describe('goods that are no whole units', () => {
  it('are named with their unit, and only they', () => {
    const unit = { id: 9, name: 'Boxes' };
    const found = itemsOf([move(1, 2.5, { product_base_uom: unit }), move(2, 3)]);
    expect(found).toEqual({ kind: 'fractions', fractions: [{ sku: 'A-1', quantity: 2.5, uom: 'Boxes' }] });
  });

  it('are left out where nothing whole is left of them', () => {
    expect(itemsOf([move(1, 0.4), move(2, 3)], { rounding: 'floor' })).toMatchObject({ items: [{ sku: 'B-2' }] });
  });
});

describe('goods that ShipBob cannot take', () => {
  const unlinked = (more: Parameters<typeof products>[1] = {}) => itemsOf([move(1, 3)], {}, products([1], more));
  const causes = (found: ReturnType<typeof itemsFor>) =>
    found.kind === 'blocked' ? found.blocked.map(({ product_id, sku, cause }) => [product_id, sku, cause]) : found.kind;

  it('are named with the cause', () => {
    expect(causes(itemsOf([move(1, 3)], {}, {}))).toEqual([[1, '#1', 'not found in Odoo']]);
    expect(causes(unlinked({ 1: { is_kit: true } }))).toEqual([
      [1, 'A-1', 'a kit, which is received as its components'],
    ]);
    expect(causes(unlinked({ 1: { active: false } }))).toEqual([[1, 'A-1', 'archived in Odoo']]);
    expect(causes(unlinked({ 1: { same_code_ids: [7] } }))).toEqual([
      [1, 'A-1', expect.stringContaining('stands on 2 products')],
    ]);
    expect(causes(unlinked({ 1: { tags: [] } }))).toEqual([[1, 'A-1', expect.stringContaining('not tagged ShipBob')]]);
  });

  it('by an inventory id that is no number are blocked, and a linked kit is not', () => {
    const seen = (inventory_id: unknown, more: Parameters<typeof product>[0] = {}): PurchaseOrderSeen['products'] => ({
      '1': { product: product(more), link: { ...productLink(), data: { inventory_id, sku: 'A-1' } } },
    });
    expect(causes(itemsOf([move(1, 3)], {}, seen('1001')))).toEqual([
      [1, 'A-1', 'linked to a ShipBob variant without an inventory item'],
    ]);
    expect(itemsOf([move(1, 3)], {}, seen(1001, { is_kit: true }))).toMatchObject({ items: [{ inventory_id: 1001 }] });
  });

  it('keep no other from being named, and nothing is announced beside them', () => {
    const found = itemsOf(
      [move(1, 3), move(2, 1), move(3, 1)],
      {},
      products([1, 3], { 1: { active: false }, 3: { tags: [] } }),
    );
    expect(causes(found)).toHaveLength(2);
  });
});
