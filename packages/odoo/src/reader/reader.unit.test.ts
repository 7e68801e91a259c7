import { redact } from '@mlc/kernel';
import { describe, expect, it } from 'vitest';
import { createOdooClient } from '../client/odoo-client.js';
import { CannedDoor, HandlerDoor, html, json, refusal } from '../testing.js';
import { createOdooReader } from './odoo-reader.js';
import { isStorable, nameOf } from './product-row.js';

const product = {
  id: 1,
  product_tmpl_id: [1, 'x'],
  active: true,
  default_code: ' SKU ',
  barcode: false,
  display_name: 'Shirt (Red, L)',
  type: 'consu',
  is_storable: true,
  weight: 1,
  uom_id: [1, 'Units'],
  standard_price: false,
  list_price: 2,
  company_id: false,
  all_product_tag_ids: [3, 2],
  write_date: '2026-11-23 02:42:45',
};
const described = (...names: string[]) => Object.fromEntries(names.map((name) => [name, { type: 'char' }]));

function readerOf(door: HandlerDoor) {
  return createOdooReader(
    createOdooClient({ door, url: 'https://odoo.test', database: 'd', apiKey: redact('K'), companyId: 1 }),
  );
}

describe('products', () => {
  it('with Manufacturing are kits by its flag, without a question about bills of materials', async () => {
    const door = new HandlerDoor({
      'product.product.fields_get': () => described('is_storable', 'is_kits'),
      'product.product.search_read': (body) =>
        (body['fields'] as string[]).includes('is_kits')
          ? [{ ...product, is_kits: true, all_product_tag_ids: undefined }]
          : [],
    });
    expect((await readerOf(door).products([1], { warehouseIds: [] })).get(1)).toMatchObject({
      is_kit: true,
      standard_price: 0,
    });
  });

  it('without Purchase or Manufacturing stand on no order, and that is asked once', async () => {
    const door = new HandlerDoor({
      'product.product.fields_get': () => described('is_storable'),
      'product.product.search_read': () => [{ ...product, all_product_tag_ids: undefined }],
      'purchase.order.line.search_read': () => {
        throw refusal('werkzeug.exceptions.NotFound', "the model 'purchase.order.line' does not exist", 404);
      },
      'mrp.bom.search_read': () => {
        throw refusal('odoo.exceptions.AccessError', "You are not allowed to access 'Bill of Material'", 403);
      },
    });
    const reader = readerOf(door);
    await reader.products([1], { warehouseIds: [9] });
    expect((await reader.products([1], { warehouseIds: [9] })).get(1)).toMatchObject({
      on_purchase_order: false,
      is_kit: false,
    });
    expect(
      [door.made('purchase.order.line.search_read'), door.made('mrp.bom.search_read')].map((made) => made.length),
    ).toEqual([1, 1]);
  });

  it('that carry the deciding tag are not looked for on orders; the others are', async () => {
    const door = new HandlerDoor({
      'product.product.fields_get': () => described('is_storable', 'all_product_tag_ids', 'is_kits'),
      'product.product.search_read': () => [
        { ...product, all_product_tag_ids: [2], is_kits: false },
        { ...product, id: 7, default_code: 'OTHER', all_product_tag_ids: [], is_kits: false },
      ],
      'product.tag.search_read': () => [{ id: 2, name: 'ShipBob' }],
      'purchase.order.line.search_read': () => [{ id: 1, product_id: [7, 'Other'] }],
    });
    const options = { warehouseIds: [9], unlessTagged: 'ShipBob' };
    const seen = await readerOf(door).products([1, 7], options);
    expect([seen.get(1)?.on_purchase_order, seen.get(7)?.on_purchase_order]).toEqual([false, true]);
    expect(JSON.stringify(door.made('purchase.order.line.search_read'))).toContain('["product_id","in",[7]]');
  });

  it('carry a tag that was made a moment ago, although tags are kept between reads', async () => {
    const tags = [{ id: 2, name: 'Old' }];
    const door = new HandlerDoor({
      'product.product.fields_get': () => described('is_storable', 'all_product_tag_ids'),
      'product.product.search_read': () => [{ ...product, all_product_tag_ids: tags.map((tag) => tag.id) }],
      'product.tag.search_read': () => tags,
      'mrp.bom.search_read': () => [],
    });
    const client = createOdooClient({
      door,
      url: 'https://odoo.test',
      database: 'd',
      apiKey: redact('K'),
      companyId: 1,
    });
    const tagsRead = async () => (await createOdooReader(client).products([1], { warehouseIds: [] })).get(1)?.tags;
    expect([await tagsRead(), await tagsRead()]).toEqual([['Old'], ['Old']]);
    expect(door.made('product.tag.search_read')).toHaveLength(1);
    tags.push({ id: 3, name: 'ShipBob' });
    expect(await tagsRead()).toEqual(['Old', 'ShipBob']);
  });

  it('a right that is missing on purchase lines is told, never read as "on no order"', async () => {
    const door = new HandlerDoor({
      'product.product.fields_get': () => described('is_storable'),
      'product.product.search_read': () => [{ ...product, all_product_tag_ids: undefined }],
      'purchase.order.line.search_read': () => {
        throw refusal('odoo.exceptions.AccessError', 'You are not allowed', 403);
      },
    });
    await expect(readerOf(door).products([1], { warehouseIds: [9] })).rejects.toMatchObject({
      code: 'odoo.access_denied_to_model',
    });
  });

  it('are storable by type up to 17 and by flag from 18 on, and their name has no code', () => {
    expect(isStorable({ type: 'product', detailed_type: 'product', is_storable: undefined })).toBe(true);
    expect(isStorable({ type: 'consu', detailed_type: 'consu', is_storable: undefined })).toBe(false);
    expect(isStorable({ type: 'consu', detailed_type: undefined, is_storable: true })).toBe(true);
    expect(isStorable({ type: 'consu', detailed_type: undefined, is_storable: false })).toBe(false);
    expect(nameOf({ default_code: 'S', display_name: '[S] Shirt (Red)' })).toBe('Shirt (Red)');
    expect(nameOf({ default_code: null, display_name: '[S] Shirt' })).toBe('[S] Shirt');
  });
});

