import type { Vals } from '../engine/cells.js';
import type { Env } from '../engine/env.js';
import type { Rec } from '../engine/record.js';

const ACCOUNTS = [
  ['121000', 'Account Receivable', 'asset_receivable'],
  ['211000', 'Account Payable', 'liability_payable'],
  ['400000', 'Product Sales', 'income'],
  ['443000', 'Cash Discount Loss', 'expense'],
  ['600000', 'Expenses', 'expense'],
  ['612000', 'Rent', 'expense'],
] as const;

/** A company's accounts, tax and journals, as the generic chart has them, as far as bills touch them. */
export function loadChart(env: Env, company: Rec): void {
  if (!env.hasModel('account.account')) return;
  const own: Vals = env.is19 ? { company_ids: [[6, 0, [company.id]]] } : { company_id: company.id };
  const tax = env.make('account.tax', { name: '15%', amount: 15, type_tax_use: 'purchase', company_id: company.id });
  const made = new Map<string, Rec>();
  for (const [code, name, account_type] of ACCOUNTS) {
    const taxes = code === '600000' ? { tax_ids: [[6, 0, [tax.id]]] } : {};
    made.set(code, env.make('account.account', { code, name, account_type, ...own, ...taxes }));
  }
  const journal = (name: string, code: string, type: string, account?: string): Rec =>
    env.make('account.journal', {
      name,
      code,
      type,
      company_id: company.id,
      default_account_id: account === undefined ? false : (made.get(account)?.id ?? false),
    });
  journal(env.is19 ? 'Sales' : 'Customer Invoices', 'INV', 'sale', '400000');
  journal(env.is19 ? 'Purchases' : 'Vendor Bills', 'BILL', 'purchase', '600000');
  journal('Miscellaneous Operations', 'MISC', 'general');
}
