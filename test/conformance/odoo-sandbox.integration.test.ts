import { createDoor, type HttpDoor, parseEgressAllow } from '@mlc/egress';
import { redact } from '@mlc/kernel';
import { createOdooClient, createOdooExecutor, createOdooReader, type OdooClient, pingOdoo } from '@mlc/odoo';
import { createSandbox, type FaultAction, type OdooOptionsInput, type OdooWorld, type Sandbox } from '@mlc/sandbox';
import { afterEach, describe, expect, it } from 'vitest';

/** Our Odoo client against the sandbox over sockets: 19 over JSON-2, 17 over JSON-RPC and over XML-RPC. */
type Way = readonly ['17' | '19', 'auto' | 'xml-rpc'];
const WAYS: Way[] = [
  ['19', 'auto'],
  ['17', 'auto'],
  ['17', 'xml-rpc'],
];

const KEY = 'demo-odoo-key';
/** The discard port of this machine: nobody listens. */
const CLOSED_URL = 'http://127.0.0.1:9';
const running: { stop(): Promise<void> }[] = [];
afterEach(async () => {
  await Promise.all(running.splice(0).map((one) => one.stop()));
});

const WORLD: OdooWorld = {
  tags: ['ShipBob'],
  partners: [
    { name: 'Acme', supplier: true },
    { name: 'Jane', isCompany: false },
  ],
  products: [
    { sku: 'A', name: 'Alpha', tags: ['ShipBob'], weight: 0.25, countryOfOrigin: 'CN', hsCode: '9503', onHand: 20 },
    { sku: 'B', name: 'Beta' },
    { sku: 'LOT', name: 'Lotted', tracking: 'lot' },
    { key: 'twin', sku: 'B', name: 'Beta again' },
  ],
  carriers: [{ name: 'USPS via ShipBob' }],
  purchaseOrders: [
    {
      name: 'P1',
      supplier: 'Acme',
      supplierReference: 'AC-1',
      lines: [
        { product: 'A', quantity: 10 },
        { product: 'LOT', quantity: 4 },
      ],
    },
    { name: 'P2', supplier: 'Acme', lines: [{ product: 'A', quantity: 2, uom: 'Dozens' }] },
    {
      name: 'P3',
      supplier: 'Acme',
      lines: [
        { product: 'A', quantity: 10 },
        { product: 'B', quantity: 5 },
      ],
    },
  ],
  saleOrders: [{ name: 'S1', customer: 'Jane', clientOrderRef: 'REF-1', lines: [{ product: 'A', quantity: 5 }] }],
};

interface Setup {
  sandbox: Sandbox;
  client: OdooClient;
  door: HttpDoor;
  url: string;
  /** A server that is no Odoo, at an address that is allowed. */
  otherUrl: string;
  products: Record<string, number>;
  orders: Record<string, number>;
  sales: Record<string, number>;
  fault(call: string, action: FaultAction, more?: { skip?: number; kind?: 'read' | 'mutating' }): void;
  calls(run: () => Promise<unknown>): Promise<string[]>;
  effects(type: string): number;
}

async function setUp([version, transport]: Way, options: OdooOptionsInput = {}, world = WORLD): Promise<Setup> {
  const sandbox = createSandbox({ odoo: { ...options, version } });
  const ids = sandbox.odoo.seed(world);
  const { odooUrl: url, shipbobUrl: otherUrl } = await sandbox.start();
  const allowed = [url, otherUrl, CLOSED_URL].map((one) => one.replace('http://', '')).join(',');
  const door = createDoor({ policy: { allow: parseEgressAllow(allowed) }, fence: 'open' });
  running.push(sandbox, { stop: async () => door.close() });
  const client = createOdooClient({
    door,
    url,
    database: 'demo',
    apiKey: redact(KEY),
    login: 'bot',
    companyId: 1,
    transport,
  });
  const { journal, faults } = sandbox.core;
  return {
    sandbox,
    client,
    door,
    url,
    otherUrl,
    products: ids.products,
    orders: ids.purchaseOrders,
    sales: ids.saleOrders,
    fault: (call, action, more) =>
      faults.arm({ side: 'odoo', call, kind: more?.kind ?? 'any', skip: more?.skip ?? 0, times: 1, action }),
    calls: async (run) => {
      const since = journal.entries().at(-1)?.seq ?? 0;
      await run();
      return journal.entries({ sinceSeq: since, side: 'odoo' }).map((entry) => entry.call);
    },
    effects: (type) =>
      journal
        .entries()
        .flatMap((entry) => entry.effects)
        .filter((effect) => effect.type === type).length,
  };
}

