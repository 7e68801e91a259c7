/*
 * What the sandbox remembers. Products and variants are kept as they are answered, since nothing of them is derived;
 * WROs and orders are kept as facts and their answers are computed.
 */

export interface NamedId {
  id: number;
  name: string;
}

export interface Variant {
  id: number;
  sku: string;
  name: string;
  status: 'Active' | 'Inactive';
  upc: string | null;
  gtin: string | null;
  barcodes: { value: string; sticker_url: string | null }[];
  inventory: { inventory_id: number | null; on_hand_qty: number };
  dimension: { length: number; width: number; height: number; unit: string; source: string; is_locked: boolean };
  weight: { weight: number; unit: string };
  customs: {
    country_code_of_origin: string;
    hs_tariff_code: string;
    value: number | null;
    currency: string;
    description: string;
    is321_eligible: boolean;
  };
  lot_information: { is_lot: boolean; minimum_shelf_life_days: number | null };
  return_preferences: {
    primary_action: NamedId | null;
    backup_action: NamedId | null;
    instructions: string | null;
    return_to_sender_primary_action: NamedId | null;
    return_to_sender_backup_action: NamedId | null;
  };
  packaging_requirement: NamedId;
  packaging_material_type: NamedId;
  fulfillment_settings: Record<string, unknown>;
  bundle_definition: {
    product_id: number;
    variant_id: number;
    variant_sku: string;
    variant_name: string;
    quantity: number;
  }[];
  channel_metadata: Record<string, unknown>[];
  merge_children: {
    variant_id: number;
    variant_name: string;
    inventory_id: number | null;
    channel_ids: number[];
    completed_at: string;
  }[];
  is_digital: boolean;
  created_on: string;
  updated_on: string;
}

export interface Product {
  id: number;
  name: string;
  type: 'Regular' | 'Bundle';
  user_id: number;
  taxonomy: null;
  created_on: string;
  updated_on: string;
  variants: Variant[];
  /** Real time (ms) from which lists show it. */
  visibleAtMs: number;
}

export const WRO_STATUSES = [
  'Awaiting',
  'Arrived',
  'PartiallyArrived',
  'Processing',
  'Completed',
  'Cancelled',
  'Incomplete',
  'ArrivedAtHub',
  'PartiallyArrivedAtHub',
  'ProcessingAtHub',
  'InternalTransfer',
] as const; // prettier-ignore
export type WroStatus = (typeof WRO_STATUSES)[number];
type BoxStatus = 'Awaiting' | 'Arrived' | 'Counting' | 'Stowing' | 'Completed' | 'Cancelled' | 'InternalTransfer';

export interface BoxItem {
  inventory_id: number;
  quantity: number;
  received_quantity: number;
  stowed_quantity: number;
  lot_number: string | null;
  lot_date: string | null;
}

export interface Box {
  box_id: number;
  box_number: number;
  box_status: BoxStatus;
  tracking_number: string;
  arrived_date: string | null;
  received_date: string | null;
  counting_started_date: string | null;
  box_items: BoxItem[];
}

/** What one centre is to have of a WRO's item that a hub spreads; totals so far. */
export interface Spread {
  inventoryId: number;
  lotNumber: string | null;
  lotDate: string | null;
  centreId: number;
  expected: number;
  received: number;
  stowed: number;
}

export interface Wro {
  id: number;
  status: WroStatus;
  statusHistory: { id: number; status: WroStatus; timestamp: string }[];
  packageType: string;
  boxPackagingType: string;
  expectedArrival: string;
  insertDate: string;
  lastUpdated: string;
  completedDate: string | null;
  centreId: number;
  purchaseOrderNumber: string;
  externalSync: string | null;
  /** Who brings it (2026-07); kept as sent, answers do not show it. */
  freight: Record<string, unknown> | null;
  /** Where the goods go in the end (2026-07); the centre itself when null. */
  finalCentreId: number | null;
  boxes: Box[];
  /** Where a hub sends the goods on to, by item, lot and centre; empty while it has not said. */
  spread: Spread[];
  labelsBought: boolean;
  visibleAtMs: number;
}

/** Goods that came without a WRO that anybody could tell (2026-07). */
export interface Uro {
  id: number;
  barcode: string | null;
  comment: string | null;
  reason: string;
  trackingBarcode: string | null;
  createdDate: string;
  linkedWroId: number | null;
  linkedWroDate: string | null;
  attachments: string[];
  completed: boolean;
}

/** Pieces on a shelf: one row per inventory item, centre and lot. */
export interface StockRow {
  inventoryId: number;
  centreId: number;
  lotNumber: string | null;
  lotDate: string | null;
  onHand: number;
}

export interface Subscription {
  id: number;
  version: string;
  topics: string[];
  url: string;
  description: string | null;
  secret: string;
  enabled: boolean;
  createdAt: string;
  /** Sandbox time (ms) since when every attempt failed; null after a success. */
  failingSinceMs: number | null;
}
