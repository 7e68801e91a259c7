import type { CallPriority, RateBudgetStore } from '@mlc/engine';
import { newId } from '@mlc/kernel';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { BudgetGate } from './budget-gate.js';
import { MemoryBudgetStore } from './memory-budget-store.js';
import { budgetStoreConformance } from './testing.js';

budgetStoreConformance('memory', async () => ({
  store: new MemoryBudgetStore(),
  newAccount: async () => newId(),
  close: async () => {},
}));

const DAY_MS = 24 * 3_600_000;

/** The largest number of grants in any closed interval of this length. */
function mostInAnyWindow(grants: number[], windowMs: number): number {
  let [most, first] = [0, 0];
  for (const [index, at] of grants.entries()) {
    while (at - (grants[first] ?? at) > windowMs) first += 1;
    most = Math.max(most, index - first + 1);
  }
  return most;
}

describe('MemoryBudgetStore over 24 virtual hours', () => {
  it('never exceeds the limit in any window, whatever the times, reserves and closings', async () => {
    const visit = fc.record({
      pauseMs: fc.oneof(fc.constant(0), fc.integer({ min: 0, max: 400 }), fc.integer({ min: 0, max: 90_000 })),
      calls: fc.integer({ min: 1, max: 40 }),
      reserve: fc.constantFrom(0, 4, 12, 50),
      closeMs: fc.option(fc.integer({ min: 0, max: 30_000 }), { nil: null, freq: 20 }),
    });
    await fc.assert(
      fc.asyncProperty(fc.array(visit, { minLength: 50, maxLength: 300 }), async (visits) => {
        let nowMs = 1_000_000;
        const endMs = nowMs + DAY_MS;
        const store = new MemoryBudgetStore(() => nowMs);
        const grants: number[] = [];
        for (let round = 0; nowMs < endMs; round += 1) {
          const { pauseMs, calls, reserve, closeMs } = visits[round % visits.length] ?? visits[0] ?? never();
          nowMs += pauseMs;
          if (closeMs !== null) await store.closeFor('a', closeMs);
          for (let call = 0; call < calls; call += 1) {
            const answer = await store.acquire('a', { limit: 150, windowMs: 60_000, reserve, holdMs: 0 });
            if (answer.granted) {
              grants.push(nowMs);
              continue;
            }
            // What it tells is exact: a millisecond earlier is too early, then it is granted.
            nowMs += answer.waitMs - 1;
            expect(await store.acquire('a', { limit: 150, windowMs: 60_000, reserve, holdMs: 0 })).toEqual({
              granted: false,
              waitMs: 1,
            });
            nowMs += 1;
          }
        }
        expect(grants.length).toBeGreaterThan(1_000);
        expect(mostInAnyWindow(grants, 60_000)).toBeLessThanOrEqual(150);
      }),
      { numRuns: 5 },
    );
  });
});

const HOLD_MS = 30_000;

/** Spends the whole window now. */
async function fill(gate: BudgetGate): Promise<void> {
  for (let call = 0; call < 150; call += 1) {
    const { ticket } = await gate.take('a', 'interactive', undefined, HOLD_MS);
    await gate.settle('a', ticket, null);
  }
}

const never = (): never => {
  throw new Error('no visits');
};

describe('BudgetGate', () => {
  beforeEach(() => {
    vi.useFakeTimers();
  });
  afterEach(() => {
    vi.useRealTimers();
  });

  it('lets every priority through within two windows although higher ones never stop asking, and uses the whole limit', async () => {
    const gate = new BudgetGate(new MemoryBudgetStore(), () => Date.now());
    const grants: number[] = [];
    const waits: Record<CallPriority, number[]> = {
      interactive: [],
      receipts: [],
      shipments: [],
      polls: [],
      products: [],
      backfill: [],
    };
    let running = true;
    const keepAsking = async (priority: CallPriority) => {
      while (running) {
        try {
          const { waitedMs, ticket } = await gate.take('a', priority, undefined, HOLD_MS);
          waits[priority].push(waitedMs);
          await gate.settle('a', ticket, null);
        } catch {
          waits[priority].push(Number.POSITIVE_INFINITY);
          continue;
        }
        grants.push(Date.now());
        if (priority !== 'interactive') await new Promise((resolve) => setTimeout(resolve, 20));
      }
    };
    const callers = (
      ['interactive', 'interactive', 'receipts', 'shipments', 'polls', 'products', 'backfill'] as const
    ).map(keepAsking);
    await vi.advanceTimersByTimeAsync(30 * 60_000);
    running = false;
    await vi.advanceTimersByTimeAsync(5 * 60_000);
    await Promise.all(callers);

    expect(mostInAnyWindow(grants, 60_000)).toBeLessThanOrEqual(150);
    expect(grants.length).toBeGreaterThan(29 * 145);
    for (const [priority, waited] of Object.entries(waits)) {
      expect(waited.length, priority).toBeGreaterThan(10);
      expect(Math.max(...waited), priority).toBeLessThan(120_000);
    }
  });

  it('serves the higher priority first although it came later', async () => {
    const store = new MemoryBudgetStore();
    const gate = new BudgetGate(store, () => Date.now());
    await fill(gate);
    await vi.advanceTimersByTimeAsync(50_000);
    const order: string[] = [];
    const low = gate.take('a', 'products', undefined, HOLD_MS).then(() => order.push('products'));
    const high = gate.take('a', 'interactive', undefined, HOLD_MS).then(() => order.push('interactive'));
    await vi.advanceTimersByTimeAsync(12_000);
    await Promise.all([low, high]);
    expect(order).toEqual(['interactive', 'products']);
  });

  it('refuses at once, with the wait, when there is no room before the deadline', async () => {
    const gate = new BudgetGate(new MemoryBudgetStore(), () => Date.now());
    await fill(gate);
    const startedMs = Date.now();
    await expect(gate.take('a', 'interactive', startedMs + 30_000, HOLD_MS)).rejects.toMatchObject({
      code: 'egress.budget',
      afterMs: 60_501,
    });
    expect(Date.now()).toBe(startedMs);
  });

  it('holds the calls back that somebody else has spent, until they have left the window', async () => {
    const gate = new BudgetGate(new MemoryBudgetStore(), () => Date.now());
    const { ticket } = await gate.take('a', 'interactive', undefined, HOLD_MS);
    expect(await gate.settle('a', ticket, 149)).toBe(0);
    const second = await gate.take('a', 'interactive', undefined, HOLD_MS);
    // Two of ours, and 140 of somebody else's.
    expect(await gate.settle('a', second.ticket, 8)).toBe(140);
    for (let left = 8; left > 0; left -= 1) {
      const granted = await gate.take('a', 'interactive', undefined, HOLD_MS);
      expect(granted.waitedMs).toBe(0);
      await gate.settle('a', granted.ticket, left - 1);
    }
    const waited = gate.take('a', 'interactive', undefined, HOLD_MS);
    await vi.advanceTimersByTimeAsync(61_000);
    expect((await waited).waitedMs).toBeGreaterThan(60_000);
  });

  it('lets nothing out while the store is down', async () => {
    const down: RateBudgetStore = {
      acquire: () => Promise.reject(new Error('password=hunter2')),
      settle: () => Promise.resolve({ foreign: 0 }),
      closeFor: () => Promise.resolve(),
    };
    const gate = new BudgetGate(down, () => Date.now());
    const refused = expect(gate.take('a', 'receipts', undefined, HOLD_MS)).rejects;
    await refused.toMatchObject({ code: 'egress.budget' });
  });
});
