/**
 * Rings at once, or when the last time is long enough ago, for all that asked meanwhile. What a process forgets when it
 * ends is done by the next schedule.
 */
export class SpacedBell {
  readonly #rungMs = new Map<string, number>();
  readonly #waiting = new Map<string, NodeJS.Timeout>();
  #isStopped = false;

  constructor(private readonly everyMs: number) {}

  ring(key: string, ring: () => void): void {
    if (this.#isStopped || this.#waiting.has(key)) return;
    const waitMs = (this.#rungMs.get(key) ?? Number.NEGATIVE_INFINITY) + this.everyMs - Date.now();
    const now = (): void => {
      this.#waiting.delete(key);
      this.#rungMs.set(key, Date.now());
      ring();
    };
    if (waitMs <= 0) {
      now();
      return;
    }
    const timer = setTimeout(now, waitMs);
    timer.unref();
    this.#waiting.set(key, timer);
  }

  stop(): void {
    this.#isStopped = true;
    for (const timer of this.#waiting.values()) clearTimeout(timer);
    this.#waiting.clear();
  }
}
