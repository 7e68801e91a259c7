import type { ShipBobInvoice, ShipBobTransaction, ShipBobTransactionQuery } from '@mlc/mappings';
import { feeListSchema, invoiceSchema, transactionSchema } from '../decode/billing.js';
import { decode } from '../decode/shape.js';
import type { ShipBobClient } from '../http/client.js';
import { cursorPages, readCursorPages } from '../http/paging.js';
import { endpoints, pathOf } from '../versions.js';

/** Needs `billing_read`, as everything here. Without dates ShipBob answers the last month only, so both are sent. */
export function readInvoices(client: ShipBobClient, days: { from: string; to: string }): Promise<ShipBobInvoice[]> {
  const { path, limit } = endpoints.invoices;
  const query = { FromDate: days.from, ToDate: days.to, PageSize: limit, SortOrder: 'Ascending' };
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
  const question = { ...query, page_size: limit, sort_order: 'Ascending' };
  return cursorPages(client, { path, query: {}, question, priority: 'backfill' }, transactionSchema);
}

export async function readTransactionFees(client: ShipBobClient): Promise<string[]> {
  const { path } = endpoints.transactionFees;
  const answer = await client.read({ path, priority: 'backfill' });
  return decode(feeListSchema, answer.json, `list ${path}`).fee_list;
}
