import { contentHash, groupBy } from '@mlc/kernel';
import type { OperationRequest } from '../operations.js';
import type { InvoiceSeen, OdooBooks } from '../seen-billing.js';
import type { PlanContext } from '../settings.js';
import { listed } from '../shared/text.js';
import { itemise, type Part } from './bill-parts.js';
import { amountOf, type Micros, sumOf, toCents } from './money.js';

export type BillRequest = OperationRequest<'odoo.bill.draft'>;
type Line = BillRequest['lines'][number];

/** What one bill may hold, see the operation; one is kept for what ShipBob does not itemise. */
const LINES_MAX = 499;

/** The bill as it should be, with all that is unsure about it. */
export interface Drafted {
  /** Null while something that it needs is not in Odoo or not in the settings. */
  request: BillRequest | null;
  /** Fees without an account, with their sums. */
  unmappedFees: { fee: string; amount: Micros }[];
  unmappedTaxes: { tax: string; amount: Micros }[];
  unitemised: Micros;
  /** What the settings name and Odoo does not have: `account 612000`. */
  missing: string[];
  notes: string[];
}

type Grouping = PlanContext['settings']['billing']['group_by'] | 'fee';
const keyParts: Record<Grouping, (part: Part) => (string | null)[]> = {
  fee: () => [],
  fee_centre: (part) => [part.centre],
  shipment: (part) => [part.reference],
  sku: (part) => [part.sku],
  channel: (part) => [part.centre, part.channel],
};
const keyOf = (grouping: Grouping, part: Part): string =>
  JSON.stringify([part.unmappedTax, part.fee, part.taxTypes, ...keyParts[grouping](part)]);

/** One draft for one invoice. Pure: equal evidence and settings give an equal request. */
export function draftOf(seen: InvoiceSeen, books: OdooBooks, { settings }: PlanContext): Drafted {
  const { billing } = settings;
  const { invoice } = seen;
  const { parts, unitemised, untaxed } = itemise(seen, billing.tax_map);
  const found: Drafted = { request: null, unmappedFees: [], unmappedTaxes: [], unitemised, missing: [], notes: [] };
  if (invoice === null) return found;
  const { grouping, groups } = grouped(parts, billing.group_by);
  if (grouping !== billing.group_by)
    found.notes.push(`lines are by ${grouping}, since by ${billing.group_by} there would be more than ${LINES_MAX}`);
  const sums = groups.map((group) => sumOf(group.parts.map((part) => part.net)));
  const cents = toCents([...sums, unitemised], untaxed);
  const names = new Naming(books, billing, found);
  const lines = groups.map((group, index) => lineOf(grouping, group, cents[index] ?? 0, names));
  if (unitemised !== 0) lines.push(unitemisedLine(cents.at(-1) ?? 0, names));
  const currency_id = books.currencies[invoice.currency_code];
  if (currency_id === undefined) found.missing.push(`currency ${invoice.currency_code || '(none)'}`);
  if (billing.journal !== null && books.journal_id === null) found.missing.push(`purchase journal ${billing.journal}`);
  found.missing = [...new Set(found.missing)];
  const whole = lines.filter((line) => line !== null);
  const [partner_id] = books.vendor_ids;
  const complete = whole.length === lines.length && whole.length > 0 && found.missing.length === 0;
  if (!complete || partner_id === undefined || currency_id === undefined) return found;
  found.request = {
    external_id: `shipbob.invoice_${invoice.invoice_id}`,
    partner_id,
    journal_id: books.journal_id,
    currency_id,
    ref: refOf(invoice.invoice_id),
    invoice_date: invoice.invoice_date.slice(0, 10),
    invoice_date_due: null,
    lines: whole,
  };
  return found;
}

export const refOf = (invoiceId: number): string => `SB-${invoiceId}`;

interface Group {
  key: string;
  parts: Part[];
}

