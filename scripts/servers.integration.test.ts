import { type ChildProcess, fork } from 'node:child_process';
import { chmodSync, mkdtempSync, rmSync, statSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import pg from 'pg';
import { afterAll, afterEach, beforeEach, describe, expect, it } from 'vitest';
import { migrate } from './lib/migrate.mjs';
import { isAlive } from './lib/process-identity.mjs';
import { findRedis } from './lib/redis.mjs';
import { closeKept, runningApps } from './lib/servers.mjs';
import { readState, secretsOf } from './lib/state.mjs';

interface Opened {
  child: ChildProcess;
  databaseUrl: string;
  redisUrl: string | null;
  line: string;
}

const entry = fileURLToPath(new URL('./fixtures/launcher.fixture.mjs', import.meta.url));
let dir = '';
let running: ChildProcess[] = [];

const bare = (): NodeJS.ProcessEnv => {
  const { DATABASE_URL: _database, REDIS_URL: _redis, ...rest } = process.env;
  return { ...rest, MLC_STATE_DIR: dir };
};

/** A state folder whose servers' user may pass through it. */
function newDir(): string {
  const made = mkdtempSync(join(tmpdir(), 'mlc-state-'));
  chmodSync(made, 0o711);
  return made;
}

async function open(purpose = 'start', more: NodeJS.ProcessEnv = {}): Promise<Opened> {
  const child = fork(entry, [purpose], { env: { ...bare(), ...more }, stdio: ['ignore', 'inherit', 'pipe', 'ipc'] });
  running.push(child);
  const errors: string[] = [];
  child.stderr?.on('data', (chunk) => errors.push(String(chunk)));
  return new Promise((resolve, reject) => {
    child.once('message', (message) => resolve({ child, ...Object(message) }));
    child.once('exit', () => reject(new Error(errors.join(''))));
  });
}

const gone = (child: ChildProcess): Promise<unknown> =>
  child.exitCode !== null || child.signalCode !== null ? Promise.resolve() : new Promise((r) => child.once('exit', r));

async function close({ child }: Opened): Promise<void> {
  child.send('close');
  await gone(child);
}

async function kill({ child }: Opened): Promise<void> {
  child.kill('SIGKILL');
  await gone(child);
}

async function sql(url: string, text: string): Promise<unknown[]> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    return (await client.query(text)).rows;
  } finally {
    await client.end();
  }
}

const processes = () => {
  const { postgres, redis } = readState(dir);
  return [postgres.process, redis.process].filter((one) => one !== null);
};

