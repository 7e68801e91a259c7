import { type Json, toJson } from '@mlc/kernel';
import type { Account } from '../account.js';
import type { Shop } from '../shop.js';
import { FEES, type Invoice, type InvoiceType, type Transaction } from './records.js';

const DAY_MS = 86_400_000;
const CROCKFORD = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';

export const dayOf = (ms: number): string => new Date(ms).toISOString().slice(0, 10);

/** A ULID: 48 bits of time and a counter, so that ids sort as they were made. */
function ulid(ms: number, counter: number): string {
  const encode = (value: number, length: number): string => {
    let rest = value;
    let text = '';
    for (let n = 0; n < length; n += 1) {
      text = (CROCKFORD[rest % 32] ?? '0') + text;
      rest = Math.floor(rest / 32);
    }
    return text;
  };
  return encode(ms, 10) + encode(counter, 16);
}

export type NewTransaction = Omit<Transaction, 'id' | 'chargeDate' | 'invoiceId' | 'taxes' | 'hidden'> &
  Partial<Pick<Transaction, 'chargeDate' | 'taxes' | 'hidden'>>;

const TOPICS: Partial<Record<Transaction['type'], string>> = {
  Charge: 'billing.charge.created',
  Refund: 'billing.refund.created',
  Credit: 'billing.credit.created',
};

/** Writes a row and tells subscribers (the body of `billing.*` is inferred: the row). */
export function addTransaction(shop: Shop, account: Account, given: NewTransaction): Transaction {
  const nowMs = shop.clock.now().getTime();
  const row: Transaction = {
    taxes: [],
    hidden: false,
    ...given,
    id: ulid(nowMs, shop.id('transaction')),
    chargeDate: given.chargeDate ?? dayOf(nowMs),
    invoiceId: null,
  };
  account.transactions.push(row);
  const topic = TOPICS[row.type];
  if (topic !== undefined) shop.sender.emit(account.subscriptions, topic, () => transactionView(account, row));
  return row;
}

/** As `addTransaction`, but a second call for the same fee of the same thing does nothing: the work is billed once. */
export function chargeOnce(shop: Shop, account: Account, given: NewTransaction): void {
  const key = `${given.referenceType}/${given.referenceId}/${given.fee}`;
  if (account.charged.has(key)) return;
  account.charged.add(key);
  addTransaction(shop, account, given);
}

/** The row disappears as if ShipBob had forgotten the fee; what an invoice holds already stays. */
export function dropTransaction(account: Account, id: string): boolean {
  const at = account.transactions.findIndex((row) => row.id === id && row.invoiceId === null);
  if (at < 0) return false;
  account.transactions.splice(at, 1);
  return true;
}

const invoiceTypeOf = (row: Transaction): InvoiceType =>
  row.type === 'Credit' || row.type === 'Refund' ? 'Credits' : (FEES[row.fee] ?? 'AdditionalFee');

/** The first Monday, 00:00 UTC, after that time. */
export function mondayAfter(ms: number): number {
  const day = Math.floor(ms / DAY_MS);
  // 1970-01-05, day 4, was a Monday.
  return (day + ((11 - (day % 7)) % 7 || 7)) * DAY_MS;
}

/**
 * Makes the invoices of every Monday that has come since the last run: one for each type, over what was charged before
 * that day. The week's storage is charged first, one row for each centre that holds pieces when the run happens.
 */
export function runDueInvoices(shop: Shop, account: Account): void {
  const nowMs = shop.clock.now().getTime();
  account.nextInvoiceRunMs ??= mondayAfter(nowMs);
  while (account.nextInvoiceRunMs <= nowMs) {
    const mondayMs = account.nextInvoiceRunMs;
    account.nextInvoiceRunMs += 7 * DAY_MS;
    chargeStorage(shop, account, dayOf(mondayMs - DAY_MS));
    invoiceUntil(shop, account, dayOf(mondayMs));
  }
}

/** One storage row for each centre that holds pieces. */
export function chargeStorage(shop: Shop, account: Account, chargeDate: string): void {
  for (const centre of account.centres) {
    const pieces = account.stock
      .filter((row) => row.centreId === centre.id)
      .reduce((sum, row) => sum + Math.max(0, row.onHand), 0);
    if (pieces === 0 || shop.options.feeStoragePerPiece === 0) continue;
    addTransaction(shop, account, {
      type: 'Charge',
      fee: 'Warehousing Fee',
      amount: cents(pieces * shop.options.feeStoragePerPiece),
      chargeDate,
      referenceId: String(centre.id),
      referenceType: 'FC',
      centre: centre.name,
      details: { Comment: `${pieces} pieces` },
    });
  }
}

/** Invoices everything charged before that day (`yyyy-mm-dd`) that is on no invoice yet; the invoices bear `date`. */
export function invoiceUntil(shop: Shop, account: Account, day: string, date = day): Invoice[] {
  const open = account.transactions.filter((row) => row.invoiceId === null && row.chargeDate < day);
  const types = [...new Set(open.map(invoiceTypeOf))];
  return types.map((type) => {
    const rows = open.filter((row) => invoiceTypeOf(row) === type);
    const amount = cents(rows.reduce((sum, row) => sum + row.amount + taxOf(row), 0));
    const before = account.invoices.at(-1)?.runningBalance ?? 0;
    const invoice: Invoice = {
      id: shop.id('invoice'),
      date,
      type,
      amount,
      runningBalance: cents(before + amount),
    };
    account.invoices.push(invoice);
    for (const row of rows) row.invoiceId = invoice.id;
    return invoice;
  });
}

const taxOf = (row: Transaction): number => row.taxes.reduce((sum, tax) => sum + tax.amount, 0);
const cents = (amount: number): number => Math.round(amount * 100) / 100;

export function transactionView(account: Account, row: Transaction): Json {
  const invoice = account.invoices.find((candidate) => candidate.id === row.invoiceId);
  return toJson({
    transaction_id: row.id,
    amount: row.amount,
    currency_code: 'USD',
    charge_date: row.chargeDate,
    invoiced_status: invoice !== undefined,
    invoice_date: invoice?.date ?? null,
    invoice_id: invoice?.id ?? null,
    invoice_type: invoice?.type ?? null,
    transaction_fee: row.fee,
    reference_id: row.referenceId,
    reference_type: row.referenceType,
    transaction_type: row.type,
    fulfillment_center: row.centre,
    taxes: row.taxes.map(({ type, rate, amount }) => ({ tax_type: type, tax_rate: rate, tax_amount: amount })),
    additional_details: row.details,
  });
}

export const invoiceView = (invoice: Invoice): Json => ({
  invoice_id: invoice.id,
  invoice_date: invoice.date,
  invoice_type: invoice.type,
  amount: invoice.amount,
  currency_code: 'USD',
  running_balance: invoice.runningBalance,
});
