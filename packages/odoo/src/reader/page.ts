import type { OdooPageRequest, OdooSource, PollPage, PollRow } from '@mlc/engine';
import { contentHash, NeedsAttention } from '@mlc/kernel';
import { z } from 'zod';
import type { Domain } from '../client/odoo-client.js';
import { bool, char, float, ids, int, many2one, odooStamp, requiredChar, requiredMany2one } from '../client/values.js';
import { readProductsOfBoms } from './kits-above.js';
import { extraOf, withFields } from './named-fields.js';
import { pickingRow } from './pickings.js';
import { packagingModel } from './product-extras.js';
import { PRODUCT_CONTEXT, productRow } from './product-row.js';
import { purchaseLineRow, purchaseOrderRow } from './purchase-orders.js';
import type { Reading } from './reading.js';
import { saleOrderRow } from './sale-orders.js';

interface Source<R extends z.ZodObject> {
  row: R;
  refs: (row: z.output<R>) => PollRow['refs'];
  /** Products without a company are everybody's. */
  company: 'own' | 'own or none';
  /** For what a row concerns that it does not name itself: read for a whole page, then asked row by row. */
  concerns?: (reading: Reading, rows: z.output<R>[]) => Promise<(row: z.output<R>) => PollRow['refs']>;
  /** The model, where it is not the source's name. */
  modelIn?: (reading: Reading) => Promise<string>;
  /** Only records that name another in this field are read; none where Odoo has no such field. */
  naming?: string;
  /**
   * Rows of which every change counts, whatever it was of: what a plan sees of them is more than the row (lots, fields that
   * only the settings name), and writing it moves their stamp (observed on Odoo 17 and 19).
   */
  stamped?: (row: z.output<R>) => boolean;
}

const source = <R extends z.ZodObject>(definition: Source<R>): Source<R> => definition;

const polledPicking = pickingRow.extend({
  purchase_id: many2one.optional(),
  sale_id: many2one.optional(),
  write_date: requiredChar,
});

/** The lines' ids are among it, since one that was taken out leaves no row of its own. */
const polledBom = z.object({
  id: int,
  active: bool,
  type: requiredChar,
  sequence: int.optional(),
  product_tmpl_id: requiredMany2one,
  product_id: many2one,
  product_qty: float,
  product_uom_id: requiredMany2one,
  bom_line_ids: ids,
  write_date: requiredChar,
});
const polledMove = z.object({
  id: int,
  state: requiredChar,
  picking_id: many2one,
  product_id: requiredMany2one,
  product_qty: float,
  product_uom: requiredMany2one,
  purchase_line_id: many2one.optional(),
  write_date: requiredChar,
});
const polledBomLine = z.object({
  id: int,
  bom_id: requiredMany2one,
  product_id: requiredMany2one,
  product_qty: float,
  product_uom_id: requiredMany2one,
  bom_product_template_attribute_value_ids: ids.optional(),
  write_date: requiredChar,
});
const polledPackaging = z.object({ id: int, product_id: many2one, barcode: char, write_date: requiredChar });

async function kitsOf<R>(reading: Reading, rows: R[], bomOf: (row: R) => number): Promise<(row: R) => PollRow['refs']> {
  const made = await readProductsOfBoms(reading, rows.map(bomOf));
  return (row) => ({ product_ids: (made.get(bomOf(row)) ?? []).join(',') });
}

const orderOfLine = z.object({ id: int, order_id: requiredMany2one });

/** The order of each move, by its line. */
async function ordersOf(
  reading: Reading,
  rows: z.output<typeof polledMove>[],
): Promise<(row: z.output<typeof polledMove>) => PollRow['refs']> {
  const lineIds = rows.flatMap((row) => row.purchase_line_id?.id ?? []);
  const lines = await reading.among('purchase.order.line', orderOfLine, 'id', lineIds);
  const orders = new Map(lines.map((line) => [line.id, line.order_id.id]));
  return (row) => ({ order_id: orders.get(row.purchase_line_id?.id ?? 0) ?? null });
}

const sources = {
  'product.product': source({ row: productRow, refs: () => ({}), company: 'own or none' }),
  'mrp.bom': source({
    row: polledBom,
    refs: () => ({}),
    company: 'own or none',
    concerns: (reading, rows) => kitsOf(reading, rows, (row) => row.id),
  }),
  'mrp.bom.line': source({
    row: polledBomLine,
    refs: () => ({}),
    company: 'own or none',
    concerns: (reading, rows) => kitsOf(reading, rows, (row) => row.bom_id.id),
  }),
  'product.packaging': source({
    row: polledPackaging,
    refs: (row) => ({ product_ids: String(row.product_id?.id ?? '') }),
    company: 'own or none',
    modelIn: packagingModel,
  }),
  'purchase.order': source({ row: purchaseOrderRow, refs: () => ({}), company: 'own', stamped: () => true }),
  'purchase.order.line': source({
    row: purchaseLineRow,
    refs: (row) => ({ order_id: row.order_id.id }),
    company: 'own',
  }),
  'stock.picking': source({
    row: polledPicking,
    refs: (row) => ({ purchase_id: row.purchase_id?.id ?? null, sale_id: row.sale_id?.id ?? null, origin: row.origin }),
    company: 'own',
    stamped: (row) => row.picking_type_code === 'incoming',
  }),
  'stock.move': source({
    row: polledMove,
    refs: () => ({}),
    company: 'own',
    naming: 'purchase_line_id',
    concerns: ordersOf,
    stamped: () => true,
  }),
  'sale.order': source({
    row: saleOrderRow,
    refs: (row) => ({ name: row.name, client_order_ref: row.client_order_ref, origin: row.origin }),
    company: 'own',
  }),
} as const satisfies Record<OdooSource, unknown>;

