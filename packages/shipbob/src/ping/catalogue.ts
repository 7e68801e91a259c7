import { DOOR_FINDINGS } from '@mlc/egress';
import { type FindingCatalogue, Findings } from '@mlc/kernel';

/** Address, version, credentials and the budget of calls. */
const ACCESS_FINDINGS = {
  'shipbob.wrong_address': {
    level: 'error',
    broken: 'The address is not that of the API: a plural path, a path of its own, another service.',
    fix: 'Use https://api.shipbob.com, or https://sandbox-api.shipbob.com for ShipBob’s sandbox.',
    source: 'ShipBob docs: errors, 404 with {statusCode, message}',
  },
  'shipbob.version_not_served': {
    level: 'error',
    broken: 'ShipBob answers other versions to this account, but not the one that is set.',
    fix: 'Set shipbob.version to one that is answered.',
    source: 'ShipBob docs: versioning; a version that has ended is blocked merchant by merchant',
  },
  'shipbob.version_ends': {
    level: 'warning',
    broken: 'The support of the version in use ends within 90 days.',
    fix: 'Set shipbob.version to a newer one.',
    source: 'ShipBob docs: versioning, 24 months for each version',
  },
  'shipbob.version_ended': {
    level: 'warning',
    broken: 'The support of the version in use has ended; it is still answered, and may be blocked any day.',
    fix: 'Set shipbob.version to a newer one now.',
    source: 'ShipBob docs: versioning, the end of 1.0 and 2.0',
  },
  'shipbob.redirected': {
    level: 'error',
    broken: 'ShipBob sends on to another page, mostly a sign-in page.',
    fix: 'Check shipbob.url and the token.',
    source: 'observed by integrators: 302 to the sign-in page for a bad token',
  },
  'shipbob.not_json': {
    level: 'error',
    broken: 'A web page answers with 200 where the API should: a proxy, a shop, a captive portal.',
    fix: 'Check shipbob.url and any proxy in between.',
    source: 'ShipBob docs: every answer is JSON',
  },
  'shipbob.unexpected_answer': {
    level: 'error',
    broken: 'JSON comes back, and not that of ShipBob.',
    fix: 'Check shipbob.url; if it is right, report the message.',
    source: 'ShipBob OpenAPI: channels',
  },
  'shipbob.server_error': {
    level: 'error',
    broken: 'ShipBob, or the CDN before it, fails: HTTP 500, 503, an HTML page with 524.',
    fix: 'Wait and ask again; if it lasts, see status.shipbob.com.',
    source: 'ShipBob docs: errors; 524 observed by integrators',
  },
  'shipbob.unauthorized': {
    level: 'error',
    broken: 'The token is wrong, revoked or of another account.',
    fix: 'Make a new personal access token in ShipBob (Integrations, API tokens) and apply the connection again.',
    source: 'ShipBob docs: errors, 401 with an empty body',
  },
  'shipbob.token_expired': {
    level: 'error',
    broken: 'An OAuth access token was set as the token, and its hour is over.',
    fix: 'Set a personal access token, which does not expire, or connect by OAuth.',
    source: 'ShipBob docs: authentication, expires_in 3600',
  },
  'shipbob.short_lived_token': {
    level: 'warning',
    broken: 'An OAuth access token was set as the token: it works for an hour.',
    fix: 'Set a personal access token, which does not expire, or connect by OAuth.',
    source: 'ShipBob docs: authentication, expires_in 3600',
  },
  'shipbob.wrong_environment': {
    level: 'error',
    broken: 'A token of the sandbox at the address of production, or the other way round.',
    fix: 'Use the token and the address of the same environment: api.shipbob.com or sandbox-api.shipbob.com.',
    source: 'ShipBob docs: sandbox; the token names auth.shipbob.com or authstage.shipbob.com as its issuer',
  },
  'shipbob.not_authorized': {
    level: 'error',
    broken: 'The connection is by OAuth, and nobody has allowed it at ShipBob yet.',
    fix: 'mlc connection authorize',
    source: 'ShipBob docs: authentication',
  },
  'shipbob.needs_reconnect': {
    level: 'error',
    broken: 'ShipBob takes the refresh token no more: it was not used for 30 days, or its answer was lost.',
    fix: 'Allow it again: mlc connection authorize. No work is lost meanwhile.',
    source: 'ShipBob docs: authentication; invalid_grant',
  },
  'shipbob.oauth_client': {
    level: 'error',
    broken: 'The sign-in service does not know the OAuth application, or its secret is wrong.',
    fix: 'Correct client_id and client_secret, and apply the connection again.',
    source: 'ShipBob docs: authentication; invalid_client',
  },
  'shipbob.oauth_address': {
    level: 'error',
    broken: 'The address of the sign-in service is not that of ShipBob.',
    fix: 'Use https://auth.shipbob.com, or https://authstage.shipbob.com for ShipBob’s sandbox.',
    source: 'ShipBob docs: authentication, sandbox',
  },
  'shipbob.token_unavailable': {
    level: 'error',
    broken: 'The sign-in service gives no token at present.',
    fix: 'Wait and ask again; if it lasts, check that this machine may connect to the sign-in service.',
    source: 'ShipBob docs: authentication',
  },
  'shipbob.budget_used': {
    level: 'error',
    broken: 'The 150 calls of this minute are used up, so nothing could be asked.',
    fix: 'Ask again in a minute; if it happens often, find out what else calls with this user and application.',
    source: 'ShipBob docs: rate limits, 429 with x-retry-after',
  },
  'shipbob.budget_shared': {
    level: 'warning',
    broken: 'Another program spends the same 150 calls a minute.',
    fix: 'Give it a token or application of its own: the limit is per user and application.',
    source: 'ShipBob docs: rate limits, x-remaining-calls',
  },
  'shipbob.clock_differs': {
    level: 'warning',
    broken: 'The clock of ShipBob and ours differ by more than a minute; at five, webhooks are refused as too old.',
    fix: 'Let this machine take its time from NTP.',
    source: 'HTTP Date header of ShipBob; ShipBob docs: webhooks (Standard Webhooks)',
  },
} as const satisfies FindingCatalogue;

