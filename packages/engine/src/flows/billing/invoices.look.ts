import { chunks } from '@mlc/kernel';
import {
  type BilledThing,
  billRef,
  type InvoiceSeen,
  landedCostId,
  livingBillId,
  type OdooBill,
  type OdooBooks,
  type OdooLandedCosts,
  type SeenLink,
  type ShipBobInvoice,
  type ShipBobTransaction,
} from '@mlc/mappings';
import type { LookContext } from '../../subject.js';
import { type Things, thingsOf } from './things.js';

const DAY_MS = 86_400_000;
/** Invoices are listed this far back: the days to claim, and the weeks in which late costs are read again. */
const HORIZON_DAYS = 130;
/** References named in one query. */
const REFERENCES_PER_QUERY = 500;
const JOINED = new Set(['Shipment', 'Return', 'WRO', 'URO']);

/** Invoices with their charges, what those are for, and the bills that stand in Odoo. */
export async function lookInvoices(ids: number[], context: LookContext): Promise<Map<number, InvoiceSeen>> {
  const { shipbob, ledger, connectionId, plan } = context;
  const days = { from: dayBefore(plan.now, HORIZON_DAYS), to: dayBefore(plan.now, -1) };
  const [listed, links] = await Promise.all([
    shipbob.invoices(days),
    ledger.links(connectionId, { shipbobType: 'invoice', shipbobIds: ids.map(String) }),
  ]);
  const wanted = ids.flatMap((id) => listed.find((invoice) => invoice.invoice_id === id) ?? []);
  const rows = await transactionsOf(wanted, context);
  const things = await thingsOf({ invoices: wanted, listed, rows: [...rows.values()].flat() }, context);
  const others = await othersOf(rows, things, days, context);
  const [{ books, bills }, landed] = await Promise.all([
    lookBooks(wanted, [...rows.values()].flat(), links, context),
    lookLanded(rows, context),
  ]);
  return new Map(
    ids.map((id): [number, InvoiceSeen] => {
      const invoice = wanted.find((one) => one.invoice_id === id) ?? null;
      const own = rows.get(id) ?? [];
      return [
        id,
        {
          invoice,
          transactions: own,
          others: others.filter((row) => row.invoice_id !== id && concerns(row, own, things)),
          series: invoice === null ? [] : seriesOf(invoice, listed),
          things: ofInvoice(own, things, invoice),
          eventsListed: things.complete,
          link: links.find((link) => link.shipbobId === String(id)) ?? null,
          bills: bills.get(billRef(id)) ?? [],
          books,
          ...(landed !== null && own.some(isReceiving) ? { landed } : {}),
        },
      ];
    }),
  );
}

const isReceiving = (row: ShipBobTransaction): boolean => row.reference_type === 'WRO';

async function lookLanded(
  rows: Map<number, ShipBobTransaction[]>,
  { odoo, plan }: LookContext,
): Promise<OdooLandedCosts | null> {
  const { landed_cost, landed_cost_product: product } = plan.settings.billing;
  const externalIds = [...rows].flatMap(([invoiceId, own]) =>
    own.filter(isReceiving).map((row) => landedCostId(invoiceId, row.reference_id)),
  );
  if (landed_cost !== 'record' || externalIds.length === 0) return null;
  return odoo.landedCosts({ product, externalIds: [...new Set(externalIds)].sort() });
}

const dayBefore = (now: string, days: number): string =>
  new Date(Date.parse(now) - days * DAY_MS).toISOString().slice(0, 10);

const keyOf = (row: ShipBobTransaction): string => `${row.reference_type}/${row.reference_id}`;

async function transactionsOf(
  invoices: ShipBobInvoice[],
  { shipbob }: LookContext,
): Promise<Map<number, ShipBobTransaction[]>> {
  const rows = new Map<number, ShipBobTransaction[]>();
  for (const { invoice_id } of invoices) {
    const own: ShipBobTransaction[] = [];
    for await (const page of shipbob.invoiceTransactions(invoice_id)) own.push(...page);
    rows.set(invoice_id, own);
  }
  return rows;
}

