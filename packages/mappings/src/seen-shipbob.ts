/**
 * What ShipBob says of returns, money, stock, parcels and goods nobody announced, in its own words. Beside `seen.ts`, which
 * holds what the present plans read. Times are ISO 8601 as ShipBob wrote them, days `YYYY-MM-DD`. Money and rates are
 * decimal text, so that nothing is summed as a float by accident.
 */

export interface ShipBobRef {
  id: number;
  name: string;
}

// ---------------------------------------------------------------- Receiving

/** Freight of a WRO (2026-07). */
export interface ShipBobFreight {
  carrier: string | null;
  bol_number: string | null;
  container_number: string | null;
  vessel_name: string | null;
  freight_forwarder: string | null;
  notes: string | null;
}

export interface ShipBobBox {
  box_id: number;
  box_number: number | null;
  /** Awaiting, Arrived, Counting, Stowing, Completed, Cancelled, InternalTransfer; unknown words are kept. */
  box_status: string;
  tracking_number: string | null;
  arrived_date: string | null;
  received_date: string | null;
  counting_started_date: string | null;
  box_items: ShipBobBoxItem[];
}

/** One inventory item in one box; an item of several lots has a row for each. Quantities are totals so far. */
export interface ShipBobBoxItem {
  inventory_id: number;
  /** Boxes mostly name no SKU. */
  sku: string | null;
  quantity: number;
  received_quantity: number;
  stowed_quantity: number;
  lot_number: string | null;
  lot_date: string | null;
}

/** Where a hub sends the goods of a WRO on to (accounts in the placement programme). */
export interface ShipBobDistribution {
  inventory_id: number;
  product_sku: string;
  lot_number: string | null;
  lot_date: string | null;
  fulfillment_center_id: number;
  fulfillment_center_abbreviation: string;
  expected_quantity: number;
  received_quantity: number;
  stowed_quantity: number;
  /** NotStarted, InProgress, Stowing, Completed; unknown words are kept. */
  status: string;
}

/** Goods that came and that no WRO announced. */
export interface ShipBobUnidentifiedReceipt {
  id: number;
  barcode: string | null;
  tracking_barcode: string | null;
  reason: string | null;
  comment: string | null;
  created_date: string | null;
  linked_wro_id: number | null;
  linked_wro_date: string | null;
}

export interface ShipBobLocation {
  id: number;
  name: string;
  abbreviation: string;
  is_active: boolean;
  is_receiving_enabled: boolean;
  is_shipping_enabled: boolean;
  access_granted: boolean;
  /** As ShipBob writes it, mostly a Windows name such as `Central Standard Time`. */
  timezone: string | null;
  region: ShipBobRef | null;
  /** What the centre does: Receiving, Returns. */
  services: { service_type: string; enabled: boolean }[];
}

// ---------------------------------------------------------------- Parcels

/** What the carrier says of a shipment, in the words of version 2026-07. */
export interface ShipBobTracking {
  shipment_id: number;
  tracking_number: string | null;
  carrier: string | null;
  service: string | null;
  /** E.g. InTransit, DeliveryException, Delivered; unknown words are kept. */
  current_status: string;
  current_substatus: string | null;
  current_timestamp: string | null;
  /** Expected day or time of delivery. */
  edd: string | null;
  tracking_url: string | null;
  delivery_signed_by: string | null;
  history: { timestamp: string | null; status: string; substatus: string | null; message: string | null }[];
}

/** One line of a shipment's life: Inserted, Allocated, Picked, Labeled, Packed, Shipped, InTransit, Delivered ... */
export interface ShipBobTimelineEntry {
  log_type_id: number | null;
  log_type_name: string;
  log_type_text: string | null;
  timestamp: string | null;
  metadata: Record<string, string | null>;
}

// ---------------------------------------------------------------- Returns

export interface ShipBobReturn {
  id: number;
  reference_id: string;
  /** AwaitingArrival, Arrived, Processing, Completed, Cancelled (blanks removed); unknown words are kept. */
  status: string;
  /** Regular or ReturnToSender; unknown words are kept. */
  return_type: string;
  channel: ShipBobRef | null;
  fulfillment_center: ShipBobRef | null;
  /** The shipment that came back; null where ShipBob does not know it. */
  original_shipment_id: number | null;
  store_order_id: string | null;
  tracking_number: string | null;
  shipment_tracking_number: string | null;
  insert_date: string | null;
  arrived_date: string | null;
  completed_date: string | null;
  cancelled_date: string | null;
  inventory: ShipBobReturnItem[];
}

