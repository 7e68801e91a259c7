import type { OperationRequest } from '@mlc/mappings';
import { createOdooExecutor, type OdooClient } from '@mlc/odoo';
import type { Check } from '../report.js';
import { type Order, Stage } from './stage.js';
import type { Access, Target } from './target.js';

export type Request = OperationRequest<'odoo.receipt.book'>;
type Lot = NonNullable<Request['lines'][number]['lots']>[number];
export type Goal = [name: string, goal: number, more?: Partial<Request['lines'][number]>];

export const call = () => ({ deadlineMs: Date.now() + 30_000, correlationId: 'conformance' });
export const lot = (name: string, quantity: number, expiration_date: string | null = null): Lot => ({
  name,
  expiration_date,
  quantity,
});

/** Books receipts and reads what came of it; its access is opened before the first test. */
export class ReceiptBench {
  #access: Access | null = null;
  #stage: Stage | null = null;
  #lastWords = '';

  constructor(readonly target: Target) {}

  get access(): Access {
    if (this.#access === null) throw new Error('The bench is not open.');
    return this.#access;
  }

  /** Of the test that runs. */
  get stage(): Stage {
    if (this.#stage === null) throw new Error('The test has no fresh stage yet.');
    return this.#stage;
  }

  readonly open = async (): Promise<void> => {
    this.#access = await this.target.open();
  };
  readonly close = async (): Promise<void> => this.#access?.close();

  /** A failed test tells what the last booking answered. */
  telling(check: Check): Check {
    return (guarantee, run, options) =>
      check(
        guarantee,
        async (note) => {
          this.#lastWords = '';
          await run(note).catch((error: unknown) => {
            const what = error instanceof Error ? error.message : String(error);
            throw new Error(`${what} (the last booking said: ${this.#lastWords || 'nothing'})`, { cause: error });
          });
        },
        options,
      );
  }

  /** Own products for this test. */
  readonly fresh = async (...names: string[]): Promise<void> => {
    this.#stage = new Stage(this.target, this.access);
    await this.stage.products(...names);
  };

  readonly request = (order: Order, goals: Goal[], keep = true): Request => ({
    purchase_order_id: order.id,
    picking_id: order.pickingId,
    lines: goals.map(([name, goal, more]) => ({
      product_id: this.stage.productId(name),
      sku: name,
      done: 0,
      goal,
      ...more,
    })),
    keep_backorder: keep,
  });

  readonly book = async (order: Order, goals: Goal[], options: { keep?: boolean; as?: OdooClient } = {}) => {
    const executor = createOdooExecutor(options.as ?? this.access.bot);
    const outcome = await executor.send('odoo.receipt.book', this.request(order, goals, options.keep), call());
    this.#lastWords = 'message' in outcome ? outcome.message : '';
    return outcome;
  };

  readonly look = (order: Order, goals: Goal[]) =>
    createOdooExecutor(this.access.bot).lookup('odoo.receipt.book', this.request(order, goals), call());

  readonly states = async (order: Order) => (await this.stage.pickingsOf(order.id)).map((picking) => picking.state);

  /** The calls that changed something while the work was done. */
  readonly mutating = async (work: () => Promise<unknown>): Promise<string[]> => {
    const since = this.access.gate.calls.length;
    await work();
    return this.access.gate.mutatingSince(since).map((made) => made.call);
  };
}
