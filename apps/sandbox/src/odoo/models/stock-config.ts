import { warehouseHooks } from '../business/warehouses.js';
import type { Cell } from '../engine/cells.js';
import { computed, f } from '../engine/fields.js';
import type { ModelInput, Version } from '../engine/model.js';
import type { Rec } from '../engine/record.js';
import { active, company } from './base.js';

export const transferCodes: [string, string][] = [
  ['incoming', 'Receipt'],
  ['outgoing', 'Delivery'],
  ['internal', 'Internal Transfer'],
];

/** `WH/Stock`; a view location without parent names itself. */
function completeName(rec: Rec): string {
  const parent = rec.ref('location_id');
  return parent === null || rec.str('usage') === 'view'
    ? rec.str('name')
    : `${completeName(parent)}/${rec.str('name')}`;
}

function warehouseOf(location: Rec): Cell {
  for (let node: Rec | null = location; node !== null; node = node.ref('location_id')) {
    const warehouse = node.env.tx.db.table('stock.warehouse').pointingAt('view_location_id', node.id)[0];
    if (warehouse !== undefined) return warehouse;
  }
  return null;
}

const uom = (version: Version): ModelInput => ({
  name: 'uom.uom',
  description: 'Product Unit of Measure',
  order: version === '19' ? 'sequence, relative_uom_id, id' : 'factor DESC, id',
  fields: {
    name: f.char(version === '19' ? 'Unit Name' : 'Unit of Measure', { required: true }),
    active: active(),
    ...(version === '19'
      ? {
          sequence: f.integer('Sequence', { default: 100 }),
          factor: f.float('Absolute Quantity', { readonly: true }),
          relative_factor: f.float('Contains', { required: true, default: 1 }),
          relative_uom_id: f.many2one('uom.uom', 'Reference Unit'),
          rounding: f.float('Rounding Precision', {
            readonly: true,
            store: false,
            searchable: false,
            compute: (): Cell => 0.01,
          }),
        }
      : {
          factor: f.float('Ratio', { required: true, default: 1 }),
          factor_inv: f.float('Bigger Ratio', {
            required: true,
            readonly: true,
            store: false,
            searchable: false,
            compute: (rec): Cell => 1 / rec.num('factor'),
          }),
          ratio: f.float('Combined Ratio', {
            store: false,
            searchable: false,
            compute: (rec): Cell => (rec.num('factor') < 1 ? 1 / rec.num('factor') : rec.num('factor')),
          }),
          uom_type: f.selection(
            [
              ['bigger', 'Bigger than the reference Unit of Measure'],
              ['reference', 'Reference Unit of Measure for this category'],
              ['smaller', 'Smaller than the reference Unit of Measure'],
            ],
            'Type',
            { required: true, default: 'reference' },
          ),
          rounding: f.float('Rounding Precision', { required: true, default: 0.01 }),
          category_id: f.many2one('uom.category', 'Category', { required: true }),
        }),
  },
});

