import { describe, expect, it } from 'vitest';
import { operations } from '../operations.js';
import type { Plan } from '../plan.js';
import type { OdooCustomerInvoice, OdooInvoiced, OdooInvoiceLine, ReturnSeen } from '../seen.js';
import * as f from '../shared/fixtures.test.js';
import { planReturns } from './returns.plan.js';

const UNIT = 1;
const invoiceLine = (more: Partial<OdooInvoiceLine> = {}): OdooInvoiceLine => ({
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
const invoice = (
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
const sold = (product_id = 1, more: Partial<OdooInvoiced['goods'][number]> = {}) => ({
  product_id,
  uom_id: UNIT,
  sale_line_id: 70 + product_id,
  sold_product_id: product_id,
  ...more,
});
const invoiced = (invoices: OdooCustomerInvoice[], goods = [sold()]): OdooInvoiced => ({ goods, invoices });

/** Three of product 1 come back, two restocked and one to quarantine. */
function seen(more: Partial<ReturnSeen> = {}): ReturnSeen {
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
const plan = (more: Partial<ReturnSeen> = {}): Plan =>
  planReturns(seen(more), f.context({ returns: { credit_note: 'draft', activity_user_id: 5 } }));
const drafts = (found: Plan) =>
  found.effects
    .filter((effect) => effect.operation === 'odoo.credit.draft')
    .map((effect) => operations['odoo.credit.draft'].parse(effect.request));
const amounts = (found: Plan) => drafts(found).map((one) => [one.invoice_id, one.lines.map((line) => line.quantity)]);

describe('credit notes', () => {
  it('are drafts of what the posted invoices charged, by setting, before the goods are booked', () => {
    const found = plan();
    expect(found.effects.map((effect) => effect.operation)).toEqual(['odoo.credit.draft', 'odoo.return.book']);
    expect(drafts(found)).toEqual([
      {
        external_id: 'shipbob.credit_55_90',
        invoice_id: 90,
        ...{ partner_id: 44, journal_id: 6, currency_id: 2 },
        ...{ ref: 'SB-return-55', invoice_origin: 'S00007', invoice_date: '2026-11-25' },
        lines: [
          {
            ...{ key: '501', name: '[A-1] Apple', product_id: 1, uom_id: UNIT, quantity: 3, price_unit: 19.9 },
            ...{ discount: 10, account_id: 400, tax_ids: [3], sale_line_ids: [71], analytic: null },
          },
        ],
      },
    ]);
    expect(found.effects[0]?.kind).toBe('converge');
  });

  it('take from the oldest invoice first, one draft for each, after what was credited already', () => {
    const two = [
      invoice(90, [invoiceLine({ quantity: 2 })]),
      invoice(95, [invoiceLine({ id: 502, quantity: 3, price_unit: 18 })]),
    ];
    expect(amounts(plan({ invoiced: invoiced(two) }))).toEqual([
      [90, [2]],
      [95, [1]],
    ]);
    const credit = invoice(96, [invoiceLine({ id: 503, quantity: 3 })], { move_type: 'out_refund', state: 'draft' });
    expect(amounts(plan({ invoiced: invoiced([...two, credit]) }))).toEqual([[95, [2]]]);
    // What no posted invoice charged is not given back.
    const draft = invoice(90, [invoiceLine()], { state: 'draft' });
    for (const none of [[], [draft]]) {
      const found = plan({ invoiced: invoiced(none) });
      expect(found.effects.map((effect) => effect.operation)).toEqual(['odoo.return.book']);
      expect(f.reasonOf(found)).toContain('nothing to credit of 3 x A-1');
    }
  });

  it('leave kits and other units to a person', () => {
    const kit = invoiced([invoice(90, [invoiceLine({ product_id: 8 })])], [sold(1, { sold_product_id: 8 })]);
    const dozen = invoiced([invoice(90, [invoiceLine({ uom_id: 12 })])]);
    const unsold = invoiced([], []);
    for (const [what, why] of [
      [kit, 'part of a kit'],
      [dozen, 'invoiced in another unit'],
      [unsold, 'no line of the sale order sells it'],
    ] as const) {
      const found = plan({ invoiced: what });
      expect(found.effects.map((effect) => effect.operation)).toEqual(['odoo.activity.schedule', 'odoo.return.book']);
      expect(found.effects[0]?.request['note']).toContain(why);
    }
    const nobody = plan({ invoiced: invoiced([invoice(90, [invoiceLine()], { partner_id: null })]) });
    expect(nobody.effects[0]?.operation).toBe('odoo.activity.schedule');
  });

  it('are not drafted again while one of this return stands', () => {
    const credit = invoice(97, [invoiceLine({ id: 504, quantity: 1 })], {
      ...{ move_type: 'out_refund', state: 'draft', ref: 'SB-return-55' },
    });
    expect(drafts(plan({ invoiced: invoiced([invoice(90, [invoiceLine()]), credit]) }))).toEqual([]);
    // Booked already: nothing follows.
    const transfer = { id: 901, name: 'SB/IN/9', state: 'done', placed: [] };
    const placed = [
      { product_id: 1, lot: null, location_dest_id: f.SB.lot_stock_id, quantity: 2 },
      { product_id: 1, lot: null, location_dest_id: 75, quantity: 1 },
    ];
    expect(plan({ booked: [{ ...transfer, placed }] }).effects).toEqual([]);
  });

  it('are nobody’s business for goods of no delivery, and a task where invoices cannot be read', () => {
    const { returned } = seen();
    const loose = { delivery: null, invoiced: null, returned: returned && { ...returned, original_shipment_id: null } };
    expect(plan(loose).effects.map((effect) => effect.operation)).toEqual(['odoo.return.book']);
    expect(plan({ invoiced: null }).effects[0]?.operation).toBe('odoo.activity.schedule');
  });
});
