import { applyInventory, clearInventory, createQuants, quantHooks } from '../business/quants.js';
import { reserved } from '../business/stock-levels.js';
import type { Cell } from '../engine/cells.js';
import { computed, f } from '../engine/fields.js';
import type { ModelInput, Version } from '../engine/model.js';
import { company } from './base.js';
import { trackings } from './product.js';

const unit = (version: Version): string => (version === '19' ? 'Unit' : 'Unit of Measure');

/** What is where: quants and lots. */
export const stockLevelModels = (version: Version): ModelInput[] => [
  {
    name: 'stock.quant',
    description: 'Quants',
    module: 'stock',
    displayName: (rec) => rec.need('location_id').displayName,
    hooks: quantHooks,
    methods: {
      create: { on: 'model', params: ['vals_list'], kind: 'mutating', run: createQuants },
      action_apply_inventory: { on: 'records', params: ['date?'], kind: 'mutating', run: applyInventory },
      action_clear_inventory_quantity: { on: 'records', params: [], kind: 'mutating', run: clearInventory },
    },
    fields: {
      product_id: f.many2one('product.product', 'Product', { required: true }),
      product_tmpl_id: f.many2one('product.template', 'Product Template', {
        readonly: true,
        store: false,
        compute: (rec) => rec.need('product_id').cell('product_tmpl_id'),
      }),
      location_id: f.many2one('stock.location', 'Location', { required: true }),
      lot_id: f.many2one('stock.lot', 'Lot/Serial Number'),
      owner_id: f.many2one('res.partner', 'Owner'),
      quantity: f.float('Quantity', { readonly: true }),
      reserved_quantity: computed(f.float('Reserved Quantity', { required: true, readonly: true }), reserved),
      available_quantity: f.float('Available Quantity', {
        readonly: true,
        store: false,
        searchable: false,
        compute: (rec): Cell => rec.num('quantity') - rec.num('reserved_quantity'),
      }),
      inventory_quantity: f.float(version === '19' ? 'Counted' : 'Counted Quantity'),
      inventory_quantity_set: f.boolean('Inventory Quantity Set'),
      inventory_quantity_auto_apply: f.float('Inventoried Quantity', {
        store: false,
        searchable: false,
        compute: (rec) => rec.cell('quantity'),
      }),
      inventory_diff_quantity: f.float('Difference', { readonly: true }),
      inventory_date: f.date('Scheduled Date'),
      package_id: f.many2one(version === '19' ? 'stock.package' : 'stock.quant.package', 'Package'),
      in_date: f.datetime('Incoming Date', { required: true, readonly: true, default: (env) => env.tx.stamp }),
      company_id: { ...company(false, true), compute: (rec): Cell => rec.need('location_id').cell('company_id') },
      product_uom_id: f.many2one('uom.uom', unit(version), {
        readonly: true,
        store: false,
        compute: (rec) => rec.need('product_id').cell('uom_id'),
      }),
      tracking: f.selection(trackings(version), 'Tracking', {
        readonly: true,
        store: false,
        compute: (rec) => rec.need('product_id').cell('tracking'),
      }),
      user_id: f.many2one('res.users', 'Assigned To'),
      warehouse_id: f.many2one('stock.warehouse', 'Warehouse', {
        readonly: true,
        store: false,
        compute: (rec) => rec.need('location_id').cell('warehouse_id'),
      }),
    },
  },
  {
    name: 'stock.lot',
    description: 'Lot/Serial',
    order: 'name, id',
    module: 'stock',
    fields: {
      name: f.char('Lot/Serial Number', { required: true }),
      product_id: f.many2one('product.product', 'Product', { required: true }),
      company_id: company(version === '17'),
      ref: f.char('Internal Reference'),
      product_qty: f.float('On Hand Quantity', {
        readonly: true,
        store: false,
        compute: (rec): Cell =>
          rec
            .refs('quant_ids')
            .filter((quant) => quant.need('location_id').str('usage') === 'internal')
            .reduce((sum, quant) => sum + quant.num('quantity'), 0),
      }),
      expiration_date: f.datetime('Expiration Date'),
      use_date: f.datetime('Best before Date'),
      removal_date: f.datetime('Removal Date'),
      alert_date: f.datetime('Alert Date'),
      note: f.html('Description'),
      product_uom_id: {
        ...f.many2one('uom.uom', unit(version), { readonly: true, store: version === '17' }),
        compute: (rec) => rec.need('product_id').cell('uom_id'),
      },
      quant_ids: f.one2many('stock.quant', 'lot_id', 'Quants', { readonly: true }),
    },
  },
];
