import type { OdooWorld, SeededOdooIds } from '@mlc/sandbox';
import { z } from 'zod';
import type { OdooRpc } from './real-odoo-rpc.js';
import type { RunNames } from './real-run-names.js';

type Product = NonNullable<OdooWorld['products']>[number];
type Line = NonNullable<OdooWorld['purchaseOrders']>[number]['lines'][number];

const pair = z.tuple([z.number(), z.string()]);
const idRow = z.object({ id: z.number() });
const known = (ids: Record<string, number>, name: string): number =>
  z.number({ error: `The world names ${name}, which it does not define` }).parse(ids[name]);
const byName = (names: string[], ids: number[]): Record<string, number> =>
  Object.fromEntries(names.map((name, index) => [name, z.number().parse(ids[index])]));

/**
 * Makes a world of the sandbox's in a real Odoo, through an administrator's calls: warehouses, partners, tags, products,
 * kits, carriers, confirmed orders. Users and barcodes are not made. Ids are by the world's own names.
 */
export async function seedReal(rpc: OdooRpc, world: OdooWorld, names: RunNames): Promise<SeededOdooIds> {
  const ids: SeededOdooIds = {
    users: {},
    partners: {},
    products: {},
    carriers: {},
    warehouses: {},
    purchaseOrders: {},
    saleOrders: {},
  };
  for (const { name, code, receptionSteps = 'one_step' } of world.warehouses ?? []) {
    const values = {
      name: `${name} ${names.warehouse(code)}`,
      code: names.warehouse(code),
      reception_steps: receptionSteps,
    };
    ids.warehouses[code] = await rpc.createOne('stock.warehouse', values);
  }
  const partners = world.partners ?? [];
  ids.partners = byName(
    partners.map(({ name }) => name),
    await rpc.create(
      'res.partner',
      partners.map(({ name, isCompany = true }) => ({ name: names.own(name), is_company: isCompany })),
    ),
  );
  ids.products = await makeProducts(rpc, world, names, ids);
  await makeKits(rpc, world, ids);
  const units = await unitsOf(rpc, world);
  const unitField = rpc.major === 17 ? 'product_uom' : 'product_uom_id';
  const linesOf: LinesOf = (lines, quantity, more) =>
    lines.map((line) => [
      0,
      0,
      {
        product_id: known(ids.products, line.product),
        [quantity]: line.quantity,
        price_unit: line.price ?? 4,
        ...more(line),
      },
    ]);
  const orders = world.purchaseOrders ?? [];
  const receiptTypes = await rpc.searchRead('stock.warehouse', z.object({ id: z.number(), in_type_id: pair }), [
    ['id', 'in', Object.values(ids.warehouses)],
  ]);
  const orderIds = await rpc.create(
    'purchase.order',
    orders.map(({ name, supplier, supplierReference, warehouse, datePlanned, lines }) => {
      const at = warehouse === undefined ? undefined : known(ids.warehouses, warehouse);
      const type = receiptTypes.find(({ id }) => id === at)?.in_type_id[0];
      return {
        ...(name === undefined ? {} : { name: names.named(name) }),
        partner_id: known(ids.partners, supplier),
        partner_ref: supplierReference ?? false,
        ...(type === undefined ? {} : { picking_type_id: type }),
        order_line: linesOf(lines, 'product_qty', (line) => ({
          ...(line.uom === undefined ? {} : { [unitField]: known(units, line.uom) }),
          ...dated(line.datePlanned ?? datePlanned),
        })),
      };
    }),
  );
  const toConfirm = orderIds.filter((_, index) => orders[index]?.confirm !== false);
  if (toConfirm.length > 0) await rpc.execute({ model: 'purchase.order', method: 'button_confirm', ids: toConfirm });
  ids.purchaseOrders = byName(
    orders.map(({ name }, index) => name ?? `purchase order ${index}`),
    orderIds,
  );
  await makeCarriers(rpc, world, names, ids);
  await makeSales(rpc, world, names, ids, linesOf);
  return ids;
}

