import { existsSync, readdirSync, readFileSync } from 'node:fs';
import type { HttpRequest } from '@mlc/egress';
import { isPlainObject, type Json, type JsonObject } from '@mlc/kernel';
import { z } from 'zod';
import type { Canned } from '../testing.js';
import type { OdooCall, TransportName } from '../transport/transport.js';
import { parseMethodResponse } from '../transport/xml-codec.js';
import { ownFiles } from './own-files.test.js';

/** Requests and answers recorded on real servers (Odoo 16-19), beside the project; our own of the same form are always there. */
const root = new URL('../../../../../shared/reference/odoo-samples/', import.meta.url);
export const folderIsHere = existsSync(root);

/** Every file there is, as `19/json2-context-lang.json`, and those of our own content as `own/19/...`. */
export const sampleFiles = (): string[] => {
  const own = Object.keys(ownFiles).map((file) => `own/${file}`);
  if (!folderIsHere) return own;
  const published = readdirSync(root, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => `${entry.parentPath}/${entry.name}`.split('/odoo-samples/').at(-1) ?? '')
    .map((path) => path.replace(/^\/+/, ''));
  return [...published, ...own];
};
/** Without the mark of our own content. */
export const plainName = (file: string): string => file.replace(/^own\//, '');

function textOf(file: string): string {
  if (!file.startsWith('own/')) return readFileSync(new URL(file, root), 'utf8');
  const own = ownFiles[plainName(file)];
  return typeof own === 'string' ? own : JSON.stringify(own);
}
export const jsonOf = (file: string): unknown => JSON.parse(textOf(file));

/** One call as it went over the wire, and what it means whatever the protocol. */
export interface Recorded {
  file: string;
  transport: TransportName;
  /** `object` for calls of models; `common` and `db` are services of their own. */
  service: string;
  call: Pick<OdooCall, 'model' | 'method' | 'ids' | 'params' | 'context'>;
  /** Of the older protocols: what stands before the keywords, which `create` wants so. */
  positional?: Json;
  /** What the server answered. */
  answer: Canned;
  /** Names of the request's headers, lower case; null where they were not recorded. */
  headers: string[] | null;
}

const rpcArgs = z.object({ service: z.string(), method: z.string(), args: z.array(z.json()) });
const rpcBody = z.object({ params: rpcArgs });
const headers = z.record(z.string(), z.string()).default({});
const exchange = z.object({
  request: z.object({ method: z.string(), path: z.string(), headers, body: z.unknown() }),
  response: z.object({ status: z.number(), headers, body: z.unknown() }),
});
const bareExchange = z.object({ request: rpcBody, response: z.object({ jsonrpc: z.string() }).loose() });

/** Reads one recorded exchange; null for a request that no call of a model or service is (see `placement`). */
export function recorded(file: string): Recorded | null {
  if (file.endsWith('.response.xml')) return fromXml(file);
  const json = jsonOf(file);
  const bare = bareExchange.safeParse(json);
  if (bare.success) return fromRpc(file, bare.data.request.params, { status: 200, body: bare.data.response }, null);
  const { request, response } = exchange.parse(json);
  const answer = { status: response.status, headers: contentType(response.headers), body: response.body };
  const names = Object.keys(request.headers).map((name) => name.toLowerCase());
  const rpc = rpcBody.safeParse(request.body);
  if (rpc.success) return fromRpc(file, rpc.data.params, answer, names);
  const [, model, method] = /^\/json\/2\/([^/]+)\/([^/]+)$/.exec(request.path) ?? [];
  if (model === undefined || method === undefined || request.method !== 'POST' || !isPlainObject(request.body))
    return null;
  const { ids, context, ...params } = request.body as { [name: string]: Json };
  const call = { model, method, ids: ids as number[] | undefined, params, context: (context ?? {}) as JsonObject };
  return { file, transport: 'json-2', service: 'object', call, answer, headers: names };
}

const contentType = (given: Record<string, string>): Record<string, string> => {
  const type = Object.entries(given).find(([name]) => name.toLowerCase() === 'content-type')?.[1];
  return { 'content-type': type ?? 'application/json' };
};

function fromRpc(file: string, rpc: z.output<typeof rpcArgs>, answer: Canned, names: string[] | null): Recorded {
  const call = callOf(rpc.service, rpc.method, rpc.args);
  return { file, transport: 'json-rpc', service: rpc.service, call, answer, headers: names, positional: rpc.args[5] };
}

function fromXml(file: string): Recorded {
  const body = textOf(file);
  const request = textOf(file.replace('.response.', '.request.'));
  const method = /<methodName>([^<]*)</.exec(request)?.[1] ?? '';
  const service = method === 'execute_kw' ? 'object' : /db-list/.test(file) ? 'db' : 'common';
  const params = paramsOf(request);
  const call = callOf(service, method, params);
  const answer = { status: 200, headers: { 'content-type': 'text/xml' }, body };
  return { file, transport: 'xml-rpc', service, call, answer, headers: null, positional: params[5] };
}

/** The params of a recorded call, read by our own decoder from an answer made of each. */
export function paramsOf(request: string): Json[] {
  const values = [...request.matchAll(/<param>\s*(<value>.*?<\/value>)\s*<\/param>/gs)].map((match) => match[1] ?? '');
  return values.map((value) => {
    const parsed = parseMethodResponse(`<methodResponse><params><param>${value}</param></params></methodResponse>`);
    if (parsed?.kind !== 'value') throw new Error(`Not a value: ${value}`);
    return parsed.value;
  });
}

/** Methods of a model itself; all others take the records' ids first. */
const OF_MODEL = /^(search.*|create|load|fields_get|name_search|web_search_read|formatted_read_group)$/;
/** Python's names of positional arguments behind the ids. */
const NAMES: Record<string, string[]> = {
  search_read: ['domain', 'fields', 'offset', 'limit', 'order'],
  search: ['domain', 'offset', 'limit', 'order'],
  search_count: ['domain', 'limit'],
  read: ['fields', 'load'],
  create: ['vals_list'],
  write: ['vals'],
  load: ['fields', 'data'],
  fields_get: ['allfields', 'attributes'],
  message_subscribe: ['partner_ids', 'subtype_ids'],
};

/** A call of the older protocols in JSON-2's words, so that two ways to say the same are equal. */
export function callOf(service: string, method: string, args: readonly Json[]): Recorded['call'] {
  if (service !== 'object') return { model: service, method, params: { args: [...args] }, context: {} };
  const [, , , model, name, positional = [], keywords = {}] = args;
  return namedCall(String(model), String(name), positional, keywords);
}

function namedCall(model: string, method: string, positional: Json, keywords: Json): Recorded['call'] {
  const rest = Array.isArray(positional) ? [...positional] : [];
  const given = OF_MODEL.test(method) ? undefined : rest.shift();
  const ids = given === undefined ? undefined : Array.isArray(given) ? given : [given];
  const { context = {}, ...named } = isPlainObject(keywords) ? (keywords as JsonObject) : {};
  const params: JsonObject = { ...named };
  for (const [index, value] of rest.entries()) params[NAMES[method]?.[index] ?? `argument ${index}`] = value;
  return { model, method, ids: ids as number[] | undefined, params, context: context as JsonObject };
}

const json2Body = z
  .object({ ids: z.array(z.number()).optional(), context: z.record(z.string(), z.json()).optional() })
  .catchall(z.json());

/** What a request of ours to JSON-2 or JSON-RPC asks for; null when it calls no model. */
export function callInRequest({ url, body }: HttpRequest): Recorded['call'] | null {
  const [, model, method] = /\/json\/2\/([^/]+)\/([^/]+)$/.exec(url) ?? [];
  if (model !== undefined && method !== undefined) {
    const { ids, context = {}, ...params } = json2Body.parse(JSON.parse(String(body)));
    return { model, method, ids, params, context };
  }
  const rpc = rpcBody.safeParse(body === undefined ? null : JSON.parse(String(body)));
  if (!rpc.success || rpc.data.params.service !== 'object') return null;
  return callOf('object', rpc.data.params.method, rpc.data.params.args);
}

/** What the answer of a success holds: the value that the caller gets. Undefined for errors and faults. */
export function resultIn({ transport, answer }: Recorded): Json | undefined {
  if (transport === 'json-2') return answer.status === 200 ? (answer.body as Json) : undefined;
  if (transport === 'json-rpc') {
    const body = z.object({ result: z.json().optional(), error: z.unknown().optional() }).parse(answer.body);
    return body.error === undefined ? (body.result ?? null) : undefined;
  }
  const parsed = parseMethodResponse(String(answer.body));
  if (parsed?.kind === 'value') return parsed.value;
  // The method ran and returned None, which XML-RPC cannot carry.
  return parsed?.kind === 'fault' && /cannot marshal None/.test(parsed.text) ? null : undefined;
}
