import type { RateBudgetStore } from '@mlc/engine';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

/** What a budget store's test must bring: a store, fresh accounts in it, and a way to let go of it. */
export interface BudgetStoreHarness {
  store: RateBudgetStore;
  newAccount(): Promise<string>;
  close(): Promise<void>;
}

const WINDOW_MS = 400;
/** Longer than any test, for those in which no call may leave the window on a slow machine. */
const LONG_MS = 600_000;
const ask = (reserve = 0, holdMs = 0) => ({ limit: 5, windowMs: WINDOW_MS, reserve, holdMs });
const long = (reserve = 0) => ({ ...ask(reserve), windowMs: LONG_MS });
const told = (remaining: number | null = null) => ({ windowMs: WINDOW_MS, remoteLimit: 5, remaining });

/** The guarantees every RateBudgetStore gives, over real time. Call it inside a test file. */
export function budgetStoreConformance(name: string, make: () => Promise<BudgetStoreHarness>): void {
  describe(`rate budget store: ${name}`, () => {
    let harness: BudgetStoreHarness;
    beforeAll(async () => {
      harness = await make();
    });
    afterAll(async () => {
      await harness.close();
    });

    it('grants exactly the limit to many callers at once', async () => {
      const account = await harness.newAccount();
      const answers = await Promise.all(Array.from({ length: 20 }, () => harness.store.acquire(account, long())));
      expect(answers.filter((answer) => answer.granted)).toHaveLength(5);
    });

    it('tells a wait that is neither nothing nor longer than the window', async () => {
      const account = await harness.newAccount();
      await drain(harness.store, account);
      const refused = await harness.store.acquire(account, ask());
      expect(refused.granted).toBe(false);
      const waitMs = refused.granted ? 0 : refused.waitMs;
      expect(waitMs).toBeGreaterThan(0);
      expect(waitMs).toBeLessThanOrEqual(WINDOW_MS + 1);
    });

    it('never grants more than the limit in any window, and grants again after each', async () => {
      const account = await harness.newAccount();
      const grants: { beforeMs: number; afterMs: number }[] = [];
      while (grants.length < 16) {
        const beforeMs = performance.now();
        const answer = await harness.store.acquire(account, ask());
        if (answer.granted) grants.push({ beforeMs, afterMs: performance.now() });
        else await new Promise((resolve) => setTimeout(resolve, answer.waitMs));
      }
      for (const [index, { beforeMs }] of grants.entries()) {
        const fifthLater = grants[index + 5];
        // One millisecond of grace: stores keep whole milliseconds.
        if (fifthLater) expect(fifthLater.afterMs - beforeMs).toBeGreaterThanOrEqual(WINDOW_MS - 1);
      }
    });

    it('leaves the reserve to higher priorities', async () => {
      const account = await harness.newAccount();
      const low = await Promise.all(Array.from({ length: 5 }, () => harness.store.acquire(account, long(2))));
      expect(low.filter((answer) => answer.granted)).toHaveLength(3);
      const high = await Promise.all(Array.from({ length: 5 }, () => harness.store.acquire(account, long(0))));
      expect(high.filter((answer) => answer.granted)).toHaveLength(2);
    });

    it('grants nothing while closed, and an earlier end does not shorten a later one', async () => {
      const account = await harness.newAccount();
      const untilMs = Date.now() + 600;
      await harness.store.closeFor(account, 600);
      await harness.store.closeFor(account, 100);
      const refused = await harness.store.acquire(account, ask());
      expect(refused.granted).toBe(false);
      const waitMs = refused.granted ? 0 : refused.waitMs;
      expect(waitMs).toBeGreaterThan(250);
      expect(waitMs).toBeLessThanOrEqual(602);
      await expect
        .poll(async () => (await harness.store.acquire(account, ask())).granted, { interval: 20, timeout: 5_000 })
        .toBe(true);
      expect(Date.now()).toBeGreaterThanOrEqual(untilMs - 2);
    });

    it('counts a call that is under way, and from its end on for one window more', async () => {
      const account = await harness.newAccount();
      const tickets: string[] = [];
      for (let call = 0; call < 5; call += 1) {
        const answer = await harness.store.acquire(account, ask(0, 5_000));
        if (answer.granted) tickets.push(answer.ticket);
      }
      expect(tickets).toHaveLength(5);
      // Longer than a window: calls under way do not leave it.
      await new Promise((resolve) => setTimeout(resolve, WINDOW_MS + 100));
      expect((await harness.store.acquire(account, ask())).granted).toBe(false);
      const [first = '', ...others] = tickets;
      await harness.store.settle(account, first, told());
      const refused = await harness.store.acquire(account, ask());
      expect(refused.granted ? 0 : refused.waitMs).toBeGreaterThan(WINDOW_MS - 200);
      expect(refused.granted ? 0 : refused.waitMs).toBeLessThanOrEqual(WINDOW_MS + 1);
      await new Promise((resolve) => setTimeout(resolve, refused.granted ? 0 : refused.waitMs));
      expect((await harness.store.acquire(account, ask())).granted).toBe(true);
      for (const ticket of others) await harness.store.settle(account, ticket, told());
    });

    it('takes what the remote counted and nobody of us called, once, and gives it back after a window', async () => {
      const account = await harness.newAccount();
      const answer = await harness.store.acquire(account, ask(0, 5_000));
      expect(answer).toMatchObject({ granted: true, left: 4 });
      const ticket = answer.granted ? answer.ticket : '';
      expect(await harness.store.settle(account, ticket, told(1))).toEqual({ foreign: 3 });
      expect(await harness.store.settle(account, ticket, told(1))).toEqual({ foreign: 0 });
      expect(await harness.store.settle(account, ticket, told(4))).toEqual({ foreign: 0 });
      expect(await harness.store.acquire(account, ask())).toMatchObject({ granted: true, left: 0 });
      expect((await harness.store.acquire(account, ask())).granted).toBe(false);
      await new Promise((resolve) => setTimeout(resolve, WINDOW_MS + 50));
      expect(await harness.store.acquire(account, ask())).toMatchObject({ granted: true, left: 4 });
    });

    it('keeps accounts apart', async () => {
      const [one, other] = [await harness.newAccount(), await harness.newAccount()];
      await drain(harness.store, one);
      await harness.store.closeFor(one, 60_000);
      expect(await harness.store.acquire(other, ask())).toMatchObject({ granted: true });
    });
  });
}

async function drain(store: RateBudgetStore, account: string): Promise<void> {
  for (let granted = true; granted; ) granted = (await store.acquire(account, ask())).granted;
}
