import { SandboxAdmin, SCOPES } from '@mlc/sandbox';
import { type BrokenSetup, type DoctorBench, FOREIGN_CHANNEL } from './bench.js';

const row = (change: Partial<DoctorBench['setup']['connection']>) => (bench: DoctorBench) => {
  Object.assign(bench.setup.connection, change);
};

/** What is said of a version names it, whatever the others are asked at. */
const newestVersion = row({ shipbobVersion: '2026-07' });

const token = (text: string) => (bench: DoctorBench) => {
  bench.setup.token = text;
};

const without = (...scopes: string[]) => SCOPES.filter((scope) => !scopes.includes(scope));

const jwt = (payload: object): string =>
  ['{"alg":"RS256"}', JSON.stringify(payload), 'signature']
    .map((part) => Buffer.from(part).toString('base64url'))
    .join('.');

const inSeconds = (seconds: number): number => Math.floor(Date.now() / 1000) + seconds;

export const SHIPBOB_CASES: BrokenSetup[] = [
  {
    what: 'an address with a path of its own',
    code: 'shipbob.wrong_address',
    field: 'shipbob.url',
    break: (bench) => row({ shipbobUrl: `${bench.urls.shipbobUrl}/api` })(bench),
  },
  {
    what: 'a version that this account is not served',
    code: 'shipbob.version_not_served',
    field: 'shipbob.version',
    break: (bench) => {
      newestVersion(bench);
      bench.answer('shipbob', '/2026-07/', { status: 404, body: { statusCode: 404, message: 'Resource not found' } });
    },
    says: /Set shipbob\.version to 2026-01/,
  },
  {
    what: 'a version whose support ends in two months',
    code: 'shipbob.version_ends',
    field: 'shipbob.version',
    break: (bench) => {
      newestVersion(bench);
      return bench.sandbox.clock.setOffsetMs(Date.parse('2028-06-01') - Date.now());
    },
    says: /60 days are left/,
  },
  {
    what: 'a version whose support has ended',
    code: 'shipbob.version_ended',
    field: 'shipbob.version',
    break: (bench) => bench.sandbox.clock.setOffsetMs(Date.parse('2028-08-15') - Date.now()),
  },
  {
    what: 'a redirect to the sign-in page',
    code: 'shipbob.redirected',
    field: 'shipbob.url',
    break: (bench) =>
      bench.answer('shipbob', '', { status: 302, headers: { location: 'https://web.shipbob.com/app/login' } }),
  },
  {
    what: 'a page of a proxy instead of the API',
    code: 'shipbob.not_json',
    field: 'shipbob.url',
    break: (bench) => bench.answer('shipbob', '', { status: 200, body: '<html>Sign in to the guest network</html>' }),
  },
  {
    what: 'the API of another program',
    code: 'shipbob.unexpected_answer',
    field: 'shipbob.version',
    break: (bench) => bench.answer('shipbob', '', { status: 200, body: { hello: 'world' } }),
  },
  {
    what: 'a page of the CDN, 524',
    code: 'shipbob.server_error',
    field: null,
    break: (bench) =>
      bench.answer('shipbob', '', { status: 524, body: '<html><title>A timeout occurred</title></html>' }),
    says: /A timeout occurred/,
  },
  { what: 'a wrong token', code: 'shipbob.unauthorized', field: 'shipbob.token', break: token('no-such-token') },
  {
    what: 'an OAuth access token whose hour is over',
    code: 'shipbob.token_expired',
    field: 'shipbob.token',
    break: token(jwt({ iss: 'https://auth.shipbob.com', exp: inSeconds(-60) })),
  },
  {
    what: 'an OAuth access token that is still good',
    code: 'shipbob.short_lived_token',
    field: 'shipbob.token',
    break: (bench) => bench.shipbob({ token: jwt({ iss: 'https://auth.shipbob.com', exp: inSeconds(3_600) }) }),
  },
  {
    what: 'a token of the sandbox at the production address',
    code: 'shipbob.wrong_environment',
    field: 'shipbob.url',
    break: (bench) => {
      bench.setup.connection.shipbobUrl = bench.as('api.shipbob.com', bench.urls.shipbobUrl);
      bench.setup.token = jwt({ iss: 'https://authstage.shipbob.com', exp: inSeconds(3_600) });
    },
    says: /sandbox.*production/,
  },
  {
    what: 'a connection by OAuth that nobody has allowed',
    code: 'shipbob.not_authorized',
    field: 'shipbob.oauth',
    break: (bench) => bench.oauth({ state: 'pending' }),
    says: /mlc connection authorize/,
  },
  {
    what: 'a refresh token that ShipBob takes no more',
    code: 'shipbob.needs_reconnect',
    field: 'shipbob.oauth',
    break: (bench) => bench.oauth({ state: 'needs_reconnect' }),
    says: /mlc connection authorize/,
  },
  {
    what: 'an OAuth application that ShipBob does not know',
    code: 'shipbob.oauth_client',
    field: 'shipbob.oauth.client_secret',
    break: (bench) => bench.oauth({}),
  },
  {
    what: 'a sign-in address that is another program',
    code: 'shipbob.oauth_address',
    field: 'shipbob.oauth',
    break: async (bench) =>
      bench.oauth({ authUrl: await bench.serve((_req, res) => res.writeHead(404).end('<h1>No</h1>')) }),
  },
  {
    what: 'a sign-in service that is away',
    code: 'shipbob.token_unavailable',
    field: null,
    break: async (bench) => {
      const authUrl = await bench.serve((_req, res) => res.end());
      bench.closeServers();
      bench.oauth({ authUrl });
    },
  },
  {
    what: 'a budget that another program has used up',
    code: 'shipbob.budget_used',
    field: 'shipbob.user',
    break: (bench) =>
      bench.answer('shipbob', '', {
        status: 429,
        body: { statusCode: 429, message: 'Rate limit is exceeded.' },
        headers: { 'x-retry-after': '55' },
      }),
  },
  {
    what: 'a budget that another program uses',
    code: 'shipbob.budget_shared',
    field: 'shipbob.user',
    break: async (bench) => {
      for (let n = 0; n < 40; n += 1)
        await fetch(`${bench.urls.shipbobUrl}/2026-07/channel`, { headers: { authorization: 'Bearer pat' } });
    },
    says: /40 calls/,
  },
  {
    what: "ShipBob's clock is ten minutes ahead",
    code: 'shipbob.clock_differs',
    field: 'shipbob.url',
    break: (bench) =>
      bench.answer('shipbob', '/fulfillment-center', {
        status: 200,
        body: [{ id: 8, name: 'Cicero (IL)' }],
        headers: { date: new Date(Date.now() + 600_000).toUTCString() },
      }),
    says: /10 minutes ahead of ours/,
  },
  {
    what: 'a channel that the token does not see',
    code: 'shipbob.wrong_channel',
    field: 'shipbob.channel_id',
    break: row({ shipbobChannelId: 999 }),
    says: /channel_id to 100102/,
  },
  {
    what: "another application's channel",
    code: 'shipbob.foreign_channel',
    field: 'shipbob.channel_id',
    break: row({ shipbobChannelId: FOREIGN_CHANNEL }),
    says: /channel_id to 100102/,
  },
  {
    what: 'a token that may only read',
    code: 'shipbob.read_only_token',
    field: 'shipbob.token',
    break: (bench) => bench.shipbob({ scopes: SCOPES.filter((scope) => scope.endsWith('_read')) }),
  },
  {
    what: 'a token without one scope that a flow needs',
    code: 'shipbob.missing_scope',
    field: 'shipbob.token',
    break: (bench) => bench.shipbob({ scopes: without('orders_read') }),
    says: /orders_read.*shipments/,
  },
  {
    what: 'a token that may not manage webhooks, where they are wanted',
    code: 'shipbob.webhook_scope_missing',
    field: 'shipbob.token',
    break: (bench) => {
      bench.shipbob({ scopes: without('webhooks_write') });
      bench.setup.webhooksWanted = true;
    },
  },
  {
    what: 'a token that may not list channels',
    code: 'shipbob.channels_forbidden',
    field: 'shipbob.token',
    break: (bench) => bench.shipbob({ scopes: without('channels_read') }),
  },
  {
    what: 'a token older than a part of the API',
    code: 'shipbob.old_token',
    field: 'shipbob.token',
    break: (bench) => bench.answer('shipbob', '/receiving', { status: 401 }),
  },
  {
    what: 'order calls that fail with this token alone',
    code: 'shipbob.orders_broken',
    field: 'shipbob.token',
    break: (bench) => bench.answer('shipbob', '/order', { status: 500 }),
  },
  {
    what: 'a token that sees invoices, and none of their charges',
    code: 'shipbob.charges_hidden',
    field: 'shipbob.token',
    break: async (bench) => {
      const { billing } = new SandboxAdmin(bench.urls.adminUrl);
      const of = { fee: 'Kitting Fee', reference_type: 'Ticket Number' as const, reference_id: 'T-1' };
      await billing.charge({ ...of, amount: 4.4, hidden: true });
      await billing.invoiceRun({});
    },
  },
  {
    what: 'a call that is refused although its scope is there',
    code: 'shipbob.forbidden',
    field: 'shipbob.token',
    break: (bench) => bench.answer('shipbob', '/product', { status: 403 }),
  },
  {
    what: 'a centre that the account does not have',
    code: 'shipbob.unknown_centre',
    field: 'settings.centres',
    break: (bench) => {
      bench.setup.connection.settings = { centres: [{ fulfillment_center_id: 11, warehouse: 'SB' }] };
    },
    says: /11.*8 \(Cicero \(IL\)\)/,
  },
  {
    what: 'a webhook subscription that somebody deleted',
    code: 'shipbob.webhook_missing',
    field: 'webhooks.public_url',
    break: (bench) => bench.subscriptionAtShipBob(bench.subscribe().id).remove(),
  },
  {
    what: 'a webhook subscription that ShipBob switched off',
    code: 'shipbob.webhook_disabled',
    field: 'webhooks.public_url',
    break: (bench) => bench.subscriptionAtShipBob(bench.subscribe().id).change({ enabled: false }),
    says: /order\.shipped/,
  },
  {
    what: 'a webhook subscription to another address',
    code: 'shipbob.webhook_moved',
    field: 'webhooks.public_url',
    break: (bench) =>
      bench
        .subscriptionAtShipBob(bench.subscribe().id)
        .change({ url: 'https://old.acme.example/webhooks/shipbob/key' }),
    says: /old\.acme\.example/,
  },
  {
    what: 'a webhook subscription to our address that we did not make',
    code: 'shipbob.webhook_stranger',
    field: 'webhooks.public_url',
    break: (bench) => bench.strangeSubscription(bench.subscribe().url, 77),
    says: /77/,
  },
];

