/** The largest number of `times` in any window of `windowMs` that is open at its end, as ShipBob counts. */
export function mostInAnyWindow(times: readonly number[], windowMs: number): number {
  const sorted = [...times].sort((a, b) => a - b);
  let [most, first] = [0, 0];
  for (const [index, at] of sorted.entries()) {
    while (at - (sorted[first] ?? at) >= windowMs) first += 1;
    most = Math.max(most, index - first + 1);
  }
  return most;
}

export const countBetween = (times: readonly number[], fromMs: number, untilMs: number): number =>
  times.filter((at) => at >= fromMs && at < untilMs).length;

/** EAN-13 with the right check digit. */
export function ean13(number: number): string {
  const body = `40${String(number).padStart(10, '0')}`;
  const sum = [...body].reduce((total, digit, index) => total + Number(digit) * (index % 2 === 0 ? 1 : 3), 0);
  return `${body}${(10 - (sum % 10)) % 10}`;
}
