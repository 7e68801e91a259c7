/**
 * What was seen on each side, in the remotes' own words (`default_code`, `inventory_id`). Clients decode into these
 * shapes; plans read nothing else. `false` of Odoo is null here; datetimes are ISO 8601 UTC.
 */
import type { ExpectedLot, OdooGoodsFacts, ShipBobGoodsFacts } from './seen-goods.js';
import type { OdooPlaced } from './seen-returns.js';
import type { ShipBobBox, ShipBobDistribution, ShipBobFreight, ShipBobUnidentifiedReceipt } from './seen-shipbob.js';

export * from './seen-billing.js';
export * from './seen-goods.js';
export * from './seen-returns.js';
export * from './seen-shipbob.js';
export * from './seen-stock.js';

// ---------------------------------------------------------------- Odoo

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

// ---------------------------------------------------------------- ShipBob

export interface ShipBobVariant extends ShipBobGoodsFacts {
  product_id: number;
  variant_id: number;
  /** Null for bundles. */
  inventory_id: number | null;
  sku: string;
  name: string;
  /** Active or Inactive; unknown strings are kept. */
  status: string;
  is_bundle: boolean;
  barcodes: string[];
  upc: string | null;
  gtin: string | null;
  /** Ounces. */
  weight_oz: number | null;
  customs: { country_code_of_origin: string | null; hs_tariff_code: string | null; value: number | null } | null;
  is_lot: boolean;
  on_hand_qty: number;
}

export interface ShipBobWro {
  id: number;
  status: string;
  purchase_order_number: string | null;
  fulfillment_center: { id: number; name: string };
  package_type: string;
  expected_arrival_date: string | null;
  insert_date: string | null;
  last_updated_date: string | null;
  external_sync: boolean;
  /** When it got each of its statuses; absent where the version does not say. */
  status_history?: { status: string; timestamp: string | null }[];
  inventory_quantities: ShipBobWroQuantity[];
  /** Who brings it; absent where the version does not say (before 2026-07), null when nothing is said. */
  freight?: ShipBobFreight | null;
  /** Where the goods end, when another centre receives them; absent where the version does not say. */
  final_centre_id?: number | null;
  /** Its boxes, for their lots; absent when they were not read (nothing on the order is tracked by lot). */
  boxes?: ShipBobBox[];
}

export interface ShipBobWroQuantity {
  inventory_id: number;
  sku: string;
  expected_quantity: number;
  received_quantity: number;
  /** Cumulative; what became sellable stock. Never assume received >= stowed. */
  stowed_quantity: number;
}

export interface ShipBobOrder {
  id: number;
  order_number: string | null;
  reference_id: string;
  status: string;
  channel: { id: number; name: string } | null;
  created_date: string;
  shipments: ShipBobShipment[];
}

export interface ShipBobShipment {
  id: number;
  status: string;
  /** Highest known detail ids, e.g. 200 waiting for pick-up, 203 delivered. */
  status_detail_ids: number[];
  status_detail_names: string[];
  location: { id: number; name: string } | null;
  tracking: {
    carrier: string | null;
    carrier_service: string | null;
    tracking_number: string | null;
    tracking_url: string | null;
    shipping_date: string | null;
    /** Freight: bill of lading, the carrier's own number and its letter code. */
    bol: string | null;
    pro_number: string | null;
    scac: string | null;
  } | null;
  /** The parcel as ShipBob weighed it, ounces; absent where it was not read. */
  weight_oz?: number | null;
  /** At component level, summed over the shipment's products; lots kept apart. */
  items: ShipBobShipmentItem[];
  created_date: string | null;
  /** Picked, packed and label printed. */
  actual_fulfillment_date: string | null;
  delivery_date: string | null;
  last_update_at: string | null;
  last_tracking_update_at: string | null;
}

export interface ShipBobShipmentItem {
  inventory_id: number;
  name: string;
  quantity: number;
  lot: string | null;
  expiration_date: string | null;
  serial_numbers: string[];
}

// ---------------------------------------------------------------- Links

export interface SeenLink {
  odooModel: string;
  odooId: number;
  shipbobType: string;
  shipbobId: string;
  data: Record<string, unknown>;
}

// ---------------------------------------------------------------- Evidence of each flow

export interface ProductSeen {
  /** Null when the record is gone. */
  product: OdooProduct | null;
  link: SeenLink | null;
  /** The linked variant; null when not linked or gone at ShipBob. */
  linked: ShipBobVariant | null;
  /** Exact SKU matches (trimmed, case kept). */
  bySku: ShipBobVariant[];
  /** Variants that carry the product's barcode and not its SKU. */
  byBarcode: ShipBobVariant[];
  /** Links that the variants of `bySku` and `byBarcode` have with other products; absent when not looked for. */
  linkedElsewhere?: SeenLink[];
  /** The variant that the linked one was merged into at ShipBob. */
  mergedInto?: ShipBobVariant | null;
  /** The template's other variants in Odoo; absent unless variants are grouped. */
  siblings?: { product: OdooProduct; link: SeenLink | null }[];
  /** Links of a kit's components, by product id; absent unless kits become bundles. */
  components?: Record<string, SeenLink | null>;
}

