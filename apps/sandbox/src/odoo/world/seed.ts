import { confirmOrders } from '../business/purchase.js';
import { confirmSales } from '../business/sale.js';
import { changeStock } from '../business/stock.js';
import { lineUom } from '../business/units.js';
import type { Vals } from '../engine/cells.js';
import type { Env } from '../engine/env.js';
import type { Rec } from '../engine/record.js';
import { showApiKeys } from '../models/api-keys.js';
import { ADMIN_UID, type OdooServer } from '../server.js';
import { loadBaseData, makeWarehouse } from './base-data.js';
import { loadChart } from './chart.js';
import type { ParsedWorld, SeededIds } from './schema.js';

const emptyIds = (): SeededIds => ({
  users: {},
  partners: {},
  products: {},
  carriers: {},
  warehouses: {},
  purchaseOrders: {},
  saleOrders: {},
});

/** The record of that name, or an error that says which name of the world is wrong. */
function named(env: Env, model: string, name: string, field = 'name'): Rec {
  const rec = env.search(model, [[field, '=', name]])[0];
  if (rec === undefined) throw new Error(`The world names ${model} "${name}", which it does not define.`);
  return rec;
}

function known(ids: Record<string, number>, env: Env, model: string, key: string): Rec {
  const id = ids[key];
  if (id === undefined) throw new Error(`The world names ${model} "${key}", which it does not define.`);
  return env.rec(model, id);
}

/** Empties the database and fills it with the world, all in one transaction. Nothing of it is journaled. */
export function seedWorld(server: OdooServer, world: ParsedWorld): SeededIds {
  const given = Object.fromEntries(Object.entries(world.options).filter(([, value]) => value !== undefined));
  server.wipe({ ...server.options, ...given });
  createAdmin(server);
  const ids = emptyIds();
  server.transaction(server.admin, { active_test: false }, (env) => {
    fill(server, env.root(), world, ids);
    return null;
  });
  return ids;
}

/** The administrator is the only account before there are users; other users get theirs while seeding. */
function createAdmin(server: OdooServer): void {
  server.accounts.set(ADMIN_UID, {
    uid: ADMIN_UID,
    login: 'admin',
    password: 'admin',
    apiKeys: [],
    groups: [],
    admin: true,
    companyIds: [1],
  });
}

function fill(server: OdooServer, env: Env, world: ParsedWorld, ids: SeededIds): void {
  loadBaseData(env);
  const companies = [world.company, ...world.otherCompanies].map((name) => {
    const partner = env.make('res.partner', { name, is_company: true });
    const approval =
      env.model('res.company').fields['po_double_validation'] === undefined
        ? {}
        : { po_double_validation: world.doubleValidation ? 'two_step' : 'one_step' };
    return env.make('res.company', { name, partner_id: partner.id, ...approval });
  });
  for (const company of companies) loadChart(env, company);
  users(server, env, world, ids, companies);
  if (env.hasModel('stock.warehouse')) {
    for (const warehouse of world.warehouses) {
      const company = warehouse.company === undefined ? companies[0] : named(env, 'res.company', warehouse.company);
      ids.warehouses[warehouse.code] = makeWarehouse(env, { ...warehouse, company: company?.id ?? 1 }).id;
    }
  }
  addToWorld(env, world, ids);
}

