import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { isKnownError, isPlainObject, type Json, redact } from '@mlc/kernel';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { type Canned, CannedDoor, json } from './testing.js';
import { executeKwArguments } from './transport/execute-kw.js';
import { JsonRpcTransport } from './transport/json-rpc.transport.js';
import { Json2Transport } from './transport/json2.transport.js';
import type { OdooCall } from './transport/transport.js';
import { methodCallXml, parseMethodResponse } from './transport/xml-codec.js';

/** Every recorded answer of real servers (Odoo 16-19) that lies beside the repository, when it does. */
const root = new URL('../../../../shared/reference/odoo-samples/', import.meta.url);
const here = existsSync(root);
const files = (version: string, pattern: RegExp): string[] =>
  here ? readdirSync(new URL(`${version}/`, root)).filter((name) => pattern.test(name)) : [];
const read = (version: string, name: string): string => readFileSync(new URL(`${version}/${name}`, root), 'utf8');

const origin = 'https://odoo.test';
const headers = z.record(z.string(), z.string()).default({});
const exchange = z.object({
  request: z.object({ method: z.string(), path: z.string(), headers, body: z.unknown() }),
  response: z.object({ status: z.number(), headers, body: z.unknown() }),
});
type Exchange = z.output<typeof exchange>;

/** What each kind of recorded error must become. */
const CODES: [RegExp, string][] = [
  [/bad-key|no-key|basic-auth|password-as-bearer/, 'odoo.invalid_key'],
  [/wrong-db|no-db-header/, 'odoo.wrong_database'],
  [/missing-model/, 'odoo.module_missing'],
  [/missing-record-(write|method)|m2o-missing/, 'odoo.missing_record'],
  [
    /access|array-body|bad-kwarg|carrier-create|private-method|xid-(create-(?!dup)|search)/,
    'odoo.access_denied_to_model',
  ],
  [/dup-barcode|xid-create-duplicate|required-missing|duplicate-serial/, 'odoo.validation'],
  [
    /nothing-to-validate|missing-lot|confirm-again|cancel-with-done|post-again|post-no-date|negative-total|edit-posted|apply-as-stock-user|duplicate-ref/,
    'odoo.user_error',
  ],
];

const callOf = (model: string, method: string, named: Record<string, Json>): OdooCall => {
  const { ids, context, ...params } = named;
  return {
    model,
    method,
    ids: ids as number[] | undefined,
    params,
    context: (context ?? {}) as OdooCall['context'],
    mutating: true,
    timeoutMs: 1000,
  };
};

async function outcomeOf(name: string, run: () => Promise<unknown>, expected: unknown): Promise<void> {
  const outcome = await run().then(
    (result) => ({ result }),
    (error: unknown) => ({ error }),
  );
  if ('result' in outcome) {
    expect(outcome.result, name).toEqual(expected);
    return;
  }
  const { error } = outcome;
  if (!isKnownError(error)) throw error;
  const known = CODES.find(([pattern]) => pattern.test(name));
  if (known) expect.soft(error.code, `${name}: ${error.message}`).toBe(known[1]);
  else expect.soft(error.code, `${name}: ${error.message}`).toMatch(/^odoo\.(contract|user_error|validation)$/);
  expect(error.message).not.toContain('Traceback');
}

