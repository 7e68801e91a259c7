import { createHash } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { Started } from '../../testing/started.js';
import { DEFAULT_CLIENT } from './server.js';

const CALLBACK = 'http://127.0.0.1:9/oauth/shipbob/callback';
const VERIFIER = 'v'.repeat(43);
const CHALLENGE = createHash('sha256').update(VERIFIER).digest('base64url');
const SCOPES = 'openid offline_access channels_read products_read products_write';

const grantedSchema = z.object({
  access_token: z.string(),
  refresh_token: z.string(),
  id_token: z.string(),
  expires_in: z.number(),
  scope: z.string(),
});
type Granted = z.infer<typeof grantedSchema>;

let shipbob: Started;
beforeAll(async () => {
  shipbob = await Started.start();
});
afterAll(() => shipbob.stop());
beforeEach(async () => {
  await shipbob.admin.reset();
});

const authorize = (more: Record<string, string> = {}): Promise<Response> => {
  const url = new URL(`${shipbob.shipbobUrl}/connect/authorize`);
  const asked = {
    client_id: DEFAULT_CLIENT.client_id,
    redirect_uri: CALLBACK,
    scope: SCOPES,
    state: 's"<1>',
    nonce: 'n1',
    response_mode: 'query',
    code_challenge: CHALLENGE,
    code_challenge_method: 'S256',
    ...more,
  };
  for (const [name, value] of Object.entries(asked)) if (value !== '') url.searchParams.set(name, value);
  return fetch(url, { redirect: 'manual' });
};

const parametersOf = (response: Response): URLSearchParams =>
  new URL(response.headers.get('location') ?? 'http://none').searchParams;
const code = async (more?: Record<string, string>): Promise<string> =>
  parametersOf(await authorize(more)).get('code') ?? '';

async function token(form: Record<string, string>): Promise<{ status: number; json: unknown }> {
  const body = new URLSearchParams({
    client_id: DEFAULT_CLIENT.client_id,
    client_secret: DEFAULT_CLIENT.client_secret,
    ...form,
  });
  const response = await fetch(`${shipbob.shipbobUrl}/connect/token`, { method: 'POST', body });
  return { status: response.status, json: await response.json() };
}

const spend = (spent: string, more: Record<string, string> = {}) =>
  token({
    grant_type: 'authorization_code',
    code: spent,
    redirect_uri: CALLBACK,
    code_verifier: VERIFIER,
    ...more,
  });
const refresh = (refreshToken: string, more: Record<string, string> = {}) =>
  token({ grant_type: 'refresh_token', refresh_token: refreshToken, ...more });
const granted = async (more?: Record<string, string>): Promise<Granted> =>
  grantedSchema.parse((await spend(await code(more))).json);
const call = (access: string, path = '2026-07/channel') =>
  shipbob.call('GET', path, undefined, { authorization: `Bearer ${access}` });
const INVALID_GRANT = { status: 400, json: { error: 'invalid_grant' } };

describe('the consent page', () => {
  test('sends the code back in the fragment by default, in the query or as a form where asked, always with the state', async () => {
    const fragment = new URL((await authorize({ response_mode: '' })).headers.get('location') ?? '');
    expect(fragment.search).toBe('');
    expect(new URLSearchParams(fragment.hash.slice(1)).get('state')).toBe('s"<1>');
    const query = parametersOf(await authorize());
    expect([query.get('state'), query.get('code')]).toEqual(['s"<1>', expect.stringMatching(/^[0-9a-f]{64}$/)]);
    const form = await authorize({ response_mode: 'form_post' });
    const html = await form.text();
    expect(form.status).toBe(200);
    expect(html).toContain(`action="${CALLBACK}"`);
    expect(html).toContain('name="state" value="s&quot;&lt;1&gt;"');
  });

  test('sends nobody to an address that is not registered, and tells an unknown application nothing', async () => {
    const wrong: Record<string, string>[] = [
      { client_id: 'nobody' },
      { redirect_uri: 'https://evil.example/oauth/shipbob/callback' },
      { redirect_uri: '' },
    ];
    for (const more of wrong) {
      const answer = await authorize(more);
      expect([answer.status, answer.headers.get('location')]).toEqual([400, null]);
    }
    const exact = { client_id: 'exact', client_secret: 'x', name: 'Exact', redirect_uris: ['https://a.example/cb'] };
    await shipbob.admin.oauth.addClient(exact);
    expect((await authorize({ client_id: 'exact', redirect_uri: 'https://a.example/cb' })).status).toBe(302);
    expect((await authorize({ client_id: 'exact', redirect_uri: 'https://a.example/cb/' })).status).toBe(400);
  });

  test('takes a no, unknown scopes and plain PKCE back to the application as errors', async () => {
    expect(parametersOf(await authorize({ scope: 'everything' })).get('error')).toBe('invalid_scope');
    expect(parametersOf(await authorize({ code_challenge_method: 'plain' })).get('error')).toBe('invalid_request');
    await shipbob.admin.shipbob.setOptions({ oauthConsent: 'deny' });
    expect(parametersOf(await authorize()).get('error')).toBe('access_denied');
  });
});

