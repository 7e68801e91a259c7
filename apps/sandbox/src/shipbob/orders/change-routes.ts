import type { Call, Route } from '../http/router.js';
import type { Shop } from '../shop.js';
import { versionsWhere } from '../versions.js';
import { lineItems, updateAddress, updateLineItems, updateShippingService } from './changes.js';
import { shipmentsTracking, trackingById } from './tracking.js';

/** From 2026-01: what may be changed on a shipment, and where its parcel is. */
export function changeRoutes(shop: Shop): Route[] {
  const versions = versionsWhere((traits) => traits.shipmentUpdates);
  const tracked = versionsWhere((traits) => traits.tracking !== 'none');
  const idOf = (call: Call): string => call.params['id'] ?? '';
  const found = (call: Call) => call.account.shipment(Number(idOf(call)));
  const write = 'orders_write';
  return [
    {
      method: 'GET',
      path: '/shipment/{id}:getLineItems',
      scope: 'orders_read',
      versions,
      handle: (call) => lineItems(call.account, idOf(call), found(call)),
    },
    {
      method: 'POST',
      path: '/shipment/{id}:updateLineItems',
      scope: write,
      versions,
      handle: (call) => updateLineItems(shop, call.account, idOf(call), found(call), call.body),
    },
    {
      method: 'PUT',
      path: '/shipment/{id}:updateAddress',
      scope: write,
      versions,
      handle: (call) => updateAddress(shop, call.account, idOf(call), found(call), call.body),
    },
    {
      method: 'PUT',
      path: '/shipment:bulkUpdateShippingService',
      scope: write,
      versions,
      handle: (call) => updateShippingService(shop, call.account, call.body),
    },
    {
      method: 'GET',
      path: '/shipments-tracking',
      scope: 'tracking_read',
      versions: tracked,
      handle: shipmentsTracking,
    },
    { method: 'GET', path: '/tracking', scope: 'tracking_read', versions: tracked, handle: trackingById },
  ];
}