describe.skipIf(!here)('recorded answers of real servers', () => {
  it('every JSON-2 exchange of 19: our body is the recorded one, and each answer is decoded or named', async () => {
    let compared = 0;
    for (const name of files('19', /^(json2|apikeys).*\.json$/)) {
      const { request, response } = exchange.parse(JSON.parse(read('19', name)));
      const [, model, method] = /^\/json\/2\/([^/]+)\/([^/]+)$/.exec(request.path) ?? [];
      if (model === undefined || method === undefined || request.method !== 'POST') continue;
      const body = isPlainObject(request.body) ? (request.body as Record<string, Json>) : {};
      const door = new CannedDoor(cannedOf(response));
      const transport = new Json2Transport({ door, origin }, 'o19', redact('KEY'));
      await outcomeOf(name, async () => (await transport.call(callOf(model, method, body))).result, response.body);
      expect(door.sent(), name).toEqual(body);
      compared += 1;
    }
    expect(compared).toBeGreaterThan(80);
  });

  it.each(['16', '17', '18'])('every JSON-RPC exchange of %s: decoded or named', async (version) => {
    const names = files(version, /^jsonrpc.*\.json$/);
    for (const name of names) {
      const recorded: unknown = JSON.parse(read(version, name));
      const flat = z.object({ request: z.unknown(), response: z.object({ jsonrpc: z.string() }).loose() });
      const envelope = flat.safeParse(recorded);
      const request = envelope.success ? envelope.data.request : exchange.parse(recorded).request.body;
      const body = envelope.success ? envelope.data.response : exchange.parse(recorded).response.body;
      const rpc = z.object({ params: z.object({ service: z.string(), args: z.array(z.json()) }) }).parse(request);
      const [, , , model, method, args, kwargs] = rpc.params.args;
      if (rpc.params.service !== 'object' || typeof model !== 'string' || typeof method !== 'string') continue;
      const door = new CannedDoor(json({ jsonrpc: '2.0', id: 1, result: 6 }), json(body));
      const transport = new JsonRpcTransport({ door, origin }, { database: 'o', login: 'bot', apiKey: redact('KEY') });
      const call = callOf(model, method, {});
      await outcomeOf(
        name,
        async () => (await transport.call(call)).result,
        (body as { result?: unknown }).result ?? null,
      );
      if (method === 'write' && Array.isArray(args)) {
        const [ids, vals] = args;
        const ours = executeKwArguments({ method, ids: ids as number[], params: { vals: vals ?? null }, context: {} });
        expect(ours, name).toEqual([args, kwargs ?? {}]);
      }
    }
    expect(names.length).toBeGreaterThan(1);
  });

  it.each(['16', '17', '18', '19'])(
    'every XML-RPC answer of %s is decoded, and every call we would send is the recorded one',
    (version) => {
      for (const name of files(version, /^xmlrpc-.*\.response\.xml$/)) {
        const parsed = parseMethodResponse(read(version, name));
        const code = faults.get(`${version}/${name}`);
        expect(parsed, name).toMatchObject(code === undefined ? { kind: 'value' } : { kind: 'fault', code });
      }
      for (const name of files(version, /^xmlrpc-(flow-(receipt|ship)|product\.product|nil).*\.request\.xml$/)) {
        const recorded = read(version, name)
          .replace(/>\s+</g, '><')
          .replace("<?xml version='1.0'?>", '<?xml version="1.0"?>');
        expect(methodCallXml('execute_kw', paramsOf(recorded)), name).toBe(recorded.trim());
      }
    },
  );
});

/** The faults that the index of the samples tells of, by file. */
const faults = new Map(
  (here ? readFileSync(new URL('INDEX.tsv', root), 'utf8') : '').split('\n').flatMap((line): [string, number][] => {
    const [version, name, , status] = line.split('\t');
    const code = /FAULT (\d+)/.exec(status ?? '')?.[1];
    return code === undefined ? [] : [[`${version}/${name?.replace('{request,response}', 'response')}`, Number(code)]];
  }),
);

/** The params of a recorded call, read by our own decoder from an answer made of them. */
function paramsOf(recorded: string): Json[] {
  const values = [...recorded.matchAll(/<param>(<value>.*?<\/value>)<\/param>/gs)].map((match) => match[1] ?? '');
  return values.map((value) => {
    const parsed = parseMethodResponse(`<methodResponse><params><param>${value}</param></params></methodResponse>`);
    if (parsed?.kind !== 'value') throw new Error(`Not a value: ${value}`);
    return parsed.value;
  });
}

function cannedOf(response: Exchange['response']): Canned {
  const type = Object.entries(response.headers).find(([name]) => name.toLowerCase() === 'content-type')?.[1];
  return { status: response.status, headers: { 'content-type': type ?? 'application/json' }, body: response.body };
}
