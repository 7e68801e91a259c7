import { isPlainObject, type Json } from '@mlc/kernel';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { type Answer, exchange, type SandboxCore } from '../../core/exchange.js';
import type { OpenApiJudge } from '../../openapi/judge.js';
import type { Account } from '../account.js';
import type { Channel } from '../seed.js';
import type { Shop } from '../shop.js';
import { API_VERSIONS, type ApiVersion, VERSION_TRAITS } from '../versions.js';
import { channelRefusal, principalOf, unauthorized } from './auth.js';
import { empty, fieldErrors, gateway } from './errors.js';
import { Query } from './query.js';
import type { RateLimit } from './rate-limit.js';

export interface Call {
  version: ApiVersion;
  /** Scheme and host as the caller wrote them, for answers that hold absolute URIs. */
  origin: string;
  /** Path as sent, without the query. */
  path: string;
  params: Record<string, string>;
  query: Query;
  /** Parsed JSON; undefined when there was no body. */
  body: unknown;
  account: Account;
  /** The token's own channel and its scopes. */
  channel: Channel;
  scopes: string[];
}

export interface Route {
  method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  /** After the version, e.g. `/receiving/{id}:cancel`. */
  path: string;
  scope: string;
  /** Versions in which `shipbob_channel_id` must be sent. */
  channelHeader?: readonly ApiVersion[];
  /** The shape in which a missing or broken channel header is refused; a field map when absent. */
  badHeader?: (errors: Record<string, string[]>) => Answer;
  /** A POST that only asks: no write for the journal, nor for the channel. */
  reads?: boolean;
  /** Versions that have the call; all by default. */
  versions?: readonly ApiVersion[];
  handle: (call: Call) => Answer;
}

interface Compiled extends Route {
  pattern: RegExp;
}

/**
 * ASP.NET matches paths without regard to case, and a colon verb may follow a parameter. `%3A` for the colon is not
 * understood, since nobody knows that the live API understands it.
 */
function compile(route: Route): Compiled {
  const source = route.path.replace(/\{(\w+)\}/g, (_all, name: string) => `(?<${name}>[^/:]+)`);
  return { ...route, pattern: new RegExp(`^${source}/?$`, 'i') };
}

const parametersOf = (route: Route): number => route.path.split('{').length - 1;

export interface RouterParts {
  core: SandboxCore;
  shop: Shop;
  limit: RateLimit;
  /** Holds requests and answers against ShipBob's OpenAPI documents; null = nobody does. */
  judge: OpenApiJudge | null;
}

/** Mounts all routes as one catch-all, so that unknown paths, too, pass authentication, rate limit and journal. */
export function mountRoutes(app: FastifyInstance, parts: RouterParts, routes: Route[]): void {
  const { core, shop, limit, judge } = parts;
  // A literal beats a parameter: `/inventory-level/lots` is not the level of item "lots".
  const compiled = routes.map(compile).toSorted((a, b) => parametersOf(a) - parametersOf(b));
  app.removeAllContentTypeParsers();
  app.addContentTypeParser('*', { parseAs: 'buffer' }, (_req, body, done) => done(null, body));
  app.route({
    method: ['GET', 'POST', 'PUT', 'PATCH', 'DELETE'],
    url: '*',
    handler: async (req, reply) => {
      const [path = '/', search = ''] = splitUrl(req.raw.url ?? '/');
      const found = find(compiled, req.method, path);
      const query = new Query(search, found.version === null || VERSION_TRAITS[found.version].typedLists);
      const body = readBody(req);
      const asked = { version: found.version, method: req.method, path, search, headers: req.headers, body };
      const request = judge?.request(asked) ?? null;
      await exchange(core, req, reply, {
        side: 'shipbob',
        kind: req.method === 'GET' || found.route?.reads === true ? 'read' : 'mutating',
        call: `${req.method} ${found.route === null ? path : `/${found.version}${found.route.path}`}`,
        request: { path, query: query.toJSON(), body: body.value },
        handle: () => {
          const given = answer(shop, limit, req, { path, query, body, ...found });
          shop.tick();
          if (request !== null) judge?.answer(request, given);
          return shop.options.unknownMembers ? withUnknownMembers(given) : given;
        },
      });
      return reply;
    },
  });
}

