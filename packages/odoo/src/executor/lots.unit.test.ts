import { describe, expect, it } from 'vitest';
import { LotPool, type LotShare } from './lots.js';
import type { Transfer, TransferMove } from './transfers.js';

const move = (id: number, productId: number, factor = 1): TransferMove => ({
  id,
  productId,
  demand: 10,
  state: 'assigned',
  locationId: 1,
  destinationId: 8,
  uomId: 1,
  quantity: 10,
  picked: false,
  factor,
  legacy: false,
});
const transfer = (...moves: TransferMove[]): Transfer => ({
  id: 7,
  name: 'T7',
  state: 'assigned',
  typeCode: 'incoming',
  locationId: 1,
  destinationId: 8,
  backorderOf: null,
  note: null,
  carrierId: null,
  trackingRef: null,
  moves,
});
const lot = (name: string, quantity: number): LotShare => ({ name, expiration_date: null, quantity });
const taken = (shares: Map<number, LotShare[]>) =>
  [...shares].map(([id, lots]) => [id, lots.map(({ name, quantity }) => `${quantity} ${name}`)]);

describe('lots are given to moves', () => {
  it('in their order, each to the last piece, over several moves and transfers', () => {
    const pool = new LotPool(new Map([[1, [lot('L1', 6), lot('L2', 3), lot('L3', 1)]]]));
    const first = pool.takeFor(
      transfer(move(3, 1), move(2, 1)),
      new Map([
        [2, 4],
        [3, 3],
      ]),
    );
    expect(taken(first)).toEqual([
      [2, ['4 L1']],
      [3, ['2 L1', '1 L2']],
    ]);
    expect(taken(pool.takeFor(transfer(move(5, 1)), new Map([[5, 3]])))).toEqual([[5, ['2 L2', '1 L3']]]);
  });

  it('only of their product, and not to moves that get nothing', () => {
    const pool = new LotPool(new Map([[1, [lot('L1', 6)]]]));
    expect(
      taken(
        pool.takeFor(
          transfer(move(1, 1), move(2, 2), move(3, 1)),
          new Map([
            [1, 5],
            [2, 5],
          ]),
        ),
      ),
    ).toEqual([[1, ['5 L1']]]);
  });

  it('in the unit of each move', () => {
    const pool = new LotPool(new Map([[1, [lot('L1', 18), lot('L2', 6)]]]));
    expect(taken(pool.takeFor(transfer(move(1, 1, 12)), new Map([[1, 2]])))).toEqual([[1, ['1.5 L1', '0.5 L2']]]);
  });
});
