import type { ShipBobOrder, ShipBobShipment } from '@mlc/mappings';
import { z } from 'zod';
import { idSchema, optionalId, optionalNumber, optionalText } from './shape.js';

const named = z
  .object({ id: optionalId, name: z.string().nullish() })
  .nullish()
  .transform((value) =>
    value?.id === null || value?.id === undefined ? null : { id: value.id, name: value.name ?? '' },
  );

const inventoryItemSchema = z.object({
  id: idSchema,
  name: z.string().nullish(),
  quantity: optionalNumber,
  lot: optionalText,
  expiration_date: optionalText,
});

const shipmentSchema = z
  .object({
    id: idSchema,
    status: z.string().nullish(),
    status_details: z.array(z.object({ id: optionalId, name: optionalText })).nullish(),
    location: named,
    tracking: z
      .object({
        carrier: optionalText,
        carrier_service: optionalText,
        tracking_number: optionalText,
        tracking_url: optionalText,
      })
      .nullish(),
    products: z
      .array(z.object({ name: z.string().nullish(), inventory_items: z.array(inventoryItemSchema).nullish() }))
      .nullish(),
    created_date: optionalText,
    actual_fulfillment_date: optionalText,
    delivery_date: optionalText,
    last_update_at: optionalText,
  })
  .transform((shipment): ShipBobShipment => {
    const details = shipment.status_details ?? [];
    const items = (shipment.products ?? []).flatMap((product) => product.inventory_items ?? []);
    return {
      id: shipment.id,
      status: shipment.status ?? '',
      status_detail_ids: details.map((detail) => detail.id).filter((id) => id !== null),
      status_detail_names: details.map((detail) => detail.name).filter((name) => name !== null),
      location: shipment.location,
      tracking: shipment.tracking ?? null,
      items: sumItems(items),
      created_date: shipment.created_date,
      actual_fulfillment_date: shipment.actual_fulfillment_date,
      delivery_date: shipment.delivery_date,
      last_update_at: shipment.last_update_at,
    };
  });

/** One inventory item may stand under several products, and once for each lot: summed, lots kept apart. */
function sumItems(items: z.output<typeof inventoryItemSchema>[]): ShipBobShipment['items'] {
  const sums = new Map<string, ShipBobShipment['items'][number]>();
  for (const item of items) {
    const key = JSON.stringify([item.id, item.lot, item.expiration_date]);
    const quantity = (sums.get(key)?.quantity ?? 0) + (item.quantity ?? 0);
    const { id, lot, expiration_date } = item;
    sums.set(key, { inventory_id: id, name: item.name ?? '', quantity, lot, expiration_date });
  }
  return [...sums.values()];
}

/** An order as GET /order and the webhook `order.shipped` give it (OpenAPI 2026-01). Unknown statuses are kept. */
export const orderSchema = z
  .object({
    id: idSchema,
    order_number: optionalText,
    reference_id: optionalText,
    status: z.string().nullish(),
    channel: named,
    created_date: optionalText,
    shipments: z.array(shipmentSchema).nullish(),
  })
  .transform(
    (order): ShipBobOrder => ({
      id: order.id,
      order_number: order.order_number,
      reference_id: order.reference_id ?? '',
      status: order.status ?? '',
      channel: order.channel,
      created_date: order.created_date ?? '',
      shipments: order.shipments ?? [],
    }),
  );

/** The latest of the shipments' stamps, compared as times (ShipBob writes 0 to 7 fractional digits, `Z` or `+00:00`). */
export function lastUpdateOf(order: ShipBobOrder): string | null {
  const stamps = [...order.shipments.map((shipment) => shipment.last_update_at), order.created_date || null];
  return stamps.reduce<string | null>((latest, stamp) => {
    if (stamp === null || Number.isNaN(Date.parse(stamp))) return latest;
    return latest === null || Date.parse(stamp) > Date.parse(latest) ? stamp : latest;
  }, null);
}
