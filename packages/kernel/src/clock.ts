/**
 * Product time. Leases, time-outs, the rate budget and BullMQ stay on real time (ARCHITECTURE.md section 8);
 * everything a business rule can see comes from a Clock.
 */
export interface Clock {
  /** Product time now. */
  now(): Date;
}

/** Real time; the only clock production accepts. */
export const realClock: Clock = { now: () => new Date() };

/** Real time plus an offset in milliseconds that the caller may move, for demo and test mode. */
export class OffsetClock implements Clock {
  #offsetMs: number;
  constructor(offsetMs = 0) {
    this.#offsetMs = offsetMs;
  }
  now(): Date {
    return new Date(Date.now() + this.#offsetMs);
  }
  get offsetMs(): number {
    return this.#offsetMs;
  }
  setOffsetMs(offsetMs: number): void {
    this.#offsetMs = offsetMs;
  }
}

/** A clock that stands still until told to move; for simulations. */
export class ManualClock implements Clock {
  #atMs: number;
  constructor(at: Date | number) {
    this.#atMs = typeof at === 'number' ? at : at.getTime();
  }
  now(): Date {
    return new Date(this.#atMs);
  }
  advanceMs(ms: number): void {
    this.#atMs += ms;
  }
}

export const secondsAfter = (at: Date, seconds: number): Date => new Date(at.getTime() + seconds * 1000);
export const msAfter = (at: Date, ms: number): Date => new Date(at.getTime() + ms);

/** Clocks further apart than this are worth a word: a webhook's signature tolerates five minutes. */
const CLOCKS_APART_MS = 60_000;

/** How far a remote's clock is from ours, e.g. `3 minutes ahead of`; null when they agree well enough. */
export function clocksDiffer(remoteMs: number, ourMs: number): string | null {
  const apartMs = Math.abs(remoteMs - ourMs);
  if (apartMs <= CLOCKS_APART_MS) return null;
  const minutes = Math.round(apartMs / 60_000);
  const far = minutes < 120 ? `${minutes} minute${minutes === 1 ? '' : 's'}` : `${Math.round(minutes / 60)} hours`;
  return `${far} ${remoteMs > ourMs ? 'ahead of' : 'behind'}`;
}
