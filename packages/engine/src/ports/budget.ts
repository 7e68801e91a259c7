/**
 * The rate budget of one ShipBob (user, application): an exact log of the calls inside the window, in one row. All
 * processes share it. Real time, on the store's own clock.
 *
 * A call counts from its grant until one window after `settle`, which comes when its answer is in: the remote counted it
 * before that, so whatever its way took, our window never shows fewer calls than the remote's. A call nobody settles
 * (its process died) counts until `holdMs` and one window after its grant.
 */
export interface RateBudgetStore {
  /** Grants one call now, or says how long to wait. Never more than `limit` grants lie in any `windowMs`. */
  acquire(accountId: string, ask: BudgetAsk): Promise<BudgetAnswer>;
  /**
   * The call is over. `remaining` is what the remote says is left of its `remoteLimit` (null when it does not tell):
   * calls it counted that we did not make are entered as if they were ours, since they spend the same budget.
   * A ticket that is gone already changes nothing.
   */
  settle(accountId: string, ticket: string, told: BudgetTold): Promise<{ foreign: number }>;
  /** After a 429: no grant for `ms`; never opens earlier than an earlier 429 said. */
  closeFor(accountId: string, ms: number): Promise<void>;
}

export interface BudgetAsk {
  limit: number;
  windowMs: number;
  /** Calls of the window this priority leaves to higher ones. */
  reserve: number;
  /** Longest time until the call is over, should nobody say so. */
  holdMs: number;
}

export type BudgetAnswer =
  /** `left`: calls of the window still free. */
  { granted: true; ticket: string; left: number } | { granted: false; waitMs: number };

export interface BudgetTold {
  windowMs: number;
  remoteLimit: number;
  remaining: number | null;
}

/**
 * Highest first. What webhooks and people are waiting for (receipts, shipments) goes before the polls that look for what no
 * webhook told, those before the mass of products, and all before filling up the past.
 */
export type CallPriority = 'interactive' | 'receipts' | 'shipments' | 'polls' | 'products' | 'backfill';
