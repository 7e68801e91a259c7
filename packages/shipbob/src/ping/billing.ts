import type { Finding } from '@mlc/kernel';
import type { Asker } from './ask.js';
import { found } from './catalogue.js';

const DAY_MS = 86_400_000;
/** Invoices are weekly. */
const DAYS = 30;

/** Invoices that charge something and show none of their charges; an account without invoices tells nothing. */
export async function checkBilling(asker: Asker, scopes: readonly string[], nowMs: number): Promise<Finding[]> {
  if (!scopes.includes('billing_read')) return [];
  const dayOf = (ms: number): string => new Date(ms).toISOString().slice(0, 10);
  const asked = await asker.try(() => asker.invoices(dayOf(nowMs - DAYS * DAY_MS), dayOf(nowMs + DAY_MS)));
  if ('finding' in asked) return [asked.finding];
  const charging = asked.value.find((invoice) => Number(invoice.amount) > 0);
  if (charging === undefined) return [];
  const rows = await asker.try(() => asker.hasTransactions(charging.invoice_id));
  if ('finding' in rows) return [rows.finding];
  if (rows.value) return [];
  const message = `Invoice ${charging.invoice_id} of ${charging.invoice_date.slice(0, 10)} is over ${charging.amount}, and shows not one transaction.`;
  return [found.wrong('shipbob.charges_hidden', message, { field: 'shipbob.token' })];
}
