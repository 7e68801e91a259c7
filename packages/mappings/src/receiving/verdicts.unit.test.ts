import { describe, expect, it } from 'vitest';
import { missingOf, type ProductLine, verdictOf } from './verdicts.js';

/** Ten are expected and open, unless told otherwise, on a receipt of a WRO that has ended. */
const line = (more: Partial<ProductLine> = {}): ProductLine => ({
  stowed: 0,
  expected: 10,
  done: 0,
  open: 10,
  beforeGoLive: 0,
  settled: 0,
  isOnReceipt: true,
  hasOpenReceipt: true,
  lacksLots: false,
  isInOtherUnits: false,
  isFinal: true,
  wasSettled: false,
  isCapped: false,
  ...more,
});
const verdict = (more: Partial<ProductLine>) => verdictOf(line(more));
/** Ten were booked and the receipt is closed. */
const closed = (more: Partial<ProductLine>) => verdict({ done: 10, open: 0, hasOpenReceipt: false, ...more });

describe('what is missing in Odoo', () => {
  it('is what was stowed, less what is done, settled, or from before go-live', () => {
    expect(missingOf(line({ stowed: 9, done: 4 }))).toBe(5);
    expect(missingOf(line({ stowed: 9, done: 4, settled: 2 }))).toBe(3);
    expect(missingOf(line({ stowed: 9, done: 4, settled: 2, beforeGoLive: 1 }))).toBe(2);
  });

  it('is never negative because of what was before go-live, but says when too much is done', () => {
    expect(missingOf(line({ stowed: 9, done: 4, beforeGoLive: 7 }))).toBe(0);
    expect(missingOf(line({ stowed: 4, done: 6, beforeGoLive: 7 }))).toBe(-2);
    expect(missingOf(line({ stowed: 4, done: 4, beforeGoLive: 7 }))).toBe(0);
  });
});

describe('stowed goods', () => {
  it('within what is open are booked, to the last one', () => {
    expect(verdict({ stowed: 10 })).toBe('book');
    expect(verdict({ stowed: 1 })).toBe('book');
    expect(verdict({ stowed: 10, lacksLots: true })).toBe('lots');
    expect(verdict({ stowed: 10, isInOtherUnits: true })).toBe('units');
    expect(verdict({ stowed: 10, isInOtherUnits: true, lacksLots: true })).toBe('units');
    expect(verdict({ stowed: 10, isOnReceipt: false, isInOtherUnits: true })).toBe('unexpected');
  });

  it('that are all done ask for nothing, whatever else is odd', () => {
    const odd = { lacksLots: true, isInOtherUnits: true, isOnReceipt: false };
    expect(closed({ stowed: 10, ...odd })).toBe('equal');
    expect(verdict({ stowed: 0, ...odd })).toBe('equal');
  });

  it('of which Odoo has more are a contradiction once the WRO has ended', () => {
    expect(closed({ stowed: 8, isFinal: false })).toBe('equal');
    expect(closed({ stowed: 8 })).toBe('by_hand');
    expect(closed({ stowed: 8, wasSettled: true })).toBe('corrected');
    expect(closed({ stowed: 8, wasSettled: true, isInOtherUnits: true })).toBe('units');
  });

  it('beyond what is open and expected are over while a receipt is open', () => {
    expect(verdict({ stowed: 12 })).toBe('over');
    expect(verdict({ stowed: 12, lacksLots: true })).toBe('lots');
    expect(verdict({ stowed: 12, wasSettled: true })).toBe('over');
    expect(verdict({ stowed: 12, isCapped: true })).toBe('over');
  });

  it('beyond what was expected are found later once the receipts are closed, unless no more than ordered is booked', () => {
    expect(closed({ stowed: 12 })).toBe('late');
    expect(closed({ stowed: 12, isCapped: true })).toBe('over');
    expect(closed({ stowed: 12, isCapped: true, wasSettled: true })).toBe('late');
    expect(closed({ stowed: 12, isCapped: true, lacksLots: true })).toBe('lots');
  });

  it('beyond what is open, but not more than expected, were booked by hand or are found later', () => {
    expect(closed({ stowed: 10, done: 6 })).toBe('by_hand');
    expect(closed({ stowed: 10, done: 6, wasSettled: true })).toBe('late');
    expect(verdict({ stowed: 10, done: 0, open: 6 })).toBe('by_hand');
    expect(verdict({ stowed: 10, done: 4, open: 0, wasSettled: true })).toBe('late');
    expect(verdict({ stowed: 10, done: 0, open: 6, wasSettled: true })).toBe('by_hand');
    expect(verdict({ stowed: 10, done: 4, open: 0 })).toBe('by_hand');
  });
});
