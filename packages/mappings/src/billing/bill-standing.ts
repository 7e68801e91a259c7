import { contentHash } from '@mlc/kernel';
import type { OdooBill, OdooBillLine } from '../seen-billing.js';
import type { BillRequest } from './bill-lines.js';
import { type Micros, microsOf, sameMoney } from './money.js';

/** Refunds count below zero. */
export const signedTotal = (bill: OdooBill): Micros =>
  microsOf(bill.move_type === 'in_refund' ? -bill.amount_total : bill.amount_total);

/** What a bill says, whatever Odoo calls its lines: equal as long as nobody changed it. */
export const readingOf = (bill: OdooBill): string =>
  contentHash([bill.move_type, bill.ref, bill.invoice_date, bill.currency_id, bill.lines.map(lineText).sort()]);

const lineText = (line: OdooBillLine): string =>
  JSON.stringify([
    line.name,
    line.quantity,
    Math.round(line.price_unit * 100),
    line.account_id,
    [...line.tax_ids].sort(),
    Object.entries(line.analytic).sort(),
  ]);

/** In words, what stands otherwise than asked; empty when the bill says it all. Lines that others added do not count. */
export function differencesOf(request: BillRequest, bill: OdooBill): string[] {
  const total = request.lines.reduce((sum, line) => sum + microsOf(line.quantity * line.price_unit), 0);
  const isRefund = total < 0 && !sameMoney(total, 0);
  const sign = isRefund ? -1 : 1;
  const wanted = request.lines.map(
    (line): OdooBillLine => ({
      ...line,
      price_unit: line.price_unit * sign || 0,
      analytic: line.analytic ?? {},
      ours: true,
    }),
  );
  const left = bill.lines.filter((line) => line.ours).map((line) => ({ line, text: lineText(line) }));
  const lines: string[] = [];
  for (const line of wanted) {
    const at = left.findIndex((one) => one.text === lineText(line));
    if (at < 0) lines.push(`"${line.name}" of ${line.price_unit.toFixed(2)} is missing`);
    else left.splice(at, 1);
  }
  lines.push(...left.map(({ line }) => `"${line.name}" of ${line.price_unit.toFixed(2)} is too much`));
  const header: [string, unknown, unknown][] = [
    ['type', bill.move_type, isRefund ? 'in_refund' : 'in_invoice'],
    ['date', bill.invoice_date, request.invoice_date],
    ['currency', bill.currency_id, request.currency_id ?? bill.currency_id],
    ['reference', bill.ref, request.ref],
  ];
  return [
    ...header
      .filter(([, stands, asked]) => stands !== asked)
      .map(([what, stands, asked]) => `${what} is ${stands}, not ${asked}`),
    ...lines,
  ];
}
