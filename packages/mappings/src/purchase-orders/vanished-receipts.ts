import type { OdooPurchaseOrder, PurchaseOrderSeen } from '../seen.js';
import { cased, type Findings } from '../shared/building.js';
import { livingWroId } from '../shared/links.js';
import { proposing } from '../shared/proposals.js';
import { receiptGone } from './purchase-orders.cases.js';
import { cancelEffect } from './purchase-orders.map.js';

const OVER = new Set(['Completed', 'Cancelled']);

/**
 * Receipts that were deleted in Odoo while their WRO is under way. A cancelled receipt says what it means; a deleted one does
 * not, so nothing is written by itself.
 */
export function vanishedReceipts(order: OdooPurchaseOrder, seen: PurchaseOrderSeen): Findings[] {
  return (seen.vanished ?? []).flatMap((link) => {
    const wro = seen.wros.find((one) => one.id === livingWroId(link));
    if (wro === undefined || OVER.has(wro.status)) return [];
    const reason = `receipt ${link.odooId} of ${order.name} was deleted in Odoo, and a person agreed`;
    const found = receiptGone(order, link.odooId, wro);
    return [cased(proposing(found, wro.status === 'Awaiting' ? [cancelEffect(wro, reason)] : []))];
  });
}
