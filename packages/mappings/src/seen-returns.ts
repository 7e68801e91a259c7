import type { SeenLink } from './seen-link.js';
import type { ShipBobReturn } from './seen-shipbob.js';

/**
 * What is seen of goods that came back: what ShipBob did with them, the delivery they left with, and what Odoo already
 * holds under our marks. Quantities are in the products' UoM.
 */

/** Goods of one product on a done delivery. */
export interface OdooDeliveredGoods {
  product_id: number;
  delivered: number;
  /** On done returns of it. What somebody has begun is not counted: booking looks at that by itself. */
  returned: number;
  /** Lots or serial numbers that left. */
  lots: string[];
}

export interface OdooDelivery {
  id: number;
  name: string;
  state: string;
  goods: OdooDeliveredGoods[];
}

/** What is done on one transfer: so much of a product, of one lot, at one place. */
export interface OdooPlaced {
  product_id: number;
  lot: string | null;
  location_dest_id: number;
  quantity: number;
}

/** A transfer that carries one of our marks. */
export interface OdooMarkedTransfer {
  id: number;
  name: string;
  state: string;
  placed: OdooPlaced[];
}

export interface OdooLot {
  product_id: number;
  name: string;
  /** ISO 8601; null where Odoo keeps none. */
  expiration_date: string | null;
  /** Made by our own returns, and nothing else has moved it since: Odoo did not know it before it came back. */
  only_returned: boolean;
}

export interface OdooOperationType {
  id: number;
  name: string;
  code: string;
  warehouse_id: number | null;
}

/** Goods of a done delivery as its sale order sells them. */
export interface OdooSoldGoods {
  product_id: number;
  /** The product's own unit. */
  uom_id: number;
  sale_line_id: number;
  /** Another product than the one that moved, where the line sells a kit. */
  sold_product_id: number;
}

/** A customer invoice or credit note with its lines for these goods. */
export interface OdooCustomerInvoice {
  id: number;
  name: string | null;
  state: string;
  move_type: 'out_invoice' | 'out_refund' | (string & {});
  ref: string | null;
  origin: string | null;
  partner_id: number | null;
  journal_id: number;
  currency_id: number;
  lines: OdooInvoiceLine[];
}

export interface OdooInvoiceLine {
  id: number;
  name: string;
  product_id: number | null;
  uom_id: number | null;
  /** In `uom_id`. */
  quantity: number;
  price_unit: number;
  /** Percent. */
  discount: number;
  account_id: number | null;
  tax_ids: number[];
  sale_line_ids: number[];
  analytic: Record<string, number>;
}

/** What was sold by a delivery, and what of that was invoiced and credited; cancelled invoices are left out. */
export interface OdooInvoiced {
  goods: OdooSoldGoods[];
  /** Oldest first. */
  invoices: OdooCustomerInvoice[];
}

export interface ReturnSeen {
  /** Null when ShipBob no longer shows it. */
  returned: ShipBobReturn | null;
  /** Return -> the Odoo transfer that took it back. */
  link: SeenLink | null;
  /** Odoo product for each inventory id on the return, where linked. */
  productByInventoryId: Record<string, { product_id: number; sku: string; tracking: 'none' | 'lot' | 'serial' }>;
  /** The delivery on which the original shipment is booked; null when we have not booked it. */
  delivery: OdooDelivery | null;
  /** What left for a shipment that is booked without a sale order; absent where there is no such booking. */
  apart?: OdooDelivery;
  /** What earlier returns of the same shipment, completed but not yet booked, still need of the delivery. */
  reserved: { inventory_id: number; quantity: number }[];
  /** Transfers with this return's mark that are not cancelled, oldest first. */
  booked: OdooMarkedTransfer[];
  /** Marks of this return's scrap orders that are done. */
  scrapped: string[];
  /** Lots that Odoo knows of the products on the return. */
  lots: OdooLot[];
  /** Locations of the mapped centres that exist in Odoo, by centre id. */
  locations: Record<string, { id: number; name: string }>;
  /** Quarantine locations that exist in Odoo, by complete name. */
  quarantines: Record<string, number>;
  operationTypes: OdooOperationType[];
  /** Absent unless credit notes are drafted. */
  invoiced?: OdooInvoiced | null;
}
