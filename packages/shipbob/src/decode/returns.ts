import type { ShipBobReturn } from '@mlc/mappings';
import { z } from 'zod';
import { idSchema, linkedId, listOf, named, optionalText, quantity, record, textOrEmpty } from './shape.js';

/** ShipBob's filters say `AwaitingArrival`, its page `Awaiting Arrival`: blanks do not count. */
const word = textOrEmpty.transform((text) => text.replaceAll(' ', ''));

const itemSchema = record({
  id: idSchema,
  sku: textOrEmpty,
  name: textOrEmpty,
  quantity,
  bundle_parent_sku: optionalText,
  lot_information: record({ number: optionalText, expiration: optionalText }).nullish(),
  action_requested: record({ action: optionalText }).nullish(),
  action_taken: listOf(
    record({
      action: textOrEmpty,
      action_reason: optionalText,
      quantity_processed: quantity,
      image_url: optionalText,
    }),
  ),
}).transform(({ lot_information, action_requested, ...item }) => ({
  ...item,
  lot_information:
    lot_information && (lot_information.number !== null || lot_information.expiration !== null)
      ? lot_information
      : null,
  action_requested: action_requested?.action ?? null,
}));

/**
 * A return as GET /return and GET /return/{id} answer it and the webhooks `return.*` carry it (OpenAPI 2026-01; the
 * webhooks' bodies are unpublished). The customer's name is not read: nothing needs it.
 */
export const returnSchema = record({
  id: idSchema,
  reference_id: textOrEmpty,
  status: word,
  return_type: word,
  channel: named,
  fulfillment_center: named,
  original_shipment_id: linkedId,
  store_order_id: optionalText,
  tracking_number: optionalText,
  shipment_tracking_number: optionalText,
  insert_date: optionalText,
  arrived_date: optionalText,
  completed_date: optionalText,
  cancelled_date: optionalText,
  status_history: listOf(z.object({ timestamp: optionalText })),
  inventory: listOf(itemSchema),
}).transform(({ status_history, ...found }): ReturnAnswer => {
  const { insert_date, arrived_date, completed_date, cancelled_date } = found;
  const stamps = [insert_date, arrived_date, completed_date, cancelled_date, ...status_history.map((h) => h.timestamp)];
  const dated = stamps.filter((stamp) => stamp !== null && !Number.isNaN(Date.parse(stamp)));
  return {
    found,
    changedAt: dated.reduce((a, b) => (a === null || Date.parse(b ?? '') > Date.parse(a) ? b : a), null),
  };
});

export interface ReturnAnswer {
  found: ShipBobReturn;
  /** The latest time anything happened to it; a return has no stamp of its own. */
  changedAt: string | null;
}
