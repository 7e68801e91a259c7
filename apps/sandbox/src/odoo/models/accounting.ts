import { billLineHooks, deleteDrafts, draftBills, moveHooks, postBills } from '../business/bills.js';
import { type Cell, round } from '../engine/cells.js';
import { computed, f } from '../engine/fields.js';
import type { ModelInput, Version } from '../engine/model.js';
import type { Rec } from '../engine/record.js';
import { orderAction } from '../methods/action.js';
import { chatterMethod } from '../methods/chatter.js';
import { active, company } from './base.js';
import { chartModels } from './chart.js';

const states: [string, string][] = [
  ['draft', 'Draft'],
  ['posted', 'Posted'],
  ['cancel', 'Cancelled'],
];

const lineKinds = (version: Version): [string, string][] => [
  ['product', 'Product'],
  ['cogs', 'Cost of Goods Sold'],
  ['tax', 'Tax'],
  ['discount', 'Discount'],
  ['rounding', 'Rounding'],
  ['payment_term', 'Payment Term'],
  ['line_section', 'Section'],
  ['line_note', 'Note'],
  ['epd', 'Early Payment Discount'],
  ...(version === '19'
    ? ([
        ['line_subsection', 'Subsection'],
        ['non_deductible_product_total', 'Non Deductible Products Total'],
        ['non_deductible_product', 'Non Deductible Products'],
        ['non_deductible_tax', 'Non Deductible Tax'],
      ] satisfies [string, string][])
    : []),
];

const lines = (move: Rec): Rec[] =>
  move.refs('invoice_line_ids').filter((line) => line.str('display_type') === 'product');
const sumOf = (move: Rec, field: string): number => round(lines(move).reduce((sum, line) => sum + line.num(field), 0));

/** Another bill of the same vendor with the same reference: shown, never refused on 17 and 19 (observed). */
const duplicates = (move: Rec): Cell =>
  move.str('ref') === ''
    ? []
    : move.env
        .root()
        .search('account.move', [
          ['ref', '=', move.str('ref')],
          ['partner_id', '=', move.cell('partner_id') ?? false],
          ['id', '!=', move.id],
        ])
        .map((other) => other.id);

const subtotal = (line: Rec): number =>
  round(line.num('quantity') * line.num('price_unit') * (1 - line.num('discount') / 100));
const taxed = (line: Rec): number =>
  round(subtotal(line) * (1 + line.refs('tax_ids').reduce((sum, tax) => sum + tax.num('amount') / 100, 0)));

const move = (version: Version): ModelInput => ({
  name: 'account.move',
  description: 'Journal Entry',
  order: 'date desc, name desc, invoice_date desc, id desc',
  module: 'account',
  displayName: (rec) => rec.str('name') || `Draft ${rec.str('ref')}`,
  hooks: moveHooks,
  methods: {
    action_post: orderAction(({ env, recs }) => postBills(env, recs)),
    button_draft: orderAction(({ recs }) => draftBills(recs, 'draft')),
    button_cancel: orderAction(({ recs }) => draftBills(recs, 'cancel')),
    message_post: chatterMethod,
  },
  fields: {
    name: f.char('Number'),
    move_type: f.selection(
      [
        ['entry', 'Journal Entry'],
        ['out_invoice', 'Customer Invoice'],
        ['out_refund', 'Customer Credit Note'],
        ['in_invoice', 'Vendor Bill'],
        ['in_refund', 'Vendor Credit Note'],
        ['out_receipt', 'Sales Receipt'],
        ['in_receipt', 'Purchase Receipt'],
      ],
      'Type',
      { required: true, readonly: true, default: 'entry' },
    ),
    state: f.selection(states, 'Status', { required: true, readonly: true, default: 'draft' }),
    partner_id: f.many2one('res.partner', 'Partner'),
    ref: f.char('Reference'),
    invoice_date: f.date('Invoice/Bill Date'),
    invoice_date_due: f.date('Due Date'),
    date: f.date('Date', { required: true, default: (env) => env.tx.stamp.slice(0, 10) }),
    invoice_origin: f.char('Origin', { readonly: true }),
    reversed_entry_id: f.many2one('account.move', 'Reversal of', { readonly: true }),
    payment_reference: f.char('Payment Reference'),
    company_id: { ...company(false), default: (env): Cell => env.companyId },
    currency_id: f.many2one('res.currency', 'Currency', { required: true, default: 1 }),
    journal_id: f.many2one('account.journal', 'Journal', { required: true }),
    invoice_line_ids: f.one2many('account.move.line', 'move_id', 'Invoice lines'),
    line_ids: f.one2many('account.move.line', 'move_id', 'Journal Items'),
    amount_untaxed: computed(f.monetary('Untaxed Amount', { readonly: true }), (rec) => sumOf(rec, 'price_subtotal')),
    amount_tax: computed(f.monetary('Tax', { readonly: true }), (rec) =>
      round(sumOf(rec, 'price_total') - sumOf(rec, 'price_subtotal')),
    ),
    amount_total: computed(f.monetary('Total', { readonly: true }), (rec) => sumOf(rec, 'price_total')),
    amount_residual: computed(f.monetary('Amount Due', { readonly: true }), (rec) =>
      rec.str('state') === 'posted' ? sumOf(rec, 'price_total') : 0,
    ),
    payment_state: f.selection(
      [
        ['not_paid', 'Not Paid'],
        ['in_payment', 'In Payment'],
        ['paid', 'Paid'],
        ['partial', 'Partially Paid'],
        ['reversed', 'Reversed'],
        ...(version === '19' ? ([['blocked', 'Blocked']] satisfies [string, string][]) : []),
        ['invoicing_legacy', 'Invoicing App Legacy'],
      ],
      'Payment Status',
      { readonly: true, default: 'not_paid' },
    ),
    duplicated_ref_ids: f.many2many('account.move', 'Duplicated bill reference', {
      readonly: true,
      store: false,
      searchable: false,
      compute: duplicates,
    }),
    narration: f.html('Terms and Conditions'),
    ...(version === '19' ? { checked: f.boolean('Checked') } : { to_check: f.boolean('To Check') }),
  },
});

