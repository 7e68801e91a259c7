import type { OdooStatementRecords, TransferDone } from '@mlc/engine';
import { z } from 'zod';
import { char, float, int, many2one, odooStamp, requiredChar, requiredMany2one, stamp } from '../client/values.js';
import { readPickings } from './pickings.js';
import type { Reading } from './reading.js';

const doneRow = z.object({ id: int, purchase_id: many2one.optional(), sale_id: many2one.optional() });
const billRow = z.object({
  id: int,
  name: char,
  ref: char,
  state: requiredChar,
  move_type: requiredChar,
  invoice_date: stamp,
  currency_id: requiredMany2one,
  amount_total: float,
});
const billedRow = z.object({ id: int, product_qty: float, product_uom_qty: float, qty_invoiced: float });

/** What a statement reads of a period. */
export const statementReads = (reading: Reading): OdooStatementRecords => ({
  async transfersDone({ warehouseIds, from, to }) {
    if (warehouseIds.length === 0) return [];
    const rows = await reading.client.searchReadAll('stock.picking', doneRow, {
      domain: [
        ['state', '=', 'done'],
        ['date_done', '>=', odooStamp(Date.parse(from))],
        ['date_done', '<', odooStamp(Date.parse(to))],
        ['picking_type_id.warehouse_id', 'in', warehouseIds],
        ...reading.ownCompany,
      ],
    });
    const pickings = await readPickings(
      reading,
      rows.map((row) => row.id),
    );
    return rows.flatMap((row): TransferDone[] => {
      const picking = pickings.get(row.id);
      if (!picking) return [];
      return [{ picking, purchase_id: row.purchase_id?.id ?? null, sale_id: row.sale_id?.id ?? null }];
    });
  },

  async vendorBills(vendorIds, days) {
    if (vendorIds.length === 0) return [];
    const rows = await reading.client.searchReadAll('account.move', billRow, {
      domain: [
        ['partner_id', 'in', vendorIds],
        ['move_type', 'in', ['in_invoice', 'in_refund']],
        ['state', '!=', 'cancel'],
        ['invoice_date', '>=', days.from],
        ['invoice_date', '<', days.to],
        ...reading.ownCompany,
      ],
    });
    return rows.map(({ currency_id, ...row }) => ({
      ...row,
      name: row.name === '/' ? null : row.name,
      currency_id: currency_id.id,
      ours: false,
      lines: [],
    }));
  },

  async billedQuantities(orderIds) {
    const rows = await reading.among('purchase.order.line', billedRow, 'order_id', orderIds);
    return Object.fromEntries(
      rows.map((row) => [
        String(row.id),
        row.product_qty === 0 ? row.qty_invoiced : (row.qty_invoiced * row.product_uom_qty) / row.product_qty,
      ]),
    );
  },
});
