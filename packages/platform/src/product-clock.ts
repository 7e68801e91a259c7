import { type Clock, OffsetClock, realClock } from '@mlc/kernel';

export interface ProductClock extends Clock {
  stop(): void;
}

/** How often a process looks for a moved clock, milliseconds. */
const REFRESH_MS = 500;

/**
 * Real time in production. In demo and test mode real time plus the offset in Postgres, which only the sandbox's clock
 * sets (ARCHITECTURE.md section 8); every process sees a change within half a second.
 */
export function productClock(mode: string, readOffsetMs: () => Promise<number>): ProductClock {
  if (mode === 'production') return { now: () => realClock.now(), stop: () => undefined };
  const clock = new OffsetClock();
  const refresh = (): void => {
    readOffsetMs().then(
      (offsetMs) => clock.setOffsetMs(offsetMs),
      // A database that is away keeps the last known offset; the next refresh tries again.
      () => undefined,
    );
  };
  refresh();
  const timer = setInterval(refresh, REFRESH_MS);
  timer.unref();
  return { now: () => clock.now(), stop: () => clearInterval(timer) };
}
