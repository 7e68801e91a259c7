import type { OdooSaleOrder } from '@mlc/mappings';
import { z } from 'zod';
import { char, ids, int, iso, many2one, requiredChar, requiredMany2one } from '../client/values.js';
import { withFields } from './named-fields.js';
import { readPickings } from './pickings.js';
import type { Reading } from './reading.js';

export const saleOrderRow = z.object({
  id: int,
  name: requiredChar,
  client_order_ref: char,
  origin: char,
  state: requiredChar,
  company_id: requiredMany2one,
  /** Sales with Inventory. */
  warehouse_id: many2one.optional(),
  picking_ids: ids.optional(),
  write_date: requiredChar,
});

/** What a plan sees beyond what a poll compares. */
const seenRow = saleOrderRow.extend({ user_id: many2one.optional(), partner_shipping_id: many2one.optional() });

/**
 * Sale orders whose field equals one of the values, with their deliveries; `client_order_ref` is not unique in Odoo. A
 * field that only an app of a sales channel brings may be missing: then nothing is found by it.
 */
export async function readSaleOrdersBy(
  reading: Reading,
  field: string,
  values: (string | number)[],
): Promise<OdooSaleOrder[]> {
  if (values.length === 0) return [];
  if (!(await reading.client.fieldsGet('sale.order')).has(field)) return [];
  const row = withFields(seenRow, field in seenRow.shape ? [] : [field]);
  const rows = await reading.among('sale.order', row, field, values, reading.ownCompany);
  const pickings = await readPickings(
    reading,
    rows.flatMap((found) => found.picking_ids ?? []),
  );
  return rows.map((found) => ({
    id: found.id,
    name: found.name,
    client_order_ref: found.client_order_ref,
    origin: found.origin,
    state: found.state,
    company_id: found.company_id.id,
    warehouse_id: found.warehouse_id?.id ?? null,
    user_id: found.user_id?.id ?? null,
    partner_shipping_id: found.partner_shipping_id?.id ?? null,
    found_by: String((found as Record<string, unknown>)[field] ?? ''),
    pickings: (found.picking_ids ?? []).flatMap((id) => pickings.get(id) ?? []),
    write_date: iso(found.write_date),
  }));
}

const deliveryRow = z.object({ id: int, origin: char, picking_type_code: char, sale_id: many2one.optional() });

/** Sale orders of the deliveries that name one of these source documents. */
export async function readSaleOrderIdsByDelivery(reading: Reading, origins: string[]): Promise<number[]> {
  const rows = await reading.among('stock.picking', deliveryRow, 'origin', origins, reading.ownCompany);
  const ids = rows.flatMap((row) => (row.picking_type_code === 'outgoing' && row.sale_id ? [row.sale_id.id] : []));
  return [...new Set(ids)];
}
