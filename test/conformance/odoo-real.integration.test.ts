import { randomBytes } from 'node:crypto';
import { createDoor, type HttpDoor, type HttpRequest, parseEgressAllow } from '@mlc/egress';
import { redact } from '@mlc/kernel';
import { createOdooClient, createOdooExecutor, createOdooReader, type OdooClient, pingOdoo } from '@mlc/odoo';
import { beforeAll, describe, expect, it } from 'vitest';

/**
 * Our Odoo client on a real Odoo (19, or 16-18 over JSON-RPC). Opt in with MLC_REAL_ODOO_URL, _DB, _KEY (a bot with
 * Inventory, Purchase and Sales user rights) and _ADMIN_KEY (makes products and orders); _LOGIN for the older ones.
 */
const env: NodeJS.ProcessEnv = process.env;
const url = env['MLC_REAL_ODOO_URL'] ?? '';
const database = env['MLC_REAL_ODOO_DB'] ?? '';
const key = env['MLC_REAL_ODOO_KEY'] ?? '';
const adminKey = env['MLC_REAL_ODOO_ADMIN_KEY'] ?? '';
const login = env['MLC_REAL_ODOO_LOGIN'] ?? 'shipbob_bot';

const run = randomBytes(4).toString('hex');
const sent: HttpRequest[] = [];

function countingDoor(): HttpDoor {
  const at = new URL(url);
  const port = at.port === '' ? (at.protocol === 'https:' ? '443' : '80') : at.port;
  const door = createDoor({ policy: { allow: parseEgressAllow(`${at.hostname}:${port}`) }, fence: 'open' });
  return {
    request: (request) => {
      sent.push(request);
      return door.request(request);
    },
  };
}

type Transport = 'auto' | 'json-2' | 'json-rpc' | 'xml-rpc';
const clientFor = (apiKey: string, transport: Transport = 'auto', databaseName = database): OdooClient =>
  createOdooClient({
    door: countingDoor(),
    url,
    database: databaseName,
    apiKey: redact(apiKey),
    login,
    companyId: 1,
    transport,
  });

const call = () => ({ deadlineMs: Date.now() + 30_000, correlationId: `test-${run}` });
const mutating = () => sent.filter((request) => request.mutating).length;

