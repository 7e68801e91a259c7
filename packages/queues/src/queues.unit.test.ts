import { inspect } from 'node:util';
import { BadInput, Bug } from '@mlc/kernel';
import { describe, expect, it } from 'vitest';
import { describeBackend, parseQueueBackend } from './backend.js';
import { postgresSchema } from './bull.js';
import { catalog, JOB_NAMES, jobsOf, QUEUE_NAMES } from './catalog.js';
import { Dispatcher, handle } from './dispatch.js';
import { errorText, silent } from './log.js';

describe('the catalog', () => {
  it('puts every job into exactly one queue', () => {
    expect(QUEUE_NAMES.flatMap((queue) => jobsOf(queue)).sort()).toEqual([...JOB_NAMES].sort());
    for (const name of JOB_NAMES) expect(catalog[name].name).toBe(name);
  });

  it('takes the same work as the same, and other work as other', () => {
    expect(catalog['lanes.work'].sameAs({ connectionId: 'c' })).toBe('lanes.work/c');
    expect(catalog['events.route'].sameAs({ connectionId: 'c' })).toBe('events.route/c');
    expect(catalog['source.poll'].sameAs({ connectionId: 'c', source: 's' })).toBe('source.poll/c/s');
    expect(catalog['audit.seal'].sameAs({})).toBe('audit.seal');
  });

  it('carries ids only: what else is given is dropped, what is missing refused', () => {
    expect(catalog['lanes.work'].parse({ connectionId: 'c', address: 'x' })).toEqual({ connectionId: 'c' });
    for (const data of [null, {}, { connectionId: 7 }, { connectionId: '' }, 'c'])
      expect(() => catalog['lanes.work'].parse(data)).toThrow(Bug);
  });
});

describe('the dispatcher', () => {
  const [work, route] = [handle('lanes.work', async () => {}), handle('events.route', async () => {})];

  it.each([
    ['a job without a handler', [work], /events.route .* has 0 handlers/],
    ['a job with two', [work, route, work], /lanes.work .* has 2 handlers/],
    [
      'a job of another queue',
      [work, route, handle('audit.seal', async () => {})],
      /audit.seal is a job of the queue sweep/,
    ],
  ])('refuses %s at the start', (_what, handlers, message) => {
    expect(() => new Dispatcher('work', handlers, silent)).toThrow(message);
  });

  it('starts with exactly one handler for each job of the queue', () => {
    expect(new Dispatcher('work', [route, work], silent).active).toBe(0);
  });
});

describe('the environment', () => {
  it.each([
    [{ REDIS_URL: 'redis://me:hunter2@cache:6380/2' }, 'Redis at cache:6380, prefix {mlc}'],
    [
      { REDIS_URL: 'rediss://cache', MLC_QUEUE_BACKEND: '', MLC_QUEUE_PREFIX: '{demo}' },
      'Redis at cache, prefix {demo}',
    ],
    [
      {
        MLC_QUEUE_BACKEND: 'postgres',
        DATABASE_URL: 'postgresql://me:hunter2@db:5432/mlc',
        REDIS_URL: 'redis://cache',
      },
      'Postgres at db:5432/mlc, prefix {mlc}',
    ],
  ])('names the backend, and shows no password', (env, text) => {
    const backend = parseQueueBackend(env);
    expect(describeBackend(backend)).toBe(text);
    expect(inspect(backend)).not.toContain('hunter2');
  });

  it.each([
    [{}, 'REDIS_URL'],
    [{ DATABASE_URL: 'postgresql://db/x' }, 'REDIS_URL'],
    [{ MLC_QUEUE_BACKEND: 'postgres' }, 'DATABASE_URL'],
    [{ REDIS_URL: 'http://cache' }, 'REDIS_URL'],
    [{ MLC_QUEUE_BACKEND: 'kafka', REDIS_URL: 'redis://c' }, 'MLC_QUEUE_BACKEND'],
    [{ REDIS_URL: 'redis://c', MLC_QUEUE_PREFIX: 'a:b' }, 'MLC_QUEUE_PREFIX'],
  ])('is refused by name: %j', (env, field) => {
    expect(() => parseQueueBackend(env)).toThrow(BadInput);
    expect(() => parseQueueBackend(env)).toThrow(expect.objectContaining({ field }));
  });

  it('turns the prefix into a schema that Postgres takes', () => {
    expect(postgresSchema('{mlc}')).toBe('bullmq_mlc');
    expect(postgresSchema('Demo-1.x')).toBe('bullmq_demo_1_x');
  });
});

it('hides the password of a URL in an error', () => {
  expect(errorText(new Error('cannot reach redis://me:p%40ss@cache:6379/0'))).toBe(
    'cannot reach redis://***@cache:6379/0',
  );
});
