import type { OperationRequest } from '@mlc/mappings';
import type { Bill, BillLine } from './bill-read.js';
import { rounded } from './transfers.js';

type Request = OperationRequest<'odoo.bill.draft'>;
export type GoalLine = Request['lines'][number];

/** What shall stand in Odoo: a sum below zero is a refund with the signs turned, since Odoo posts no negative bill. */
export interface BillGoal {
  request: Request;
  moveType: 'in_invoice' | 'in_refund';
  lines: GoalLine[];
}

export function goalOf(request: Request): BillGoal {
  const total = rounded(request.lines.reduce((sum, line) => sum + line.quantity * line.price_unit, 0));
  if (total >= 0) return { request, moveType: 'in_invoice', lines: request.lines };
  const lines = request.lines.map((line) => ({ ...line, price_unit: line.price_unit === 0 ? 0 : -line.price_unit }));
  return { request, moveType: 'in_refund', lines };
}

export interface Comparison {
  isSame: boolean;
  /** For people: what stands and what should. */
  differences: string[];
  /** Ids of lines that we made and that are asked for no longer. */
  stale: number[];
  /** How many lines others made. */
  others: number;
}

/** Prices are in cents; Odoo rounds what has more digits. */
const CENT_HALF = 0.005;
const near = (a: number, b: number): boolean => Math.abs(a - b) < CENT_HALF;

/** Lines are compared by what they say, whoever made them; what is left over and of our making is stale. */
export function compareBill(goal: BillGoal, bill: Bill, uid: number): Comparison {
  const left = [...bill.lines];
  const missing: GoalLine[] = [];
  for (const line of goal.lines) {
    const at = left.findIndex((standing) => saysSame(standing, line));
    if (at < 0) missing.push(line);
    else left.splice(at, 1);
  }
  const stale = left.filter((line) => line.creatorId === uid);
  const differences = [
    ...headerDifferences(goal, bill),
    ...missing.map((line) => `"${line.name}" of ${line.quantity} x ${line.price_unit} is missing`),
    ...stale.map((line) => `"${line.name}" of ${line.quantity} x ${line.priceUnit} is too much`),
  ];
  return {
    isSame: differences.length === 0,
    differences,
    stale: stale.map((line) => line.id),
    others: left.length - stale.length,
  };
}

const saysSame = (standing: BillLine, line: GoalLine): boolean =>
  standing.name === line.name &&
  near(standing.quantity, line.quantity) &&
  near(standing.priceUnit, line.price_unit) &&
  standing.accountId === line.account_id &&
  sameSet(standing.taxIds, line.tax_ids) &&
  sameShares(standing.analytic, line.analytic ?? {});

const sameSet = (a: number[], b: number[]): boolean =>
  new Set(a).size === new Set(b).size && a.every((one) => b.includes(one));

const sameShares = (a: Record<string, number>, b: Record<string, number>): boolean =>
  Object.keys(a).length === Object.keys(b).length &&
  Object.entries(a).every(([account, share]) => near(share, b[account] ?? Number.NaN));

function headerDifferences({ request, moveType }: BillGoal, bill: Bill): string[] {
  const pairs: [string, unknown, unknown][] = [
    ['type', bill.moveType, moveType],
    ['vendor', bill.partnerId, request.partner_id],
    ['reference', bill.ref, request.ref],
    ['date', bill.invoiceDate, request.invoice_date],
    ['due date', bill.dueDate, request.invoice_date_due ?? bill.dueDate],
    ['journal', bill.journalId, request.journal_id ?? bill.journalId],
    ['currency', bill.currencyId, request.currency_id ?? bill.currencyId],
  ];
  return pairs
    .filter(([, stands, wanted]) => stands !== wanted)
    .map(([what, stands, wanted]) => `${what} is ${String(stands)}, not ${String(wanted)}`);
}
