import type http from 'node:http';
import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { ask, cleanups, failure, open, serve, TOKEN, write } from './test-door.test.js';
import type { DoorLogLine } from './types.js';

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
