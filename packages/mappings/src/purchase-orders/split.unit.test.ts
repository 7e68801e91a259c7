import { describe, expect, it } from 'vitest';
import type { OdooMove } from '../seen.js';
import type { SettingsInput } from '../settings.js';
import { context, move, picking, purchaseOrder } from '../shared/fixtures.test.js';
import { packed } from './boxes.js';
import { extraParts, inParts } from './split.js';
import { supplierRules } from './suppliers.js';

type Rules = NonNullable<SettingsInput['wro']>;
const each: Rules = { box_packaging: 'OneSkuPerBox' };
const items = (count: number) =>
  Array.from({ length: count }, (_, id) => ({
    ...{ product_id: id, sku: `S${id}`, inventory_id: id },
    ...{ quantity: 1, per_box: null },
  }));
/** How many goods each WRO holds. */
const partsOf = (count: number, wro: Rules) => {
  const rules = supplierRules(purchaseOrder(), context({ wro }));
  const found = packed(items(count), rules);
  return 'boxes' in found ? inParts(found.boxes, rules) : [];
};
const sizes = (count: number, wro: Rules) => partsOf(count, wro).map((part) => part.boxes.flat().length);

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
    expect(sizes(10_000, { ...each, package: 'Pallet' })).toEqual([10_000]);
    expect(sizes(10_001, { ...each, package: 'Pallet' })).toEqual([10_000, 1]);
    expect(sizes(10_001, {})).toEqual([10_000, 1]);
  });

  it('keep the order of the goods', () => {
    const goods = partsOf(52, each).flatMap((part) => part.boxes.flat());
    expect(goods.map(({ product_id }) => product_id)).toEqual(items(52).map(({ product_id }) => product_id));
  });
});

describe('the WROs that an order may need beyond one for each receipt', () => {
  const moves = (count: number, lots?: OdooMove['lots']) =>
    Array.from({ length: count }, (_, index) => move(index + 1, 1, lots ? { lots } : {}));
  const extra = (...pickings: ReturnType<typeof picking>[]) => extraBy(each, ...pickings);
  const extraBy = (wro: Rules, ...pickings: ReturnType<typeof picking>[]) =>
    extraParts(purchaseOrder({ pickings }), context({ wro }));
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

  it('are counted by the boxes that are filled, each lot with one that is not full', () => {
    const many = (product_qty: number, more: object = {}) => picking(1, [move(1, product_qty, more)]);
    const sized: Rules = { box_packaging: 'MultipleSkuPerBox', units_per_box: 10 };
    expect(extraBy(sized, many(500))).toBe(0);
    expect(extraBy(sized, many(501))).toBe(1);
    expect(extraBy(sized, many(500, { units_per_box: 5 }))).toBe(1);
    expect(extraBy(sized, many(500, { units_per_box: 20 }))).toBe(0);
    expect(extraBy(sized, many(500, { lots: [lot('L1'), lot('L2')] }))).toBe(1);
    expect(extraBy({ ...sized, package: 'Pallet' }, many(5000))).toBe(0);
    expect(extraBy({ ...sized, box_packaging: 'EverythingInOneBox' }, many(5000))).toBe(0);
  });

  it('are counted for the order as a whole, where one WRO stands for all its receipts', () => {
    const two = [picking(1, moves(30)), picking(2, moves(30))];
    expect(extraBy(each, ...two)).toBe(0);
    expect(extraBy({ ...each, unit: 'order' }, ...two)).toBe(1);
  });
});
