import { isPlainObject, type Json, NeedsAttention, Redacted, Rejected } from '@mlc/kernel';
import { z } from 'zod';
import { asking, type Endpoint, foreignAnswer, isHtml, jsonOf, post, serverMsOf } from './exchange.js';
import { classifyFailure, contract, wrongDatabase } from './failures.js';
import type { OdooAnswer, OdooCall, Transport } from './transport.js';

const failureSchema = z.object({ name: z.string(), message: z.string() });
const contextSchema = z.object({ uid: z.number().int() });

/** Thrown when `/json/2` itself does not exist: an Odoo before 19, a wrong database, or no Odoo at all. */
export class Json2Absent extends NeedsAttention {}

/**
 * JSON-2 (Odoo 19 and later): `POST /json/2/<model>/<method>`, one JSON object of named parameters, the key as bearer
 * token. Errors carry the Python exception's name, None is `null`.
 */
export class Json2Transport implements Transport {
  readonly name = 'json-2';
  readonly #endpoint: Endpoint;
  readonly #database: string;
  readonly #authorization: Redacted<string>;

  constructor(endpoint: Endpoint, database: string, apiKey: Redacted<string>) {
    this.#endpoint = endpoint;
    this.#database = database;
    this.#authorization = new Redacted(`bearer ${apiKey.reveal()}`);
  }

  async call(call: OdooCall): Promise<OdooAnswer> {
    const path = `/json/2/${encodeURIComponent(call.model)}/${encodeURIComponent(call.method)}`;
    const headers = {
      'content-type': 'application/json; charset=utf-8',
      authorization: this.#authorization,
      'x-odoo-database': this.#database,
    };
    const response = await post(this.#endpoint, path, headers, JSON.stringify(json2Body(call)), call);
    if (response.status === 404 && isHtml(response)) throw absent(response.body.toString('utf8'), call);
    const body = jsonOf(response);
    if (response.status === 200 && body !== undefined && !isHtml(response))
      return { result: body as Json, serverMs: serverMsOf(response) };
    const failure = isPlainObject(body) ? failureSchema.safeParse(body) : null;
    if (failure?.success) throw classifyFailure(failure.data, call);
    if (response.status === 415)
      throw contract(`Odoo refused the content type of ${call.model}.${call.method} (HTTP 415).`);
    throw foreignAnswer(response, call, call.mutating);
  }

  async uid(): Promise<number> {
    const { result } = await this.call({
      model: 'res.users',
      method: 'context_get',
      context: {},
      ...asking(this.#endpoint),
    });
    const parsed = contextSchema.safeParse(result);
    if (parsed.success) return parsed.data.uid;
    throw new Rejected('Odoo answered res.users.context_get without a user id.', { code: 'odoo.contract' });
  }
}

/** The body: `ids` and `context` beside the named parameters, each only when there is something to say. */
function json2Body(call: Pick<OdooCall, 'ids' | 'params' | 'context'>): Record<string, unknown> {
  return {
    ...(call.ids === undefined ? {} : { ids: call.ids }),
    ...call.params,
    ...(Object.keys(call.context).length === 0 ? {} : { context: call.context }),
  };
}

function absent(html: string, call: OdooCall): NeedsAttention {
  if (/No database is selected/.test(html))
    return wrongDatabase(`Odoo knows no database of this name (${call.model}.${call.method} was answered with 404).`);
  return new Json2Absent(`This server has no /json/2 (${call.model}.${call.method} was answered with 404).`, {
    code: 'odoo.not_odoo',
    field: 'odoo.url',
    fix: 'Check the address; for an Odoo before 19 leave odoo.transport at auto, or name jsonrpc or xmlrpc.',
  });
}
