import { expect, it } from 'vitest';
import { line, products, wro } from '../shared/fixtures.test.js';
import { stowedOf } from './stowed.js';

it('what a WRO has put away is summed by product; goods that are none of the order’s are told if there are any', () => {
  const strange = (stowed: number, received: number, sku = 'Z') => ({
    ...line(1, 3, stowed, received),
    inventory_id: 5555,
    sku,
  });
  const seen = wro(5, { inventory_quantities: [line(1, 6, 2, 5), line(1, 4, 1, 0), strange(0, 2), strange(3, 0, '')] });
  const stowed = stowedOf(seen, products());
  expect([...stowed.stowed]).toEqual([[1, 3]]);
  expect([...stowed.expected]).toEqual([[1, 10]]);
  expect(stowed.unknown).toEqual([{ sku: 'inventory 5555', inventory_id: 5555, stowed: 3 }]);
  const received = stowedOf(seen, products(), 'received');
  expect([...received.stowed]).toEqual([[1, 5]]);
  expect(received.unknown).toEqual([{ sku: 'Z', inventory_id: 5555, stowed: 2 }]);
});
