import type { BudgetAnswer, BudgetAsk, BudgetTold, RateBudgetStore } from '@mlc/engine';

interface Account {
  /** Until when (plus one window) each call counts: the end of its hold, or the time it was settled. */
  log: { ticket: string; atMs: number }[];
  closedUntilMs: number;
  lastMs: number;
}

/**
 * The exact sliding log, in this process only: for tests, trying out and simulations. `nowMs` is real time in milliseconds.
 * The Postgres store of @mlc/store does the same for all processes.
 */
export class MemoryBudgetStore implements RateBudgetStore {
  readonly #accounts = new Map<string, Account>();
  readonly #nowMs: () => number;
  #lastTicket = 0;

  constructor(nowMs: () => number = Date.now) {
    this.#nowMs = nowMs;
  }

  async acquire(accountId: string, ask: BudgetAsk): Promise<BudgetAnswer> {
    const { account, nowMs } = this.#at(accountId, ask.windowMs);
    account.log.sort((a, b) => a.atMs - b.atMs);
    const room = Math.max(1, ask.limit - ask.reserve);
    const used = account.log.length;
    const closedMs = Math.max(0, account.closedUntilMs - nowMs);
    const blocking = account.log[used - room];
    const fullMs = blocking === undefined ? 0 : blocking.atMs + ask.windowMs + 1 - nowMs;
    const waitMs = Math.max(closedMs, fullMs);
    if (waitMs > 0) return { granted: false, waitMs };
    const ticket = this.#newTicket();
    account.log.push({ ticket, atMs: nowMs + ask.holdMs });
    return { granted: true, ticket, left: ask.limit - used - 1 };
  }

  async settle(accountId: string, ticket: string, told: BudgetTold): Promise<{ foreign: number }> {
    const { account, nowMs } = this.#at(accountId, told.windowMs);
    const own = account.log.find((call) => call.ticket === ticket);
    if (own) own.atMs = Math.min(own.atMs, nowMs);
    const foreign = told.remaining === null ? 0 : Math.max(0, told.remoteLimit - told.remaining - account.log.length);
    for (let call = 0; call < foreign; call += 1) account.log.push({ ticket: this.#newTicket(), atMs: nowMs });
    return { foreign };
  }

  async closeFor(accountId: string, ms: number): Promise<void> {
    const { account, nowMs } = this.#at(accountId, Number.POSITIVE_INFINITY);
    account.closedUntilMs = Math.max(account.closedUntilMs, nowMs + ms);
  }

  /** The account with only the calls that still count. A call exactly one window old counts: windows are closed intervals. */
  #at(accountId: string, windowMs: number): { account: Account; nowMs: number } {
    const account = this.#accounts.get(accountId) ?? { log: [], closedUntilMs: 0, lastMs: 0 };
    this.#accounts.set(accountId, account);
    // A clock set back must not shorten what counts.
    const nowMs = Math.max(this.#nowMs(), account.lastMs);
    account.lastMs = nowMs;
    account.log = account.log.filter(({ atMs }) => nowMs - atMs <= windowMs);
    return { account, nowMs };
  }

  #newTicket(): string {
    this.#lastTicket += 1;
    return String(this.#lastTicket);
  }
}
