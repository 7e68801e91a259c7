import { describe, expect, it } from 'vitest';
import { allocate } from './allocate.js';
import { holdsTracking, mergeTracking } from './tracking-ref.js';
import type { Transfer, TransferMove } from './transfers.js';

const move = (id: number, productId: number, demand: number, more: Partial<TransferMove> = {}): TransferMove => ({
  id,
  productId,
  demand,
  state: 'assigned',
  locationId: 1,
  destinationId: 8,
  uomId: 1,
  quantity: demand,
  picked: false,
  factor: 1,
  legacy: false,
  ...more,
});
const transfer = (id: number, moves: TransferMove[], state = 'assigned'): Transfer => ({
  id,
  name: `T${id}`,
  state,
  typeCode: 'incoming',
  locationId: 1,
  destinationId: 8,
  backorderOf: null,
  note: null,
  carrierId: null,
  trackingRef: null,
  moves,
});
const spread = (quantity: number, transfers: Transfer[]) => {
  const { byTransfer, over } = allocate([{ productId: 1, sku: 'A', quantity }], transfers);
  return [byTransfer.map(({ transfer: t, quantities }) => [t.id, [...quantities]]), over.map((want) => want.quantity)];
};

describe('allocate', () => {
  it('fills several moves of one product by id, then the next transfer', () => {
    const transfers = [transfer(7, [move(3, 1, 2), move(2, 1, 10), move(4, 2, 9)]), transfer(8, [move(5, 1, 4)])];
    expect(spread(11, transfers)).toEqual([
      [
        [
          7,
          [
            [2, 10],
            [3, 1],
          ],
        ],
      ],
      [],
    ]);
    expect(spread(14, transfers)).toEqual([
      [
        [
          7,
          [
            [2, 10],
            [3, 2],
          ],
        ],
        [8, [[5, 2]]],
      ],
      [],
    ]);
  });

  it('tells what has no room, and never counts closed moves or transfers as room', () => {
    const closed = [move(1, 1, 5, { state: 'done' }), move(2, 1, 5, { state: 'cancel' }), move(3, 1, 5)];
    expect(spread(8, [transfer(6, [move(9, 1, 50)], 'cancel'), transfer(7, closed)])).toEqual([[[7, [[3, 5]]]], [3]]);
  });

  it('puts what may go beyond the order on the last move of its product in the first transfer, if there is one', () => {
    const beyond = (transfers: Transfer[]) => {
      const made = allocate([{ productId: 1, sku: 'A', quantity: 15, beyond: true }], transfers);
      return [made.byTransfer.map(({ transfer: t, quantities }) => [t.id, ...quantities.values()]), made.over.length];
    };
    expect(beyond([transfer(7, [move(2, 1, 5), move(3, 1, 2)]), transfer(8, [move(5, 1, 4)])])).toEqual([
      [
        [7, 5, 6],
        [8, 4],
      ],
      0,
    ]);
    expect(beyond([transfer(7, [move(2, 2, 5)])])).toEqual([[], 1]);
  });

  it('speaks each move in its own unit', () => {
    expect(spread(10, [transfer(7, [move(3, 1, 24, { factor: 12 })])])).toEqual([[[7, [[3, 0.833333]]]], []]);
  });
});

describe('tracking numbers', () => {
  it('are joined by commas, the old ones first and none twice', () => {
    expect(mergeTracking('A, B', 'B,C')).toBe('A,B,C');
    expect(mergeTracking(null, null)).toBe(null);
    expect(mergeTracking('A', null)).toBe('A');
    expect(holdsTracking('A,B', 'B')).toBe(true);
    expect(holdsTracking('AB', 'A')).toBe(false);
  });
});
