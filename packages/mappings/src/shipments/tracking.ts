import type { PlannedEffect } from '../plan.js';
import type { OdooPicking, ShipBobShipment } from '../seen.js';
import type { PlanContext } from '../settings.js';
import { cased, type Findings, noFindings, noted } from '../shared/building.js';
import { hoursAfter, instant } from '../shared/dates.js';
import { filled } from '../shared/text.js';
import * as cases from './apart.cases.js';
import { leftAt } from './shipment-state.js';
import { carrierOf, noteMarker, parcelNotes, trackingNumber, trackingRefs, withTracking } from './shipments.map.js';
import type { Leaving } from './shipped-goods.js';

/** Writes a tracking number, or the day of delivery, that a done delivery lacks; null when there is nothing to write. */
export function trackEffect(leaving: Leaving, picking: OdooPicking, context: PlanContext): PlannedEffect | null {
  const { order, shipment, seen } = leaving;
  const number = trackingNumber(shipment);
  const isMissing = number !== null && !trackingRefs(picking.carrier_tracking_ref).includes(number);
  const [delivered = null] = picking.note === undefined ? [] : deliveredNotes(leaving, picking.note, context);
  if (!isMissing && delivered === null) return null;
  const carrier = carrierOf(shipment, seen, context);
  const notes = [...(isMissing ? parcelNotes(shipment) : []), ...(delivered === null ? [] : [delivered])];
  const after = isMissing ? withTracking(picking.carrier_tracking_ref, number) : picking.carrier_tracking_ref;
  const what = isMissing ? `has tracking number ${number}${carrier.note}` : `was ${delivered ?? ''}`;
  return {
    flow: 'shipments',
    operation: 'odoo.delivery.track',
    target: 'odoo',
    kind: 'converge',
    businessKey: `picking ${picking.id}`,
    title: `tracking of ${picking.name}`,
    before: { carrier_tracking_ref: picking.carrier_tracking_ref },
    after: {
      carrier_tracking_ref: after,
      carrier: isMissing ? carrier.name : null,
      ...(notes.length > 0 ? { notes } : {}),
    },
    request: {
      picking_id: picking.id,
      shipment_id: shipment.id,
      carrier_id: isMissing ? carrier.id : null,
      carrier_tracking_ref: isMissing ? number : null,
      ...(notes.length > 0 ? { notes, origin_marker: noteMarker(order, shipment) } : {}),
    },
    reason: `ShipBob shipment ${shipment.id} ${what}`,
    link: null,
  };
}

/** `delivered 2026-11-27`, unless it stands in the note or the settings do not ask for it. */
export function deliveredNotes({ order, shipment }: Leaving, note: string | null, context: PlanContext): string[] {
  const at = instant(shipment.delivery_date);
  if (!context.settings.shipments.delivered_note || at === null) return [];
  if ((note ?? '').includes(`${noteMarker(order, shipment)} delivered `)) return [];
  return [`delivered ${at.toISOString().slice(0, 10)}`];
}

/** A tracking number may come after the parcel left: it is looked for at the configured hours, then a person is asked. */
export function missingTracking(shipment: ShipBobShipment, context: PlanContext): Findings {
  const left = leftAt(shipment);
  const checks = context.settings.shipments.tracking_checks_hours;
  if (trackingNumber(shipment) !== null || left === null || checks.length === 0) return noFindings();
  const now = new Date(context.now);
  const times = checks.map((hours) => hoursAfter(left, hours)).sort((a, b) => a.getTime() - b.getTime());
  const next = times.find((at) => at > now);
  if (!next) return cased(cases.trackingMissing(shipment, Math.max(...checks)));
  return { ...noted(`shipment ${shipment.id} has no tracking number yet`), laterAt: [next] };
}

/** What a booked shipment still lacks in Odoo: its number now, or later. */
export function tracked(leaving: Leaving, picking: OdooPicking, context: PlanContext): Findings {
  const track = trackEffect(leaving, picking, context);
  const { shipment } = leaving;
  if (track !== null)
    return { ...noFindings(), effects: [track], notes: [`tracking of shipment ${shipment.id} written`] };
  const waits = missingTracking(shipment, context);
  const booked = `shipment ${shipment.id} is booked on ${filled(picking.name) ?? picking.id}`;
  return { ...waits, notes: [booked, ...waits.notes] };
}
