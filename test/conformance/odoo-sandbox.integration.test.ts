import { redact } from '@mlc/kernel';
import { createOdooClient, createOdooReader, pingOdoo } from '@mlc/odoo';
import { afterEach, describe, expect, it } from 'vitest';
import { CLOSED_URL, KEY, setUp, stopAll, WAYS } from './odoo-sandbox.stage.js';

afterEach(stopAll);

describe.each(WAYS)('the Odoo client on a sandbox of Odoo %s (%s)', (...way) => {
  it('reads a product with all that a plan needs', async () => {
    const { client, products } = await setUp(way);
    const id = products['A'] ?? 0;
    const reader = createOdooReader(client);
    const warehouseIds = (await reader.warehouses()).map((warehouse) => warehouse.id);
    const seen = await reader.products([id, 99_999], { warehouseIds });
    expect([...seen.keys()]).toEqual([id]);
    expect(seen.get(id)).toMatchObject({
      default_code: 'A',
      name: 'Alpha',
      barcode: null,
      storable: true,
      tracking: 'none',
      weight: 0.25,
      weight_uom_name: 'kg',
      hs_code: '9503',
      country_of_origin: 'CN',
      tags: ['ShipBob'],
      is_kit: false,
      on_purchase_order: true,
      same_code_ids: [],
    });
    const b = products['B'] ?? 0;
    expect((await reader.products([b], { warehouseIds: [] })).get(b)?.same_code_ids).toEqual([products['twin']]);
  });

  it('reads an order with its receipt, and finds it by name and by reference', async () => {
    const { client, orders, products } = await setUp(way);
    const reader = createOdooReader(client);
    const id = orders['P2'] ?? 0;
    const order = (await reader.purchaseOrders([id])).get(id);
    expect(order).toMatchObject({ name: 'P2', state: 'purchase', partner: { name: 'Acme' }, company_id: 1 });
    expect(order?.lines).toMatchObject([{ product_qty: 2, product_uom_qty: 24, product_id: products['A'] }]);
    expect(order?.pickings).toMatchObject([
      { picking_type_code: 'incoming', create_backorder: 'ask', moves: [{ sku: 'A', product_qty: 24, picked: false }] },
    ]);
    const found = await reader.purchaseOrdersByNumber(['P2', 'AC-1', 'nothing']);
    expect(found.map((one) => one.name).toSorted()).toEqual(['P1', 'P2']);
  });

  it('knows a kit by its bill of materials', async () => {
    const world = {
      products: [
        { sku: 'KIT', name: 'Kit' },
        { sku: 'PART', name: 'Part' },
      ],
      boms: [{ product: 'KIT', lines: [{ product: 'PART', quantity: 2 }] }],
    };
    const setup = await setUp(way, { modules: ['stock', 'purchase', 'sale', 'delivery', 'mrp'] }, world);
    const seen = await createOdooReader(setup.client).products(Object.values(setup.products), { warehouseIds: [] });
    expect([...seen.values()].map((product) => [product.default_code, product.is_kit])).toEqual([
      ['KIT', true],
      ['PART', false],
    ]);
  });

  it('polls every source, page by page, and one call is enough when nothing follows', async () => {
    const setup = await setUp(way);
    const reader = createOdooReader(setup.client);
    const first = await reader.page('product.product', { from: null, afterId: 0, limit: 2 });
    expect(first).toMatchObject({ last: false, serverTime: expect.stringMatching(/^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d$/) });
    const second = await reader.page('product.product', {
      from: null,
      afterId: first.rows.at(-1)?.id ?? 0,
      limit: 500,
    });
    expect(second.last).toBe(true);
    const ids = [...first.rows, ...second.rows].map((row) => row.id);
    expect(new Set(ids).size).toBe(ids.length);
    for (const source of [
      'purchase.order',
      'purchase.order.line',
      'stock.picking',
      'stock.move',
      'sale.order',
    ] as const) {
      const rows = (await reader.page(source, { from: null, afterId: 0, limit: 500 })).rows;
      expect(rows.length).toBeGreaterThan(0);
      const again = await setup.calls(() => reader.page(source, { from: null, afterId: 0, limit: 500 }));
      const also = source === 'stock.move' ? ['purchase.order.line.search_read'] : [];
      expect(again).toEqual([`${source}.search_read`, ...also]);
    }
    const [picking] = (await reader.page('stock.picking', { from: null, afterId: 0, limit: 500 })).rows;
    expect(picking?.refs).toMatchObject({ purchase_id: expect.any(Number), sale_id: null });
  });

  it('ping finds everything well', async () => {
    const { client } = await setUp(way);
    expect((await pingOdoo(client)).filter((finding) => finding.level !== 'ok')).toEqual([]);
  });

  it('ping names a wrong key, a wrong database, a missing app, a missing right, and an address that is no Odoo, closed or forbidden', async () => {
    const setup = await setUp(
      way,
      { modules: ['stock', 'sale', 'delivery'], denied: [{ model: 'stock.picking', operation: 'write' }] },
      {},
    );
    const findings = async (more: { database?: string; apiKey?: string; url?: string }) => {
      const { apiKey = KEY, database = 'demo', url = setup.url } = more;
      const client = createOdooClient({
        door: setup.door,
        url,
        database,
        apiKey: redact(apiKey),
        login: 'bot',
        companyId: 1,
        transport: way[1],
      });
      return (await pingOdoo(client)).filter((finding) => finding.level !== 'ok');
    };
    expect(await findings({ apiKey: 'wrong' })).toMatchObject([{ code: 'odoo.invalid_key', field: 'odoo.api_key' }]);
    expect(await findings({ database: 'nodb' })).toMatchObject([
      { code: 'odoo.wrong_database', field: 'odoo.database' },
    ]);
    expect(await findings({ url: setup.otherUrl })).toMatchObject([{ code: 'odoo.not_odoo', field: 'odoo.url' }]);
    expect(await findings({ url: CLOSED_URL })).toMatchObject([{ code: 'egress.unreachable', field: 'odoo.url' }]);
    expect(await findings({ url: 'http://127.0.0.1:10' })).toMatchObject([{ code: 'egress.blocked' }]);
    expect(await findings({})).toMatchObject([
      { code: 'odoo.module_missing', field: 'purchase.order', fix: expect.stringContaining('Purchase') },
      { code: 'odoo.access_denied_to_model', field: 'stock.picking' },
    ]);
  });
});

