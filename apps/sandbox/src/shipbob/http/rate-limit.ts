import type { Answer } from '../../core/exchange.js';
import type { ShipBobOptions } from '../options.js';
import { gateway } from './errors.js';

/**
 * The sliding window of ShipBob docs "rate limits": 150 calls in 60 s per (user, application), over all endpoints together.
 * It runs on real time: moving the sandbox clock must not refill a budget. Refused calls do not count.
 */
export class RateLimit {
  readonly #calls = new Map<string, number[]>();

  clear(): void {
    this.#calls.clear();
  }

  /** Takes one call from the budget. Returns how many are left, or the 429 to answer. */
  take(
    key: string,
    options: ShipBobOptions,
    nowMs: number = Date.now(),
  ): { remaining: number; refusal: Answer | null } {
    const since = nowMs - options.rateLimitWindowMs;
    const calls = (this.#calls.get(key) ?? []).filter((at) => at > since);
    this.#calls.set(key, calls);
    const oldest = calls[0];
    if (calls.length < options.rateLimitMax || oldest === undefined) {
      calls.push(nowMs);
      return { remaining: options.rateLimitMax - calls.length, refusal: null };
    }
    const seconds = Math.max(1, Math.ceil((oldest + options.rateLimitWindowMs - nowMs) / 1000));
    const message = `Rate limit is exceeded. Try again in ${seconds} seconds.`;
    return { remaining: 0, refusal: gateway(429, message, { 'x-retry-after': String(seconds) }) };
  }
}
