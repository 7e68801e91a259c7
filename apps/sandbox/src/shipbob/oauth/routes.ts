import type { FastifyInstance, FastifyRequest } from 'fastify';
import { type Answer, exchange, type SandboxCore } from '../../core/exchange.js';
import type { Account } from '../account.js';
import { SCOPES } from '../seed.js';
import type { Shop } from '../shop.js';
import type { OAuthClient } from './server.js';

/** Scopes that are no right to anything at the API. */
const SIGN_IN_SCOPES = ['openid', 'offline_access'];
/** Where the ids of the channels begin that applications get with their merchants. */
const FIRST_APP_CHANNEL = 200_001;

/** `GET /connect/authorize` and `POST /connect/token`: without version, bearer token or rate limit. */
export function mountOAuth(app: FastifyInstance, core: SandboxCore, shop: Shop): void {
  app.get('/connect/authorize', async (req, reply) => {
    const query = searchOf(req);
    await exchange(core, req, reply, {
      side: 'shipbob',
      kind: 'read',
      call: 'GET /connect/authorize',
      request: { client_id: query.get('client_id'), scope: query.get('scope') },
      handle: () => authorize(shop, query),
    });
    return reply;
  });
  app.post('/connect/token', async (req, reply) => {
    const form = new URLSearchParams(Buffer.isBuffer(req.body) ? req.body.toString('utf8') : '');
    await exchange(core, req, reply, {
      side: 'shipbob',
      kind: 'mutating',
      call: 'POST /connect/token',
      // The journal is shown to people: it holds no secret.
      request: { client_id: form.get('client_id'), grant_type: form.get('grant_type') },
      handle: () => token(shop, form),
    });
    return reply;
  });
}

function searchOf(req: FastifyRequest): URLSearchParams {
  const url = req.raw.url ?? '';
  return new URLSearchParams(url.includes('?') ? url.slice(url.indexOf('?') + 1) : '');
}

function token(shop: Shop, form: URLSearchParams): Answer {
  const body = shop.oauth.token(form);
  const headers = { 'cache-control': 'no-store' };
  if ('error' in body) return { status: 400, body: { error: body['error'] ?? '' }, headers };
  const effect = { type: 'oauth.issued', key: form.get('client_id') ?? '', detail: form.get('grant_type') };
  return { status: 200, body, headers, effects: [effect] };
}

const page = (status: number, html: string): Answer => ({
  status,
  body: `<!doctype html><html><body>${html}</body></html>`,
  headers: { 'content-type': 'text/html; charset=utf-8' },
});

/** The merchant is signed in and says yes at once (option `oauthConsent`). A wrong application or address is told to the person alone. */
function authorize(shop: Shop, query: URLSearchParams): Answer {
  const client = shop.oauth.client(query.get('client_id'));
  if (client === undefined) return page(400, '<h1>unauthorized_client</h1>');
  const redirectUri = query.get('redirect_uri') ?? '';
  if (!isRegistered(client, redirectUri)) return page(400, '<h1>Invalid redirect_uri</h1>');
  const state = query.get('state');
  const back = (parameters: Record<string, string>): Answer =>
    sendBack(
      query.get('response_mode') ?? 'fragment',
      redirectUri,
      state === null ? parameters : { ...parameters, state },
    );
  const scopes = (query.get('scope') ?? '').split(' ').filter((scope) => scope !== '');
  if (scopes.length === 0 || scopes.some((scope) => !SCOPES.includes(scope) && !SIGN_IN_SCOPES.includes(scope)))
    return back({ error: 'invalid_scope' });
  const challenge = query.get('code_challenge');
  if (challenge !== null && query.get('code_challenge_method') !== 'S256') return back({ error: 'invalid_request' });
  const account = shop.account(shop.options.oauthUserId ?? undefined);
  if (shop.options.oauthConsent === 'deny' || account === undefined) return back({ error: 'access_denied' });
  const grant = {
    userId: account.userId,
    clientId: client.client_id,
    channelId: channelOf(account, client),
    scopes,
  };
  return back({ code: shop.oauth.newCode(grant, { redirectUri, challenge, nonce: query.get('nonce') }) });
}

function isRegistered(client: OAuthClient, redirectUri: string): boolean {
  if (client.redirect_uris !== null) return client.redirect_uris.includes(redirectUri);
  return URL.canParse(redirectUri) && ['127.0.0.1', 'localhost', '[::1]'].includes(new URL(redirectUri).hostname);
}

/** An application gets a channel of its own with each merchant (an SDK's README). */
function channelOf(account: Account, client: OAuthClient): number {
  const known = account.channels.find((channel) => channel.application_name === client.name);
  if (known !== undefined) return known.id;
  const id = Math.max(FIRST_APP_CHANNEL - 1, ...account.channels.map((channel) => channel.id)) + 1;
  account.channels.push({ id, name: client.name, application_name: client.name });
  return id;
}

/** ShipBob's three ways back; the fragment is the default. */
function sendBack(mode: string, redirectUri: string, parameters: Record<string, string>): Answer {
  const encoded = new URLSearchParams(parameters).toString();
  if (mode === 'form_post') {
    const fields = Object.entries(parameters)
      .map(([name, value]) => `<input type="hidden" name="${name}" value="${escaped(value)}"/>`)
      .join('');
    return page(
      200,
      `<form method="post" action="${escaped(redirectUri)}">${fields}<noscript><button>Continue</button></noscript></form><script>document.forms[0].submit()</script>`,
    );
  }
  const mark = mode === 'query' ? (redirectUri.includes('?') ? '&' : '?') : '#';
  return { status: 302, body: '', headers: { location: `${redirectUri}${mark}${encoded}` } };
}

const escaped = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('"', '&quot;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