describe('how many calls Odoo gets', () => {
  it('1,000 changed products cost at most 12 calls, and 8 once tags, fields and warehouses are known', async () => {
    const many = Array.from({ length: 1000 }, (_, n) => ({
      sku: `SKU-${n}`,
      name: `Product ${n}`,
      tags: ['ShipBob'],
    }));
    const setup = await setUp(['19', 'auto'], {}, { tags: ['ShipBob'], products: many });
    const reader = createOdooReader(setup.client);
    const lookAtAll = async () => {
      const [warehouse] = await reader.warehouses();
      const ids: number[] = [];
      for (let last = false; !last; ) {
        const page = await reader.page('product.product', { from: null, afterId: ids.at(-1) ?? 0, limit: 500 });
        ids.push(...page.rows.map((row) => row.id));
        last = page.last;
      }
      expect(ids).toHaveLength(1000);
      const warehouseIds = [warehouse?.id ?? 0];
      const seen = await reader.products(ids.slice(0, 500), { warehouseIds });
      for (const [id, product] of await reader.products(ids.slice(500), { warehouseIds })) seen.set(id, product);
      expect(seen.size).toBe(1000);
    };
    const first = await setup.calls(lookAtAll);
    expect(first.length, first.join(' ')).toBeLessThanOrEqual(12);
    expect(await setup.calls(lookAtAll)).toHaveLength(8);
  });
});
