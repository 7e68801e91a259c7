import { newId } from '@mlc/kernel';
import { openQueues, parseQueueBackend } from '@mlc/queues';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { startApp } from './app-process.test.js';
import { type IngressBench, openIngressBench, orderBody, signed } from './ingress-bench.test.js';
import { type Wire, wireTo } from './raw-http.test.js';

const STORED = { status: 202, outcome: 'stored' };
const DUPLICATE = { status: 200, outcome: 'duplicate' };
const AWAY = { status: 503, outcome: 'unavailable' };

/** In CI both backends must be there: a suite that skips itself proves nothing. */
function redisUrl(): string | null {
  const url = process.env['MLC_TEST_REDIS_URL'];
  if (!url && process.env['CI'] === 'true') throw new Error('MLC_TEST_REDIS_URL must be set when CI=true');
  return url || null;
}

/** Removes what a test left in Redis. */
async function wiped(url: string, prefix: string): Promise<void> {
  const queues = await openQueues(parseQueueBackend({ REDIS_URL: url, MLC_QUEUE_PREFIX: prefix }));
  for (const queue of Object.values(queues.bull)) await queue.obliterate({ force: true });
  await queues.close();
}

describe('the ingress', () => {
  const open: { close(): Promise<unknown> }[] = [];
  const opened = async <T extends { close(): Promise<unknown> }>(what: Promise<T>): Promise<T> => {
    open.unshift(await what);
    return what;
  };
  afterEach(async () => {
    for (const one of open.splice(0)) await one.close();
  });
  const body = orderBody();

  /** Jobs that wait for a worker, as told by the process's own queues. */
  async function rung(bench: IngressBench): Promise<number> {
    const queues = await openQueues(parseQueueBackend(bench.env));
    try {
      return (await queues.inspect()).find(({ queue }) => queue === 'work')?.waiting ?? 0;
    } finally {
      await queues.close();
    }
  }

  it('makes one row of a hundred deliveries at once of one id, answers all of them 2xx, and rings for it', async () => {
    const bench = await opened(openIngressBench());
    const sender = await bench.newSender();
    const answers = await Promise.all(
      Array.from({ length: 100 }, () => bench.send(sender, signed(sender, body, { id: 'msg_storm' }), body)),
    );
    expect(answers.filter(({ status }) => status === 202)).toEqual([STORED]);
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(99);
    expect(await bench.events(sender)).toHaveLength(1);
    await vi.waitFor(async () => expect(await rung(bench)).toBe(1), { timeout: 10_000 });
  });

  it('killed between commit and answer loses nothing: the sender comes again and is told it is a duplicate', async () => {
    const bench = await opened(openIngressBench({ ML_CRASH_AT: 'ingress.committed:2' }));
    const sender = await bench.newSender();
    expect(await bench.send(sender, signed(sender, body, { id: 'msg_1' }), body)).toEqual(STORED);
    const headers = signed(sender, body, { id: 'msg_2' });
    await expect(bench.send(sender, headers, body)).rejects.toThrow();
    expect(await bench.app.ended).toBe('SIGKILL');
    const { ML_CRASH_AT: _none, ...env } = bench.env;
    const next = await startApp(env);
    open.unshift({ close: () => next.stop() });
    expect(await bench.send(sender, headers, body, next.url)).toEqual(DUPLICATE);
    expect((await bench.events(sender)).map((row) => row['webhook_id'])).toEqual(['msg_1', 'msg_2']);
  });

  describe('with Postgres behind a wire', () => {
    async function behindWire(): Promise<{ bench: IngressBench; wire: Wire }> {
      const real = new URL(process.env['DATABASE_URL'] ?? '');
      const wire = await opened(wireTo({ host: real.hostname, port: Number(real.port) }));
      const bench = await opened(openIngressBench({}, (url) => ({ DATABASE_URL: throughPort(url, wire.port) })));
      return { bench, wire };
    }
    const throughPort = (url: string, port: number): string => {
      const through = new URL(url);
      through.port = String(port);
      return through.href;
    };
    const newHeaders = (sender: Parameters<typeof signed>[0]) => signed(sender, body, { id: `msg_${newId()}` });

    it('answers 503 while it is away, stores again when it is back, and tells its probe', async () => {
      const { bench, wire } = await behindWire();
      const sender = await bench.newSender();
      const send = () => bench.send(sender, newHeaders(sender), body);
      expect(await send()).toEqual(STORED);
      await wire.cut();
      const response = await fetch(`${bench.app.url}/webhooks/shipbob/${sender.connection.webhookKey}`, {
        method: 'POST',
        headers: newHeaders(sender),
        body,
      });
      expect(response.status).toBe(503);
      expect(response.headers.get('retry-after')).toBe('5');
      expect((await fetch(`${bench.app.url}/readyz`)).status).toBe(503);
      expect((await fetch(`${bench.app.url}/healthz`)).status).toBe(200);
      expect(await bench.events(sender)).toHaveLength(1);
      await wire.mend();
      await vi.waitFor(async () => expect(await send()).toEqual(STORED), { timeout: 10_000 });
      expect(await bench.events(sender)).toHaveLength(2);
    });

    it('answers 503 in time when it hangs, and knows the late commit again as a duplicate', async () => {
      const { bench, wire } = await behindWire();
      const sender = await bench.newSender();
      /** Whether what was sent while Postgres hung is stored after all. It is not where the hang came before the insert. */
      const commitsLate = async (): Promise<boolean> => {
        expect(await bench.send(sender, newHeaders(sender), body)).toEqual(STORED);
        const stored = (await bench.events(sender)).length;
        wire.hang();
        const headers = newHeaders(sender);
        const startedMs = Date.now();
        expect(await bench.send(sender, headers, body)).toEqual(AWAY);
        // ShipBob waits 15 s.
        expect(Date.now() - startedMs).toBeLessThan(12_000);
        wire.unhang();
        const late = await vi
          .waitFor(async () => expect(await bench.events(sender)).toHaveLength(stored + 1), { timeout: 10_000 })
          .then(
            () => true,
            () => false,
          );
        expect(await bench.send(sender, headers, body)).toEqual(late ? DUPLICATE : STORED);
        return late;
      };
      for (let tries = 1; !(await commitsLate()); tries += 1) expect(tries).toBeLessThan(3);
    });
  });

  describe('without its queues', () => {
    it('answers 2xx at once when Redis is away', async () => {
      const bench = await opened(openIngressBench({ MLC_QUEUE_BACKEND: 'redis', REDIS_URL: 'redis://127.0.0.1:1' }));
      const sender = await bench.newSender();
      for (const id of ['msg_1', 'msg_2'])
        expect(await bench.send(sender, signed(sender, body, { id }), body)).toEqual(STORED);
      expect(await bench.events(sender)).toHaveLength(2);
      await vi.waitFor(() =>
        expect(bench.app.log).toContainEqual(expect.objectContaining({ event: 'doorbell.unavailable' })),
      );
      expect((await fetch(`${bench.app.url}/readyz`)).status).toBe(200);
    });

    it.skipIf(redisUrl() === null)('answers 2xx at once when Redis hangs', async () => {
      const url = new URL(redisUrl() ?? '');
      const wire = await opened(wireTo({ host: url.hostname, port: Number(url.port || 6379) }));
      url.host = `127.0.0.1:${wire.port}`;
      const prefix = `t${newId()}`;
      const more = { MLC_QUEUE_BACKEND: 'redis', REDIS_URL: url.href, MLC_QUEUE_PREFIX: prefix };
      const bench = await opened(openIngressBench(more));
      const sender = await bench.newSender();
      expect(await bench.send(sender, signed(sender, body), body)).toEqual(STORED);
      await vi.waitFor(async () => expect(await rung(bench)).toBe(1), { timeout: 10_000 });
      wire.hang();
      const startedMs = Date.now();
      expect(await bench.send(sender, signed(sender, body), body)).toEqual(STORED);
      // A bell that is waited for takes 1.5 s.
      expect(Date.now() - startedMs).toBeLessThan(1_400);
      wire.unhang();
      await wiped(url.href, prefix);
    });
  });

  it('ends in order on SIGTERM and has counted by then what it refused', async () => {
    const bench = await opened(openIngressBench());
    const sender = await bench.newSender();
    const forged = Array.from({ length: 40 }, () => bench.send(sender, signed(sender, body), `${body} `));
    expect((await Promise.all(forged)).every(({ status }) => status === 401)).toBe(true);
    expect(await bench.app.stop()).toBe(0);
    expect(await bench.refusals(sender.connection.id)).toEqual({ no_match: 40 });
  });
});
