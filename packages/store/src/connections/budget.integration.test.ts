import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { openStore, type Store } from '../open-store.js';
import { openStoreBench, type StoreBench } from '../testing/store-bench.js';

const WINDOW_MS = 400;
/** Longer than any of these tests: nothing leaves the window while it runs. */
const LONG_MS = 600_000;
const LIMIT = 5;

describe('the rate budget of a ShipBob user', () => {
  let bench: StoreBench;
  let other: Store;
  let account: string;
  const acquire = (more: { reserve?: number; store?: Store; windowMs?: number } = {}) => {
    const { reserve = 0, store = bench.store, windowMs = WINDOW_MS } = more;
    return store.budget.acquire(account, { limit: LIMIT, windowMs, reserve, holdMs: 0 });
  };
  /** Takes calls until one is refused; the refusal's wait. */
  const drain = async (windowMs = WINDOW_MS): Promise<number> => {
    for (;;) {
      const answer = await acquire({ windowMs });
      if (!answer.granted) return answer.waitMs;
    }
  };
  const grants = async () =>
    (
      await bench.database.sql(
        'SELECT extract(epoch FROM t)::float8 * 1000 AS at FROM shipbob_account, unnest(rate_log) AS t WHERE id = $1 ORDER BY 1',
        [account],
      )
    ).map(({ at }) => Number(at));

  beforeAll(async () => {
    bench = await openStoreBench();
    other = await openStore({ databaseUrl: bench.database.databaseUrl, max: 8 });
  });
  beforeEach(async () => {
    account = (await bench.newConnection()).shipbobAccountId;
  });
  afterAll(async () => {
    await other.close();
    await bench.close();
  });

  it('grants exactly the limit to many callers in two processes at once', async () => {
    const answers = await Promise.all(
      Array.from({ length: 24 }, (_, i) => acquire({ store: i % 2 ? other : bench.store, windowMs: LONG_MS })),
    );
    expect(answers.filter((answer) => answer.granted)).toHaveLength(LIMIT);
  });

  it('never has more than the limit in any window, with callers that come back as soon as they may', async () => {
    const dated = new Set<number>();
    const call = async (store: Store): Promise<void> => {
      while (dated.size < 3 * LIMIT) {
        const answer = await acquire({ store });
        if (answer.granted) for (const at of await grants()) dated.add(at);
        else await new Promise((resolve) => setTimeout(resolve, answer.waitMs));
      }
    };
    await Promise.all([call(bench.store), call(other), call(bench.store), call(other)]);
    const inOrder = [...dated].sort((a, b) => a - b);
    for (const [index, at] of inOrder.entries()) {
      const sixth = inOrder[index + LIMIT];
      if (sixth !== undefined) expect(sixth - at).toBeGreaterThanOrEqual(WINDOW_MS);
    }
  });

  it('tells a wait after which a call is granted', async () => {
    const waitMs = await drain();
    expect(waitMs).toBeGreaterThan(0);
    expect(waitMs).toBeLessThanOrEqual(WINDOW_MS + 1);
    await new Promise((resolve) => setTimeout(resolve, waitMs));
    expect(await acquire()).toMatchObject({ granted: true });
  });

  it('leaves the reserve to higher priorities', async () => {
    const low = await Promise.all(Array.from({ length: LIMIT }, () => acquire({ reserve: 2, windowMs: LONG_MS })));
    expect(low.filter((answer) => answer.granted)).toHaveLength(LIMIT - 2);
    const high = await Promise.all(Array.from({ length: LIMIT }, () => acquire({ windowMs: LONG_MS })));
    expect(high.filter((answer) => answer.granted)).toHaveLength(2);
    expect(await acquire({ reserve: LIMIT, windowMs: LONG_MS })).toEqual({
      granted: false,
      waitMs: expect.any(Number),
    });
  });

  it('grants nothing before the time a 429 named, and no later 429 shortens it', async () => {
    await bench.store.budget.closeFor(account, 60_000);
    await other.budget.closeFor(account, 30_000);
    const refused = await acquire();
    expect(refused.granted).toBe(false);
    expect(refused.granted ? 0 : refused.waitMs).toBeGreaterThan(50_000);
    await bench.database.sql("UPDATE shipbob_account SET closed_until = now() - interval '1 ms' WHERE id = $1", [
      account,
    ]);
    expect(await acquire()).toMatchObject({ granted: true });
  });

  it('gives each account its own budget, and knows no account it was not told of', async () => {
    await drain(LONG_MS);
    account = (await bench.newConnection()).shipbobAccountId;
    expect(await acquire()).toMatchObject({ granted: true });
    await expect(
      bench.store.budget.acquire('nobody', { limit: 1, windowMs: 1, reserve: 0, holdMs: 0 }),
    ).rejects.toThrow(/nobody/);
  });

  it('forgets grants that have left the window', async () => {
    await drain();
    await expect.poll(async () => (await acquire()).granted, { interval: 20, timeout: 5000 }).toBe(true);
    expect((await grants()).length).toBeLessThanOrEqual(LIMIT);
  });
});