async function makeKits(rpc: OdooRpc, { boms = [] }: OdooWorld, { products }: SeededOdooIds): Promise<void> {
  const made = boms.map(({ product }) => known(products, product));
  const kits = await rpc.searchRead('product.product', z.object({ id: z.number(), product_tmpl_id: pair }), [
    ['id', 'in', made],
  ]);
  const rows = boms.map(({ product, lines }) => ({
    product_tmpl_id: kits.find(({ id }) => id === known(products, product))?.product_tmpl_id[0],
    product_id: known(products, product),
    type: 'phantom',
    bom_line_ids: lines.map((line) => [
      0,
      0,
      { product_id: known(products, line.product), product_qty: line.quantity },
    ]),
  }));
  await rpc.create('mrp.bom', rows);
}

async function makeCarriers(rpc: OdooRpc, world: OdooWorld, names: RunNames, ids: SeededOdooIds): Promise<void> {
  const carriers = world.carriers ?? [];
  if (carriers.length === 0) return;
  const freight = await rpc.createOne('product.product', { name: names.own('Freight'), ...kindOf(rpc.major, SERVICE) });
  const rows = carriers.map(({ name }) => ({ name: names.own(name), product_id: freight, delivery_type: 'fixed' }));
  ids.carriers = byName(
    carriers.map(({ name }) => name),
    await rpc.create('delivery.carrier', rows),
  );
}

type LinesOf = (
  lines: Line[],
  quantity: string,
  more: (line: Line) => Record<string, unknown>,
) => [number, number, Record<string, unknown>][];

async function makeSales(
  rpc: OdooRpc,
  world: OdooWorld,
  names: RunNames,
  ids: SeededOdooIds,
  linesOf: LinesOf,
): Promise<void> {
  const orders = world.saleOrders ?? [];
  const orderIds = await rpc.create(
    'sale.order',
    orders.map(({ name, customer, clientOrderRef, origin, warehouse, carrier, lines }) => ({
      ...(name === undefined ? {} : { name: names.named(name) }),
      partner_id: known(ids.partners, customer),
      client_order_ref: clientOrderRef === undefined ? false : names.named(clientOrderRef),
      origin: origin === undefined ? false : names.named(origin),
      ...(warehouse === undefined ? {} : { warehouse_id: known(ids.warehouses, warehouse) }),
      ...(carrier === undefined ? {} : { carrier_id: known(ids.carriers, carrier) }),
      order_line: linesOf(lines, 'product_uom_qty', () => ({})),
    })),
  );
  const toConfirm = orderIds.filter((_, index) => orders[index]?.confirm !== false);
  if (toConfirm.length > 0) await rpc.execute({ model: 'sale.order', method: 'action_confirm', ids: toConfirm });
  ids.saleOrders = byName(
    orders.map(({ name }, index) => name ?? `sale order ${index}`),
    orderIds,
  );
}

const SERVICE: Pick<Product, 'kind'> = { kind: 'service' };

const dated = (date: string | undefined) => (date === undefined ? {} : { date_planned: date });

