import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { atHour, dayIn, nextWeekday } from './zoned.js';

const ZONES = [
  'UTC',
  'America/Chicago',
  'America/Los_Angeles',
  'Europe/Dublin',
  'Australia/Lord_Howe',
  'Asia/Kathmandu',
];

describe('days on the clock of a place', () => {
  it.each([
    ['2026-12-15T03:00:00Z', 'America/Chicago', 14],
    ['2026-12-15T08:00:00Z', 'America/Chicago', 15],
    ['2026-12-14T18:30:00Z', 'Asia/Kathmandu', 15],
    ['2026-12-15T00:00:00Z', 'UTC', 15],
  ])('%s is in %s the day %d', (instant, zone, day) => {
    expect(dayIn(zone, new Date(instant))).toEqual({ year: 2026, month: 12, day });
  });

  it.each([
    // Summer time in Chicago ends on 1 November 2026 and begins on 14 March 2027.
    [{ year: 2026, month: 10, day: 31 }, '2026-10-31T17:00:00.000Z'],
    [{ year: 2026, month: 11, day: 1 }, '2026-11-01T18:00:00.000Z'],
    [{ year: 2027, month: 3, day: 13 }, '2027-03-13T18:00:00.000Z'],
    [{ year: 2027, month: 3, day: 14 }, '2027-03-14T17:00:00.000Z'],
  ])('noon in Chicago on %o is right on both sides of a change of clocks', (day, instant) => {
    expect(atHour('America/Chicago', day, 12).toISOString()).toBe(instant);
  });

  it('an hour that summer time skips is the one before', () => {
    expect(atHour('America/Chicago', { year: 2027, month: 3, day: 14 }, 2).toISOString()).toBe(
      '2027-03-14T07:00:00.000Z',
    );
  });

  it('of an hour and back are the same day and hour, in every zone', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...ZONES),
        fc.integer({ min: 0, max: 5000 }),
        fc.integer({ min: 4, max: 23 }),
        (zone, days, hour) => {
          const base = new Date(Date.UTC(2024, 0, 1 + days));
          const day = { year: base.getUTCFullYear(), month: base.getUTCMonth() + 1, day: base.getUTCDate() };
          const at = atHour(zone, day, hour);
          expect(dayIn(zone, at)).toEqual(day);
          const shown = at.toLocaleString('en-US', { timeZone: zone, hourCycle: 'h23', hour: 'numeric' });
          expect(Number(shown)).toBe(hour);
        },
      ),
    );
  });

  it.each([
    [
      { year: 2026, month: 11, day: 25 },
      { year: 2026, month: 11, day: 26 },
    ],
    [
      { year: 2026, month: 11, day: 27 },
      { year: 2026, month: 11, day: 30 },
    ],
    [
      { year: 2026, month: 11, day: 28 },
      { year: 2026, month: 11, day: 30 },
    ],
    [
      { year: 2026, month: 12, day: 31 },
      { year: 2027, month: 1, day: 1 },
    ],
  ])('the weekday after %o is %o', (day, next) => {
    expect(nextWeekday(day)).toEqual(next);
  });
});
