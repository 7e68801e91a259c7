import type { ShipBobInventoryEvent, ShipBobInventoryLevel, ShipBobLotLevel } from '@mlc/mappings';
import { z } from 'zod';
import { idSchema, linkedId, listOf, optionalId, optionalText, quantity, record, textOrEmpty } from './shape.js';

const stockSchema = record({
  location_id: idSchema,
  name: textOrEmpty,
  on_hand_quantity: quantity,
  committed_quantity: quantity,
  fulfillable_quantity: quantity,
  awaiting_quantity: quantity,
  internal_transfer_quantity: quantity,
});

const item = { inventory_id: idSchema, sku: textOrEmpty, name: textOrEmpty };

/** GET /inventory-level/locations. */
export const inventoryLevelSchema = record({ ...item, locations: listOf(stockSchema) }).transform(
  (level): ShipBobInventoryLevel => level,
);

const lotSchema = record({
  lot_number: optionalText,
  lot_date: optionalText,
  on_hand_quantity: quantity,
  locations: listOf(stockSchema),
});

/** GET /inventory-level/lots. */
export const lotLevelSchema = record({ ...item, lots: listOf(lotSchema) }).transform((level): ShipBobLotLevel => level);

const changeSchema = record({
  facility_id: optionalId,
  sku: optionalText,
  quantity_change: quantity,
  committed_quantity_change: quantity,
  lot_number: optionalText,
  expiration_date: optionalText,
  inventory_status: optionalText,
});

/** One row of POST /inventory/history:query (2026-01 and later). */
export const inventoryEventSchema = record({
  inventory_audit_event_id: idSchema,
  inventory_id: idSchema,
  event_category: textOrEmpty,
  event_datetime: optionalText,
  shipbob_order_id: linkedId,
  increment: changeSchema.nullish(),
  decrement: changeSchema.nullish(),
  additional_reference: listOf(z.object({ key: textOrEmpty, value: optionalText })),
}).transform(
  (event): ShipBobInventoryEvent => ({
    ...event,
    increment: event.increment ?? null,
    decrement: event.decrement ?? null,
  }),
);
