import type { JsonObject } from '@mlc/kernel';
import type { Adoption, PlannedEffect } from '../plan.js';
import type { OdooPicking, OdooSaleOrder, ShipBobOrder, ShipBobShipment, ShipmentsSeen } from '../seen.js';
import type { PlanContext } from '../settings.js';
import { nonZero, type Quantities } from '../shared/quantities.js';
import { doneQuantities, partModel } from '../shared/receipts.js';
import { filled } from '../shared/text.js';
import type { LotPart } from './lots.js';
import { type Leaving, skuIn } from './shipped-goods.js';

/** One shipment and the sale order it belongs to. */
export interface Booking extends Leaving {
  sale: OdooSaleOrder;
}

/** How a shipment leaves one open delivery. */
export interface Departure {
  picking: OdooPicking;
  quantities: Quantities;
  lots: ReadonlyMap<number, LotPart[]>;
  /** Source location; null leaves the delivery's own. */
  location: { id: number; name: string } | null;
  /** Lines for the delivery's note. */
  notes: string[];
  why: string;
}

/** Lines of a request, lots with those that have them. */
export const linesOf = (
  seen: ShipmentsSeen,
  quantities: Quantities,
  lots: ReadonlyMap<number, LotPart[]>,
): { product_id: number; sku: string; quantity: number; lots?: JsonObject[] }[] =>
  [...nonZero(quantities)].map(([product_id, quantity]) => {
    const parts = lots.get(product_id)?.map((part) => ({ ...part }));
    return { product_id, sku: skuIn(seen, product_id), quantity, ...(parts ? { lots: parts } : {}) };
  });

/** Ships the quantities of one open delivery and writes who carries them. */
export function shipEffect(booking: Booking, departure: Departure, context: PlanContext): PlannedEffect {
  const { order, shipment, sale, seen } = booking;
  const { picking, quantities, location, why } = departure;
  const carrier = carrierOf(shipment, seen, context);
  const tracking = trackingNumber(shipment);
  const lines = linesOf(seen, quantities, departure.lots);
  const notes = [...parcelNotes(shipment), ...departure.notes];
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
      ...(notes.length > 0 ? { notes } : {}),
      origin_marker: noteMarker(order, shipment),
    },
    reason: [`ShipBob shipment ${shipment.id} is ${why}${carrier.note}`, ...departure.notes].join('; '),
    link: { odooModel: 'stock.picking', odooId: picking.id, shipbobType: 'shipment' },
  };
}

/** The source document of a delivery of its own. */
export const apartOrigin = (order: ShipBobOrder, shipment: ShipBobShipment): string => `SB-${order.id}/${shipment.id}`;

/** Closed by a bracket, so that no marker is the beginning of another. */
export const noteMarker = (order: ShipBobOrder, shipment: ShipBobShipment): string =>
  `[${apartOrigin(order, shipment)}]`;

/** Freight has no tracking number, but the carrier's own one or a bill of lading. */
export const trackingNumber = ({ tracking }: ShipBobShipment): string | null =>
  filled(tracking?.tracking_number) ?? filled(tracking?.pro_number) ?? filled(tracking?.bol);

/** Who carries the parcel and where to follow it: one line, for what has a link or is freight. */
export function parcelNotes({ tracking }: ShipBobShipment): string[] {
  const url = filled(tracking?.tracking_url);
  const bol = filled(tracking?.bol);
  const pro = filled(tracking?.pro_number);
  if (!tracking || (url === null && bol === null && pro === null)) return [];
  const parts = [
    filled(tracking.carrier),
    filled(tracking.carrier_service),
    filled(tracking.tracking_number),
    bol === null ? null : `bill of lading ${bol}`,
    pro === null ? null : `PRO ${pro}`,
    url,
  ];
  return [parts.filter((part) => part !== null).join(' ')];
}

/** Several shipments may be one delivery that a person did: each is linked to it as a part of its own. */
export const shipmentAdoption = ({ order, shipment }: Booking, picking: OdooPicking, part: number): Adoption => ({
  odooModel: partModel(part),
  odooId: picking.id,
  shipbobType: 'shipment',
  shipbobId: String(shipment.id),
  data: { order_id: order.id },
  evidence: `${picking.name} was done in Odoo with the same quantities as shipment ${shipment.id}${part > 1 ? ' and others' : ''}`,
});

/** One field holds all numbers of a delivery, joined by commas. */
export const trackingRefs = (field: string | null): string[] =>
  (field ?? '').split(/[,;\s]+/).filter((ref) => ref !== '');

export function withTracking(field: string | null, tracking: string | null): string | null {
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
export function carrierOf(shipment: ShipBobShipment, seen: ShipmentsSeen, context: PlanContext): Carrier {
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
