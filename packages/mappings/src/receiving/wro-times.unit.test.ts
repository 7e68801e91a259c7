import { describe, expect, it } from 'vitest';
import type { ShipBobWro } from '../seen.js';
import type { SettingsInput } from '../settings.js';
import { context, line, wro } from '../shared/fixtures.test.js';
import { bookingTime } from './booking-time.js';
import { endedAt, endedBeforeGoLive, mayHaveStowedBefore, stowingSince } from './wro-times.js';

const at = (day: number) => `2026-11-${day}T10:00:00.000Z`;
const history = (...of: [status: string, day: number | null][]) =>
  of.map(([status, day]) => ({ status, timestamp: day === null ? null : at(day) }));
const times = (more: Partial<ShipBobWro>) => ({ last_updated_date: at(28), insert_date: at(10), ...more });
const live = context({}, { liveFrom: at(20) });

describe('when a WRO ended', () => {
  const ended = (more: Partial<ShipBobWro>) => endedAt(wro(5, times(more)))?.toISOString() ?? null;

  it('is when it first got a status that ends it, else its last change, and not while it goes on', () => {
    const status_history = history(['Awaiting', 11], ['Completed', 22], ['Incomplete', 21], ['Completed', null]);
    expect(ended({ status: 'Completed', status_history })).toBe(at(21));
    expect(ended({ status: 'Incomplete', status_history: history(['Processing', 19]) })).toBe(at(28));
    expect(ended({ status: 'Completed' })).toBe(at(28));
    expect(ended({ status: 'Processing', status_history })).toBeNull();
    expect(ended({ status: 'Completed', last_updated_date: null })).toBeNull();
  });

  it('decides whether all of it is history', () => {
    const is = (day: number, status = 'Completed') =>
      endedBeforeGoLive(wro(5, times({ status, status_history: history([status, day]) })), live);
    expect([is(19), is(20), is(21), is(19, 'Processing')]).toEqual([true, false, false, false]);
  });
});

describe('since when a WRO may have been stowed', () => {
  const since = (more: Partial<ShipBobWro>) => stowingSince(wro(5, times(more)))?.toISOString() ?? null;

  it.each(['Processing', 'ProcessingAtHub', 'Completed', 'Incomplete'])('is when it first was %s', (status) => {
    expect(
      since({ status_history: history(['Awaiting', 11], ['Arrived', 12], [status, 13], ['Processing', 14]) }),
    ).toBe(at(13));
  });

  it('is else its last change, else when it was made, else unknown', () => {
    expect(since({ status_history: history(['Arrived', 12]) })).toBe(at(28));
    expect(since({ last_updated_date: null })).toBe(at(10));
    expect(since({ last_updated_date: null, insert_date: null })).toBeNull();
  });

  it('is before go-live when it had moved by then, or, without a history, was made by then', () => {
    const may = (more: Partial<ShipBobWro>) => mayHaveStowedBefore(wro(5, times(more)), live);
    expect(may({ status_history: history(['Awaiting', 11], ['Arrived', 19]) })).toBe(true);
    expect(may({ status_history: history(['Awaiting', 11], ['Arrived', 21]) })).toBe(false);
    expect(may({})).toBe(true);
    expect(may({ insert_date: at(21) })).toBe(false);
    expect(may({ status_history: history(['Awaiting', 21]) })).toBe(true);
  });
});

describe('when a WRO is booked', () => {
  type Receipt = NonNullable<SettingsInput['receipt']>;
  const time = (more: Partial<ShipBobWro>, receipt: Receipt = {}) =>
    bookingTime(
      wro(5, { status: 'Processing', inventory_quantities: [line(1, 10, 4, 6)], ...more }),
      context({ receipt }, { now: at(25) }),
    );

  it('is now once it is completed, and each time by setting', () => {
    expect(time({ status: 'Completed' })).toEqual({ kind: 'now', isFinal: true });
    expect(time({ status: 'Completed' }, { when: 'stowed' })).toEqual({ kind: 'now', isFinal: true });
    expect(time({}, { when: 'stowed' })).toEqual({ kind: 'now', isFinal: false });
    expect(time({ status: 'Awaiting' }, { when: 'stowed' })).toEqual({ kind: 'now', isFinal: false });
  });

  it('is the given days after stowing began, to the second', () => {
    const began = (day: number) => ({ status_history: history(['Processing', day]) });
    expect(time(began(20))).toEqual({ kind: 'now', isFinal: false });
    expect(time(began(21))).toEqual({ kind: 'wait', at: new Date(at(26)) });
    expect(time(began(21), { stow_days: 4 })).toEqual({ kind: 'now', isFinal: false });
    expect(time(began(19), { stow_days: 7 })).toEqual({ kind: 'wait', at: new Date(at(26)) });
  });

  it('is open as long as nothing was counted that is booked', () => {
    const status_history = history(['Processing', 11]);
    const quiet = (lines: ReturnType<typeof line>[], receipt: Receipt = {}) =>
      time({ status_history, inventory_quantities: lines }, receipt);
    expect(quiet([line(1, 10, 0, 6)])).toEqual({ kind: 'wait', at: null });
    expect(quiet([line(1, 10, 0, 6)], { qty: 'received' })).toEqual({ kind: 'now', isFinal: false });
    expect(quiet([line(1, 10, 4, 0)], { qty: 'received' })).toEqual({ kind: 'wait', at: null });
    expect(quiet([line(1, 10, 0), line(2, 4, 1)])).toEqual({ kind: 'now', isFinal: false });
    expect(time({ last_updated_date: null, insert_date: null })).toEqual({ kind: 'wait', at: null });
  });
});
