/**
 * Topics the flows listen to. The first eight stand in every OpenAPI file; the others are documented for 2026-07 only, and
 * a version that does not know them refuses the subscription (inferred): those facts are then polled.
 */
export const CERTAIN_TOPICS = [
  'order.shipped',
  'order.shipment.delivered',
  'order.shipment.exception',
  'order.shipment.on_hold',
  'order.shipment.cancelled',
  'return.created',
  'return.updated',
  'return.completed',
] as const;

export const WEBHOOK_TOPICS = [
  ...CERTAIN_TOPICS,
  'order.delivered',
  'order.shipment.tracking.updated',
  'wro.created',
  'wro.updated',
  'wro.completed',
  'wro.box.arrived',
  'wro.box.scanned',
  'wro.box.stowed',
] as const;
