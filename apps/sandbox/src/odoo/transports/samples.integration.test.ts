import { isPlainObject } from '@mlc/kernel';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { haveSamples, sample, sampleIndex } from '../samples.js';
import type { OdooSandbox } from '../sandbox.js';
import { type Listening, listen, type Reply, readReply, testSandbox } from '../testing.js';
import { shape } from '../testing-read.js';
import type { OdooWorld } from '../world/schema.js';

/** Recorded exchange of JSON-2. */
const recorded = z.object({
  request: z.object({
    method: z.string(),
    path: z.string(),
    headers: z.record(z.string(), z.string()),
    body: z.unknown(),
  }),
  response: z.object({ status: z.number(), headers: z.record(z.string(), z.string()), body: z.unknown() }),
});

const filler = (name: string) => ({ name });
const world: OdooWorld = {
  options: { database: 'o19', otherDatabases: ['o19demo'] },
  users: [
    {
      login: 'manager',
      email: 'm@example.com',
      password: 'secret',
      apiKeys: ['manager-key'],
      groups: [
        'product.group_product_manager',
        'base.group_partner_manager',
        'stock.group_stock_user',
        'purchase.group_purchase_user',
        'sales_team.group_sale_salesman',
      ],
    },
    { login: 'reader', apiKeys: ['reader-key'], groups: [] },
  ],
  partners: [
    { name: 'Acme Supplier', ref: 'ACME', supplier: true },
    { name: 'Customer', isCompany: false },
  ],
  products: [
    ...['P1', 'P2', 'P3', 'P4'].map(filler),
    { sku: 'PROBE-1', name: 'Probe Widget', barcode: '0999999999991', weight: 0.25 },
  ],
};

/** The recorded keys are masked: these calls were made as somebody without rights, or without a good key. */
const KEYS: Readonly<Record<string, string>> = {
  'json2-error-access-create.json': 'reader-key',
  'json2-error-access-read.json': 'reader-key',
  'json2-error-bad-key.json': 'f'.repeat(40),
  'json2-error-password-as-bearer.json': 'secret',
};

/** Same people, other numbers. */
const normal = (text: unknown): unknown => (typeof text === 'string' ? text.replace(/User: \d+/, 'User: N') : text);

describe.skipIf(!haveSamples)('JSON-2 answers as Odoo 19 was recorded', () => {
  let odoo: OdooSandbox;
  let server: Listening;
  beforeAll(async () => {
    odoo = testSandbox({}, world).odoo;
    server = await listen(odoo);
  });
  afterAll(() => server.close());

  async function replay(file: string): Promise<{ real: z.output<typeof recorded>['response']; ours: Reply }> {
    const { request, response } = recorded.parse(sample(`19/${file}`));
    const { Authorization: authorization, ...headers } = request.headers;
    const key = KEYS[file] ?? 'manager-key';
    const text = typeof request.body === 'string' ? request.body : JSON.stringify(request.body);
    const answer = await fetch(`${server.url}${request.path}`, {
      method: request.method,
      headers: {
        ...headers,
        ...(authorization === undefined ? {} : { Authorization: authorization.replace('<API_KEY>', key) }),
      },
      ...(request.method === 'GET' ? {} : { body: Buffer.from(text) }),
    });
    return { real: response, ours: await readReply(answer) };
  }

  const index = haveSamples ? sampleIndex().filter((row) => row.version === '19') : [];
  const errors = index
    .map((row) => row.file)
    .filter((file) => /^json2-(error|empty|context|datetime)/.test(file) && file !== 'json2-error-access-field.json');

  it.each(errors)('%s: same status, type, name and text', async (file) => {
    const { real, ours } = await replay(file);
    expect(ours.status).toBe(real.status);
    expect(ours.type).toBe(real.headers['Content-Type']);
    if (!isPlainObject(real.body) || !isPlainObject(ours.body)) {
      if (typeof real.body === 'string') expect(ours.body).toBe(real.body);
      return;
    }
    expect(Object.keys(ours.body).sort()).toEqual(Object.keys(real.body).sort());
    expect(ours.body['name']).toBe(real.body['name']);
    if (file !== 'json2-error-access-read.json')
      expect(normal(ours.body['message'])).toBe(normal(real.body['message']));
    expect(ours.headers.get('www-authenticate')?.trim()).toBe(real.headers['WWW-Authenticate']?.trim());
  });

  const reads = [
    'json2-product.product-search_read.json',
    'json2-product.product-read.json',
    'json2-product.product-read-load-empty.json',
    'json2-product.product-web_read.json',
    'json2-product.product-web_search_read.json',
    'json2-res.users-context_get.json',
    'json2-mixed-missing-read.json',
    'json2-product.product-search.json',
    'json2-product.product-search_count.json',
    'json2-fields_get.json',
    'json2-flow-warehouse.json',
    'json2-flow-load-6-error.json',
    'json2-res.partner-create-dict.json',
    'json2-product.product-write.json',
  ];
  it.each(reads)('%s: same shape', async (file) => {
    const { real, ours } = await replay(file);
    expect(ours.status).toBe(real.status);
    // A tax is not seeded, a category is: fields where the recorded company differs from ours.
    expect(shape(ours.body, ['taxes_id', 'categ_id'])).toEqual(shape(real.body, ['taxes_id', 'categ_id']));
  });
});
