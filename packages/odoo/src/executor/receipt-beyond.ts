import { type JsonObject, Rejected } from '@mlc/kernel';
import { z } from 'zod';
import type { OdooClient } from '../client/odoo-client.js';
import { int, many2one, requiredChar, requiredMany2one } from '../client/values.js';
import type { Wanted } from './allocate.js';
import type { Standing } from './receipt-goal.js';
import { isOpen, type Transfer } from './transfers.js';

const lineRow = z.object({ id: int, product_id: many2one });
const goodsRow = z.object({ id: int, display_name: requiredChar, uom_id: requiredMany2one });

/**
 * Receipts of a confirmed order that stand as a draft although they were none: a move was added and not confirmed yet (by a
 * person, or by a call of ours that lost its answer).
 */
export async function confirmReopened(client: OdooClient, receipts: Transfer[], deadlineMs: number): Promise<boolean> {
  const reopened = receipts.filter((receipt) => receipt.state === 'draft' && receipt.moves.some(isOpen));
  for (const { id } of reopened) await client.call('stock.picking', 'action_confirm', { ids: [id], deadlineMs });
  return reopened.length > 0;
}

/**
 * Adds moves for goods that no open move is for to the first open receipt: demand 0, and the order line of the product if
 * there is one (19 adds one of quantity 0 by itself, 16-18 leave it out; observed). Made with its quantity, so that a
 * repeated booking after a lost answer finds it and adds none. A new move is a draft, and makes its transfer one, until it
 * is confirmed (observed on 17 and 19).
 */
export async function addMoves(
  client: OdooClient,
  standing: Standing,
  receipts: Transfer[],
  surplus: Wanted[],
  deadlineMs: number,
): Promise<void> {
  const receipt = receipts.find(isOpen);
  if (!receipt) throw noReceipt(standing, surplus);
  const productIds = surplus.map((want) => want.productId);
  const domain = [
    ['order_id', '=', standing.order.id],
    ['product_id', 'in', productIds],
  ];
  const lines = await client.searchReadAll('purchase.order.line', lineRow, { domain, deadlineMs });
  const goods = await client.read('product.product', goodsRow, productIds, { deadlineMs });
  const fields = await client.fieldsGet('stock.move');
  const moves = surplus.map((want): JsonObject => {
    const product = goods.find((row) => row.id === want.productId);
    const line = lines.find((row) => row.product_id?.id === want.productId);
    return {
      picking_id: receipt.id,
      product_id: want.productId,
      product_uom_qty: 0,
      location_id: receipt.locationId,
      location_dest_id: receipt.destinationId,
      // 16-18 require a name, 19 has none.
      ...(fields.has('name') ? { name: product?.display_name ?? want.sku } : {}),
      ...(product ? { product_uom: product.uom_id.id } : {}),
      ...(line ? { purchase_line_id: line.id } : {}),
      ...(fields.has('quantity') ? { quantity: want.quantity, picked: true } : { quantity_done: want.quantity }),
    };
  });
  await client.create('stock.move', moves, { deadlineMs });
  await client.call('stock.picking', 'action_confirm', { ids: [receipt.id], deadlineMs });
}

function noReceipt(standing: Standing, surplus: Wanted[]): Rejected {
  const what = surplus.map((want) => `${want.quantity} of ${want.sku}`).join(', ');
  return new Rejected(`${standing.order.name} has no open receipt for ${what} received beyond the order.`, {
    code: 'odoo.receipt.none_open',
    field: standing.order.name,
    fix: 'Raise the quantity on the purchase order, which opens a receipt, then replay this record.',
  });
}
