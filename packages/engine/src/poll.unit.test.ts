import { describe, expect, it } from 'vitest';
import { finalMark, lowerBound } from './poll.js';
import type { PollRunning } from './ports/polls.js';

const running = (maxStamp: string | null, startedServerTime: string): PollRunning => ({
  from: null,
  position: null,
  maxStamp,
  startedServerTime,
  startedAt: '2026-11-25T12:00:00.000Z',
  pages: 1,
  changed: 0,
});
const odoo = { source: 'product.product', overlapSeconds: 900 } as const;
const shipbob = { source: 'shipbob.order', overlapSeconds: 900 } as const;

describe('the mark after a whole pass', () => {
  it('is the largest stamp seen while changes are recent', () => {
    expect(finalMark(running('2026-11-25 11:50:00', '2026-11-25 12:00:00'), odoo)).toBe('2026-11-25 11:50:00');
  });

  it("never passes the server's clock at the start of the pass, whatever the stamps say", () => {
    expect(finalMark(running('2026-11-25 12:00:07', '2026-11-25 12:00:00'), odoo)).toBe('2026-11-25 12:00:00');
  });

  it("follows a quiet source's clock at the distance of one overlap, so that an old great change is not read for ever", () => {
    const mark = finalMark(running('2026-11-25 08:00:00', '2026-11-25 12:00:00'), odoo);
    expect(mark).toBe('2026-11-25 11:45:00');
    // What commits late may be two overlaps old.
    expect(lowerBound(mark, odoo)).toBe('2026-11-25 11:30:00');
  });

  it("keeps each remote's own form of a stamp", () => {
    const mark = finalMark(running('2026-11-25T08:00:00.123+00:00', '2026-11-25T12:00:00.000Z'), shipbob);
    expect(mark).toBe('2026-11-25T11:45:00.000Z');
  });

  it('stays empty while nothing was ever seen', () => {
    expect(finalMark(running(null, '2026-11-25 12:00:00'), odoo)).toBeNull();
  });
});
