import { z } from 'zod';
import { REFERENCE_TYPES, TRANSACTION_TYPES } from '../shipbob/billing/records.js';

/* Billing in the admin interface; see contract.ts for the rules. */

const account = { user_id: z.number().int().optional() };
const day = z.string().regex(/^\d{4}-\d{2}-\d{2}$/, 'a day as yyyy-mm-dd');

export const chargeSchema = z.strictObject({
  ...account,
  type: z.enum(TRANSACTION_TYPES).default('Charge'),
  fee: z.string().min(1),
  /** Money in USD; refunds and credits are negative. */
  amount: z.number(),
  reference_type: z.enum(REFERENCE_TYPES),
  reference_id: z.string().min(1),
  fulfillment_center: z.string().nullable().default(null),
  /** Today when absent; an earlier day makes a cost that comes late. */
  charge_date: day.optional(),
  details: z.record(z.string(), z.string()).default({}),
  /** On top of the amount. */
  taxes: z.array(z.strictObject({ type: z.string(), rate: z.number(), amount: z.number() })).default([]),
  /** On its invoice's total and nowhere else. */
  hidden: z.boolean().default(false),
});
/** A row by its id, or the youngest one of a reference. */
export const transactionSchema = z.strictObject({
  ...account,
  transaction_id: z.string().optional(),
  reference_id: z.string().optional(),
  fee: z.string().optional(),
});
export const storageSchema = z.strictObject({ ...account, charge_date: day.optional() });
export const invoiceRunSchema = z.strictObject({
  ...account,
  /** Everything charged before that day; tomorrow when absent, so that today's rows are in. */
  until: day.optional(),
});

export const transactionAnswerSchema = z.looseObject({
  transaction_id: z.string(),
  transaction_type: z.string(),
  transaction_fee: z.string(),
  amount: z.number(),
  charge_date: z.string(),
  invoiced_status: z.boolean(),
  invoice_id: z.number().nullable(),
  reference_id: z.string(),
  reference_type: z.string(),
});
export const invoiceAnswerSchema = z.looseObject({
  invoice_id: z.number(),
  invoice_date: z.string(),
  invoice_type: z.string(),
  amount: z.number(),
  running_balance: z.number(),
});
export const billingAnswerSchema = z.object({
  transactions: z.array(transactionAnswerSchema),
  invoices: z.array(invoiceAnswerSchema),
});
