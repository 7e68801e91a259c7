/** Records of ShipBob as plans see them: variants, receiving orders (WROs), orders and their shipments. */
import type { ShipBobGoodsFacts } from './seen-goods.js';
import type { ShipBobBox, ShipBobFreight } from './seen-shipbob.js';

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
