import { completeReturn, createReturn, startReturn } from '../business/returns.js';
import type { Cell } from '../engine/cells.js';
import { f } from '../engine/fields.js';
import type { ModelInput, Version } from '../engine/model.js';

/** The wizard that makes a return of a done transfer. Its button, its places and its quantities differ by version. */
export const returnModels = (version: Version): ModelInput[] => [
  {
    name: 'stock.return.picking',
    description: 'Return Picking',
    module: 'stock',
    displayName: (rec) => `stock.return.picking,${rec.id}`,
    hooks: { create: startReturn, created: completeReturn },
    methods: {
      [version === '19' ? 'action_create_returns' : 'create_returns']: {
        on: 'records',
        params: [],
        kind: 'mutating',
        run: createReturn,
      },
    },
    fields: {
      picking_id: f.many2one('stock.picking', 'Picking'),
      product_return_moves: f.one2many('stock.return.picking.line', 'wizard_id', 'Moves'),
      company_id: f.many2one('res.company', 'Company', {
        readonly: true,
        store: false,
        compute: (rec): Cell => rec.ref('picking_id')?.cell('company_id') ?? null,
      }),
      ...(version === '17'
        ? {
            location_id: f.many2one('stock.location', 'Return Location'),
            original_location_id: f.many2one('stock.location', 'Original Location', { readonly: true }),
          }
        : {}),
    },
  },
  {
    name: 'stock.return.picking.line',
    description: 'Return Picking Line',
    module: 'stock',
    displayName: (rec) => rec.need('product_id').displayName,
    fields: {
      wizard_id: f.many2one('stock.return.picking', 'Wizard', { ondelete: 'cascade' }),
      product_id: f.many2one('product.product', 'Product', { required: true }),
      quantity: f.float('Quantity', { required: true, ...(version === '19' ? { default: 1 } : {}) }),
      move_id: f.many2one('stock.move', 'Move'),
      to_refund: f.boolean('Update quantities on SO/PO', { default: true }),
      ...(version === '19'
        ? {
            move_quantity: f.float('Move Quantity', {
              readonly: true,
              store: false,
              compute: (rec) => rec.ref('move_id')?.cell('quantity') ?? 0,
            }),
          }
        : {}),
      uom_id: f.many2one('uom.uom', version === '19' ? 'Unit' : 'Unit of Measure', {
        readonly: true,
        store: false,
        searchable: version !== '19',
        compute: (rec) => rec.need('product_id').cell('uom_id'),
      }),
    },
  },
];
