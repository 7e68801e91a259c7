import { STATUS_CODES } from 'node:http';
import { isPlainObject } from '@mlc/kernel';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { Answer, SandboxCore } from '../../core/exchange.js';
import { exchange } from '../../core/exchange.js';
import { type ErrorKind, OdooError } from '../engine/errors.js';
import { asIds } from '../methods/arguments.js';
import type { OdooServer } from '../server.js';
import { htmlPage, JSON_TYPE, NO_DATABASE, rawBody } from './web.js';

/** Status and Python name of each error (measured on 19). */
const SHAPES: Readonly<Record<ErrorKind, readonly [number, string]>> = {
  unauthorized: [401, 'werkzeug.exceptions.Unauthorized'],
  denied: [403, 'odoo.exceptions.AccessDenied'],
  operational: [500, 'psycopg2.OperationalError'],
  access: [403, 'odoo.exceptions.AccessError'],
  user: [422, 'odoo.exceptions.UserError'],
  validation: [422, 'odoo.exceptions.ValidationError'],
  missing: [404, 'odoo.exceptions.MissingError'],
  value: [500, 'builtins.ValueError'],
  type: [500, 'builtins.TypeError'],
  no_model: [404, 'werkzeug.exceptions.NotFound'],
  no_method: [404, 'werkzeug.exceptions.NotFound'],
  not_found: [404, 'werkzeug.exceptions.NotFound'],
  bad_arguments: [422, 'werkzeug.exceptions.UnprocessableEntity'],
  bad_request: [400, 'werkzeug.exceptions.BadRequest'],
};

function errorText(error: OdooError): string {
  if (error.kind === 'no_model') return `the model '${error.message}' does not exist`;
  if (error.kind === 'no_method') return `The method '${error.message}' does not exist`;
  return error.message;
}

/** `{name, message, arguments, context, debug}`; werkzeug's own errors carry their status as a second argument. */
function errorAnswer(error: OdooError): Answer {
  const [status, name] = SHAPES[error.kind];
  const message = errorText(error);
  const isHttp = name.startsWith('werkzeug.');
  const shown = isHttp
    ? `${name}: ${status} ${STATUS_CODES[status] ?? ''}: ${message}`
    : `${name.replace('builtins.', '')}: ${message}`;
  return {
    status,
    headers: { 'content-type': JSON_TYPE, ...(status === 401 ? { 'www-authenticate': 'Bearer ' } : {}) },
    body: {
      name,
      message,
      arguments: isHttp ? [message, status] : [message],
      context: {},
      debug: `Traceback (most recent call last):\n  <server traceback elided>\n${shown}`,
    },
  };
}

const DID_YOU_MEAN = 'Did you mean POST /json/2/<model>/<method>?';

function authenticate(server: OdooServer, req: FastifyRequest) {
  const header = req.headers.authorization ?? '';
  const [scheme = '', key = ''] = header.split(/\s+/, 2);
  if (scheme.toLowerCase() !== 'bearer') {
    throw new OdooError('unauthorized', 'User not authenticated, use an API Key with a Bearer Authorization header.');
  }
  const account = server.accountOfKey(key);
  if (account === undefined) throw new OdooError('unauthorized', 'Invalid apikey');
  return account;
}

/** The named parameters of the body; an empty body or an array silently means none (observed). */
function bodyOf(req: FastifyRequest): Record<string, unknown> {
  const text = rawBody(req).toString('utf8');
  if (text.trim() === '') return {};
  let parsed: unknown;
  try {
    parsed = JSON.parse(text);
  } catch {
    const column = text.length + 1;
    throw new OdooError(
      'bad_request',
      `could not parse the body as json: Expecting value: line 1 column ${column} (char ${column - 1})`,
    );
  }
  return isPlainObject(parsed) ? parsed : {};
}

function answer(server: OdooServer, req: FastifyRequest, model: string, method: string): Answer {
  if (!server.hasDatabase(req.headers['x-odoo-database'])) return htmlPage(404, NO_DATABASE);
  const type = req.headers['content-type'];
  if (req.method === 'POST' && type !== undefined && !type.startsWith('application/json')) {
    return htmlPage(415, unsupported());
  }
  try {
    if (req.method !== 'POST' || method === '') throw new OdooError('not_found', DID_YOU_MEAN);
    const account = authenticate(server, req);
    const { ids, context, ...named } = bodyOf(req);
    const { result, effects } = server.run(account, {
      model,
      method,
      ids: ids === undefined ? undefined : asIds(ids),
      named,
      context: isPlainObject(context) ? context : {},
    });
    return { status: 200, headers: { 'content-type': JSON_TYPE }, body: JSON.stringify(result), effects };
  } catch (error) {
    if (error instanceof OdooError) return errorAnswer(error);
    throw error;
  }
}

const unsupported = (): string =>
  '<!doctype html>\n<html lang=en>\n<title>415 Unsupported Media Type</title>\n<h1>Unsupported Media Type</h1>\n<p>Request inferred type is compatible with [&#39;http&#39;] but &#39;/json/2/&lt;__model__&gt;/&lt;__method__&gt;&#39; is type=&#39;json2&#39;.<br><br>Please verify the Content-Type request header and try again.</p>\n';

/** `POST /json/2/<model>/<method>`: Odoo 19 only; older servers do not know the path. */
export function registerJson2(app: FastifyInstance, core: SandboxCore, odoo: OdooServer): void {
  const handle = async (req: FastifyRequest<{ Params: { '*': string } }>, reply: FastifyReply): Promise<void> => {
    const [model = '', method = ''] = req.params['*'].split('/').map(decodeURIComponent);
    await exchange(core, req, reply, {
      side: 'odoo',
      kind: odoo.kindOf(model, method),
      call: `${model}.${method}`,
      request: model === 'res.users.apikeys' ? withoutKey(safeBody(req)) : safeBody(req),
      handle: () => answer(odoo, req, model, method),
    });
    return reply;
  };
  app.route({ method: ['GET', 'POST', 'PUT', 'DELETE'], url: '/json/2/*', handler: handle });
}

/** The journal holds no secret. */
const withoutKey = (body: unknown): unknown =>
  isPlainObject(body) && 'key' in body ? { ...body, key: '<secret>' } : body;

function safeBody(req: FastifyRequest): unknown {
  const text = rawBody(req).toString('utf8');
  try {
    return text === '' ? null : JSON.parse(text);
  } catch {
    return text;
  }
}
