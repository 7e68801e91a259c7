import { round } from '../engine/cells.js';
import { computed, f } from '../engine/fields.js';
import type { ModelInput } from '../engine/model.js';
import { chatterMethod } from '../methods/chatter.js';
import { company } from './base.js';

const MODULE = 'stock_landed_costs';

/** The app Landed Costs, as far as a draft is made; nothing here is ever validated (from the module's sources, 17 and 19). */
export const landedCostModels = (): ModelInput[] => [
  {
    name: 'stock.landed.cost',
    description: 'Stock Landed Cost',
    order: 'date desc, id desc',
    module: MODULE,
    hooks: {
      create: (env, vals) => ({
        ...vals,
        name: `LC/${env.tx.stamp.slice(0, 4)}/${String(env.tx.db.next('stock.landed.cost')).padStart(4, '0')}`,
      }),
    },
    methods: { message_post: chatterMethod },
    fields: {
      name: f.char('Name', { readonly: true, default: 'New' }),
      date: f.date('Date', { required: true, default: (env) => env.tx.stamp.slice(0, 10) }),
      target_model: f.selection([['picking', 'Transfers']], 'Apply On', { required: true, default: 'picking' }),
      picking_ids: f.many2many('stock.picking', 'Transfers'),
      cost_lines: f.one2many('stock.landed.cost.lines', 'cost_id', 'Cost Lines'),
      description: f.text('Item Description'),
      amount_total: computed(f.monetary('Total', { readonly: true }), (rec) =>
        round(rec.refs('cost_lines').reduce((sum, line) => sum + line.num('price_unit'), 0)),
      ),
      state: f.selection(
        [
          ['draft', 'Draft'],
          ['done', 'Posted'],
          ['cancel', 'Cancelled'],
        ],
        'State',
        { readonly: true, default: 'draft' },
      ),
      company_id: { ...company(true), default: (env) => env.companyId },
    },
  },
  {
    name: 'stock.landed.cost.lines',
    description: 'Stock Landed Cost Line',
    module: MODULE,
    fields: {
      name: f.char('Description'),
      cost_id: f.many2one('stock.landed.cost', 'Landed Cost', { required: true, ondelete: 'cascade' }),
      product_id: f.many2one('product.product', 'Product', { required: true }),
      price_unit: f.monetary('Cost', { required: true }),
      split_method: f.selection(
        [
          ['equal', 'Equal'],
          ['by_quantity', 'By Quantity'],
          ['by_current_cost_price', 'By Current Cost'],
          ['by_weight', 'By Weight'],
          ['by_volume', 'By Volume'],
        ],
        'Split Method',
        { required: true },
      ),
      account_id: f.many2one('account.account', 'Account'),
    },
  },
];
