import { describe, expect, it } from 'vitest';
import type { OdooMove } from '../seen.js';
import type { SettingsInput } from '../settings.js';
import { context, move, picking, purchaseOrder } from '../shared/fixtures.test.js';
import { extraParts, inParts, wroPartsMax } from './split.js';
import { supplierRules } from './suppliers.js';

type Rules = NonNullable<SettingsInput['wro']>;
const each: Rules = { box_packaging: 'OneSkuPerBox' };
const items = (count: number) =>
  Array.from({ length: count }, (_, id) => ({ product_id: id, sku: `S${id}`, inventory_id: id, quantity: 1 }));
const sizes = (count: number, wro: Rules) =>
  inParts(items(count), supplierRules(purchaseOrder(), context({ wro }))).map((part) => part.length);

describe('the WROs of one receipt', () => {
  it('hold 50 boxes each where a box holds one SKU', () => {
    expect(sizes(50, each)).toEqual([50]);
    expect(sizes(51, each)).toEqual([50, 1]);
    expect(sizes(100, each)).toEqual([50, 50]);
    expect(sizes(0, each)).toEqual([]);
  });

  it('hold 10,000 SKUs each where boxes hold many, or pallets come', () => {
    expect(sizes(51, {})).toEqual([51]);
    expect(sizes(51, { ...each, package: 'Pallet' })).toEqual([51]);
    expect(sizes(10_001, {})).toEqual([10_000, 1]);
  });

  it('keep the order of the goods', () => {
    const parts = inParts(items(52), supplierRules(purchaseOrder(), context({ wro: each })));
    expect(parts.flat().map(({ product_id }) => product_id)).toEqual(items(52).map(({ product_id }) => product_id));
  });
});

describe('the WROs that an order may need beyond one for each receipt', () => {
  const moves = (count: number, lots?: OdooMove['lots']) =>
    Array.from({ length: count }, (_, index) => move(index + 1, 1, lots ? { lots } : {}));
  const extra = (...pickings: ReturnType<typeof picking>[]) =>
    extraParts(purchaseOrder({ pickings }), context({ wro: each }));
  const lot = (name: string) => ({ name, quantity: 1, expiration_date: null });

  it('are counted receipt by receipt, each move and each of its lots as a box', () => {
    expect(extra(picking(1, moves(50)))).toBe(0);
    expect(extra(picking(1, moves(51)))).toBe(1);
    expect(extra(picking(1, moves(50)), picking(2, moves(101)))).toBe(2);
    expect(extra(picking(1, moves(25, [lot('L1'), lot('L2')])))).toBe(0);
    expect(extra(picking(1, moves(26, [lot('L1'), lot('L2')])))).toBe(1);
    expect(extra(picking(1, moves(50, [])))).toBe(0);
    expect(extra(picking(1, moves(51, [])))).toBe(1);
    expect(extra()).toBe(0);
    expect(extra(picking(1, []))).toBe(0);
  });

  it('do not count what is no receipt', () => {
    expect(extra(picking(1, moves(51), { picking_type_code: 'outgoing' }))).toBe(0);
    expect(extra(picking(1, moves(51), { return_id: 7 }))).toBe(0);
  });

  it('make, with the first, the most that one receipt may have', () => {
    expect(wroPartsMax(purchaseOrder({ pickings: [picking(1, moves(101))] }), context({ wro: each }))).toBe(3);
  });
});
