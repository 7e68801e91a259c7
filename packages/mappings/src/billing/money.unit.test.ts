import { describe, expect, it } from 'vitest';
import { amountOf, micros, money, sameMoney, sharedOut, sumOf, toCents } from './money.js';

describe('money', () => {
  it('is counted in whole millionths, and shown to the cent', () => {
    expect([micros('12.3450'), micros('-0.1'), micros('0')]).toEqual([12_345_000, -100_000, 0]);
    expect([amountOf(12_345_000), amountOf(12_344_999), amountOf(-5_000)]).toEqual([12.35, 12.34, -0]);
    expect(money(12_300_000, 'USD')).toBe('12.30 USD');
    expect(money(12_300_000, '')).toBe('12.30');
    expect(sumOf([1, 2, -4])).toBe(-1);
  });

  it('is the same to the cent, half a cent either way', () => {
    expect(sameMoney(0, 5_000)).toBe(true);
    expect(sameMoney(5_000, 0)).toBe(true);
    expect(sameMoney(0, 5_001)).toBe(false);
    expect(sameMoney(5_001, 0)).toBe(false);
  });
});

describe('cents that add up', () => {
  it('go to the parts that lost most by rounding, first ones first', () => {
    expect(toCents([3_333, 3_333, 3_334])).toEqual([0, 0, 10_000]);
    expect(toCents([5_000, 5_000])).toEqual([10_000, 0]);
    expect(toCents([12_000, 29_000, 19_000])).toEqual([10_000, 30_000, 20_000]);
    expect(toCents([-12_000, 12_000])).toEqual([-10_000, 10_000]);
    expect(toCents([])).toEqual([]);
  });

  it('add up to the sum that is given', () => {
    expect(toCents([14_000, 14_000], 20_000)).toEqual([10_000, 10_000]);
    expect(toCents([14_000, 14_000], 30_000)).toEqual([20_000, 10_000]);
  });
});

describe('an amount shared out', () => {
  it('goes by the weights, and what is left over to the first ones', () => {
    expect(sharedOut(10, [1, 1, 1])).toEqual([4, 3, 3]);
    expect(sharedOut(-11, [1, 1, 1])).toEqual([-4, -4, -3]);
    expect(sharedOut(9, [2, 1])).toEqual([6, 3]);
    expect(sharedOut(0, [1, 1])).toEqual([0, 0]);
  });
});