describe('a code', () => {
  test('gives an access token of an hour, a refresh token, an id token with the nonce, and a channel of its own', async () => {
    const pair = await granted();
    expect(pair).toMatchObject({ expires_in: 3600, scope: SCOPES });
    const claims: unknown = JSON.parse(Buffer.from(pair.id_token.split('.')[1] ?? '', 'base64url').toString());
    expect(claims).toMatchObject({ nonce: 'n1', aud: DEFAULT_CLIENT.client_id });
    const { json } = await call(pair.access_token);
    const own = { id: 200001, application_name: DEFAULT_CLIENT.name, scopes: SCOPES.split(' ') };
    expect(json).toMatchObject({ items: [{ id: 100102 }, { id: 100103 }, own] });
    expect((await call(pair.access_token, '2026-07/order')).status).toBe(403);
  });

  test('is good once, for two minutes, for its application, its address and its verifier', async () => {
    const used = await code();
    expect((await spend(used)).status).toBe(200);
    expect(await spend(used)).toEqual(INVALID_GRANT);
    expect(await spend(await code(), { code_verifier: 'w'.repeat(43) })).toEqual(INVALID_GRANT);
    expect(await spend(await code(), { redirect_uri: `${CALLBACK}/` })).toEqual(INVALID_GRANT);
    const other = { client_id: 'other', client_secret: 'other-secret', name: 'Other', redirect_uris: null };
    await shipbob.admin.oauth.addClient(other);
    const { client_id, client_secret } = other;
    expect(await spend(await code(), { client_id, client_secret })).toEqual(INVALID_GRANT);
    const late = await code();
    await shipbob.admin.advanceClock(120_000);
    expect(await spend(late)).toEqual(INVALID_GRANT);
  });

  test('without offline_access gives no refresh token', async () => {
    const { json } = await spend(await code({ scope: 'openid channels_read' }));
    expect(json).not.toHaveProperty('refresh_token');
  });

  test('is worth nothing without the secret, with or without PKCE', async () => {
    const refused = { status: 400, json: { error: 'invalid_client' } };
    expect(await spend(await code(), { client_secret: 'wrong' })).toEqual(refused);
    expect(await spend(await code({ code_challenge: '' }), { client_secret: '' })).toEqual(refused);
    expect(await token({ grant_type: 'client_credentials' })).toMatchObject({
      json: { error: 'unsupported_grant_type' },
    });
  });
});

describe('a refresh token', () => {
  test('changes with each use, and the old one is dead', async () => {
    const first = await granted();
    const second = grantedSchema.parse((await refresh(first.refresh_token)).json);
    expect(second.refresh_token).not.toBe(first.refresh_token);
    expect(await refresh(first.refresh_token)).toEqual(INVALID_GRANT);
    expect((await refresh(second.refresh_token)).status).toBe(200);
    expect(await shipbob.admin.oauth.counts()).toEqual({
      'authorization_code 200': 1,
      'refresh_token 200': 2,
      'refresh_token invalid_grant': 1,
    });
  });

  test('access ends with the hour of the sandbox clock, refresh after thirty days', async () => {
    const pair = await granted();
    await shipbob.admin.advanceClock(3_599_000);
    expect((await call(pair.access_token)).status).toBe(200);
    await shipbob.admin.advanceClock(1_000);
    expect(await call(pair.access_token)).toMatchObject({ status: 401, text: '' });
    await shipbob.admin.advanceClock(30 * 86_400_000);
    expect(await refresh(pair.refresh_token)).toEqual(INVALID_GRANT);
  });

  test('is taken again within the grace period, and not after it', async () => {
    await shipbob.admin.shipbob.setOptions({ oauthRefreshGraceSeconds: 60 });
    const { refresh_token: first } = await granted();
    await refresh(first);
    expect((await refresh(first)).status).toBe(200);
    await shipbob.admin.advanceClock(60_000);
    expect(await refresh(first)).toEqual(INVALID_GRANT);
  });

  test('that comes again ends its whole family where the service is strict', async () => {
    await shipbob.admin.shipbob.setOptions({ oauthReuseRevokes: true });
    const { refresh_token: first } = await granted();
    const second = grantedSchema.parse((await refresh(first)).json);
    expect(await refresh(first)).toEqual(INVALID_GRANT);
    expect(await refresh(second.refresh_token)).toEqual(INVALID_GRANT);
  });

  test('stays good where the service does not rotate', async () => {
    await shipbob.admin.shipbob.setOptions({ oauthRotates: false });
    const { json } = await spend(await code());
    expect(json).toHaveProperty('refresh_token');
    const { refresh_token: kept } = grantedSchema.parse(json);
    for (let n = 0; n < 2; n += 1) expect((await refresh(kept)).json).not.toHaveProperty('refresh_token');
  });

  test('is used up although its answer was lost', async () => {
    const { refresh_token: first } = await granted();
    const fault = { side: 'shipbob', call: 'POST /connect/token', action: { type: 'commit_then_reset' } } as const;
    await shipbob.admin.armFaults(fault);
    await expect(refresh(first)).rejects.toThrow();
    expect(await refresh(first)).toEqual(INVALID_GRANT);
  });

  test('and its access token end when the merchant takes back what it allowed', async () => {
    const pair = await granted();
    await shipbob.admin.oauth.revoke();
    expect((await call(pair.access_token)).status).toBe(401);
    expect(await refresh(pair.refresh_token)).toEqual(INVALID_GRANT);
  });
});

test('the journal counts token calls and holds no token, code or secret', async () => {
  const pair = await granted();
  await refresh(pair.refresh_token);
  const { entries } = await shipbob.admin.journal();
  const text = JSON.stringify(entries);
  expect(entries.filter((entry) => entry.call === 'POST /connect/token')).toHaveLength(2);
  for (const secret of [...(await shipbob.admin.oauth.issued()), DEFAULT_CLIENT.client_secret])
    expect(text).not.toContain(secret);
});
