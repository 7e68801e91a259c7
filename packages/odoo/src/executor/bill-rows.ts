import type { BillGoal, GoalLine } from './bill-compare.js';
import { rowsFor } from './made-once.js';

/**
 * The bill as `load` wants it: values as text, the header in the first row only, `.id` for database ids, and an external
 * id on each line, without which lines would be appended each time (observed on Odoo 16-19).
 */
export function billRows(goal: BillGoal): { fields: string[]; data: string[][] } {
  const { request } = goal;
  const header: [string, string][] = [
    ['id', request.external_id],
    ['move_type', goal.moveType],
    ['partner_id/.id', String(request.partner_id)],
    ['ref', request.ref],
    ['invoice_date', request.invoice_date],
    ...optional('invoice_date_due', request.invoice_date_due),
    ...optional('journal_id/.id', request.journal_id),
    ...optional('currency_id/.id', request.currency_id),
  ];
  const lines = goal.lines.map((line) => lineCells(request.external_id, line));
  return rowsFor(header, 'invoice_line_ids', lines);
}

const optional = (field: string, value: string | number | null): [string, string][] =>
  value === null ? [] : [[field, String(value)]];

/** An empty cell for the taxes says "none"; without the cell Odoo would take the account's default ones. */
const lineCells = (bill: string, line: GoalLine): [string, string][] => [
  ['id', `${bill}_l_${line.key}`],
  ['name', line.name],
  ['quantity', String(line.quantity)],
  ['price_unit', String(line.price_unit)],
  ['account_id/.id', String(line.account_id)],
  ['tax_ids/.id', line.tax_ids.join(',')],
  ['analytic_distribution', line.analytic === null ? '' : JSON.stringify(line.analytic)],
];
