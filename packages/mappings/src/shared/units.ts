const OUNCES: Record<string, number> = { kg: 35.27396195, lb: 16, lbs: 16 };

/**
 * Ounces of an Odoo weight, rounded to 4 decimals; null when Odoo has none or its unit is neither kg nor lb, so that
 * ShipBob measures by itself.
 */
export function ouncesOf(weight: number, unitName: string): number | null {
  const factor = OUNCES[unitName.trim().toLowerCase()];
  const ounces = factor === undefined ? 0 : roundTo(weight * factor, 4);
  return ounces > 0 ? ounces : null;
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
