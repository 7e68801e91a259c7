/**
 * Topics the flows listen to. The first eight stand in every OpenAPI file, those of billing from 2026-01 on; the others are
 * documented for 2026-07 only, and a version that does not know them refuses the subscription (inferred), as may one for a
 * token without `billing_read`: those facts are then polled.
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

export const BILLING_TOPICS = ['billing.charge.created', 'billing.refund.created', 'billing.credit.created'] as const;

export const WEBHOOK_TOPICS = [
  ...CERTAIN_TOPICS,
  ...BILLING_TOPICS,
  'order.delivered',
  'order.shipment.tracking.updated',
  'wro.created',
  'wro.updated',
  'wro.completed',
  'wro.box.arrived',
  'wro.box.scanned',
  'wro.box.stowed',
] as const;
