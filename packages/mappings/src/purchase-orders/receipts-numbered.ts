import type { OdooPicking, OdooPurchaseOrder } from '../seen.js';

/** The receipts that count for numbering: incoming ones that are not the return of something, oldest first. */
export const numberedReceipts = (order: OdooPurchaseOrder): OdooPicking[] =>
  order.pickings
    .filter((picking) => picking.picking_type_code === 'incoming' && picking.return_id === null)
    .sort((a, b) => a.id - b.id);
