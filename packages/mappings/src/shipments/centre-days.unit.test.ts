import { describe, expect, it } from 'vitest';
import * as f from '../shared/fixtures.test.js';
import { closesAt, dayFor, daysFor, isOver } from './centre-days.js';

const SETTINGS = {
  shipments: { unmatched: 'daily' as const, grace_hours: 24, daily_close_hours: 3 },
  centres: [
    { fulfillment_center_id: 10, warehouse: 'SB', time_zone: 'America/Chicago' },
    { fulfillment_center_id: 20, warehouse: 'CHI' },
  ],
};
const context = (now: string) => f.context(SETTINGS, { now });
const shipment = (left: string, centre: number | null = 10) =>
  f.shipment(1, { actual_fulfillment_date: left, location: centre === null ? null : { id: centre, name: 'c' } });
const order = (created: string, one = shipment(created)) => f.shipbobOrder([one], { created_date: created });
const dates = (created: string, left: string, now: string, centre: number | null = 10) =>
  daysFor(order(created), shipment(left, centre), context(now)).map((day) => `${day.centre_id} ${day.date}`);

describe('the days of a centre', () => {
  it('end by its own clock, also on the days when clocks change, some hours before they are booked', () => {
    const closes = (date: string, centre_id = 10) => closesAt({ centre_id, date }, context(f.NOW)).toISOString();
    expect(closes('2026-07-01')).toBe('2026-07-02T08:00:00.000Z');
    expect(closes('2026-11-24')).toBe('2026-11-25T09:00:00.000Z');
    expect(closes('2026-03-08')).toBe('2026-03-09T08:00:00.000Z');
    expect(closes('2026-11-01')).toBe('2026-11-02T09:00:00.000Z');
    expect(closes('2026-12-31', 20)).toBe('2027-01-01T03:00:00.000Z');
    const day = { centre_id: 10, date: '2026-11-24' };
    expect([isOver(day, context('2026-11-25T08:59:59Z')), isOver(day, context('2026-11-25T09:00:00Z'))]).toEqual([
      false,
      true,
    ]);
  });

  it('begin for a shipment when it has left and its order has waited, whichever comes later', () => {
    // The order's day of waiting ends on the 21st, 02:00 in UTC: still the 20th in Chicago.
    expect(dates('2026-11-20T02:00:00Z', '2026-11-20T03:00:00Z', '2026-11-22T12:00:00Z')).toEqual([
      '10 2026-11-20',
      '10 2026-11-21',
      '10 2026-11-22',
    ]);
    expect(dates('2026-11-20T02:00:00Z', '2026-11-20T03:00:00Z', '2026-11-21T12:00:00Z', 20)).toEqual([
      '20 2026-11-21',
    ]);
    expect(dates('2026-11-10T02:00:00Z', '2026-11-22T03:00:00Z', '2026-11-22T12:00:00Z')).toEqual([
      '10 2026-11-21',
      '10 2026-11-22',
    ]);
    // One that names no centre goes by UTC.
    expect(dates('2026-11-10T02:00:00Z', '2026-11-22T03:00:00Z', '2026-11-22T12:00:00Z', null)).toEqual([
      '0 2026-11-22',
    ]);
  });

  it('reach back a month at the most, and never ahead of now', () => {
    const old = dates('2026-01-01T00:00:00Z', '2026-01-02T00:00:00Z', '2026-11-25T12:00:00Z');
    expect([old.length, old[0], old.at(-1)]).toEqual([31, '10 2026-10-26', '10 2026-11-25']);
    expect(dates('2026-11-25T12:00:00Z', '2026-11-30T12:00:00Z', '2026-11-25T13:00:00Z')).toEqual(['10 2026-11-25']);
    // Of what ShipBob gives no time at all every day of that month may be meant.
    const bare = f.shipment(1, { actual_fulfillment_date: null, created_date: null, tracking: null });
    const timeless = f.shipbobOrder([bare], { created_date: '' });
    expect(daysFor(timeless, bare, context('2026-11-25T12:00:00Z'))).toHaveLength(31);
  });

  it('take a shipment into the first one that is not booked, tomorrow’s if need be', () => {
    const seen = (...dailies: string[]) => ({
      order: order('2026-11-23T12:00:00Z'),
      shipment: shipment('2026-11-23T13:00:00Z'),
      seen: { dailies },
    });
    const day = (...dailies: string[]) => dayFor(seen(...dailies), context('2026-11-25T13:00:00Z')).date;
    expect(day()).toBe('2026-11-24');
    expect(day('SB-day-500-10-2026-11-24', 'SB-day-500-20-2026-11-25')).toBe('2026-11-25');
    expect(day('SB-day-500-10-2026-11-24', 'SB-day-500-10-2026-11-25')).toBe('2026-11-26');
    const all = ['2026-11-24', '2026-11-25', '2026-11-26'].map((date) => `SB-day-500-10-${date}`);
    expect(dayFor(seen(...all), context('2026-11-26T13:00:00Z')).date).toBe('2026-11-27');
  });

  it('are their channel’s own: what another connection booked of the same centre and day takes no shipment’s place', () => {
    const seen = {
      order: order('2026-11-23T12:00:00Z'),
      shipment: shipment('2026-11-23T13:00:00Z'),
      seen: { dailies: ['SB-day-501-10-2026-11-24'] },
    };
    const ours = context('2026-11-25T13:00:00Z');
    const other = { ...ours, connection: { ...ours.connection, channel_id: 501 } };
    expect([dayFor(seen, ours).date, dayFor(seen, other).date]).toEqual(['2026-11-24', '2026-11-25']);
  });
});
