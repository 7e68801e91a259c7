import { limits } from '@mlc/kernel';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { answerOf, type IngressBench, openIngressBench, orderBody, type Sender, signed } from './ingress-bench.test.js';
import { head, openRaw, statusOf } from './raw-http.test.js';

const STORED = { status: 202, outcome: 'stored' };

describe('a delivery with', () => {
  let bench: IngressBench;
  let sender: Sender;
  beforeAll(async () => {
    bench = await openIngressBench();
  });
  beforeEach(async () => {
    sender = await bench.newSender();
  });
  afterAll(async () => {
    await bench.close();
  });
  const path = () => `/webhooks/shipbob/${sender.connection.webhookKey}`;
  const endings = async () => (await bench.events(sender)).map((row) => row['reason'] ?? row['state']);
  const padded = (bytes: number) => `{"id":1,"shipments":[],"pad":"${'x'.repeat(bytes - 32)}"}`;

  it.each<[string, string]>([
    ['a body that is no JSON', '{"id":100,"shipments":['],
    ['no body at all', ''],
    ['a body nested 200,000 deep', `${'['.repeat(200_000)}${']'.repeat(200_000)}`],
    ['a number for a body', '17'],
  ])('%s under a good signature is stored, answered 2xx, and ends ignored with the reason', async (_what, body) => {
    expect(await bench.send(sender, signed(sender, body), body)).toEqual(STORED);
    expect(await bench.route(sender)).toMatchObject({ routed: 0, ignored: 1 });
    expect(await endings()).toEqual(['body_not_an_object']);
  });

  it('keys named like parts of every object is read by its own keys only', async () => {
    const body =
      '{"__proto__":{"channel":{"id":999},"order_id":6},"constructor":{"prototype":{"id":7}},"id":5,"shipments":[]}';
    expect(await bench.send(sender, signed(sender, body), body)).toEqual(STORED);
    expect(await bench.route(sender)).toMatchObject({ routed: 1, ignored: 0 });
    const [row] = await bench.events(sender);
    expect(row).toMatchObject({ channel_id: null, lane_keys: ['order:5'] });
  });

  it.each([
    'text/plain',
    'application/x-www-form-urlencoded',
    'multipart/form-data; boundary=x',
    'application/json; charset=latin1',
  ])('the content type %s is stored like any other', async (type) => {
    const body = orderBody();
    const headers = { ...signed(sender, body), 'content-type': type };
    expect(await bench.send(sender, headers, body)).toEqual(STORED);
  });

  it('no content type, or one that is none, is stored like any other', async () => {
    for (const type of [undefined, 'not a type', 'application/json; charset', ' ;', 'application/', 'a/b/c']) {
      const body = orderBody();
      const headers = { ...signed(sender, body), 'content-length': String(body.length), connection: 'close' };
      const start = head(path(), headers).replace(
        /content-type: .*?\r\n/,
        type === undefined ? '' : `content-type: ${type}\r\n`,
      );
      expect(statusOf(await openRaw(bench.app.port, start + body).answer), type).toBe(202);
    }
    expect(await bench.events(sender)).toHaveLength(6);
  });

  it('a body of the largest size is stored, with one byte more refused and counted', async () => {
    const largest = padded(limits.webhookBodyBytesMax);
    expect(Buffer.byteLength(largest)).toBe(limits.webhookBodyBytesMax);
    expect(await bench.send(sender, signed(sender, largest), largest)).toEqual(STORED);
    const larger = padded(limits.webhookBodyBytesMax + 1);
    const { status } = await bench.send(sender, signed(sender, larger), larger);
    expect(status).toBe(413);
    expect(await bench.events(sender)).toHaveLength(1);
    await bench.counted(sender.connection.id, { oversized: 1 });
  });

  it('chunks that never end is cut off at the largest size', async () => {
    const { socket, answer } = openRaw(
      bench.app.port,
      head(path(), { ...signed(sender, ''), 'transfer-encoding': 'chunked' }),
    );
    const chunk = Buffer.concat([Buffer.from('10000\r\n'), Buffer.alloc(0x10000, 120), Buffer.from('\r\n')]);
    // As much as the other side takes, until it has had enough.
    const pump = (): void => {
      while (!socket.destroyed && socket.write(chunk));
    };
    socket.on('drain', pump);
    pump();
    expect(statusOf(await answer)).toBe(413);
    await bench.counted(sender.connection.id, { oversized: 1 });
    expect(await bench.events(sender)).toEqual([]);
  });

  it.each([
    ['ten thousand headers', Array.from({ length: 10_000 }, (_, n) => `x-${n}: y\r\n`).join('')],
    ['a header of a megabyte', `x-long: ${'y'.repeat(1_000_000)}\r\n`],
  ])('%s is refused at the door', async (_what, flood) => {
    const start = head(path(), signed(sender, ''));
    const { answer } = openRaw(bench.app.port, `${start.slice(0, -2)}${flood}\r\n`);
    expect([431, 0]).toContain(statusOf(await answer));
    expect(await bench.events(sender)).toEqual([]);
  });

  it('two ids is refused: which of them was signed is anybody’s guess', async () => {
    const body = orderBody();
    const headers = { ...signed(sender, body), 'content-length': String(body.length), connection: 'close' };
    const twice = head(path(), headers).replace('\r\nwebhook-id', '\r\nwebhook-id: msg_first\r\nwebhook-id');
    expect(statusOf(await openRaw(bench.app.port, twice + body).answer)).toBe(401);
    expect(await bench.events(sender)).toEqual([]);
  });

  it('a key that nobody has, or that is none, is 404 and a count; other paths are 404', async () => {
    const before = (await bench.refusals('-'))['unknown_connection'] ?? 0;
    const keys = ['A'.repeat(32), '%00', '..%2f..%2fhealthz', '%F0%9F%90%99', "' OR 1=1"];
    const body = orderBody();
    for (const key of keys) {
      const url = `${bench.app.url}/webhooks/shipbob/${key}`;
      const response = await fetch(url, { method: 'POST', headers: signed(sender, body), body });
      expect(await answerOf(response), key).toEqual({ status: 404, outcome: 'unknown_connection' });
    }
    await bench.counted('-', { unknown_connection: before + keys.length });
    for (const [method, url] of [
      ['GET', `${bench.app.url}${path()}`],
      ['POST', `${bench.app.url}/webhooks/shipbob`],
      ['POST', `${bench.app.url}/`],
    ] as const)
      expect((await fetch(url, { method })).status, `${method} ${url}`).toBe(404);
  });

  it('bytes that trickle in is cut off in seconds, and nobody else waits for it', { timeout: 60_000 }, async () => {
    const startedMs = Date.now();
    const slow = Array.from({ length: 100 }, (_, n) => {
      const whole = head(path(), { ...signed(sender, ''), 'content-length': '100' });
      // Half of them never finish their headers, half never finish their body.
      const { socket, answer } = openRaw(bench.app.port, n % 2 === 0 ? whole.slice(0, 40) : whole);
      const drip = setInterval(() => socket.write('x'), 250);
      return answer.finally(() => clearInterval(drip));
    });
    const honest = await Promise.all(
      Array.from({ length: 20 }, (_, n) => {
        const body = orderBody(n + 1);
        return bench.send(sender, signed(sender, body), body);
      }),
    );
    expect(honest.filter(({ status }) => status !== 202)).toEqual([]);
    expect(Date.now() - startedMs).toBeLessThan(9_000);
    const statuses = (await Promise.all(slow)).map(statusOf);
    expect(new Set(statuses)).toEqual(new Set([408]));
    // Limits are 10 s for headers and 15 s for all of it.
    expect(Date.now() - startedMs).toBeLessThan(25_000);
  });
});
