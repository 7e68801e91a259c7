import { describe, expect, it } from 'vitest';
import { testSandbox } from '../testing.js';
import { numbers, record, records } from '../testing-read.js';

const { call, ids, odoo } = testSandbox(
  {},
  {
    tags: ['ShipBob', 'Other'],
    partners: [
      { name: 'Acme Supply', country: 'CN' },
      { name: 'Bolt', email: 'b@example.com' },
    ],
    products: [
      { sku: 'A-1', name: 'Alpha', tags: ['ShipBob'], barcode: '111', weight: 1 },
      { sku: 'A-2', name: 'Alpha two', tags: ['Other'], weight: 2 },
      { name: 'No code', weight: 3 },
      { sku: 'OLD', name: 'Old', active: false },
    ],
    purchaseOrders: [
      { supplier: 'Acme Supply', lines: [{ product: 'A-1', quantity: 1 }] },
      { supplier: 'Bolt', lines: [{ product: 'A-2', quantity: 2 }], confirm: false },
    ],
  },
);

const codes = (domain: unknown, context: Record<string, unknown> = {}): unknown[] =>
  records(call('product.product', 'search_read', undefined, { domain, fields: ['name'], order: 'id' }, context)).map(
    (row) => row['name'],
  );

describe('a domain', () => {
  it.each<[unknown, string[]]>([
    [[], ['Alpha', 'Alpha two', 'No code']],
    [[['default_code', '=', 'A-1']], ['Alpha']],
    [[['default_code', '=', false]], ['No code']],
    [[['default_code', '!=', false]], ['Alpha', 'Alpha two']],
    [[['default_code', '!=', 'A-1']], ['Alpha two', 'No code']],
    [[['default_code', 'in', ['A-1', false]]], ['Alpha', 'No code']],
    [[['default_code', 'not in', ['A-1']]], ['Alpha two', 'No code']],
    [[['default_code', '=like', 'A-%']], ['Alpha', 'Alpha two']],
    [[['name', 'ilike', 'ALPHA']], ['Alpha', 'Alpha two']],
    [[['name', 'like', 'ALPHA']], []],
    [[['name', 'not ilike', 'alpha']], ['No code']],
    [
      [
        ['weight', '>', 1],
        ['weight', '<=', 3],
      ],
      ['Alpha two', 'No code'],
    ],
    [
      ['|', ['weight', '=', 1], ['weight', '=', 3]],
      ['Alpha', 'No code'],
    ],
    [
      ['!', ['weight', '=', 1]],
      ['Alpha two', 'No code'],
    ],
    [['|', '&', ['weight', '=', 1], ['name', '=', 'x'], ['weight', '=', 2]], ['Alpha two']],
    [[['product_tag_ids.name', '=', 'ShipBob']], ['Alpha']],
    [[['product_tag_ids', 'in', [1]]], ['Alpha']],
    [[['product_tag_ids', '=', false]], ['No code']],
    [[['product_tmpl_id.name', '=', 'Alpha']], ['Alpha']],
    [[['active', 'in', [true, false]]], ['Alpha', 'Alpha two', 'No code', 'Old']],
    [[['active', '=', false]], ['Old']],
  ])('%j finds %j', (domain, expected) => {
    expect(codes(domain)).toEqual(expected);
  });

  it('shows archived records when the context asks, and reads them by id always', () => {
    expect(codes([], { active_test: false })).toContain('Old');
    expect(record(call('product.product', 'read', [ids.products['OLD'] ?? 0], { fields: ['active'] }))).toMatchObject({
      active: false,
    });
  });

  it('follows many2one paths to the state of an order', () => {
    const lines = (state: string) =>
      call('purchase.order.line', 'search_count', undefined, { domain: [['order_id.state', '=', state]] });
    expect([lines('purchase'), lines('draft')]).toEqual([1, 1]);
  });

  it('finds stock below a location with child_of', () => {
    const warehouse = record(
      call('stock.warehouse', 'search_read', undefined, { domain: [], fields: ['view_location_id'], limit: 1 }),
    )['view_location_id'];
    const view = Array.isArray(warehouse) ? warehouse[0] : 0;
    const names = records(
      call('stock.location', 'search_read', undefined, {
        domain: [['id', 'child_of', view]],
        fields: ['complete_name'],
        order: 'id',
      }),
    ).map((row) => row['complete_name']);
    expect(names).toEqual(['WH', 'WH/Stock', 'WH/Input']);
  });

  it('pages by offset, limit and order', () => {
    const page = (offset: number) =>
      numbers(call('product.product', 'search', undefined, { domain: [], order: 'weight desc', offset, limit: 1 }));
    expect([page(0), page(1)]).toEqual([[ids.products['No code']], [ids.products['A-2']]]);
  });

  it('names the operator or the field that it does not know', () => {
    expect(() => codes([['name', 'similar', 'x']])).toThrow(/Invalid operator 'similar'/);
    expect(() => codes([['product_tmpl_id.nope', '=', 1]])).toThrow('Invalid field product.template.nope in condition');
  });
});

