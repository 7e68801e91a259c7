import { z } from 'zod';
import type { OdooClient } from '../client/odoo-client.js';
import { char, float, ids, int, many2one, requiredChar, requiredMany2one, stamp } from '../client/values.js';
import { findMade } from './made-once.js';

export interface Bill {
  id: number;
  /** Null on a draft of 18 and 19. */
  name: string | null;
  moveType: string;
  state: string;
  partnerId: number | null;
  ref: string | null;
  invoiceDate: string | null;
  dueDate: string | null;
  journalId: number;
  currencyId: number;
  untaxed: number;
  total: number;
  lines: BillLine[];
}

export interface BillLine {
  id: number;
  name: string;
  quantity: number;
  priceUnit: number;
  accountId: number | null;
  taxIds: number[];
  analytic: Record<string, number>;
  /** Whoever made it. */
  creatorId: number | null;
}

const billRow = z.object({
  id: int,
  name: char,
  move_type: requiredChar,
  state: requiredChar,
  partner_id: many2one,
  ref: char,
  invoice_date: stamp,
  invoice_date_due: stamp,
  journal_id: requiredMany2one,
  currency_id: requiredMany2one,
  amount_untaxed: float,
  amount_total: float,
});

const lineRow = z.object({
  id: int,
  name: char,
  quantity: float,
  price_unit: float,
  account_id: many2one,
  tax_ids: ids,
  analytic_distribution: z.union([z.record(z.string(), z.number()), z.literal(false), z.null()]),
  create_uid: many2one,
});

/** The bill of an external id, or null. */
export async function findBill(client: OdooClient, externalId: string, deadlineMs: number): Promise<Bill | null> {
  const id = await findMade(client, 'account.move', externalId, deadlineMs);
  return id === null ? null : readBill(client, id, deadlineMs);
}

export async function readBill(client: OdooClient, id: number, deadlineMs: number): Promise<Bill | null> {
  const [row] = await client.read('account.move', billRow, [id], { deadlineMs });
  if (!row) return null;
  // Taxes and the payable are lines of the entry too.
  const domain = [
    ['move_id', '=', id],
    ['display_type', '=', 'product'],
  ];
  const lines = await client.searchReadAll('account.move.line', lineRow, { domain, deadlineMs });
  return {
    id: row.id,
    // 17 shows `/` until it is posted.
    name: row.name === '/' ? null : row.name,
    moveType: row.move_type,
    state: row.state,
    partnerId: row.partner_id?.id ?? null,
    ref: row.ref,
    invoiceDate: row.invoice_date,
    dueDate: row.invoice_date_due,
    journalId: row.journal_id.id,
    currencyId: row.currency_id.id,
    untaxed: row.amount_untaxed,
    total: row.amount_total,
    lines: lines.map((line) => ({
      id: line.id,
      name: line.name ?? '',
      quantity: line.quantity,
      priceUnit: line.price_unit,
      accountId: line.account_id?.id ?? null,
      taxIds: line.tax_ids,
      analytic: line.analytic_distribution || {},
      creatorId: line.create_uid?.id ?? null,
    })),
  };
}
