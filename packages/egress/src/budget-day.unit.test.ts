import type { CallPriority } from '@mlc/engine';
import { SeededRandom } from '@mlc/kernel';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { BudgetGate } from './budget-gate.js';
import { MemoryBudgetStore } from './memory-budget-store.js';

const HOUR_MS = 3_600_000;
const HOLD_MS = 40_000;
const PRIORITIES: readonly CallPriority[] = ['interactive', 'receipts', 'shipments', 'polls', 'products', 'backfill'];

/** ShipBob's window: 150 calls in 60 s, those of others included; a refused call does not count. */
class Remote {
  #calls: number[] = [];
  refused = 0;

  call(): { remaining: number; refused: boolean } {
    const nowMs = Date.now();
    this.#calls = this.#calls.filter((atMs) => atMs > nowMs - 60_000);
    const refused = this.#calls.length >= 150;
    if (refused) this.refused += 1;
    else this.#calls.push(nowMs);
    return { remaining: 150 - this.#calls.length, refused };
  }
}

const sleep = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

describe('24 virtual hours of the rate budget', () => {
  beforeEach(() => {
    vi.useFakeTimers();
  });
  afterEach(() => {
    vi.useRealTimers();
  });

  it('cause no refusal, starve no priority and leave no call unused while one is wanted, with three processes at random', {
    timeout: 180_000,
  }, async () => {
    const seed = Number(process.env['MLC_BUDGET_SEED'] ?? Date.now() % 1_000_000);
    console.log(`MLC_BUDGET_SEED=${seed}`);
    const random = new SeededRandom(seed);
    const store = new MemoryBudgetStore();
    const remote = new Remote();
    const gates = [0, 1, 2].map(() => new BudgetGate(store, () => Date.now()));
    const longestMs = new Map<CallPriority, number>();
    let [calls, unsettled, takenForForeign, busyCalls] = [0, 0, 0, 0];
    const startedMs = Date.now();
    const endMs = startedMs + 24 * HOUR_MS;
    /** Every fourth hour is a backlog: everybody calls again at once. */
    const isBusy = (atMs: number): boolean => Math.floor((atMs - startedMs) / HOUR_MS) % 4 === 0;

    const caller = async (gate: BudgetGate): Promise<void> => {
      while (Date.now() < endMs) {
        const priority = random.pick(PRIORITIES);
        const { waitedMs, ticket } = await gate.take('a', priority, undefined, HOLD_MS);
        longestMs.set(priority, Math.max(waitedMs, longestMs.get(priority) ?? 0));
        calls += 1;
        if (isBusy(Date.now()) && isBusy(Date.now() - 120_000)) busyCalls += 1;
        // The way there and back, slow now and then.
        await sleep(random.below(random.below(50) === 0 ? 5_000 : 200));
        const { remaining } = remote.call();
        await sleep(random.below(200));
        // A process that dies settles nothing.
        if (random.below(2_000) === 0) unsettled += 1;
        else takenForForeign += await gate.settle('a', ticket, remaining);
        if (!isBusy(Date.now())) await sleep(random.below(60_000));
      }
    };
    const all = Promise.all(gates.flatMap((gate) => Array.from({ length: 4 }, () => caller(gate))));
    await vi.advanceTimersByTimeAsync(24 * HOUR_MS + 300_000);
    await all;

    const used = busyCalls / (6 * (60 - 2)) / 150;
    console.log(
      `${calls} calls, ${remote.refused} refused, ${unsettled} never settled; backlog hours used ${(100 * used).toFixed(1)} %; longest waits ${[...longestMs].map(([name, ms]) => `${name} ${(ms / 1000).toFixed(1)} s`).join(', ')}`,
    );
    expect(remote.refused).toBe(0);
    // Nothing of ours is ever taken for somebody else's.
    expect(takenForForeign).toBe(0);
    expect([...longestMs.keys()].sort()).toEqual([...PRIORITIES].sort());
    for (const [priority, ms] of longestMs) expect(ms, priority).toBeLessThan(90_000);
    expect(used).toBeGreaterThan(0.94);
  });

  it('shared with somebody else stay usable, and what he takes is not asked for again', async () => {
    const remote = new Remote();
    const store = new MemoryBudgetStore();
    const gate = new BudgetGate(store, () => Date.now());
    const endMs = Date.now() + HOUR_MS;
    let [own, refused] = [0, 0];
    const us = async (): Promise<void> => {
      while (Date.now() < endMs) {
        const { ticket } = await gate.take('a', 'products', undefined, HOLD_MS);
        await sleep(50);
        const answer = remote.call();
        if (answer.refused) {
          refused += 1;
          await gate.closeFor('a', 1_000);
        } else own += 1;
        await gate.settle('a', ticket, answer.refused ? null : answer.remaining);
      }
    };
    const other = async (): Promise<void> => {
      while (Date.now() < endMs) {
        remote.call();
        await sleep(1_000);
      }
    };
    const all = Promise.all([us(), us(), other()]);
    await vi.advanceTimersByTimeAsync(HOUR_MS + 120_000);
    await all;
    console.log(`beside 60 foreign calls a minute: ${(own / 60).toFixed(1)} own calls a minute, ${refused} refused`);
    expect(own / 60).toBeGreaterThan(80);
    // He may take the last call while ours is on its way; that is rare, and each such answer closes the budget.
    expect(refused / (own + refused)).toBeLessThan(0.02);
  });
});