describe.skipIf(url === '')('the Odoo client on a real Odoo', () => {
  let bot: OdooClient;
  let admin: OdooClient;
  let supplierId = 0;

  beforeAll(async () => {
    bot = clientFor(key);
    admin = clientFor(adminKey);
    [supplierId = 0] = await admin.create('res.partner', [{ name: `Supplier ${run}` }]);
  });

  async function product(name: string, more: Record<string, string | number | boolean> = {}): Promise<number> {
    const values = {
      name: `${name} ${run}`,
      default_code: `${name}-${run}`,
      type: 'consu',
      is_storable: true,
      ...more,
    };
    const [id = 0] = await admin.create('product.product', [values]);
    return id;
  }

  async function confirmedOrder(lines: [number, number][]): Promise<{ orderId: number; pickingId: number }> {
    const order_line = lines.map(([product_id, product_qty]) => [0, 0, { product_id, product_qty, price_unit: 2 }]);
    const [orderId = 0] = await admin.create('purchase.order', [{ partner_id: supplierId, order_line }]);
    await admin.call('purchase.order', 'button_confirm', { ids: [orderId] });
    const order = (await createOdooReader(bot).purchaseOrders([orderId])).get(orderId);
    return { orderId, pickingId: order?.pickings[0]?.id ?? 0 };
  }

  const bookRequest = (orderId: number, pickingId: number, goals: [number, string, number][], keep = true) => ({
    purchase_order_id: orderId,
    picking_id: pickingId,
    lines: goals.map(([product_id, sku, goal]) => ({ product_id, sku, done: 0, goal })),
    keep_backorder: keep,
  });

  it('ping finds everything well, and names a wrong key, a wrong database and a wrong company', async () => {
    const findings = await pingOdoo(bot);
    expect(findings.filter((finding) => finding.level !== 'ok')).toEqual([]);
    const codes = async (client: OdooClient) =>
      (await pingOdoo(client)).filter((f) => f.level !== 'ok').map((f) => f.code);
    expect(await codes(clientFor('0'.repeat(40)))).toEqual(['odoo.invalid_key']);
    expect(await codes(clientFor(key, 'auto', 'no_such_db'))).toEqual(['odoo.wrong_database']);
    const foreign = createOdooClient({
      door: countingDoor(),
      url,
      database,
      apiKey: redact(key),
      login,
      companyId: 987,
    });
    expect(await codes(foreign)).toEqual(['odoo.company_not_allowed']);
  });

  it('a poll with nothing changed is one call, and its hash moves only with the content', async () => {
    const id = await product('POLL', { weight: 1.5, barcode: `77${run}` });
    const reader = createOdooReader(bot);
    const first = await reader.page('product.product', { from: null, afterId: id - 1, limit: 10 });
    const again = sent.length;
    const second = await reader.page('product.product', { from: first.serverTime, afterId: id - 1, limit: 10 });
    expect(sent.length - again).toBe(1);
    const row = first.rows.find((found) => found.id === id);
    expect(row?.stamp).toMatch(/^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d$/);
    await admin.write('product.product', [id], { weight: 1.5 });
    const touched = await reader.page('product.product', { from: null, afterId: id - 1, limit: 10 });
    expect(touched.rows.find((found) => found.id === id)?.hash).toBe(row?.hash);
    await admin.write('product.product', [id], { weight: 2.5 });
    const changed = await reader.page('product.product', { from: null, afterId: id - 1, limit: 10 });
    expect(changed.rows.find((found) => found.id === id)?.hash).not.toBe(row?.hash);
    expect(second.last).toBe(true);
  });

  it('each source can be polled', async () => {
    const reader = createOdooReader(bot);
    for (const source of ['purchase.order', 'purchase.order.line', 'stock.picking', 'sale.order'] as const) {
      const page = await reader.page(source, { from: '2020-01-01 00:00:00', afterId: 0, limit: 3 });
      expect(page.rows.length).toBeLessThanOrEqual(3);
    }
  });

  it('a product is read with tags, origin, duplicates and its place on a purchase order', async () => {
    const [tagId = 0] = await admin.create('product.tag', [{ name: `Tag ${run}` }]);
    const [countryId = 0] = await admin.search('res.country', { domain: [['code', '=', 'CH']] });
    const id = await product('SEEN', { country_of_origin: countryId, hs_code: '6109.10', weight: 0.25 });
    await admin.write('product.product', [id], { product_tag_ids: [[6, 0, [tagId]]] });
    const [twin = 0] = await admin.create('product.product', [{ name: 'Twin', default_code: `SEEN-${run}` }]);
    await confirmedOrder([[id, 1]]);
    const reader = createOdooReader(bot);
    const warehouseIds = (await reader.warehouses()).map((warehouse) => warehouse.id);
    const seen = (await reader.products([id, 99_999_999], { warehouseIds })).get(id);
    expect(seen).toMatchObject({
      default_code: `SEEN-${run}`,
      name: `SEEN ${run}`,
      storable: true,
      tracking: 'none',
      weight: 0.25,
      hs_code: '6109.10',
      country_of_origin: 'CH',
      tags: [`Tag ${run}`],
      on_purchase_order: true,
      is_kit: false,
      same_code_ids: [twin],
      barcode: null,
    });
  });

  it('a receipt is booked exactly, with a backorder, and the lines that did not arrive stay open', async () => {
    const a = await product('A');
    const b = await product('B');
    const { orderId, pickingId } = await confirmedOrder([
      [a, 10],
      [b, 5],
    ]);
    const executor = createOdooExecutor(bot);
    const first = bookRequest(orderId, pickingId, [
      [a, 'A', 4],
      [b, 'B', 0],
    ]);
    const outcome = await executor.send('odoo.receipt.book', first, call());
    expect(outcome).toMatchObject({ kind: 'confirmed', result: { after: { done: { A: 4, B: 0 } } } });
    const order = (await createOdooReader(bot).purchaseOrders([orderId])).get(orderId);
    expect(order?.pickings.map((picking) => picking.state).toSorted()).toEqual(['assigned', 'done']);
    const before = mutating();
    expect(await executor.send('odoo.receipt.book', first, call())).toMatchObject({ kind: 'confirmed' });
    expect(mutating()).toBe(before);
    expect(await executor.lookup('odoo.receipt.book', first, call())).toMatchObject({ kind: 'found' });
    const rest = bookRequest(orderId, pickingId, [
      [a, 'A', 10],
      [b, 'B', 5],
    ]);
    expect(await executor.lookup('odoo.receipt.book', rest, call())).toEqual({ kind: 'absent' });
    expect(await executor.send('odoo.receipt.book', rest, call())).toMatchObject({
      kind: 'confirmed',
      result: { after: { done: { A: 10, B: 5 }, backorder: null } },
    });
  });

  it('a receipt closed short leaves no backorder', async () => {
    const a = await product('SHORT');
    const { orderId, pickingId } = await confirmedOrder([[a, 10]]);
    const request = bookRequest(orderId, pickingId, [[a, 'SHORT', 7]], false);
    const outcome = await createOdooExecutor(bot).send('odoo.receipt.book', request, call());
    expect(outcome).toMatchObject({ kind: 'confirmed', result: { after: { done: { SHORT: 7 }, backorder: null } } });
  });

  it('too much, and lots, are refused before anything is written', async () => {
    const a = await product('OVER');
    const lot = await product('LOT', { tracking: 'lot' });
    const { orderId, pickingId } = await confirmedOrder([
      [a, 10],
      [lot, 5],
    ]);
    const executor = createOdooExecutor(bot);
    const before = mutating();
    const over = bookRequest(orderId, pickingId, [[a, 'OVER', 11]]);
    expect(await executor.send('odoo.receipt.book', over, call())).toMatchObject({ code: 'odoo.receipt.over' });
    const lots = bookRequest(orderId, pickingId, [[lot, 'LOT', 2]]);
    expect(await executor.send('odoo.receipt.book', lots, call())).toMatchObject({ code: 'odoo.receipt.lots_needed' });
    expect(mutating()).toBe(before);
  });

  it('a purchase in packs is received in units', async () => {
    const a = await product('PACK');
    const [pack = 0] = await admin.search('uom.uom', { domain: [['name', '=', 'Pack of 6']] });
    const line = { product_id: a, product_qty: 2, product_uom_id: pack, price_unit: 1 };
    const [orderId = 0] = await admin.create('purchase.order', [
      { partner_id: supplierId, order_line: [[0, 0, line]] },
    ]);
    await admin.call('purchase.order', 'button_confirm', { ids: [orderId] });
    const order = (await createOdooReader(bot).purchaseOrders([orderId])).get(orderId);
    expect(order?.lines[0]).toMatchObject({ product_qty: 2, product_uom_qty: 12 });
    const pickingId = order?.pickings[0]?.id ?? 0;
    const request = bookRequest(orderId, pickingId, [[a, 'PACK', 10]]);
    const outcome = await createOdooExecutor(bot).send('odoo.receipt.book', request, call());
    expect(outcome).toMatchObject({ kind: 'confirmed', result: { after: { done: { PACK: 10 } } } });
  });

  it('two shipments of one order leave from the mapped location with their own tracking', async () => {
    const a = await product('SHIP');
    const [customer = 0] = await admin.create('res.partner', [{ name: `Customer ${run}` }]);
    const [warehouse] = await createOdooReader(bot).warehouses();
    const stock = warehouse?.lot_stock_id ?? 0;
    const [centre = 0] = await admin.create('stock.location', [
      { name: `CHI ${run}`, usage: 'internal', location_id: stock },
    ]);
    await admin.call('stock.quant', 'create', {
      params: { vals_list: [{ product_id: a, location_id: stock, inventory_quantity_auto_apply: 4 }] },
      context: { inventory_mode: true },
    });
    const [carrier] = await createOdooReader(bot).carriers();
    const order_line = [[0, 0, { product_id: a, product_uom_qty: 5 }]];
    const [saleId = 0] = await admin.create('sale.order', [
      { partner_id: customer, client_order_ref: `REF-${run}`, order_line },
    ]);
    await admin.call('sale.order', 'action_confirm', { ids: [saleId] });
    const reader = createOdooReader(bot);
    const [sale] = await reader.saleOrdersBy('client_order_ref', [`REF-${run}`]);
    const pickingId = sale?.pickings[0]?.id ?? 0;
    const executor = createOdooExecutor(bot);
    const ship = {
      sale_order_id: saleId,
      picking_id: pickingId,
      shipment_id: 71,
      lines: [{ product_id: a, sku: 'SHIP', quantity: 2 }],
      carrier_id: carrier?.id ?? null,
      carrier_tracking_ref: '9400A',
      location_id: centre,
      origin_marker: `mlc:shipment:71:${run}`,
    };
    expect(await executor.lookup('odoo.delivery.ship', ship, call())).toEqual({ kind: 'absent' });
    expect(await executor.send('odoo.delivery.ship', ship, call())).toMatchObject({
      kind: 'confirmed',
      result: { after: { done: { SHIP: 2 }, carrier_tracking_ref: '9400A', delivery: { state: 'done' } } },
    });
    const before = mutating();
    expect(await executor.send('odoo.delivery.ship', ship, call())).toMatchObject({ kind: 'confirmed' });
    expect(await executor.lookup('odoo.delivery.ship', ship, call())).toMatchObject({ kind: 'found' });
    expect(mutating()).toBe(before);
    const lines = await admin.call('stock.move.line', 'search_read', {
      params: { domain: [['picking_id', '=', pickingId]], fields: ['location_id', 'quantity'] },
      mutating: false,
    });
    expect(lines).toMatchObject([{ location_id: [centre, expect.anything()], quantity: 2 }]);
    const [after] = await reader.saleOrdersBy('name', [sale?.name ?? '']);
    const backorder = after?.pickings.find((picking) => picking.state !== 'done');
    expect(backorder).toMatchObject({ backorder_id: pickingId, carrier_tracking_ref: null });
    const second = {
      ...ship,
      picking_id: backorder?.id ?? 0,
      shipment_id: 72,
      lines: [{ product_id: a, sku: 'SHIP', quantity: 3 }],
      carrier_tracking_ref: '9400B',
      location_id: null,
      origin_marker: `mlc:shipment:72:${run}`,
    };
    expect(await executor.lookup('odoo.delivery.ship', second, call())).toEqual({ kind: 'absent' });
    expect(await executor.send('odoo.delivery.ship', second, call())).toMatchObject({ kind: 'confirmed' });
    const track = {
      picking_id: backorder?.id ?? 0,
      shipment_id: 72,
      carrier_id: null,
      carrier_tracking_ref: '9400C',
    };
    expect(await executor.lookup('odoo.delivery.track', track, call())).toEqual({ kind: 'absent' });
    expect(await executor.send('odoo.delivery.track', track, call())).toMatchObject({
      kind: 'confirmed',
      result: { after: { carrier_tracking_ref: '9400B,9400C' } },
    });
    expect(await executor.lookup('odoo.delivery.track', track, call())).toMatchObject({ kind: 'found' });
  });

  it('the three protocols read the same', async () => {
    const a = await product('SAME', { weight: 0.5 });
    const { orderId } = await confirmedOrder([[a, 3]]);
    const read = async (transport: Transport) => {
      const reader = createOdooReader(clientFor(key, transport));
      const products = await reader.products([a], { warehouseIds: [1] });
      const page = await reader.page('purchase.order', { from: null, afterId: orderId - 1, limit: 5 });
      return [products.get(a), (await reader.purchaseOrders([orderId])).get(orderId), page.rows];
    };
    const json2 = await read('json-2');
    expect(await read('json-rpc')).toEqual(json2);
    expect(await read('xml-rpc')).toEqual(json2);
  });

  it('a method that returns nothing is a success on each protocol', async () => {
    const a = await product('NONE');
    for (const transport of ['json-2', 'json-rpc', 'xml-rpc'] as const) {
      const { orderId } = await confirmedOrder([[a, 1]]);
      const client = clientFor(key, transport);
      expect(await client.call('purchase.order', 'button_cancel', { ids: [orderId] })).toBe(null);
      expect((await createOdooReader(client).purchaseOrders([orderId])).get(orderId)?.state).toBe('cancel');
    }
  });
});