/** What the token may, and what the account has. */
const ACCOUNT_FINDINGS = {
  'shipbob.wrong_channel': {
    level: 'error',
    broken: 'The token does not see the channel that is set.',
    fix: 'Set shipbob.channel_id to a channel of this token.',
    source: 'ShipBob docs: channels',
  },
  'shipbob.foreign_channel': {
    level: 'error',
    broken: "The channel that is set is another application's: the token may read it, and not write to it.",
    fix: "Set shipbob.channel_id to the token's own channel, or use the token of that channel.",
    source: 'ShipBob docs: channels, "write only on your own"',
  },
  'shipbob.read_only_token': {
    level: 'error',
    broken: 'The token has no write scope, so no channel is its own.',
    fix: 'Use a token with write scopes.',
    source: 'ShipBob docs: channels; scopes',
  },
  'shipbob.missing_scope': {
    level: 'error',
    broken: 'The token lacks a scope that a flow needs.',
    fix: 'Make a new token with it; an old one keeps the scopes of its first day.',
    source: 'ShipBob docs: scopes, told by GET /channel',
  },
  'shipbob.webhook_scope_missing': {
    level: 'error',
    broken: 'Webhooks are asked for, and the token may not manage them.',
    fix: 'Make a token with webhooks_read and webhooks_write, or leave out webhooks.public_url: then everything is polled.',
    source: 'ShipBob docs: scopes',
  },
  'shipbob.channels_forbidden': {
    level: 'error',
    broken: 'The token may not list channels, so nothing tells whether the channel is its own.',
    fix: 'Make a token with channels_read.',
    source: 'ShipBob docs: errors, 403; scopes',
  },
  'shipbob.old_token': {
    level: 'error',
    broken: 'The token is older than a part of the API: some calls take it, others answer 401.',
    fix: 'Make a new personal access token and set it.',
    source: 'observed by integrators: a token of 2024 got 401 on newer endpoints, a new one 200',
  },
  'shipbob.orders_broken': {
    level: 'error',
    broken: 'ShipBob fails on each order call of this token, and on nothing else.',
    fix: 'Make a new personal access token and set it; if it stays, ask ShipBob.',
    source: 'observed by integrators: 500 on order calls until the token was made anew',
  },
  'shipbob.charges_hidden': {
    level: 'warning',
    broken: 'Invoices are shown, and none of their charges: bills could name no fee, and nothing wrong would be found.',
    fix: 'Use a token of the account that is invoiced: the parent’s, where accounts belong together.',
    source: 'observed by integrators: a child account’s token got no transactions',
  },
  'shipbob.forbidden': {
    level: 'error',
    broken: 'A call is refused although its scope is there.',
    fix: 'Make a new token; if it stays, ask ShipBob what the account lacks.',
    source: 'ShipBob docs: errors, 403',
  },
  'shipbob.unknown_centre': {
    level: 'error',
    broken: 'The settings name a fulfilment centre that the account does not have.',
    fix: 'Correct fulfillment_center_id in settings.centres.',
    source: 'ShipBob OpenAPI: GET /fulfillment-center',
  },
  'shipbob.webhook_missing': {
    level: 'warning',
    broken: 'A webhook subscription of ours is gone: somebody deleted it. Its facts are polled, later.',
    fix: 'Apply the connection again; it is made anew.',
    source: 'ShipBob OpenAPI: GET /webhook',
  },
  'shipbob.webhook_disabled': {
    level: 'warning',
    broken: 'ShipBob has switched a subscription off, after five days of nothing but failures.',
    fix: 'See that the public address is reached from outside, then apply the connection again.',
    source: 'ShipBob docs: webhooks',
  },
  'shipbob.webhook_moved': {
    level: 'warning',
    broken: 'A subscription of ours delivers to another address than it was made for.',
    fix: 'Apply the connection again; it is made anew.',
    source: 'ShipBob OpenAPI: GET /webhook',
  },
  'shipbob.webhook_stranger': {
    level: 'warning',
    broken: 'A subscription that we did not make delivers to our address: its signatures are refused.',
    fix: 'Apply the connection again; it is replaced.',
    source: 'ShipBob OpenAPI: the secret is shown only by the answer that makes it',
  },
} as const satisfies FindingCatalogue;

/** All that `pingShipBob` may find wrong: rows of docs/doctor.md. */
export const SHIPBOB_FINDINGS = { ...ACCESS_FINDINGS, ...ACCOUNT_FINDINGS } as const;

export const found = new Findings({ ...DOOR_FINDINGS, ...SHIPBOB_FINDINGS });
