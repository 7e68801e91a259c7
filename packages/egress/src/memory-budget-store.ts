import type { RateBudgetStore } from '@mlc/engine';

interface Account {
  /** Times of the grants that may still lie in a window, oldest first. */
  log: number[];
  closedUntilMs: number;
}

/**
 * The exact sliding log, in this process only: for tests, trying out and simulations. `nowMs` is real time in milliseconds.
 * The Postgres store of @mlc/store does the same for all processes.
 */
export class MemoryBudgetStore implements RateBudgetStore {
  readonly #accounts = new Map<string, Account>();
  readonly #nowMs: () => number;

  constructor(nowMs: () => number = Date.now) {
    this.#nowMs = nowMs;
  }

  /** `left`: calls of the window still free after a grant. */
  async acquire(
    accountId: string,
    ask: { limit: number; windowMs: number; reserve: number },
  ): Promise<{ granted: true; left: number } | { granted: false; waitMs: number }> {
    const account = this.#account(accountId);
    // A clock set back must not unsort the log.
    const nowMs = Math.max(this.#nowMs(), account.log.at(-1) ?? 0);
    // A grant exactly one window old still counts, so that a closed interval holds no more than `limit` either.
    account.log = account.log.filter((grantedMs) => nowMs - grantedMs <= ask.windowMs);
    const room = Math.max(1, ask.limit - ask.reserve);
    const used = account.log.length;
    const closedMs = Math.max(0, account.closedUntilMs - nowMs);
    const blocking = account.log[used - room];
    const fullMs = blocking === undefined ? 0 : blocking + ask.windowMs + 1 - nowMs;
    const waitMs = Math.max(closedMs, fullMs);
    if (waitMs > 0) return { granted: false, waitMs };
    account.log.push(nowMs);
    return { granted: true, left: ask.limit - used - 1 };
  }

  async closeUntil(accountId: string, untilMs: number): Promise<void> {
    const account = this.#account(accountId);
    account.closedUntilMs = Math.max(account.closedUntilMs, untilMs);
  }

  #account(accountId: string): Account {
    const known = this.#accounts.get(accountId);
    if (known) return known;
    const fresh = { log: [], closedUntilMs: 0 };
    this.#accounts.set(accountId, fresh);
    return fresh;
  }
}
