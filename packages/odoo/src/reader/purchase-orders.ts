import type { OdooReader, PurchaseOrderFields } from '@mlc/engine';
import { groupBy } from '@mlc/kernel';
import type { OdooPurchaseLine, OdooPurchaseOrder } from '@mlc/mappings';
import { z } from 'zod';
import {
  char,
  float,
  ids,
  int,
  iso,
  isoOrNull,
  many2one,
  requiredChar,
  requiredMany2one,
  stamp,
} from '../client/values.js';
import { extraOf, withFields } from './named-fields.js';
import { readPickings, readPickingTypes } from './pickings.js';
import type { Reading } from './reading.js';
import { readCommercialPartners } from './suppliers.js';

export const purchaseOrderRow = z.object({
  id: int,
  name: requiredChar,
  state: requiredChar,
  partner_id: requiredMany2one,
  partner_ref: char,
  company_id: requiredMany2one,
  currency_id: requiredMany2one,
  date_planned: stamp,
  /** Purchase with Inventory. */
  picking_type_id: many2one.optional(),
  picking_ids: ids.optional(),
  write_date: requiredChar,
});

/** What a plan sees beyond what a poll compares. */
const seenRow = purchaseOrderRow.extend({ user_id: many2one.optional() });

export const purchaseLineRow = z.object({
  id: int,
  order_id: requiredMany2one,
  product_id: many2one,
  product_qty: float,
  /** Up to 18. */
  product_uom: many2one.optional(),
  /** 19 and later. */
  product_uom_id: many2one.optional(),
  product_uom_qty: float,
  price_unit: float,
  date_planned: stamp.optional(),
  display_type: char,
  write_date: requiredChar,
});

/** Orders by id with lines, pickings and moves: five calls for a batch, one more where it names contacts of companies. */
export async function readPurchaseOrders(
  reading: Reading,
  orderIds: number[],
  fields: PurchaseOrderFields = { order: [], picking: [] },
): Promise<Map<number, OdooPurchaseOrder>> {
  const rows = await reading.among('purchase.order', withFields(seenRow, fields.order), 'id', orderIds);
  if (rows.length === 0) return new Map();
  const lines = groupBy(
    await reading.among(
      'purchase.order.line',
      purchaseLineRow,
      'order_id',
      rows.map((row) => row.id),
    ),
    (line) => line.order_id.id,
  );
  const pickings = await readPickings(
    reading,
    rows.flatMap((row) => row.picking_ids ?? []),
    { fields: fields.picking, unitsPerBox: fields.unitsPerBox ?? null },
  );
  const types = await readPickingTypes(
    reading,
    rows.flatMap((row) => row.picking_type_id?.id ?? []),
  );
  const companyOf = await readCommercialPartners(
    reading,
    rows.map((row) => row.partner_id),
  );
  return new Map(
    rows.map((row): [number, OdooPurchaseOrder] => [
      row.id,
      {
        id: row.id,
        name: row.name,
        state: row.state,
        partner: row.partner_id,
        ...(row.user_id === undefined ? {} : { user_id: row.user_id?.id ?? null }),
        commercial_partner: companyOf(row.partner_id),
        partner_ref: row.partner_ref,
        company_id: row.company_id.id,
        date_planned: isoOrNull(row.date_planned),
        warehouse_id: types.get(row.picking_type_id?.id ?? 0)?.warehouse_id?.id ?? null,
        currency: row.currency_id.name,
        lines: (lines.get(row.id) ?? []).map(lineOf),
        pickings: (row.picking_ids ?? []).flatMap((id) => pickings.get(id) ?? []),
        ...extraOf(row, fields.order),
        write_date: iso(row.write_date),
      },
    ]),
  );
}

function lineOf(row: z.output<typeof purchaseLineRow>): OdooPurchaseLine {
  return {
    id: row.id,
    product_id: row.product_id?.id ?? null,
    product_qty: row.product_qty,
    uom: row.product_uom_id ?? row.product_uom ?? { id: 0, name: '' },
    product_uom_qty: row.product_uom_qty,
    price_unit: row.price_unit,
    ...(row.date_planned === undefined ? {} : { date_planned: isoOrNull(row.date_planned) }),
    display_type: row.display_type,
  };
}

const numberRow = z.object({
  id: int,
  name: requiredChar,
  partner_id: requiredMany2one,
  partner_ref: char,
  state: requiredChar,
});

/** Orders by name or vendor reference. Both are compared exactly; several orders may carry one reference. */
export async function readPurchaseOrdersByNumber(
  reading: Reading,
  numbers: string[],
): ReturnType<OdooReader['purchaseOrdersByNumber']> {
  const wanted = [...new Set(numbers)];
  if (wanted.length === 0) return [];
  const domain = ['|', ['name', 'in', wanted], ['partner_ref', 'in', wanted], ...reading.ownCompany];
  const rows = await reading.client.searchReadAll('purchase.order', numberRow, { domain });
  const companyOf = await readCommercialPartners(
    reading,
    rows.map((row) => row.partner_id),
  );
  return rows.map(({ partner_id, ...row }) => ({ ...row, supplier: companyOf(partner_id).name }));
}
