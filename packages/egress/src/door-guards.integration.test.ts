import type { LookupAddress } from 'node:dns';
import { describe, expect, it } from 'vitest';
import { MemoryBudgetStore } from './memory-budget-store.js';
import { withWritePermit } from './permit.js';
import { ask, failure, open, serve, write } from './test-door.test.js';

describe('the address policy', () => {
  const named = (port: number, answers: LookupAddress[][]) => {
    let calls = 0;
    const door = open(port, {
      policy: {
        allow: [{ host: 'odoo.test', port }],
        httpsPorts: [443, port],
        resolve: async () => answers[calls++] ?? [],
      },
    });
    return { door, calls: () => calls };
  };
  const v4 = (address: string): LookupAddress => ({ address, family: 4 });

  it('judges the addresses connected to: a name that turns to the metadata service is refused the second time', async () => {
    const server = await serve((_request, response) => response.setHeader('connection', 'close').end());
    const { door, calls } = named(server.port, [
      [v4('127.0.0.1')],
      [v4('169.254.169.254')],
      [v4('::ffff:169.254.169.254')],
    ]);
    const url = `http://odoo.test:${server.port}/`;
    expect((await door.request(ask(server.port, { url }))).status).toBe(200);
    expect(calls()).toBe(1);
    for (const _attempt of [2, 3])
      expect(await failure(door.request(ask(server.port, { url })))).toMatchObject({
        name: 'BadInput',
        code: 'egress.blocked',
      });
    expect(calls()).toBe(3);
    expect(server.connections).toBe(1);
  });

  it.each([
    ['loopback', ['127.0.0.1']],
    ['a private one among public ones', ['8.8.8.8', '127.0.0.1']],
    ['a public one after a private one', ['127.0.0.1', '8.8.8.8']],
  ])('opens no socket to a name of no allowed host that answers %s', async (_what, addresses) => {
    const server = await serve((_request, response) => response.end());
    const { door } = named(server.port, [addresses.map(v4)]);
    const error = await failure(door.request(ask(server.port, { url: `https://shop.example:${server.port}/` })));
    expect(error).toMatchObject({
      name: 'BadInput',
      code: 'egress.blocked',
      fix: expect.stringContaining(`EGRESS_ALLOW=shop.example:${server.port}`),
    });
    expect(server.connections).toBe(0);
  });

  it('opens no socket to a port next to the allowed one', async () => {
    const server = await serve((_request, response) => response.end());
    const door = open(server.port + 1);
    expect(await failure(door.request(ask(server.port)))).toMatchObject({ code: 'egress.blocked' });
    expect(server.connections).toBe(0);
  });

  it('says that a name without an address could not be reached', async () => {
    const { door } = named(1, [[], [], []]);
    expect(await failure(door.request(ask(1, { url: 'http://odoo.test:1/' })))).toMatchObject({
      name: 'RetryLater',
      code: 'egress.unreachable',
    });
  });
});

describe('the write fence', () => {
  it('lets reads through and opens not one socket for a write', async () => {
    const server = await serve((_request, response) => response.end());
    const door = open(server.port, { fence: 'read_only' });
    for (const method of ['POST', 'PUT', 'PATCH', 'DELETE', 'GET'] as const)
      expect(await failure(door.request(ask(server.port, { ...write, method })))).toMatchObject({
        name: 'BadInput',
        code: 'egress.fenced',
      });
    expect(server.connections).toBe(0);
    await door.request(ask(server.port, { method: 'POST', body: '{}' }));
    expect(server.requests).toHaveLength(1);
  });

  it('lets a write through only inside its permit, however many run beside it', async () => {
    const server = await serve((_request, response) => response.end());
    const door = open(server.port, { fence: 'permitted' });
    const ways = [true, false, true, false].map((may) => {
      const send = () => door.request(ask(server.port, write));
      return may ? withWritePermit('products', send).then(() => 'sent') : failure(send());
    });
    const refused = expect.objectContaining({ name: 'BadInput', code: 'egress.fenced' });
    expect(await Promise.all(ways)).toEqual(['sent', refused, 'sent', refused]);
    expect(server.requests).toHaveLength(2);
  });
});

