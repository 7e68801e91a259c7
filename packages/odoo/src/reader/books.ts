import type { BillAsked, BooksAsked } from '@mlc/engine';
import { groupBy, isKnownError } from '@mlc/kernel';
import type { OdooBill, OdooBooks } from '@mlc/mappings';
import { z } from 'zod';
import type { Domain } from '../client/odoo-client.js';
import { char, float, ids, int, many2one, requiredChar, requiredMany2one, stamp } from '../client/values.js';
import { findBill } from '../executor/bill-read.js';
import type { Reading } from './reading.js';

const DEADLINE_MS = 60_000;
const idRow = z.object({ id: int });
const namedRow = z.object({ id: int, name: requiredChar });
const codedRow = z.object({ id: int, code: char });

/**
 * What the settings name of Odoo's books, as far as it is there. Accounts are looked for by code in this company (Odoo
 * keeps a code for each company from 18 on, and searches that of the caller's). Needs the right Invoicing.
 */
export async function readBooks(reading: Reading, asked: BooksAsked): Promise<OdooBooks> {
  const { client } = reading;
  const among = (field: string, values: string[], also: Domain = []) => ({
    domain: [[field, 'in', values], ...also],
  });
  const [vendors, journals, currencies, accounts, taxes, analytics] = await Promise.all([
    client.searchReadAll('res.partner', idRow, {
      domain: [['name', '=', asked.vendor], ['parent_id', '=', false], ...reading.sharedCompany],
    }),
    asked.journal === null
      ? []
      : client.searchReadAll('account.journal', idRow, {
          domain: [['code', '=', asked.journal], ['type', '=', 'purchase'], ...reading.ownCompany],
        }),
    asked.currencies.length === 0
      ? []
      : client.searchReadAll('res.currency', namedRow, among('name', asked.currencies)),
    asked.accounts.length === 0 ? [] : client.searchReadAll('account.account', codedRow, among('code', asked.accounts)),
    asked.taxes.length === 0
      ? []
      : client.searchReadAll(
          'account.tax',
          namedRow,
          among('name', asked.taxes, [['type_tax_use', '=', 'purchase'], ...reading.ownCompany]),
        ),
    asked.analytics.length === 0
      ? []
      : client.searchReadAll(
          'account.analytic.account',
          namedRow,
          among('name', asked.analytics, [...reading.sharedCompany]),
        ),
  ]);
  return {
    vendor_ids: vendors.map((row) => row.id),
    journal_id: journals[0]?.id ?? null,
    currencies: byName(currencies),
    accounts: Object.fromEntries(accounts.flatMap((row) => (row.code === null ? [] : [[row.code, row.id]]))),
    taxes: byName(taxes),
    analytics: byName(analytics),
  };
}

const byName = (rows: z.output<typeof namedRow>[]): Record<string, number> =>
  Object.fromEntries(rows.map((row) => [row.name, row.id]));

const billRow = z.object({
  id: int,
  name: char,
  ref: char,
  state: requiredChar,
  move_type: requiredChar,
  invoice_date: stamp,
  currency_id: requiredMany2one,
  amount_total: float,
});

const lineRow = z.object({
  move_id: requiredMany2one,
  name: char,
  quantity: float,
  price_unit: float,
  account_id: many2one,
  tax_ids: ids,
  analytic_distribution: z.union([z.record(z.string(), z.number()), z.literal(false), z.null()]),
  create_uid: many2one,
});

/** Bills and refunds by reference; which of them is ours is asked by external id, since anybody may type a reference. */
export async function readBills(
  reading: Reading,
  vendorIds: number[],
  asked: BillAsked[],
): Promise<Map<string, OdooBill[]>> {
  const refs = asked.map((one) => one.ref);
  const linked = asked.flatMap((one) => one.move_id ?? []);
  if (asked.length === 0) return new Map();
  const types = [['move_type', 'in', ['in_invoice', 'in_refund']], ...reading.ownCompany];
  const [named, known] = await Promise.all([
    vendorIds.length === 0
      ? []
      : reading.among('account.move', billRow, 'ref', refs, [['partner_id', 'in', vendorIds], ...types]),
    reading.among('account.move', billRow, 'id', linked, types),
  ]);
  const moves = new Map([...named, ...known].map((row) => [row.id, row]));
  const lines = groupBy(
    await reading.among('account.move.line', lineRow, 'move_id', [...moves.keys()], [['display_type', '=', 'product']]),
    (line) => line.move_id.id,
  );
  const uid = moves.size > 0 ? await reading.client.uid() : 0;
  const bills = new Map<string, OdooBill[]>();
  for (const one of asked) {
    const rows = [...moves.values()].filter((row) => row.ref === one.ref || row.id === one.move_id);
    const oursId = rows.length === 0 ? null : await ourBill(reading, one);
    bills.set(
      one.ref,
      rows.map(({ currency_id, ...row }) => ({
        ...row,
        name: row.name === '/' ? null : row.name,
        currency_id: currency_id.id,
        ours: row.id === oursId,
        lines: (lines.get(row.id) ?? []).map((line) => billLine(line, uid)),
      })),
    );
  }
  return bills;
}

/** A linked bill needs no question; a bot may ask for an external id, but not read the table of them. */
async function ourBill(reading: Reading, { external_id }: BillAsked): Promise<number | null> {
  try {
    return (await findBill(reading.client, external_id, Date.now() + DEADLINE_MS))?.id ?? null;
  } catch (error) {
    // The external id may outlive a bill that somebody deleted.
    if (isKnownError(error) && error.code === 'odoo.missing_record') return null;
    throw error;
  }
}

const billLine = (line: z.output<typeof lineRow>, uid: number): OdooBill['lines'][number] => ({
  name: line.name ?? '',
  quantity: line.quantity,
  price_unit: line.price_unit,
  account_id: line.account_id?.id ?? null,
  tax_ids: line.tax_ids,
  analytic: line.analytic_distribution || {},
  ours: line.create_uid?.id === uid,
});
