import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { timesExactly } from './exact.js';
import { inchesOf, ouncesOf, wholeBy, wholeInUnit, wholeUnits } from './units.js';

/** fast-check prints the seed of a failure. */
const thousandths = fc.integer({ min: 1, max: 50_000_000 });

describe('conversions', () => {
  it('of a number times a fraction are exact to the last digit, whatever the size', () => {
    expect(timesExactly(0.1, { num: 3n, den: 1n }, 4)).toBe(0.3);
    expect(timesExactly(1.00005, { num: 1n, den: 1n }, 4)).toBe(1.0001);
    expect(timesExactly(-2.5, { num: 1n, den: 1n }, 0)).toBe(-3);
    expect(timesExactly(1e21, { num: 1n, den: 2n }, 2)).toBe(5e20);
    expect(timesExactly(2.5e-7, { num: 1n, den: 1n }, 7)).toBe(3e-7);
    expect(timesExactly(Number.NaN, { num: 1n, den: 1n }, 2)).toBeNaN();
    expect(timesExactly(Number.POSITIVE_INFINITY, { num: 1n, den: 1n }, 2)).toBeNaN();
  });

  it('of kilograms and pounds to ounces, and of centimetres to inches, are the nearest four decimals', () => {
    fc.assert(
      fc.property(thousandths, (thousandth) => {
        const value = thousandth / 1000;
        const exact = (num: bigint, den: bigint): number => {
          const tens = (BigInt(thousandth) * num * 10_000n * 2n + den * 1000n) / (den * 1000n * 2n);
          return Number(`${tens}e-4`);
        };
        expect(ouncesOf(value, 'kg')).toBe(exact(3_527_396_195n, 100_000_000n));
        expect(ouncesOf(value, 'lb')).toBe(exact(16n, 1n));
        const inches = exact(100n, 254n);
        expect(inchesOf(value, 'cm')).toBe(inches > 0 ? inches : null);
      }),
    );
  });

  it('of an inch are 2.54 cm and back', () => {
    expect([inchesOf(2.54, 'cm'), inchesOf(25.4, 'mm'), inchesOf(0.0254, 'm'), inchesOf(1, 'in')]).toEqual([
      1, 1, 1, 1,
    ]);
    expect([inchesOf(0, 'cm'), inchesOf(-3, 'cm'), inchesOf(3, 'ell')]).toEqual([null, null, null]);
  });
});

describe('pieces', () => {
  it('of a larger unit are exact, or refused', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 10_000 }), fc.constantFrom(1, 6, 12, 144), (count, size) => {
        expect(wholeInUnit(count, size, 1)).toBe(count * size);
        expect(wholeInUnit(count, 1, size)).toBe(count % size === 0 ? count / size : null);
      }),
    );
    expect(wholeInUnit(2.5, 12, 1)).toBe(30);
    expect(wholeInUnit(0.3, 12, 1)).toBeNull();
    expect(wholeInUnit(3, 1, 0)).toBeNull();
  });

  it('are never more than a piece away from the quantity, and whole ones never change', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 1_000_000 }), fc.integer({ min: 1, max: 99 }), (whole, hundredths) => {
        const quantity = whole + hundredths / 100;
        expect(wholeUnits(quantity)).toBeNull();
        expect(wholeBy(quantity, 'refuse')).toBeNull();
        expect(wholeBy(quantity, 'floor')).toBe(whole);
        expect(wholeBy(quantity, 'ceil')).toBe(whole + 1);
        for (const rule of ['refuse', 'ceil', 'floor'] as const) expect(wholeBy(whole, rule)).toBe(whole);
      }),
    );
  });
});
