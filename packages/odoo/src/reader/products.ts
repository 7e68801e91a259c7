import type { OdooProductOptions } from '@mlc/engine';
import { chunks } from '@mlc/kernel';
import type { OdooProduct } from '@mlc/mappings';
import { z } from 'zod';
import { bool, char, int, iso, many2one, requiredChar, requiredMany2one } from '../client/values.js';
import { readExtras } from './product-extras.js';
import {
  isStorable,
  nameOf,
  PRODUCT_CONTEXT,
  type ProductRow,
  productRow,
  shelfLifeOf,
  tagIdsOf,
  templateOf,
  trackingOf,
} from './product-row.js';
import type { Reading } from './reading.js';

/** Products of one search_read. */
const PRODUCTS_PER_CALL = 1000;

/**
 * Products by id; two to four calls for a batch, however many products it has, and some more for what the settings ask
 * for. A product with the tag `unlessTagged` is not looked for on orders: the tag alone decides.
 */
export async function readProducts(
  reading: Reading,
  productIds: number[],
  options: OdooProductOptions,
): Promise<Map<number, OdooProduct>> {
  const found = new Map<number, OdooProduct>();
  for (const part of chunks([...new Set(productIds)], PRODUCTS_PER_CALL)) {
    const rows = await reading.client.searchReadAll('product.product', productRow, {
      domain: [['id', 'in', part]],
      context: PRODUCT_CONTEXT,
    });
    for (const product of await complete(reading, rows, options)) found.set(product.id, product);
  }
  return found;
}

async function complete(reading: Reading, rows: ProductRow[], options: OdooProductOptions): Promise<OdooProduct[]> {
  if (rows.length === 0) return [];
  const sameCode = await readSameCodes(reading, rows);
  const tags = await reading.table('product.tag', tagRow, rows.flatMap(tagIdsOf));
  const tagsOf = (row: ProductRow): string[] => tagIdsOf(row).flatMap((id) => tags.get(id)?.name ?? []);
  const asked = rows.filter((row) => !tagsOf(row).some((name) => name === options.unlessTagged));
  const onOrder = await readOnOrder(reading, asked, options.warehouseIds);
  const kits = await readKits(reading, rows);
  const more = await readExtras(reading, rows, kits, options);
  const countryIds = rows.flatMap((row) => row.country_of_origin?.id ?? []);
  const countries = await reading.table('res.country', countryRow, countryIds);
  return rows.map((row): OdooProduct => {
    const countryId = row.country_of_origin?.id;
    return {
      id: row.id,
      active: row.active,
      default_code: row.default_code,
      barcode: row.barcode,
      name: nameOf(row),
      storable: isStorable(row),
      type: row.type,
      tracking: trackingOf(row.tracking),
      weight: row.weight,
      weight_uom_name: row.weight_uom_name ?? 'kg',
      uom: row.uom_id,
      hs_code: row.hs_code ?? null,
      country_of_origin: countryId === undefined ? null : (countries.get(countryId)?.code ?? null),
      standard_price: row.standard_price,
      list_price: row.list_price,
      company_id: row.company_id?.id ?? null,
      tags: tagsOf(row),
      is_kit: kits.has(row.id),
      on_purchase_order: onOrder.has(row.id),
      same_code_ids: (sameCode.get(row.default_code?.trim() ?? '') ?? []).filter((id) => id !== row.id),
      template: templateOf(row),
      category: row.categ_id?.name ?? null,
      shelf_life_days: shelfLifeOf(row),
      ...more(row.id),
      write_date: iso(row.write_date),
    };
  });
}

const tagRow = z.object({ id: int, name: requiredChar });
const countryRow = z.object({ id: int, code: char });
const codeRow = z.object({ id: int, default_code: char });

/** Ids of the active products of each code, ours and shared ones; Odoo does not keep codes unique. */
async function readSameCodes(reading: Reading, rows: ProductRow[]): Promise<Map<string, number[]>> {
  const codes = rows.flatMap((row) => (row.default_code === null ? [] : [row.default_code, row.default_code.trim()]));
  const active = [['active', '=', true], ...reading.sharedCompany];
  const same = new Map<string, number[]>();
  for (const row of await reading.among('product.product', codeRow, 'default_code', codes, active)) {
    const code = row.default_code?.trim() ?? '';
    if (code !== '') same.set(code, [...(same.get(code) ?? []), row.id]);
  }
  return same;
}

const orderedRow = z.object({ id: int, product_id: many2one });

/** Products on confirmed orders into one of the warehouses. Locked orders are `done` up to 18. */
async function readOnOrder(reading: Reading, rows: ProductRow[], warehouseIds: number[]): Promise<Set<number>> {
  if (warehouseIds.length === 0 || rows.length === 0) return new Set();
  const confirmed = [
    ['order_id.state', 'in', ['purchase', 'done']],
    ['order_id.picking_type_id.warehouse_id', 'in', warehouseIds],
    ...reading.ownCompany,
  ];
  const productIds = rows.map((row) => row.id);
  const lines = await reading.ifInstalled('purchase.order.line', [], () =>
    reading.among('purchase.order.line', orderedRow, 'product_id', productIds, confirmed),
  );
  return new Set(lines.flatMap((line) => line.product_id?.id ?? []));
}

const bomRow = z.object({ id: int, product_tmpl_id: requiredMany2one, product_id: many2one, active: bool });

/** Kits by the flag that Manufacturing puts on products, else by their phantom bills of materials. */
async function readKits(reading: Reading, rows: ProductRow[]): Promise<Set<number>> {
  if (rows.some((row) => row.is_kits !== undefined))
    return new Set(rows.filter((row) => row.is_kits).map((row) => row.id));
  const templateIds = rows.map((row) => row.product_tmpl_id.id);
  const phantom = [['type', '=', 'phantom'], ['active', '=', true], ...reading.sharedCompany];
  const readBoms = (): Promise<z.output<typeof bomRow>[]> =>
    reading.among('mrp.bom', bomRow, 'product_tmpl_id', templateIds, phantom);
  const boms = await reading.ifInstalled('mrp.bom', [], readBoms, 'fallback');
  const isKit = (row: ProductRow): boolean =>
    boms.some((bom) => bom.product_tmpl_id.id === row.product_tmpl_id.id && (bom.product_id?.id ?? row.id) === row.id);
  return new Set(boms.length === 0 ? [] : rows.filter(isKit).map((row) => row.id));
}

const variantRow = z.object({ id: int });

/** Ids of the active variants of these templates. */
export async function readVariantIds(reading: Reading, templateIds: number[]): Promise<number[]> {
  const active = [['active', '=', true]];
  const rows = await reading.among('product.product', variantRow, 'product_tmpl_id', templateIds, active);
  return rows.map((row) => row.id);
}