function users(server: OdooServer, env: Env, world: ParsedWorld, ids: SeededIds, companies: readonly Rec[]): void {
  const system = ['__system__', 'admin'].map((login) => ({
    login,
    name: login === 'admin' ? 'Administrator' : 'OdooBot',
    email: login === 'admin' ? 'admin@example.com' : null,
    active: login === 'admin',
  }));
  for (const one of [...system, ...world.users.map((user) => ({ ...user, active: true }))]) {
    const partner = env.make('res.partner', {
      name: one.name ?? one.login,
      email: one.email ?? false,
      active: one.active,
    });
    // Put in past the check: only a language that is installed may be chosen, and fields_get shows none but English.
    if ('language' in one) partner.set({ lang: one.language });
    const given = 'companies' in one ? one.companies.map((name) => named(env, 'res.company', name)) : [];
    const allowed = given.length === 0 ? companies : given;
    const rec = env.make('res.users', {
      login: one.login,
      partner_id: partner.id,
      active: one.active,
      company_id: allowed[0]?.id ?? 1,
      company_ids: [[6, 0, allowed.map((company) => company.id)]],
    });
    ids.users[one.login] = rec.id;
    if (!('apiKeys' in one)) continue;
    const apiKeys = one.apiKeys.map((key) => (typeof key === 'string' ? { key, expires: null } : key));
    showApiKeys(env, rec.id, apiKeys);
    server.accounts.set(rec.id, {
      uid: rec.id,
      login: one.login,
      password: one.password,
      apiKeys,
      groups: one.groups,
      admin: one.admin,
      companyIds: allowed.map((company) => company.id),
    });
  }
  const admin = server.admin;
  server.accounts.set(ADMIN_UID, { ...admin, companyIds: companies.map((company) => company.id) });
}

/** The parts of a world that may also be added to a running database. */
export function addToWorld(env: Env, world: ParsedWorld, ids: SeededIds): void {
  for (const name of world.tags) tag(env, name);
  for (const { supplier, isCompany, country, ...partner } of world.partners) {
    const rec = env.make('res.partner', {
      ...partner,
      is_company: isCompany,
      supplier_rank: supplier ? 1 : 0,
      country_id: country === undefined ? false : named(env, 'res.country', country, 'code').id,
    });
    ids.partners[partner.name] = rec.id;
  }
  for (const product of world.products)
    ids.products[product.key ?? product.sku ?? product.name] = makeProduct(env, world, product, ids).id;
  for (const bom of world.boms) makeBom(env, bom, ids);
  for (const carrier of world.carriers) ids.carriers[carrier.name] = makeCarrier(env, carrier).id;
  for (const order of world.purchaseOrders) {
    const rec = makePurchase(env, order, ids);
    ids.purchaseOrders[rec.str('name')] = rec.id;
  }
  for (const order of world.saleOrders) {
    const rec = makeSale(env, order, ids);
    ids.saleOrders[rec.str('name')] = rec.id;
  }
}

const tag = (env: Env, name: string): Rec =>
  env.search('product.tag', [['name', '=', name]])[0] ?? env.make('product.tag', { name });

function makeProduct(env: Env, world: ParsedWorld, product: ParsedWorld['products'][number], ids: SeededIds): Rec {
  const uom = named(env, 'uom.uom', product.uom).id;
  const delivery = env.model('product.template').fields['hs_code'] !== undefined;
  const shared: Vals = {
    name: product.name,
    ...(env.is19
      ? { type: product.kind === 'service' ? 'service' : 'consu', is_storable: product.kind === 'goods' }
      : { detailed_type: { goods: 'product', consumable: 'consu', service: 'service' }[product.kind], uom_po_id: uom }),
    tracking: product.tracking,
    uom_id: uom,
    list_price: product.price,
    product_tag_ids: [[6, 0, product.tags.map((name) => tag(env, name).id)]],
    company_id: product.company === undefined ? false : named(env, 'res.company', product.company).id,
    ...(delivery
      ? {
          hs_code: product.hsCode ?? false,
          country_of_origin:
            product.countryOfOrigin === undefined
              ? false
              : named(env, 'res.country', product.countryOfOrigin, 'code').id,
        }
      : {}),
  };
  const sibling = product.variantOf === undefined ? null : known(ids.products, env, 'product', product.variantOf);
  const values = product.attributes.map((name) => env.make('product.template.attribute.value', { name }).id);
  const rec = env.make('product.product', {
    ...(sibling === null ? shared : { product_tmpl_id: sibling.num('product_tmpl_id') }),
    default_code: product.sku ?? false,
    barcode: product.barcode ?? false,
    weight: product.weight,
    volume: product.volume,
    standard_price: product.cost,
    product_template_attribute_value_ids: [[6, 0, values]],
  });
  if (!product.active) {
    rec.set({ active: false });
    if (sibling === null) rec.need('product_tmpl_id').set({ active: false });
  }
  const stock = world.warehouses[0]?.code;
  if (product.onHand !== 0 && stock !== undefined) {
    changeStock(rec, named(env, 'stock.warehouse', stock, 'code').need('lot_stock_id'), null, product.onHand);
  }
  return rec;
}

