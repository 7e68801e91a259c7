import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { SpacedBell } from './spaced-bell.js';

describe('a bell that keeps its distance', () => {
  beforeEach(() => {
    vi.useFakeTimers();
  });
  afterEach(() => {
    vi.useRealTimers();
  });

  it('rings at once, and once more for all that asked meanwhile', () => {
    const bell = new SpacedBell(1000);
    const rings: string[] = [];
    const ask = (key: string) => bell.ring(key, () => rings.push(key));
    for (let n = 0; n < 1000; n += 1) ask('a');
    ask('b');
    expect(rings).toEqual(['a', 'b']);
    vi.advanceTimersByTime(1000);
    expect(rings).toEqual(['a', 'b', 'a']);
    vi.advanceTimersByTime(5000);
    ask('a');
    expect(rings).toEqual(['a', 'b', 'a', 'a']);
  });

  it('rings no more once it is stopped', () => {
    const bell = new SpacedBell(1000);
    const ring = vi.fn();
    bell.ring('a', ring);
    bell.ring('a', ring);
    bell.stop();
    bell.ring('b', ring);
    vi.advanceTimersByTime(5000);
    expect(ring).toHaveBeenCalledTimes(1);
  });
});
