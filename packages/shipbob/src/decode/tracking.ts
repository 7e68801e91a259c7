import type { ShipBobTimelineEntry, ShipBobTracking } from '@mlc/mappings';
import { idSchema, listOf, optionalId, optionalText, record, textMap, textOrEmpty } from './shape.js';

const historySchema = record({
  timestamp: optionalText,
  status: textOrEmpty,
  substatus: optionalText,
  /** 2026-01. */
  message: optionalText,
  /** 2026-07. */
  substatus_message: optionalText,
}).transform(({ substatus_message, message, ...step }) => ({ ...step, message: substatus_message ?? message }));

/**
 * A row of GET /shipments-tracking in either form: as the OpenAPI of 2026-01 prints it, and as version 2026-07 was
 * observed to answer it. What both tell comes out in the newer one's words.
 */
export const trackingSchema = record({
  shipment_id: idSchema,
  carrier: optionalText,
  service: optionalText,
  tracking_number: optionalText,
  carrier_tracking_number: optionalText,
  tracking_id: optionalText,
  current_status: optionalText,
  status: optionalText,
  current_substatus: optionalText,
  substatus: optionalText,
  current_timestamp: optionalText,
  last_updated: optionalText,
  edd: optionalText,
  eta: optionalText,
  tracking_url: optionalText,
  public_tracking_url: optionalText,
  delivery_signed_by: optionalText,
  history: listOf(historySchema),
}).transform(
  (row): ShipBobTracking => ({
    shipment_id: row.shipment_id,
    tracking_number: row.tracking_number ?? row.carrier_tracking_number ?? row.tracking_id,
    carrier: row.carrier,
    service: row.service,
    current_status: row.current_status ?? row.status ?? '',
    current_substatus: row.current_substatus ?? row.substatus,
    current_timestamp: row.current_timestamp ?? row.last_updated,
    edd: row.edd ?? row.eta,
    tracking_url: row.tracking_url ?? row.public_tracking_url,
    delivery_signed_by: row.delivery_signed_by,
    history: row.history,
  }),
);

/** A row of GET /shipment/{id}/timeline. */
export const timelineSchema = record({
  log_type_id: optionalId,
  log_type_name: textOrEmpty,
  log_type_text: optionalText,
  timestamp: optionalText,
  metadata: textMap,
}).transform((entry): ShipBobTimelineEntry => entry);
