import { lineHooks, moveHooks } from '../business/move-hooks.js';
import { convert } from '../business/units.js';
import type { Cell } from '../engine/cells.js';
import { computed, type FieldDef, f } from '../engine/fields.js';
import type { ModelInput, Version } from '../engine/model.js';
import type { Rec } from '../engine/record.js';
import { company } from './base.js';
import { trackings } from './product.js';
import { transferCodes } from './stock-config.js';

const states = (version: Version): [string, string][] => [
  ['draft', 'New'],
  ['waiting', 'Waiting Another Move'],
  ['confirmed', version === '19' ? 'Waiting' : 'Waiting Availability'],
  ['partially_available', 'Partially Available'],
  ['assigned', 'Available'],
  ['done', 'Done'],
  ['cancel', 'Cancelled'],
];

const now = (string: string): FieldDef => f.datetime(string, { required: true, default: (env) => env.tx.stamp });

/** `S00001/CODE: Stock>Customers`, as 17 and 19 name a move. */
function moveName(rec: Rec): string {
  const origin = rec.ref('picking_id')?.str('origin') ?? '';
  const code = rec.need('product_id').str('default_code');
  const places = `${rec.need('location_id').str('name')}>${rec.need('location_dest_id').str('name')}`;
  return `${origin === '' ? '' : `${origin}/`}${code === '' ? '' : `${code}: `}${places}`;
}

/** A move of no transfer is called by its scrap order, or by what its count was called. */
const ownReference = (rec: Rec): Cell =>
  rec.ref('scrap_id')?.cell('name') ?? (rec.bool('is_inventory') ? rec.cell(nameField(rec)) : null);
const nameField = (rec: Rec): string => (rec.env.is19 ? 'inventory_name' : 'name');

const inProductUnit = (rec: Rec, quantity: number, uom: string): number => {
  const from = rec.ref(uom);
  const product = rec.ref('product_id');
  return from === null || product === null ? quantity : convert(quantity, from, product.need('uom_id'));
};

const move = (version: Version): ModelInput => {
  const is19 = version === '19';
  return {
    name: 'stock.move',
    description: 'Stock Move',
    order: 'sequence, id',
    displayName: moveName,
    module: 'stock',
    hooks: moveHooks,
    fields: {
      ...(is19 ? {} : { name: f.char('Description', { required: true }) }),
      sequence: f.integer('Sequence', { default: 10 }),
      picking_id: f.many2one('stock.picking', 'Transfer', { ondelete: 'cascade' }),
      picking_type_id: f.many2one('stock.picking.type', 'Operation Type'),
      picking_code: f.selection(transferCodes, 'Type of Operation', {
        readonly: true,
        store: false,
        compute: (rec) => rec.ref('picking_id')?.cell('picking_type_code') ?? null,
      }),
      product_id: f.many2one('product.product', 'Product', { required: true }),
      product_tmpl_id: f.many2one('product.template', 'Product Template', {
        readonly: true,
        store: false,
        compute: (rec) => rec.need('product_id').cell('product_tmpl_id'),
      }),
      has_tracking: f.selection(trackings(version), 'Product with Tracking', {
        readonly: true,
        store: false,
        compute: (rec) => rec.need('product_id').cell('tracking'),
      }),
      product_uom: f.many2one('uom.uom', is19 ? 'Unit' : 'UoM', { required: true }),
      product_uom_qty: f.float('Demand', { required: true }),
      product_qty: computed(f.float('Real Quantity'), (rec) =>
        inProductUnit(rec, rec.num('product_uom_qty'), 'product_uom'),
      ),
      quantity: f.float('Quantity'),
      picked: f.boolean('Picked'),
      state: f.selection(states(version), 'Status', { readonly: true, default: 'draft' }),
      origin: f.char('Source Document'),
      reference: computed(
        f.char('Reference', { readonly: true }),
        (rec) => rec.ref('picking_id')?.cell('name') ?? ownReference(rec) ?? rec.cell('origin'),
      ),
      location_id: f.many2one('stock.location', 'Source Location', { required: true }),
      location_dest_id: f.many2one('stock.location', 'Destination Location', { required: true }),
      date: now('Date Scheduled'),
      date_deadline: f.datetime('Deadline', { readonly: true }),
      partner_id: f.many2one('res.partner', 'Destination Address '),
      purchase_line_id: f.many2one('purchase.order.line', 'Purchase Order Line', {
        readonly: true,
        module: 'purchase',
      }),
      sale_line_id: f.many2one('sale.order.line', 'Sale Line', { module: 'sale' }),
      bom_line_id: f.many2one('mrp.bom.line', 'BoM Line', { module: 'mrp' }),
      move_line_ids: f.one2many('stock.move.line', 'move_id', 'Move Line'),
      lot_ids: f.many2many('stock.lot', 'Serial Numbers', {
        store: false,
        searchable: false,
        compute: (rec): Cell => [...new Set(rec.refs('move_line_ids').flatMap((line) => line.ref('lot_id')?.id ?? []))],
      }),
      move_orig_ids: f.many2many('stock.move', 'Original Move'),
      move_dest_ids: computed(f.many2many('stock.move', 'Destination Moves'), (rec) =>
        [...rec.env.tx.db.table('stock.move').rows()]
          .filter((row) => [row['move_orig_ids']].flat().includes(rec.id))
          .map((row) => row.id),
      ),
      origin_returned_move_id: f.many2one('stock.move', 'Origin return move'),
      to_refund: f.boolean('Update quantities on SO/PO'),
      returned_move_ids: f.one2many('stock.move', 'origin_returned_move_id', 'All returned moves'),
      scrap_id: f.many2one('stock.scrap', 'Scrap operation', { readonly: true }),
      ...(is19
        ? {
            reference_ids: f.many2many('stock.reference', 'References'),
            inventory_name: f.char('Inventory Name', { readonly: true }),
          }
        : {
            scrapped: f.boolean('Scrapped', { readonly: true }),
            group_id: f.many2one('procurement.group', 'Procurement Group'),
          }),
      price_unit: f.float(is19 ? 'Price Unit' : 'Unit Price'),
      is_inventory: f.boolean('Inventory'),
      company_id: company(true),
      procure_method: f.selection(
        [
          ['make_to_stock', 'Default: Take From Stock'],
          ['make_to_order', 'Advanced: Apply Procurement Rules'],
        ],
        'Supply Method',
        { required: true, default: 'make_to_stock' },
      ),
      warehouse_id: f.many2one('stock.warehouse', 'Warehouse'),
    },
  };
};