const context = () => ({ deadlineMs: Date.now() + 20_000, correlationId: 'test' });

async function receipt(setup: Setup, order: string, goals: [string, number][], keep = true) {
  const id = setup.orders[order] ?? 0;
  const seen = (await createOdooReader(setup.client).purchaseOrders([id])).get(id);
  return {
    purchase_order_id: id,
    picking_id: seen?.pickings[0]?.id ?? 0,
    lines: goals.map(([sku, goal]) => ({ product_id: setup.products[sku] ?? 0, sku, done: 0, goal })),
    keep_backorder: keep,
  };
}

async function shipment(setup: Setup, quantity: number) {
  const [sale] = await createOdooReader(setup.client).saleOrdersBy('client_order_ref', ['REF-1']);
  const [carrier] = await createOdooReader(setup.client).carriers();
  return {
    sale_order_id: sale?.id ?? 0,
    picking_id: sale?.pickings[0]?.id ?? 0,
    shipment_id: 71,
    lines: [{ product_id: setup.products['A'] ?? 0, sku: 'A', quantity }],
    carrier_id: carrier?.id ?? null,
    carrier_tracking_ref: '9400A',
    location_id: null,
    origin_marker: 'mlc:shipment:71',
  };
}

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

  it('books a part exactly, makes a backorder, leaves the other line open, and writes nothing when asked again', async () => {
    const setup = await setUp(way);
    const executor = createOdooExecutor(setup.client);
    const request = await receipt(setup, 'P3', [
      ['A', 4],
      ['B', 0],
    ]);
    expect(await executor.lookup('odoo.receipt.book', request, context())).toEqual({ kind: 'absent' });
    expect(await executor.send('odoo.receipt.book', request, context())).toMatchObject({
      kind: 'confirmed',
      result: { remoteId: String(request.picking_id), after: { done: { A: 4, B: 0 }, backorder: expect.any(String) } },
    });
    const again = await setup.calls(() => executor.send('odoo.receipt.book', request, context()));
    expect(again.filter((call) => /write|button_validate/.test(call))).toEqual([]);
    expect(await executor.lookup('odoo.receipt.book', request, context())).toMatchObject({ kind: 'found' });
    expect(setup.effects('receipt.done')).toBe(1);
    const rest = await receipt(setup, 'P3', [
      ['A', 10],
      ['B', 5],
    ]);
    expect(await executor.send('odoo.receipt.book', rest, context())).toMatchObject({
      kind: 'confirmed',
      result: { after: { done: { A: 10, B: 5 }, backorder: null } },
    });
  });

  it('books in product units whatever the unit of the order, and closes short without a backorder', async () => {
    const setup = await setUp(way);
    const request = await receipt(setup, 'P2', [['A', 10]], false);
    expect(await createOdooExecutor(setup.client).send('odoo.receipt.book', request, context())).toMatchObject({
      kind: 'confirmed',
      result: { after: { done: { A: 10 }, backorder: null } },
    });
  });

  it('refuses too much and lots without writing anything', async () => {
    const setup = await setUp(way);
    const executor = createOdooExecutor(setup.client);
    const over = await receipt(setup, 'P1', [['A', 11]]);
    const lots = await receipt(setup, 'P1', [['LOT', 1]]);
    const calls = await setup.calls(async () => {
      expect(await executor.send('odoo.receipt.book', over, context())).toMatchObject({ code: 'odoo.receipt.over' });
      expect(await executor.send('odoo.receipt.book', lots, context())).toMatchObject({
        code: 'odoo.receipt.lots_needed',
      });
    });
    expect(calls.filter((call) => /write|validate/.test(call))).toEqual([]);
  });

  it('calls a validation whose answer was lost confirmed when it reads back as done', async () => {
    const setup = await setUp(way);
    const request = await receipt(setup, 'P3', [['A', 4]]);
    setup.fault('button_validate', { type: 'commit_then_reset' });
    expect(await createOdooExecutor(setup.client).send('odoo.receipt.book', request, context())).toMatchObject({
      kind: 'confirmed',
      result: { after: { done: { A: 4 } } },
    });
    expect(setup.effects('receipt.done')).toBe(1);
  });

  it('calls a validation unknown when its call was lost and nothing is done yet', async () => {
    const setup = await setUp(way);
    const request = await receipt(setup, 'P3', [['A', 4]]);
    setup.fault('button_validate', { type: 'reset_before' });
    const executor = createOdooExecutor(setup.client);
    expect(await executor.send('odoo.receipt.book', request, context())).toMatchObject({ kind: 'unknown' });
    expect(await executor.lookup('odoo.receipt.book', request, context())).toEqual({ kind: 'absent' });
    expect(setup.effects('receipt.done')).toBe(0);
  });

  it('never sends a write twice when its answer is lost', async () => {
    const setup = await setUp(way);
    const request = await receipt(setup, 'P3', [['A', 4]]);
    setup.fault('stock.move.write', { type: 'commit_then_reset' });
    const executor = createOdooExecutor(setup.client);
    const calls = await setup.calls(async () => {
      expect(await executor.send('odoo.receipt.book', request, context())).toMatchObject({ kind: 'unknown' });
    });
    expect(calls.filter((call) => call === 'stock.move.write')).toHaveLength(1);
    expect(calls).not.toContain('stock.picking.button_validate');
    expect(await executor.send('odoo.receipt.book', request, context())).toMatchObject({ kind: 'confirmed' });
  });

  it('unticks what a person had ticked, so that only what ShipBob stowed is received', async () => {
    const setup = await setUp(way);
    const request = await receipt(setup, 'P3', [['A', 4]]);
    const id = setup.orders['P3'] ?? 0;
    const order = (await createOdooReader(setup.client).purchaseOrders([id])).get(id);
    const moveB = order?.pickings[0]?.moves.find((move) => move.sku === 'B')?.id ?? 0;
    setup.sandbox.odoo.act({
      model: 'stock.move',
      method: 'write',
      ids: [moveB],
      named: { vals: { picked: true } },
      context: {},
    });
    expect(await createOdooExecutor(setup.client).send('odoo.receipt.book', request, context())).toMatchObject({
      kind: 'confirmed',
    });
    const after = (await createOdooReader(setup.client).purchaseOrders([id])).get(id);
    const doneB = after?.pickings
      .flatMap((picking) => picking.moves)
      .filter((move) => move.sku === 'B' && move.state === 'done');
    expect(doneB).toEqual([]);
  });

  it('ships with carrier and tracking, makes a backorder, and finds its shipment again by the marker', async () => {
    const setup = await setUp(way);
    const executor = createOdooExecutor(setup.client);
    const request = await shipment(setup, 2);
    expect(await executor.lookup('odoo.delivery.ship', request, context())).toEqual({ kind: 'absent' });
    expect(await executor.send('odoo.delivery.ship', request, context())).toMatchObject({
      kind: 'confirmed',
      result: { after: { done: { A: 2 }, carrier_tracking_ref: '9400A', delivery: { state: 'done' } } },
    });
    expect(await executor.lookup('odoo.delivery.ship', request, context())).toMatchObject({ kind: 'found' });
    expect(await executor.send('odoo.delivery.ship', request, context())).toMatchObject({ kind: 'confirmed' });
    expect(setup.effects('delivery.done')).toBe(1);
    const other = { ...request, shipment_id: 72, origin_marker: 'mlc:shipment:72' };
    expect(await executor.send('odoo.delivery.ship', other, context())).toMatchObject({
      kind: 'rejected',
      code: 'odoo.delivery.already_done',
    });
    const track = {
      picking_id: request.picking_id,
      shipment_id: 71,
      carrier_id: null,
      carrier_tracking_ref: '9400B, 9400A',
    };
    expect(await executor.send('odoo.delivery.track', track, context())).toMatchObject({
      kind: 'confirmed',
      result: { after: { carrier_tracking_ref: '9400A,9400B' } },
    });
    const calls = await setup.calls(() => executor.send('odoo.delivery.track', track, context()));
    expect(calls).not.toContain('stock.picking.write');
  });

  it('a parcel of an unmapped carrier does not keep the carrier that its backorder took from the parcel before', async () => {
    const setup = await setUp(way);
    const executor = createOdooExecutor(setup.client);
    const request = await shipment(setup, 2);
    expect(await executor.send('odoo.delivery.ship', request, context())).toMatchObject({ kind: 'confirmed' });
    const [sale] = await createOdooReader(setup.client).saleOrdersBy('client_order_ref', ['REF-1']);
    const backorder = sale?.pickings.find((picking) => picking.state !== 'done');
    expect(backorder?.carrier_id).toBe(request.carrier_id);
    const second = {
      ...(await shipment(setup, 3)),
      picking_id: backorder?.id ?? 0,
      shipment_id: 72,
      carrier_id: null,
      carrier_tracking_ref: '1Z9',
      origin_marker: 'mlc:shipment:72',
    };
    expect(await executor.send('odoo.delivery.ship', second, context())).toMatchObject({
      kind: 'confirmed',
      result: { after: { carrier_id: null, carrier_tracking_ref: '1Z9' } },
    });
  });

  it('ships from the location of the centre when the delivery reserved elsewhere', async () => {
    const setup = await setUp(way);
    const warehouse = setup.sandbox.odoo.act({
      model: 'stock.warehouse',
      method: 'search_read',
      named: { domain: [], fields: ['lot_stock_id'] },
      context: {},
    }).result as [{ lot_stock_id: [number, string] }];
    const [parent] = warehouse[0].lot_stock_id;
    const [centre = 0] = setup.sandbox.odoo.act({
      model: 'stock.location',
      method: 'create',
      named: { vals_list: [{ name: 'CHI', usage: 'internal', location_id: parent }] },
      context: {},
    }).result as number[];
    const request = { ...(await shipment(setup, 2)), location_id: centre };
    expect(await createOdooExecutor(setup.client).send('odoo.delivery.ship', request, context())).toMatchObject({
      kind: 'confirmed',
    });
    const lines = setup.sandbox.odoo.act({
      model: 'stock.move.line',
      method: 'search_read',
      context: {},
      named: { domain: [['picking_id', '=', request.picking_id]], fields: ['location_id', 'quantity'] },
    }).result;
    expect(JSON.parse(JSON.stringify(lines))).toMatchObject([
      { location_id: [centre, expect.anything()], quantity: 2 },
    ]);
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

  it('confirms a delivery whose validation lost its answer, and refuses to ship too much', async () => {
    const setup = await setUp(way);
    const executor = createOdooExecutor(setup.client);
    const over = await shipment(setup, 6);
    expect(await executor.send('odoo.delivery.ship', over, context())).toMatchObject({ code: 'odoo.delivery.over' });
    setup.fault('button_validate', { type: 'commit_then_reset' });
    const request = await shipment(setup, 5);
    expect(await executor.send('odoo.delivery.ship', request, context())).toMatchObject({ kind: 'confirmed' });
    expect(setup.effects('delivery.done')).toBe(1);
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
    for (const source of ['purchase.order', 'purchase.order.line', 'stock.picking', 'sale.order'] as const) {
      const rows = (await reader.page(source, { from: null, afterId: 0, limit: 500 })).rows;
      expect(rows.length).toBeGreaterThan(0);
      const again = await setup.calls(() => reader.page(source, { from: null, afterId: 0, limit: 500 }));
      expect(again).toEqual([`${source}.search_read`]);
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
