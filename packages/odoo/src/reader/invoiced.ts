import { groupBy } from '@mlc/kernel';
import type { OdooCustomerInvoice, OdooInvoiced, OdooInvoiceLine } from '@mlc/mappings';
import { z } from 'zod';
import { char, float, ids, int, many2one, requiredChar, requiredMany2one } from '../client/values.js';
import type { Reading } from './reading.js';

const soldRow = z.object({ picking_id: many2one, product_id: requiredMany2one, sale_line_id: many2one });
const saleLineRow = z.object({ id: int, product_id: many2one });
const productRow = z.object({ id: int, uom_id: requiredMany2one });
const lineRow = z.object({
  id: int,
  move_id: requiredMany2one,
  name: char,
  product_id: many2one,
  product_uom_id: many2one,
  quantity: float,
  price_unit: float,
  discount: float,
  account_id: many2one,
  tax_ids: ids,
  sale_line_ids: ids,
  analytic_distribution: z.union([z.record(z.string(), z.number()), z.literal(false), z.null()]),
});
const moveRow = z.object({
  id: int,
  name: char,
  state: requiredChar,
  move_type: requiredChar,
  ref: char,
  invoice_origin: char,
  partner_id: many2one,
  journal_id: requiredMany2one,
  currency_id: requiredMany2one,
});

/** Sale lines behind what the deliveries moved, and every customer invoice and credit note of theirs that is not cancelled. */
export async function readInvoiced(reading: Reading, deliveryIds: number[]): Promise<Map<number, OdooInvoiced>> {
  if (deliveryIds.length === 0) return new Map();
  const moves = await reading.among('stock.move', soldRow, 'picking_id', deliveryIds, [
    ['state', '=', 'done'],
    ['sale_line_id', '!=', false],
  ]);
  const saleLineIds = [...new Set(moves.flatMap((move) => move.sale_line_id?.id ?? []))];
  const [saleLines, products, lines] = await Promise.all([
    reading.among('sale.order.line', saleLineRow, 'id', saleLineIds),
    reading.among(
      'product.product',
      productRow,
      'id',
      moves.map((move) => move.product_id.id),
    ),
    reading.among('account.move.line', lineRow, 'sale_line_ids', saleLineIds, [
      ['display_type', '=', 'product'],
      ['parent_state', '!=', 'cancel'],
      ['move_id.move_type', 'in', ['out_invoice', 'out_refund']],
    ]),
  ]);
  const heads = await reading.among(
    'account.move',
    moveRow,
    'id',
    lines.map((line) => line.move_id.id),
  );
  const productOf = new Map(saleLines.map((line) => [line.id, line.product_id?.id ?? 0]));
  const unitOf = new Map(products.map((product) => [product.id, product.uom_id.id]));
  const linesOf = groupBy(lines, (line) => line.move_id.id);
  const invoices = heads
    .toSorted((a, b) => a.id - b.id)
    .map((head) => invoiceOf(head, (linesOf.get(head.id) ?? []).map(invoiceLine)));
  const byDelivery = groupBy(moves, (move) => move.picking_id?.id ?? 0);
  return new Map(
    [...byDelivery].map(([id, own]) => {
      const sold = new Set(own.flatMap((move) => move.sale_line_id?.id ?? []));
      const goods = [...new Map(own.map((move) => [`${move.product_id.id}/${move.sale_line_id?.id}`, move])).values()];
      return [
        id,
        {
          goods: goods.map((move) => ({
            product_id: move.product_id.id,
            uom_id: unitOf.get(move.product_id.id) ?? 0,
            sale_line_id: move.sale_line_id?.id ?? 0,
            sold_product_id: productOf.get(move.sale_line_id?.id ?? 0) ?? 0,
          })),
          invoices: invoices.filter((one) => one.lines.some((line) => line.sale_line_ids.some((of) => sold.has(of)))),
        },
      ];
    }),
  );
}

const invoiceOf = (head: z.output<typeof moveRow>, lines: OdooInvoiceLine[]): OdooCustomerInvoice => ({
  id: head.id,
  name: head.name === '/' ? null : head.name,
  state: head.state,
  move_type: head.move_type,
  ref: head.ref,
  origin: head.invoice_origin,
  partner_id: head.partner_id?.id ?? null,
  journal_id: head.journal_id.id,
  currency_id: head.currency_id.id,
  lines,
});

const invoiceLine = (line: z.output<typeof lineRow>): OdooInvoiceLine => ({
  id: line.id,
  name: line.name ?? '',
  product_id: line.product_id?.id ?? null,
  uom_id: line.product_uom_id?.id ?? null,
  quantity: line.quantity,
  price_unit: line.price_unit,
  discount: line.discount,
  account_id: line.account_id?.id ?? null,
  tax_ids: line.tax_ids,
  sale_line_ids: line.sale_line_ids,
  analytic: line.analytic_distribution || {},
});
