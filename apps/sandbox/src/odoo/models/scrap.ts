import { completeScrap, keepDone, validateScrap } from '../business/scrap.js';
import { f, related } from '../engine/fields.js';
import type { ModelInput, Version } from '../engine/model.js';
import { chatterMethod } from '../methods/chatter.js';
import { company } from './base.js';
import { trackings } from './product.js';

/** What is thrown away, with the move that did it. */
export const scrapModels = (version: Version): ModelInput[] => [
  {
    name: 'stock.scrap',
    description: 'Scrap',
    order: 'id desc',
    module: 'stock',
    hooks: { create: completeScrap, unlink: keepDone },
    methods: {
      action_validate: { on: 'records', params: [], kind: 'mutating', run: validateScrap },
      message_post: chatterMethod,
    },
    fields: {
      name: f.char('Reference', { required: true, readonly: true, default: 'New' }),
      company_id: company(true),
      origin: f.char('Source Document'),
      product_id: f.many2one('product.product', 'Product', { required: true }),
      product_uom_id: f.many2one('uom.uom', version === '19' ? 'Unit' : 'Unit of Measure', { required: true }),
      tracking: {
        ...related('product_id.tracking', f.selection(trackings(version), 'Product Tracking')),
        readonly: true,
      },
      lot_id: f.many2one('stock.lot', 'Lot/Serial'),
      owner_id: f.many2one('res.partner', 'Owner'),
      move_ids: f.one2many('stock.move', 'scrap_id', 'Move'),
      picking_id: f.many2one('stock.picking', 'Picking'),
      location_id: f.many2one('stock.location', 'Source Location', { required: true }),
      scrap_location_id: f.many2one('stock.location', 'Scrap Location', { required: true }),
      scrap_qty: f.float('Quantity', { required: true, default: 1 }),
      state: f.selection(
        [
          ['draft', 'Draft'],
          ['done', 'Done'],
        ],
        'Status',
        { readonly: true, default: 'draft' },
      ),
      date_done: f.datetime('Date', { readonly: true }),
      should_replenish: f.boolean('Replenish Quantities'),
    },
  },
];