async function makeProducts(rpc: OdooRpc, world: OdooWorld, names: RunNames, ids: SeededOdooIds) {
  const products = world.products ?? [];
  const tagNames = [...new Set([...(world.tags ?? []), ...products.flatMap(({ tags = [] }) => tags)])];
  const tags = byName(
    tagNames,
    await rpc.create(
      'product.tag',
      tagNames.map((name) => ({ name: names.own(name) })),
    ),
  );
  const codes = [...new Set(products.flatMap(({ countryOfOrigin }) => countryOfOrigin ?? []))];
  const found = await rpc.searchRead('res.country', z.object({ id: z.number(), code: z.string() }), [
    ['code', 'in', codes],
  ]);
  const countries = Object.fromEntries(found.map(({ id, code }) => [code, id]));
  const values = products.map((product) => ({
    name: product.name,
    default_code: product.sku === undefined ? false : names.named(product.sku),
    ...kindOf(rpc.major, product),
    tracking: product.tracking ?? 'none',
    weight: product.weight ?? 0,
    standard_price: product.cost ?? 0,
    list_price: product.price ?? 1,
    product_tag_ids: [[6, 0, (product.tags ?? []).map((tag) => known(tags, tag))]],
    hs_code: product.hsCode ?? false,
    country_of_origin: product.countryOfOrigin === undefined ? false : known(countries, product.countryOfOrigin),
  }));
  const keys = products.map(({ key, sku, name }) => key ?? sku ?? name);
  const made = byName(keys, await rpc.create('product.product', values));
  const [shelf] = await rpc.searchRead('stock.warehouse', z.object({ id: z.number(), lot_stock_id: pair }), [
    ['id', '=', Object.values(ids.warehouses)[0] ?? 0],
  ]);
  const onHand = products.flatMap(({ onHand = 0 }, index) =>
    onHand === 0
      ? []
      : [
          {
            product_id: made[keys[index] ?? ''],
            location_id: shelf?.lot_stock_id[0],
            inventory_quantity: onHand,
          },
        ],
  );
  if (onHand.length > 0) {
    const context = { inventory_mode: true };
    const counted = await rpc.execute({ model: 'stock.quant', method: 'create', args: [onHand], context });
    const quants = z.array(z.number()).parse(counted);
    await rpc.execute({ model: 'stock.quant', method: 'action_apply_inventory', ids: quants, context });
  }
  const archived = keys.filter((_, index) => products[index]?.active === false).map((key) => known(made, key));
  if (archived.length > 0)
    await rpc.execute({ model: 'product.product', method: 'write', ids: archived, args: [{ active: false }] });
  return made;
}

function kindOf(major: number, { kind = 'goods' }: Pick<Product, 'kind'>): Record<string, unknown> {
  if (major === 17) return { detailed_type: kind === 'goods' ? 'product' : kind === 'consumable' ? 'consu' : kind };
  return kind === 'service' ? { type: 'service' } : { type: 'consu', is_storable: kind === 'goods' };
}

/** Units of one, and how many of them a unit of the scenarios holds. */
const SIZES: Record<string, number> = { Dozens: 12, 'Pack of 6': 6 };

/** The units that the lines name: Odoo 19 ships some archived, 17 does not have all. */
async function unitsOf(rpc: OdooRpc, world: OdooWorld): Promise<Record<string, number>> {
  const wanted = new Set((world.purchaseOrders ?? []).flatMap(({ lines }) => lines.flatMap(({ uom }) => uom ?? [])));
  const units: Record<string, number> = {};
  for (const name of wanted) {
    const [found] = await rpc.searchRead('uom.uom', idRow, [['name', '=', name]]);
    const id = found?.id ?? (await makeUnit(rpc, name));
    await rpc.execute({ model: 'uom.uom', method: 'write', ids: [id], args: [{ active: true }] });
    units[name] = id;
  }
  return units;
}

async function makeUnit(rpc: OdooRpc, name: string): Promise<number> {
  const size = z.number({ error: `${name} is no unit of the scenarios` }).parse(SIZES[name]);
  if (rpc.major !== 17) {
    const [one] = await rpc.searchRead('uom.uom', idRow, [['name', '=', 'Units']]);
    return rpc.createOne('uom.uom', { name, relative_factor: size, relative_uom_id: one?.id ?? false });
  }
  const [one] = await rpc.searchRead('uom.uom', z.object({ id: z.number(), category_id: pair }), [
    ['name', '=', 'Units'],
  ]);
  const category_id = one?.category_id[0] ?? false;
  return rpc.createOne('uom.uom', { name, category_id, uom_type: 'bigger', factor_inv: size });
}