function makeBom(env: Env, bom: ParsedWorld['boms'][number], ids: SeededIds): void {
  const product = known(ids.products, env, 'product.product', bom.product);
  env.make('mrp.bom', {
    product_tmpl_id: product.num('product_tmpl_id'),
    type: bom.type,
    product_qty: bom.quantity,
    bom_line_ids: bom.lines.map((line) => [
      0,
      0,
      { product_id: known(ids.products, env, 'product.product', line.product).id, product_qty: line.quantity },
    ]),
  });
}

function makeCarrier(env: Env, carrier: ParsedWorld['carriers'][number]): Rec {
  const vals: Vals = { name: carrier.name, ...(env.is19 ? { type: 'service' } : { detailed_type: 'service' }) };
  const product = env.make('product.product', vals);
  return env.make('delivery.carrier', {
    name: carrier.name,
    product_id: product.id,
    ...(env.is19 ? { tracking_url: carrier.trackingUrl ?? false } : {}),
  });
}

const lineVals = (env: Env, product: Rec, uom: string | undefined, probe: Vals): Vals => ({
  product_id: product.id,
  ...(uom === undefined ? {} : { [lineUom(product)]: named(env, 'uom.uom', uom).id }),
  ...probe,
});

function makePurchase(env: Env, order: ParsedWorld['purchaseOrders'][number], ids: SeededIds): Rec {
  const warehouse = order.warehouse === undefined ? null : named(env, 'stock.warehouse', order.warehouse, 'code');
  const rec = env.make('purchase.order', {
    ...(order.name === undefined ? {} : { name: order.name }),
    partner_id: known(ids.partners, env, 'res.partner', order.supplier).id,
    partner_ref: order.supplierReference ?? false,
    origin: order.origin ?? false,
    ...(warehouse === null ? {} : { picking_type_id: warehouse.cell('in_type_id') }),
    order_line: order.lines.map((line) => [
      0,
      0,
      lineVals(env, known(ids.products, env, 'product.product', line.product), line.uom, {
        product_qty: line.quantity,
        ...(line.price === undefined ? {} : { price_unit: line.price }),
        ...planned(line.datePlanned ?? order.datePlanned),
      }),
    ]),
  });
  if (order.confirm) confirmOrders(env, [rec]);
  return rec;
}

/** The lines' dates decide; the order follows the earliest. */
const planned = (date: string | undefined) => (date === undefined ? {} : { date_planned: date });

function makeSale(env: Env, order: ParsedWorld['saleOrders'][number], ids: SeededIds): Rec {
  const warehouse = order.warehouse === undefined ? null : named(env, 'stock.warehouse', order.warehouse, 'code');
  const rec = env.make('sale.order', {
    ...(order.name === undefined ? {} : { name: order.name }),
    partner_id: known(ids.partners, env, 'res.partner', order.customer).id,
    client_order_ref: order.clientOrderRef ?? false,
    origin: order.origin ?? false,
    ...(warehouse === null ? {} : { warehouse_id: warehouse.id }),
    ...(order.carrier === undefined
      ? {}
      : { carrier_id: known(ids.carriers, env, 'delivery.carrier', order.carrier).id }),
    order_line: order.lines.map((line) => [
      0,
      0,
      lineVals(env, known(ids.products, env, 'product.product', line.product), line.uom, {
        product_uom_qty: line.quantity,
        ...(line.price === undefined ? {} : { price_unit: line.price }),
      }),
    ]),
  });
  if (order.confirm) confirmSales(env, [rec]);
  return rec;
}
