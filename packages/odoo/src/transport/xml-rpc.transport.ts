import type { Json } from '@mlc/kernel';
import { asking, type Endpoint, foreignAnswer, post, serverMsOf } from './exchange.js';
import { executeKwArguments } from './execute-kw.js';
import { type CallSite, classifyFailure, type OdooFailure } from './failures.js';
import { type RpcCredentials, uidOf } from './json-rpc.transport.js';
import type { OdooAnswer, OdooCall, Transport } from './transport.js';
import { methodCallXml, parseMethodResponse } from './xml-codec.js';

/** Odoo's `/xmlrpc/2`, for servers whose `/jsonrpc` is closed (16-19). Errors have four codes and a text only. */
export class XmlRpcTransport implements Transport {
  readonly name = 'xml-rpc';
  #uid: Promise<number> | null = null;
  constructor(
    private readonly endpoint: Endpoint,
    private readonly credentials: RpcCredentials,
  ) {}

  async call(call: OdooCall): Promise<OdooAnswer> {
    const { database, apiKey } = this.credentials;
    const uid = await this.uid();
    const [args, kwargs] = executeKwArguments(call);
    const params = [database, uid, apiKey.reveal(), call.model, call.method, args, kwargs];
    return xmlRpc(this.endpoint, '/xmlrpc/2/object', 'execute_kw', params, call, call);
  }

  uid(): Promise<number> {
    this.#uid ??= this.#authenticate().catch((error: unknown) => {
      this.#uid = null;
      throw error;
    });
    return this.#uid;
  }

  async #authenticate(): Promise<number> {
    const { database, login, apiKey } = this.credentials;
    const site = { model: 'common', method: 'authenticate' };
    const params = [database, login, apiKey.reveal(), {}];
    const timing = asking(this.endpoint);
    return uidOf((await xmlRpc(this.endpoint, '/xmlrpc/2/common', 'authenticate', params, site, timing)).result);
  }
}

async function xmlRpc(
  endpoint: Endpoint,
  path: string,
  method: string,
  params: Json[],
  site: CallSite,
  timing: Pick<OdooCall, 'mutating' | 'timeoutMs' | 'deadlineMs'>,
): Promise<OdooAnswer> {
  const response = await post(endpoint, path, { 'content-type': 'text/xml' }, methodCallXml(method, params), timing);
  const parsed = response.status === 200 ? parseMethodResponse(response.body.toString('utf8')) : null;
  if (parsed === null) throw foreignAnswer(response, site, timing.mutating);
  const serverMs = serverMsOf(response);
  if (parsed.kind === 'value') return { result: parsed.value, serverMs };
  if (isNoneResult(parsed.text)) return { result: null, serverMs };
  throw classifyFailure(failureOfFault(parsed.code, parsed.text), site);
}

/** A method that returned None did its work and committed; only its answer could not be written (all of 16-19). */
const isNoneResult = (text: string): boolean => /cannot marshal None unless allow_none is enabled\s*$/.test(text);

/**
 * "Record does not exist or has been deleted. (Record: res.partner(7,), User: 5)": the second line keeps its form in every
 * language, and no other refusal has it (observed in French, Dutch and German on 17 and 19).
 */
const isMissing = (text: string): boolean =>
  /Record does not exist or has been deleted/.test(text) ||
  /\([^()\n]+[\w.]+\((\d+,?\s*)+\),[^()\n]+\d+\)\s*$/.test(text);

/** The Python name behind a fault: 2 user errors, 3 credentials, 4 rights, 1 a traceback whose last line names it. */
export function failureOfFault(code: number, text: string): OdooFailure {
  if (code === 3) return { name: 'odoo.exceptions.AccessDenied', message: text };
  if (code === 4) return { name: 'odoo.exceptions.AccessError', message: text };
  if (code === 2) {
    return { name: isMissing(text) ? 'odoo.exceptions.MissingError' : 'odoo.exceptions.UserError', message: text };
  }
  const lines = text.trim().split('\n');
  const named = lines.map((line) =>
    /^([A-Za-z_][\w.]*(?:Error|Exception|Failure|Warning|Denied|Detected|Available)): (.*)$/.exec(line),
  );
  const last = named.findLastIndex((match) => match !== null);
  const match = named[last];
  if (!match) return { name: 'unknown', message: lines.at(-1) ?? text };
  const name = match[1] ?? 'unknown';
  const message = [match[2] ?? '', ...lines.slice(last + 1)].join('\n');
  return { name: name.includes('.') ? name : `builtins.${name}`, message };
}
