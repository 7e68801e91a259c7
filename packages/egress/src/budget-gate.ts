import type { CallPriority, RateBudgetStore } from '@mlc/engine';
import { limits, RetryLater } from '@mlc/kernel';

const RANK: Record<CallPriority, number> = { interactive: 0, receipts: 1, shipments: 2, products: 3, backfill: 4 };

/** Calls of the window each priority leaves to higher ones. Small: the window is what one merchant's work must fit in. */
const RESERVE: Record<CallPriority, number> = { interactive: 0, receipts: 4, shipments: 8, products: 12, backfill: 50 };

/** Our clock and the remote's arrival times differ by the network's jitter: a window a little wider than the remote's. */
const WINDOW_MARGIN_MS = 1_000;
const WINDOW_MS = limits.shipbobWindowSeconds * 1000 + WINDOW_MARGIN_MS;
/** Who has waited this long goes first, whatever the priority: nobody starves. */
const AGED_MS = 30_000;
/** Longest wait of a call without a deadline. */
const WAIT_MOST_MS = 120_000;
/** Longest nap between two questions; aging and other processes change the answer meanwhile. */
const NAP_MOST_MS = 5_000;
/** Wait when the store itself fails: without it no call may leave. */
const STORE_DOWN_MS = 2_000;
/** Difference between the remote's count and our log that our own calls under way explain. */
const REMAINING_TOLERANCE = 10;
/** From this many calls left by the remote's count, a foreign spender of the same budget is worth a pause. */
const CAREFUL_BELOW = 15;

interface Waiter {
  priority: CallPriority;
  sinceMs: number;
  untilMs: number;
  grant(waitedMs: number): void;
  refuse(error: Error): void;
}

/**
 * Lets calls through as the shared budget allows. Inside this process the waiters of an account stand in one line, and only
 * its head asks the store: by priority, then by age; who waited AGED_MS goes first, and the reserve held against a
 * waiter melts away over one window, so that no priority starves.
 */
export class BudgetGate {
  readonly #lines = new Map<string, AccountLine>();

  constructor(
    private readonly store: RateBudgetStore,
    private readonly nowMs: () => number,
    private readonly callsPerWindow: number = limits.shipbobCallsPerWindow,
  ) {}

  /** Resolves with the milliseconds waited once the call may leave; RetryLater `egress.budget` when not before `deadlineMs`. */
  take(accountId: string, priority: CallPriority, deadlineMs: number | undefined): Promise<number> {
    return this.#line(accountId).join(
      priority,
      Math.min(deadlineMs ?? Number.POSITIVE_INFINITY, this.nowMs() + WAIT_MOST_MS),
    );
  }

  /** After a 429: nobody calls before `untilMs`. */
  async closeUntil(accountId: string, untilMs: number): Promise<void> {
    await this.store.closeUntil(accountId, untilMs);
  }

  /**
   * The remote's own count of calls left. Nearly none, and clearly fewer than our log says: somebody else spends the same
   * budget, so all of us pause until the window has given some back (about 0.4 s a call).
   */
  async heed(accountId: string, remaining: number): Promise<void> {
    const left = this.#line(accountId).left;
    if (left === null || remaining >= CAREFUL_BELOW || left - remaining <= REMAINING_TOLERANCE) return;
    const pauseMs = ((CAREFUL_BELOW - remaining) * WINDOW_MS) / this.callsPerWindow;
    await this.store.closeUntil(accountId, this.nowMs() + pauseMs);
  }

  #line(accountId: string): AccountLine {
    const known = this.#lines.get(accountId);
    if (known) return known;
    const fresh = new AccountLine(accountId, this.store, this.nowMs, this.callsPerWindow);
    this.#lines.set(accountId, fresh);
    return fresh;
  }
}

class AccountLine {
  /** What the store said was left after the latest grant; null when it does not tell. */
  left: number | null = null;
  #waiters: Waiter[] = [];
  #serving = false;
  #wake: (() => void) | null = null;

  constructor(
    private readonly accountId: string,
    private readonly store: RateBudgetStore,
    private readonly nowMs: () => number,
    private readonly callsPerWindow: number,
  ) {}

  join(priority: CallPriority, untilMs: number): Promise<number> {
    return new Promise((grant, refuse) => {
      this.#waiters.push({ priority, sinceMs: this.nowMs(), untilMs, grant, refuse });
      this.#wake?.();
      if (!this.#serving) void this.#serve();
    });
  }

  async #serve(): Promise<void> {
    this.#serving = true;
    for (;;) {
      this.#refuseLate();
      const head = this.#head();
      if (!head) break;
      const answer = await this.#ask(head);
      if (answer instanceof Error) this.#leave(head, () => head.refuse(answer));
      else if (answer.granted) this.#leave(head, () => head.grant(this.nowMs() - head.sinceMs));
      else if (this.nowMs() + answer.waitMs > head.untilMs) this.#leave(head, () => head.refuse(noRoom(answer.waitMs)));
      else await this.#nap(answer.waitMs);
    }
    this.#serving = false;
  }

  async #ask(waiter: Waiter): Promise<Awaited<ReturnType<RateBudgetStore['acquire']>> | Error> {
    const waited = this.nowMs() - waiter.sinceMs;
    const reserve = Math.ceil(RESERVE[waiter.priority] * Math.max(0, 1 - waited / WINDOW_MS));
    try {
      const answer = await this.store.acquire(this.accountId, {
        limit: this.callsPerWindow,
        windowMs: WINDOW_MS,
        reserve,
      });
      if (answer.granted) this.left = 'left' in answer && typeof answer.left === 'number' ? answer.left : null;
      return answer;
    } catch {
      return new RetryLater('The rate budget could not be asked; without it no call leaves.', STORE_DOWN_MS, {
        code: 'egress.budget',
        fix: 'Check that the database is up.',
      });
    }
  }

  #head(): Waiter | undefined {
    const nowMs = this.nowMs();
    const aged = this.#waiters.find((waiter) => nowMs - waiter.sinceMs >= AGED_MS);
    return (
      aged ??
      this.#waiters.reduce<Waiter | undefined>(
        (best, next) => (best && RANK[best.priority] <= RANK[next.priority] ? best : next),
        undefined,
      )
    );
  }

  #refuseLate(): void {
    const nowMs = this.nowMs();
    for (const late of this.#waiters.filter((waiter) => waiter.untilMs <= nowMs))
      this.#leave(late, () => late.refuse(noRoom(NAP_MOST_MS)));
  }

  #leave(waiter: Waiter, tell: () => void): void {
    this.#waiters = this.#waiters.filter((other) => other !== waiter);
    tell();
  }

  /** Ends early when somebody joins (who may go first) or somebody's time is up. */
  #nap(waitMs: number): Promise<void> {
    const nearestMs = Math.min(...this.#waiters.map((waiter) => waiter.untilMs)) - this.nowMs();
    return new Promise((resolve) => {
      const done = () => {
        clearTimeout(timer);
        this.#wake = null;
        resolve();
      };
      const timer = setTimeout(done, Math.max(1, Math.min(waitMs, NAP_MOST_MS, nearestMs)));
      this.#wake = done;
    });
  }
}

const noRoom = (afterMs: number): RetryLater =>
  new RetryLater('The rate budget has no room for this call in time.', afterMs, { code: 'egress.budget' });
