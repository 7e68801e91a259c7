import { type Factor, timesExactly } from './exact.js';

/** Decimals of weights and lengths that ShipBob is told. */
const DIGITS = 4;
const OUNCES: Record<string, Factor> = {
  kg: { num: 3_527_396_195n, den: 100_000_000n },
  lb: { num: 16n, den: 1n },
  lbs: { num: 16n, den: 1n },
};
/** An inch is 25.4 mm by definition. */
const INCHES: Record<string, Factor> = {
  mm: { num: 10n, den: 254n },
  cm: { num: 100n, den: 254n },
  m: { num: 10_000n, den: 254n },
  in: { num: 1n, den: 1n },
};

/**
 * Ounces of an Odoo weight, rounded to 4 decimals; null when Odoo has none or its unit is neither kg nor lb, so that
 * ShipBob measures by itself.
 */
export function ouncesOf(weight: number, unitName: string): number | null {
  return positive(weight, OUNCES[unitName.trim().toLowerCase()]);
}

/** Inches of a length, rounded to 4 decimals; null for nothing, or for a unit that is not known. */
export const inchesOf = (length: number, unit: string): number | null => positive(length, INCHES[unit]);

function positive(value: number, factor: Factor | undefined): number | null {
  const converted = factor === undefined ? 0 : timesExactly(value, factor, DIGITS);
  return converted > 0 ? converted : null;
}

export const roundTo = (value: number, digits: number): number => {
  const scale = 10 ** digits;
  return Math.round((value + Number.EPSILON) * scale) / scale;
};

/** Odoo's quantities are floats; sums and conversions leave dust below this. */
const DUST = 1e-6;

export const sameQuantity = (a: number, b: number): boolean => Math.abs(a - b) < DUST;
export const moreThan = (a: number, b: number): boolean => a - b > DUST;

/** The whole number a quantity stands for, or null for a fraction. */
export function wholeUnits(quantity: number): number | null {
  const whole = Math.round(quantity);
  return sameQuantity(quantity, whole) ? whole : null;
}

/** Whole units of a quantity by the rule for fractions; null when the rule is to refuse them. */
export function wholeBy(quantity: number, rounding: 'refuse' | 'ceil' | 'floor'): number | null {
  const whole = wholeUnits(quantity);
  if (whole !== null || rounding === 'refuse') return whole;
  return rounding === 'ceil' ? Math.ceil(quantity) : Math.floor(quantity);
}

/**
 * A quantity in another unit of the same kind: `size` is how much one unit is in the kind's reference unit (12 for a
 * dozen). Null when the result is no whole number, since pieces cannot be shared.
 */
export const wholeInUnit = (quantity: number, fromSize: number, toSize: number): number | null =>
  toSize > 0 ? wholeUnits((quantity * fromSize) / toSize) : null;
