import type { ShipBobInvoice, ShipBobTransaction, ShipBobTransactionQuery } from '@mlc/mappings';
import { feeListSchema, invoiceSchema, transactionSchema } from '../decode/billing.js';
import { decode } from '../decode/shape.js';
import type { ShipBobClient } from '../http/client.js';
import { cursorPages, readCursorPages } from '../http/paging.js';
import { endpoints, pathOf } from '../versions.js';

/** A day in the form the specification asks for (date-time), from its first to its last second. */
const startOf = (day: string): string => `${day}T00:00:00Z`;
const endOf = (day: string): string => `${day}T23:59:59Z`;

/** Needs `billing_read`, as everything here. Without dates ShipBob answers the last month only, so both are sent. */
export function readInvoices(client: ShipBobClient, days: { from: string; to: string }): Promise<ShipBobInvoice[]> {
  const { path, limit } = endpoints.invoices;
  const query = { FromDate: startOf(days.from), ToDate: endOf(days.to), PageSize: limit, SortOrder: 'Ascending' };
  return readCursorPages(client, { path, query, priority: 'backfill' }, invoiceSchema);
}

/** Transactions of one invoice. */
export function invoiceTransactions(client: ShipBobClient, invoiceId: number): AsyncIterable<ShipBobTransaction[]> {
  const query = { PageSize: endpoints.invoiceTransactions.limit, SortOrder: 'Ascending' };
  const path = pathOf('invoiceTransactions', invoiceId);
  return cursorPages(client, { path, query, priority: 'backfill' }, transactionSchema);
}

/**
 * POST /transactions:query. The filters stand in the body and the cursor in the query string; names that ShipBob does not
 * know (`start_date`, `limit`) are ignored in silence and the last seven days come (observed), so the days are always named.
 */
export function transactions(
  client: ShipBobClient,
  query: ShipBobTransactionQuery,
): AsyncIterable<ShipBobTransaction[]> {
  const { path, limit } = endpoints.transactions;
  const days = { from_date: startOf(query.from_date), to_date: endOf(query.to_date) };
  const question = { ...query, ...days, page_size: limit, sort_order: 'Ascending' };
  return cursorPages(client, { path, query: {}, question, priority: 'backfill' }, transactionSchema);
}

export async function readTransactionFees(client: ShipBobClient): Promise<string[]> {
  const { path } = endpoints.transactionFees;
  const answer = await client.read({ path, priority: 'backfill' });
  return decode(feeListSchema, answer.json, `list ${path}`).fee_list;
}
