import { type ChildProcess, fork } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { fileURLToPath } from 'node:url';
import { runMigrations } from 'bullmq';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';

const databaseUrl = process.env['DATABASE_URL'];
const schema = `pair_${randomBytes(4).toString('hex')}`;
const entry = fileURLToPath(new URL('./fixtures/decisive-pair.fixture.mjs', import.meta.url));
const children: ChildProcess[] = [];
const database = new pg.Pool({ connectionString: databaseUrl, max: 2 });

async function startApp(role: 'ingress' | 'worker', ...more: string[]) {
  const child = fork(entry, [role, schema, ...more]);
  children.push(child);
  const url = await new Promise<string>((resolve, reject) => {
    child.once('message', (message) => resolve(String(Object(message).url)));
    child.once('exit', (code) => reject(new Error(`${role} ended with ${code}`)));
  });
  return { child, url };
}

const rows = async (where: string) =>
  (await database.query<{ job: string; pid: number }>(`SELECT job, pid FROM "${schema}".ran WHERE ${where}`)).rows;

async function end(child: ChildProcess, signal: NodeJS.Signals) {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const gone = new Promise((resolve) => child.once('exit', resolve));
  child.kill(signal);
  await gone;
}

describe.skipIf(!databaseUrl)('a Nest app in several processes on Postgres alone', () => {
  beforeAll(async () => {
    const client = new pg.Client({ connectionString: databaseUrl });
    await client.connect();
    await runMigrations(client, schema);
    await client.query(`CREATE TABLE "${schema}".ran (job text, pid int, started bool, done bool DEFAULT false)`);
    await client.end();
  });

  afterAll(async () => {
    await Promise.all(children.map((child) => end(child, 'SIGKILL')));
    await database.query(`DROP SCHEMA "${schema}" CASCADE`);
    await database.end();
  });

  it('carries a job from one process to another, and from a worker that was killed to the next one', async () => {
    const [ingress, doomed] = await Promise.all([startApp('ingress'), startApp('worker', 'hang')]);
    const ring = async () => Object(await (await fetch(`${ingress.url}/jobs`, { method: 'POST' })).json()).id;

    const first = await ring();
    await vi.waitFor(async () => expect(await rows('started')).toHaveLength(1), { timeout: 20_000 });
    await end(doomed.child, 'SIGKILL');
    expect(await rows('done')).toEqual([]);

    const heir = await startApp('worker');
    const second = await ring();
    const done = [
      { job: first, pid: heir.child.pid },
      { job: second, pid: heir.child.pid },
    ];
    await vi.waitFor(async () => expect(await rows('done')).toEqual(expect.arrayContaining(done)), {
      timeout: 40_000,
      interval: 100,
    });
    expect(await rows('done')).toHaveLength(2);
  });
});