const moveLine = (version: Version): ModelInput => ({
  name: 'stock.move.line',
  description: 'Product Moves (Stock Move Line)',
  order: 'id',
  displayName: (rec) => `stock.move.line,${rec.id}`,
  module: 'stock',
  hooks: lineHooks,
  fields: {
    move_id: f.many2one('stock.move', 'Stock Operation', { ondelete: 'cascade' }),
    picking_id: f.many2one('stock.picking', 'Transfer'),
    product_id: f.many2one('product.product', 'Product'),
    product_uom_id: f.many2one('uom.uom', version === '19' ? 'Unit' : 'Unit of Measure', { required: true }),
    quantity: f.float('Quantity'),
    quantity_product_uom: computed(f.float('Quantity in Product UoM', { readonly: true }), (rec) =>
      inProductUnit(rec, rec.num('quantity'), 'product_uom_id'),
    ),
    picked: f.boolean('Picked'),
    lot_id: f.many2one('stock.lot', 'Lot/Serial Number'),
    lot_name: f.char('Lot/Serial Number Name'),
    expiration_date: f.datetime('Expiration Date', { readonly: true }),
    location_id: f.many2one('stock.location', 'From', { required: true }),
    location_dest_id: f.many2one('stock.location', 'To', { required: true }),
    owner_id: f.many2one('res.partner', 'From Owner'),
    state: computed(
      f.selection(states(version), 'Status', { readonly: true }),
      (rec) => rec.ref('move_id')?.cell('state') ?? 'draft',
    ),
    date: now('Date'),
    reference: {
      ...f.char('Reference', { store: version === '17' }),
      compute: (rec) => rec.ref('move_id')?.cell('reference') ?? null,
    },
    tracking: f.selection(trackings(version), 'Tracking', {
      readonly: true,
      store: false,
      compute: (rec) => rec.ref('product_id')?.cell('tracking') ?? null,
    }),
    company_id: { ...company(true, true) },
  },
});

/** Stock moves and their lines. */
export const moveModels = (version: Version): ModelInput[] => [
  move(version),
  moveLine(version),
  version === '19'
    ? {
        name: 'stock.reference',
        description: 'Reference between stock documents',
        module: 'stock',
        fields: { name: f.char('Reference', { required: true, readonly: true }) },
      }
    : {
        name: 'procurement.group',
        description: 'Procurement Group',
        module: 'stock',
        fields: { name: f.char('Reference', { required: true }) },
      },
];
