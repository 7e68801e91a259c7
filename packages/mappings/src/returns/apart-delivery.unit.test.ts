import { describe, expect, it } from 'vitest';
import type { OdooDelivery, OdooMarkedTransfer } from '../seen.js';
import * as f from '../shared/fixtures.test.js';
import { isOfReturn } from './actions.js';
import { apartDelivery } from './apart-delivery.js';

const goods = (product_id: number, delivered: number, lots: string[] = [], returned = 0) => ({
  ...{ product_id, delivered, returned, lots },
});
const picking: OdooDelivery = { id: 300, name: 'SB/OUT/7', state: 'done', goods: [goods(1, 9, [], 2), goods(2, 5)] };
const link = (data = {}) => f.link('stock.picking', 300, 'shipment-apart', 77, data);
const transfer = (state: string, ...placed: [product: number, quantity: number][]): OdooMarkedTransfer => ({
  ...{ id: 900, name: 'SB/IN/1', state },
  placed: placed.map(([product_id, quantity]) => ({ product_id, quantity, lot: null, location_dest_id: 70 })),
});

describe('what left without a sale order', () => {
  it('is its delivery, less what the transfers of its other returns brought back', () => {
    const back = [transfer('done', [1, 2], [2, 1]), transfer('done', [1, 3]), transfer('assigned', [1, 4])];
    expect(apartDelivery(link(), picking, back)).toEqual({
      ...picking,
      goods: [goods(1, 9, [], 5), goods(2, 5, [], 1)],
    });
    expect(apartDelivery(link(), picking, [])?.goods).toEqual([goods(1, 9), goods(2, 5)]);
  });

  it('is its part of a day’s, by product, with its lots', () => {
    const taken = (product_id: number, lot: string | null, quantity: number) => ({
      product_id,
      sku: 'x',
      lot,
      quantity,
    });
    const lines = [taken(2, 'L1', 1), taken(2, 'L2', 2), taken(2, 'L1', 1), taken(1, null, 3)];
    const found = apartDelivery(link({ day: 'SB-day-10-2026-11-24', order_id: 60, lines }), picking, [
      transfer('done', [2, 1]),
    ]);
    expect(found).toEqual({ ...picking, goods: [goods(2, 4, ['L1', 'L2'], 1), goods(1, 3)] });
  });

  it('is nothing once its delivery was deleted', () => {
    expect(apartDelivery(link(), null, [])).toBeNull();
  });
});

it('a source document is that of a return by its whole mark', () => {
  for (const origin of ['[SB-return-55]', 'Return of SB/OUT/1 [SB-return-7]', 'SB-return-123'])
    expect(isOfReturn(origin)).toBe(true);
  for (const origin of [
    '',
    'SB-return-',
    'SB-return-x',
    'mouldy [SB-return-55-scrap-1]',
    'xSB-return-5',
    'SB-return-5:6',
  ])
    expect(isOfReturn(origin)).toBe(false);
});
