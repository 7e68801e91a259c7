import { isPlainObject } from '@mlc/kernel';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { type Answer, exchange, type SandboxCore } from '../../core/exchange.js';
import type { Py } from '../engine/cells.js';
import { OdooError } from '../engine/errors.js';
import type { OdooServer } from '../server.js';
import { callKind, callName, loggable, rpcFailure, runService, type ServiceCall } from './execute-kw.js';
import { htmlPage, JSON_TYPE, rawBody } from './web.js';

const BAD_REQUEST =
  '<!doctype html>\n<html lang=en>\n<title>400 Bad Request</title>\n<h1>Bad Request</h1>\n<p>Invalid JSON data</p>\n';

const envelope = (id: Py, rest: { [key: string]: Py }): Answer => ({
  status: 200,
  headers: { 'content-type': JSON_TYPE },
  body: JSON.stringify({ jsonrpc: '2.0', id, ...rest }),
});

interface Request {
  id: Py;
  call: ServiceCall;
}

function parse(req: FastifyRequest): Request | null {
  let body: unknown;
  try {
    body = JSON.parse(rawBody(req).toString('utf8'));
  } catch {
    return null;
  }
  if (!isPlainObject(body)) return null;
  const params = isPlainObject(body['params']) ? body['params'] : {};
  const { service, method, args } = params;
  const id = body['id'];
  return {
    id: typeof id === 'number' || typeof id === 'string' ? id : null,
    call: { service: String(service), method: String(method), args: Array.isArray(args) ? args : [] },
  };
}

function answer(server: OdooServer, { id, call }: Request): Answer {
  try {
    const { result, effects } = runService(server, call);
    return { ...envelope(id, { result }), effects };
  } catch (error) {
    if (!(error instanceof OdooError)) throw error;
    const { name, message } = rpcFailure(server, error);
    const shown = `${name.replace('builtins.', '')}: ${message}`;
    const data = {
      name,
      debug: `Traceback (most recent call last):\n  <server traceback elided>\n${shown}`,
      message,
      arguments: [message],
      context: {},
    };
    return { ...envelope(id, { error: { code: 200, message: 'Odoo Server Error', data } }), refused: true };
  }
}

/** `POST /jsonrpc`: every result of the application is HTTP 200; only a broken request is 400 as HTML (measured). */
export function registerJsonRpc(app: FastifyInstance, core: SandboxCore, server: OdooServer): void {
  app.post('/jsonrpc', async (req: FastifyRequest, reply: FastifyReply) => {
    const isJson = (req.headers['content-type'] ?? '').startsWith('application/json');
    const request = isJson ? parse(req) : null;
    await exchange(core, req, reply, {
      side: 'odoo',
      kind: request === null ? 'read' : callKind(server, request.call),
      call: request === null ? 'POST /jsonrpc' : callName(request.call),
      request: request === null ? null : loggable(request.call),
      handle: () => (request === null ? htmlPage(400, BAD_REQUEST) : answer(server, request)),
    });
    return reply;
  });
}
