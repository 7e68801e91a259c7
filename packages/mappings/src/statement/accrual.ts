import { groupBy } from '@mlc/kernel';
import { amountOf, micros, sumOf } from '../billing/money.js';
import type { ShipBobTransaction } from '../seen-shipbob.js';

/** What ShipBob charged of one fee and has not invoiced yet: a cost of the period that no bill in Odoo can hold. */
export interface Accrued {
  fee: string;
  currency: string;
  charges: number;
  /** In the currency's unit, to the cent; credits and refunds taken off. */
  amount: number;
}

/** Money that moves the other way, and corrections of the balance, are no cost. */
const isCost = ({ transaction_type }: ShipBobTransaction): boolean =>
  !/^(payment|balance\s?adjustment)$/i.test(transaction_type);

/** By fee and currency, in their order, with the taxes on top; what cancels itself out to nothing is still told, since it was charged. */
export function accruedOf(rows: readonly ShipBobTransaction[]): Accrued[] {
  const open = new Map(
    rows.filter((row) => !row.invoiced_status && isCost(row)).map((row) => [row.transaction_id, row]),
  );
  return [...groupBy([...open.values()], (row) => JSON.stringify([row.transaction_fee, row.currency_code]))]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .flatMap(([, own]) => {
      const [first] = own;
      if (!first) return [];
      const { transaction_fee: fee, currency_code: currency } = first;
      const taxes = own.flatMap((row) => row.taxes.map((tax) => micros(tax.tax_amount)));
      const amount = amountOf(sumOf([...own.map((row) => micros(row.amount)), ...taxes]));
      return [{ fee, currency, charges: own.length, amount }];
    });
}
