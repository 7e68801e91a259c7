import { type JsonObject, Rejected } from '@mlc/kernel';
import { z } from 'zod';
import type { OdooClient } from '../client/odoo-client.js';
import { char, int, many2one, requiredChar, requiredMany2one } from '../client/values.js';
import type { Wanted } from './allocate.js';
import { carriesMarker, withMarker } from './note-marker.js';
import type { Standing } from './receipt-goal.js';
import { rounded, type Transfer } from './transfers.js';

const receiptRow = z.object({
  id: int,
  origin: char,
  picking_type_id: requiredMany2one,
  partner_id: many2one,
  location_id: requiredMany2one,
  location_dest_id: requiredMany2one,
});
const lineRow = z.object({ id: int, product_id: many2one });
const goodsRow = z.object({ id: int, display_name: requiredChar, uom_id: requiredMany2one });

/** The receipts that carry the mark, whatever has become of them. */
export async function markedReceipts(
  client: OdooClient,
  receipts: Transfer[],
  marker: string,
  deadlineMs: number,
): Promise<Transfer[]> {
  const ids = receipts.map(({ id }) => id);
  const rows = await client.read('stock.picking', receiptRow, ids, { deadlineMs });
  const marked = new Set(rows.filter((row) => carriesMarker(row.origin, marker)).map((row) => row.id));
  return receipts.filter(({ id }) => marked.has(id));
}

/**
 * A further receipt of the order, like its first one, that waits for exactly these goods and carries the mark from the
 * first moment on. Its moves belong to the order's lines, which is what makes it the order's receipt; goods that are not on
 * the order get a line of quantity 0 (as Odoo 19 makes by itself for a move without one; observed).
 */
export async function makeReceipt(
  client: OdooClient,
  { order, receipts }: Standing,
  goods: Wanted[],
  marker: string,
  deadlineMs: number,
): Promise<void> {
  const ids = receipts.map(({ id }) => id);
  const [like] = (await client.read('stock.picking', receiptRow, ids, { deadlineMs })).sort((a, b) => a.id - b.id);
  if (!like)
    throw new Rejected(`${order.name} has no receipt that another one could be made like.`, {
      code: 'odoo.receipt.none',
      field: order.name,
      fix: 'Receive these goods in Odoo by hand.',
    });
  const lines = await orderLines(client, order.id, goods, deadlineMs);
  const products = await client.read(
    'product.product',
    goodsRow,
    goods.map((want) => want.productId),
    { deadlineMs },
  );
  const named = (await client.fieldsGet('stock.move')).has('name');
  const places = { location_id: like.location_id.id, location_dest_id: like.location_dest_id.id };
  const moves = goods.map((want): JsonObject => {
    const product = products.find((row) => row.id === want.productId);
    return {
      // Required to 18, gone from 19.
      ...(named ? { name: product?.display_name ?? want.sku } : {}),
      product_id: want.productId,
      ...(product ? { product_uom: product.uom_id.id } : {}),
      product_uom_qty: rounded(want.quantity),
      purchase_line_id: lines.get(want.productId) ?? false,
      ...places,
    };
  });
  const values = {
    picking_type_id: like.picking_type_id.id,
    partner_id: like.partner_id?.id ?? false,
    ...places,
    origin: withMarker(order.name, marker),
    move_ids: moves.map((move) => [0, 0, move]),
  };
  const [pickingId] = await client.create('stock.picking', [values], { deadlineMs });
  if (pickingId === undefined)
    throw new Rejected('Odoo answered stock.picking.create without an id.', { code: 'odoo.contract' });
  await client.call('stock.picking', 'action_confirm', { ids: [pickingId], deadlineMs });
}

/** The order's line of each product. */
async function orderLines(
  client: OdooClient,
  orderId: number,
  goods: Wanted[],
  deadlineMs: number,
): Promise<Map<number, number>> {
  const productIds = goods.map((want) => want.productId);
  const read = async (): Promise<Map<number, number>> => {
    const domain = [
      ['order_id', '=', orderId],
      ['product_id', 'in', productIds],
    ];
    const rows = await client.searchReadAll('purchase.order.line', lineRow, { domain, deadlineMs });
    return new Map(rows.flatMap((row) => (row.product_id ? [[row.product_id.id, row.id] as const] : [])));
  };
  const known = await read();
  const missing = [...new Set(productIds)].filter((id) => !known.has(id));
  if (missing.length === 0) return known;
  const values = missing.map((product_id) => ({ order_id: orderId, product_id, product_qty: 0 }));
  await client.create('purchase.order.line', values, { deadlineMs });
  return read();
}
