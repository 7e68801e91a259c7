import { moreThan } from '../shared/units.js';

/** One product of one WRO, in the product's UoM. */
export interface ProductLine {
  stowed: number;
  expected: number;
  done: number;
  /** Open on the WRO's receipts. */
  open: number;
  /** Stowed before go-live and not done in Odoo; never booked by itself. */
  beforeGoLive: number;
  /** Settled by a person in another way than by a receipt. */
  settled: number;
  isOnReceipt: boolean;
  /** Some receipt of the WRO still waits for goods, of whatever product. */
  hasOpenReceipt: boolean;
  lacksLots: boolean;
  isInOtherUnits: boolean;
  /** The WRO will not change by itself any more. */
  isFinal: boolean;
  /** Everything that was stowed had been booked once. */
  wasSettled: boolean;
  /** The rule for what is over books no more than the order says, so that a surplus stays one when the receipt closes. */
  isCapped: boolean;
}

export type Verdict =
  | 'equal'
  /** Within what is open. */
  | 'book'
  /** More than is open, and more than the WRO expected. */
  | 'over'
  /** More was stowed after the receipts were closed. */
  | 'late'
  | 'lots'
  | 'units'
  | 'by_hand'
  | 'corrected'
  | 'unexpected';

/** What was stowed and is neither done nor set aside: to be booked where it is positive. */
export function missingOf({ stowed, done, settled, beforeGoLive }: ProductLine): number {
  const real = stowed - done - settled;
  return moreThan(real, 0) ? Math.max(0, real - beforeGoLive) : real;
}

export function verdictOf(line: ProductLine): Verdict {
  const missing = missingOf(line);
  if (moreThan(0, missing)) {
    // While the WRO is open, more may still be stowed; a receipt booked ahead of it is no contradiction yet.
    if (!line.isFinal) return 'equal';
    if (line.isInOtherUnits) return 'units';
    return line.wasSettled ? 'corrected' : 'by_hand';
  }
  if (!moreThan(missing, 0)) return 'equal';
  if (!line.isOnReceipt) return 'unexpected';
  if (line.isInOtherUnits) return 'units';
  if (!moreThan(missing, line.open)) return line.lacksLots ? 'lots' : 'book';
  const isOver = moreThan(line.stowed, line.expected);
  if (!line.hasOpenReceipt && ((isOver && !line.isCapped) || line.wasSettled)) return 'late';
  if (!isOver) return line.wasSettled && !moreThan(line.open, 0) ? 'late' : 'by_hand';
  return line.lacksLots ? 'lots' : 'over';
}
