import type { SeenLink } from './seen.js';
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
}

export interface OdooOperationType {
  id: number;
  name: string;
  code: string;
  warehouse_id: number | null;
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
}
