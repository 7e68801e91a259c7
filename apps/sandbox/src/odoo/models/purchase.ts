import { doneQuantity } from '../business/order-lines.js';
import { approveOrders, cancelOrders, confirmOrders } from '../business/purchase.js';
import { convert, lineUom } from '../business/units.js';
import type { Cell } from '../engine/cells.js';
import { userError } from '../engine/errors.js';
import { computed, f } from '../engine/fields.js';
import type { MethodDef, ModelInput, Version } from '../engine/model.js';
import { sortRecs } from '../engine/order.js';
import type { Rec } from '../engine/record.js';
import { orderAction } from '../methods/action.js';
import { chatterMethod } from '../methods/chatter.js';
import { company, currency } from './base.js';
import { purchaseHooks, purchaseLineHooks } from './purchase-hooks.js';

const states = (version: Version): [string, string][] => [
  ['draft', 'RFQ'],
  ['sent', 'RFQ Sent'],
  ['to approve', 'To Approve'],
  ['purchase', 'Purchase Order'],
  ...(version === '17' ? ([['done', 'Locked']] satisfies [string, string][]) : []),
  ['cancel', 'Cancelled'],
];

const pickings = (order: Rec): Rec[] => {
  const found = new Map<number, Rec>();
  for (const move of order.refs('order_line').flatMap((line) => line.refs('move_ids'))) {
    const picking = move.ref('picking_id');
    if (picking !== null) found.set(picking.id, picking);
  }
  return sortRecs([...found.values()], order.env.model('stock.picking').order);
};

/** `full` also after a short receipt without backorder: it looks at transfers, not at quantities (observed). */
function receiptStatus(order: Rec): Cell {
  const all = pickings(order).map((picking) => picking.str('state'));
  if (all.every((state) => state === 'cancel')) return null;
  if (all.every((state) => state === 'done' || state === 'cancel')) return 'full';
  return all.some((state) => state === 'done') ? 'partial' : 'pending';
}

const total = (order: Rec): number =>
  order.refs('order_line').reduce((sum, line) => sum + line.num('price_subtotal'), 0);

const firstDone = (order: Rec): Cell =>
  pickings(order)
    .map((picking) => picking.cell('date_done'))
    .filter((date): date is string => typeof date === 'string')
    .sort()[0] ?? null;

const noteField = (version: Version): string => (version === '19' ? 'note' : 'notes');

const refuseLockedDelete = (orders: readonly Rec[]): void => {
  if (orders.some((order) => !['draft', 'sent', 'cancel'].includes(order.str('state')))) {
    throw userError('In order to delete a purchase order, you must cancel it first.');
  }
};

const lock = (version: Version): Record<string, MethodDef> => {
  const set = (cells: Record<string, Cell>): MethodDef =>
    orderAction(({ recs }) => {
      for (const order of recs) order.set(cells);
      return null;
    });
  return version === '19'
    ? { button_lock: set({ locked: true }), button_unlock: set({ locked: false }) }
    : { button_done: set({ state: 'done' }), button_unlock: set({ state: 'purchase' }) };
};

const order = (version: Version): ModelInput => ({
  name: 'purchase.order',
  description: 'Purchase Order',
  order: 'priority desc, id desc',
  module: 'purchase',
  displayName: (rec) =>
    rec.str('partner_ref') === '' ? rec.str('name') : `${rec.str('name')} (${rec.str('partner_ref')})`,
  hooks: { ...purchaseHooks, unlink: refuseLockedDelete },
  methods: {
    button_confirm: orderAction(({ env, recs }) => confirmOrders(env, recs)),
    button_approve: orderAction(({ env, recs }) => approveOrders(env, recs)),
    button_cancel: orderAction(({ env, recs }) => cancelOrders(env, recs)),
    button_draft: orderAction(({ recs }) => {
      for (const rec of recs) if (rec.str('state') === 'cancel') rec.set({ state: 'draft' });
      return {};
    }),
    ...lock(version),
    message_post: chatterMethod,
  },
  fields: {
    name: f.char('Order Reference', { required: true }),
    state: f.selection(states(version), 'Status', { readonly: true, default: 'draft' }),
    ...(version === '19'
      ? {
          locked: f.boolean('Locked'),
          reference_ids: computed(
            f.many2many('stock.reference', 'References'),
            (rec): Cell => [
              ...new Set(
                pickings(rec).flatMap((one) => one.refs('move_ids').flatMap((move) => move.ids('reference_ids'))),
              ),
            ],
          ),
        }
      : { group_id: f.many2one('procurement.group', 'Procurement Group') }),
    priority: f.selection(
      [
        ['0', 'Normal'],
        ['1', 'Urgent'],
      ],
      'Priority',
      { default: '0' },
    ),
    partner_id: f.many2one('res.partner', 'Vendor', { required: true }),
    partner_ref: f.char('Vendor Reference'),
    origin: f.char(version === '19' ? 'Source' : 'Source Document'),
    company_id: company(true),
    currency_id: currency({ required: true }),
    date_order: f.datetime('Order Deadline', { required: true, default: (env) => env.tx.stamp }),
    date_approve: f.datetime('Confirmation Date', { readonly: true }),
    date_planned: f.datetime('Expected Arrival'),
    effective_date: computed(f.datetime('Arrival', { readonly: true }), firstDone),
    picking_type_id: f.many2one('stock.picking.type', 'Deliver To', { required: true }),
    dest_address_id: f.many2one('res.partner', 'Dropship Address'),
    order_line: f.one2many('purchase.order.line', 'order_id', 'Order Lines'),
    picking_ids: computed(f.many2many('stock.picking', 'Receptions', { readonly: true }), (rec) =>
      pickings(rec).map((p) => p.id),
    ),
    incoming_picking_count: f.integer('Incoming Shipment count', {
      readonly: true,
      store: false,
      searchable: false,
      compute: (rec): Cell => pickings(rec).length,
    }),
    receipt_status: computed(
      f.selection(
        [
          ['pending', 'Not Received'],
          ['partial', 'Partially Received'],
          ['full', 'Fully Received'],
        ],
        'Receipt Status',
        { readonly: true },
      ),
      receiptStatus,
    ),
    invoice_status: f.selection(
      [
        ['no', 'Nothing to Bill'],
        ['to invoice', 'Waiting Bills'],
        ['invoiced', 'Fully Billed'],
      ],
      'Billing Status',
      { readonly: true, default: 'no' },
    ),
    amount_untaxed: computed(f.monetary('Untaxed Amount', { readonly: true }), total),
    amount_total: computed(f.monetary('Total', { readonly: true }), total),
    [noteField(version)]: f.html('Terms and Conditions'),
    user_id: f.many2one('res.users', 'Buyer', { default: (env): Cell => env.account.uid }),
  },
});

