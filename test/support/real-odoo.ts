import { randomBytes } from 'node:crypto';
import { createDoor, parseEgressAllow } from '@mlc/egress';
import { type JsonObject, redact } from '@mlc/kernel';
import { createOdooClient, type OdooClient } from '@mlc/odoo';
import { z } from 'zod';

/**
 * A real Odoo 19 to test on. Opt in with MLC_REAL_ODOO_URL, _DB, _KEY (a bot with Inventory, Purchase and Sales user
 * rights) and _ADMIN_KEY (makes warehouse, products and orders).
 */
export interface RealOdoo {
  url: string;
  database: string;
  key: string;
  adminKey: string;
}

/** The server as the environment names it, or why there is none. */
export function realOdoo(env: NodeJS.ProcessEnv): RealOdoo | string {
  const { MLC_REAL_ODOO_URL: url, MLC_REAL_ODOO_DB: database, MLC_REAL_ODOO_KEY: key } = env;
  const adminKey = env['MLC_REAL_ODOO_ADMIN_KEY'];
  if (!url) return 'no real Odoo on this machine: MLC_REAL_ODOO_URL is not set';
  if (!database || !key || !adminKey)
    throw new Error('MLC_REAL_ODOO_URL needs MLC_REAL_ODOO_DB, MLC_REAL_ODOO_KEY and MLC_REAL_ODOO_ADMIN_KEY with it');
  return { url, database, key, adminKey };
}

/** An administrator's client that goes straight to the server, past what counts the connector's calls. */
export function adminClient(odoo: RealOdoo): OdooClient {
  const at = new URL(odoo.url);
  const port = at.port === '' ? (at.protocol === 'https:' ? '443' : '80') : at.port;
  return createOdooClient({
    door: createDoor({ policy: { allow: parseEgressAllow(`${at.hostname}:${port}`) }, fence: 'open' }),
    url: odoo.url,
    database: odoo.database,
    apiKey: redact(odoo.adminKey),
    login: 'admin',
    companyId: 1,
    transport: 'json-2',
  });
}

/** What one run makes in the real Odoo: names carry the run, so that runs do not meet. */
export interface RealWorld {
  run: string;
  warehouse: { id: number; code: string; stockId: number };
  tag: string;
  carrier: string;
  carrierId: number;
  /** SKU by its short name, as in `sku('MUG')`. */
  sku(name: string): string;
  products: Record<string, number>;
  supplierId: number;
  order: { id: number; name: string; pickingId: number; pickingName: string };
  /** A request for quotation that nobody confirmed. */
  draftOrder: { id: number; name: string };
}

const firstOf = ([id]: number[]): number => z.number({ error: 'Odoo answered no id' }).parse(id);

interface Good {
  name: string;
  values: JsonObject;
  /** Untagged goods come to ShipBob only because they are on the order. */
  untagged?: boolean;
  uncoded?: boolean;
  barcodePrefix?: string;
}

const GOODS: Good[] = [
  { name: 'MUG', values: { weight: 0.35, hs_code: '691110', standard_price: 3 }, barcodePrefix: '21' },
  { name: 'SPOON', values: { weight: 0.05, standard_price: 1 } },
  { name: 'BOARD', values: { weight: 0.9, standard_price: 7 }, untagged: true },
  { name: 'POT', values: { weight: 1.4, standard_price: 18 } },
  { name: 'JAR', values: { standard_price: 2 } },
  { name: 'SPARE', values: { weight: 0.2, standard_price: 4 }, barcodePrefix: '22' },
  { name: 'NOCODE', values: {}, uncoded: true },
];

/**
 * A warehouse, goods, a supplier, a confirmed order and a draft one. The order holds 40 mugs, 10 dozen spoons, 24 boards
 * that carry no tag, pots in two lines of 5 and 7, 8 jars, and a service, which is never received.
 */
