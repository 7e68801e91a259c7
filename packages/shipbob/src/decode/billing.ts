import type { ShipBobInvoice, ShipBobTransaction } from '@mlc/mappings';
import { z } from 'zod';
import {
  decimal,
  flag,
  idSchema,
  listOf,
  optionalDecimal,
  optionalId,
  optionalText,
  record,
  textMap,
  textOrEmpty,
} from './shape.js';

const requiredText = z.union([z.string().min(1), z.number().transform(String)]);

/** GET /invoices (OpenAPI 2026-01; observed answers of 2025-07). */
export const invoiceSchema = record({
  invoice_id: idSchema,
  invoice_date: requiredText,
  invoice_type: textOrEmpty,
  amount: decimal,
  currency_code: textOrEmpty,
  running_balance: optionalDecimal,
}).transform((invoice): ShipBobInvoice => invoice);

const taxSchema = record({ tax_type: textOrEmpty, tax_rate: optionalDecimal, tax_amount: decimal });

/**
 * A transaction as GET /invoices/{id}/transactions and POST /transactions:query answer it and the webhooks `billing.*`
 * carry it. An amount that is missing is an error, never 0. The keys of `additional_details` come in several cases.
 */
export const transactionSchema = record({
  transaction_id: requiredText,
  transaction_type: textOrEmpty,
  transaction_fee: textOrEmpty,
  amount: decimal,
  currency_code: textOrEmpty,
  charge_date: requiredText,
  invoiced_status: flag,
  invoice_id: optionalId,
  invoice_date: optionalText,
  invoice_type: optionalText,
  reference_id: textOrEmpty,
  reference_type: textOrEmpty,
  fulfillment_center: optionalText,
  taxes: listOf(taxSchema),
  additional_details: textMap,
}).transform((transaction): ShipBobTransaction => transaction);

/** GET /transaction-fees. */
export const feeListSchema = record({ fee_list: listOf(z.string()) });
