import { z } from 'zod';
import type { AdminCalls } from './calls.js';
import { orderAnswerSchema, wroAnswerSchema } from './contract.js';
import {
  billingAnswerSchema,
  type chargeSchema,
  invoiceAnswerSchema,
  type invoiceRunSchema,
  type storageSchema,
  transactionAnswerSchema,
  type transactionSchema,
} from './contract-billing.js';
import {
  type createReturnSchema,
  type processReturnSchema,
  returnAnswerSchema,
  type returnSchema,
  type returnStatusSchema,
  type returnToSenderSchema,
} from './contract-returns.js';
import {
  type arriveSchema,
  type carrierSchema,
  historyAnswerSchema,
  type lotSchema,
  type mergeSchema,
  type splitSchema,
  type spreadSchema,
  uroAnswerSchema,
  type uroSchema,
} from './contract-warehouse.js';
import { violationsAnswerSchema } from './openapi-routes.js';

type In<T extends z.ZodType> = z.input<T>;

/** The returns desk. */
export class ReturnAdmin {
  constructor(readonly calls: AdminCalls) {}

  list = () => this.calls.get('/shipbob/returns', {}, z.array(returnAnswerSchema));
  create = (wish: In<typeof createReturnSchema>) => this.calls.post('/shipbob/returns', wish, returnAnswerSchema);
  /** A parcel that the carrier brought back; ShipBob makes the return itself. */
  toSender = (wish: In<typeof returnToSenderSchema>) =>
    this.calls.post('/shipbob/returns/to-sender', wish, returnAnswerSchema);
  setStatus = (wish: In<typeof returnStatusSchema>) =>
    this.calls.post('/shipbob/returns/status', wish, returnAnswerSchema);
  process = (wish: In<typeof processReturnSchema>) =>
    this.calls.post('/shipbob/returns/process', wish, returnAnswerSchema);
  complete = (wish: In<typeof returnSchema>) => this.calls.post('/shipbob/returns/complete', wish, returnAnswerSchema);
  cancel = (wish: In<typeof returnSchema>) => this.calls.post('/shipbob/returns/cancel', wish, returnAnswerSchema);
}

/** ShipBob's accountants. */
export class BillingAdmin {
  constructor(readonly calls: AdminCalls) {}

  all = () => this.calls.get('/shipbob/billing', {}, billingAnswerSchema);
  charge = (wish: In<typeof chargeSchema>) => this.calls.post('/shipbob/billing/charge', wish, transactionAnswerSchema);
  double = (wish: In<typeof transactionSchema>) =>
    this.calls.post('/shipbob/billing/double', wish, transactionAnswerSchema);
  drop = (wish: In<typeof transactionSchema>) =>
    this.calls.post('/shipbob/billing/drop', wish, z.object({ dropped: z.string() }));
  storage = (wish: In<typeof storageSchema> = {}) =>
    this.calls.post('/shipbob/billing/storage', wish, z.array(transactionAnswerSchema));
  invoiceRun = (wish: In<typeof invoiceRunSchema> = {}) =>
    this.calls.post('/shipbob/billing/invoice-run', wish, z.array(invoiceAnswerSchema));
}

/** Boxes, splits, lots, unknown goods, carriers. */
export class WarehouseAdmin {
  constructor(readonly calls: AdminCalls) {}

  arrive = (wish: In<typeof arriveSchema>) => this.calls.post('/shipbob/wros/arrive', wish, wroAnswerSchema);
  /** Answers the new WRO, which carries no link to the old one. */
  split = (wish: In<typeof splitSchema>) => this.calls.post('/shipbob/wros/split', wish, wroAnswerSchema);
  relabelLot = (wish: In<typeof lotSchema>) => this.calls.post('/shipbob/wros/lot', wish, wroAnswerSchema);
  /** What a hub sends on to the centres; totals so far. */
  spread = (wish: In<typeof spreadSchema>) => this.calls.post('/shipbob/wros/spread', wish, wroAnswerSchema);
  /** Two products of ShipBob's become one. */
  merge = (wish: In<typeof mergeSchema>) =>
    this.calls.post('/shipbob/products/merge', wish, z.object({ into: z.string() }));
  uros = () => this.calls.get('/shipbob/uros', {}, z.array(uroAnswerSchema));
  addUro = (wish: In<typeof uroSchema> = {}) => this.calls.post('/shipbob/uros', wish, uroAnswerSchema);
  carrier = (wish: In<typeof carrierSchema>) => this.calls.post('/shipbob/orders/carrier', wish, orderAnswerSchema);
  history = () => this.calls.get('/shipbob/stock/history', {}, historyAnswerSchema);
}

/** What ShipBob's OpenAPI documents say to this run's calls. */
export class OpenApiAdmin {
  constructor(readonly calls: AdminCalls) {}

  violations = (filter: { sinceSeq?: number; all?: 'true' | 'false' } = {}) =>
    this.calls.get('/shipbob/openapi/violations', filter, violationsAnswerSchema);
  clear = () => this.calls.post('/shipbob/openapi/clear', {}, z.json());
}
