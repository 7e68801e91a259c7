import { type Json, toJson } from '@mlc/kernel';
import type { Answer } from '../../core/exchange.js';
import type { Account } from '../account.js';
import { ok, textAnswer } from '../http/errors.js';
import type { Call } from '../http/router.js';
import type { CarrierEvent, Order, Shipment } from '../order-records.js';
import { VERSION_TRAITS } from '../versions.js';

const IDS_MAX = 25;

/** GET /shipments-tracking: the parameter is repeated; a comma list is a 400 (observed). Unknown ids are left out. */
export function shipmentsTracking(call: Call): Answer {
  const ids = call.query.raw('ShipmentIds');
  if (ids.length === 0 || ids.length > IDS_MAX) return textAnswer(400, 'Between 1 and 25 shipment ids are required.');
  if (ids.some((id) => !/^\d+$/.test(id))) return textAnswer(400, 'Shipment ids must be numbers.');
  const rows = ids.flatMap((id) => {
    const found = call.account.shipment(Number(id));
    return found === undefined ? [] : [rowOf(call, found.order, found.shipment, true)];
  });
  return ok(rows.flat());
}

/** GET /tracking: by the carriers' numbers. */
export function trackingById(call: Call): Answer {
  const ids = call.query.raw('TrackingIds');
  if (ids.length === 0 || ids.length > IDS_MAX) return textAnswer(400, 'Between 1 and 25 tracking ids are required.');
  const rows = shipmentsOf(call.account).filter(
    ({ shipment }) => shipment.tracking !== null && ids.includes(shipment.tracking.tracking_number),
  );
  return ok(rows.flatMap(({ order, shipment }) => rowOf(call, order, shipment, false)));
}

const shipmentsOf = (account: Account) =>
  account.orders.flatMap((order) => order.shipments.map((shipment) => ({ order, shipment })));

/** Nothing while there is no tracking number. */
function rowOf(call: Call, _order: Order, shipment: Shipment, withId: boolean): Json[] {
  const latest = shipment.carrierEvents.at(-1);
  if (shipment.tracking === null || latest === undefined) return [];
  const history = shipment.carrierEvents.toReversed();
  return VERSION_TRAITS[call.version].tracking === 'live'
    ? [liveRow(shipment, latest, history)]
    : [openApiRow(shipment, latest, history, withId)];
}

/** As the OpenAPI of 2026-01 has it. */
const openApiRow = (shipment: Shipment, latest: CarrierEvent, history: CarrierEvent[], withId: boolean): Json =>
  toJson({
    ...(withId ? { shipment_id: shipment.id } : {}),
    tracking_id: shipment.tracking?.tracking_number ?? null,
    carrier: shipment.tracking?.carrier ?? null,
    service: shipment.tracking?.carrier_service ?? null,
    carrier_tracking_number: shipment.tracking?.tracking_number ?? null,
    public_tracking_url: shipment.tracking?.tracking_url ?? null,
    status: latest.status,
    substatus: latest.substatus,
    message: latest.message,
    carrier_message: latest.message,
    location: latest.location,
    eta: null,
    last_updated: latest.timestamp,
    history: history.map((event) => ({ ...event, carrier_message: event.message })),
  });

/** As the live API answered in 2026-07 (observed). */
const liveRow = (shipment: Shipment, latest: CarrierEvent, history: CarrierEvent[]): Json =>
  toJson({
    shipment_id: shipment.id,
    tracking_number: shipment.tracking?.tracking_number ?? null,
    carrier: shipment.tracking?.carrier ?? null,
    service: shipment.tracking?.carrier_service ?? null,
    current_status: latest.status,
    current_substatus: latest.substatus,
    current_substatus_code: `${latest.status.replaceAll(' ', '')}_001`,
    current_timestamp: latest.timestamp,
    edd: null,
    edd_source: null,
    tracking_url: shipment.tracking?.tracking_url ?? null,
    delivery_signed_by: null,
    proof_of_delivery_urls: [],
    last_mile_carrier: null,
    history: history.map((event) => ({
      timestamp: event.timestamp,
      status: event.status,
      substatus: event.substatus,
      substatus_code: `${event.status.replaceAll(' ', '')}_001`,
      substatus_message: event.message,
      address: {
        city: null,
        state: null,
        country: null,
        postal_code: null,
        location: event.location,
        latitude: null,
        longitude: null,
      },
    })),
  });
