import { describe, expect, it } from 'vitest';
import { moreThan, ouncesOf, sameQuantity, wholeUnits } from './units.js';

describe('units', () => {
  it.each([
    [1, 35.274],
    [0.25, 8.8185],
    [12.345, 435.4571],
    [0.001, 0.0353],
  ])('%d kg are %d ounces, to four decimals', (kg, ounces) => {
    expect(ouncesOf(kg, 'kg')).toBe(ounces);
  });

  it.each([
    [1, 16],
    [0.1, 1.6],
    [2.375, 38],
  ])('%d lb are %d ounces', (lb, ounces) => {
    expect(ouncesOf(lb, 'lb')).toBe(ounces);
  });

  it('no weight, or a weight in an unknown unit, is left to ShipBob', () => {
    expect(ouncesOf(0, 'kg')).toBeNull();
    expect(ouncesOf(-1, 'kg')).toBeNull();
    expect(ouncesOf(3, 'stone')).toBeNull();
    expect(ouncesOf(0.0000001, 'kg')).toBeNull();
  });

  it('the dust of floating point is no fraction', () => {
    expect(wholeUnits(23.999999999999996)).toBe(24);
    expect(wholeUnits(0.1 * 30)).toBe(3);
    expect(wholeUnits(2.5)).toBeNull();
    expect(wholeUnits(1.999)).toBeNull();
    expect(sameQuantity(0.1 + 0.2, 0.3)).toBe(true);
    expect(moreThan(0.30000000000000004, 0.3)).toBe(false);
    expect(moreThan(0.31, 0.3)).toBe(true);
  });
});
