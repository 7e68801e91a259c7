import type { PlannedEffect } from '../plan.js';
import { cased, type Findings } from '../shared/building.js';
import { proposing } from '../shared/proposals.js';
import { doneQuantities, incoming, openDemand, orderedQuantity, skuOf } from '../shared/receipts.js';
import { listed } from '../shared/text.js';
import { moreThan } from '../shared/units.js';
import type { NewReceipt } from './new-receipt.js';
import { type AskedLine, askedTwice } from './purchase-orders.cases.js';

/**
 * A receipt of its own that waits for goods which have come already: with what is done, the order's receipts ask for more
 * than is ordered, by as much as this one holds. Null for a receipt that still waits for something ordered; `receipt` asks for
 * some goods.
 */
export function refuseAskedTwice(receipt: NewReceipt): Findings | null {
  const { order, picking, demand, seen } = receipt;
  const done = doneQuantities(incoming(order));
  const open = openDemand(incoming(order));
  const back = doneQuantities(order.pickings.filter((one) => one.picking_type_code === 'outgoing'));
  const lines = [...demand].map(([id, quantity]): AskedLine & { isTwice: boolean } => {
    const came = (done.get(id) ?? 0) - (back.get(id) ?? 0);
    const ordered = orderedQuantity(order, id);
    const beyond = came + (open.get(id) ?? 0) - ordered;
    const isTwice = moreThan(came, 0) && !moreThan(quantity, beyond);
    return { sku: skuOf(id, seen.products), ordered, came, open: quantity, isTwice };
  });
  if (lines.some(({ isTwice }) => !isTwice)) return null;
  const rows = lines.map(({ isTwice: _, ...row }) => row);
  return cased(proposing(askedTwice(picking, rows), [closing(receipt, rows)]));
}

const closing = ({ order, pickings }: NewReceipt, rows: AskedLine[]): PlannedEffect => ({
  flow: 'purchase-orders',
  operation: 'odoo.receipt.close',
  target: 'odoo',
  kind: 'converge',
  businessKey: `purchase order ${order.id}`,
  title: `close ${listed(pickings.map(({ name }) => name))} of ${order.name}, whose goods have come`,
  before: Object.fromEntries(rows.map(({ sku, open }) => [sku, open])),
  after: Object.fromEntries(rows.map(({ sku }) => [sku, 0])),
  request: { purchase_order_id: order.id, picking_ids: pickings.map(({ id }) => id) },
  reason: `everything that ${order.name} orders of these goods has come, and a person agreed`,
  link: null,
});