describe('the rate budget', () => {
  const budget = { accountId: 'acme', priority: 'products' as const };
  /** Counts and closes like the real one, without the waiting. */
  class Recorder extends MemoryBudgetStore {
    asked = 0;
    closedForMs: number[] = [];
    override async acquire(...args: Parameters<MemoryBudgetStore['acquire']>) {
      this.asked += 1;
      return super.acquire(...args);
    }
    override async closeFor(_accountId: string, ms: number) {
      this.closedForMs.push(ms);
    }
  }

  it('is taken again by every attempt', async () => {
    const server = await serve((_request, response, count) => response.writeHead(count < 3 ? 503 : 200).end());
    const store = new Recorder();
    await open(server.port, { budgetStore: store }).request(ask(server.port, { budget }));
    expect(store.asked).toBe(3);
  });

  it.each([
    ['x-retry-after', { 'x-retry-after': '7', 'retry-after': '99' }, 7_000],
    ['Retry-After', { 'retry-after': '9' }, 9_000],
    ['nothing', {}, 25_000],
    ['nonsense', { 'x-retry-after': 'soon' }, 25_000],
  ])(
    'is closed for everybody by a 429 with %s; the write was not done and may be made later',
    async (_what, headers, waitMs) => {
      const server = await serve((_request, response) => response.writeHead(429, headers).end());
      const store = new Recorder();
      const error = await failure(
        open(server.port, { budgetStore: store }).request(ask(server.port, { ...write, budget })),
      );
      expect(error).toMatchObject({ name: 'RetryLater', code: 'egress.rate_limited', afterMs: waitMs });
      expect(server.requests).toHaveLength(1);
      expect(store.closedForMs).toHaveLength(1);
      expect(Math.abs((store.closedForMs[0] ?? 0) - waitMs)).toBeLessThan(500);
    },
  );

  it('makes an idempotent call wait out a 429 and then repeats it', async () => {
    const server = await serve((_request, response, count) => {
      if (count === 1) response.writeHead(429, { 'x-retry-after': '1' }).end();
      else response.end('now');
    });
    const startedMs = Date.now();
    const answer = await open(server.port, { budgetStore: new MemoryBudgetStore() }).request(
      ask(server.port, { budget }),
    );
    expect(answer.body.toString()).toBe('now');
    expect(Date.now() - startedMs).toBeGreaterThanOrEqual(990);
  });

  it('refuses before any socket when there is no room before the deadline', async () => {
    const server = await serve((_request, response) => response.end());
    const store = new MemoryBudgetStore();
    await store.closeFor('acme', 60_000);
    const error = await failure(
      open(server.port, { budgetStore: store }).request(
        ask(server.port, { ...write, budget, deadlineMs: Date.now() + 5_000 }),
      ),
    );
    expect(error).toMatchObject({ name: 'RetryLater', code: 'egress.budget' });
    expect(server.connections).toBe(0);
  });

  it('leaves the calls to others that the remote counted and we did not make', async () => {
    const server = await serve((_request, response) => response.setHeader('x-remaining-calls', '3').end());
    const found: number[] = [];
    const options = {
      budgetStore: new MemoryBudgetStore(),
      onForeignCalls: (one: { calls: number }) => found.push(one.calls),
    };
    const door = open(server.port, options);
    const urgent = { accountId: 'acme', priority: 'interactive' as const };
    const call = () => door.request(ask(server.port, { budget: urgent, deadlineMs: Date.now() + 5_000 }));
    await call();
    expect(found).toEqual([146]);
    // The remote says 3 again: it has not counted more than our log now holds but for this call's own.
    for (let left = 3; left > 0; left -= 1) await call();
    expect(await failure(call())).toMatchObject({ name: 'RetryLater', code: 'egress.budget' });
    expect(server.requests).toHaveLength(4);
  });

  it('counts a call until one window after its answer, however long that took', async () => {
    const server = await serve((_request, response) => setTimeout(() => response.end(), 300));
    const settled: number[] = [];
    class Settling extends MemoryBudgetStore {
      override async settle(...args: Parameters<MemoryBudgetStore['settle']>) {
        settled.push(Date.now());
        return super.settle(...args);
      }
    }
    const startedMs = Date.now();
    const door = open(server.port, { budgetStore: new Settling() });
    await door.request(ask(server.port, { budget }));
    await failure(door.request(ask(server.port, { budget, timeoutMs: 50, idempotent: false })));
    expect(settled).toHaveLength(2);
    expect((settled[0] ?? 0) - startedMs).toBeGreaterThanOrEqual(299);
  });
});
