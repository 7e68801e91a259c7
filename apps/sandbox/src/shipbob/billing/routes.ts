import { isPlainObject } from '@mlc/kernel';
import { z } from 'zod';
import type { Answer } from '../../core/exchange.js';
import type { Account } from '../account.js';
import { ok, problem } from '../http/errors.js';
import type { Call, Route } from '../http/router.js';
import type { Shop } from '../shop.js';
import { dayOf, invoiceView, runDueInvoices, transactionView } from './ledger.js';
import { type BillingPage, badCursor, badSize, billingPage, openBillingCursor, sizeOf } from './paging.js';
import { FEES, INVOICE_TYPES, REFERENCE_TYPES, TRANSACTION_TYPES, type Transaction } from './records.js';

const DAY_MS = 86_400_000;

export function billingRoutes(shop: Shop): Route[] {
  const scope = 'billing_read';
  const billed = (handle: (call: Call) => Answer) => (call: Call) => {
    runDueInvoices(shop, call.account);
    return handle(call);
  };
  return [
    { method: 'GET', path: '/invoices', scope, handle: billed((call) => listInvoices(shop, call)) },
    { method: 'GET', path: '/invoices/{id}/transactions', scope, handle: billed(transactionsOf) },
    { method: 'GET', path: '/transaction-fees', scope, handle: () => ok({ fee_list: Object.keys(FEES) }) },
    {
      method: 'POST',
      path: '/transactions:query',
      scope,
      reads: true,
      handle: billed((call) => queryTransactions(shop, call)),
    },
  ];
}

/** A date parameter as a day; null when it is none. */
const dayFrom = (text: string | null, fallbackMs: number): string | null => {
  if (text === null) return dayOf(fallbackMs);
  const ms = Date.parse(text);
  return Number.isNaN(ms) ? null : dayOf(ms);
};

/** The page to give out: the cursor's, which overrides every other parameter, or a first one. */
function pageOf(call: Call, first: () => BillingPage | Answer): BillingPage | Answer {
  const cursor = call.query.text('Cursor');
  return cursor === null ? first() : (openBillingCursor(cursor) ?? badCursor());
}

/** GET /invoices: the last month unless told otherwise, newest first. */
function listInvoices(shop: Shop, call: Call): Answer {
  const nowMs = shop.clock.now().getTime();
  const { query } = call;
  const page = pageOf(call, () => {
    const types = query.list('InvoiceTypes');
    const unknown = types?.filter((type) => !INVOICE_TYPES.some((known) => known === type)) ?? [];
    if (unknown.length > 0) return problem(422, 'Unprocessable Entity', `Unknown invoice types: ${unknown.join(', ')}`);
    const from = dayFrom(query.text('FromDate'), monthBefore(nowMs));
    const to = dayFrom(query.text('ToDate'), nowMs);
    if (from === null || to === null) return problem(400, 'Bad Request', 'FromDate and ToDate must be dates.');
    const size = sizeOf(numberOf(query.text('PageSize')));
    if (size === null) return badSize();
    return { start: 0, size, ascending: isAscending(query.text('SortOrder')), filter: { from, to, types } };
  });
  if ('status' in page) return page;
  const { from, to, types } = z
    .object({ from: z.string(), to: z.string(), types: z.array(z.string()).nullable() })
    .parse(page.filter);
  const rows = call.account.invoices.filter(
    (invoice) => invoice.date >= from && invoice.date <= to && (types === null || types.includes(invoice.type)),
  );
  if (!page.ascending) rows.reverse();
  return billingPage(rows, invoiceView, page);
}

