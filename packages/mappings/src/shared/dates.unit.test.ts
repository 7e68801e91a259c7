import { expect, it } from 'vitest';
import { daysBefore, hoursAfter, instant } from './dates.js';

it('hours and days are added to and taken off an instant; a text that is no date is none', () => {
  const at = new Date('2026-11-25T10:00:00Z');
  expect(hoursAfter(at, 1.5).toISOString()).toBe('2026-11-25T11:30:00.000Z');
  expect(daysBefore(at, 2).toISOString()).toBe('2026-11-23T10:00:00.000Z');
  expect(instant('2026-11-25T10:00:00Z')).toEqual(at);
  expect([instant(null), instant(''), instant('soon')]).toEqual([null, null, null]);
});
