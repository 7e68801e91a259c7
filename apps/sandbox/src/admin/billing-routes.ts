import { BadInput } from '@mlc/kernel';
import type { FastifyInstance } from 'fastify';
import type { Account } from '../shipbob/account.js';
import {
  addTransaction,
  chargeStorage,
  dayOf,
  dropTransaction,
  invoiceUntil,
  invoiceView,
  transactionView,
} from '../shipbob/billing/ledger.js';
import type { Transaction } from '../shipbob/billing/records.js';
import type { Shop } from '../shipbob/shop.js';
import { accountSchema } from './contract.js';
import { chargeSchema, invoiceRunSchema, storageSchema, transactionSchema } from './contract-billing.js';
import { command, question } from './http.js';
import { accountOf } from './shipbob-routes.js';

const DAY_MS = 86_400_000;

interface Wanted {
  transaction_id?: string | undefined;
  reference_id?: string | undefined;
  fee?: string | undefined;
}

function transactionOf(account: Account, wanted: Wanted): Transaction {
  const row = account.transactions.findLast((candidate) =>
    wanted.transaction_id === undefined
      ? candidate.referenceId === wanted.reference_id && (wanted.fee === undefined || candidate.fee === wanted.fee)
      : candidate.id === wanted.transaction_id,
  );
  if (row !== undefined) return row;
  throw new BadInput(`There is no transaction ${wanted.transaction_id ?? wanted.reference_id ?? ''}.`, {
    code: 'sandbox.transaction.unknown',
    field: 'transaction_id',
  });
}

/** ShipBob's accountants: charges by hand, mistakes, and the weekly run at will. */
export function billingAdminRoutes(app: FastifyInstance, shop: Shop): void {
  question(app, '/shipbob/billing', accountSchema, ({ user_id }) => {
    const account = accountOf(shop, user_id);
    return {
      transactions: account.transactions.map((row) => transactionView(account, row)),
      invoices: account.invoices.map(invoiceView),
    };
  });
  command(app, '/shipbob/billing/charge', chargeSchema, (wish) => {
    const account = accountOf(shop, wish.user_id);
    const row = addTransaction(shop, account, {
      type: wish.type,
      fee: wish.fee,
      amount: wish.amount,
      referenceId: wish.reference_id,
      referenceType: wish.reference_type,
      centre: wish.fulfillment_center,
      details: wish.details,
      taxes: wish.taxes,
      hidden: wish.hidden,
      ...(wish.charge_date === undefined ? {} : { chargeDate: wish.charge_date }),
    });
    return transactionView(account, row);
  });
  command(app, '/shipbob/billing/double', transactionSchema, (wish) => {
    const account = accountOf(shop, wish.user_id);
    const { id: _id, invoiceId: _invoice, chargeDate: _day, ...same } = transactionOf(account, wish);
    return transactionView(account, addTransaction(shop, account, same));
  });
  command(app, '/shipbob/billing/drop', transactionSchema, (wish) => {
    const account = accountOf(shop, wish.user_id);
    const row = transactionOf(account, wish);
    if (!dropTransaction(account, row.id)) {
      throw new BadInput(`Transaction ${row.id} is on an invoice already.`, {
        code: 'sandbox.transaction.invoiced',
        field: 'transaction_id',
      });
    }
    return { dropped: row.id };
  });
  command(app, '/shipbob/billing/storage', storageSchema, (wish) => {
    const account = accountOf(shop, wish.user_id);
    const before = account.transactions.length;
    chargeStorage(shop, account, wish.charge_date ?? dayOf(shop.clock.now().getTime()));
    return account.transactions.slice(before).map((row) => transactionView(account, row));
  });
  command(app, '/shipbob/billing/invoice-run', invoiceRunSchema, (wish) => {
    const account = accountOf(shop, wish.user_id);
    const nowMs = shop.clock.now().getTime();
    const until = wish.until ?? dayOf(nowMs + DAY_MS);
    return invoiceUntil(shop, account, until, dayOf(nowMs)).map(invoiceView);
  });
}
