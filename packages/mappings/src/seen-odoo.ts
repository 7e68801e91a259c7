/** Records of Odoo as plans see them: products, purchase and sale orders, transfers. */
import type { ExpectedLot, OdooGoodsFacts } from './seen-goods.js';

export interface OdooProduct extends OdooGoodsFacts {
  id: number;
  active: boolean;
  default_code: string | null;
  barcode: string | null;
  /** The variant's name with its attribute values, without the code. */
  name: string;
  /** Goods whose stock Odoo tracks (<= 17: type product; 18+: consu and is_storable). */
  storable: boolean;
  /** Odoo's own word: consu, product, service, combo. */
  type: string;
  tracking: 'none' | 'lot' | 'serial';
  /** In `weight_uom_name` (kg or lb by Odoo's setting). */
  weight: number;
  weight_uom_name: string;
  uom: OdooUom;
  hs_code: string | null;
  /** ISO alpha-2. */
  country_of_origin: string | null;
  standard_price: number;
  list_price: number;
  company_id: number | null;
  tags: string[];
  /** Has a phantom bill of materials: a kit, never received or shipped as itself. */
  is_kit: boolean;
  /** Stands on a confirmed purchase order into a mapped warehouse. */
  on_purchase_order: boolean;
  /** Other active products with the same default_code (trimmed). */
  same_code_ids: number[];
  write_date: string;
}

export interface OdooUom {
  id: number;
  name: string;
}

export interface OdooPurchaseOrder {
  id: number;
  name: string;
  state: 'draft' | 'sent' | 'to approve' | 'purchase' | 'done' | 'cancel' | (string & {});
  partner: { id: number; name: string };
  /** The company that the partner belongs to, itself when it is one; absent where it was not read. */
  commercial_partner?: { id: number; name: string };
  partner_ref: string | null;
  /** The buyer; absent where it was not read. */
  user_id?: number | null;
  company_id: number;
  date_planned: string | null;
  /** Warehouse of the receipt's operation type; null for drop-ship. */
  warehouse_id: number | null;
  currency: string;
  lines: OdooPurchaseLine[];
  /** Incoming receipts and, after some edits, outgoing ones (odoo: returns to vendor). */
  pickings: OdooPicking[];
  /** Fields that the settings name. */
  extra?: Record<string, unknown>;
  write_date: string;
}

export interface OdooPurchaseLine {
  id: number;
  product_id: number | null;
  /** In the line's UoM. */
  product_qty: number;
  uom: OdooUom;
  /** The same quantity in the product's UoM. */
  product_uom_qty: number;
  price_unit: number;
  /** When it is expected; absent where it was not read. */
  date_planned?: string | null;
  /** Sections and notes have one; they carry no goods. */
  display_type: string | null;
}

export interface OdooPicking {
  id: number;
  name: string;
  state: 'draft' | 'waiting' | 'confirmed' | 'assigned' | 'done' | 'cancel' | (string & {});
  picking_type_code: 'incoming' | 'outgoing' | 'internal' | (string & {});
  /** ask, always or never (17+: overrides what a validation asks for). */
  create_backorder: string;
  scheduled_date: string | null;
  date_done: string | null;
  backorder_id: number | null;
  /** 17+: the picking this one returns; null otherwise. */
  return_id: number | null;
  location_id: number;
  location_dest_id: number;
  warehouse_id: number | null;
  carrier_id: number | null;
  carrier_tracking_ref: string | null;
  origin: string | null;
  /** HTML; absent where it was not read. */
  note?: string | null;
  /** The sale order it delivers; absent where it was not read. */
  sale_id?: number | null;
  moves: OdooMove[];
  /** Fields that the settings name. */
  extra?: Record<string, unknown>;
}

export interface OdooMove {
  id: number;
  state: 'draft' | 'waiting' | 'confirmed' | 'partially_available' | 'assigned' | 'done' | 'cancel' | (string & {});
  product_id: number;
  sku: string | null;
  tracking: 'none' | 'lot' | 'serial';
  /** Demand in the product's UoM. */
  product_qty: number;
  /** Done (or, before validation, prefilled) in the move's UoM; see `product_uom`. */
  quantity: number;
  picked: boolean;
  /** Of done transfers of products by lot or serial number: what each lot has, in the move's UoM; absent elsewhere. */
  done_lots?: { name: string; quantity: number }[];
  product_uom: OdooUom;
  /** The product's own UoM; equal to `product_uom` unless units are propagated. */
  product_base_uom: OdooUom;
  purchase_line_id: number | null;
  sale_line_id: number | null;
  /** Units of the product that fill one box, by the field that the settings name; absent where none is named. */
  units_per_box?: number | null;
  /** Lots that lines of an open incoming move name; absent for other moves. */
  lots?: ExpectedLot[];
}

export interface OdooSaleOrder {
  id: number;
  name: string;
  client_order_ref: string | null;
  origin: string | null;
  state: 'draft' | 'sent' | 'sale' | 'done' | 'cancel' | (string & {});
  company_id: number;
  warehouse_id: number | null;
  /** The salesperson. */
  user_id?: number | null;
  /** Where the goods go. */
  partner_shipping_id?: number | null;
  /** What the field holds by which it was looked for. */
  found_by?: string;
  pickings: OdooPicking[];
  write_date: string;
}

/** What lies of one lot at one place of ours or below it. */
export interface LotStock {
  product_id: number;
  /** The place that was asked for: a centre's location, or its warehouse's stock. */
  root_id: number;
  lot: string;
  /** ISO 8601; null where Odoo keeps none. */
  expiration_date: string | null;
  /** In the product's UoM; positive. */
  quantity: number;
}

/** What a delivery that belongs to no sale order can be made of. */
export interface DeliveryMeans {
  /** Operation types of the kind delivery. */
  types: { id: number; name: string; warehouse_id: number | null }[];
  /** Location of the customers, and of inventory losses; null where Odoo has none. */
  customers: number | null;
  losses: number | null;
  /** Contacts of the configured name. */
  partners: { id: number; name: string }[];
}
