import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { faultSchema } from '../../core/faults.js';
import { BOT_KEY, type Listening, listen, post, type Reply, testSandbox } from '../testing.js';
import { number, numbers, record, records } from '../testing-read.js';

describe('JSON-2 over a socket', () => {
  let box: ReturnType<typeof testSandbox>;
  let server: Listening;
  beforeEach(async () => {
    box = testSandbox();
    server = await listen(box.odoo);
  });
  afterEach(() => server.close());

  const call = (path: string, body: unknown, headers: Record<string, string> = {}): Promise<Reply> =>
    post(`${server.url}/json/2/${path}`, body, {
      authorization: `bearer ${BOT_KEY}`,
      'x-odoo-database': 'demo',
      ...headers,
    });
  const orderId = async (): Promise<number> => {
    const created = await call('purchase.order/create', {
      vals_list: [
        {
          partner_id: box.ids.partners['Acme Supply'],
          order_line: [[0, 0, { product_id: box.ids.products['A'], product_qty: 10, price_unit: 2 }]],
        },
      ],
    });
    return numbers(created.body)[0] ?? 0;
  };

  it('says who is calling, and journals that as a read', async () => {
    const reply = await call('res.users/context_get', {});
    expect(reply).toMatchObject({
      status: 200,
      type: 'application/json; charset=utf-8',
      body: { lang: 'en_US', tz: false, uid: box.ids.users['bot'] },
    });
    expect(reply.headers.get('date')).toBe('Mon, 23 Nov 2026 02:50:00 GMT');
    expect(box.core.journal.entries()).toMatchObject([
      { side: 'odoo', kind: 'read', call: 'res.users.context_get', outcome: 'answered' },
    ]);
  });

  it('confirms an order and receives it; the journal holds each fact once', async () => {
    const po = await orderId();
    expect((await call('purchase.order/button_confirm', { ids: [po] })).body).toBe(true);
    expect((await call('purchase.order/button_confirm', { ids: [po] })).body).toBe(true);
    const [order] = records((await call('purchase.order/read', { ids: [po], fields: ['picking_ids'] })).body);
    const picking = numbers(order?.['picking_ids'])[0] ?? 0;
    const move = record(
      (await call('stock.move/search_read', { domain: [['picking_id', '=', picking]], fields: ['quantity'] })).body,
    );
    await call('stock.move/write', { ids: [move['id']], vals: { quantity: 4, picked: true } });
    const validated = await call('stock.picking/button_validate', {
      ids: [picking],
      context: { skip_backorder: true },
    });
    expect(validated.body).toBe(true);
    const effects = box.core.journal.effects({ side: 'odoo' }).map(({ type, key }) => [type, key]);
    expect(effects).toEqual([
      ['record.created', 'purchase.order,1'],
      ['po.confirmed', 'P00001'],
      ['record.written', `stock.move,${number(move['id'])}`],
      ['receipt.done', 'WH/IN/00001'],
    ]);
    expect(box.core.journal.counts().byCall['purchase.order.button_confirm']).toBe(2);
  });

  it('commits and loses the answer when told so: the order is confirmed although nobody heard', async () => {
    const po = await orderId();
    box.core.faults.arm(
      faultSchema.parse({ side: 'odoo', call: 'button_confirm', action: { type: 'commit_then_reset' } }),
    );
    await expect(call('purchase.order/button_confirm', { ids: [po] })).rejects.toThrow();
    expect(box.core.journal.entries().at(-1)).toMatchObject({
      outcome: 'committed',
      fault: 'commit_then_reset',
      effects: [{ type: 'po.confirmed' }],
    });
    expect(record((await call('purchase.order/read', { ids: [po], fields: ['state'] })).body)['state']).toBe(
      'purchase',
    );
  });

  it('rolls a failing call back whole', async () => {
    const reply = await call('purchase.order/create', {
      vals_list: [
        { partner_id: box.ids.partners['Acme Supply'], order_line: [[0, 0, { product_id: 999_999, product_qty: 1 }]] },
      ],
    });
    expect(reply).toMatchObject({ status: 404, body: { name: 'odoo.exceptions.MissingError' } });
    expect((await call('purchase.order/search_count', { domain: [] })).body).toBe(0);
    expect(box.core.journal.entries()[0]).toMatchObject({ outcome: 'refused', effects: [] });
  });

  it('answers null for a method that returns None', async () => {
    const reply = await call('purchase.order/button_cancel', { ids: [await orderId()] });
    expect(reply).toMatchObject({ status: 200, body: null });
  });

  it('needs the database header only when there are several', async () => {
    const bare = { authorization: `bearer ${BOT_KEY}` };
    expect((await post(`${server.url}/json/2/res.users/context_get`, {}, bare)).status).toBe(200);
    await post(`${server.url}/__admin/odoo/options`, { otherDatabases: ['second'] });
    const refused = await post(`${server.url}/json/2/res.users/context_get`, {}, bare);
    expect(refused).toMatchObject({ status: 404, type: 'text/html; charset=utf-8' });
    expect((await call('res.users/context_get', {})).status).toBe(200);
  });

  it('forgets a rotated key and an expired one', async () => {
    const keys = [{ key: 'new-key' }, { key: 'old-key', expires: '2026-11-23T00:00:00Z' }];
    await post(`${server.url}/__admin/odoo/keys`, { login: 'bot', keys });
    const status = async (key: string) =>
      (await call('res.users/context_get', {}, { authorization: `Bearer ${key}` })).status;
    expect([await status(BOT_KEY), await status('old-key'), await status('new-key')]).toEqual([401, 401, 200]);
  });

  it('tells its version and health without a login', async () => {
    const get = async (path: string) => (await fetch(`${server.url}${path}`)).json();
    expect(await get('/web/version')).toEqual({ version_info: [19, 0, 0, 'final', 0, ''], version: '19.0-20260402' });
    expect(await get('/json/version')).toEqual({ version_info: [19, 0, 0, 'final', 0, ''], version: '19.0-20260402' });
    expect(await get('/web/health')).toEqual({ status: 'pass' });
  });

  it('reads a thousand products in one call', async () => {
    const products = Array.from({ length: 1_000 }, (_, n) => ({ sku: `S${n}`, name: `Product ${n}` }));
    await post(`${server.url}/__admin/odoo/add`, { products });
    const reply = await call('product.product/search_read', {
      domain: [
        ['write_date', '>=', '2026-11-23 00:00:00'],
        ['id', '>', 0],
      ],
      fields: [
        'default_code',
        'display_name',
        'barcode',
        'weight',
        'product_tmpl_id',
        'product_tag_ids',
        'uom_id',
        'write_date',
        'type',
        'is_storable',
      ],
      order: 'id asc',
      limit: 1_000,
    });
    expect(records(reply.body)).toHaveLength(1_000);
  });

  describe('the admin side', () => {
    it('acts as a person without a line in the journal', async () => {
      const reply = await post(`${server.url}/__admin/odoo/execute`, {
        model: 'product.product',
        method: 'write',
        ids: [box.ids.products['A']],
        kwargs: { vals: { name: 'Renamed' } },
      });
      expect(reply.body).toMatchObject({ result: true });
      expect(box.core.journal.entries()).toEqual([]);
      const dump = record([await (await fetch(`${server.url}/__admin/odoo/dump`)).json()]);
      const products = record(dump['products']);
      expect(products['display_name']).toBe('[A] Renamed');
    });

    it('writes several records in one transaction, at a moment of choice', async () => {
      const write = (sku: string) => ({
        model: 'product.product',
        method: 'write',
        ids: [box.ids.products[sku]],
        kwargs: { vals: { weight: 9 } },
      });
      await post(`${server.url}/__admin/odoo/execute`, {
        calls: [write('A'), write('B')],
        at: '2026-11-23 02:00:00.250000',
      });
      const rows = records(
        (await call('product.product/search_read', { domain: [['weight', '=', 9]], fields: ['write_date'] })).body,
      );
      expect(rows.map((row) => row['write_date'])).toEqual(['2026-11-23 02:00:00', '2026-11-23 02:00:00']);
    });

    it('holds a transaction open and commits it late', async () => {
      const calls = [
        { model: 'product.product', method: 'write', ids: [box.ids.products['A']], kwargs: { vals: { weight: 9 } } },
      ];
      const held = record([(await post(`${server.url}/__admin/odoo/transactions`, { calls })).body]);
      const count = async () => (await call('product.product/search_count', { domain: [['weight', '=', 9]] })).body;
      expect(await count()).toBe(0);
      await post(`${server.url}/__admin/odoo/transactions/${number(held['id'])}/commit`, {});
      expect(await count()).toBe(1);
    });

    it('says what was wrong with a request', async () => {
      const refused = await post(`${server.url}/__admin/odoo/execute`, {
        model: 'product.product',
        method: 'write',
        ids: [1],
        kwargs: { vals: { nope: 1 } },
      });
      expect(refused).toMatchObject({
        status: 422,
        body: { error: 'value', message: "Invalid field 'nope' in 'product.product'" },
      });
      expect((await post(`${server.url}/__admin/odoo/seed`, { products: [{}] })).status).toBe(400);
    });
  });
});