export interface ShipBobReturnItem {
  /** The inventory id. */
  id: number;
  sku: string;
  name: string;
  /** Asked for; what was done is in `action_taken`. */
  quantity: number;
  bundle_parent_sku: string | null;
  lot_information: { number: string | null; expiration: string | null } | null;
  action_requested: string | null;
  /** Restock, Quarantine, Dispose; may differ from what was asked, and be several. Unknown words are kept. */
  action_taken: {
    action: string;
    action_reason: string | null;
    quantity_processed: number;
    image_url: string | null;
  }[];
}

// ---------------------------------------------------------------- Money

export interface ShipBobInvoice {
  invoice_id: number;
  invoice_date: string;
  /** Shipping, Inbound Fee, WarehouseStorage, AdditionalFee, Return, Credits, Payment ...; unknown words are kept. */
  invoice_type: string;
  /** Negative for credits. */
  amount: string;
  currency_code: string;
  running_balance: string | null;
}

/** One fee of one thing. */
export interface ShipBobTransaction {
  /** A ULID; never comes twice. */
  transaction_id: string;
  /** Charge, Refund, Credit, Payment, BalanceAdjustment; unknown words are kept. */
  transaction_type: string;
  transaction_fee: string;
  amount: string;
  currency_code: string;
  charge_date: string;
  invoiced_status: boolean;
  /** Null until the weekly invoice is made. */
  invoice_id: number | null;
  invoice_date: string | null;
  invoice_type: string | null;
  reference_id: string;
  /** Shipment, Return, WRO, URO, Ticket Number, FC, LPN Reference, Transfer Plan; unknown words are kept. */
  reference_type: string;
  /** A name, not an id. */
  fulfillment_center: string | null;
  taxes: { tax_type: string; tax_rate: string | null; tax_amount: string }[];
  additional_details: Record<string, string | null>;
}

/** Which transactions are asked for; both days always, since ShipBob else answers the last seven. */
export interface ShipBobTransactionQuery {
  /** `YYYY-MM-DD`, inclusive. */
  from_date: string;
  to_date: string;
  invoice_ids?: string[];
  invoiced_status?: boolean;
  reference_ids?: string[];
  reference_types?: string[];
  transaction_fees?: string[];
  transaction_types?: string[];
}

// ---------------------------------------------------------------- Stock

/** One inventory item at one centre. `committed` and the rest are shown to people; on hand is what is compared. */
export interface ShipBobStock {
  location_id: number;
  name: string;
  on_hand_quantity: number;
  committed_quantity: number;
  fulfillable_quantity: number;
  awaiting_quantity: number;
  internal_transfer_quantity: number;
}

export interface ShipBobInventoryLevel {
  inventory_id: number;
  sku: string;
  name: string;
  locations: ShipBobStock[];
}

export interface ShipBobLotLevel {
  inventory_id: number;
  sku: string;
  name: string;
  lots: { lot_number: string | null; lot_date: string | null; on_hand_quantity: number; locations: ShipBobStock[] }[];
}

/** One change of stock. A move within a centre has both sides, an arrival only `increment`. */
export interface ShipBobInventoryEvent {
  inventory_audit_event_id: number;
  inventory_id: number;
  /** OrderPicked, InventoryAdjusted, ReceivingStow, InventoryRestocked ...; unknown words are kept. */
  event_category: string;
  event_datetime: string | null;
  shipbob_order_id: number | null;
  increment: ShipBobInventoryChange | null;
  decrement: ShipBobInventoryChange | null;
  additional_reference: { key: string; value: string | null }[];
}

export interface ShipBobInventoryChange {
  facility_id: number | null;
  sku: string | null;
  quantity_change: number;
  committed_quantity_change: number;
  lot_number: string | null;
  expiration_date: string | null;
  inventory_status: string | null;
}

export interface ShipBobInventoryQuery {
  /** The fulfilment centre; ShipBob answers one at a time. */
  facility_id: number;
  /** ISO 8601; at most 90 days apart. */
  start_date: string;
  end_date: string;
  inventory_ids?: number[];
  event_category?: string;
}