describe('servers of our own', () => {
  const shared = newDir();
  beforeEach(() => {
    dir = shared;
    running = [];
  });
  afterAll(() => rmSync(shared, { recursive: true, force: true }));

  afterEach(async () => {
    for (const child of running) child.kill('SIGKILL');
    await Promise.all(running.map(gone));
    await closeKept(bare());
    expect(processes().filter(isAlive)).toEqual([]);
    if (dir !== shared) rmSync(dir, { recursive: true, force: true });
  });

  it('outlive a killed launcher, are adopted by the next one with their data, and end with the last', async () => {
    const first = await open();
    await sql(first.databaseUrl, 'CREATE TABLE kept (id int)');
    const born = processes();
    await kill(first);
    expect(born.every(isAlive)).toBe(true);

    const second = await open();
    expect(second.line).toContain('already running');
    expect(processes()).toEqual(born);
    expect(await sql(second.databaseUrl, 'SELECT count(*)::int AS n FROM kept')).toEqual([{ n: 0 }]);
    const third = await open('mlc');
    await close(second);
    expect(born.every(isAlive)).toBe(true);
    await close(third);
    expect(born.some(isAlive)).toBe(false);
  });

  it('recover by themselves when they were killed as well, on the same port', async () => {
    const first = await open();
    await sql(first.databaseUrl, 'CREATE TABLE kept_too (id int)');
    for (const { pid } of processes()) process.kill(pid, 'SIGKILL');
    await kill(first);
    const second = await open();
    expect(second.databaseUrl).toBe(first.databaseUrl);
    expect(await sql(second.databaseUrl, 'SELECT id FROM kept_too')).toEqual([]);
    await close(second);
  });

  it('are started once by launchers that come at the same moment, who see one another’s names in no database', async () => {
    const [start, demo, test] = await Promise.all([open('start'), open('demo'), open('test')]);
    const names = [start, demo, test].map(({ databaseUrl }) => new URL(databaseUrl).pathname.slice(1));
    expect(names).toEqual(['mlc', 'mlc_demo', expect.stringMatching(/^mlc_test_/)]);
    expect(new Set([start, demo, test].map(({ databaseUrl }) => new URL(databaseUrl).port)).size).toBe(1);
    expect(runningApps(bare())).toMatchObject({ command: 'demo', env: { DATABASE_URL: demo.databaseUrl } });
    await Promise.all([start, demo, test].map(close));
  });

  it('give the migrating role no more than it needs, let it become what it creates, and keep passwords from other users', async () => {
    const opened = await open();
    const [role] = await sql(
      opened.databaseUrl,
      'SELECT rolname, rolsuper, rolcreaterole, rolcreatedb FROM pg_roles WHERE rolname = current_user',
    );
    expect(role).toEqual({ rolname: 'mlc_owner', rolsuper: false, rolcreaterole: true, rolcreatedb: true });
    await sql(opened.databaseUrl, 'CREATE ROLE mlc_app NOLOGIN; SET ROLE mlc_app');
    expect(statSync(join(dir, 'secrets.json')).mode & 0o777).toBe(0o600);
    const wrong = new URL(opened.databaseUrl);
    wrong.password = 'guessed';
    await expect(sql(wrong.href, 'SELECT 1')).rejects.toThrow('password authentication failed');
    await close(opened);
  });

  it('can be migrated by any login that may create roles, which then steps down to mlc_app', async () => {
    dir = newDir();
    const opened = await open('start', { MLC_NO_LOCAL_REDIS: '1' });
    const admin = new URL(opened.databaseUrl);
    admin.username = 'postgres';
    admin.password = secretsOf(dir).superuser;
    await sql(admin.href, "CREATE ROLE plain LOGIN CREATEROLE PASSWORD 'plain'");
    await sql(admin.href, 'CREATE DATABASE plain OWNER plain');
    const plain = new URL(opened.databaseUrl);
    Object.assign(plain, { username: 'plain', password: 'plain', pathname: '/plain' });
    await migrate(plain.href);
    plain.searchParams.set('options', '-c role=mlc_app');
    expect(await sql(plain.href, 'SELECT current_user::text AS me')).toEqual([{ me: 'mlc_app' }]);
    await close(opened);
  });

  it('forget what a killed test run left, but no database that somebody works in', async () => {
    const killed = await open('test', { MLC_NO_LOCAL_REDIS: '1' });
    await sql(killed.databaseUrl, 'CREATE DATABASE mlc_test_busy');
    await kill(killed);
    const busyUrl = new URL(killed.databaseUrl);
    busyUrl.pathname = '/mlc_test_busy';
    const busy = new pg.Client({ connectionString: busyUrl.href });
    await busy.connect();
    const next = await open('test', { MLC_NO_LOCAL_REDIS: '1' });
    await expect(sql(killed.databaseUrl, 'SELECT 1')).rejects.toThrow('does not exist');
    expect((await busy.query('SELECT 1 AS one')).rows).toEqual([{ one: 1 }]);
    await busy.end();
    await close(next);
  });

  it('take another port when theirs is taken', async () => {
    const first = await open('start', { MLC_NO_LOCAL_REDIS: '1' });
    await close(first);
    const port = Number(new URL(first.databaseUrl).port);
    const squatter = createServer();
    await new Promise<void>((resolve) => squatter.listen(port, '127.0.0.1', resolve));
    const second = await open('start', { MLC_NO_LOCAL_REDIS: '1' });
    expect(Number(new URL(second.databaseUrl).port)).not.toBe(port);
    await close(second);
    squatter.close();
  });

  it('keep the queues in Postgres where no redis-server may be used', async () => {
    const opened = await open('start', { MLC_NO_LOCAL_REDIS: '1' });
    expect(opened).toMatchObject({ redisUrl: null, line: expect.stringContaining('BullMQ in the same PostgreSQL') });
    await close(opened);
  });

  it('are not started when both URLs are given, and tests get a database beside the given one', async () => {
    const server = await open('start', { MLC_NO_LOCAL_REDIS: '1' });
    const given = { DATABASE_URL: server.databaseUrl, REDIS_URL: 'redis://127.0.0.1:1' };
    const other = newDir();
    const test = await open('test', { ...given, MLC_STATE_DIR: other });
    expect(test.redisUrl).toBe(given.REDIS_URL);
    expect(readState(other).postgres.process).toBeNull();
    expect(test.databaseUrl).not.toBe(server.databaseUrl);
    expect(await sql(test.databaseUrl, 'SELECT 1 AS one')).toEqual([{ one: 1 }]);
    await close(test);
    await expect(sql(test.databaseUrl, 'SELECT 1')).rejects.toThrow('does not exist');
    await close(server);
    rmSync(other, { recursive: true, force: true });
  });
});

describe.skipIf(!(await findRedis()))('our own Redis', () => {
  it('keeps an append-only file and throws nothing away, on loopback and behind a password', async () => {
    dir = newDir();
    const opened = await open();
    const { Redis } = await import('ioredis');
    const redis = new Redis(String(opened.redisUrl));
    const info = await redis.info();
    redis.disconnect();
    await close(opened);
    rmSync(dir, { recursive: true, force: true });
    expect(info).toContain('aof_enabled:1');
    expect(info).toContain('maxmemory_policy:noeviction');
    expect(new URL(String(opened.redisUrl))).toMatchObject({
      hostname: '127.0.0.1',
      password: expect.stringMatching(/.{40}/),
    });
  });
});
