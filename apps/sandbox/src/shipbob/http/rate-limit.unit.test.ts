import { describe, expect, test } from 'vitest';
import { shipbobOptionsSchema } from '../options.js';
import { RateLimit } from './rate-limit.js';

const options = shipbobOptionsSchema.parse({ rateLimitMax: 2, rateLimitWindowMs: 60_000 });

describe('the sliding window', () => {
  test('frees a call exactly when the oldest one leaves the window, and says how long that takes', () => {
    const limit = new RateLimit();
    limit.take('a', options, 0);
    limit.take('a', options, 30_000);
    const refused = limit.take('a', options, 35_000).refusal;
    expect(refused?.headers).toEqual({ 'x-retry-after': '25' });
    expect(refused?.body).toEqual({ statusCode: 429, message: 'Rate limit is exceeded. Try again in 25 seconds.' });
    expect(limit.take('a', options, 59_999).refusal).not.toBeNull();
    expect(limit.take('a', options, 60_000).refusal).toBeNull();
    expect(limit.take('a', options, 60_001).refusal).not.toBeNull();
  });

  test('never lets more than the maximum through in any window, however calls are spread', () => {
    const limit = new RateLimit();
    const passed: number[] = [];
    for (let at = 0; at < 300_000; at += 7_000) if (limit.take('a', options, at).refusal === null) passed.push(at);
    for (const start of passed) {
      expect(passed.filter((at) => at >= start && at < start + 60_000).length).toBeLessThanOrEqual(2);
    }
    expect(passed.length).toBeGreaterThan(6);
  });
});
