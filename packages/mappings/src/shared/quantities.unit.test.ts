import { describe, expect, it } from 'vitest';
import { addTo, covers, merged, nonZero, productIds, sameQuantities, sumOf } from './quantities.js';

const of = (...entries: [number, number][]) => new Map(entries);

describe('quantities per product', () => {
  it('add up product by product, and what they are made of stays as it was', () => {
    const [a, b] = [of([2, 1], [1, 3]), of([1, 4])];
    expect([...merged(a, b)]).toEqual([
      [2, 1],
      [1, 7],
    ]);
    expect([...a]).toEqual([
      [2, 1],
      [1, 3],
    ]);
    addTo(b, 9, 2);
    addTo(b, 9, 2);
    expect(b.get(9)).toBe(4);
    expect([...sumOf([1, 2, 3], (n) => [n % 2, n])]).toEqual([
      [1, 4],
      [0, 2],
    ]);
  });

  it('are listed by ascending id, each once, and without what is nothing but dust', () => {
    expect(productIds(of([10, 1], [9, 1]), of([9, 1], [100, 1]))).toEqual([9, 10, 100]);
    expect([...nonZero(of([10, 1], [9, 1e-9], [2, -1], [1, 0]))]).toEqual([
      [2, -1],
      [10, 1],
    ]);
  });

  it('are the same when no product differs, on whichever side it stands', () => {
    expect(sameQuantities(of([1, 2], [2, 0]), of([1, 2]))).toBe(true);
    expect(sameQuantities(of(), of([1, 2]))).toBe(false);
    expect(sameQuantities(of([1, 2]), of())).toBe(false);
    expect(sameQuantities(of([1, 2], [2, 3]), of([1, 2], [2, 4]))).toBe(false);
  });

  it('cover others when they hold at least as much of each', () => {
    expect(covers(of([1, 3]), of([1, 3]))).toBe(true);
    expect(covers(of([1, 3], [2, 1]), of([1, 2]))).toBe(true);
    expect(covers(of([1, 3]), of([1, 4]))).toBe(false);
    expect(covers(of([1, 3]), of([1, 1], [2, 1]))).toBe(false);
    expect(covers(of(), of())).toBe(true);
  });
});
