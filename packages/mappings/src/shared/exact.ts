/** A factor as a fraction of whole numbers, so that a conversion has no binary dust of its own. */
export interface Factor {
  num: bigint;
  den: bigint;
}

/**
 * `value` x `factor`, rounded half up (away from zero) to `digits` decimals. The value counts as the decimal it is written
 * as (0.1 is a tenth), so the result is exact up to its last digit, whatever the size. NaN for what is no finite number.
 */
export function timesExactly(value: number, factor: Factor, digits: number): number {
  const decimal = decimalOf(value);
  if (decimal === null) return Number.NaN;
  const scaled = decimal.units * factor.num * 10n ** BigInt(digits);
  const divisor = 10n ** BigInt(decimal.places) * factor.den;
  const rounded = (2n * absolute(scaled) + divisor) / (2n * divisor);
  return Number(`${scaled < 0n ? '-' : ''}${rounded}e-${digits}`);
}

/** The shortest decimal that stands for the number: `units` x 10^-`places`. */
function decimalOf(value: number): { units: bigint; places: number } | null {
  const match = /^(-?\d+)(?:\.(\d+))?(?:e([+-]\d+))?$/.exec(String(value));
  if (match === null) return null;
  const [, whole = '0', fraction = '', exponent = '0'] = match;
  const places = fraction.length - Number(exponent);
  const units = BigInt(whole + fraction);
  return places >= 0 ? { units, places } : { units: units * 10n ** BigInt(-places), places: 0 };
}

const absolute = (value: bigint): bigint => (value < 0n ? -value : value);
