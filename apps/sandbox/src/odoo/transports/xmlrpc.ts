import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { type Answer, exchange, type SandboxCore } from '../../core/exchange.js';
import { OdooError } from '../engine/errors.js';
import type { OdooServer } from '../server.js';
import { callKind, callName, loggable, rpcFailure, runService, type ServiceCall } from './execute-kw.js';
import { htmlPage, rawBody } from './web.js';
import { decodeCall, encodeFault, encodeResult, NoneResult } from './xml-codec.js';

const xml = (body: string): Answer => ({ status: 200, headers: { 'content-type': 'text/xml; charset=utf-8' }, body });

const traceback = (line: string): string => `Traceback (most recent call last):\n  <server traceback elided>\n${line}`;

function answer(server: OdooServer, call: ServiceCall): Answer {
  try {
    const { result, effects } = runService(server, call);
    return { ...xml(document(result)), effects };
  } catch (error) {
    if (!(error instanceof OdooError)) throw error;
    const { name, faultCode, message } = rpcFailure(server, error);
    // Code 1 carries a traceback whose last line is `Type: message`; the others carry the bare message (measured).
    const text = faultCode === 1 ? traceback(`${name.replace('builtins.', '')}: ${message}`) : message;
    return { ...xml(encodeFault(faultCode, text)), refused: true };
  }
}

/** A method that returns None has done its work and still answers a fault (measured on 16-19). */
function document(result: Parameters<typeof encodeResult>[0]): string {
  try {
    return encodeResult(result);
  } catch (error) {
    if (!(error instanceof NoneResult)) throw error;
    return encodeFault(1, traceback('TypeError: cannot marshal None unless allow_none is enabled'));
  }
}

/** `POST /xmlrpc/2/common` and `/xmlrpc/2/object`. */
export function registerXmlRpc(app: FastifyInstance, core: SandboxCore, server: OdooServer): void {
  app.post('/xmlrpc/2/:service', async (req: FastifyRequest<{ Params: { service: string } }>, reply: FastifyReply) => {
    const parsed = decodeCall(rawBody(req).toString('utf8'));
    const call: ServiceCall | null =
      parsed === null ? null : { service: req.params.service, method: parsed.method, args: parsed.params };
    await exchange(core, req, reply, {
      side: 'odoo',
      kind: call === null ? 'read' : callKind(server, call),
      call: call === null ? 'POST /xmlrpc/2' : callName(call),
      request: call === null ? null : loggable(call),
      handle: () => (call === null ? htmlPage(400, '<h1>Bad Request</h1>') : answer(server, call)),
    });
    return reply;
  });
}
