import type { BudgetAnswer, CallPriority, RateBudgetStore } from '@mlc/engine';
import { limits, RetryLater } from '@mlc/kernel';

const RANK: Record<CallPriority, number> = {
  interactive: 0,
  receipts: 1,
  shipments: 2,
  polls: 3,
  products: 4,
  backfill: 5,
};

/**
 * Calls of the window each priority leaves to higher ones, so that those need not wait for a slot when the lower fill it.
 * Small: the window is what one merchant's work must fit in, and a backlog of products may use 97 % of it.
 */
const RESERVE: Record<CallPriority, number> = {
  interactive: 0,
  receipts: 1,
  shipments: 2,
  polls: 3,
  products: 4,
  backfill: 30,
};

/** A call counts from its grant to one window after its answer, so only the remote's own clock asks for a margin. */
const WINDOW_MARGIN_MS = 500;
const WINDOW_MS = limits.shipbobWindowSeconds * 1000 + WINDOW_MARGIN_MS;
/** Who has waited this long goes first, whatever the priority: nobody starves. */
const AGED_MS = 30_000;
/** Longest wait of a call without a deadline. */
const WAIT_MOST_MS = 120_000;
/** Longest nap between two questions; aging and other processes change the answer meanwhile. */
const NAP_MOST_MS = 5_000;
/** Wait when the store itself fails: without it no call may leave. */
const STORE_DOWN_MS = 2_000;

/** A call that may leave. `settle` it when its answer is in, or when it is known that none comes. */
export interface Grant {
  waitedMs: number;
  ticket: string;
}

interface Waiter {
  priority: CallPriority;
  sinceMs: number;
  untilMs: number;
  holdMs: number;
  grant(granted: Grant): void;
  refuse(error: Error): void;
}

/**
 * Lets calls through as the shared budget allows. Inside this process the waiters of an account stand in one line, and only
 * its head asks the store: by priority, then by age; who waited AGED_MS goes first, and the reserve held against a
 * waiter has melted away by then, so that no priority starves.
 */
export class BudgetGate {
  readonly #lines = new Map<string, AccountLine>();

  constructor(
    private readonly store: RateBudgetStore,
    private readonly nowMs: () => number,
    private readonly callsPerWindow: number = limits.shipbobCallsPerWindow,
  ) {}

  /**
   * Resolves once the call may leave; RetryLater `egress.budget` when not before `deadlineMs`. `holdMs`: how long the call may
   * be on its way, should this process die before it settles it.
   */
  take(accountId: string, priority: CallPriority, deadlineMs: number | undefined, holdMs: number): Promise<Grant> {
    const untilMs = Math.min(deadlineMs ?? Number.POSITIVE_INFINITY, this.nowMs() + WAIT_MOST_MS);
    return this.#line(accountId).join(priority, untilMs, holdMs);
  }

  /**
   * The call is over; `remaining` is the remote's own count of calls left, null when it did not tell. Calls of others that
   * spend the same budget are so taken from ours. Returns how many were found.
   */
  async settle(accountId: string, ticket: string, remaining: number | null): Promise<number> {
    const remoteLimit = Math.min(this.callsPerWindow, limits.shipbobCallsPerWindow);
    const told = { windowMs: WINDOW_MS, remoteLimit, remaining };
    return (await this.store.settle(accountId, ticket, told)).foreign;
  }

  /** After a 429: nobody calls for `ms`. */
  closeFor(accountId: string, ms: number): Promise<void> {
    return this.store.closeFor(accountId, ms);
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
  #waiters: Waiter[] = [];
  #serving = false;
  #wake: (() => void) | null = null;

  constructor(
    private readonly accountId: string,
    private readonly store: RateBudgetStore,
    private readonly nowMs: () => number,
    private readonly callsPerWindow: number,
  ) {}

  join(priority: CallPriority, untilMs: number, holdMs: number): Promise<Grant> {
    return new Promise((grant, refuse) => {
      this.#waiters.push({ priority, sinceMs: this.nowMs(), untilMs, holdMs, grant, refuse });
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
      else if (answer.granted) {
        const { ticket } = answer;
        this.#leave(head, () => head.grant({ waitedMs: this.nowMs() - head.sinceMs, ticket }));
      } else if (this.nowMs() + answer.waitMs > head.untilMs)
        this.#leave(head, () => head.refuse(noRoom(answer.waitMs)));
      else await this.#nap(answer.waitMs);
    }
    this.#serving = false;
  }

  async #ask(waiter: Waiter): Promise<BudgetAnswer | Error> {
    const waited = this.nowMs() - waiter.sinceMs;
    // Gone when the waiter is aged: it then stands in front, and would hold up everybody for a room it may not have.
    const reserve = Math.ceil(RESERVE[waiter.priority] * Math.max(0, 1 - waited / AGED_MS));
    try {
      return await this.store.acquire(this.accountId, {
        limit: this.callsPerWindow,
        windowMs: WINDOW_MS,
        reserve,
        holdMs: waiter.holdMs,
      });
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
