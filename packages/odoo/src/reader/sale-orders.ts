import type { OdooSaleOrder } from '@mlc/mappings';
import { z } from 'zod';
import { char, ids, int, iso, many2one, requiredChar, requiredMany2one } from '../client/values.js';
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

/** Sale orders whose field equals one of the values, with their deliveries; `client_order_ref` is not unique in Odoo. */
export async function readSaleOrdersBy(
  reading: Reading,
  field: 'name' | 'client_order_ref' | 'origin',
  values: string[],
): Promise<OdooSaleOrder[]> {
  const rows = await reading.among('sale.order', saleOrderRow, field, values, reading.ownCompany);
  const pickings = await readPickings(
    reading,
    rows.flatMap((row) => row.picking_ids ?? []),
  );
  return rows.map((row) => ({
    id: row.id,
    name: row.name,
    client_order_ref: row.client_order_ref,
    origin: row.origin,
    state: row.state,
    company_id: row.company_id.id,
    warehouse_id: row.warehouse_id?.id ?? null,
    pickings: (row.picking_ids ?? []).flatMap((id) => pickings.get(id) ?? []),
    write_date: iso(row.write_date),
  }));
}