const line = (version: Version): ModelInput => ({
  name: 'purchase.order.line',
  description: 'Purchase Order Line',
  order: 'order_id, sequence, id',
  module: 'purchase',
  displayName: (rec) => rec.str('name'),
  hooks: purchaseLineHooks,
  fields: {
    order_id: f.many2one('purchase.order', 'Order Reference', { required: true, ondelete: 'cascade' }),
    sequence: f.integer('Sequence', { default: 10 }),
    name: f.text('Description', { required: true }),
    product_id: f.many2one('product.product', 'Product'),
    display_type: f.selection(
      [
        ['line_section', 'Section'],
        ...(version === '19' ? ([['line_subsection', 'Subsection']] satisfies [string, string][]) : []),
        ['line_note', 'Note'],
      ],
      'Display Type',
    ),
    product_qty: f.float('Quantity', { required: true, default: 1 }),
    [version === '19' ? 'product_uom_id' : 'product_uom']: f.many2one(
      'uom.uom',
      version === '19' ? 'Unit' : 'Unit of Measure',
    ),
    product_uom_qty: computed(f.float('Total Quantity', { readonly: true }), (rec) => {
      const product = rec.ref('product_id');
      const uom = rec.ref(lineUom(rec));
      return product === null || uom === null
        ? rec.num('product_qty')
        : convert(rec.num('product_qty'), uom, product.need('uom_id'));
    }),
    qty_received: computed(f.float('Received Qty'), (rec) => doneQuantity(rec, 'supplier')),
    qty_received_method: f.selection(
      [
        ['manual', 'Manual'],
        ['stock_moves', 'Stock Moves'],
      ],
      'Received Qty Method',
      {
        readonly: true,
        compute: (rec) => (rec.ref('product_id')?.str('type') === 'service' ? 'manual' : 'stock_moves'),
      },
    ),
    qty_invoiced: f.float('Billed Qty', { readonly: true }),
    price_unit: f.float('Unit Price', { required: true }),
    price_subtotal: computed(
      f.monetary('Subtotal', { readonly: true }),
      (rec) => rec.num('product_qty') * rec.num('price_unit'),
    ),
    date_planned: f.datetime('Expected Arrival'),
    move_ids: f.one2many('stock.move', 'purchase_line_id', 'Reservation', { readonly: true }),
    state: {
      ...f.selection(states(version), 'Status', { readonly: true, store: version === '17' }),
      compute: (rec) => rec.need('order_id').cell('state'),
    },
    partner_id: computed(f.many2one('res.partner', 'Partner', { readonly: true }), (rec) =>
      rec.need('order_id').cell('partner_id'),
    ),
    company_id: computed(f.many2one('res.company', 'Company', { readonly: true }), (rec) =>
      rec.need('order_id').cell('company_id'),
    ),
    currency_id: currency({ readonly: true, store: version === '17' }),
    x_date_edited: f.boolean('Date edited', { hidden: true }),
    x_price_edited: f.boolean('Price edited', { hidden: true }),
    x_name_edited: f.boolean('Description edited', { hidden: true }),
  },
});

/** Purchase orders and their lines. */
export const purchaseModels = (version: Version): ModelInput[] => [order(version), line(version)];