export const CONNECTION_CASES: BrokenSetup[] = [
  {
    what: 'a pause',
    code: 'connection.paused',
    field: null,
    break: row({ state: 'paused', stateReason: 'paused by a person' }),
    says: /paused by a person/,
  },
  {
    what: 'a fault that stopped it',
    code: 'connection.needs_attention',
    field: null,
    break: row({ state: 'needs_attention', stateReason: 'Odoo refused the key' }),
    says: /Odoo refused the key/,
  },
  {
    what: 'no centre is mapped',
    code: 'connection.no_centres',
    field: 'settings.centres',
    break: row({ settings: {} }),
  },
  {
    what: 'webhooks to an address without https',
    code: 'webhooks.not_public',
    field: 'webhooks.public_url',
    break: (bench) => {
      bench.setup.production = true;
      bench.subscribe('http://hooks.acme.example/webhooks/shipbob/key');
    },
  },
  {
    what: 'webhooks to a private address',
    code: 'webhooks.not_public',
    field: 'webhooks.public_url',
    break: (bench) => {
      bench.setup.production = true;
      bench.subscribe('https://10.0.0.7/webhooks/shipbob/key');
    },
  },
  {
    what: 'an ingress that nobody reaches',
    code: 'webhooks.unreachable',
    field: 'webhooks.public_url',
    break: (bench) => {
      bench.setup.production = true;
      bench.setup.resolve = async (host) =>
        host === 'hooks.acme.example'
          ? Promise.reject(new Error('no such name'))
          : [{ address: '127.0.0.1', family: 4 }];
      bench.subscribe();
    },
    says: /hooks\.acme\.example/,
  },
];
