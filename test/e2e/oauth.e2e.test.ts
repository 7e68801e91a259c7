import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:net';
import { fileURLToPath } from 'node:url';
import { beginAuthorization } from '@mlc/platform';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { type RunningApp, startApp } from '../../apps/cli/src/demo/processes.js';
import { applyOAuth, consent, NAME, type OAuthStage, openOAuthStage } from '../support/oauth-stage.js';

const mlcEntry = fileURLToPath(new URL('../../apps/cli/dist/main.js', import.meta.url));
const ADMIN_TOKEN = 'an-admin-token-of-the-test';

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  return typeof address === 'object' ? (address?.port ?? 0) : 0;
}

/** A browser on ShipBob's site that sends its form to our admin app. */
async function post(action: string, fields: Record<string, string>): Promise<{ status: number; page: string }> {
  const headers = { 'sec-fetch-site': 'cross-site', origin: 'https://auth.shipbob.com' };
  const response = await fetch(action, { method: 'POST', headers, body: new URLSearchParams(fields) });
  return { status: response.status, page: await response.text() };
}

describe('a connection that a person allows at ShipBob', () => {
  let stage: OAuthStage;
  let admin: RunningApp;
  let callback: string;
  beforeAll(async () => {
    const port = await freePort();
    callback = `http://127.0.0.1:${port}/oauth/shipbob/callback`;
    stage = await openOAuthStage(callback);
    const env = { ...stage.env, MLC_ADMIN_TOKEN: ADMIN_TOKEN, PORT: String(port), HOST: '127.0.0.1' };
    admin = await startApp('admin', env);
  });
  afterAll(async () => {
    await admin?.stop();
    await stage?.close();
  });

  const begin = async (): Promise<string> => (await beginAuthorization(stage.runtime, await stage.connection())).url;
  const grant = async () => stage.runtime.store.oauth.byConnection((await stage.connection()).id);

  /** Runs the CLI; `seen` is called once with everything said when `until` matches it. */
  async function mlc(args: string[], until?: RegExp, seen?: (said: string) => Promise<void>) {
    const child = spawn(process.execPath, [mlcEntry, ...args, '--connection', NAME], { env: stage.env });
    let [stdout, stderr] = ['', ''];
    let reacted: Promise<void> | undefined;
    child.stdout.on('data', (chunk: Buffer) => {
      stdout += chunk.toString();
      if (until?.test(stdout)) reacted ??= seen?.(stdout);
    });
    child.stderr.on('data', (chunk: Buffer) => {
      stderr += chunk.toString();
    });
    const [code] = await once(child, 'exit');
    await reacted;
    return { code: Number(code), stdout, stderr };
  }
  const addressIn = (said: string): string => /^ +(http\S+)$/m.exec(said)?.[1] ?? '';

  it('is stored at first, says what to do, and neither polls nor writes', async () => {
    const row = await stage.connection();
    expect([row.state, row.shipbobChannelId]).toEqual(['needs_reconnect', 0]);
    expect(row.stateReason).toContain('mlc connection authorize');
    expect(await stage.tokenCalls()).toBe(0);
    const { code, stdout } = await mlc(['ping', '--json']);
    const findings = z.array(z.looseObject({ code: z.string(), level: z.string() })).parse(JSON.parse(stdout));
    expect([code, findings.map((one) => one.code)]).toEqual([1, expect.arrayContaining(['shipbob.not_authorized'])]);
  });

  it('a state that was not made here is told nothing, and nothing is asked of ShipBob', async () => {
    for (const fields of [
      {},
      { code: 'x' },
      { code: 'x', state: 'made-up' },
      { state: 'made-up', error: '<b>x</b>' },
    ]) {
      const { status, page } = await post(callback, fields as Record<string, string>);
      expect(status).toBe(400);
      expect(page).toContain('This sign-in was not started here.');
      expect(page).not.toMatch(/made-up|<b>x|acme/);
    }
    expect(await stage.tokenCalls()).toBe(0);
  });

  it('is the only route without the admin token', async () => {
    for (const [method, path] of [
      ['GET', '/oauth/shipbob/callback'],
      ['POST', '/oauth/shipbob/callback/'],
      ['POST', '/oauth/shipbob'],
      ['PUT', '/oauth/shipbob/callback'],
    ] as const)
      expect((await fetch(new URL(path, callback), { method })).status, `${method} ${path}`).toBe(401);
  });

  it('a no at ShipBob is told to the person and to the waiting command', async () => {
    await stage.admin.shipbob.setOptions({ oauthConsent: 'deny' });
    const { code, stderr } = await mlc(['connection', 'authorize'], /^ +http\S+$/m, async (said) => {
      const { action, fields } = await consent(addressIn(said));
      const { status, page } = await post(action, fields);
      expect([status, page]).toEqual([400, expect.stringContaining('ShipBob did not allow the connection')]);
    });
    expect([code, stderr]).toEqual([1, expect.stringContaining('access_denied')]);
    await stage.admin.shipbob.setOptions({ oauthConsent: 'approve' });
    expect((await grant())?.state).toBe('pending');
  });

  it('a sign-in that took longer than ten minutes is over, and a code of another sign-in is not taken', async () => {
    const late = await consent(await begin());
    await stage.database.sql('UPDATE oauth_request SET expires_at = created_at WHERE used_at IS NULL');
    const expired = await post(late.action, late.fields);
    expect([expired.status, expired.page]).toEqual([400, expect.stringContaining('longer than ten minutes')]);
    expect(await stage.tokenCalls()).toBe(0);
    const [mine, other] = [await consent(await begin()), await consent(await begin())];
    const mixed = await post(mine.action, { ...mine.fields, code: other.fields['code'] ?? '' });
    expect([mixed.status, mixed.page]).toEqual([
      400,
      expect.stringContaining('does not take the code (invalid_grant)'),
    ]);
    expect((await grant())?.state).toBe('pending');
  });

  it('tokens of another channel than the registered one are not stored, and nothing is written with them', async () => {
    await applyOAuth(stage, callback, { channel_id: 100102 });
    const { action, fields } = await consent(await begin());
    const { status, page } = await post(action, fields);
    expect([status, page]).toEqual([400, expect.stringMatching(/registered for channel 100102, and channel 200001/)]);
    expect(await grant()).toMatchObject({ state: 'pending', sealed: null });
    expect((await stage.connection()).state).toBe('needs_reconnect');
    const { entries } = await stage.admin.journal({ side: 'shipbob' });
    const written = entries.filter((entry) => entry.kind === 'mutating' && entry.call !== 'POST /connect/token');
    expect(written).toEqual([]);
    await stage.database.sql('UPDATE connection SET shipbob_channel_id = 0');
    await applyOAuth(stage, callback);
  });

  it('is connected once the person said yes: the command ends, the channel is known, work may begin', async () => {
    let form = { action: '', fields: {} as Record<string, string> };
    const { code, stdout } = await mlc(['connection', 'authorize'], /^ +http\S+$/m, async (said) => {
      form = await consent(addressIn(said));
      const { status, page } = await post(form.action, form.fields);
      expect([status, page]).toEqual([200, expect.stringContaining('acme is connected to ShipBob channel 200001')]);
    });
    expect([code, stdout]).toEqual([
      0,
      expect.stringMatching(/Connected.*acme to ShipBob channel 200001; it is active/),
    ]);
    expect(await stage.connection()).toMatchObject({ state: 'active', stateReason: null, shipbobChannelId: 200001 });
    const again = await post(form.action, form.fields);
    expect([again.status, again.page]).toEqual([400, expect.stringContaining('was used already')]);
    const ping = await mlc(['ping', '--json']);
    const findings = z.array(z.looseObject({ code: z.string(), level: z.string() })).parse(JSON.parse(ping.stdout));
    expect(findings.filter((one) => one.code.startsWith('shipbob') && one.level === 'error')).toEqual([]);
  });

  it('is applied again without a change, and with a token for billing beside it', async () => {
    const calls = await stage.tokenCalls();
    expect((await applyOAuth(stage, callback)).changes).toEqual([]);
    process.env['TEST_BILLING_PAT'] = 'demo-shipbob-pat';
    const { changes } = await applyOAuth(stage, callback, { billing_token: 'env:TEST_BILLING_PAT' });
    expect(changes).toEqual(['shipbob.billing_token stored, encrypted']);
    expect((await applyOAuth(stage, callback)).changes).toEqual([
      expect.stringContaining('shipbob.billing_token ended'),
    ]);
    expect(await stage.tokenCalls()).toBe(calls);
    expect(await stage.connection()).toMatchObject({ state: 'active', shipbobChannelId: 200001 });
  });

  it('prints the address and ends with --no-wait', async () => {
    const { code, stdout } = await mlc(['connection', 'authorize', '--no-wait', '--json']);
    const { url } = z.object({ name: z.literal(NAME), url: z.url() }).parse(JSON.parse(stdout));
    expect([code, new URL(url).searchParams.get('response_mode')]).toEqual([0, 'form_post']);
  });
});
