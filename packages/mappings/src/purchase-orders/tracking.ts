import type { OdooPicking } from '../seen.js';
import type { PlanContext } from '../settings.js';

/** Carriers' numbers: letters and digits, some of them digits; words such as `FedEx` or `master` are none. */
const NUMBER = /^(?=.*\d)[A-Za-z0-9-]{6,40}$/;

/** The tracking numbers that a receipt names, one for each box; without blanks and words that ShipBob does not want. */
export function trackingNumbers(picking: OdooPicking, { settings }: PlanContext): string[] {
  const field = settings.wro.tracking_field;
  if (field === null) return [];
  const value = field === 'carrier_tracking_ref' ? picking.carrier_tracking_ref : picking.extra?.[field];
  if (typeof value !== 'string') return [];
  const numbers = value.split(/[,;\n]/).map((part) => part.replaceAll(/\s+/g, ''));
  return [...new Set(numbers.filter((number) => NUMBER.test(number)))];
}

/** What stands on each of so many boxes: its own number, else the placeholder. */
export function boxNumbers(boxes: number, numbers: string[], wroNumber: string, { settings }: PlanContext): string[] {
  const placeholder = settings.wro.tracking_placeholder.replaceAll('{number}', wroNumber) || wroNumber;
  return Array.from(
    { length: boxes },
    (_, index) => numbers[index] ?? (boxes === 1 ? placeholder : `${placeholder}-${index + 1}`),
  );
}
