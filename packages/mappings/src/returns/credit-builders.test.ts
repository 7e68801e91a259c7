/** Evidence of goods that came back and what was invoiced for them. */
import { operations } from '../operations.js';
import type { Plan } from '../plan.js';
import type { OdooCustomerInvoice, OdooInvoiced, OdooInvoiceLine, ReturnSeen } from '../seen.js';
import * as f from '../shared/fixtures.test.js';
import { planReturns } from './returns.plan.js';

export const UNIT = 1;
export const invoiceLine = (more: Partial<OdooInvoiceLine> = {}): OdooInvoiceLine => ({
  id: 501,
  name: '[A-1] Apple',
  product_id: 1,
  uom_id: UNIT,
  quantity: 5,
  price_unit: 19.9,
  discount: 10,
  account_id: 400,
  tax_ids: [3],
  sale_line_ids: [71],
  analytic: {},
  ...more,
});
export const invoice = (
  id: number,
  lines: OdooInvoiceLine[],
  more: Partial<OdooCustomerInvoice> = {},
): OdooCustomerInvoice => ({
  id,
  name: `INV/${id}`,
  state: 'posted',
  move_type: 'out_invoice',
  ref: null,
  origin: 'S00007',
  partner_id: 44,
  journal_id: 6,
  currency_id: 2,
  lines,
  ...more,
});
export const sold = (product_id = 1, more: Partial<OdooInvoiced['goods'][number]> = {}) => ({
  product_id,
  uom_id: UNIT,
  sale_line_id: 70 + product_id,
  sold_product_id: product_id,
  ...more,
});
export const invoiced = (invoices: OdooCustomerInvoice[], goods = [sold()]): OdooInvoiced => ({ goods, invoices });

/** Three of product 1 come back, two restocked and one to quarantine. */
export function seen(more: Partial<ReturnSeen> = {}): ReturnSeen {
  const taken = (action: string, quantity_processed: number) => ({
    action,
    quantity_processed,
    action_reason: null,
    image_url: null,
  });
  return {
    returned: {
      ...{ id: 55, reference_id: 'RMA-1', status: 'Completed', return_type: 'Regular' },
      ...{ channel: { id: 500, name: 'ours' }, fulfillment_center: { id: 10, name: 'Cicero' } },
      ...{ original_shipment_id: 77, store_order_id: null, tracking_number: null, shipment_tracking_number: null },
      ...{ insert_date: null, arrived_date: null, completed_date: '2026-11-25T08:00:00Z', cancelled_date: null },
      inventory: [
        {
          ...{ id: 1001, sku: 'A-1', name: 'A-1', quantity: 3, bundle_parent_sku: null, lot_information: null },
          ...{ action_requested: null, action_taken: [taken('Restock', 2), taken('Quarantine', 1)] },
        },
      ],
    },
    link: null,
    productByInventoryId: { '1001': { product_id: 1, sku: 'A-1', tracking: 'none' } },
    delivery: {
      ...{ id: 300, name: 'SB/OUT/1', state: 'done' },
      goods: [{ product_id: 1, delivered: 5, returned: 0, lots: [] }],
    },
    ...{ reserved: [], booked: [], scrapped: [], lots: [], locations: {} },
    quarantines: { 'SB/Quarantine': 75 },
    operationTypes: [{ id: 60, name: 'Receipts', code: 'incoming', warehouse_id: f.SB.id }],
    invoiced: invoiced([invoice(90, [invoiceLine()])]),
    ...more,
  };
}
export const plan = (more: Partial<ReturnSeen> = {}): Plan =>
  planReturns(seen(more), f.context({ returns: { credit_note: 'draft', activity_user_id: 5 } }));
export const drafts = (found: Plan) =>
  found.effects
    .filter((effect) => effect.operation === 'odoo.credit.draft')
    .map((effect) => operations['odoo.credit.draft'].parse(effect.request));
export const amounts = (found: Plan) =>
  drafts(found).map((one) => [one.invoice_id, one.lines.map((line) => line.quantity)]);