const moveLine = (version: Version): ModelInput => ({
  name: 'account.move.line',
  description: 'Journal Item',
  order: 'sequence, id',
  module: 'account',
  displayName: (rec) => rec.str('name'),
  hooks: billLineHooks,
  fields: {
    move_id: f.many2one('account.move', 'Journal Entry', { required: true, readonly: true, ondelete: 'cascade' }),
    sequence: f.integer('Sequence', { default: 100 }),
    name: f.char('Label'),
    display_type: f.selection(lineKinds(version), 'Display Type', { required: true, default: 'product' }),
    product_id: f.many2one('product.product', 'Product'),
    product_uom_id: f.many2one('uom.uom', 'Unit'),
    quantity: f.float('Quantity', { default: 1 }),
    price_unit: f.float('Unit Price'),
    discount: f.float('Discount (%)'),
    tax_ids: f.many2many('account.tax', 'Taxes'),
    account_id: f.many2one('account.account', 'Account'),
    analytic_distribution: f.json('Analytic Distribution'),
    price_subtotal: computed(f.monetary('Subtotal', { readonly: true }), subtotal),
    price_total: computed(f.monetary('Total', { readonly: true }), taxed),
    purchase_line_id: f.many2one('purchase.order.line', 'Purchase Order Line', { module: 'purchase' }),
    sale_line_ids: f.many2many('sale.order.line', 'Sales Order Lines', { module: 'sale', readonly: true }),
    company_id: computed(f.many2one('res.company', 'Company', { readonly: true }), (rec) =>
      rec.need('move_id').cell('company_id'),
    ),
    currency_id: computed(f.many2one('res.currency', 'Currency', { required: true }), (rec) =>
      rec.need('move_id').cell('currency_id'),
    ),
    parent_state: computed(f.selection(states, 'Status', { readonly: true }), (rec) =>
      rec.need('move_id').cell('state'),
    ),
  },
});

/** Bills and what they point at. */
export const accountingModels = (version: Version): ModelInput[] => [
  ...chartModels(version),
  { ...move(version), hooks: { ...moveHooks, unlink: deleteDrafts } },
  moveLine(version),
  {
    name: 'account.analytic.plan',
    description: 'Analytic Plans',
    module: 'account',
    fields: { name: f.char('Name', { required: true }) },
  },
  {
    name: 'account.analytic.account',
    description: 'Analytic Account',
    module: 'account',
    fields: {
      name: f.char('Analytic Account', { required: true }),
      code: f.char('Reference'),
      plan_id: f.many2one('account.analytic.plan', 'Plan', { required: true }),
      company_id: company(false),
      active: active(),
    },
  },
];