/**
 * One page of a poll: a fixed lower bound on `write_date` (`>=` is the only comparison that means the same on 16 to 19),
 * then by id, archived rows too, no business filter but the company (ARCHITECTURE.md section 6). One row more than asked
 * for tells whether a page follows, so the last page costs no call of its own.
 */
export function readPage(reading: Reading, name: OdooSource, request: OdooPageRequest): Promise<PollPage> {
  switch (name) {
    case 'product.product':
      return page(reading, name, sources[name], request);
    case 'mrp.bom':
      return page(reading, name, sources[name], request);
    case 'mrp.bom.line':
      return page(reading, name, sources[name], request);
    case 'product.packaging':
      return page(reading, name, sources[name], request);
    case 'purchase.order':
      return page(reading, name, sources[name], request);
    case 'purchase.order.line':
      return page(reading, name, sources[name], request);
    case 'stock.picking':
      return page(reading, name, sources[name], request);
    case 'stock.move':
      return page(reading, name, sources[name], request);
    case 'sale.order':
      return saleOrders(reading, request);
  }
}

/** By which a ShipBob order is matched may be a field that only an app of a sales channel brings. */
async function saleOrders(reading: Reading, request: OdooPageRequest): Promise<PollPage> {
  const known = await reading.client.fieldsGet('sale.order');
  const fields = (request.keys ?? []).filter((key) => known.has(key) && !(key in saleOrderRow.shape));
  const bare = sources['sale.order'];
  const refs = (row: z.output<typeof saleOrderRow>): PollRow['refs'] => ({
    ...bare.refs(row),
    ...Object.fromEntries(Object.entries(extraOf(row, fields).extra ?? {}).map(([key, value]) => [key, refOf(value)])),
  });
  return page(reading, 'sale.order', { ...bare, row: withFields(saleOrderRow, fields), refs }, request);
}

/** The model that a source reads. */
export async function modelOf(reading: Reading, name: OdooSource): Promise<string> {
  return name === 'product.packaging' ? packagingModel(reading) : name;
}

const refOf = (value: unknown): string | null =>
  typeof value === 'string' || typeof value === 'number' ? String(value) : null;

async function page<R extends z.ZodObject>(
  reading: Reading,
  name: OdooSource,
  { row, refs, company, concerns, modelIn, naming, stamped = () => false }: Source<R>,
  { from, afterId, limit }: OdooPageRequest,
): Promise<PollPage> {
  const model = (await modelIn?.(reading)) ?? name;
  const domain = [
    ...(from === null ? [] : await changedSince(reading, model, from)),
    ...(afterId === 0 ? [] : [['id', '>', afterId]]),
    ...(naming === undefined ? [] : await namingOne(reading, model, naming)),
    ...(company === 'own' ? reading.ownCompany : reading.sharedCompany),
  ];
  const context = model === 'product.product' ? PRODUCT_CONTEXT : { active_test: false };
  const query = { domain, order: 'id asc', limit: limit + 1, context };
  const { rows, serverMs } = await reading.client.searchReadAt(model, row, query);
  const own = rows.slice(0, limit);
  const more = concerns === undefined || own.length === 0 ? () => ({}) : await concerns(reading, own);
  return {
    rows: own.map((found) => pollRow(found, { ...refs(found), ...more(found) }, stamped(found))),
    serverTime: odooStamp(serverMs ?? noClock(model)),
    last: rows.length <= limit,
  };
}

async function namingOne(reading: Reading, model: string, field: string): Promise<Domain> {
  return (await reading.client.fieldsGet(model)).has(field) ? [[field, '!=', false]] : [['id', '=', 0]];
}

/** On 16 an edit of a template-only field (name, list price ...) does not move the variant's own stamp. */
async function changedSince(reading: Reading, model: string, from: string): Promise<Domain> {
  if (model !== 'product.product') return [['write_date', '>=', from]];
  // Learning the fields first settles the protocol, and with it the version, without a question of its own.
  await reading.client.fieldsGet(model);
  if ((await reading.client.major()) > 16) return [['write_date', '>=', from]];
  return ['|', ['write_date', '>=', from], ['product_tmpl_id.write_date', '>=', from]];
}

function pollRow(row: Record<string, unknown>, refs: PollRow['refs'], isStamped: boolean): PollRow {
  const { id, write_date, ...rest } = isStamped ? { ...row, stamped: row['write_date'] } : row;
  // Odoo lists x2many ids in the order of the other model, which may change without this record changing.
  const projection = Object.fromEntries(
    Object.entries(rest).map(([field, value]) => [field, Array.isArray(value) ? value.toSorted() : value]),
  );
  return {
    id: Number(id),
    hash: contentHash(projection),
    stamp: typeof write_date === 'string' ? write_date : null,
    refs,
  };
}

function noClock(model: string): never {
  throw new NeedsAttention(`Odoo's answer for ${model} carries no Date header, so the poll has no clock to trust.`, {
    code: 'odoo.no_date',
    field: 'odoo.url',
    fix: 'Let the proxy in front of Odoo pass the Date header on.',
  });
}
