import { doneQuantity } from '../business/order-lines.js';
import { cancelSales, confirmSales } from '../business/sale.js';
import type { Cell } from '../engine/cells.js';
import { userError } from '../engine/errors.js';
import { computed, f } from '../engine/fields.js';
import type { Hooks, ModelInput, Version } from '../engine/model.js';
import { sortRecs } from '../engine/order.js';
import type { Rec } from '../engine/record.js';
import { orderAction } from '../methods/action.js';
import { chatterMethod } from '../methods/chatter.js';
import { company, currency } from './base.js';

const states: [string, string][] = [
  ['draft', 'Quotation'],
  ['sent', 'Quotation Sent'],
  ['sale', 'Sales Order'],
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

function deliveryStatus(order: Rec): Cell {
  const all = pickings(order).map((picking) => picking.str('state'));
  if (all.every((state) => state === 'cancel')) return null;
  if (all.every((state) => state === 'done' || state === 'cancel')) return 'full';
  if (!all.some((state) => state === 'done')) return 'pending';
  const delivered = order.refs('order_line').some((line) => line.num('qty_delivered') > 0);
  return delivered || !order.env.is19 ? 'partial' : 'started';
}

const total = (order: Rec): number =>
  order.refs('order_line').reduce((sum, line) => sum + line.num('price_subtotal'), 0);

const orderHooks: Hooks = {
  create: (env, vals) => ({
    ...vals,
    name:
      vals['name'] && vals['name'] !== 'New'
        ? vals['name']
        : `S${String(env.tx.db.next('sale.order')).padStart(5, '0')}`,
    partner_shipping_id: vals['partner_shipping_id'] || vals['partner_id'],
    partner_invoice_id: vals['partner_invoice_id'] || vals['partner_id'],
    warehouse_id:
      vals['warehouse_id'] ||
      (env.root().search('stock.warehouse', [['company_id', '=', Number(vals['company_id'] ?? env.companyId)]])[0]
        ?.id ??
        false),
  }),
  unlink: (orders) => {
    if (orders.some((order) => order.str('state') === 'sale')) {
      throw userError('You can not delete a sent quotation or a confirmed sales order. You must first cancel it.');
    }
  },
};

const lineHooks: Hooks = {
  create: (env, vals) => {
    const product =
      typeof vals['product_id'] === 'number' ? env.root().rec('product.product', vals['product_id']) : null;
    if (!product?.exists) return vals;
    const uom = env.is19 ? 'product_uom_id' : 'product_uom';
    return {
      ...vals,
      name: vals['name'] || product.displayName,
      [uom]: vals[uom] || product.num('uom_id'),
      price_unit: vals['price_unit'] ?? product.num('list_price'),
    };
  },
  created: (line) => line.need('order_id').touch(),
  written: (lines) => {
    for (const line of lines) line.need('order_id').touch();
  },
};

/** Invoices less credit notes that are not cancelled, drafts too (observed). */
function invoiced(line: Rec): number {
  const env = line.env.root();
  return env
    .search('account.move.line', [['sale_line_ids', 'in', [line.id]]])
    .filter((one) => one.need('move_id').str('state') !== 'cancel')
    .reduce((sum, one) => {
      const isRefund = one.need('move_id').str('move_type') === 'out_refund';
      return sum + (isRefund ? -1 : 1) * one.num('quantity');
    }, 0);
}

const lock = (locked: boolean) =>
  orderAction(({ recs }) => {
    for (const order of recs) order.set({ locked });
    return null;
  });

const order = (version: Version): ModelInput => ({
  name: 'sale.order',
  description: 'Sales Order',
  order: 'date_order desc, id desc',
  module: 'sale',
  hooks: orderHooks,
  methods: {
    action_confirm: orderAction(({ env, recs }) => confirmSales(env, recs)),
    action_cancel: orderAction(({ env, recs }) => cancelSales(env, recs)),
    action_lock: lock(true),
    action_unlock: lock(false),
    message_post: chatterMethod,
  },
  fields: {
    name: f.char('Order Reference', { required: true }),
    state: f.selection(states, 'Status', { readonly: true, default: 'draft' }),
    locked: f.boolean('Locked'),
    partner_id: f.many2one('res.partner', 'Customer', { required: true }),
    partner_shipping_id: f.many2one('res.partner', 'Delivery Address', { required: true }),
    partner_invoice_id: f.many2one('res.partner', 'Invoice Address', { required: true }),
    client_order_ref: f.char('Customer Reference'),
    origin: f.char('Source Document'),
    date_order: f.datetime('Order Date', { required: true, default: (env) => env.tx.stamp }),
    commitment_date: f.datetime('Delivery Date'),
    order_line: f.one2many('sale.order.line', 'order_id', 'Order Lines'),
    picking_ids: {
      ...f.one2many('stock.picking', 'sale_id', 'Transfers'),
      compute: (rec: Rec): Cell => pickings(rec).map((picking) => picking.id),
    },
    delivery_status: computed(
      f.selection(
        [
          ['pending', 'Not Delivered'],
          ...(version === '19' ? ([['started', 'Started']] satisfies [string, string][]) : []),
          ['partial', 'Partially Delivered'],
          ['full', 'Fully Delivered'],
        ],
        'Delivery Status',
        { readonly: true },
      ),
      deliveryStatus,
    ),
    invoice_status: f.selection(
      [
        ['upselling', 'Upselling Opportunity'],
        ['invoiced', 'Fully Invoiced'],
        ['to invoice', 'To Invoice'],
        ['no', 'Nothing to Invoice'],
      ],
      'Invoice Status',
      { readonly: true, default: 'no' },
    ),
    carrier_id: f.many2one('delivery.carrier', 'Delivery Method', { module: 'delivery' }),
    warehouse_id: f.many2one('stock.warehouse', 'Warehouse', { required: version === '17', module: 'stock' }),
    company_id: company(true),
    currency_id: currency({ readonly: true }),
    amount_untaxed: computed(f.monetary('Untaxed Amount', { readonly: true }), total),
    amount_total: computed(f.monetary('Total', { readonly: true }), total),
    note: f.html('Terms and conditions'),
    user_id: f.many2one('res.users', 'Salesperson', { default: (env): Cell => env.account.uid }),
    picking_policy: f.selection(
      [
        ['direct', 'As soon as possible'],
        ['one', 'When all products are ready'],
      ],
      'Shipping Policy',
      { required: true, default: 'direct' },
    ),
    ...(version === '17' ? { procurement_group_id: f.many2one('procurement.group', 'Procurement Group') } : {}),
  },
});

const line = (version: Version): ModelInput => ({
  name: 'sale.order.line',
  description: 'Sales Order Line',
  order: 'order_id, sequence, id',
  module: 'sale',
  displayName: (rec) => `${rec.need('order_id').str('name')} - ${rec.str('name')}`,
  hooks: lineHooks,
  fields: {
    order_id: f.many2one('sale.order', 'Order Reference', { required: true, ondelete: 'cascade' }),
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
    product_uom_qty: f.float('Quantity', { required: true, default: 1 }),
    [version === '19' ? 'product_uom_id' : 'product_uom']: f.many2one(
      'uom.uom',
      version === '19' ? 'Unit' : 'Unit of Measure',
    ),
    qty_delivered: computed(f.float('Delivery Quantity'), (rec) => doneQuantity(rec, 'customer')),
    qty_delivered_method: f.selection(
      [
        ['manual', 'Manual'],
        ['analytic', 'Analytic From Expenses'],
        ['stock_move', 'Stock Moves'],
      ],
      'Method to update delivered qty',
      { readonly: true, default: 'stock_move' },
    ),
    qty_invoiced: computed(f.float('Invoiced Quantity', { readonly: true }), invoiced),
    qty_to_deliver: f.float('Qty To Deliver', {
      readonly: true,
      store: false,
      searchable: false,
      compute: (rec): Cell => rec.num('product_uom_qty') - rec.num('qty_delivered'),
    }),
    price_unit: f.float('Unit Price', { required: true }),
    price_subtotal: computed(
      f.monetary('Subtotal', { readonly: true }),
      (rec) => rec.num('product_uom_qty') * rec.num('price_unit'),
    ),
    customer_lead: f.float('Lead Time', { required: true }),
    move_ids: f.one2many('stock.move', 'sale_line_id', 'Stock Moves'),
    state: computed(f.selection(states, 'Order Status', { readonly: true }), (rec) =>
      rec.need('order_id').cell('state'),
    ),
    company_id: computed(f.many2one('res.company', 'Company', { readonly: true }), (rec) =>
      rec.need('order_id').cell('company_id'),
    ),
    currency_id: currency({ readonly: true }),
  },
});

/** Sales orders, their lines and the carriers that ship them. */
export const saleModels = (version: Version): ModelInput[] => [
  order(version),
  line(version),
  {
    name: 'delivery.carrier',
    description: 'Shipping Methods',
    order: 'sequence, id',
    module: 'delivery',
    fields: {
      name: f.char('Delivery Method', { required: true }),
      active: f.boolean('Active', { default: true }),
      sequence: f.integer('Sequence', { default: 10 }),
      delivery_type: f.selection(
        [
          ['base_on_rule', 'Based on Rules'],
          ['fixed', 'Fixed Price'],
        ],
        'Provider',
        { required: true, default: 'fixed' },
      ),
      integration_level: f.selection(
        [
          ['rate', 'Get Rate'],
          ['rate_and_ship', 'Get Rate and Create Shipment'],
        ],
        'Integration Level',
        { default: 'rate_and_ship' },
      ),
      product_id: f.many2one('product.product', 'Delivery Product', { required: true }),
      fixed_price: f.float('Fixed Price'),
      company_id: company(false),
      invoice_policy: f.selection(
        [
          ['estimated', 'Estimated cost'],
          ['real', 'Real cost'],
        ],
        'Invoicing Policy',
        { required: true, default: 'estimated' },
      ),
      ...(version === '19' ? { tracking_url: f.char('Tracking Link') } : {}),
    },
  },
];
