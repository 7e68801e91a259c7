import { type Json, toJson } from '@mlc/kernel';
import type { Account } from '../account.js';
import type { ShipBobOptions } from '../options.js';
import type { ReturnItem, ReturnOrder, ReturnStatus } from './records.js';

const at = (order: ReturnOrder, status: ReturnStatus): string | null =>
  order.statusHistory.findLast((row) => row.status === status)?.timestamp ?? null;

/** `AwaitingArrival` in filters and in most answers; the field's own description prints a blank. */
const statusText = (options: ShipBobOptions, status: ReturnStatus): string =>
  options.returnStatusBlank ? status.replace(/(?<=[a-z])(?=[A-Z])/, ' ') : status;

const headOf = (account: Account, order: ReturnOrder) => ({
  id: order.id,
  reference_id: order.referenceId,
  store_order_id: order.storeOrderId,
  return_type: order.type,
  customer_name: order.customerName,
  tracking_number: order.trackingNumber,
  original_shipment_id: order.originalShipmentId,
  channel: { id: order.channelId, name: account.channel(order.channelId)?.name ?? null },
  fulfillment_center: { id: order.centreId, name: account.centre(order.centreId)?.name ?? null },
  insert_date: order.insertDate,
  completed_date: at(order, 'Completed'),
  transactions:
    order.invoiceAmount === null
      ? []
      : [
          {
            amount: order.invoiceAmount,
            transaction_type: order.type === 'Regular' ? 'ReturnProcessingFee' : 'ReturnToSenderFee',
          },
        ],
});

const requestedOf = (item: ReturnItem) => ({
  action: item.requested,
  action_type: item.overridden ? 'Override' : 'InventoryDefault',
  instructions: item.instructions,
});

const takenOf = (item: ReturnItem, withImage: boolean) =>
  item.taken.map((taken) => ({
    action: taken.action,
    action_reason: taken.reason,
    quantity_processed: taken.quantity,
    ...(withImage ? { image_url: taken.imageUrl } : {}),
  }));

/** As answered by GET /return and sent by webhooks `return.*` (the latter inferred). */
export function returnView(options: ShipBobOptions, account: Account, order: ReturnOrder): Json {
  return toJson({
    ...headOf(account, order),
    status: statusText(options, order.status),
    shipment_tracking_number:
      order.originalShipmentId === null
        ? null
        : (account.shipment(order.originalShipmentId)?.shipment.tracking?.tracking_number ?? null),
    awaiting_arrival_date: at(order, 'AwaitingArrival'),
    arrived_date: at(order, 'Arrived'),
    processing_date: at(order, 'Processing'),
    cancelled_date: at(order, 'Cancelled'),
    invoice: order.invoiceAmount === null ? null : { amount: order.invoiceAmount, currency_code: 'USD' },
    status_history: order.statusHistory.map((row) => ({ ...row, status: statusText(options, row.status) })),
    inventory: order.items.map((item) => {
      const variant = account.variantByInventory(item.inventoryId);
      return {
        id: item.inventoryId,
        name: variant?.name ?? null,
        sku: variant?.sku ?? null,
        barcodes: variant?.barcodes.map((code) => code.value) ?? [],
        quantity: item.quantity,
        bundle_parent_sku: null,
        lot_information:
          item.lotNumber === null ? null : { number: item.lotNumber, expiration: item.lotDate, minimumShelfLife: null },
        action_requested: requestedOf(item),
        action_taken: takenOf(item, true),
      };
    }),
  });
}

/** As answered by POST and PUT: no dates of the way, no SKU; PUT up to 2025-07 knows neither bundles nor images. */
export function returnWriteView(account: Account, order: ReturnOrder, shape: 'order' | 'v1'): Json {
  return toJson({
    ...headOf(account, order),
    status: order.status,
    invoice_amount: order.invoiceAmount,
    inventory: order.items.map((item) => ({
      id: item.inventoryId,
      name: account.variantByInventory(item.inventoryId)?.name ?? null,
      quantity: item.quantity,
      ...(shape === 'v1' ? { bundle_parent_sku: null } : {}),
      action_requested: requestedOf(item),
      action_taken: takenOf(item, shape === 'v1'),
    })),
  });
}
