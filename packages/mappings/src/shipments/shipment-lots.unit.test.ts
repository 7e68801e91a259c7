import { describe, expect, it } from 'vitest';
import type { LotStock, ShipBobShipmentItem } from '../seen.js';
import * as f from '../shared/fixtures.test.js';
import { type LotsTaken, lotsOf } from './lots.js';

const stock = (lot: string, quantity: number, expiration_date: string | null = null, more: Partial<LotStock> = {}) => ({
  product_id: 1,
  root_id: 70,
  lot,
  expiration_date,
  quantity,
  ...more,
});
type Items = ShipBobShipmentItem[];
const lots = (
  items: Items,
  lotStock: LotStock[] = [],
  more: { tracking?: 'lot' | 'serial'; taken?: LotsTaken; fallback?: 'fefo' | 'case'; goods?: number } = {},
) => {
  const { tracking = 'lot', taken = new Map(), fallback = 'fefo' } = more;
  const goods = more.goods ?? items.reduce((sum, one) => sum + one.quantity, 0);
  return lotsOf(
    { shipment: f.shipment(1, { items }), seen: f.shipmentsSeen({ lotStock }) },
    new Map([[1, tracking]]),
    new Map([[1, goods]]),
    { rootId: 70, taken },
    f.context({ shipments: { lot_fallback: fallback } }),
  );
};
const parts = (...of: Parameters<typeof lots>) =>
  lots(...of)
    .lots.get(1)
    ?.map(({ name, quantity }) => [name, quantity]);
const MISSING = [{ sku: 'A-1', tracking: 'lot' }];

describe('lots that ShipBob names', () => {
  it('are taken as they are, summed by name, with their dates', () => {
    const dated = { ...f.item(1, 2, ' L1 '), expiration_date: '2027-01-01' };
    const found = lots([f.item(1, 1, 'L2'), f.item(1, 1, 'L1'), dated, f.item(2, 9, 'X'), f.item(1, 0, 'L9')], [], {
      goods: 4,
    });
    expect(found.lots.get(1)).toEqual([
      { name: 'L2', expiration_date: null, quantity: 1 },
      { name: 'L1', expiration_date: '2027-01-01T00:00:00.000Z', quantity: 3 },
    ]);
    expect(found).toMatchObject({ chosen: [], missing: [] });
  });

  it('that do not tell all leave the rest to the choice, or to a person', () => {
    const items = [f.item(1, 3, 'L1'), f.item(1, 2)];
    expect(lots(items, [stock('L2', 9)], { fallback: 'case' })).toMatchObject({ missing: MISSING });
    expect(lots(items, [])).toMatchObject({ missing: MISSING, chosen: [] });
    const found = lots(items, [stock('L2', 9)]);
    expect(found.chosen).toEqual(['A-1: 2 of L2']);
    expect(found.lots.get(1)?.map(({ name, quantity }) => [name, quantity])).toEqual([
      ['L1', 3],
      ['L2', 2],
    ]);
  });
});

describe('lots that are chosen', () => {
  const items = [f.item(1, 5)];

  it('are those that expire first where the goods left, then those without a date, by name', () => {
    const all = [
      stock('C', 1),
      stock('B', 1),
      stock('NEW', 9, '2028-01-01'),
      stock('OLD', 2, '2027-01-01'),
      stock('HERE-NOT', 9, '2026-01-01', { root_id: 71 }),
      stock('OTHER', 9, '2026-01-01', { product_id: 2 }),
    ];
    expect(parts(items, all)).toEqual([
      ['OLD', 2],
      ['NEW', 3],
    ]);
    expect(parts(items, all.slice(0, 2).concat(stock('A', 3)))).toEqual([
      ['A', 3],
      ['B', 1],
      ['C', 1],
    ]);
  });

  it('are not those that were named or that an earlier shipment took', () => {
    const taken: LotsTaken = new Map([['1/OLD', 1]]);
    const all = [stock('OLD', 3, '2027-01-01'), stock('NEW', 9, '2028-01-01')];
    expect(parts([f.item(1, 1, 'OLD'), f.item(1, 2)], all, { taken })).toEqual([
      ['OLD', 2],
      ['NEW', 1],
    ]);
    expect([...taken]).toEqual([
      ['1/OLD', 2],
      ['1/NEW', 1],
    ]);
  });

  it('of several places below one count together', () => {
    expect(parts(items, [stock('A', 2), stock('A', 2), stock('B', 9)])).toEqual([
      ['A', 4],
      ['B', 1],
    ]);
  });

  it('hold on the last of them what Odoo does not have, since the goods are gone', () => {
    const found = lots(items, [stock('A', 1, '2027-01-01'), stock('B', 2, '2028-01-01')]);
    expect(found.lots.get(1)?.map(({ name, quantity }) => [name, quantity])).toEqual([
      ['A', 1],
      ['B', 4],
    ]);
    expect(found.chosen).toEqual(['A-1: 1 of A and 4 of B, 2 more than Odoo has']);
  });

  it('are whole and exact where quantities have decimals', () => {
    expect(parts([f.item(1, 0.3)], [stock('A', 0.1), stock('B', 0.2)])).toEqual([
      ['A', 0.1],
      ['B', 0.2],
    ]);
  });
});

describe('serial numbers', () => {
  const serial = (quantity: number, ...serial_numbers: string[]): ShipBobShipmentItem => ({
    ...f.item(1, quantity),
    serial_numbers,
  });
  const of = (items: Items, lotStock: LotStock[] = []) => parts(items, lotStock, { tracking: 'serial' });

  it('are those that ShipBob names, each once and one piece', () => {
    expect(of([serial(2, ' S1 ', 'S2', 'S1', ' ')])).toEqual([
      ['S1', 1],
      ['S2', 1],
    ]);
    expect(of([serial(1, 'S1', 'S2')])).toEqual([['S1', 1]]);
  });

  it('are never stretched: one that is missing is a case', () => {
    const all = [stock('S1', 1), stock('S2', 3), stock('S3', 0.5)];
    expect(of([serial(2)], all)).toEqual([
      ['S1', 1],
      ['S2', 1],
    ]);
    expect(lots([serial(3)], all, { tracking: 'serial' })).toMatchObject({
      missing: [{ sku: 'A-1', tracking: 'serial' }],
    });
  });
});
