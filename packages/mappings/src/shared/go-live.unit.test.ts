import { describe, expect, it } from 'vitest';
import { context } from './fixtures.test.js';
import { isBeforeGoLive, liveFrom } from './go-live.js';

describe('the time of going live', () => {
  const live = context({}, { liveFrom: '2026-11-20T12:00:00+02:00' });

  it('parts what is already true from what is executed, to the instant and in any time zone', () => {
    expect(liveFrom(live).toISOString()).toBe('2026-11-20T10:00:00.000Z');
    expect(isBeforeGoLive('2026-11-20T09:59:59.9999999+00:00', live)).toBe(true);
    expect(isBeforeGoLive('2026-11-20T10:00:00Z', live)).toBe(false);
    expect(isBeforeGoLive('2026-11-20T04:30:00-06:00', live)).toBe(false);
  });

  it('takes no time, and what is none, for after: nothing is set aside by a guess', () => {
    for (const at of [null, undefined, '', 'soon']) expect(isBeforeGoLive(at, live)).toBe(false);
  });
});
