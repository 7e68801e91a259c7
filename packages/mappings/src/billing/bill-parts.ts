import type { BilledThing, InvoiceSeen } from '../seen-billing.js';
import type { ShipBobTransaction } from '../seen-shipbob.js';
import { type Micros, micros, sameMoney, sharedOut, sumOf } from './money.js';

/** A share of one transaction, as it may be grouped. */
export interface Part {
  fee: string;
  centre: string | null;
  /** `Shipment 12` */
  reference: string;
  sku: string | null;
  channel: string | null;
  net: Micros;
  /** ShipBob's kinds of tax on it that the settings map, sorted. */
  taxTypes: string[];
  /** Set on a part that is itself a tax without a counterpart in Odoo. */
  unmappedTax: string | null;
}

/** What an invoice consists of, and how far that explains its total. */
export interface Itemised {
  parts: Part[];
  /** Total minus all that is itemised; 0 when it ties out. */
  unitemised: Micros;
  /** Total without the taxes that Odoo adds by itself. */
  untaxed: Micros;
}

export const thingKey = (row: { reference_type: string; reference_id: string }): string =>
  `${row.reference_type}/${row.reference_id}`;

const taxOf = (row: ShipBobTransaction): Micros => sumOf(row.taxes.map((tax) => micros(tax.tax_amount)));

/**
 * Whether ShipBob's amounts hold the taxes is not documented; the total tells. Where neither way explains it, taxes are
 * taken to come on top.
 */
export function amountsHoldTax(total: Micros, rows: readonly ShipBobTransaction[]): boolean {
  const amounts = sumOf(rows.map((row) => micros(row.amount)));
  return sameMoney(amounts, total);
}

/** All parts of an invoice; taxes that the settings do not map become parts of their own. */
export function itemise(
  { invoice, transactions, things }: InvoiceSeen,
  taxMap: Readonly<Record<string, string>>,
): Itemised {
  const total = micros(invoice?.amount ?? '0');
  const holdsTax = amountsHoldTax(total, transactions);
  const rows = [...transactions].sort((a, b) => (a.transaction_id < b.transaction_id ? -1 : 1));
  const parts = rows.flatMap((row) => partsOf(row, things[thingKey(row)], { taxMap, holdsTax }));
  const explained = sumOf(rows.map((row) => micros(row.amount) + (holdsTax ? 0 : taxOf(row))));
  const mapped = rows.flatMap((row) => row.taxes.filter((tax) => taxMap[tax.tax_type] !== undefined));
  const untaxed = total - sumOf(mapped.map((tax) => micros(tax.tax_amount)));
  return { parts, unitemised: sameMoney(total, explained) ? 0 : total - explained, untaxed };
}

function partsOf(
  row: ShipBobTransaction,
  thing: BilledThing | undefined,
  { taxMap, holdsTax }: { taxMap: Readonly<Record<string, string>>; holdsTax: boolean },
): Part[] {
  const net = micros(row.amount) - (holdsTax ? taxOf(row) : 0);
  const base = {
    fee: row.transaction_fee,
    centre: row.fulfillment_center,
    reference: `${row.reference_type} ${row.reference_id}`,
    channel: thing?.channel ?? null,
  };
  const mapped = row.taxes.filter((tax) => taxMap[tax.tax_type] !== undefined);
  const taxTypes = [...new Set(mapped.map((tax) => tax.tax_type))].sort();
  const goods = thing?.goods.filter((one) => one.quantity > 0) ?? [];
  const shares =
    goods.length === 0
      ? [net]
      : sharedOut(
          net,
          goods.map((one) => one.quantity),
        );
  const own = shares.map(
    (share, index): Part => ({
      ...base,
      sku: goods[index]?.name ?? null,
      net: share,
      taxTypes,
      unmappedTax: null,
    }),
  );
  const taxes = row.taxes
    .filter((tax) => taxMap[tax.tax_type] === undefined && micros(tax.tax_amount) !== 0)
    .map(
      (tax): Part => ({
        ...base,
        sku: null,
        net: micros(tax.tax_amount),
        taxTypes: [],
        unmappedTax: tax.tax_type || 'tax',
      }),
    );
  return [...own, ...taxes];
}
