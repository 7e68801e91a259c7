import type { Adoption, PlannedEffect } from '../plan.js';
import type { OdooPicking, OdooSaleOrder, ShipBobOrder, ShipBobShipment, ShipmentsSeen } from '../seen.js';
import type { PlanContext } from '../settings.js';
import { nonZero, type Quantities } from '../shared/quantities.js';
import { doneQuantities } from '../shared/receipts.js';
import { filled } from '../shared/text.js';

/** One shipment and the sale order it belongs to. */
export interface Booking {
  order: ShipBobOrder;
  shipment: ShipBobShipment;
  sale: OdooSaleOrder;
  seen: ShipmentsSeen;
}

/** Ships the quantities of one open delivery and writes who carries them. */
export function shipEffect(
  booking: Booking,
  picking: OdooPicking,
  quantities: Quantities,
  why: string,
  context: PlanContext,
): PlannedEffect {
  const { order, shipment, sale, seen } = booking;
  const carrier = carrierOf(shipment, seen, context);
  const tracking = filled(shipment.tracking?.tracking_number);
  const location = shipment.location === null ? undefined : seen.locations[String(shipment.location.id)];
  const lines = [...nonZero(quantities)].map(([product_id, quantity]) => ({
    product_id,
    sku: skuIn(seen, product_id),
    quantity,
  }));
  const done = doneQuantities([picking]);
  return {
    flow: 'shipments',
    operation: 'odoo.delivery.ship',
    target: 'odoo',
    kind: 'create',
    businessKey: `shipment ${shipment.id}`,
    title: `ship ${picking.name} of ${sale.name}`,
    before: {
      state: picking.state,
      carrier_tracking_ref: picking.carrier_tracking_ref,
      shipped: Object.fromEntries(lines.map(({ product_id, sku }) => [sku, done.get(product_id) ?? 0])),
    },
    after: {
      state: 'done',
      carrier_tracking_ref: withTracking(picking.carrier_tracking_ref, tracking),
      carrier: carrier.name,
      location: location?.name ?? null,
      shipped: Object.fromEntries(lines.map(({ sku, quantity }) => [sku, quantity])),
    },
    request: {
      sale_order_id: sale.id,
      picking_id: picking.id,
      shipment_id: shipment.id,
      lines,
      carrier_id: carrier.id,
      carrier_tracking_ref: tracking,
      location_id: location?.id ?? null,
      origin_marker: originMarker(order, shipment),
    },
    reason: `ShipBob shipment ${shipment.id} is ${why}${carrier.note}`,
    link: { odooModel: 'stock.picking', odooId: picking.id, shipbobType: 'shipment' },
  };
}

/** Closed by a bracket, so that no marker is the beginning of another. */
const originMarker = (order: ShipBobOrder, shipment: ShipBobShipment): string => `[SB-${order.id}/${shipment.id}]`;

/** Writes a tracking number that a done delivery lacks; null when there is none to write. */
export function trackEffect(booking: Booking, picking: OdooPicking, context: PlanContext): PlannedEffect | null {
  const { shipment, seen } = booking;
  const tracking = filled(shipment.tracking?.tracking_number);
  if (tracking === null || trackingRefs(picking.carrier_tracking_ref).includes(tracking)) return null;
  const carrier = carrierOf(shipment, seen, context);
  return {
    flow: 'shipments',
    operation: 'odoo.delivery.track',
    target: 'odoo',
    kind: 'converge',
    businessKey: `picking ${picking.id}`,
    title: `tracking of ${picking.name}`,
    before: { carrier_tracking_ref: picking.carrier_tracking_ref },
    after: { carrier_tracking_ref: withTracking(picking.carrier_tracking_ref, tracking), carrier: carrier.name },
    request: {
      picking_id: picking.id,
      shipment_id: shipment.id,
      carrier_id: carrier.id,
      carrier_tracking_ref: tracking,
    },
    reason: `ShipBob shipment ${shipment.id} has tracking number ${tracking}${carrier.note}`,
    link: null,
  };
}

export const shipmentAdoption = ({ order, shipment }: Booking, picking: OdooPicking): Adoption => ({
  odooModel: 'stock.picking',
  odooId: picking.id,
  shipbobType: 'shipment',
  shipbobId: String(shipment.id),
  data: { order_id: order.id },
  evidence: `${picking.name} was done in Odoo with the same quantities as shipment ${shipment.id}`,
});

/** One field holds all numbers of a delivery, joined by commas. */
const trackingRefs = (field: string | null): string[] =>
  (field ?? '')
    .split(/[,;\s]+/)
    .map((ref) => ref.trim())
    .filter((ref) => ref !== '');

function withTracking(field: string | null, tracking: string | null): string | null {
  const refs = trackingRefs(field);
  if (tracking === null || refs.includes(tracking)) return field;
  return filled(field) === null ? tracking : `${field},${tracking}`;
}

interface Carrier {
  id: number | null;
  name: string | null;
  /** Why there is none, for the reason. */
  note: string;
}

/** The Odoo carrier that the settings name for ShipBob's; an unmapped one leaves the delivery's carrier as it is. */
function carrierOf(shipment: ShipBobShipment, seen: ShipmentsSeen, context: PlanContext): Carrier {
  const name = filled(shipment.tracking?.carrier);
  if (name === null) return { id: null, name: null, note: '' };
  const wanted = Object.entries(context.settings.shipments.carrier_map).find(([from]) => sameName(from, name))?.[1];
  if (wanted === undefined) return { id: null, name: null, note: `; carrier ${name} is not mapped` };
  const carrier = seen.carriers.find((candidate) => sameName(candidate.name, wanted));
  return carrier
    ? { id: carrier.id, name: carrier.name, note: '' }
    : { id: null, name: null, note: `; Odoo has no carrier "${wanted}" for ${name}` };
}

const sameName = (a: string, b: string): boolean => a.trim().toLowerCase() === b.trim().toLowerCase();

export const skuIn = (seen: ShipmentsSeen, productId: number): string =>
  filled(Object.values(seen.productByInventoryId).find((product) => product.product_id === productId)?.sku) ??
  `#${productId}`;
