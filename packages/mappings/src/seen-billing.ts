import type { SeenLink } from './seen-link.js';
import type { ShipBobInvoice, ShipBobTransaction } from './seen-shipbob.js';

/** What is seen of one ShipBob invoice: its charges, what was charged for, and the bill in Odoo. */
export interface InvoiceSeen {
  /** Null when ShipBob lists no such invoice any more. */
  invoice: ShipBobInvoice | null;
  transactions: ShipBobTransaction[];
  /** Charges, refunds and credits of the same things that stand on other invoices, or on none yet. */
  others: ShipBobTransaction[];
  /** Invoices of the same type, oldest first, this one included. */
  series: { invoice_id: number; invoice_date: string }[];
  /** What is known of the things charged, and of those done in the invoice's weeks, by `Shipment/12`. */
  things: Record<string, BilledThing>;
  /** False when there was too much to list, so that an absent thing means nothing. */
  eventsListed: boolean;
  link: SeenLink | null;
  /** Bills and refunds of the vendor under the invoice's reference, and the linked one; cancelled ones too. */
  bills: OdooBill[];
  /** Null while no vendor is named in the settings. */
  books: OdooBooks | null;
  /** Absent unless landed costs are made and a WRO is charged for. */
  landed?: OdooLandedCosts;
}

/** Whether Odoo takes landed costs from us, and which of ours it has; by external id. */
export interface OdooLandedCosts {
  /** `missing`: the app Landed Costs is not installed. `denied`: our user may not use it. */
  state: 'ready' | 'missing' | 'denied';
  /** The configured product; null when it is not named, or not exactly one has its reference. */
  product_id: number | null;
  /** Of the company, as an ISO code. */
  currency: string;
  standing: Record<string, { id: number; amount: number; state: string }>;
}

/** A shipment, return or WRO that ShipBob charges for. */
export interface BilledThing {
  kind: 'Shipment' | 'Return' | 'WRO';
  id: string;
  /** Null when it could not be told: billing's ids of WROs may differ from receiving's. */
  exists: boolean | null;
  /** When its work was done, ISO 8601; null while it is not, or where ShipBob does not say. */
  done_at: string | null;
  /** Order or purchase order number. */
  number: string | null;
  channel: string | null;
  goods: { name: string; quantity: number }[];
  /** Ounces, as ShipBob measured it. */
  weight_oz: number | null;
  /** The record in Odoo that it is linked to. */
  odoo: { model: string; id: number } | null;
}

export interface OdooBill {
  id: number;
  name: string | null;
  ref: string | null;
  state: 'draft' | 'posted' | 'cancel' | (string & {});
  /** in_invoice or in_refund. */
  move_type: string;
  invoice_date: string | null;
  currency_id: number;
  /** Unsigned, as Odoo shows it. */
  amount_total: number;
  /** Carries our external id. */
  ours: boolean;
  lines: OdooBillLine[];
}

export interface OdooBillLine {
  name: string;
  quantity: number;
  price_unit: number;
  account_id: number | null;
  tax_ids: number[];
  analytic: Record<string, number>;
  /** Made by this connection's user. */
  ours: boolean;
}

/** What the settings name, as far as Odoo has it. */
export interface OdooBooks {
  vendor_ids: number[];
  journal_id: number | null;
  /** By ISO code. */
  currencies: Record<string, number>;
  /** By code. */
  accounts: Record<string, number>;
  /** Purchase taxes by name. */
  taxes: Record<string, number>;
  /** Analytic accounts by name. */
  analytics: Record<string, number>;
}
