import { describe, expect, it } from 'vitest';
import type { ShipBobBoxItem } from '../seen.js';
import { doneMove, move, picking, products, wro } from '../shared/fixtures.test.js';
import { addLot, doneLots, type Lot, type Lots, missingLots, stowedLots, takeLots } from './lots.js';

const lot = (name: string, quantity: number, expiration_date: string | null = null): Lot => ({
  name,
  quantity,
  expiration_date,
});
const named = (...lots: Lot[]) => new Map(lots.map((one) => [one.name, one]));
const flat = (lots: Lots) => [...lots].map(([id, own]) => [id, [...own.values()]]);

describe('lots', () => {
  it('of one name add up, and keep the first date that is known', () => {
    const lots: Lots = new Map();
    addLot(lots, 1, lot('L1', 2));
    addLot(lots, 1, lot('L1', 3, '2027-01-01'));
    addLot(lots, 1, lot('L1', 1, '2028-01-01'));
    addLot(lots, 2, lot('L1', 4));
    expect(flat(lots)).toEqual([
      [1, [lot('L1', 6, '2027-01-01')]],
      [2, [lot('L1', 4)]],
    ]);
  });

  it('stowed are those that the boxes name, by the quantity of the setting', () => {
    const item = (more: Partial<ShipBobBoxItem>): ShipBobBoxItem => ({
      inventory_id: 1001,
      sku: null,
      quantity: 9,
      received_quantity: 5,
      stowed_quantity: 4,
      lot_number: ' L1 ',
      lot_date: '2027-01-01',
      ...more,
    });
    const box = (...box_items: ShipBobBoxItem[]) => ({
      box_id: 1,
      box_number: 1,
      box_status: '',
      tracking_number: null,
      arrived_date: null,
      received_date: null,
      counting_started_date: null,
      box_items,
    });
    const unnamed = [item({ lot_number: null }), item({ lot_number: ' ' })];
    const unknown = item({ inventory_id: 5555, sku: 'ZZZ' });
    const none = [
      item({ lot_number: 'L2', stowed_quantity: 0, received_quantity: 0 }),
      item({ lot_number: 'L3', stowed_quantity: undefined, received_quantity: undefined }),
    ];
    const seen = wro(5, {
      boxes: [box(item({}), ...unnamed), box(unknown, ...none, item({ inventory_id: 5555, sku: 'B-2' }))],
    });
    expect(flat(stowedLots(seen, products()))).toEqual([
      [1, [lot('L1', 4, '2027-01-01')]],
      [2, [lot('L1', 4, '2027-01-01')]],
    ]);
    expect(flat(stowedLots(seen, products(), 'received'))).toEqual([
      [1, [lot('L1', 5, '2027-01-01')]],
      [2, [lot('L1', 5, '2027-01-01')]],
    ]);
    expect(flat(stowedLots(wro(5), products()))).toEqual([]);
  });

  it('done are those of all moves, over all receipts', () => {
    const of = (name: string, quantity: number) => doneMove(1, quantity, { done_lots: [{ name, quantity }] });
    const pickings = [picking(1, [of('L1', 2), of('L2', 1)]), picking(2, [of('L1', 3), move(2, 4)])];
    expect(flat(doneLots(pickings))).toEqual([[1, [lot('L1', 5), lot('L2', 1)]]]);
  });
});

describe('the lots that are still to be booked', () => {
  const missing = (stowed: Lot[], done: Lot[], sums: { stowed: number; missing: number }) =>
    missingLots(named(...stowed), named(...done), sums);

  it('are what each lot has beyond what is done of it', () => {
    expect(missing([lot('L1', 6), lot('L2', 4)], [lot('L1', 6), lot('L2', 1)], { stowed: 10, missing: 3 })).toEqual([
      lot('L2', 3),
    ]);
    expect(missingLots(named(lot('L1', 6)), undefined, { stowed: 6, missing: 6 })).toEqual([lot('L1', 6)]);
    expect(missingLots(undefined, undefined, { stowed: 0, missing: 0 })).toEqual([]);
  });

  it('are not known where the boxes do not name all, or Odoo has other lots or more of one', () => {
    expect(missing([lot('L1', 5)], [], { stowed: 6, missing: 6 })).toBeNull();
    expect(missing([lot('L1', 6)], [lot('X', 2)], { stowed: 6, missing: 4 })).toBeNull();
    expect(missing([lot('L1', 6), lot('L2', 4)], [lot('L1', 7)], { stowed: 10, missing: 3 })).toBeNull();
    expect(missing([lot('L1', 6)], [lot('L1', 2)], { stowed: 6, missing: 3 })).toBeNull();
    expect(missingLots(undefined, undefined, { stowed: 1, missing: 1 })).toBeNull();
  });
});

describe('taking a quantity off lots', () => {
  it('takes them in their order, as far as it goes, and leaves the rest', () => {
    const lots = [lot('L1', 2), lot('L0', 0), lot('L2', 3), lot('L3', 1)];
    expect(takeLots(lots, 4)).toEqual([lot('L1', 2), lot('L2', 2)]);
    expect(lots.map(({ quantity }) => quantity)).toEqual([0, 0, 1, 1]);
    expect(takeLots(lots, 9)).toEqual([lot('L2', 1), lot('L3', 1)]);
    expect(takeLots(lots, 1)).toEqual([]);
  });
});
