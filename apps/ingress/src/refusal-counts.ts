import { setTimeout } from 'node:timers/promises';
import { explain } from '@mlc/kernel';
import type { Logger } from '@mlc/platform';
import type { StoredEvents } from '@mlc/store';

/** After a database that did not answer, milliseconds. */
const RETRY_MS = 1_000;
/** Longest time that ending waits for what is still uncounted, milliseconds. */
const DRAIN_MS = 2_000;

/** A refused delivery's connection, or `-` when nobody has the key of its URL. */
interface Refusal {
  connectionKey: string;
  reason: string;
}

/**
 * Counts refused deliveries behind the sender's back, one statement at a time: a flood of forged ones must not take the
 * database from those that are genuine. The memory it needs is one number per connection and reason; a kill loses what
 * was not yet written, which is a figure for people and no business fact.
 */
export class RefusalCounts {
  readonly #waiting = new Map<string, { refusal: Refusal; count: number }>();
  #draining: Promise<void> | null = null;
  #closing = false;

  constructor(
    private readonly events: Pick<StoredEvents, 'countRefused'>,
    private readonly log: Logger,
  ) {}

  add(connectionKey: string, reason: string): void {
    const key = JSON.stringify([connectionKey, reason]);
    const entry = this.#waiting.get(key) ?? { refusal: { connectionKey, reason }, count: 0 };
    entry.count += 1;
    this.#waiting.set(key, entry);
    this.#draining ??= this.drain();
  }

  /** Writes what is left, within two seconds; says so when it could not. */
  async close(): Promise<void> {
    this.#closing = true;
    await Promise.race([this.#draining, setTimeout(DRAIN_MS, undefined, { ref: false })]);
    for (const { refusal, count } of this.#waiting.values())
      this.log.warn('webhook.refusals_uncounted', { ...refusal, count });
  }

  private async drain(): Promise<void> {
    for (const [key, entry] of this.#waiting) {
      try {
        await this.events.countRefused(entry.refusal.connectionKey, entry.refusal.reason);
        entry.count -= 1;
      } catch (error) {
        this.log.warn('webhook.count_failed', { ...entry.refusal, message: explain(error) });
        if (this.#closing) break;
        await setTimeout(RETRY_MS, undefined, { ref: false });
      }
      // A map goes through what is put in while it is gone through: back to the end, so that one reason's flood does not
      // hide the others.
      this.#waiting.delete(key);
      if (entry.count > 0) this.#waiting.set(key, entry);
    }
    this.#draining = null;
  }
}