function splitUrl(url: string): [string, string] {
  const at = url.indexOf('?');
  return at < 0 ? [url, ''] : [url.slice(0, at), url.slice(at + 1)];
}

interface Found {
  version: ApiVersion | null;
  route: Compiled | null;
  params: Record<string, string>;
  /** The path exists, with another method. */
  otherMethod: boolean;
}

function find(routes: Compiled[], method: string, path: string): Found {
  const segment = path.split('/')[1] ?? '';
  const version = API_VERSIONS.find((candidate) => candidate === segment) ?? null;
  const none: Found = { version, route: null, params: {}, otherMethod: false };
  if (version === null) return none;
  const rest = path.slice(segment.length + 1);
  const here = routes.filter((route) => (route.versions ?? API_VERSIONS).includes(version) && route.pattern.test(rest));
  const route = here.find((candidate) => candidate.method === method);
  if (route === undefined) return { ...none, otherMethod: here.length > 0 };
  return { ...none, route, params: { ...route.pattern.exec(rest)?.groups } };
}

interface Body {
  value: unknown;
  broken: boolean;
}

function readBody(req: FastifyRequest): Body {
  if (!Buffer.isBuffer(req.body) || req.body.length === 0) return { value: undefined, broken: false };
  try {
    return { value: JSON.parse(req.body.toString('utf8')), broken: false };
  } catch {
    return { value: undefined, broken: true };
  }
}

type Request = Found & { path: string; query: Query; body: Body };

const HEADER_ERRORS = { shipbob_channel_id: ['The shipbob_channel_id header is required and must be a channel id.'] };

/** From the gateway inwards: version, token, budget, path, scope, channel, body, and only then the handler. */
function answer(shop: Shop, limit: RateLimit, req: FastifyRequest, request: Request): Answer {
  const { version, route } = request;
  if (version === null) return gateway(404, 'Resource not found');
  const principal = principalOf(shop, req.headers.authorization);
  if (principal === null) return unauthorized();

  const key = `${principal.account.userId}/${principal.channel.application_name}/${principal.channel.id}`;
  const budget = limit.take(key, shop.options);
  const counted = (given: Answer): Answer => {
    if (!shop.options.remainingCallsHeader) return given;
    return { ...given, headers: { 'x-remaining-calls': String(budget.remaining), ...given.headers } };
  };
  if (budget.refusal !== null) return counted(budget.refusal);
  if (route === null) return counted(request.otherMethod ? empty(405) : gateway(404, 'Resource not found'));
  if (principal.token.predates_tracking && route.scope === 'tracking_read') return counted(unauthorized());
  if (!principal.token.scopes.includes(route.scope)) return counted(empty(403));
  const header = req.headers['shipbob_channel_id'];
  const refusal = channelRefusal(principal, Array.isArray(header) ? header[0] : header, {
    required: route.channelHeader?.includes(version) ?? false,
    writes: route.method !== 'GET' && route.reads !== true,
  });
  if (refusal !== null) {
    const shaped = refusal.status === 400 ? route.badHeader?.(HEADER_ERRORS) : undefined;
    return counted(shaped ?? refusal);
  }
  if (request.body.broken) return counted(fieldErrors(400, { $: ['The JSON value could not be converted.'] }));
  const given = route.handle({
    version,
    origin: `${req.protocol}://${req.headers.host ?? 'localhost'}`,
    path: request.path,
    params: request.params,
    query: request.query,
    body: request.body.value,
    account: principal.account,
    channel: principal.channel,
    scopes: principal.token.scopes,
  });
  return counted(given);
}

function withUnknownMembers(given: Answer): Answer {
  const add = (value: Json): Json =>
    isPlainObject(value) ? { ...value, x_member_of_tomorrow: { since: '2027-01', flags: ['new'] } } : value;
  if (Buffer.isBuffer(given.body) || typeof given.body === 'string' || given.status >= 400) return given;
  return { ...given, body: Array.isArray(given.body) ? given.body.map(add) : add(given.body) };
}
