import type { LookupAddress } from 'node:dns';
import http from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import { inspect } from 'node:util';
import { gzipSync } from 'node:zlib';
import { redact } from '@mlc/kernel';
import { afterEach, describe, expect, it } from 'vitest';
import { createDoor } from './door.js';
import { MemoryBudgetStore } from './memory-budget-store.js';
import type { DoorLogLine, DoorOptions, HttpRequest } from './types.js';

const TOKEN = 'canary-3f9c1e';
const cleanups: (() => void)[] = [];
afterEach(() => {
  for (const clean of cleanups.splice(0)) clean();
});

/** A server on a free port that counts connections and requests. */
async function serve(answer: (request: http.IncomingMessage, response: http.ServerResponse, count: number) => void) {
  const seen = {
    port: 0,
    connections: 0,
    requests: [] as { method: string; headers: http.IncomingHttpHeaders; body: string }[],
  };
  const sockets = new Set<Socket>();
  const server = http.createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      seen.requests.push({
        method: request.method ?? '',
        headers: request.headers,
        body: Buffer.concat(chunks).toString(),
      });
      answer(request, response, seen.requests.length);
    });
  });
  server.on('connection', (socket) => {
    seen.connections += 1;
    sockets.add(socket);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  cleanups.push(() => {
    server.close();
    for (const socket of sockets) socket.destroy();
  });
  seen.port = (server.address() as AddressInfo).port;
  return seen;
}

function open(port: number, more: Partial<DoorOptions> = {}) {
  const door = createDoor({ policy: { allow: [{ host: '127.0.0.1', port }] }, fence: 'open', ...more });
  cleanups.push(() => door.close());
  return door;
}

const ask = (port: number, more: Partial<HttpRequest> = {}): HttpRequest => ({
  method: 'GET',
  url: `http://127.0.0.1:${port}/thing?secret=${TOKEN}`,
  headers: { authorization: redact(`Bearer ${TOKEN}`) },
  timeoutMs: 5_000,
  idempotent: true,
  mutating: false,
  maxBodyBytes: 10_000,
  ...more,
});
const write: Partial<HttpRequest> = { method: 'POST', body: '{"a": 1} ', idempotent: false, mutating: true };

async function failure(
  promise: Promise<unknown>,
): Promise<{ name: string; code: string; fix?: string; afterMs?: number }> {
  const error: unknown = await promise.then(
    () => expect.unreachable('it should have failed'),
    (caught: unknown) => caught,
  );
  // Whatever is done with an error, the token is not in it.
  expect(inspect(error, { depth: 20, showHidden: true })).not.toContain(TOKEN);
  return error as { name: string; code: string };
}

describe('an answered call', () => {
  it('reveals secrets to the remote only, and sends and returns bytes as they are', async () => {
    const server = await serve((_request, response) => response.writeHead(201, { 'X-Custom': 'a' }).end(gzipless));
    const gzipless = Buffer.from([0, 255, 128, 10]);
    const lines: DoorLogLine[] = [];
    const answer = await open(server.port, { log: (line) => lines.push(line) }).request(ask(server.port, write));
    expect(answer).toMatchObject({ status: 201, headers: { 'x-custom': 'a' } });
    expect(answer.body.equals(gzipless)).toBe(true);
    expect(server.requests[0]).toMatchObject({
      method: 'POST',
      body: '{"a": 1} ',
      headers: { authorization: `Bearer ${TOKEN}` },
    });
    expect(lines).toMatchObject([{ method: 'POST', path: '/thing', attempt: 1, status: 201, error: null }]);
    expect(JSON.stringify(lines)).not.toContain(TOKEN);
  });

  it('returns a redirect instead of following it', async () => {
    const server = await serve((_request, response) =>
      response.writeHead(302, { location: 'http://169.254.169.254/latest/meta-data/' }).end(),
    );
    expect((await open(server.port).request(ask(server.port))).status).toBe(302);
    expect(server.requests).toHaveLength(1);
  });

  it('uses no proxy of the environment', async () => {
    const proxy = await serve((_request, response) => response.end('proxy'));
    const server = await serve((_request, response) => response.end('server'));
    process.env['http_proxy'] = `http://127.0.0.1:${proxy.port}`;
    cleanups.push(() => delete process.env['http_proxy']);
    expect((await open(server.port).request(ask(server.port))).body.toString()).toBe('server');
    expect(proxy.connections).toBe(0);
  });

  it('is returned whatever its status, to be judged by whoever knows the remote', async () => {
    const server = await serve((_request, response) => response.writeHead(500).end('oops'));
    const answer = await open(server.port).request(ask(server.port, write));
    expect(answer).toMatchObject({ status: 500, body: Buffer.from('oops') });
    expect(server.requests).toHaveLength(1);
  });
});

describe('repeating', () => {
  it('repeats an idempotent call after 5xx and returns the good answer', async () => {
    const server = await serve((_request, response, count) => response.writeHead(count < 3 ? 503 : 200).end());
    expect((await open(server.port).request(ask(server.port))).status).toBe(200);
    expect(server.requests).toHaveLength(3);
  });

  it('gives up after two repetitions and returns the last answer', async () => {
    const server = await serve((_request, response) => response.writeHead(502).end('down'));
    expect(await open(server.port).request(ask(server.port))).toMatchObject({ status: 502 });
    expect(server.requests).toHaveLength(3);
  });

  it('gives each attempt its whole time-out', async () => {
    const server = await serve((_request, response, count) => {
      if (count === 3) response.end('late but there');
    });
    const answer = await open(server.port).request(ask(server.port, { timeoutMs: 400 }));
    expect(answer.body.toString()).toBe('late but there');
  });

  it('never repeats what is not idempotent', async () => {
    const server = await serve((request) => request.socket.destroy());
    await failure(open(server.port).request(ask(server.port, write)));
    expect(server.requests).toHaveLength(1);
  });

  it('starts no attempt after the deadline and cuts a running one there', async () => {
    const server = await serve(() => {});
    const startedMs = Date.now();
    const door = open(server.port);
    expect(await failure(door.request(ask(server.port, { deadlineMs: startedMs + 300 })))).toMatchObject({
      name: 'RetryLater',
      code: 'egress.no_answer',
    });
    expect(Date.now() - startedMs).toBeLessThan(2_000);
    expect(server.requests).toHaveLength(1);
    expect(await failure(door.request(ask(server.port, { deadlineMs: startedMs })))).toMatchObject({
      name: 'RetryLater',
      code: 'egress.deadline',
    });
    expect(server.requests).toHaveLength(1);
  });
});

describe('a call without an answer', () => {
  it('did nothing when no connection was made, and names host and port in the fix', async () => {
    const server = await serve(() => {});
    for (const clean of cleanups.splice(0)) clean();
    const error = await failure(open(server.port).request(ask(server.port, write)));
    expect(error).toMatchObject({
      name: 'RetryLater',
      code: 'egress.unreachable',
      fix: expect.stringContaining(`127.0.0.1:${server.port}`),
    });
  });

  it('did nothing when TLS could not be agreed', async () => {
    const server = await serve((_request, response) => response.end());
    const url = `https://127.0.0.1:${server.port}/`;
    expect(await failure(open(server.port).request(ask(server.port, { ...write, url })))).toMatchObject({
      name: 'RetryLater',
      code: 'egress.tls',
    });
    expect(server.requests).toHaveLength(0);
  });

  const lost: [string, (request: http.IncomingMessage, response: http.ServerResponse) => void, string][] = [
    ['a reset', (request) => request.socket.destroy(), 'egress.no_answer'],
    ['silence until the time-out', () => {}, 'egress.no_answer'],
    ['a drip that never ends', (_request, response) => drip(response), 'egress.no_answer'],
    [
      'a body that breaks off',
      (request, response) => {
        response.writeHead(200, { 'content-length': '100' });
        response.write('half', () => request.socket.destroy());
      },
      'egress.no_answer',
    ],
    ['a body over the limit', (_request, response) => response.end(Buffer.alloc(10_001)), 'egress.body_too_large'],
    [
      'a small body that unpacks over the limit',
      (_request, response) =>
        response.writeHead(200, { 'content-encoding': 'gzip' }).end(gzipSync(Buffer.alloc(1_000_000))),
      'egress.body_too_large',
    ],
    [
      'a body that does not unpack',
      (_request, response) => response.writeHead(200, { 'content-encoding': 'gzip' }).end('not gzip'),
      'egress.no_answer',
    ],
  ];

  it.each(lost)('leaves the outcome of a write unknown after %s', async (_what, answer, code) => {
    const server = await serve(answer);
    const error = await failure(open(server.port).request(ask(server.port, { ...write, timeoutMs: 500 })));
    expect(error).toMatchObject({ name: 'OutcomeUnknown', code });
    expect(server.requests).toHaveLength(1);
  });

  it.each(lost)('asks to read again later after %s', async (_what, answer, code) => {
    const server = await serve(answer);
    const error = await failure(open(server.port).request(ask(server.port, { idempotent: false, timeoutMs: 500 })));
    expect(error).toMatchObject({ name: 'RetryLater', code });
  });

  it('leaves an idempotent write unknown when a repetition was refused but the first attempt was lost', async () => {
    const server = await serve((request, response, count) => {
      if (count === 1) request.socket.destroy();
      else response.writeHead(429, { 'retry-after': '3600' }).end();
    });
    const error = await failure(open(server.port).request(ask(server.port, { ...write, idempotent: true })));
    expect(error).toMatchObject({ name: 'OutcomeUnknown', code: 'egress.no_answer' });
  });

  it('does not write on a kept connection, which the remote may be closing', async () => {
    const server = await serve((_request, response) => response.end());
    const door = open(server.port);
    await door.request(ask(server.port));
    await door.request(ask(server.port));
    expect(server.connections).toBe(1);
    await door.request(ask(server.port, write));
    await door.request(ask(server.port, write));
    expect(server.connections).toBe(3);
  });
});

function drip(response: http.ServerResponse): void {
  response.writeHead(200);
  const timer = setInterval(() => response.write('.'), 50);
  response.on('close', () => clearInterval(timer));
}

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
    override async closeUntil(_accountId: string, untilMs: number) {
      this.closedForMs.push(untilMs - Date.now());
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
    await store.closeUntil('acme', Date.now() + 60_000);
    const error = await failure(
      open(server.port, { budgetStore: store }).request(
        ask(server.port, { ...write, budget, deadlineMs: Date.now() + 5_000 }),
      ),
    );
    expect(error).toMatchObject({ name: 'RetryLater', code: 'egress.budget' });
    expect(server.connections).toBe(0);
  });

  it('closes a little when the remote has fewer calls left than our log says', async () => {
    const server = await serve((_request, response) => response.setHeader('x-remaining-calls', '2').end());
    const store = new Recorder();
    await open(server.port, { budgetStore: store }).request(ask(server.port, { budget }));
    expect(store.closedForMs).toHaveLength(1);
  });
});