/** Units, locations, warehouses and operation types. */
export const stockConfigModels = (version: Version): ModelInput[] => [
  uom(version),
  ...(version === '17'
    ? [
        {
          name: 'uom.category',
          description: 'Product UoM Categories',
          fields: { name: f.char('Unit of Measure Category', { required: true }) },
        },
      ]
    : []),
  {
    name: 'stock.location',
    description: 'Inventory Locations',
    order: 'complete_name, id',
    parent: 'location_id',
    displayName: completeName,
    module: 'stock',
    fields: {
      name: f.char('Location Name', { required: true }),
      complete_name: computed(f.char('Full Location Name', { readonly: true }), completeName),
      usage: f.selection(
        [
          ['supplier', version === '19' ? 'Vendor' : 'Vendor Location'],
          ['view', version === '19' ? 'Virtual' : 'View'],
          ['internal', version === '19' ? 'Internal' : 'Internal Location'],
          ['customer', version === '19' ? 'Customer' : 'Customer Location'],
          ['inventory', 'Inventory Loss'],
          ['production', 'Production'],
          ['transit', version === '19' ? 'Transit' : 'Transit Location'],
        ],
        'Location Type',
        { required: true, default: 'internal' },
      ),
      location_id: f.many2one('stock.location', 'Parent Location'),
      child_ids: f.one2many('stock.location', 'location_id', 'Contains'),
      active: active(),
      company_id: company(false),
      barcode: f.char('Barcode'),
      warehouse_id: computed(f.many2one('stock.warehouse', 'Warehouse', { readonly: true }), warehouseOf),
      ...(version === '17' ? { scrap_location: f.boolean('Is a Scrap Location?') } : {}),
    },
  },
  {
    name: 'stock.warehouse',
    description: 'Warehouse',
    order: 'sequence, id',
    module: 'stock',
    hooks: warehouseHooks,
    fields: {
      name: f.char('Warehouse', { required: true }),
      code: f.char('Short Name', { required: true }),
      company_id: company(true, true),
      partner_id: f.many2one('res.partner', 'Address'),
      active: active(),
      sequence: f.integer('Sequence', { default: 10 }),
      lot_stock_id: f.many2one('stock.location', 'Location Stock', { required: true }),
      view_location_id: f.many2one('stock.location', 'View Location', { required: true }),
      wh_input_stock_loc_id: f.many2one('stock.location', 'Input Location'),
      in_type_id: f.many2one('stock.picking.type', 'In Type'),
      out_type_id: f.many2one('stock.picking.type', 'Out Type'),
      int_type_id: f.many2one('stock.picking.type', 'Internal Type'),
      ...(version === '19' ? { store_type_id: f.many2one('stock.picking.type', 'Storage Type') } : {}),
      reception_steps: f.selection(
        [
          ['one_step', 'Receive and Store (1 step)'],
          ['two_steps', 'Receive then Store (2 steps)'],
          ['three_steps', 'Receive, Quality Control, then Store (3 steps)'],
        ],
        'Incoming Shipments',
        { required: true, default: 'one_step' },
      ),
      delivery_steps: f.selection(
        [
          ['ship_only', 'Deliver (1 step)'],
          ['pick_ship', 'Pick then Deliver (2 steps)'],
          ['pick_pack_ship', 'Pick, Pack, then Deliver (3 steps)'],
        ],
        'Outgoing Shipments',
        { required: true, default: 'ship_only' },
      ),
    },
  },
  {
    name: 'stock.picking.type',
    description: 'Picking Type',
    order: 'sequence, id',
    module: 'stock',
    displayName: (rec) => {
      const warehouse = rec.ref('warehouse_id');
      return warehouse === null ? rec.str('name') : `${warehouse.str('name')}: ${rec.str('name')}`;
    },
    fields: {
      name: f.char('Operation Type', { required: true }),
      code: f.selection(transferCodes, 'Type of Operation', { required: true }),
      sequence_code: f.char('Sequence Prefix', { required: true }),
      sequence: f.integer('Sequence'),
      warehouse_id: f.many2one('stock.warehouse', 'Warehouse'),
      company_id: company(true),
      default_location_src_id: f.many2one('stock.location', 'Source Location', { required: version === '19' }),
      default_location_dest_id: f.many2one('stock.location', 'Destination Location', { required: version === '19' }),
      create_backorder: f.selection(
        [
          ['ask', 'Ask'],
          ['always', 'Always'],
          ['never', 'Never'],
        ],
        'Create Backorder',
        { required: true, default: 'ask' },
      ),
      reservation_method: f.selection(
        [
          ['at_confirm', 'At Confirmation'],
          ['manual', 'Manually'],
          ['by_date', 'Before scheduled date'],
        ],
        'Reservation Method',
        { required: true, default: 'at_confirm' },
      ),
      use_create_lots: f.boolean('Create New Lots/Serial Numbers', { default: true }),
      use_existing_lots: f.boolean('Use Existing Lots/Serial Numbers', { default: true }),
      return_picking_type_id: f.many2one('stock.picking.type', 'Operation Type for Returns'),
      active: active(),
    },
  },
];
