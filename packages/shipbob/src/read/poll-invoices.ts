import type { PollPage, ShipBobPageRequest } from '@mlc/engine';
import { contentHash } from '@mlc/kernel';
import type { ShipBobTransaction } from '@mlc/mappings';
import type { ShipBobClient } from '../http/client.js';
import { invoiceTransactions, readInvoices } from './billing.js';

const DAY_MS = 86_400_000;
/** How far back a first poll looks. */
const HORIZON_DAYS = 90;
/** Costs become final days after their invoice (observed: 24 to 48 hours), so that each poll reads this far back ... */
const NIGHTLY_DAYS = 7;
/** ... and on Mondays, when ShipBob makes its invoices, further. */
const WEEKLY_DAYS = 40;
/** Invoices of one page: each costs a call, or more where it holds over a thousand transactions. */
const INVOICES_PER_PAGE = 10;

const dayOf = (ms: number): string => new Date(ms).toISOString().slice(0, 10);

/** The first day that a poll up to this time reads. */
export function firstDay({ from, to }: Pick<ShipBobPageRequest, 'from' | 'to'>): string {
  const toMs = Date.parse(to);
  const days = from === null ? HORIZON_DAYS : new Date(toMs).getUTCDay() === 1 ? WEEKLY_DAYS : NIGHTLY_DAYS;
  const fromMs = from === null ? toMs : Date.parse(from);
  return dayOf(Math.min(fromMs, toMs - days * DAY_MS));
}

/**
 * Invoices by number, each hashed with all its transactions: a cost that comes late makes it a changed one. The position
 * is the last invoice's number. A page's time is the poll's own upper bound: what lies before it is read again anyway.
 */
export async function pollInvoices(
  client: ShipBobClient,
  request: ShipBobPageRequest,
): Promise<PollPage & { nextPosition: string | null }> {
  const days = { from: firstDay(request), to: dayOf(Date.parse(request.to)) };
  const after = Number(request.position ?? 0);
  const due = (await readInvoices(client, days))
    .filter((invoice) => invoice.invoice_id > after)
    .sort((a, b) => a.invoice_id - b.invoice_id);
  const page = due.slice(0, INVOICES_PER_PAGE);
  const rows: PollPage['rows'] = [];
  for (const invoice of page) {
    const { running_balance: _balance, ...facts } = invoice;
    const transactions: ShipBobTransaction[] = [];
    for await (const part of invoiceTransactions(client, invoice.invoice_id)) transactions.push(...part);
    transactions.sort((a, b) => (a.transaction_id < b.transaction_id ? -1 : 1));
    const stamp = `${invoice.invoice_date.slice(0, 10)}T00:00:00.000Z`;
    rows.push({ id: invoice.invoice_id, hash: contentHash({ facts, transactions }), stamp, refs: {} });
  }
  const last = page.length === due.length;
  return { rows, serverTime: request.to, last, nextPosition: last ? null : String(page.at(-1)?.invoice_id ?? after) };
}