/** What else was charged or given back for the same things, on whichever invoice or on none yet. */
async function othersOf(
  rows: Map<number, ShipBobTransaction[]>,
  things: Things,
  days: { from: string; to: string },
  { shipbob }: LookContext,
): Promise<ShipBobTransaction[]> {
  const charged = [...rows.values()].flat().filter((row) => JOINED.has(row.reference_type));
  const done = [...things.known.values()].map((thing) => thing.id);
  const references = [...new Set([...charged.map((row) => row.reference_id), ...done])].sort();
  const found = new Map<string, ShipBobTransaction>();
  for (const reference_ids of chunks(references, REFERENCES_PER_QUERY)) {
    const query = { from_date: days.from, to_date: days.to, reference_ids };
    for await (const page of shipbob.transactions(query)) for (const row of page) found.set(row.transaction_id, row);
  }
  return [...found.values()].sort((a, b) => (a.transaction_id < b.transaction_id ? -1 : 1));
}

function concerns(row: ShipBobTransaction, own: ShipBobTransaction[], things: Things): boolean {
  const key = keyOf(row);
  return things.known.has(key) || own.some((one) => keyOf(one) === key);
}

const seriesOf = ({ invoice_type }: ShipBobInvoice, listed: ShipBobInvoice[]): InvoiceSeen['series'] =>
  listed
    .filter((one) => one.invoice_type === invoice_type)
    .map(({ invoice_id, invoice_date }) => ({ invoice_id, invoice_date }))
    .sort((a, b) =>
      a.invoice_date === b.invoice_date ? a.invoice_id - b.invoice_id : a.invoice_date < b.invoice_date ? -1 : 1,
    );

/** The things it charges, and all that were done in its weeks (and a little before: the plan knows the days). */
function ofInvoice(
  own: ShipBobTransaction[],
  { known }: Things,
  invoice: ShipBobInvoice | null,
): Record<string, BilledThing> {
  const charged = new Set(own.map(keyOf));
  const until = invoice?.invoice_date.slice(0, 10) ?? '';
  const from = until === '' ? '' : dayBefore(until, WEEKS_DAYS);
  return Object.fromEntries(
    [...known].filter(([key, thing]) => {
      const day = thing.done_at?.slice(0, 10) ?? null;
      return charged.has(key) || (day !== null && day >= from && day < until);
    }),
  );
}

/** An invoice is weekly; a week without one makes the next one's longer. */
const WEEKS_DAYS = 35;

async function lookBooks(
  invoices: ShipBobInvoice[],
  rows: ShipBobTransaction[],
  links: SeenLink[],
  { odoo, plan }: LookContext,
): Promise<{ books: OdooBooks | null; bills: Map<string, OdooBill[]> }> {
  const { billing } = plan.settings;
  if (billing.vendor === null || invoices.length === 0) return { books: null, bills: new Map() };
  const fees = new Set(rows.map((row) => row.transaction_fee));
  const kinds = new Set(rows.flatMap((row) => row.taxes.map((tax) => tax.tax_type)));
  const mapped = (map: Record<string, string>, used: Set<string>) =>
    Object.entries(map).flatMap(([name, value]) => (used.has(name) ? [value] : []));
  const books = await odoo.books({
    vendor: billing.vendor,
    journal: billing.journal,
    currencies: [...new Set(invoices.map((invoice) => invoice.currency_code).filter((code) => code !== ''))],
    accounts: [...new Set([...mapped(billing.account_map, fees), billing.suspense_account ?? []].flat())],
    taxes: [...new Set(mapped(billing.tax_map, kinds))],
    analytics: billing.group_by === 'channel' ? [...new Set(Object.values(billing.analytic_map))] : [],
  });
  const asked = invoices.map(({ invoice_id }) => {
    const link = links.find((one) => one.shipbobId === String(invoice_id));
    return {
      ref: billRef(invoice_id),
      external_id: `shipbob.invoice_${invoice_id}`,
      move_id: link ? livingBillId(link) : null,
    };
  });
  return { books, bills: await odoo.bills(books.vendor_ids, asked) };
}
