import type { HttpDoor, HttpRequest } from '@mlc/egress';
import { BadInput, OutcomeUnknown, RetryLater, redact } from '@mlc/kernel';
import { describe, expect, it } from 'vitest';
import { authUrlOf, newConsent } from './authorize-url.js';
import { idTokenNonce, TokenEndpoint } from './token-endpoint.js';

const SECRET = 'client-secret-canary';
const REFRESH = 'refresh-token-canary';

function endpoint(answer: { status: number; body: string } | Error) {
  const sent: HttpRequest[] = [];
  const door: HttpDoor = {
    async request(request) {
      sent.push(request);
      if (answer instanceof Error) throw answer;
      return { status: answer.status, headers: {}, body: Buffer.from(answer.body) };
    },
  };
  const client = { authUrl: 'https://auth.example', clientId: 'app', clientSecret: redact(SECRET) };
  return { sent, endpoint: new TokenEndpoint(door, client) };
}

const json = (status: number, body: unknown) => ({ status, body: JSON.stringify(body) });
const refreshed = (answer: Parameters<typeof endpoint>[0]) => endpoint(answer).endpoint.refresh(redact(REFRESH));

describe('the token endpoint', () => {
  it('is asked once, form encoded, with the secret, and never repeated by the door', async () => {
    const { sent, endpoint: asked } = endpoint(json(200, { access_token: 'a', refresh_token: 'r', expires_in: 3600 }));
    await asked.refresh(redact(REFRESH));
    await asked.exchange({ code: redact('c'), redirectUri: 'https://admin.example/cb', verifier: redact('v') });
    expect(sent.map(({ method, url, idempotent, mutating }) => ({ method, url, idempotent, mutating }))).toEqual(
      Array(2).fill({ method: 'POST', url: 'https://auth.example/connect/token', idempotent: false, mutating: true }),
    );
    const forms = sent.map(({ body }) => Object.fromEntries(new URLSearchParams(String(body))));
    const client = { client_id: 'app', client_secret: SECRET };
    expect(forms).toEqual([
      { ...client, grant_type: 'refresh_token', refresh_token: REFRESH },
      {
        ...client,
        grant_type: 'authorization_code',
        code: 'c',
        redirect_uri: 'https://admin.example/cb',
        code_verifier: 'v',
      },
    ]);
  });

  it('reads a pair, whatever else stands beside it, and one without a refresh token or a lifetime', async () => {
    const whole = { access_token: 'a', refresh_token: 'r', expires_in: '600', scope: 'x y', tomorrow: {} };
    const answer = await refreshed(json(200, whole));
    expect(answer).toMatchObject({
      kind: 'granted',
      pair: { lifetimeSeconds: 600, scopes: ['x', 'y'], idToken: null },
    });
    const bare = await refreshed(json(200, { access_token: 'a' }));
    expect(bare).toMatchObject({ kind: 'granted', pair: { refresh: null, lifetimeSeconds: 3600, scopes: [] } });
  });

  it.each([
    ['the token is not taken', json(400, { error: 'invalid_grant' }), 'refused'],
    ['the same with 200', json(200, { error: 'invalid_grant' }), 'refused'],
    ['the application is not known', json(401, { error: 'invalid_client' }), 'client_refused'],
    ['the service is busy', json(503, { error: 'temporarily_unavailable' }), 'unsent'],
    ['the service failed on it', json(500, { error: 'server_error' }), 'unanswered'],
    ['a gateway answers', { status: 502, body: '<html>' }, 'unanswered'],
    ['half an answer came', { status: 200, body: '{"access_token":"a' }, 'unanswered'],
    ['no answer came', new OutcomeUnknown('gone', { code: 'egress.no_answer' }), 'unanswered'],
    ['nothing was sent', new RetryLater('away', 5000, { code: 'egress.unreachable' }), 'unsent'],
  ])('tells apart: %s', async (_what, answer, kind) => {
    expect((await refreshed(answer)).kind).toBe(kind);
  });

  it('needs a person when the address is forbidden, or is no sign-in service', async () => {
    const blocked = refreshed(new BadInput('blocked', { code: 'egress.blocked' }));
    await expect(blocked).rejects.toMatchObject({ name: 'NeedsAttention', code: 'egress.blocked' });
    const other = refreshed({ status: 404, body: '<html>not here</html>' });
    await expect(other).rejects.toMatchObject({ name: 'NeedsAttention', code: 'shipbob.oauth_address' });
  });

  it('repeats nothing of what a strange answer says, since it may echo what was sent', async () => {
    const answer = await refreshed(json(400, { error: `bad token ${REFRESH}`, error_description: SECRET }));
    expect(answer).toEqual({ kind: 'refused', error: 'an error' });
    expect(JSON.stringify(await refreshed(json(200, { access_token: 'tok', refresh_token: 'ref' })))).not.toMatch(
      /tok"|ref"/,
    );
  });
});

describe('a consent', () => {
  const wish = {
    authUrl: 'https://auth.example',
    clientId: 'app',
    redirectUri: 'https://a.example/cb',
    scopes: ['x', 'y'],
  };

  it('asks for a form with state, nonce and a challenge, all new each time, and keeps the verifier back', () => {
    const [one, other] = [newConsent(wish), newConsent(wish)];
    const asked = Object.fromEntries(new URL(one.url).searchParams);
    expect(asked).toMatchObject({
      client_id: 'app',
      redirect_uri: 'https://a.example/cb',
      response_mode: 'form_post',
      response_type: 'code',
      scope: 'x y',
      code_challenge_method: 'S256',
    });
    for (const name of ['state', 'nonce', 'code_challenge']) {
      expect(asked[name]).toMatch(/^[\w-]{43}$/);
      expect(asked[name]).not.toBe(new URL(other.url).searchParams.get(name));
    }
    expect(one.url).not.toContain(one.verifier.reveal());
    expect(JSON.stringify(one)).not.toContain(one.verifier.reveal());
  });

  it('goes where the accounts of that API sign in', () => {
    expect(authUrlOf('https://api.shipbob.com')).toBe('https://auth.shipbob.com');
    expect(authUrlOf('https://sandbox-api.shipbob.com')).toBe('https://authstage.shipbob.com');
    expect(authUrlOf('http://127.0.0.1:8080/x')).toBe('http://127.0.0.1:8080');
  });

  it('reads the nonce of an id token, and nothing from what is none', () => {
    const token = (claims: unknown) => redact(`h.${Buffer.from(JSON.stringify(claims)).toString('base64url')}.s`);
    expect(idTokenNonce(token({ nonce: 'n' }))).toBe('n');
    for (const odd of [token(null), token({}), redact('a.b'), redact('')]) expect(idTokenNonce(odd)).toBeUndefined();
  });
});