describe('the value encoding', () => {
  it('says false for empty and [id, name] for a many2one', () => {
    const [row] = records(
      call('product.product', 'search_read', undefined, {
        domain: [['name', '=', 'No code']],
        fields: [
          'default_code',
          'barcode',
          'country_of_origin',
          'product_tag_ids',
          'weight',
          'uom_id',
          'description_sale',
        ],
      }),
    );
    expect(row).toMatchObject({
      default_code: false,
      barcode: false,
      country_of_origin: false,
      product_tag_ids: [],
      weight: 3,
      uom_id: [1, 'Units'],
      description_sale: false,
    });
  });

  it('gives bare ids when asked', () => {
    const [row] = records(
      call('product.product', 'search_read', undefined, {
        domain: [['name', '=', 'Alpha']],
        fields: ['uom_id'],
        load: '',
      }),
    );
    expect(row?.['uom_id']).toBe(1);
  });
});

describe('rights and companies', () => {
  it('take one right away from ordinary users and leave administrators alone', () => {
    const box = testSandbox({ denied: [{ model: 'purchase.order', operation: 'write' }] });
    const write = (login?: string) =>
      box.odoo.act({ model: 'purchase.order', method: 'button_confirm', ids: [] }, login);
    expect(() => write('bot')).toThrow(/You are not allowed to modify 'Purchase Order'/);
    expect(write().result).toBe(true);
  });

  it('let a buyer confirm but not create products', () => {
    expect(() =>
      odoo.act({ model: 'product.template', method: 'create', named: { vals_list: [{ name: 'x' }] } }, 'bot'),
    ).toThrow('Products/Create');
    expect(
      odoo.act({ model: 'purchase.order', method: 'has_access', ids: [], named: { operation: 'write' } }, 'bot').result,
    ).toBe(true);
    expect(
      odoo.act({ model: 'ir.model.data', method: 'has_access', ids: [], named: { operation: 'read' } }, 'bot').result,
    ).toBe(false);
  });

  it('hide what belongs to another company and refuse a company that is not the user’s', () => {
    const box = testSandbox(
      {},
      {
        otherCompanies: ['Second'],
        users: [{ login: 'bot', companies: ['My Company'] }, { login: 'both' }],
        products: [
          { sku: 'X', name: 'Shared' },
          { sku: 'Y', name: 'Theirs', company: 'Second' },
        ],
      },
    );
    const seen = (login: string, context: Record<string, unknown> = {}) =>
      records(
        box.odoo.act(
          { model: 'product.product', method: 'search_read', named: { domain: [], fields: ['default_code'] }, context },
          login,
        ).result,
      ).map((row) => row['default_code']);
    expect(seen('bot')).toEqual(['X']);
    expect(seen('both')).toEqual(['X', 'Y']);
    expect(seen('both', { allowed_company_ids: [1] })).toEqual(['X']);
    expect(() => seen('bot', { allowed_company_ids: [2] })).toThrow('Access to unauthorized or invalid companies.');
  });

  it('know no model of an application that is not installed', () => {
    const box = testSandbox({}, { options: { modules: ['stock', 'sale', 'delivery'] } });
    expect(() => box.call('purchase.order', 'search', undefined, { domain: [] })).toThrow('purchase.order');
    expect(() => call('mrp.bom', 'search', undefined, { domain: [] })).toThrow('mrp.bom');
  });
});
