import { type Json, NeedsAttention, type Redacted } from '@mlc/kernel';
import { z } from 'zod';
import { asking, type Endpoint, foreignAnswer, jsonOf, post, serverMsOf } from './exchange.js';
import { executeKwArguments } from './execute-kw.js';
import { type CallSite, classifyFailure } from './failures.js';
import type { OdooAnswer, OdooCall, Transport } from './transport.js';

const envelope = z.object({
  jsonrpc: z.literal('2.0'),
  result: z.json().optional(),
  error: z
    .object({ message: z.string(), data: z.object({ name: z.string(), message: z.string() }).optional() })
    .optional(),
});

export interface RpcCredentials {
  database: string;
  login: string;
  apiKey: Redacted<string>;
}

/** Odoo's `/jsonrpc`: null fine, errors by name, HTTP 200 for every answer of the application (16-19). */
export class JsonRpcTransport implements Transport {
  readonly name = 'json-rpc';
  #uid: Promise<number> | null = null;
  constructor(
    private readonly endpoint: Endpoint,
    private readonly credentials: RpcCredentials,
  ) {}

  async call(call: OdooCall): Promise<OdooAnswer> {
    const { database, apiKey } = this.credentials;
    const uid = await this.uid();
    const [args, kwargs] = executeKwArguments(call);
    const positional = [database, uid, apiKey.reveal(), call.model, call.method, args, kwargs];
    return jsonRpc(this.endpoint, 'object', 'execute_kw', positional, call, call);
  }

  /** `authenticate` costs a quarter of a second of hashing, so its answer is kept. */
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
    const args = [database, login, apiKey.reveal(), {}];
    return uidOf((await jsonRpc(this.endpoint, 'common', 'authenticate', args, site, asking(this.endpoint))).result);
  }
}

/** `false` instead of an id: unknown login or wrong key, without saying which. */
export function uidOf(result: Json): number {
  if (typeof result === 'number') return result;
  throw new NeedsAttention('Odoo does not accept this login with this API key.', {
    code: 'odoo.invalid_key',
    field: 'odoo.api_key',
    fix: 'Check odoo.login, and make a new API key for that user in Odoo (Preferences, Account Security).',
  });
}

/** One JSON-RPC call of a service of Odoo. */
export async function jsonRpc(
  endpoint: Endpoint,
  service: string,
  method: string,
  args: Json[],
  site: CallSite,
  timing: Pick<OdooCall, 'mutating' | 'timeoutMs' | 'deadlineMs'>,
): Promise<OdooAnswer> {
  const body = JSON.stringify({ jsonrpc: '2.0', method: 'call', id: 1, params: { service, method, args } });
  const response = await post(endpoint, '/jsonrpc', { 'content-type': 'application/json' }, body, timing);
  const parsed = envelope.safeParse(jsonOf(response));
  if (!parsed.success) throw foreignAnswer(response, site, timing.mutating);
  const { result, error } = parsed.data;
  if (error)
    throw classifyFailure({ name: error.data?.name ?? 'unknown', message: error.data?.message ?? error.message }, site);
  return { result: result ?? null, serverMs: serverMsOf(response) };
}
