import { type Json, toJson } from '@mlc/kernel';
import { z } from 'zod';
import type { Answer } from '../../core/exchange.js';
import { empty, fieldErrors, gateway, issuesAsFields, ok, textAnswer } from '../http/errors.js';
import { within, wrongNumbers } from '../http/filters.js';
import { pageOf } from '../http/paging.js';
import type { Query } from '../http/query.js';
import type { Call, Route } from '../http/router.js';
import type { Order, Shipment } from '../order-records.js';
import { isVisible, type Shop } from '../shop.js';
import { API_VERSIONS, versionsWhere } from '../versions.js';
import { changeRoutes } from './change-routes.js';
import { batchCancel, cancelOrder, createOrder, setTrackingUploaded } from './commands.js';
import { estimate } from './estimate.js';
import { cancelShipment } from './fulfil.js';
import { lastTrackingUpdateOf, lastUpdateOf, orderView, shipmentView } from './view.js';

export function orderRoutes(shop: Shop): Route[] {
  const read = 'orders_read';
  const write = 'orders_write';
  const simulated = versionsWhere((traits) => traits.simulate);
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
      path: '/order:estimate',
      scope: read,
      reads: true,
      channelHeader: API_VERSIONS,
      handle: (call) => estimate(call.account, call.body),
    },
    {
      method: 'GET',
      path: '/order/{id}/store-order-json',
      scope: read,
      handle: (call) =>
        oneOrder(call, (order) => (order.storeOrderJson === null ? empty(204) : textAnswer(200, order.storeOrderJson))),
    },
    {
      method: 'POST',
      path: '/order/{id}/store-order-json',
      scope: write,
      versions: versionsWhere((traits) => traits.storeOrderJsonPost),
      handle: (call) => oneOrder(call, (order) => storeOrderJson(order, call.body)),
    },
    {
      method: 'POST',
      path: '/order/{id}:cancel',
      scope: write,
      channelHeader: versionsWhere((traits) => traits.channelHeaderOnChange),
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
    ...['timeline', 'logs'].flatMap((rows): Route[] => [
      {
        method: 'GET',
        path: `/order/{id}/shipment/{shipmentId}/${rows}`,
        scope: read,
        handle: (call) =>
          oneOrder(call, (order) => {
            const shipment = shipmentOf(call, order);
            return shipment === undefined ? empty(404) : ok(timeline(shipment));
          }),
      },
      {
        method: 'GET',
        path: `/shipment/{id}/${rows}`,
        scope: read,
        handle: (call) => oneShipment(call, (_order, shipment) => ok(timeline(shipment))),
      },
    ]),
    {
      method: 'POST',
      path: '/order/{id}/shipment/{shipmentId}:cancel',
      scope: write,
      handle: (call) =>
        oneOrder(call, (order) => {
          const shipment = shipmentOf(call, order);
          return shipment === undefined ? empty(404) : cancelOne(shop, call, order, shipment);
        }),
    },
    {
      method: 'GET',
      path: '/shipment/{id}',
      scope: read,
      handle: (call) => oneShipment(call, (order, shipment) => ok(shipmentView(call.account, order, shipment))),
    },
    {
      method: 'POST',
      path: '/shipment/{id}:cancel',
      scope: write,
      handle: (call) => oneShipment(call, (order, shipment) => cancelOne(shop, call, order, shipment)),
    },
    {
      method: 'POST',
      path: '/shipment:batchCancel',
      scope: write,
      channelHeader: API_VERSIONS,
      handle: (call) => {
        const parsed = z.object({ shipment_ids: z.array(z.number().int()).min(1) }).safeParse(call.body);
        return parsed.success
          ? batchCancel(shop, call.account, parsed.data.shipment_ids)
          : fieldErrors(422, issuesAsFields(parsed.error));
      },
    },
    ...changeRoutes(shop),
    {
      method: 'POST',
      path: '/simulate/shipment',
      scope: write,
      versions: simulated,
      handle: (call) =>
        shop.options.simulation
          ? shop.simulations.register(call.account, call.body)
          : gateway(404, 'Resource not found'),
    },
    {
      method: 'GET',
      path: '/simulate/status/{id}',
      scope: read,
      versions: simulated,
      handle: (call) =>
        shop.options.simulation
          ? shop.simulations.status(call.account, call.params['id'] ?? '')
          : gateway(404, 'Resource not found'),
    },
    {
      method: 'POST',
      path: '/shipment:batchUpdateTrackingUpload',
      scope: write,
      handle: (call) => markUploaded(shop, call),
    },
    { method: 'GET', path: '/shipping-method', scope: read, handle: listMethods },
  ];
}

/** GET /shipping-method: `Page` from 0 or 1 (both are seen as the first), `Limit` 1-250. */
function listMethods(call: Call): Answer {
  const page = Math.max(1, Number(call.query.text('Page') ?? '1'));
  const limit = Number(call.query.text('Limit') ?? '250');
  if (!Number.isInteger(page) || !Number.isInteger(limit) || limit < 1 || limit > 250) {
    return fieldErrors(400, { Limit: ['The field Limit must be between 1 and 250.'] });
  }
  return ok(
    call.account.shippingMethods.slice((page - 1) * limit, page * limit).map((method) => ({
      ...method,
      active: true,
      default: method.name === 'Standard',
      service_level: { id: 3, name: 'Standard' },
    })),
  );
}

/** POST /order/{id}/store-order-json: 201 with the text as it was sent. */
function storeOrderJson(order: Order, body: unknown): Answer {
  const parsed = z.object({ order_json: z.string() }).safeParse(body);
  if (!parsed.success) return fieldErrors(400, issuesAsFields(parsed.error));
  order.storeOrderJson = parsed.data.order_json;
  const effect = { type: 'order.store_json.set', key: order.referenceId, detail: { order_id: order.id } };
  return { ...textAnswer(201, order.storeOrderJson), effects: [effect] };
}

function cancelOne(shop: Shop, call: Call, order: Order, shipment: Shipment): Answer {
  const done = cancelShipment(shop, call.account, order, shipment);
  if (!done) return fieldErrors(422, { '': [`Shipment in status ${shipment.status} cannot be cancelled`] });
  const effect = { type: 'shipment.cancelled', key: order.referenceId, detail: { shipment_id: shipment.id } };
  return ok(shipmentView(call.account, order, shipment), [effect]);
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
  if (!parsed.success) return textAnswer(400, 'Invalid request');
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
  const untyped = wrongNumbers(call, ['IDs']);
  if (untyped !== null) return fieldErrors(400, untyped);
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
  return (order) =>
    (ids === null || ids.includes(order.id)) &&
    (references === null || references.includes(order.referenceId)) &&
    (uploaded === null || order.shipments.some((shipment) => shipment.isTrackingUploaded === uploaded)) &&
    (hasTracking === null || order.shipments.some((shipment) => (shipment.tracking !== null) === hasTracking)) &&
    within(query, order.createdDate, 'StartDate', 'EndDate') &&
    within(query, lastUpdateOf(order), 'LastUpdateStartDate', 'LastUpdateEndDate') &&
    within(query, lastTrackingUpdateOf(order), 'LastTrackingUpdateStartDate', 'LastTrackingUpdateEndDate');
}
