import { redact } from '@mlc/kernel';
import { describe, expect, it } from 'vitest';
import jsonRpc from '../fixtures/json-rpc.json' with { type: 'json' };
import json2 from '../fixtures/json2.json' with { type: 'json' };
import xmlRpc from '../fixtures/xml-rpc.json' with { type: 'json' };
import { CannedDoor, json } from '../testing.js';
import { JsonRpcTransport } from './json-rpc.transport.js';
import { Json2Transport } from './json2.transport.js';
import type { OdooCall } from './transport.js';
import { methodCallXml, parseMethodResponse } from './xml-codec.js';
import { failureOfFault, XmlRpcTransport } from './xml-rpc.transport.js';

const origin = 'https://odoo.test';
const credentials = { database: 'demo', login: 'bot', apiKey: redact('KEY') };
const timing = { mutating: true, timeoutMs: 1000 };
const callOf = (call: unknown): OdooCall => ({ ...(call as OdooCall), ...timing });

describe('JSON-2', () => {
  it.each(json2)('carries $says', async ({ call, request, response, result }) => {
    const door = new CannedDoor(json(response.body, response.status));
    const answer = await new Json2Transport({ door, origin }, 'demo', redact('KEY')).call(callOf(call));
    expect(answer).toEqual({ result, serverMs: Date.parse('2026-11-23T02:50:00Z') });
    expect(door.requests[0]).toMatchObject({
      method: 'POST',
      url: `${origin}${request.path}`,
      mutating: true,
      idempotent: false,
    });
    expect(door.sent()).toEqual(request.body);
    expect(door.header('authorization')).toBe('bearer KEY');
    expect(door.header('x-odoo-database')).toBe('demo');
    expect(JSON.stringify(door.requests[0]?.headers)).not.toContain('KEY');
  });
});

describe('JSON-RPC', () => {
  it.each(jsonRpc)('carries $says', async ({ call, args, answer, result }) => {
    const door = new CannedDoor(json({ jsonrpc: '2.0', id: 1, result: 6 }), json({ jsonrpc: '2.0', id: 1, ...answer }));
    const transport = new JsonRpcTransport({ door, origin }, credentials);
    expect((await transport.call(callOf(call))).result).toEqual(result);
    const authenticate = { service: 'common', method: 'authenticate', args: ['demo', 'bot', 'KEY', {}] };
    expect(door.sent(0)).toMatchObject({ method: 'call', params: authenticate });
    expect(door.sent(1)).toMatchObject({ params: { service: 'object', method: 'execute_kw', args } });
  });

  it('asks for the user once, and again only after it failed', async () => {
    const wrong = json({ jsonrpc: '2.0', id: 1, result: false });
    const right = json({ jsonrpc: '2.0', id: 1, result: 6 });
    const door = new CannedDoor(wrong, right);
    const transport = new JsonRpcTransport({ door, origin }, credentials);
    await expect(transport.uid()).rejects.toMatchObject({ code: 'odoo.invalid_key', field: 'odoo.api_key' });
    expect(await Promise.all([transport.uid(), transport.uid()])).toEqual([6, 6]);
    expect(door.requests).toHaveLength(2);
  });

  it('judges an error by the name in its data', async () => {
    const data = {
      name: 'odoo.exceptions.ValidationError',
      message: 'Barcode(s) already assigned',
      debug: 'Traceback',
    };
    const error = { code: 200, message: 'Odoo Server Error', data };
    const door = new CannedDoor(json({ jsonrpc: '2.0', id: 1, result: 6 }), json({ jsonrpc: '2.0', id: 1, error }));
    const call = callOf({ model: 'product.product', method: 'write', ids: [1], context: {} });
    const failure = await new JsonRpcTransport({ door, origin }, credentials).call(call).catch((e: unknown) => e);
    expect(failure).toMatchObject({ name: 'Rejected', code: 'odoo.validation' });
    expect(String(failure)).not.toContain('Traceback');
  });
});

