import type { ShipBobOrder, ShipBobShipment, ShipBobWro } from '@mlc/mappings';

/**
 * What webhooks would have told of a record, as a text that changes with each such fact (ShipBob docs "webhooks": shipped,
 * tracking, delivered, exception, on hold and cancelled shipments; created and updated WROs and stowed boxes). A shipment
 * that is only being picked has nothing to tell. Compared with what was delivered, it says how many facts no webhook told.
 */
export function toldOfOrder(order: ShipBobOrder): string | null {
  const told = order.shipments.flatMap((shipment) => toldOfShipment(shipment) ?? []).sort();
  return told.length === 0 ? null : told.join(' ');
}

function toldOfShipment(shipment: ShipBobShipment): string | null {
  const { id, status, tracking, delivery_date, status_detail_ids } = shipment;
  const number = tracking?.tracking_number ?? null;
  const delivered = delivery_date !== null || status_detail_ids.includes(DELIVERED_DETAIL);
  if (number === null && !delivered && !TOLD_STATUSES.has(status)) return null;
  return [id, status, number ?? '-', delivered ? 'delivered' : '-'].join(':');
}

const TOLD_STATUSES = new Set(['Completed', 'LabeledCreated', 'Exception', 'OnHold', 'Cancelled']);
/** Status detail of a shipment that has arrived (ShipBob docs "shipment status details"). */
const DELIVERED_DETAIL = 203;

export function toldOfWro(wro: ShipBobWro): string {
  const counts = wro.inventory_quantities
    .map(({ inventory_id, stowed_quantity }) => `${inventory_id}:${stowed_quantity}`)
    .sort();
  return [wro.status, ...counts].join(' ');
}
