import type { OdooProduct } from '@mlc/mappings';
import { z } from 'zod';
import { bool, char, float, ids, int, many2one, requiredChar, requiredMany2one } from '../client/values.js';

/**
 * What is read of a product, for the look and for the poll alike: the poll's hash covers exactly what a plan may use.
 * No stock figure is among it, since those change with every move. Optional fields differ by version or module.
 */
export const productRow = z.object({
  id: int,
  product_tmpl_id: requiredMany2one,
  active: bool,
  default_code: char,
  barcode: char,
  display_name: requiredChar,
  type: requiredChar,
  /** 16, 17. */
  detailed_type: char.optional(),
  /** 18 and later. */
  is_storable: bool.optional(),
  tracking: requiredChar.optional(),
  weight: float,
  weight_uom_name: char.optional(),
  uom_id: requiredMany2one,
  /** Delivery Costs. */
  hs_code: char.optional(),
  country_of_origin: many2one.optional(),
  standard_price: float,
  list_price: float,
  company_id: many2one,
  /** Tags of the variant and of its template. */
  all_product_tag_ids: ids.optional(),
  product_tag_ids: ids.optional(),
  categ_id: many2one.optional(),
  /** Expiration Dates. */
  use_expiration_date: bool.optional(),
  expiration_time: float.optional(),
  use_time: float.optional(),
  removal_time: float.optional(),
  alert_time: float.optional(),
  /** Manufacturing. */
  is_kits: bool.optional(),
  write_date: requiredChar,
});
export type ProductRow = z.output<typeof productRow>;

/** Makes `display_name` the variant's name with its attribute values and without the code (observed on Odoo 16-19). */
export const PRODUCT_CONTEXT = { active_test: false, display_default_code: false } as const;

export function nameOf(row: Pick<ProductRow, 'display_name' | 'default_code'>): string {
  const prefix = row.default_code === null ? '' : `[${row.default_code}] `;
  return prefix !== '' && row.display_name.startsWith(prefix)
    ? row.display_name.slice(prefix.length)
    : row.display_name;
}

/** Goods whose stock Odoo tracks: up to 17 a type of its own, from 18 a flag on goods. */
export function isStorable(row: Pick<ProductRow, 'type' | 'detailed_type' | 'is_storable'>): boolean {
  if (row.is_storable !== undefined) return row.is_storable && row.type === 'consu';
  return (row.detailed_type ?? row.type) === 'product';
}

export const trackingOf = (word: string | undefined): OdooProduct['tracking'] =>
  word === 'lot' || word === 'serial' ? word : 'none';

export const tagIdsOf = (row: ProductRow): number[] => row.all_product_tag_ids ?? row.product_tag_ids ?? [];

/** Days of Odoo's expiration settings; null where the product keeps no expiration dates. */
export function shelfLifeOf(row: ProductRow): OdooProduct['shelf_life_days'] {
  if (row.use_expiration_date !== true) return null;
  const { use_time = 0, removal_time = 0, alert_time = 0, expiration_time = 0 } = row;
  return { use_time, removal_time, alert_time, expiration_time };
}

/** The template's name; with a single variant Odoo puts the code before it. */
export const templateOf = (row: ProductRow): { id: number; name: string } => ({
  id: row.product_tmpl_id.id,
  name: row.product_tmpl_id.name.replace(/^\[[^\]]*\] /, ''),
});
