/**
 * The rate budget of one ShipBob (user, application): an exact log of the calls inside the window, in one row. All
 * processes share it. Real time.
 */
export interface RateBudgetStore {
  /**
   * Grants one call now, or says how long to wait. `reserve` is how many calls of the window this priority leaves to
   * higher ones. Never more than `limit` grants lie in any `windowMs`.
   */
  acquire(
    accountId: string,
    ask: { limit: number; windowMs: number; reserve: number },
  ): Promise<{ granted: true } | { granted: false; waitMs: number }>;
  /** After a 429: no grant before `untilMs` (real time). */
  closeUntil(accountId: string, untilMs: number): Promise<void>;
}

/** Highest first; webhooks' follow-ups go before backfill. */
export type CallPriority = 'interactive' | 'receipts' | 'shipments' | 'products' | 'backfill';
