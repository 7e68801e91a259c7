import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { explain } from '@mlc/kernel';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { NAME, type OAuthStage, openOAuthStage } from '../support/oauth-stage.js';

const HOUR_MS = 3_600_000;
const repoRoot = fileURLToPath(new URL('../../', import.meta.url));

/**
 * A process with several runtimes, each a worker of its own: nothing in memory is shared between them. Step by step as
 * told over IPC: `call` lets each make one call to ShipBob, `wait:<ms>` waits until all see that product time.
 */
const WORKERS = `
import { createLogger, openRuntime, readEnv } from '@mlc/platform';
const runtimes = await Promise.all(Array.from({ length: Number(process.env.WORKERS) }, () =>
  openRuntime(readEnv(), createLogger('worker', process.env.LOG_LEVEL), { poolMax: 1 })));
const row = await runtimes[0].store.connections.byName('${NAME}');
const call = async (runtime) => {
  try {
    const { shipbob } = await runtime.clients(row);
    await shipbob.read({ path: '/channel', priority: 'interactive' });
    return 'ok';
  } catch (error) {
    return error.code ?? String(error);
  }
};
process.on('message', async (step) => {
  if (step === 'call') return process.send(await Promise.all(runtimes.map(call)));
  if (step === 'end') {
    await Promise.all(runtimes.map((runtime) => runtime.close()));
    return process.disconnect();
  }
  const atMs = Number(step.slice(5));
  while (runtimes.some((runtime) => runtime.clock.now().getTime() < atMs)) await new Promise((go) => setTimeout(go, 10));
  process.send([]);
});
process.send([]);
`;

const results = z.array(z.string());

class Workers {
  readonly log: string[] = [];
  private constructor(private readonly child: ChildProcess) {
    child.stderr?.on('data', (chunk: Buffer) => this.log.push(chunk.toString()));
  }

  static async start(env: NodeJS.ProcessEnv, count: number, more: NodeJS.ProcessEnv = {}): Promise<Workers> {
    const child = spawn(process.execPath, ['--input-type=module', '-e', WORKERS], {
      cwd: repoRoot,
      env: { ...env, ...more, WORKERS: String(count) },
      stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
    });
    const workers = new Workers(child);
    await workers.answer();
    return workers;
  }

  /** What each worker got; `killed` when the process died on it. */
  async step(step: string): Promise<string[]> {
    this.child.send(step);
    return this.answer();
  }

  async end(): Promise<void> {
    if (this.child.exitCode !== null || this.child.signalCode !== null) return;
    this.child.send('end');
    await once(this.child, 'exit');
  }

  private async answer(): Promise<string[]> {
    const given = new AbortController();
    const { signal } = given;
    try {
      return await Promise.race([
        once(this.child, 'message', { signal }).then(([message]) => results.parse(message)),
        once(this.child, 'exit', { signal }).then(([code, killed]) => {
          if (killed === 'SIGKILL') return ['killed'];
          throw new Error(`The workers ended with ${String(killed ?? code)}: ${this.log.join('').slice(-2000)}`);
        }),
      ]);
    } finally {
      given.abort();
    }
  }
}

