import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { applyConnection, beginAuthorization, parseConnectionFile, SECRET } from '@mlc/platform';
import { signWebhook } from '@mlc/sandbox';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { z } from 'zod';
import { COMPANY, connectionFile, odooWorld, shipbobWorld } from '../../apps/cli/src/demo/world.js';
import { consent } from '../support/oauth-stage.js';
import { everyKey, everyRow, hits, type Sink } from '../support/secret-search.js';
import { type Backend, backendMissing, openTestStage, type TestStage } from '../support/told-story.js';

const run = promisify(execFile);
const mlcEntry = fileURLToPath(new URL('../../apps/cli/dist/main.js', import.meta.url));
const ended = z.object({ code: z.number(), stdout: z.string(), stderr: z.string() });
const backend: Backend = backendMissing('redis') === null ? 'redis' : 'postgres';

/** Secrets that are given. Each is a text that occurs nowhere by chance. */
const GIVEN = {
  'the key of Odoo': 'canary-odoo-key-4f7f1a2b9c',
  'the next key of Odoo': 'canary-odoo-next-9d2c61e0aa',
  'a wrong key of Odoo': 'canary-odoo-wrong-77aa01bc42',
  'the personal access token': 'canary-shipbob-pat-c0ffee42',
  'the token for billing': 'canary-billing-pat-0ddba11d',
  'a wrong token': 'canary-wrong-pat-5ca1ab1e00',
  'the client secret': 'canary-client-secret-feedface',
  'the admin token': 'canary-admin-token-5eed5eed55',
  'a forged webhook secret': `whsec_${Buffer.from('canary-forged-webhook-secret!').toString('base64')}`,
};
const canary = (name: keyof typeof GIVEN): string => GIVEN[name];
const [PAT_NAME, OAUTH_NAME] = ['canary-pat', 'canary-oauth'];

