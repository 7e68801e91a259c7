import { f, related } from '../engine/fields.js';
import type { ModelInput } from '../engine/model.js';
import { active, company } from './base.js';

/** Bills of materials; they exist only where manufacturing is installed. `phantom` makes the product a kit. */
export const mrpModels = (): ModelInput[] => [
  {
    name: 'mrp.bom',
    description: 'Bill of Material',
    order: 'sequence, id',
    module: 'mrp',
    displayName: (rec) => rec.need('product_tmpl_id').displayName,
    fields: {
      code: f.char('Reference'),
      active: active(),
      type: f.selection(
        [
          ['normal', 'Manufacture this product'],
          ['phantom', 'Kit'],
        ],
        'BoM Type',
        { required: true, default: 'normal' },
      ),
      product_tmpl_id: f.many2one('product.template', 'Product', { required: true }),
      product_id: f.many2one('product.product', 'Product Variant'),
      product_qty: f.float('Quantity', { required: true, default: 1 }),
      product_uom_id: f.many2one('uom.uom', 'Unit', { required: true, default: 1 }),
      bom_line_ids: f.one2many('mrp.bom.line', 'bom_id', 'BoM Lines'),
      sequence: f.integer('Sequence'),
      company_id: company(false),
    },
  },
  {
    name: 'mrp.bom.line',
    description: 'Bill of Material Line',
    order: 'sequence, id',
    module: 'mrp',
    displayName: (rec) => rec.need('product_id').displayName,
    fields: {
      bom_id: f.many2one('mrp.bom', 'Parent BoM', { required: true, ondelete: 'cascade' }),
      product_id: f.many2one('product.product', 'Component', { required: true }),
      product_qty: f.float('Quantity', { required: true, default: 1 }),
      product_uom_id: f.many2one('uom.uom', 'Unit', { required: true, default: 1 }),
      sequence: f.integer('Sequence', { default: 1 }),
      company_id: related('bom_id.company_id', f.many2one('res.company', 'Company', { readonly: true })),
    },
  },
];