describe('warehouses', () => {
  it('are read once for many jobs, and again at once when a code of the settings is not among them', async () => {
    const rows = [{ id: 1, code: 'WH', lot_stock_id: [8, 'WH/Stock'] }];
    const door = new HandlerDoor({ 'stock.warehouse.search_read': () => rows });
    const reader = readerOf(door);
    await reader.warehouses(['WH']);
    await reader.warehouses(['WH']);
    expect(door.made('stock.warehouse.search_read')).toHaveLength(1);
    rows.push({ id: 2, code: 'SB', lot_stock_id: [9, 'SB/Stock'] });
    expect((await reader.warehouses(['WH', 'SB'])).map((warehouse) => warehouse.id)).toEqual([1, 2]);
  });
});

describe('a poll page', () => {
  const request = { from: '2026-11-23 02:00:00', afterId: 4, limit: 1 };

  it('has a fixed lower bound, goes on after the last id, and tells by one row more whether a page follows', async () => {
    const door = new HandlerDoor({
      'product.product.fields_get': () => described('is_storable', 'all_product_tag_ids'),
      'product.product.search_read': () => [
        { ...product, id: 5 },
        { ...product, id: 6, all_product_tag_ids: [2, 3] },
      ],
    });
    const page = await readerOf(door).page('product.product', request);
    expect(page).toMatchObject({
      last: false,
      serverTime: '2026-11-23 02:50:00',
      rows: [{ id: 5, stamp: '2026-11-23 02:42:45', refs: {} }],
    });
    expect(door.made('product.product.search_read')).toMatchObject([
      {
        domain: [
          ['write_date', '>=', '2026-11-23 02:00:00'],
          ['id', '>', 4],
          ['company_id', 'in', [false, 1]],
        ],
        order: 'id asc',
        limit: 2,
        context: { active_test: false, allowed_company_ids: [1] },
      },
    ]);
    const both = await readerOf(door).page('product.product', { ...request, limit: 2 });
    expect(both.last).toBe(true);
    expect(both.rows[0]?.hash, 'the order of tags is not content').toBe(both.rows[1]?.hash);
  });

  it('on 16 also finds variants whose template was edited', async () => {
    const rpc = (result: unknown) => json({ jsonrpc: '2.0', id: 1, result });
    const door = new CannedDoor(
      html(404),
      html(404),
      rpc({ server_version: '16.0' }),
      rpc(6),
      rpc(described('detailed_type')),
      rpc([]),
    );
    const client = createOdooClient({
      door,
      url: 'https://odoo.test',
      database: 'd',
      apiKey: redact('K'),
      login: 'bot',
      companyId: 1,
    });
    await createOdooReader(client).page('product.product', request);
    const stale = ['product_tmpl_id.write_date', '>=', request.from];
    expect(JSON.stringify(door.sent(5))).toContain(
      `["|",["write_date",">=","${request.from}"],${JSON.stringify(stale)}`,
    );
  });

  it('without a Date header has no clock to trust, so it is refused', async () => {
    const door = new CannedDoor(json(described('is_storable')), {
      ...json([]),
      headers: { 'content-type': 'application/json' },
    });
    const client = createOdooClient({
      door,
      url: 'https://odoo.test',
      database: 'd',
      apiKey: redact('K'),
      companyId: 1,
    });
    await expect(createOdooReader(client).page('product.product', request)).rejects.toMatchObject({
      code: 'odoo.no_date',
    });
  });
});

describe('a poll of sale orders', () => {
  it('tells what further fields say, where Odoo has them, and sees them change', async () => {
    let ref: string | false = false;
    const asked: string[][] = [];
    const door = new HandlerDoor({
      'sale.order.fields_get': () =>
        described('name', 'client_order_ref', 'origin', 'state', 'company_id', 'write_date', 'amazon_order_ref'),
      'sale.order.search_read': (body) => {
        asked.push(body['fields'] as string[]);
        const bare = { id: 7, name: 'S00007', client_order_ref: false, origin: false, state: 'sale' };
        return [{ ...bare, company_id: [1, 'x'], write_date: '2026-11-23 02:42:45', amazon_order_ref: ref }];
      },
    });
    const reader = readerOf(door);
    const request = { from: null, afterId: 0, limit: 5, keys: ['amazon_order_ref', 'no_such_field'] };
    const [before] = (await reader.page('sale.order', request)).rows;
    ref = '114-77';
    const [after] = (await reader.page('sale.order', request)).rows;
    expect(before?.refs).toEqual({ name: 'S00007', client_order_ref: null, origin: null, amazon_order_ref: null });
    expect(after?.refs).toMatchObject({ amazon_order_ref: '114-77' });
    expect(after?.hash).not.toBe(before?.hash);
    expect(asked[0]).toContain('amazon_order_ref');
    expect(asked[0]).not.toContain('no_such_field');
  });
});