export async function makeRealWorld(admin: OdooClient): Promise<RealWorld> {
  const run = randomBytes(3).toString('hex').toUpperCase();
  const sku = (name: string): string => `SBX-${run}-${name}`;
  const code = `S${run.slice(0, 4)}`;
  const tag = `ShipBob ${run}`;
  const warehouseId = firstOf(await admin.create('stock.warehouse', [{ name: `ShipBob ${run}`, code }]));
  const warehouseRow = z.object({ in_type_id: z.tuple([z.number(), z.string()]), lot_stock_id: z.array(z.unknown()) });
  const [warehouse] = await admin.read('stock.warehouse', warehouseRow, [warehouseId]);
  const tagId = firstOf(await admin.create('product.tag', [{ name: tag }]));
  const supplierId = firstOf(await admin.create('res.partner', [{ name: `Supplier ${run}` }]));
  const values = GOODS.map((good): JsonObject => {
    const own: JsonObject = { name: `${good.name.toLowerCase()} ${run}`, type: 'consu', is_storable: true };
    if (!good.uncoded) own['default_code'] = sku(good.name);
    if (!good.untagged) own['product_tag_ids'] = [[6, 0, [tagId]]];
    if (good.barcodePrefix) own['barcode'] = gtin13(good.barcodePrefix, run);
    return { ...own, ...good.values };
  });
  const ids = await admin.create('product.product', values);
  const products = Object.fromEntries(GOODS.map(({ name }, index) => [name, ids[index] ?? 0]));
  const serviceId = firstOf(await admin.create('product.product', [{ name: `Haulage ${run}`, type: 'service' }]));
  const carrier = `USPS ${run}`;
  const carrierId = firstOf(
    await admin.create('delivery.carrier', [{ name: carrier, product_id: serviceId, delivery_type: 'fixed' }]),
  );
  const orderWith = async (lines: JsonObject[]): Promise<number> =>
    firstOf(
      await admin.create('purchase.order', [
        {
          partner_id: supplierId,
          partner_ref: `REF-${run}`,
          picking_type_id: warehouse?.in_type_id[0] ?? 0,
          // On the lines: Odoo computes the order's own date from them, whatever it was made with.
          order_line: lines.map((line) => [0, 0, { price_unit: 2, date_planned: '2027-03-01 12:00:00', ...line }]),
        },
      ]),
    );
  const line = (name: string, product_qty: number, more: JsonObject = {}): JsonObject => ({
    product_id: products[name] ?? 0,
    product_qty,
    ...more,
  });
  const orderId = await orderWith([
    line('MUG', 40),
    line('SPOON', 10, { product_uom_id: await dozens(admin) }),
    line('BOARD', 24),
    line('POT', 5),
    line('POT', 7),
    line('JAR', 8),
    { product_id: serviceId, product_qty: 1 },
  ]);
  const draftId = await orderWith([line('MUG', 99)]);
  await admin.call('purchase.order', 'button_confirm', { ids: [orderId] });
  const orderRow = z.object({ id: z.number(), name: z.string(), picking_ids: z.array(z.number()) });
  const orders = await admin.read('purchase.order', orderRow, [orderId, draftId]);
  const orderOf = (id: number) => orders.find((order) => order.id === id);
  const pickingId = firstOf(orderOf(orderId)?.picking_ids ?? []);
  const [picking] = await admin.read('stock.picking', z.object({ name: z.string() }), [pickingId]);
  return {
    run,
    warehouse: { id: warehouseId, code, stockId: z.number().parse(warehouse?.lot_stock_id[0]) },
    tag,
    carrier,
    carrierId,
    sku,
    products,
    supplierId,
    order: { id: orderId, name: orderOf(orderId)?.name ?? '', pickingId, pickingName: picking?.name ?? '' },
    draftOrder: { id: draftId, name: orderOf(draftId)?.name ?? '' },
  };
}

/** Odoo 19 ships the dozen archived. */
async function dozens(admin: OdooClient): Promise<number> {
  const context = { active_test: false };
  const id = firstOf(await admin.search('uom.uom', { domain: [['name', '=', 'Dozens']], context }));
  await admin.write('uom.uom', [id], { active: true });
  return id;
}

/** A valid barcode in the range for use inside a company: prefix, the run's number, check digit. */
function gtin13(prefix: string, run: string): string {
  const digits = `${prefix}${String(Number.parseInt(run, 16)).padStart(10, '0')}`;
  const sum = [...digits].reduce((total, digit, index) => total + Number(digit) * (index % 2 === 0 ? 1 : 3), 0);
  return `${digits}${(10 - (sum % 10)) % 10}`;
}

/** A confirmed sale order out of the run's warehouse. */
export async function makeSaleOrder(
  admin: OdooClient,
  world: RealWorld,
  lines: [name: string, quantity: number][],
): Promise<{ id: number; name: string }> {
  const customer = firstOf(await admin.create('res.partner', [{ name: `Customer ${world.run}` }]));
  const order = {
    partner_id: customer,
    warehouse_id: world.warehouse.id,
    order_line: lines.map(([name, quantity]) => [
      0,
      0,
      { product_id: world.products[name] ?? 0, product_uom_qty: quantity, price_unit: 9 },
    ]),
  };
  const id = firstOf(await admin.create('sale.order', [order]));
  await admin.call('sale.order', 'action_confirm', { ids: [id] });
  const [row] = await admin.read('sale.order', z.object({ name: z.string() }), [id]);
  return { id, name: row?.name ?? '' };
}
