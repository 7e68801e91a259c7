import { describe, expect, it } from 'vitest';
import { context } from '../shared/fixtures.test.js';
import { arrivalOf, isSameDay, plannedFor } from './arrival.js';

const arrival = (planned: string | null, now: string, centre: { time_zone?: string } = {}) => {
  const found = arrivalOf({ date_planned: null, lines: [] }, { scheduled_date: planned }, centre, context({}, { now }));
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

it('the planned day is that of the receipt, else the latest of the order’s lines, else the order’s own', () => {
  const line = (date_planned: string | null) => ({
    ...{ id: 1, product_id: 1, product_qty: 1, uom: { id: 1, name: 'Units' }, product_uom_qty: 1, price_unit: 1 },
    ...{ display_type: null, date_planned },
  });
  const [first, last] = ['2026-12-01T08:00:00.000Z', '2026-12-20T08:00:00.000Z'];
  const of = (scheduled_date: string | null, lines: ReturnType<typeof line>[]) =>
    plannedFor({ date_planned: first, lines }, { scheduled_date })?.toISOString();
  const lines = [line(first), line(last), line(null)];
  expect(of('2026-12-09T08:00:00.000Z', lines)).toBe('2026-12-09T08:00:00.000Z');
  expect(of(null, lines)).toBe(last);
  expect(of(null, [line(null)])).toBe(first);
});
