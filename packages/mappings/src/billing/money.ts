/** Whole millionths of the currency's unit: sums are exact, up to nine thousand million units. */
export type Micros = number;

const PER_UNIT = 1_000_000;
const PER_CENT = 10_000;

/** A decimal as ShipBob writes it (`-12.3450`). */
export const micros = (decimal: string): Micros => Math.round(Number(decimal) * PER_UNIT);
export const microsOf = (amount: number): Micros => Math.round(amount * PER_UNIT);
export const sumOf = (amounts: readonly Micros[]): Micros => amounts.reduce((sum, one) => sum + one, 0);
/** In the currency's unit, to the cent. */
export const amountOf = (value: Micros): number => Math.round(value / PER_CENT) / 100;
/** For people: `12.30 USD`. */
export const money = (value: Micros, currency: string): string => `${amountOf(value).toFixed(2)} ${currency}`.trim();
/** To the cent; half a cent is rounded either way. */
export const sameMoney = (a: Micros, b: Micros): boolean => Math.abs(a - b) <= PER_CENT / 2;

/**
 * Parts in whole cents that add up to a sum (their own, rounded, unless it is given): what rounding leaves goes to the
 * parts that lost most, first ones first.
 */
export function toCents(parts: readonly Micros[], sum: Micros = sumOf(parts)): Micros[] {
  const floors = parts.map((part) => Math.floor(part / PER_CENT));
  const lost = parts.map((part, index) => ({ index, rest: part - (floors[index] ?? 0) * PER_CENT }));
  const total = Math.round(sum / PER_CENT);
  const missing = total - sumOf(floors);
  const raised = lost.toSorted((a, b) => b.rest - a.rest || a.index - b.index).slice(0, missing);
  for (const { index } of raised) floors[index] = (floors[index] ?? 0) + 1;
  return floors.map((floor) => floor * PER_CENT);
}

/** An amount shared out by weights, to the micro; what is left over goes to the first ones. */
export function sharedOut(amount: Micros, weights: readonly number[]): Micros[] {
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  const shares = weights.map((weight) => Math.trunc((amount * weight) / total));
  let left = amount - sumOf(shares);
  for (let index = 0; left !== 0; index += 1, left -= Math.sign(left)) {
    const at = index % shares.length;
    shares[at] = (shares[at] ?? 0) + Math.sign(left);
  }
  return shares;
}
