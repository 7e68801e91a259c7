import type { Clock } from '@mlc/kernel';
import { Account } from './account.js';
import { runDueInvoices } from './billing/ledger.js';
import { OAuthServer } from './oauth/server.js';
import { type ShipBobOptions, shipbobOptionsSchema } from './options.js';
import { Simulations } from './orders/simulate.js';
import type { ShipBobWorld } from './seed.js';
import { WebhookSender } from './webhooks/sender.js';

/** Where the counters start; in the ranges that were seen live, so that a mix-up of ids shows. */
const FIRST_IDS = {
  product: 3_216_263,
  variant: 15_319_517,
  inventory: 8_598_495,
  wro: 443_001,
  box: 1_571_187,
  order: 240_765_630,
  shipment: 100_810_005,
  subscription: 12_345,
  method: 1,
  status: 1,
  return: 2_933_435,
  uro: 71_001,
  event: 5_100_001,
  transaction: 1,
  invoice: 8_595_619,
};
export type IdKind = keyof typeof FIRST_IDS;
/** What a remote that outlives this sandbox may remember by its number. */
const REMEMBERED: readonly IdKind[] = ['wro', 'order', 'shipment', 'return', 'uro', 'invoice'];

/** The whole ShipBob side: every account, the options, the ids, and the sender of webhooks. */
export class Shop {
  accounts: Account[] = [];
  options: ShipBobOptions;
  readonly sender: WebhookSender;
  readonly oauth: OAuthServer;
  readonly simulations = new Simulations(this);
  #next: Record<IdKind, number> = { ...FIRST_IDS };

  constructor(
    readonly clock: Clock,
    options: Partial<ShipBobOptions> = {},
  ) {
    this.options = shipbobOptionsSchema.parse(options);
    this.sender = new WebhookSender(clock, () => this.options);
    this.oauth = new OAuthServer(clock, () => this.options);
  }

  id(kind: IdKind): number {
    const id = this.#next[kind];
    this.#next[kind] = id + 1;
    return id;
  }

  /** Forgets everything; `idOffset` is added to where each counter starts. */
  clear(idOffset = 0): void {
    this.accounts = [];
    this.#next = { ...FIRST_IDS };
    for (const kind of REMEMBERED) this.#next[kind] += idOffset;
    this.sender.clear();
    this.oauth.clear();
    this.simulations.clear();
  }

  /** Does what is due by now: simulated steps, weekly invoices, published inventory numbers. After each call and each move of the clock. */
  tick(): void {
    this.simulations.runDue();
    for (const account of this.accounts) {
      runDueInvoices(this, account);
      account.lag.note(this, account);
    }
  }

  addAccount(seed: ShipBobWorld['accounts'][number]): Account {
    const account = new Account(seed.user_id, seed.channels, seed.tokens, seed.centres);
    account.placementProgram = seed.placement_program;
    for (const name of seed.shipping_methods) account.shippingMethods.push({ id: this.id('method'), name });
    this.accounts.push(account);
    return account;
  }

  /** The account of a user, or the only/first one when no user is named. */
  account(userId?: number): Account | undefined {
    return userId === undefined ? this.accounts[0] : this.accounts.find((account) => account.userId === userId);
  }

  /** Now as ShipBob prints it: UTC with seven fractional digits and `+00:00` (observed). */
  stamp(): string {
    return `${this.clock.now().toISOString().slice(0, -1)}4349+00:00`;
  }

  /** Real time at which something created now becomes visible in lists. */
  visibleFrom(lagMs: number): number {
    return lagMs === 0 ? 0 : Date.now() + lagMs;
  }
}

export const isVisible = (record: { visibleAtMs: number }): boolean => record.visibleAtMs <= Date.now();