describe('secrets, in a run with everything that may go wrong', () => {
  let theatre: TestStage;
  const sinks: Sink[] = [];
  const made: Record<string, string> = {};

  beforeAll(async () => {
    const write = process.stderr.write.bind(process.stderr);
    vi.spyOn(process.stderr, 'write').mockImplementation((chunk, ...rest) => {
      sinks.push({ where: 'a log', text: String(chunk) });
      return rest.length > 0 ? true : process.env['CANARY_SHOW'] === undefined || write(chunk);
    });
    vi.stubEnv('DEMO_LOGS', '1');
    vi.stubEnv('LOG_LEVEL', 'debug');
    vi.stubEnv('MLC_ADMIN_TOKEN', canary('the admin token'));
    vi.stubEnv('CANARY_ODOO_KEY', canary('the key of Odoo'));
    vi.stubEnv('CANARY_ODOO_NEXT', canary('the next key of Odoo'));
    vi.stubEnv('CANARY_ODOO_WRONG', canary('a wrong key of Odoo'));
    vi.stubEnv('CANARY_PAT', canary('the personal access token'));
    vi.stubEnv('CANARY_BILLING', canary('the token for billing'));
    vi.stubEnv('CANARY_WRONG_PAT', canary('a wrong token'));
    vi.stubEnv('CANARY_CLIENT_SECRET', canary('the client secret'));
    theatre = await openTestStage(backend, { admin: true });
    made['the key ring'] = (theatre.env['MLC_KEYS'] ?? '').replace(/^[^:]*:/, '');
    await seed();
  }, 300_000);
  afterAll(async () => {
    await theatre?.close();
    vi.unstubAllEnvs();
    vi.restoreAllMocks();
  });

  const sandbox = () => theatre.stage.sandbox;
  const callback = (): string => `${theatre.stage.urls.adminAppUrl}/oauth/shipbob/callback`;

  async function seed(): Promise<void> {
    const withCanaries = (world: object): unknown =>
      JSON.parse(
        JSON.stringify(world)
          .replaceAll(
            `"${COMPANY.odooKey}"`,
            JSON.stringify(canary('the key of Odoo')).concat(`,"${canary('the next key of Odoo')}"`),
          )
          .replaceAll(COMPANY.shipbobToken, canary('the personal access token')),
      );
    await sandbox().seed({ odoo: withCanaries(odooWorld), shipbob: withCanaries(shipbobWorld) });
    await sandbox().oauth.addClient({
      client_id: 'canary-app',
      client_secret: canary('the client secret'),
      name: 'Canary app',
      redirect_uris: [callback()],
    });
  }

  const file = (name: string, odoo: object, shipbob: object) => {
    const whole = connectionFile({ ...theatre.stage.urls, name });
    const { token: _token, channel_id: _channel, ...kept } = whole.shipbob;
    return parseConnectionFile(
      JSON.stringify({
        ...whole,
        odoo: { ...whole.odoo, api_key: 'env:CANARY_ODOO_KEY', ...odoo },
        shipbob: { ...kept, ...shipbob },
      }),
      'the connection',
    );
  };
  const byPat = (odoo: object = {}, shipbob: object = {}) =>
    file(PAT_NAME, odoo, { token: 'env:CANARY_PAT', channel_id: COMPANY.channelId, ...shipbob });
  const byOAuth = (more: object = {}) =>
    file(
      OAUTH_NAME,
      {},
      {
        oauth: { client_id: 'canary-app', client_secret: 'env:CANARY_CLIENT_SECRET', redirect_uri: callback() },
        ...more,
      },
    );

  /** Everything said by a failure is a sink. */
  async function fails(what: string, act: () => Promise<unknown>): Promise<void> {
    const error: unknown = await act().then(
      () => null,
      (thrown: unknown) => thrown,
    );
    expect(error, what).not.toBeNull();
    const { inspect } = await import('node:util');
    sinks.push({
      where: `the error of ${what}`,
      text: `${inspect(error, { depth: 8, showHidden: true })} ${JSON.stringify(error)}`,
    });
  }
  async function mlc(name: string, ...args: string[]): Promise<number> {
    const asked = [mlcEntry, ...args, '--connection', name];
    const done = await run(process.execPath, asked, { env: theatre.env, maxBuffer: 64 * 1024 * 1024 }).then(
      (output) => ({ code: 0, ...output }),
      (error: unknown) => ended.parse(error),
    );
    sinks.push({ where: `mlc ${args.join(' ')}`, text: done.stdout + done.stderr });
    return done.code;
  }
  async function api(path: string, init: RequestInit = {}): Promise<void> {
    const headers = { authorization: `Bearer ${canary('the admin token')}` };
    const response = await fetch(`${theatre.stage.urls.adminAppUrl}${path}`, { headers, ...init });
    sinks.push({ where: `admin ${path}`, text: await response.text() });
  }
  const row = async (name: string) => {
    const found = await theatre.stage.runtime.store.connections.byName(name);
    if (!found) throw new Error(`${name} is gone`);
    return found;
  };
  async function noteWebhookSecrets(): Promise<void> {
    for (const name of [PAT_NAME, OAUTH_NAME]) {
      const secrets = await theatre.stage.runtime.vault.get((await row(name)).id, SECRET.webhook);
      for (const secret of secrets) {
        const text = secret.reveal();
        made[`webhook secret ${text.slice(-4)}`] = text.replace('whsec_', '');
      }
    }
  }
  async function authorize(): Promise<void> {
    const { url } = await beginAuthorization(theatre.stage.runtime, await row(OAUTH_NAME));
    const { action, fields } = await consent(url);
    made[`state ${Object.keys(made).length}`] = fields['state'] ?? '';
    made[`nonce ${Object.keys(made).length}`] = new URL(url).searchParams.get('nonce') ?? '';
    for (const body of [{ ...fields, state: `${fields['state']}x` }, fields, fields]) {
      const response = await fetch(action, { method: 'POST', body: new URLSearchParams(body) });
      sinks.push({ where: 'the callback page', text: await response.text() });
    }
  }
  async function deliver(secret: string, id: string): Promise<void> {
    const { webhookKey } = await row(PAT_NAME);
    const url = `${theatre.stage.urls.ingressUrl}/webhooks/shipbob/${webhookKey}`;
    const timestamp = String(Math.floor(theatre.stage.runtime.clock.now().getTime() / 1000));
    const body = Buffer.from('{"id": 1, "shipments": []}');
    const headers = {
      'content-type': 'application/json',
      'webhook-id': id,
      'webhook-timestamp': timestamp,
      'webhook-signature': signWebhook(secret, id, timestamp, body),
      'x-webhook-topic': 'order.shipped',
    };
    sinks.push({ where: 'the ingress', text: await (await fetch(url, { method: 'POST', headers, body })).text() });
  }

  it('the run itself: two connections, a sync, and every failure that has to do with credentials', async () => {
    const { runtime } = theatre.stage;
    await fails('a wrong key', () => applyConnection(runtime, byPat({ api_key: 'env:CANARY_ODOO_WRONG' })));
    await fails('a wrong token', () => applyConnection(runtime, byPat({}, { token: 'env:CANARY_WRONG_PAT' })));
    await fails('a secret in the file', async () => byPat({}, { token: canary('the personal access token') }));
    await applyConnection(runtime, byPat());
    await applyConnection(runtime, byOAuth());
    await fails('a wrong token for billing', () =>
      applyConnection(runtime, byOAuth({ billing_token: 'env:CANARY_BILLING' })),
    );
    await authorize();
    expect((await row(OAUTH_NAME)).state).toBe('active');
    await noteWebhookSecrets();

    // Remotes that break off, answer with pages, and say the token they were given.
    const echo = JSON.stringify({ message: `Bearer ${canary('the personal access token')} may not do this` });
    await sandbox().armFaults(
      { side: 'shipbob', call: '/receiving', kind: 'mutating', action: { type: 'commit_then_reset' } },
      { side: 'shipbob', call: '/product', kind: 'mutating', action: { type: 'status', status: 500, body: echo } },
      {
        side: 'shipbob',
        call: '/product',
        kind: 'mutating',
        skip: 2,
        action: { type: 'status', status: 422, body: echo },
      },
      { side: 'shipbob', call: '/order', action: { type: 'html', status: 524 } },
      { side: 'odoo', kind: 'mutating', action: { type: 'html', status: 502 } },
      { side: 'odoo', kind: 'read', skip: 5, action: { type: 'truncated' } },
    );
    await mlc(PAT_NAME, 'sync', '--wait', '--timeout', '30');
    await sandbox().clearFaults();
    const [secret] = await runtime.vault.get((await row(PAT_NAME)).id, SECRET.webhook);
    await deliver(secret?.reveal() ?? '', 'msg_good');
    await deliver(canary('a forged webhook secret'), 'msg_forged');

    // An hour later: the answer to the refresh is lost, the service does not take the old token again.
    const fault = { side: 'shipbob', call: 'POST /connect/token', action: { type: 'commit_then_reset' } } as const;
    await sandbox().armFaults(fault);
    await sandbox().advanceClock(3_600_000);
    const reconnects = { state: 'needs_reconnect', stateReason: expect.stringContaining('is not taken again') };
    async function needsReconnect(): Promise<void> {
      const { id, state } = await row(OAUTH_NAME);
      // What the faults before did to it, or do with a call that was still under way, is mended as a person would.
      if (state === 'needs_attention') await runtime.store.connections.setState(id, 'active', null);
      // Somebody has to need the token: the polls, which are not due by themselves just now.
      if (state !== 'needs_reconnect') await mlc(OAUTH_NAME, 'sync');
      expect(await row(OAUTH_NAME)).toMatchObject(reconnects);
    }
    await vi.waitFor(needsReconnect, { timeout: 90_000, interval: 500 });
    await fails('a connection nobody allows', async () =>
      (await runtime.oauth.credentials(await row(OAUTH_NAME)))?.token(),
    );
    await Promise.all([mlc(OAUTH_NAME, 'status'), mlc(OAUTH_NAME, 'ping')]);
    await authorize();
    expect((await row(OAUTH_NAME)).state).toBe('active');

    await mlc(PAT_NAME, 'connection', 'rotate-odoo-key', '--new-key', 'env:CANARY_ODOO_NEXT');
    await mlc(PAT_NAME, 'connection', 'rotate-webhook-secret', '--now');
    await noteWebhookSecrets();
    const asked = [
      ['ping'],
      ['status', '--json'],
      ['plan', '--all'],
      ['cases', '--all'],
      ['record', 'P00001', '--evidence'],
      ['audit', 'verify'],
    ];
    await Promise.all(asked.map((args) => mlc(PAT_NAME, ...args)));
    for (const path of ['status', 'cases', 'records/P00001']) await api(`/api/connections/${PAT_NAME}/${path}`);
    await api('/queues/api/queues');
    // The board of a built admin app knows its queues; else nothing of it was searched.
    expect(sinks.at(-1)?.text).toContain('"name":"work"');
    await api(`/api/connections/${PAT_NAME}/pause`, {
      headers: { authorization: `Bearer ${canary('a wrong token')}` },
    });
    for (const [index, token] of (await sandbox().oauth.issued()).entries()) made[`token or code ${index}`] = token;
  }, 300_000);

  it('lie in no log, error, page, table or queue, in no encoding', async () => {
    sinks.push(...(await everyRow(theatre.database)));
    if (backend === 'redis') sinks.push(...(await everyKey(theatre.env['REDIS_URL'] ?? '')));
    const secrets = { ...GIVEN, ...made };
    expect(hits(sinks, secrets)).toEqual([]);

    // That the search would have seen them: it finds what is no secret in each kind of place.
    const { id } = await row(PAT_NAME);
    const seen = hits(sinks, { connection: id });
    for (const place of ['a log', 'table secret', 'table audit_entry', 'table effect', 'mlc status --json'])
      expect(seen, place).toContain(`connection in ${place}`);
    if (backend === 'redis') expect(seen).toContainEqual(expect.stringContaining('in redis'));
    expect(Object.keys(made).filter((name) => name.startsWith('token')).length).toBeGreaterThanOrEqual(6);
    expect(Object.keys(made).filter((name) => name.startsWith('webhook')).length).toBeGreaterThanOrEqual(2);
  });

  it('would be found, each of them, in any of the encodings', () => {
    const secrets: Record<string, string> = { ...GIVEN, ...made };
    for (const [name, secret] of Object.entries(secrets)) {
      const bytes = Buffer.from(`xx${secret}yy`);
      for (const text of [secret, bytes.toString('base64'), bytes.toString('hex'), encodeURIComponent(secret)])
        expect(hits([{ where: 'here', text: `before ${text} after` }], { [name]: secret })).toEqual([
          `${name} in here`,
        ]);
    }
  });
});
