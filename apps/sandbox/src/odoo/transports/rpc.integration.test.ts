import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { haveSamples, sampleText } from '../samples.js';
import { BOT_KEY, type Listening, listen, post, testSandbox } from '../testing.js';
import { numbers, record } from '../testing-read.js';

describe('the older protocols of Odoo 17', () => {
  const box = testSandbox({ version: '17' });
  const bot = box.ids.users['bot'] ?? 0;
  let server: Listening;
  beforeAll(async () => {
    server = await listen(box.odoo);
  });
  afterAll(() => server.close());

  const jsonrpc = (service: string, method: string, args: unknown[]) =>
    post(`${server.url}/jsonrpc`, { jsonrpc: '2.0', method: 'call', id: 7, params: { service, method, args } });
  const kw = (model: string, method: string, args: unknown[], kwargs: unknown = {}, key = BOT_KEY, db = 'demo') =>
    jsonrpc('object', 'execute_kw', [db, bot, key, model, method, args, kwargs]);
  const xml = async (path: string, body: string) =>
    (
      await fetch(`${server.url}/xmlrpc/2/${path}`, { method: 'POST', headers: { 'content-type': 'text/xml' }, body })
    ).text();
  const xmlCall = (model: string, method: string, args: string) =>
    xml(
      'object',
      `<?xml version='1.0'?><methodCall><methodName>execute_kw</methodName><params>${[
        '<string>demo</string>',
        `<int>${bot}</int>`,
        `<string>${BOT_KEY}</string>`,
        `<string>${model}</string>`,
        `<string>${method}</string>`,
        args,
      ]
        .map((value) => `<param><value>${value}</value></param>`)
        .join('')}</params></methodCall>`,
    );
  const list = (inner: string) => `<array><data>${inner}</data></array>`;

  it('tell the version, and do not know JSON-2', async () => {
    expect((await jsonrpc('common', 'version', [])).body).toMatchObject({
      id: 7,
      result: { server_version: '17.0-20240709', protocol_version: 1 },
    });
    expect((await fetch(`${server.url}/web/version`)).status).toBe(404);
    const missing = await post(`${server.url}/json/2/res.partner/search`, { domain: [] });
    expect(missing).toMatchObject({ status: 404, type: 'text/html; charset=utf-8' });
  });

  it('authenticate with a key, and answer false for a wrong one', async () => {
    const uid = async (secret: string) =>
      record([(await jsonrpc('common', 'authenticate', ['demo', 'bot', secret, {}])).body])['result'];
    expect([await uid(BOT_KEY), await uid('bad')]).toEqual([bot, false]);
  });

  it('read with positional arguments', async () => {
    const reply = await kw('product.product', 'search_read', [[['default_code', '=', 'A']]], {
      fields: ['name', 'uom_id', 'detailed_type'],
    });
    expect(reply.body).toMatchObject({ result: [{ name: 'Alpha', uom_id: [1, 'Units'], detailed_type: 'product' }] });
  });

  it('create one record as an id and several as a list', async () => {
    const line = { partner_id: box.ids.partners['Acme Supply'] };
    expect((await kw('purchase.order', 'create', [line])).body).toMatchObject({ result: expect.any(Number) });
    const many = record([(await kw('purchase.order', 'create', [[line, line]])).body]);
    expect(numbers(many['result'])).toHaveLength(2);
  });

  it.each([
    [
      'a wrong key',
      () => kw('res.partner', 'search_count', [[]], {}, 'bad'),
      'odoo.exceptions.AccessDenied',
      'Access Denied',
    ],
    [
      'an unknown database',
      () => kw('res.partner', 'search_count', [[]], {}, BOT_KEY, 'nodb'),
      'psycopg2.OperationalError',
      'database "nodb" does not exist',
    ],
    [
      'an unknown model',
      () => kw('no.model', 'search', [[]]),
      'odoo.exceptions.UserError',
      "Object no.model doesn't exist",
    ],
    [
      'an unknown method',
      () => kw('res.partner', 'no_method', [[]]),
      'builtins.AttributeError',
      "The method 'no_method' does not exist on the model 'res.partner'",
    ],
    [
      'an unknown field',
      () => kw('res.partner', 'search_read', [[]], { fields: ['nope'] }),
      'builtins.ValueError',
      "Invalid field 'nope' on model 'res.partner'",
    ],
    [
      'a missing record',
      () => kw('purchase.order', 'write', [[999_999], { origin: 'x' }]),
      'odoo.exceptions.MissingError',
      'Record does not exist or has been deleted.',
    ],
  ])('answer 200 and the exception by name for %s', async (_what, ask, name, text) => {
    const reply = await ask();
    expect(reply.status).toBe(200);
    expect(reply.body).toMatchObject({
      jsonrpc: '2.0',
      id: 7,
      error: { code: 200, message: 'Odoo Server Error', data: { name, message: expect.stringContaining(text) } },
    });
  });

  it('give null over JSON-RPC where XML-RPC has done the work and faults', async () => {
    const order = async () =>
      numbers(
        record([(await kw('purchase.order', 'create', [[{ partner_id: box.ids.partners['Acme Supply'] }]])).body])[
          'result'
        ],
      )[0] ?? 0;
    expect((await kw('purchase.order', 'button_cancel', [[await order()]])).body).toMatchObject({ result: null });
    const second = await order();
    const answer = await xmlCall(
      'purchase.order',
      'button_cancel',
      list(`<value>${list(`<value><int>${second}</int></value>`)}</value>`),
    );
    expect(answer).toContain('TypeError: cannot marshal None unless allow_none is enabled');
    const state = await kw('purchase.order', 'read', [[second]], { fields: ['state'] });
    expect(state.body).toMatchObject({ result: [{ state: 'cancel' }] });
  });

  it('marshal floats as doubles and empty values as false over XML-RPC', async () => {
    const answer = await xmlCall(
      'product.product',
      'search_read',
      list(
        `<value>${list(`<value>${list('<value>default_code</value><value><string>=</string></value><value>B</value>')}</value>`)}</value><value>${list('<value>weight</value><value>barcode</value>')}</value>`,
      ),
    );
    expect(answer).toContain('<name>weight</name>\n<value><double>1.5</double></value>');
    expect(answer).toContain('<name>barcode</name>\n<value><boolean>0</boolean></value>');
  });

  it('refuse a broken request with 400 and HTML', async () => {
    expect(await post(`${server.url}/jsonrpc`, '{"jsonrpc":')).toMatchObject({
      status: 400,
      type: 'text/html; charset=utf-8',
    });
  });

  it('keep secrets out of the journal', () => {
    expect(JSON.stringify(box.core.journal.entries())).not.toContain(BOT_KEY);
  });

  describe.skipIf(!haveSamples)('as recorded', () => {
    const fault = (text: string) => /<name>faultCode<\/name>\s*<value><int>(\d+)/.exec(text)?.[1];
    const lastLine = (text: string) =>
      /<name>faultString<\/name>\s*<value><string>([\s\S]*?)<\/string>/.exec(text)?.[1]?.trim().split('\n').at(-1);
    it.each([
      'error-bad-domain-field',
      'error-bad-field',
      'error-bad-key',
      'error-missing-method',
      'error-missing-model',
      'error-private-method',
      'error-19-field-on-17',
      'error-missing-record-write',
    ])('fault of %s: same code, same last line', async (name) => {
      const request = sampleText(`17/xmlrpc-${name}.request.xml`)
        .replace('<string>o17</string>', '<string>demo</string>')
        .replace(/<value><int>\d+<\/int><\/value>/, `<value><int>2</int></value>`)
        .replace('API_KEY', 'admin');
      const real = sampleText(`17/xmlrpc-${name}.response.xml`);
      const ours = await xml('object', request);
      expect(fault(ours)).toBe(fault(real));
      expect(lastLine(ours)?.replace(/User: \d+/, '')).toBe(lastLine(real)?.replace(/User: \d+/, ''));
    });
  });
});