/** By the wanted grouping, or the next coarser one that a bill can hold. */
function grouped(parts: Part[], wanted: Grouping): { grouping: Grouping; groups: Group[] } {
  const by = (grouping: Grouping): { grouping: Grouping; groups: Group[] } => {
    const byKey = [...groupBy(parts, (part) => keyOf(grouping, part))];
    const groups = byKey.map(([key, of]) => ({ key, parts: of })).sort((a, b) => (a.key < b.key ? -1 : 1));
    return { grouping, groups };
  };
  const finer = ([wanted, 'fee_centre'] as const).map(by);
  return finer.find(({ groups }) => groups.length <= LINES_MAX) ?? by('fee');
}

/** Finds what the settings name in Odoo's books, and keeps what is missing. */
class Naming {
  constructor(
    readonly books: OdooBooks,
    readonly billing: PlanContext['settings']['billing'],
    readonly found: Drafted,
  ) {}

  account(code: string): number | null {
    const id = this.books.accounts[code];
    if (id === undefined) this.found.missing.push(`account ${code}`);
    return id ?? null;
  }

  suspense(): number | null {
    const { suspense_account, unmapped } = this.billing;
    return suspense_account === null || unmapped === 'hold' ? null : this.account(suspense_account);
  }

  taxes(types: readonly string[]): number[] {
    return types.flatMap((type) => {
      const name = this.billing.tax_map[type] ?? type;
      const id = this.books.taxes[name];
      if (id === undefined) this.found.missing.push(`purchase tax ${name}`);
      return id ?? [];
    });
  }

  analytic(channel: string | null): Line['analytic'] {
    const name = channel === null ? undefined : this.billing.analytic_map[channel];
    if (name === undefined) return null;
    const id = this.books.analytics[name];
    if (id === undefined) this.found.missing.push(`analytic account ${name}`);
    return id === undefined ? null : { [String(id)]: 100 };
  }
}

function lineOf(grouping: Grouping, { key, parts }: Group, amount: Micros, names: Naming): Line | null {
  const [first] = parts;
  if (!first) return null;
  const account = accountFor(first, amount, names);
  if (account === null) return null;
  return {
    key: contentHash([grouping, key]).slice(0, 16),
    name: lineName(grouping, first),
    quantity: 1,
    price_unit: amountOf(amount),
    account_id: account,
    tax_ids: names.taxes(first.taxTypes),
    analytic: grouping === 'channel' ? names.analytic(first.channel) : null,
  };
}

function accountFor({ fee, unmappedTax }: Part, amount: Micros, names: Naming): number | null {
  const { found, billing } = names;
  if (unmappedTax !== null) {
    noteSum(found.unmappedTaxes, (row) => row.tax === unmappedTax, { tax: unmappedTax, amount: 0 }, amount);
    return names.suspense();
  }
  const code = billing.account_map[fee];
  if (code !== undefined) return names.account(code);
  noteSum(found.unmappedFees, (row) => row.fee === fee, { fee, amount: 0 }, amount);
  return names.suspense();
}

function noteSum<T extends { amount: Micros }>(rows: T[], is: (row: T) => boolean, fresh: T, amount: Micros): void {
  const known = rows.find(is);
  if (known) known.amount += amount;
  else rows.push({ ...fresh, amount });
}

function lineName(grouping: Grouping, part: Part): string {
  const what = part.unmappedTax === null ? part.fee || 'Fee without a name' : `${part.unmappedTax} on ${part.fee}`;
  const by: Record<Grouping, string | null> = {
    fee: null,
    fee_centre: part.centre,
    shipment: part.reference,
    sku: part.sku,
    channel: listed([part.centre, part.channel].filter((name) => name !== null)),
  };
  return [what, by[grouping]].filter((name) => name !== null && name !== '').join(', ');
}

function unitemisedLine(amount: Micros, names: Naming): Line | null {
  const code = names.billing.suspense_account;
  const account = code === null ? null : names.account(code);
  if (account === null) return null;
  const name = 'Not itemised by ShipBob';
  return {
    key: 'unitemised',
    name,
    quantity: 1,
    price_unit: amountOf(amount),
    account_id: account,
    tax_ids: [],
    analytic: null,
  };
}
