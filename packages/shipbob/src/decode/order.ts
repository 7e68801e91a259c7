import type { ShipBobOrder, ShipBobShipment, ShipBobShipmentItem } from '@mlc/mappings';
import { z } from 'zod';
import { idSchema, listOf, named, optionalId, optionalNumber, optionalText, record, textOrEmpty } from './shape.js';

const inventoryItemSchema = record({
  id: idSchema,
  name: z.string().nullish(),
  quantity: optionalNumber,
  lot: optionalText,
  expiration_date: optionalText,
  serial_numbers: listOf(z.union([z.string(), z.number().transform(String)])),
});

const trackingSchema = record({
  carrier: optionalText,
  carrier_service: optionalText,
  tracking_number: optionalText,
  tracking_url: optionalText,
  shipping_date: optionalText,
  bol: optionalText,
  pro_number: optionalText,
  scac: optionalText,
});

/** A shipment as GET /order and /shipment answer it, and as the webhooks `order.shipment.*` carry it (OpenAPI 2026-01). */
export const shipmentSchema = record({
  id: idSchema,
  status: textOrEmpty,
  status_details: listOf(record({ id: optionalId, name: optionalText })),
  location: named,
  tracking: trackingSchema.nullish(),
  measurements: record({ total_weight_oz: optionalNumber }).nullish(),
  products: listOf(record({ name: z.string().nullish(), inventory_items: listOf(inventoryItemSchema) })),
  created_date: optionalText,
  actual_fulfillment_date: optionalText,
  delivery_date: optionalText,
  last_update_at: optionalText,
  last_tracking_update_at: optionalText,
}).transform(({ status_details, products, ...shipment }): ShipBobShipment => {
  return {
    id: shipment.id,
    status: shipment.status,
    status_detail_ids: status_details.map((detail) => detail.id).filter((id) => id !== null),
    status_detail_names: status_details.map((detail) => detail.name).filter((name) => name !== null),
    location: shipment.location,
    tracking: shipment.tracking ?? null,
    weight_oz: shipment.measurements?.total_weight_oz ?? null,
    items: sumItems(products.flatMap((product) => product.inventory_items)),
    created_date: shipment.created_date,
    actual_fulfillment_date: shipment.actual_fulfillment_date,
    delivery_date: shipment.delivery_date,
    last_update_at: shipment.last_update_at,
    last_tracking_update_at: shipment.last_tracking_update_at,
  };
});

/** One inventory item may stand under several products, and once for each lot: summed, lots kept apart. */
function sumItems(items: z.output<typeof inventoryItemSchema>[]): ShipBobShipmentItem[] {
  const sums = new Map<string, ShipBobShipmentItem>();
  for (const item of items) {
    const { id, lot, expiration_date } = item;
    const key = JSON.stringify([id, lot, expiration_date]);
    const sum = sums.get(key);
    sums.set(key, {
      inventory_id: id,
      name: item.name ?? '',
      quantity: (sum?.quantity ?? 0) + (item.quantity ?? 0),
      lot,
      expiration_date,
      serial_numbers: [...(sum?.serial_numbers ?? []), ...item.serial_numbers],
    });
  }
  return [...sums.values()];
}

/** An order as GET /order and the webhook `order.shipped` give it (OpenAPI 2026-01). Unknown statuses are kept. */
export const orderSchema = record({
  id: idSchema,
  order_number: optionalText,
  reference_id: textOrEmpty,
  status: textOrEmpty,
  channel: named,
  created_date: textOrEmpty,
  shipments: listOf(shipmentSchema),
}).transform((order): ShipBobOrder => order);

/** The latest of the shipments' stamps, compared as times (ShipBob writes 0 to 7 fractional digits, `Z` or `+00:00`). */
export function lastUpdateOf(order: ShipBobOrder): string | null {
  const stamps = [...order.shipments.map((shipment) => shipment.last_update_at), order.created_date || null];
  return stamps.reduce<string | null>((latest, stamp) => {
    if (stamp === null || Number.isNaN(Date.parse(stamp))) return latest;
    return latest === null || Date.parse(stamp) > Date.parse(latest) ? stamp : latest;
  }, null);
}
