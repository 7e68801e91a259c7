export const TRANSACTION_TYPES = ['Charge', 'Refund', 'Credit', 'Payment', 'BalanceAdjustment'] as const;
export type TransactionType = (typeof TRANSACTION_TYPES)[number];

export const REFERENCE_TYPES = [
  'Shipment',
  'Return',
  'WRO',
  'URO',
  'Ticket Number',
  'FC',
  'LPN Reference',
  'Transfer Plan',
] as const;
export type ReferenceType = (typeof REFERENCE_TYPES)[number];

export const INVOICE_TYPES = [
  'Shipping',
  'Inbound Fee',
  'WarehouseStorage',
  'AdditionalFee',
  'Return',
  'Credits',
  'BalanceAdjustment',
  'Payment',
] as const;
export type InvoiceType = (typeof INVOICE_TYPES)[number];

/** One fee, one refund or one credit: ShipBob bills by such rows, and an invoice is a set of them. */
export interface Transaction {
  /** A ULID. */
  id: string;
  type: TransactionType;
  fee: string;
  /** Money; credits and refunds are negative. */
  amount: number;
  /** `yyyy-mm-dd`. */
  chargeDate: string;
  referenceId: string;
  referenceType: ReferenceType;
  centre: string | null;
  details: Record<string, string>;
  /** On top of the amount. */
  taxes: { type: string; rate: number; amount: number }[];
  /** ShipBob forgets to itemise it: it counts in its invoice, and no call shows it. */
  hidden: boolean;
  invoiceId: number | null;
}

export interface Invoice {
  id: number;
  /** `yyyy-mm-dd`, a Monday. */
  date: string;
  type: InvoiceType;
  amount: number;
  runningBalance: number;
}

/** Fees known to GET /transaction-fees, with the invoice on which each ends up (names seen in ShipBob's documents, or inferred). */
export const FEES: Record<string, InvoiceType> = {
  Shipping: 'Shipping',
  'Per Pick Fee': 'Shipping',
  'WRO Receiving Fee': 'Inbound Fee',
  'URO Storage Fee': 'Inbound Fee',
  'Warehousing Fee': 'WarehouseStorage',
  'Return Processed by Operations Fee': 'Return',
  'Return to sender - Processing Fees': 'Return',
  'Kitting Fee': 'AdditionalFee',
  'Address Correction': 'AdditionalFee',
  'Credit Card Processing Fee': 'AdditionalFee',
  Credit: 'Credits',
  'Balance Adjustment': 'BalanceAdjustment',
  Payment: 'Payment',
};
