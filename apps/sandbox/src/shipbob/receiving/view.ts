import { type Json, toJson } from '@mlc/kernel';
import type { Account } from '../account.js';
import type { BoxItem, Wro } from '../records.js';
import type { Centre } from '../seed.js';
import type { Shop } from '../shop.js';
import { API_VERSIONS, VERSION_TRAITS } from '../versions.js';

/** The public part of a centre: array items of GET /fulfillment-center and the WRO's `fulfillment_center`. */
export function centreView(centre: Centre): Json {
  const { receiving: _r, shipping: _s, returns: _t, active: _a, hub_id: _h, ...answered } = centre;
  return toJson(answered);
}

const sumOf = (items: BoxItem[], member: 'quantity' | 'received_quantity' | 'stowed_quantity'): number =>
  items.reduce((sum, item) => sum + item[member], 0);

const showsFreight = (version: string): boolean =>
  API_VERSIONS.some((known) => known === version && VERSION_TRAITS[known].freight);

/**
 * A WRO as answered. `box_labels_uri` is a path relative to the host (observed); `received_quantity` stays 0 while goods
 * are being stowed when option `receivedLagsStow` is on (observed); a centre in a hub region is shown as its hub.
 */
export function wroView(shop: Shop, account: Account, version: string, wro: Wro): Json {
  const own = account.centre(wro.centreId);
  const centre = shop.options.hubSubstitution && own?.hub_id ? (account.centre(own.hub_id) ?? own) : own;
  const items = wro.boxes.flatMap((box) => box.box_items);
  const hidden = shop.options.receivedLagsStow && wro.status !== 'Completed';
  const inventory = [...new Set(items.map((item) => item.inventory_id))].map((inventoryId) => {
    const own = items.filter((item) => item.inventory_id === inventoryId);
    return {
      inventory_id: inventoryId,
      sku: account.variantByInventory(inventoryId)?.sku ?? null,
      expected_quantity: sumOf(own, 'quantity'),
      received_quantity: hidden ? 0 : sumOf(own, 'received_quantity'),
      stowed_quantity: sumOf(own, 'stowed_quantity'),
    };
  });
  return toJson({
    id: wro.id,
    status: wro.status,
    status_history: wro.statusHistory,
    package_type: wro.packageType,
    box_packaging_type: wro.boxPackagingType,
    expected_arrival_date: wro.expectedArrival,
    insert_date: wro.insertDate,
    last_updated_date: wro.lastUpdated,
    box_labels_uri: `/${version}/receiving/${wro.id}/labels`,
    fulfillment_center: centre === undefined ? null : centreView(centre),
    purchase_order_number: wro.purchaseOrderNumber,
    inventory_quantities: inventory,
    // That what POST takes from 2026-07 on is shown again is inferred.
    ...(showsFreight(version)
      ? { freight: wro.freight, final_destination_fulfillment_center_id: wro.finalCentreId }
      : {}),
    external_sync_timestamp: wro.externalSync,
  });
}

export const boxView = (box: Wro['boxes'][number]): Json => toJson(box);
