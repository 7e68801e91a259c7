/** Facts about orders and shipments; the answers are computed from them in orders/view.ts. */

export const ORDER_STATUSES = [
  'Processing',
  'Exception',
  'PartiallyFulfilled',
  'Fulfilled',
  'Cancelled',
  'ImportReview',
] as const;
export type OrderStatus = (typeof ORDER_STATUSES)[number];

export const SHIPMENT_STATUSES = [
  'None',
  'Processing',
  'Completed',
  'Exception',
  'OnHold',
  'Cancelled',
  'CleanSweeped',
  'LabeledCreated',
  'ImportReview',
] as const;
export type ShipmentStatus = (typeof SHIPMENT_STATUSES)[number];

interface Address {
  address1: string;
  address2: string | null;
  company_name: string | null;
  city: string;
  state: string | null;
  country: string;
  zip_code: string | null;
}

export interface Recipient {
  name: string;
  email: string | null;
  phone_number: string | null;
  address: Address;
}

export interface OrderProduct {
  id: number;
  reference_id: string;
  sku: string;
  name: string;
  quantity: number;
  quantity_unit_of_measure_code: string | null;
  gtin: string | null;
  upc: string | null;
  unit_price: number | null;
  external_line_id: number | null;
  /** The variant behind the line. */
  variantId: number;
}

export interface Tracking {
  carrier: string;
  carrier_service: string | null;
  tracking_number: string;
  tracking_url: string | null;
  bol: string | null;
  shipping_date: string | null;
  pro_number: string | null;
  scac: string | null;
}

export interface StatusDetail {
  id: number;
  name: string;
  description: string;
  inventory_id: number | null;
  exception_fulfillment_center_id: number | null;
  extra_information: { validation_messages: string[] } | null;
}

/** One row per inventory item and lot. */
export interface ShipmentLine {
  variantId: number;
  inventoryId: number;
  quantity: number;
  committed: number;
  lot: string | null;
  expiration: string | null;
  serials: string[];
}

/** One row of the carrier's history (GET /shipments-tracking). */
export interface CarrierEvent {
  timestamp: string;
  status: CarrierStatus;
  substatus: string;
  message: string;
  location: string | null;
}

export const CARRIER_STATUSES = [
  'PreTransit',
  'InTransit',
  'Delivered',
  'DeliveryException',
  'Delivery attempt Failed',
  'Available for Pickup',
  'Return to sender',
  'Exception',
  'Failed',
  'Cancelled',
] as const;
export type CarrierStatus = (typeof CARRIER_STATUSES)[number];

export interface Carton {
  barcode: string;
  items: { sku: string; quantity: number }[];
}

export interface Shipment {
  id: number;
  status: ShipmentStatus;
  details: StatusDetail[];
  centreId: number | null;
  tracking: Tracking | null;
  lines: ShipmentLine[];
  cartons: Carton[];
  createdDate: string;
  lastUpdate: string;
  lastTrackingUpdate: string | null;
  actualFulfillment: string | null;
  delivered: string | null;
  isTrackingUploaded: boolean;
  invoiceAmount: number | null;
  /** The service it goes by when it was changed; the order's method otherwise. */
  shipOption: string | null;
  /** The address of this shipment when it was changed; the order's otherwise. */
  recipient: Recipient | null;
  /** What the carrier reported, newest last. */
  carrierEvents: CarrierEvent[];
  log: { typeId: number; name: string; text: string; timestamp: string }[];
}

export interface Order {
  id: number;
  channelId: number;
  referenceId: string;
  orderNumber: string;
  createdDate: string;
  purchaseDate: string | null;
  type: string;
  shippingMethod: string;
  recipient: Recipient;
  products: OrderProduct[];
  tags: { name: string; value: string }[];
  giftMessage: string | null;
  shippingTerms: unknown;
  retailerProgramData: unknown;
  totalPrice: number | null;
  shipments: Shipment[];
  /** The shop's own order as JSON (GET /order/{id}/store-order-json). */
  storeOrderJson: string | null;
  /** True once order.shipped went out, so that it goes out once. */
  shippedTold: boolean;
  visibleAtMs: number;
}
