import { f } from '../engine/fields.js';
import type { ModelInput, Version } from '../engine/model.js';
import { active, company } from './base.js';

const ACCOUNT_TYPES: [string, string][] = [
  ['asset_receivable', 'Receivable'],
  ['asset_cash', 'Bank and Cash'],
  ['asset_current', 'Current Assets'],
  ['liability_payable', 'Payable'],
  ['liability_current', 'Current Liabilities'],
  ['equity', 'Equity'],
  ['income', 'Income'],
  ['income_other', 'Other Income'],
  ['expense', 'Expenses'],
  ['expense_depreciation', 'Depreciation'],
  ['expense_direct_cost', 'Cost of Revenue'],
];

/** Accounts, journals and taxes. 17 names an account with its code, 19 without; the company field differs. */
export const chartModels = (version: Version): ModelInput[] => [
  {
    name: 'account.account',
    description: 'Account',
    order: 'code, id',
    module: 'account',
    displayName: (rec) => (version === '19' ? rec.str('name') : `${rec.str('code')} ${rec.str('name')}`),
    fields: {
      code: f.char('Code', { store: version === '17', required: version === '17' }),
      name: f.char('Account Name', { required: true }),
      account_type: f.selection(ACCOUNT_TYPES, 'Type', { required: true }),
      tax_ids: f.many2many('account.tax', 'Default Taxes'),
      ...(version === '19'
        ? { company_ids: f.many2many('res.company', 'Companies', { required: true }), active: active() }
        : { company_id: company(true), deprecated: f.boolean('Deprecated') }),
    },
  },
  {
    name: 'account.journal',
    description: 'Journal',
    order: 'id',
    module: 'account',
    fields: {
      name: f.char('Journal Name', { required: true }),
      code: f.char('Short Code', { required: true }),
      type: f.selection(
        [
          ['sale', 'Sales'],
          ['purchase', 'Purchase'],
          ['cash', 'Cash'],
          ['bank', 'Bank'],
          ['general', 'Miscellaneous'],
        ],
        'Type',
        { required: true },
      ),
      default_account_id: f.many2one('account.account', 'Default Account'),
      currency_id: f.many2one('res.currency', 'Currency'),
      company_id: company(true),
      active: active(),
    },
  },
  {
    name: 'account.tax',
    description: 'Tax',
    order: 'id',
    module: 'account',
    fields: {
      name: f.char('Tax Name', { required: true }),
      type_tax_use: f.selection(
        [
          ['sale', 'Sales'],
          ['purchase', 'Purchases'],
          ['none', 'None'],
        ],
        'Tax Type',
        { required: true, default: 'sale' },
      ),
      amount_type: f.selection(
        [
          ['fixed', 'Fixed'],
          ['percent', 'Percentage of Price'],
        ],
        'Tax Computation',
        { required: true, default: 'percent' },
      ),
      amount: f.float('Amount', { required: true }),
      company_id: company(true),
      active: active(),
    },
  },
];
