import { BadInput, isKnownError, isPlainObject, type Json, type JsonObject, redact } from '@mlc/kernel';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { createOdooClient } from './client/odoo-client.js';
import use from './fixtures/sample-use.json' with { type: 'json' };
import { moveRow, pickingRow } from './reader/pickings.js';
import { productRow } from './reader/product-row.js';
import { purchaseLineRow, purchaseOrderRow } from './reader/purchase-orders.js';
import { saleOrderRow } from './reader/sale-orders.js';
import { expectedError } from './samples/expected-errors.test.js';
import {
  callInRequest,
  callOf,
  folderIsHere,
  jsonOf,
  paramsOf,
  plainName,
  type Recorded,
  recorded,
  resultIn,
  sampleFiles,
} from './samples/recorded.test.js';
import { CannedDoor, HandlerDoor, json } from './testing.js';
import { JsonRpcTransport } from './transport/json-rpc.transport.js';
import { Json2Transport } from './transport/json2.transport.js';
import type { Transport } from './transport/transport.js';
import { discoverVersion } from './transport/version.js';
import { XmlRpcTransport } from './transport/xml-rpc.transport.js';

const origin = 'https://odoo.test';
const files = sampleFiles().sort();

/** Requests that our transports cannot make at all; their answers are read all the same. */
const UNASKABLE: Record<string, string> = {
  'empty-body': 'our body is always an object',
  'error-array-body': 'our body is always an object',
  'error-malformed-json': 'our body is always JSON',
  'error-get': 'every call is a POST',
  'error-short-path': 'the path always names model and method',
  'error-content-type': 'the content type is always JSON',
  'error-basic-auth': 'the key is always a bearer token',
  'error-no-key': 'no call goes without a key',
  'error-no-db-header': 'the database is always named',
  'create-single': 'values always go as a list, which every version takes',
  'res.partner-create-dict': 'values always go as a list, which every version takes',
  'xmlrpc1-legacy-error-missing-model': 'the old /xmlrpc is not used',
};
const KINDS: readonly (readonly [RegExp, string])[] = [
  [/^transcripts\/.*\.txt$|^INDEX\.tsv$/, 'for people: what the files beside it were recorded for'],
  [/^\d\d\/fields_get-[a-z._]+\.json$/, 'fields'],
  [/^\d\d\/http-web-(version|webclient-version_info)\.response\.json$/, 'version'],
  [/^19\/webhook-purchase\.order-payload\.json$/, "Odoo's own webhooks are not used: what changed is polled"],
  [/^\d\d\/(json2|jsonrpc|apikeys)-.+\.json$|^\d\d\/xmlrpc1?-.+\.(request|response)\.xml$/, 'exchange'],
];
const kindOf = (file: string): string | undefined => KINDS.find(([pattern]) => pattern.test(plainName(file)))?.[1];
const versionOf = (file: string): string => plainName(file).slice(0, 2);
const stemOf = (file: string): string =>
  plainName(file)
    .replace(/^\d\d\/((json2|jsonrpc|xmlrpc)-)?/, '')
    .replace(/\.(json|request\.xml|response\.xml)$/, '');

const exchanges = files.filter((file) => kindOf(file) === 'exchange' && !file.endsWith('.request.xml'));
const askable = exchanges.flatMap((file) => {
  const found = stemOf(file) in UNASKABLE ? null : recorded(file);
  return found === null ? [] : [found];
});
const calls = askable.filter(({ service }) => service === 'object');

describe('the recorded files', () => {
  it('are all of a kind that is known here', () => {
    expect(files.filter((file) => kindOf(file) === undefined)).toEqual([]);
  });

  it('hold requests that we make, or that are named as unused with the reason, and never both', () => {
    const SERVICES = /^(common-|db-list|absent-on-17)/;
    const stems = [...new Set(exchanges.map(stemOf))].filter((stem) => !SERVICES.test(stem) && !(stem in UNASKABLE));
    const placesOf = (stem: string): string[] => [
      ...(stem in use.operations ? ['operations'] : []),
      ...(use.reads.includes(stem) ? ['reads'] : []),
      ...Object.keys(use.unused).filter((pattern) => new RegExp(pattern).test(stem)),
    ];
    expect(stems.filter((stem) => placesOf(stem).length !== 1).map((stem) => [stem, placesOf(stem)])).toEqual([]);
  });
});

it.skipIf(!folderIsHere)('nothing is said of files that are not there', () => {
  const stems = new Set(exchanges.map(stemOf));
  const named = [...Object.keys(use.operations), ...use.reads, ...Object.keys(UNASKABLE)];
  expect(named.filter((stem) => !stems.has(stem))).toEqual([]);
  const patterns = Object.keys(use.unused).filter((text) => ![...stems].some((stem) => new RegExp(text).test(stem)));
  expect(patterns).toEqual([]);
});