describe('tokens of OAuth', () => {
  let stage: OAuthStage;
  const processes: Workers[] = [];
  beforeEach(async () => {
    stage = await openOAuthStage();
    await stage.authorize();
  });
  afterEach(async () => {
    await Promise.all(processes.splice(0).map((one) => one.end()));
    await stage.close();
  });

  const start = async (count: number, more?: NodeJS.ProcessEnv): Promise<Workers> => {
    const workers = await Workers.start(stage.env, count, more);
    processes.push(workers);
    return workers;
  };
  /** Token calls since the consent's. */
  const refreshes = async (): Promise<number> => (await stage.tokenCalls()) - 1;
  /** One call to ShipBob by this process. */
  const call = async (): Promise<string> => {
    try {
      const { shipbob } = await stage.runtime.clients(await stage.connection());
      await shipbob.read({ path: '/channel', priority: 'interactive' });
      return 'ok';
    } catch (error) {
      return z.object({ code: z.string() }).parse(error).code;
    }
  };
  const lose = (times: number) =>
    stage.admin.armFaults({
      side: 'shipbob',
      call: 'POST /connect/token',
      times,
      action: { type: 'commit_then_reset' },
    });

  it('twenty workers in four processes at expiry make exactly one token call, and all go on', async () => {
    const four = await Promise.all([start(5), start(5), start(5), start(5)]);
    expect((await Promise.all(four.map((one) => one.step('call')))).flat()).toEqual(Array(20).fill('ok'));
    expect(await refreshes()).toBe(0);
    for (let hour = 1; hour <= 3; hour += 1) {
      await stage.advance(HOUR_MS);
      const at = `wait:${stage.runtime.clock.now().getTime()}`;
      await Promise.all(four.map((one) => one.step(at)));
      expect((await Promise.all(four.map((one) => one.step('call')))).flat()).toEqual(Array(20).fill('ok'));
      expect(await refreshes()).toBe(hour);
    }
    const calls = (await stage.admin.journal()).entries.filter(({ call: name }) => name.endsWith('/channel'));
    expect(calls.filter(({ outcome }) => outcome === 'refused')).toEqual([]);
  });

  it('a token is renewed ahead of its end, and nobody waits meanwhile', async () => {
    await stage.advance(HOUR_MS - 299_000);
    await stage.admin.armFaults({
      side: 'shipbob',
      call: 'POST /connect/token',
      action: { type: 'status', status: 503, body: '' },
    });
    expect(await call()).toBe('ok');
    expect(await call()).toBe('ok');
    expect((await stage.connection()).state).toBe('active');
    expect(await refreshes()).toBe(2);
  });

  it('a lost answer is recovered from where the service takes the old token again for a while', async () => {
    await stage.admin.shipbob.setOptions({ oauthRefreshGraceSeconds: 60 });
    await stage.advance(HOUR_MS);
    await lose(1);
    expect(await call()).toBe('ok');
    expect(await refreshes()).toBe(2);
    expect((await stage.connection()).state).toBe('active');
  });

  it.each([
    ['takes no used token', {}],
    ['revokes the family of a used token', { oauthReuseRevokes: true }],
  ])('a lost answer of a service that %s ends in needs_reconnect after one more try', async (_what, options) => {
    await stage.admin.shipbob.setOptions(options);
    await stage.advance(HOUR_MS);
    await lose(1);
    const four = await Promise.all([start(5), start(5)]);
    const got = (await Promise.all(four.map((one) => one.step('call')))).flat();
    expect(got).toEqual(Array(10).fill('shipbob.needs_reconnect'));
    expect(await refreshes()).toBe(2);
    const { state, stateReason } = await stage.connection();
    expect(state).toBe('needs_reconnect');
    expect(stateReason).toMatch(/lost.*mlc connection authorize/);
    // Nothing asks again, neither by itself nor for a person who resumes without having allowed it.
    await stage.runtime.store.connections.setState((await stage.connection()).id, 'active', null);
    for (let n = 0; n < 3; n += 1) expect(await call()).toBe('shipbob.needs_reconnect');
    expect(await refreshes()).toBe(2);
    await stage.admin.shipbob.setOptions({ oauthReuseRevokes: false });
    await stage.authorize();
    expect(await call()).toBe('ok');
    expect((await stage.connection()).state).toBe('active');
  });

  it.each([
    [60, 'ok', 'active'],
    [0, 'shipbob.needs_reconnect', 'needs_reconnect'],
  ])(
    'a process killed between the answer and saving it is as a lost answer (grace %i s: %s)',
    async (grace, got, state) => {
      await stage.admin.shipbob.setOptions({ oauthRefreshGraceSeconds: grace });
      await stage.advance(HOUR_MS);
      const victim = await start(1, { ML_CRASH_AT: 'oauth.answered:1' });
      expect(await victim.step('call')).toEqual(['killed']);
      // The dead process's lease ends by itself; here nobody has to wait for that.
      await stage.database.sql('UPDATE oauth_grant SET lease_until = now()');
      expect(await call()).toBe(got);
      expect(await refreshes()).toBe(2);
      expect((await stage.connection()).state).toBe(state);
    },
  );

  it('a process killed before its call costs nothing', async () => {
    await stage.advance(HOUR_MS);
    const victim = await start(1, { ML_CRASH_AT: 'oauth.leased:1' });
    expect(await victim.step('call')).toEqual(['killed']);
    await stage.database.sql('UPDATE oauth_grant SET lease_until = now()');
    expect(await call()).toBe('ok');
    expect(await refreshes()).toBe(1);
  });

  it('a service that is away is asked seldom, and the connection goes on by itself afterwards', async () => {
    await stage.advance(HOUR_MS);
    await stage.admin.armFaults({
      side: 'shipbob',
      call: 'POST /connect/token',
      times: 100,
      action: { type: 'html', status: 502 },
    });
    for (let n = 0; n < 5; n += 1) expect(await call()).toBe('shipbob.token_unavailable');
    expect(await refreshes()).toBe(2);
    expect((await stage.connection()).state).toBe('active');
    await stage.admin.clearFaults();
    await stage.database.sql('UPDATE oauth_grant SET next_try_at = now()');
    expect(await call()).toBe('ok');
  });

  it('a token that ShipBob refuses early is renewed once for the call; one that was just made is not', async () => {
    await stage.advance(10 * 60_000);
    expect(await call()).toBe('ok');
    const refuse = (times: number) =>
      stage.admin.armFaults({ side: 'shipbob', call: '/channel', times, action: { type: 'status', status: 401 } });
    await refuse(1);
    expect(await call()).toBe('ok');
    expect(await refreshes()).toBe(1);
    await refuse(3);
    expect(await call()).toBe('shipbob.unauthorized');
    expect(await refreshes()).toBe(1);
  });

  it('an application whose secret is wrong stops the connection and spends no token', async () => {
    await stage.admin.oauth.addClient({
      client_id: 'acme-app',
      client_secret: 'changed',
      name: 'Acme connector',
      redirect_uris: null,
    });
    await stage.advance(HOUR_MS);
    expect(await call()).toBe('shipbob.oauth_client');
    await stage.admin.oauth.addClient({
      client_id: 'acme-app',
      client_secret: 'acme-app-secret',
      name: 'Acme connector',
      redirect_uris: null,
    });
    expect(await call()).toBe('ok');
  });

  it('bytes of another row do not open', async () => {
    await stage.database.sql("UPDATE secret SET version = version + 1 WHERE name = 'shipbob.oauth_tokens'");
    await stage.database.sql('UPDATE oauth_grant SET generation = generation + 1');
    const { id } = await stage.connection();
    const refused = await stage.runtime.oauth
      .credentials(await stage.connection())
      .then((credentials) => credentials?.token())
      .catch((error: unknown) => explain(error));
    expect([id, refused]).toEqual([id, expect.stringMatching(/does not open/)]);
  });
});
