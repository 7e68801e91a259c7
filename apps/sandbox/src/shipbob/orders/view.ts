import { type Json, toJson } from '@mlc/kernel';
import type { Account } from '../account.js';
import type { Order, OrderStatus, Shipment, ShipmentLine } from '../order-records.js';

/** Derived from the shipments: fulfilled counts from the printed label on. */
function orderStatus(order: Order): OrderStatus {
  const live = order.shipments.filter((shipment) => shipment.status !== 'Cancelled');
  if (live.length === 0) return 'Cancelled';
  const fulfilled = live.filter((shipment) => shipment.actualFulfillment !== null);
  if (fulfilled.length === live.length) return 'Fulfilled';
  if (fulfilled.length > 0) return 'PartiallyFulfilled';
  if (live.some((shipment) => shipment.status === 'ImportReview')) return 'ImportReview';
  return live.some((shipment) => shipment.status === 'Exception') ? 'Exception' : 'Processing';
}

const latest = (dates: (string | null)[]): string | null =>
  dates
    .filter((date) => date !== null)
    .toSorted()
    .at(-1) ?? null;

export const lastUpdateOf = (order: Order): string =>
  latest([order.createdDate, ...order.shipments.map((shipment) => shipment.lastUpdate)]) ?? order.createdDate;

export const lastTrackingUpdateOf = (order: Order): string | null =>
  latest(order.shipments.map((shipment) => shipment.lastTrackingUpdate));

/** An order as answered by POST and GET /order and sent by `order.shipped`. */
export function orderView(account: Account, order: Order): Json {
  const channel = account.channel(order.channelId);
  return toJson({
    id: order.id,
    created_date: order.createdDate,
    purchase_date: order.purchaseDate,
    reference_id: order.referenceId,
    order_number: order.orderNumber,
    status: orderStatus(order),
    type: order.type,
    channel: { id: order.channelId, name: channel?.name ?? null },
    shipping_method: order.shippingMethod,
    recipient: order.recipient,
    products: order.products.map(({ variantId: _variant, name: _name, ...answered }) => answered),
    tags: order.tags,
    shipments: order.shipments.map((shipment) => shipmentView(account, order, shipment)),
    gift_message: order.giftMessage,
    shipping_terms: order.shippingTerms,
    retailer_program_data: order.retailerProgramData,
    financials: order.totalPrice === null ? null : { total_price: order.totalPrice },
  });
}

/** A shipment as answered and as sent by `order.shipment.*`; it carries no channel. */
export function shipmentView(account: Account, order: Order, shipment: Shipment): Json {
  const centre = shipment.centreId === null ? undefined : account.centre(shipment.centreId);
  const recipient = shipment.recipient ?? order.recipient;
  return toJson({
    id: shipment.id,
    order_id: order.id,
    reference_id: order.referenceId,
    created_date: shipment.createdDate,
    last_update_at: shipment.lastUpdate,
    last_tracking_update_at: shipment.lastTrackingUpdate,
    status: shipment.status,
    status_details: shipment.details,
    location: centre === undefined ? null : { id: centre.id, name: centre.name },
    invoice_amount: shipment.invoiceAmount,
    invoice_currency_code: shipment.invoiceAmount === null ? null : 'USD',
    insurance_value: null,
    ship_option: shipment.shipOption ?? order.shippingMethod,
    package_material_type: 'Box',
    tracking: shipment.tracking,
    products: productsOf(account, order, shipment),
    parent_cartons: cartonsOf(account, order, shipment),
    measurements: { total_weight_oz: 16, length_in: 6, width_in: 6, depth_in: 6 },
    require_signature: false,
    estimated_fulfillment_date: null,
    actual_fulfillment_date: shipment.actualFulfillment,
    estimated_fulfillment_date_status: shipment.actualFulfillment === null ? 'PendingOnTime' : 'FulfilledOnTime',
    is_tracking_uploaded: shipment.isTrackingUploaded,
    gift_message: order.giftMessage,
    delivery_date: shipment.delivered,
    recipient: { ...recipient, full_name: recipient.name },
  });
}

/** One entry per order product; under it one row per inventory item and lot (a bundle has several). */
function productsOf(account: Account, order: Order, shipment: Shipment): Json[] {
  return order.products.flatMap((product) => {
    const lines = shipment.lines.filter((line) => line.variantId === product.variantId);
    if (lines.length === 0) return [];
    return [
      toJson({
        id: product.id,
        reference_id: product.reference_id,
        sku: product.sku,
        name: product.name,
        inventory_items: lines.map((line) => itemView(account, line)),
      }),
    ];
  });
}

const itemView = (account: Account, line: ShipmentLine) => ({
  id: line.inventoryId,
  name: account.variantByInventory(line.inventoryId)?.name ?? '',
  quantity: line.quantity,
  quantity_committed: line.committed,
  lot: line.lot,
  expiration_date: line.expiration,
  serial_numbers: line.serials,
  is_dangerous_goods: false,
});

function cartonsOf(account: Account, order: Order, shipment: Shipment): Json[] {
  return shipment.cartons.map((carton, index) => {
    const measurements = { total_weight_oz: 16, length_in: 6, width_in: 6, depth_in: 6 };
    const products = carton.items.flatMap((item) => {
      const variant = account.variantBySku(item.sku);
      const product = order.products.find((candidate) => candidate.variantId === variant?.id);
      const line = shipment.lines.find((candidate) => candidate.variantId === variant?.id);
      if (product === undefined || line === undefined) return [];
      return [
        {
          id: product.id,
          reference_id: product.reference_id,
          sku: product.sku,
          name: product.name,
          inventory_items: [itemView(account, { ...line, quantity: item.quantity, committed: item.quantity })],
        },
      ];
    });
    return toJson({
      type: 'Box',
      barcode: carton.barcode,
      measurements,
      cartons: [{ id: index + 1, type: 'Box', barcode: carton.barcode, measurements, carton_details: [{ products }] }],
    });
  });
}