function transportOf({ transport, answer }: Recorded): { door: CannedDoor; transport: Transport } {
  const credentials = { database: 'own', login: 'bot', apiKey: redact('API_KEY') };
  const xml = (value: string) => `<methodResponse><params><param>${value}</param></params></methodResponse>`;
  if (transport === 'json-2') {
    const door = new CannedDoor(answer);
    return { door, transport: new Json2Transport({ door, origin }, 'own', redact('API_KEY')) };
  }
  if (transport === 'json-rpc') {
    const door = new CannedDoor(json({ jsonrpc: '2.0', id: 1, result: 6 }), answer);
    return { door, transport: new JsonRpcTransport({ door, origin }, credentials) };
  }
  const uid = { ...answer, body: xml('<value><int>6</int></value>') };
  const door = new CannedDoor(uid, answer);
  return { door, transport: new XmlRpcTransport({ door, origin }, credentials) };
}

const rpc = z.object({ params: z.object({ service: z.string(), method: z.string(), args: z.array(z.json()) }) });

/** Arguments of `execute_kw` in the last request of the older protocols. */
function argumentsIn(door: CannedDoor, transport: Recorded['transport']): Json[] {
  const body = String(door.requests.at(-1)?.body);
  return transport === 'xml-rpc' ? paramsOf(body) : rpc.parse(JSON.parse(body)).params.args;
}

/** What went over the wire in the last request, in JSON-2's words. */
function sentIn(door: CannedDoor, { transport }: Recorded): Recorded['call'] | null {
  if (transport === 'xml-rpc') return callOf('object', 'execute_kw', argumentsIn(door, transport));
  const request = door.requests.at(-1);
  return request === undefined ? null : callInRequest(request);
}

describe.each(calls)('$file', (sample) => {
  const { door, transport } = transportOf(sample);
  const run = () => transport.call({ ...sample.call, mutating: true, timeoutMs: 1000 });

  it('is asked for as it was recorded, and its answer is read for what it is', async () => {
    const code = expectedError(plainName(sample.file));
    if (code === null) {
      expect((await run()).result).toEqual(resultIn(sample));
    } else {
      const error: unknown = await run().then(
        () => 'a success',
        (thrown: unknown) => thrown,
      );
      expect(isKnownError(error) ? error.code : error).toBe(code);
      expect(String(error)).not.toContain('Traceback');
      expect(isKnownError(error) && error.fix).toBeTruthy();
    }
    expect(sentIn(door, sample)).toEqual(sample.call);
    // Reads may name what others say by position; everything else goes as it was recorded, `create` by necessity.
    if (sample.transport !== 'json-2' && !/^(search|read|fields_get|name_search)/.test(sample.call.method))
      expect(argumentsIn(door, sample.transport)[5]).toEqual(sample.positional);
    const names = Object.keys(door.requests.at(-1)?.headers ?? {});
    if (sample.headers !== null) expect(sample.headers).toEqual(expect.arrayContaining(names));
  });
});

describe('who we are', () => {
  const signIns = askable.filter(({ call }) => call.method === 'authenticate');

  it.each(signIns.map((sample) => ({ ...sample })))('$file is asked and answered', async (sample) => {
    const door = new CannedDoor(sample.answer);
    const [database = '', login = '', key = ''] = z
      .tuple([z.string(), z.string(), z.string(), z.unknown()])
      .parse(sample.call.params?.['args'])
      .map(String);
    const credentials = { database, login, apiKey: redact(key) };
    const transport =
      sample.transport === 'xml-rpc'
        ? new XmlRpcTransport({ door, origin }, credentials)
        : new JsonRpcTransport({ door, origin }, credentials);
    const uid: unknown = await transport.uid().catch((error: unknown) => (isKnownError(error) ? error.code : error));
    const refused = /baddb/.test(sample.file) ? 'odoo.wrong_database' : 'odoo.invalid_key';
    expect(uid).toEqual(/bad/.test(sample.file) ? refused : resultIn(sample));
    const body = String(door.requests[0]?.body);
    const args = sample.transport === 'xml-rpc' ? paramsOf(body) : JSON.parse(body).params.args;
    expect(args).toEqual(sample.call.params?.['args']);
  });
});

