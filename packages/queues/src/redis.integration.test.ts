import { redact } from '@mlc/kernel';
import { afterEach, describe, expect, it } from 'vitest';
import type { QueueBackend } from './backend.js';
import { handle } from './dispatch.js';
import type { QueueLogLine } from './log.js';
import { prepareBackend } from './prepare.js';
import { openQueues, type Queues } from './queues.js';
import {
  backendOf,
  bulk,
  type Closable,
  fakeRedis,
  forward,
  freshPrefix,
  listen,
  missing,
  wipe,
} from './test-backends.test.js';
import { startWorkers } from './workers.js';

const cleanups: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const clean of cleanups.splice(0).reverse()) await clean();
});

function redisAt(port: number, auth = ''): QueueBackend {
  return { kind: 'redis', url: redact(`redis://${auth}127.0.0.1:${port}`), prefix: freshPrefix() };
}

async function keep<T extends Closable>(starting: Promise<T>): Promise<T> {
  const server = await starting;
  cleanups.push(() => server.close());
  return server;
}

async function opened(backend: QueueBackend): Promise<Queues> {
  const queues = await openQueues(backend);
  cleanups.push(() => queues.close());
  return queues;
}

const infoText = (aof: string, policy: string): string =>
  bulk(`redis_version:7.0.0\r\naof_enabled:${aof}\r\nmaxmemory_policy:${policy}\r\n`);
const safe = infoText('1', 'noeviction');

describe('the check of Redis at start', () => {
  const info = (aof: string, policy: string) =>
    fakeRedis((command) => (command === 'INFO' ? infoText(aof, policy) : '+OK\r\n'));

  it('passes one with AOF that evicts nothing', async () => {
    const server = await keep(info('1', 'noeviction'));
    expect(await prepareBackend(redisAt(server.port))).toBe('ready');
  });

  it.each([
    ['without AOF', '0', 'noeviction', /appendonly/],
    ['that evicts', '1', 'allkeys-lru', /maxmemory-policy is allkeys-lru/],
    ['that does both', '0', 'volatile-ttl', /appendonly[\s\S]*volatile-ttl/],
  ])('refuses one %s and names the settings', async (_what, aof, policy, message) => {
    const server = await keep(info(aof, policy));
    await expect(prepareBackend(redisAt(server.port))).rejects.toMatchObject({
      name: 'BadInput',
      code: 'queues.redis_unsafe',
      message: expect.stringMatching(message),
      fix: expect.stringMatching(/appendonly yes.*noeviction.*MLC_REDIS_CHECK=off/),
    });
  });

  it('only warns when told so', async () => {
    const server = await keep(info('0', 'allkeys-lru'));
    const lines: QueueLogLine[] = [];
    expect(await prepareBackend(redisAt(server.port), { redisCheck: 'warn', log: (line) => lines.push(line) })).toBe(
      'ready',
    );
    expect(lines).toMatchObject([{ level: 'warn', event: 'redis.unsafe' }]);
  });

  it('names REDIS_URL when the password is refused, and does not repeat it', async () => {
    const server = await keep(
      fakeRedis((command) =>
        command === 'INFO' ? '-NOAUTH Authentication required.\r\n' : '-WRONGPASS invalid username-password pair\r\n',
      ),
    );
    const refused = prepareBackend(redisAt(server.port, 'me:hunter2@'));
    await expect(refused).rejects.toMatchObject({ name: 'BadInput', code: 'queues.redis_login', field: 'REDIS_URL' });
    await expect(refused).rejects.not.toMatchObject({ message: expect.stringContaining('hunter2') });
  });
});

describe('a producer whose Redis is away', () => {
  it('starts all the same, and answers unavailable at once', async () => {
    const gone = await listen(() => {});
    await gone.close();
    const queues = await opened(redisAt(gone.port));
    const startedMs = Date.now();
    for (let ring = 0; ring < 10; ring += 1)
      expect(await queues.doorbell.ring('lanes.work', { connectionId: 'c' })).toBe('unavailable');
    expect(Date.now() - startedMs).toBeLessThan(1_000);
    await expect(queues.inspect()).rejects.toMatchObject({ name: 'RetryLater', code: 'queues.unavailable' });
    const scheduled = queues.schedules.upsert({ key: 'k', timing: { everyMs: 60_000 }, job: 'audit.seal', data: {} });
    await expect(scheduled).rejects.toMatchObject({ name: 'RetryLater', code: 'queues.unavailable' });
  });

  it('answers in bounded time when Redis is there but takes no job, and then does not wait again', async () => {
    // BullMQ adds a job by a script.
    const hung = await keep(
      fakeRedis((command) => (command === 'INFO' ? safe : command.startsWith('EVAL') ? '' : '+OK\r\n')),
    );
    const queues = await opened(redisAt(hung.port));
    const startedMs = Date.now();
    expect(await queues.doorbell.ring('lanes.work', { connectionId: 'c' })).toBe('unavailable');
    expect(Date.now() - startedMs).toBeGreaterThan(1_000);
    expect(Date.now() - startedMs).toBeLessThan(2_500);
    const againMs = Date.now();
    for (let ring = 0; ring < 20; ring += 1)
      expect(await queues.doorbell.ring('lanes.work', { connectionId: 'c' })).toBe('unavailable');
    expect(Date.now() - againMs).toBeLessThan(500);
  });

  it.skipIf(missing('redis'))(
    'rings again by itself once Redis is back, also when it was away at the start',
    async () => {
      const real = backendOf('redis');
      const url = new URL((real.kind === 'redis' ? real.url : redact('')).reveal());
      const to = { host: url.hostname, port: Number(url.port || 6379) };
      cleanups.push(() => wipe(real));
      const first = await forward(to);
      await first.close();
      const behind = {
        ...redisAt(first.port, url.username || url.password ? `${url.username}:${url.password}@` : ''),
        prefix: real.prefix,
      };
      const queues = await opened(behind);
      const ring = () => queues.doorbell.ring('lanes.work', { connectionId: 'c' });
      for (let round = 0; round < 2; round += 1) {
        expect(await ring()).toBe('unavailable');
        const back = await forward(to, first.port);
        await expect.poll(ring, { timeout: 10_000, interval: 20 }).toBe('rung');
        await back.close();
        await expect.poll(ring, { timeout: 10_000, interval: 20 }).toBe('unavailable');
      }
    },
  );
});

describe('what was closed', () => {
  it('leaves no connection and asks for none any more, although Redis was away or hung', async () => {
    const lines: string[] = [];
    const spy = (chunk: unknown) => {
      lines.push(String(chunk));
      return true;
    };
    const [log, write] = [console.error, process.stderr.write];
    console.error = spy;
    process.stderr.write = spy;
    cleanups.push(async () => {
      console.error = log;
      process.stderr.write = write;
    });
    const hung = await keep(listen(() => {}));
    const backend = redisAt(hung.port);
    const queues = await openQueues(backend);
    const workers = startWorkers(backend, 'poll', [handle('source.poll', async () => {})], {
      concurrency: 1,
      drainMs: 100,
    });
    const startedMs = Date.now();
    await Promise.all([queues.close(), workers.close()]);
    expect(Date.now() - startedMs).toBeLessThan(12_000);
    await hung.close();
    let connections = 0;
    await keep(
      listen(() => {
        connections += 1;
      }, hung.port),
    );
    // Longer than the longest distance between two attempts to connect.
    await new Promise((resolve) => setTimeout(resolve, 2_500));
    expect(connections).toBe(0);
    expect(lines.join('')).toBe('');
  });
});
