/**
 * Runs something now and then again every `periodMs` (real time), never twice at once. `stop` waits for a run under way.
 * The function answers for its own errors.
 */
export class Repeating {
  #timer: NodeJS.Timeout | null = null;
  #running: Promise<void> | null = null;

  constructor(
    private readonly periodMs: number,
    private readonly run: () => Promise<void>,
  ) {}

  async start(): Promise<void> {
    await this.once();
    this.#timer = setInterval(() => void this.once(), this.periodMs);
  }

  async stop(): Promise<void> {
    if (this.#timer) clearInterval(this.#timer);
    await this.#running;
  }

  private once(): Promise<void> {
    this.#running ??= this.run().finally(() => {
      this.#running = null;
    });
    return this.#running;
  }
}