describe('which Odoo it is', () => {
  const notFound = { status: 404, headers: { 'content-type': 'text/html' }, body: '<title>404</title>' };

  it.each(files.filter((file) => kindOf(file) === 'version' && file.includes('web-version')))(
    '%s tells',
    async (file) => {
      const version = await discoverVersion({ door: new CannedDoor(json(jsonOf(file))), origin });
      expect(version.major).toBe(Number(versionOf(file)));
    },
  );

  it.each(askable.filter(({ call, transport }) => call.method === 'version' && transport === 'json-rpc'))(
    '$file tells where there is no /web/version',
    async ({ file, answer }) => {
      const version = await discoverVersion({ door: new CannedDoor(notFound, answer), origin });
      expect(version.major).toBe(Number(versionOf(file)));
    },
  );
});

/** Rows that are read on every version, with the words of each dialect. */
const DIALECTS: Record<string, { row: z.ZodObject; words: Record<string, string[]> }> = {
  'stock.move': {
    row: moveRow,
    words: {
      16: ['quantity_done'],
      17: ['quantity', 'picked'],
      18: ['quantity', 'picked'],
      19: ['quantity', 'picked'],
    },
  },
  'stock.picking': { row: pickingRow, words: { 17: ['return_id'], 18: ['return_id'], 19: ['return_id'] } },
  'product.product': {
    row: productRow,
    words: { 16: ['detailed_type'], 17: ['detailed_type'], 18: ['is_storable'], 19: ['is_storable'] },
  },
  'purchase.order': { row: purchaseOrderRow, words: {} },
  'purchase.order.line': {
    row: purchaseLineRow,
    words: { 16: ['product_uom'], 17: ['product_uom'], 18: ['product_uom'], 19: ['product_uom_id'] },
  },
  'sale.order': { row: saleOrderRow, words: {} },
};

describe('the fields of each version', () => {
  const recordedFields = files.filter((file) => kindOf(file) === 'fields');

  it.each(recordedFields)('%s are read with their types', async (file) => {
    const model = stemOf(file).replace('fields_get-', '');
    const all = z.record(z.string(), z.object({ type: z.string() }).loose()).parse(jsonOf(file));
    const door = new HandlerDoor({ [`${model}.fields_get`]: () => all });
    const known = await clientOver(door).fieldsGet(model);
    expect(known.size).toBe(Object.keys(all).length);
    expect([...known].every(([name, info]) => info.type === all[name]?.type)).toBe(true);
  });

  it.each(recordedFields.filter((file) => stemOf(file).replace('fields_get-', '') in DIALECTS))(
    '%s hold every field that is asked for, in the words of the version',
    async (file) => {
      const model = stemOf(file).replace('fields_get-', '');
      const all = jsonOf(file) as JsonObject;
      const door = new HandlerDoor({ [`${model}.fields_get`]: () => all, [`${model}.search_read`]: () => [] });
      const { row, words } = DIALECTS[model] ?? missingDialect(model);
      await clientOver(door).searchRead(model, row, { domain: [] });
      const asked = z.array(z.string()).parse(door.made(`${model}.search_read`)[0]?.['fields']);
      expect(asked.filter((name) => name !== 'write_date' && !(name in all))).toEqual([]);
      const own = words[versionOf(file)] ?? [];
      const others = Object.values(words)
        .flat()
        .filter((word) => !own.includes(word));
      expect(asked).toEqual(expect.arrayContaining(own));
      expect(asked.filter((name) => others.includes(name))).toEqual([]);
    },
  );
});

/** A value as Odoo writes it and as we read it. */
function isRead(raw: unknown, read: unknown): boolean {
  if (raw === false) return read === null || read === false || read === 0;
  if (Array.isArray(raw) && isPlainObject(read)) return read['id'] === raw[0] && read['name'] === raw[1];
  if (raw === '') return read === null || read === '';
  return JSON.stringify(read) === JSON.stringify(raw);
}

describe('the rows of each version', () => {
  const rows = calls.flatMap((sample) => {
    const row = DIALECTS[sample.call.model]?.row;
    const result = resultIn(sample);
    if (row === undefined || !use.reads.includes(stemOf(sample.file)) || !Array.isArray(result)) return [];
    const records = z.array(z.record(z.string(), z.json())).safeParse(result);
    return (records.data ?? []).map((raw) => ({ file: sample.file, raw, row }));
  });

  it.each(rows)('$file are read value by value', ({ raw, row }) => {
    const read = row.partial().parse(raw);
    const wrong = Object.entries(read).filter(([name, value]) => !isRead(raw[name], value));
    expect(wrong).toEqual([]);
    expect(read['name'] ?? read['id']).toBeDefined();
  });
});

const clientOver = (door: HandlerDoor) =>
  createOdooClient({ door, url: origin, database: 'own', apiKey: redact('API_KEY'), companyId: 1 });

function missingDialect(model: string): never {
  throw new BadInput(`No row of ${model} is known here.`, { code: 'test.model' });
}