/** GET /invoices/{id}/transactions. */
function transactionsOf(call: Call): Answer {
  const id = Number(call.params['id']);
  if (!call.account.invoices.some((invoice) => invoice.id === id)) {
    return problem(404, 'Not Found', `Invoice ${call.params['id'] ?? ''} was not found.`);
  }
  const page = pageOf(call, () => {
    const size = sizeOf(numberOf(call.query.text('PageSize')));
    if (size === null) return badSize();
    return { start: 0, size, ascending: isAscending(call.query.text('SortOrder')), filter: {} };
  });
  if ('status' in page) return page;
  return transactionPage(
    call.account,
    call.account.transactions.filter((row) => row.invoiceId === id && !row.hidden),
    page,
  );
}

const filterSchema = z.object({
  from_date: z.string().nullish(),
  to_date: z.string().nullish(),
  invoice_ids: z.array(z.string()).nullish(),
  invoiced_status: z.boolean().nullish(),
  reference_ids: z.array(z.string()).nullish(),
  reference_types: z.array(z.enum(REFERENCE_TYPES)).nullish(),
  transaction_fees: z.array(z.string()).nullish(),
  transaction_types: z.array(z.enum(TRANSACTION_TYPES)).nullish(),
  page_size: z.number().nullish(),
  sort_order: z.enum(['Ascending', 'Descending']).nullish(),
});

/**
 * POST /transactions:query: the last seven days unless told otherwise. Names that only ShipBob's guide has (`start_date`,
 * `end_date`, `limit`) and a cursor in the body are ignored in silence (observed): such a client gets page 1 for ever.
 */
function queryTransactions(shop: Shop, call: Call): Answer {
  const nowMs = shop.clock.now().getTime();
  const page = pageOf(call, () => {
    const parsed = filterSchema.safeParse(isPlainObject(call.body) ? call.body : {});
    if (!parsed.success)
      return problem(400, 'Bad Request', parsed.error.issues.map((issue) => issue.message).join(' '));
    const { page_size, sort_order, from_date, to_date, ...filter } = parsed.data;
    const from = dayFrom(from_date ?? null, nowMs - 7 * DAY_MS);
    const to = dayFrom(to_date ?? null, nowMs);
    if (from === null || to === null) return problem(400, 'Bad Request', 'from_date and to_date must be dates.');
    const size = sizeOf(page_size ?? null);
    if (size === null) return badSize();
    return {
      start: 0,
      size,
      ascending: sort_order === 'Ascending',
      filter: { ...filter, from_date: from, to_date: to },
    };
  });
  if ('status' in page) return page;
  const wanted = filterSchema.parse(page.filter);
  const among = <T>(list: T[] | null | undefined, value: T): boolean =>
    !list || list.length === 0 || list.includes(value);
  return transactionPage(
    call.account,
    call.account.transactions.filter(
      (row) =>
        !row.hidden &&
        row.chargeDate >= (wanted.from_date ?? '') &&
        row.chargeDate <= (wanted.to_date ?? '9999') &&
        among(wanted.invoice_ids, String(row.invoiceId)) &&
        (wanted.invoiced_status === undefined ||
          wanted.invoiced_status === null ||
          wanted.invoiced_status === (row.invoiceId !== null)) &&
        among(wanted.reference_ids, row.referenceId) &&
        among(wanted.reference_types, row.referenceType) &&
        among(wanted.transaction_fees, row.fee) &&
        among(wanted.transaction_types, row.type),
    ),
    page,
  );
}

/** By charge date, then as they were written. */
function transactionPage(account: Account, rows: Transaction[], page: BillingPage): Answer {
  const sorted = rows.toSorted((a, b) => a.chargeDate.localeCompare(b.chargeDate) || a.id.localeCompare(b.id));
  if (!page.ascending) sorted.reverse();
  return billingPage(sorted, (row) => transactionView(account, row), page);
}

const numberOf = (text: string | null): number | null => (text === null ? null : Number(text));
const isAscending = (text: string | null): boolean => text?.toLowerCase() === 'ascending';

function monthBefore(ms: number): number {
  const date = new Date(ms);
  date.setUTCMonth(date.getUTCMonth() - 1);
  return date.getTime();
}
