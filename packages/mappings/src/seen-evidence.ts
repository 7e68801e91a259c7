/** What the plan of each flow is given: the records of both sides, and the links between them. */

import type { SeenLink } from './seen-link.js';
import type {
  DeliveryMeans,
  LotStock,
  OdooMove,
  OdooPicking,
  OdooProduct,
  OdooPurchaseOrder,
  OdooSaleOrder,
} from './seen-odoo.js';
import type { OdooPlaced } from './seen-returns.js';
import type { ShipBobDistribution, ShipBobUnidentifiedReceipt } from './seen-shipbob.js';
import type { ShipBobOrder, ShipBobVariant, ShipBobWro } from './seen-wros.js';

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