export interface PurchaseOrderSeen {
  order: OdooPurchaseOrder | null;
  /** Every product on the order's moves and lines, by id, as string keys. */
  products: Record<string, { product: OdooProduct; link: SeenLink | null }>;
  /** Links picking -> WRO of this order. */
  links: SeenLink[];
  /** Linked WROs, and those that carry one of the order's numbers. */
  wros: ShipBobWro[];
  /** Of `links`, those whose receipt is no longer in Odoo; absent where there are none. */
  vanished?: SeenLink[];
  /** Locations of the mapped centres that exist in Odoo, by centre id; needed where centres share a warehouse. */
  locations?: Record<string, { id: number; name: string }>;
  /** Goods on hold at ShipBob that are this order's; absent where the version cannot tell or nothing is under way. */
  unidentified?: ShipBobUnidentifiedReceipt[];
  /** Products of Odoo that stowed goods are and that do not stand on the order, by inventory id. */
  strangers?: Record<string, { product_id: number; sku: string; tracking: OdooMove['tracking'] }>;
  /** What lies at the receipts' destinations of products that may be counted up, by `<product>@<location>`. */
  stock?: Record<string, number>;
  /** Linked receipts whose WRO went through a hub and is spread over centres, by the id that their link was made with. */
  placements?: Record<string, Placement>;
  /** Locations for goods in transit that exist in Odoo, by complete name; absent where nothing went through a hub. */
  transits?: Record<string, number>;
}

/** Where ShipBob spreads the goods of WROs that went through a hub, and how far Odoo has followed. */
export interface Placement {
  distributions: ShipBobDistribution[];
  /** What done internal transfers of ours have put away for this receipt. */
  moved: OdooPlaced[];
}

/** A WRO whose purchase order is not known yet. */
export interface WroSeen {
  wro: ShipBobWro | null;
  /** Purchase orders in Odoo whose name (or reference) the WRO's number carries. */
  candidates: { id: number; name: string; state: string; supplier?: string }[];
  link: SeenLink | null;
}

/** Goods that ShipBob keeps on hold because no WRO announced them, as far as they name one of ours. */
export interface UroSeen {
  /** Null once ShipBob has settled it. */
  uro: ShipBobUnidentifiedReceipt | null;
  /** Purchase orders whose goods they are; while a WRO of one is under way, its own lane tells of them. */
  orders: { id: number; name: string; isUnderWay: boolean }[];
  /** The product that its barcode or the staff's words name; null for none, or several. */
  product: { inventory_id: number; sku: string } | null;
  /** WROs of ours that lack that product. */
  short: { wro_id: number; number: string | null; status: string; order: string; expected: number; stowed: number }[];
}

export interface ShipmentsSeen {
  order: ShipBobOrder | null;
  /** Sale orders found by the configured keys: `by` says which key found each, `number` with which of the order's numbers. */
  saleOrders: { by: string; number?: string | null; order: OdooSaleOrder }[];
  /** Odoo product for each inventory id on the order, where linked. */
  productByInventoryId: Record<string, { product_id: number; sku: string; tracking: 'none' | 'lot' | 'serial' }>;
  /** Links shipment -> picking of this order. */
  links: SeenLink[];
  /** Links that deliveries of the sale orders have with shipments of other ShipBob orders; absent when not looked for. */
  otherLinks?: SeenLink[];
  carriers: { id: number; name: string }[];
  /** Locations of the mapped centres that exist in Odoo, by centre id. */
  locations: Record<string, { id: number; name: string }>;
  /** Links of the shipments with deliveries of their own (`shipment-apart`) and with their reversals (`shipment-reversal`). */
  apartLinks?: SeenLink[];
  /** The deliveries of `apartLinks` that Odoo still has. */
  apart?: OdooPicking[];
  /** Absent when no shipment needs them. */
  means?: DeliveryMeans;
  /** Lots in stock of goods whose lots ShipBob did not name. */
  lotStock?: LotStock[];
  /** Markers of what was scheduled on the sale orders, done or not. */
  activities?: string[];
  /** Source documents of the daily deliveries that are done, of the days that may take a shipment of this order. */
  dailies?: string[];
}

/** One centre's shipments of one day that belong to no sale order. */
export interface DaySeen {
  day: CentreDay;
  /** The day's delivery, once it is done. */
  delivery: { id: number; name: string } | null;
  /** Orders that wait for it; empty while the day is open, when nobody looks at them. */
  orders: ShipmentsSeen[];
}

/** A day as the clock of a centre shows it. */
export interface CentreDay {
  /** 0 for shipments that name no centre. */
  centre_id: number;
  /** YYYY-MM-DD */
  date: string;
}