describe('XML-RPC', () => {
  it.each(xmlRpc)('decodes $says', ({ xml, value, fault }) => {
    expect(parseMethodResponse(xml)).toEqual(fault ? { kind: 'fault', ...fault } : { kind: 'value', value });
  });

  it('encodes every kind of argument, markup and control characters included', () => {
    const xml = methodCallXml('execute_kw', [1, 2.5, true, null, 'a<b>&\u0001', [3_000_000_000], { key: false }]);
    expect(xml).toBe(
      '<?xml version="1.0"?><methodCall><methodName>execute_kw</methodName><params>' +
        '<param><value><int>1</int></value></param><param><value><double>2.5</double></value></param>' +
        '<param><value><boolean>1</boolean></value></param><param><value><nil/></value></param>' +
        '<param><value><string>a&lt;b&gt;&amp;</string></value></param>' +
        '<param><value><array><data><value><double>3000000000</double></value></data></array></value></param>' +
        '<param><value><struct><member><name>key</name><value><boolean>0</boolean></value></member></struct></value></param>' +
        '</params></methodCall>',
    );
  });

  it('takes the fault of a None result as the success that it is', async () => {
    const text =
      'Traceback (most recent call last):\n  File "x"\nTypeError: cannot marshal None unless allow_none is enabled\n';
    const door = new CannedDoor(xml(valueXml('<int>6</int>')), xml(faultXml(1, text)));
    const call = callOf({ model: 'purchase.order', method: 'button_cancel', ids: [1], context: {} });
    expect((await new XmlRpcTransport({ door, origin }, credentials).call(call)).result).toBe(null);
  });

  it('finds the Python error in the last line of a traceback, and messages of several lines whole', () => {
    const traceback =
      'Traceback (most recent call last):\n  File "a"\n    raise ValueError: x\nValueError: Invalid field \'nope\'';
    expect(failureOfFault(1, traceback)).toEqual({ name: 'builtins.ValueError', message: "Invalid field 'nope'" });
    expect(failureOfFault(1, 'Traceback:\npsycopg2.OperationalError: one\ntwo')).toEqual({
      name: 'psycopg2.OperationalError',
      message: 'one\ntwo',
    });
    expect(failureOfFault(2, 'Record does not exist or has been deleted.\n(Record: x(1,))').name).toMatch(
      /MissingError/,
    );
    const french = 'Enregistrement inexistant ou supprimé.\n(Enregistrement : purchase.order(7,), Utilisateur : 5)';
    expect(failureOfFault(2, french).name).toMatch(/MissingError/);
    const rule = 'Impossible de supprimer la commande (P00042).\n(voir WH/IN/0007 (3), etc.)';
    expect(failureOfFault(2, rule).name).toMatch(/UserError/);
    expect(failureOfFault(3, 'Access Denied').name).toMatch(/AccessDenied/);
    expect(failureOfFault(4, 'no').name).toMatch(/AccessError/);
  });

  it('a page that breaks off in its middle is asked for again', async () => {
    const half = { ...xml("<?xml version='1.0'?><methodResponse><params><par") };
    await expect(new XmlRpcTransport({ door: new CannedDoor(half), origin }, credentials).uid()).rejects.toMatchObject({
      name: 'RetryLater',
      code: 'odoo.gateway',
    });
  });

  it('a page that is no XML-RPC is named as no Odoo', async () => {
    const page = { status: 200, headers: { 'content-type': 'text/html' }, body: '<html><body>Hi</body></html>' };
    await expect(new XmlRpcTransport({ door: new CannedDoor(page), origin }, credentials).uid()).rejects.toMatchObject({
      code: 'odoo.not_odoo',
    });
  });
});

const xml = (body: string) => ({ status: 200, headers: { 'content-type': 'text/xml' }, body });
const valueXml = (value: string): string =>
  `<?xml version='1.0'?><methodResponse><params><param><value>${value}</value></param></params></methodResponse>`;
const faultXml = (code: number, text: string): string =>
  `<?xml version='1.0'?><methodResponse><fault><value><struct><member><name>faultCode</name><value><int>${code}</int></value></member>` +
  `<member><name>faultString</name><value><string>${text}</string></value></member></struct></value></fault></methodResponse>`;
