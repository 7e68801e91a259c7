import { pickingHooks, pickingMethods } from '../business/picking-methods.js';
import { spreadPlaces } from '../business/returns.js';
import type { Cell } from '../engine/cells.js';
import { computed, f } from '../engine/fields.js';
import type { ModelInput, Version } from '../engine/model.js';
import type { Rec } from '../engine/record.js';
import { chatterMethod } from '../methods/chatter.js';
import { company } from './base.js';
import { transferCodes } from './stock-config.js';

const orderOf = (rec: Rec, line: 'purchase_line_id' | 'sale_line_id'): Cell => {
  for (const move of rec.refs('move_ids')) {
    const order = move.ref(line)?.ref('order_id');
    if (order) return order.id;
  }
  return null;
};

function trackingUrl(rec: Rec): Cell {
  const template = rec.env.is19 ? (rec.ref('carrier_id')?.str('tracking_url') ?? '') : '';
  const reference = rec.str('carrier_tracking_ref');
  return template === '' || reference === '' ? null : template.replace('<shipmenttrackingnumber>', reference);
}

const weight = (rec: Rec): number =>
  rec
    .refs('move_ids')
    .filter((move) => move.str('state') !== 'cancel')
    .reduce((sum, move) => sum + move.num('product_uom_qty') * move.need('product_id').num('weight'), 0);

/** Transfers: receipts, deliveries and internal ones. */
export const pickingModel = (version: Version): ModelInput => {
  const is19 = version === '19';
  return {
    name: 'stock.picking',
    description: 'Transfer',
    order: 'priority desc, scheduled_date asc, id desc',
    module: 'stock',
    hooks: {
      ...pickingHooks,
      written: (pickings, vals, before) => {
        pickingHooks.written?.(pickings, vals, before);
        spreadPlaces(pickings, vals);
      },
    },
    methods: { ...pickingMethods, message_post: chatterMethod },
    fields: {
      name: f.char('Reference', { readonly: true }),
      state: f.selection(
        [
          ['draft', 'Draft'],
          ['waiting', 'Waiting Another Operation'],
          ['confirmed', 'Waiting'],
          ['assigned', 'Ready'],
          ['done', 'Done'],
          ['cancel', 'Cancelled'],
        ],
        'Status',
        { readonly: true, default: 'draft' },
      ),
      origin: f.char('Source Document'),
      partner_id: f.many2one('res.partner', 'Contact'),
      picking_type_id: f.many2one('stock.picking.type', 'Operation Type', { required: true, readonly: !is19 }),
      picking_type_code: f.selection(transferCodes, 'Type of Operation', {
        readonly: true,
        store: false,
        compute: (rec) => rec.need('picking_type_id').cell('code'),
      }),
      location_id: f.many2one('stock.location', 'Source Location', { required: true }),
      location_dest_id: f.many2one('stock.location', 'Destination Location', { required: true }),
      scheduled_date: f.datetime('Scheduled Date', { default: (env) => env.tx.stamp }),
      date_deadline: f.datetime('Deadline', { readonly: true }),
      date_done: f.datetime('Date of Transfer', { readonly: !is19 }),
      ...(is19 ? {} : { date: f.datetime('Creation Date', { default: (env) => env.tx.stamp }) }),
      backorder_id: f.many2one('stock.picking', 'Back Order of', { readonly: true }),
      backorder_ids: f.one2many('stock.picking', 'backorder_id', 'Back Orders'),
      return_id: f.many2one('stock.picking', 'Return of', { readonly: true }),
      return_ids: f.one2many('stock.picking', 'return_id', 'Returns'),
      move_ids: f.one2many('stock.move', 'picking_id', 'Stock Moves'),
      ...(is19 ? {} : { move_ids_without_package: f.one2many('stock.move', 'picking_id', 'Stock move') }),
      move_line_ids: f.one2many('stock.move.line', 'picking_id', 'Operations'),
      purchase_id: f.many2one('purchase.order', 'Purchase Orders', {
        readonly: true,
        store: false,
        module: 'purchase',
        compute: (rec) => orderOf(rec, 'purchase_line_id'),
      }),
      sale_id: computed(f.many2one('sale.order', 'Sales Order', { readonly: !is19, module: 'sale' }), (rec) =>
        orderOf(rec, 'sale_line_id'),
      ),
      carrier_id: f.many2one('delivery.carrier', 'Carrier', { module: 'delivery' }),
      carrier_tracking_ref: f.char('Tracking Reference', { module: 'delivery' }),
      carrier_tracking_url: f.char('Tracking URL', {
        readonly: true,
        store: false,
        searchable: false,
        module: 'delivery',
        compute: trackingUrl,
      }),
      carrier_price: f.float('Shipping Cost', { module: 'delivery' }),
      delivery_type: f.selection(
        [
          ['base_on_rule', 'Based on Rules'],
          ['fixed', 'Fixed Price'],
        ],
        'Provider',
        {
          readonly: true,
          store: false,
          module: 'delivery',
          compute: (rec) => rec.ref('carrier_id')?.cell('delivery_type') ?? null,
        },
      ),
      weight: computed(f.float('Weight', { readonly: true, module: 'delivery' }), weight),
      note: f.html('Notes'),
      priority: f.selection(
        [
          ['0', 'Normal'],
          ['1', 'Urgent'],
        ],
        'Priority',
        { default: '0' },
      ),
      move_type: f.selection(
        [
          ['direct', 'As soon as possible'],
          ['one', 'When all products are ready'],
        ],
        'Shipping Policy',
        { required: true, default: 'direct' },
      ),
      company_id: { ...company(false, true), default: (env): Cell => env.companyId },
      user_id: f.many2one('res.users', 'Responsible'),
      is_locked: f.boolean('Is Locked', { default: true }),
      ...(is19
        ? {
            reference_ids: f.many2many('stock.reference', 'References', {
              readonly: true,
              store: false,
              compute: (rec): Cell => [...new Set(rec.refs('move_ids').flatMap((move) => move.ids('reference_ids')))],
            }),
          }
        : { group_id: f.many2one('procurement.group', 'Procurement Group', { readonly: true }) }),
    },
  };
};
