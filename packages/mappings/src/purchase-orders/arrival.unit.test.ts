import { describe, expect, it } from 'vitest';
import { context } from '../shared/fixtures.test.js';
import { arrivalOf, isSameDay } from './arrival.js';

const arrival = (planned: string | null, now: string, centre: { time_zone?: string } = {}) => {
  const found = arrivalOf({ date_planned: null }, { scheduled_date: planned }, centre, context({}, { now }));
  return [found.at.toISOString(), found.planned];
};

describe('the arrival of a receipt', () => {
  it('has to be more than an hour away, to the second', () => {
    expect(arrival('2026-11-25T11:00:01Z', '2026-11-25T10:00:00Z')).toEqual(['2026-11-25T11:00:01.000Z', null]);
    expect(arrival('2026-11-25T11:00:00Z', '2026-11-25T10:00:00Z')).toEqual([
      '2026-11-26T12:00:00.000Z',
      '2026-11-25T11:00:00.000Z',
    ]);
  });

  it('names no planned day where none was planned', () => {
    expect(arrival(null, '2026-11-25T10:00:00Z')).toEqual(['2026-11-26T12:00:00.000Z', null]);
    expect(arrival('some day', '2026-11-25T10:00:00Z')).toEqual(['2026-11-26T12:00:00.000Z', null]);
  });

  it('that has passed is the next weekday of the centre’s own calendar', () => {
    // Friday evening in Chicago is Saturday in UTC.
    expect(arrival('2026-11-20T12:00:00Z', '2026-11-28T02:00:00Z', { time_zone: 'America/Chicago' })).toEqual([
      '2026-11-30T18:00:00.000Z',
      '2026-11-20T12:00:00.000Z',
    ]);
  });
});

describe('one day on the clock of a centre', () => {
  const isSame = (a: string, b: string, time_zone?: string) => isSameDay(new Date(a), new Date(b), { time_zone });

  it('is one day of one month of one year', () => {
    expect(isSame('2026-12-15T00:00:00Z', '2026-12-15T23:59:59Z')).toBe(true);
    expect(isSame('2026-12-15T08:00:00Z', '2026-12-16T08:00:00Z')).toBe(false);
    expect(isSame('2026-12-15T08:00:00Z', '2026-11-15T08:00:00Z')).toBe(false);
    expect(isSame('2026-12-15T08:00:00Z', '2027-12-15T08:00:00Z')).toBe(false);
  });

  it('is that of the zone, not of UTC', () => {
    expect(isSame('2026-12-15T03:00:00Z', '2026-12-15T20:00:00Z', 'America/Chicago')).toBe(false);
    expect(isSame('2026-12-15T20:00:00Z', '2026-12-16T03:00:00Z', 'America/Chicago')).toBe(true);
  });
});
