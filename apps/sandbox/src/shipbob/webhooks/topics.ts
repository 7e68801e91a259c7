import { type ApiVersion, VERSION_TRAITS } from '../versions.js';

const FIRST = [
  'order.shipped',
  'order.shipment.delivered',
  'order.shipment.exception',
  'order.shipment.on_hold',
  'order.shipment.cancelled',
  'return.created',
  'return.updated',
  'return.completed',
];
const BILLING = ['billing.charge.created', 'billing.refund.created', 'billing.credit.created'];
const NEWEST = [
  'order.delivered',
  'order.shipment.tracking.updated',
  'order.shipment.tracking_received',
  'order.shipment.address.updated',
  'order.shipment.line_item.added',
  'order.shipment.line_item.removed',
  'order.shipment.line_item.updated',
  'order.shipment.shipping_service.updated',
  'wro.created',
  'wro.updated',
  'wro.completed',
  'wro.box.arrived',
  'wro.box.scanned',
  'wro.box.stowed',
];

/**
 * Topics that a version takes: the OpenAPI enums of 2025-07 and 2026-01, and for 2026-07 what its documentation lists.
 * Others are refused (inferred).
 */
export function topicsOf(version: ApiVersion): readonly string[] {
  const traits = VERSION_TRAITS[version];
  return [...FIRST, ...(traits.billingTopics ? BILLING : []), ...(traits.fineTopics ? NEWEST : [])];
}
