/**
 * How fast one Odoo is called. Odoo publishes no limit; its guidance for the cloud is about one call a second and none in
 * parallel, and a self-hosted server has few workers. Real time.
 */
export interface PaceLimits {
  concurrency: number;
  /** Between the starts of two calls. */
  minIntervalMs: number;
}

export function paceFor(host: string): PaceLimits {
  return /(^|\.)odoo\.com$/.test(host) ? { concurrency: 1, minIntervalMs: 1000 } : { concurrency: 2, minIntervalMs: 0 };
}

/** One pace for each host and limits in this process: several connections to one Odoo do not add up. */
export function sharedPace(origin: string, limits: PaceLimits): Pace {
  const key = `${origin} ${limits.concurrency} ${limits.minIntervalMs}`;
  const pace = paces.get(key) ?? new Pace(limits);
  paces.set(key, pace);
  return pace;
}
const paces = new Map<string, Pace>();

export class Pace {
  #running = 0;
  #nextStartMs = 0;
  readonly #waiting: (() => void)[] = [];
  constructor(private readonly limits: PaceLimits) {}

  async run<T>(work: () => Promise<T>): Promise<T> {
    await this.#enter();
    try {
      return await work();
    } finally {
      this.#running -= 1;
      this.#waiting.shift()?.();
    }
  }

  async #enter(): Promise<void> {
    while (this.#running >= this.limits.concurrency) await new Promise<void>((resolve) => this.#waiting.push(resolve));
    this.#running += 1;
    const waitMs = this.#nextStartMs - Date.now();
    this.#nextStartMs = Math.max(Date.now(), this.#nextStartMs) + this.limits.minIntervalMs;
    if (waitMs > 0) await new Promise((resolve) => setTimeout(resolve, waitMs));
  }
}
