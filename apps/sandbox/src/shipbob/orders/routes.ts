import { type Json, toJson } from '@mlc/kernel';
import { z } from 'zod';
import type { Answer } from '../../core/exchange.js';
import { empty, fieldErrors, ok } from '../http/errors.js';
import { pageOf } from '../http/paging.js';
import type { Query } from '../http/query.js';
import type { Call, Route } from '../http/router.js';
import type { Order, Shipment } from '../order-records.js';
import { API_VERSIONS, isVisible, type Shop } from '../shop.js';
import { cancelOrder, createOrder, setTrackingUploaded } from './commands.js';
import { cancelShipment } from './fulfil.js';
import { lastTrackingUpdateOf, lastUpdateOf, orderView, shipmentView } from './view.js';

export function orderRoutes(shop: Shop): Route[] {
  const read = 'orders_read';
  const write = 'orders_write';
  const shipmentOf = (call: Call, order: Order): Shipment | undefined =>
    order.shipments.find((shipment) => shipment.id === Number(call.params['shipmentId']));
  return [
    { method: 'GET', path: '/order', scope: read, handle: (call) => listOrders(shop, call) },
    {
      method: 'POST',
      path: '/order',
      scope: write,
      channelHeader: API_VERSIONS,
      handle: (call) => createOrder(shop, call.account, call.channel.id, call.body),
    },
    {
      method: 'GET',
      path: '/order/{id}',
      scope: read,
      handle: (call) => oneOrder(call, (order) => ok(orderView(call.account, order))),
    },
    {
      method: 'POST',
      path: '/order/{id}:cancel',
      scope: write,
      channelHeader: ['2025-07'],
      handle: (call) => oneOrder(call, (order) => cancelOrder(shop, call.account, order)),
    },
    {
      method: 'GET',
      path: '/order/{id}/shipment',
      scope: read,
      handle: (call) =>
        oneOrder(call, (order) => ok(order.shipments.map((shipment) => shipmentView(call.account, order, shipment)))),
    },
    {
      method: 'GET',
      path: '/order/{id}/shipment/{shipmentId}',
      scope: read,
      handle: (call) =>
        oneOrder(call, (order) => {
          const shipment = shipmentOf(call, order);
          return shipment === undefined ? empty(404) : ok(shipmentView(call.account, order, shipment));
        }),
    },
    {
      method: 'GET',
      path: '/order/{id}/shipment/{shipmentId}/timeline',
      scope: read,
      handle: (call) =>
        oneOrder(call, (order) => {
          const shipment = shipmentOf(call, order);
          return shipment === undefined ? empty(404) : ok(timeline(shipment));
        }),
    },
    {
      method: 'GET',
      path: '/shipment/{id}',
      scope: read,
      handle: (call) => oneShipment(call, (order, shipment) => ok(shipmentView(call.account, order, shipment))),
    },
    {
      method: 'GET',
      path: '/shipment/{id}/timeline',
      scope: read,
      handle: (call) => oneShipment(call, (_order, shipment) => ok(timeline(shipment))),
    },
    {
      method: 'POST',
      path: '/shipment/{id}:cancel',
      scope: write,
      handle: (call) =>
        oneShipment(call, (order, shipment) => {
          const done = cancelShipment(shop, call.account, order, shipment);
          if (!done) return fieldErrors(422, { '': [`Shipment in status ${shipment.status} cannot be cancelled`] });
          const effect = { type: 'shipment.cancelled', key: order.referenceId, detail: { shipment_id: shipment.id } };
          return ok(shipmentView(call.account, order, shipment), [effect]);
        }),
    },
    {
      method: 'POST',
      path: '/shipment:batchUpdateTrackingUpload',
      scope: write,
      handle: (call) => markUploaded(shop, call),
    },
    {
      method: 'GET',
      path: '/shipping-method',
      scope: read,
      handle: (call) =>
        ok(
          call.account.shippingMethods.map((method) => ({
            ...method,
            active: true,
            default: method.name === 'Standard',
            service_level: { id: 3, name: 'Standard' },
          })),
        ),
    },
  ];
}

function oneOrder(call: Call, answer: (order: Order) => Answer): Answer {
  const order = call.account.orders.find((candidate) => candidate.id === Number(call.params['id']));
  return order === undefined || !isVisible(order) ? empty(404) : answer(order);
}

function oneShipment(call: Call, answer: (order: Order, shipment: Shipment) => Answer): Answer {
  const found = call.account.shipment(Number(call.params['id']));
  return found === undefined || !isVisible(found.order) ? empty(404) : answer(found.order, found.shipment);
}

const timeline = (shipment: Shipment): Json =>
  toJson(
    shipment.log.map((row) => ({
      log_type_id: row.typeId,
      log_type_name: row.name,
      log_type_text: row.text,
      timestamp: row.timestamp,
      metadata: {},
    })),
  );

/** A plain string is what this call answers to a bad request. */
function markUploaded(shop: Shop, call: Call): Answer {
  const schema = z.object({ is_tracking_uploaded: z.boolean(), shipment_ids: z.array(z.number().int()).min(1) });
  const parsed = schema.safeParse(call.body);
  if (!parsed.success) return { status: 400, body: 'Invalid request' };
  return setTrackingUploaded(shop, call.account, parsed.data.shipment_ids, parsed.data.is_tracking_uploaded);
}

/** GET /order. `HasTracking=true` is a server error on the live API (observed). */
function listOrders(shop: Shop, call: Call): Answer {
  const { query } = call;
  if (shop.options.hasTrackingBroken && query.bool('HasTracking') === true) {
    return fieldErrors(500, { '': ['An unexpected database error occurred. Please try again later'] });
  }
  const sort = query.text('SortOrder')?.toLowerCase() ?? 'newest';
  if (sort !== 'newest' && sort !== 'oldest') {
    return fieldErrors(400, { SortOrder: [`The value '${sort}' is not valid for SortOrder.`] });
  }
  const wanted = filterOf(query);
  const rows = call.account.orders.filter((order) => isVisible(order) && wanted(order));
  if (sort === 'newest') rows.reverse();
  return pageOf(rows, (order) => orderView(call.account, order), query, call.path);
}

function filterOf(query: Query): (order: Order) => boolean {
  const ids = query.numbers('IDs');
  const references = query.list('ReferenceIds');
  const uploaded = query.bool('IsTrackingUploaded');
  const hasTracking = query.bool('HasTracking');
  const within = (at: string | null, from: string, to: string): boolean => {
    const [fromMs, toMs] = [query.timeMs(from), query.timeMs(to)];
    if (fromMs === null && toMs === null) return true;
    const ms = at === null ? Number.NaN : Date.parse(at);
    return (fromMs === null || ms >= fromMs) && (toMs === null || ms <= toMs);
  };
  return (order) =>
    (ids === null || ids.includes(order.id)) &&
    (references === null || references.includes(order.referenceId)) &&
    (uploaded === null || order.shipments.some((shipment) => shipment.isTrackingUploaded === uploaded)) &&
    (hasTracking === null || order.shipments.some((shipment) => (shipment.tracking !== null) === hasTracking)) &&
    within(order.createdDate, 'StartDate', 'EndDate') &&
    within(lastUpdateOf(order), 'LastUpdateStartDate', 'LastUpdateEndDate') &&
    within(lastTrackingUpdateOf(order), 'LastTrackingUpdateStartDate', 'LastTrackingUpdateEndDate');
}
