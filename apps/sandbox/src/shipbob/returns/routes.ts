import type { Answer } from '../../core/exchange.js';
import { problem, validationProblem } from '../http/errors.js';
import { within } from '../http/filters.js';
import { pageNumberCursor } from '../http/paging.js';
import type { Query } from '../http/query.js';
import { type Call, type Route } from '../http/router.js';
import type { Shop } from '../shop.js';
import { API_VERSIONS, versionsWhere } from '../versions.js';
import { cancelReturn, createReturn, editReturn, oneReturn } from './commands.js';
import type { ReturnOrder } from './records.js';
import { returnView } from './view.js';

export function returnRoutes(shop: Shop): Route[] {
  const read = 'returns_read';
  const write = 'returns_write';
  return [
    { method: 'GET', path: '/return', scope: read, handle: (call) => listReturns(shop, call) },
    {
      method: 'POST',
      path: '/return',
      scope: write,
      channelHeader: API_VERSIONS,
      badHeader: (errors) => problem(400, 'One or more validation errors occurred.', JSON.stringify(errors)),
      handle: (call) => createReturn(shop, call.account, call.channel.id, call.body),
    },
    {
      method: 'GET',
      path: '/return/{id}',
      scope: read,
      handle: (call) => oneReturn(shop, call.account, call.params['id'] ?? ''),
    },
    {
      method: 'PUT',
      path: '/return/{id}',
      scope: write,
      channelHeader: versionsWhere((traits) => traits.channelHeaderOnChange),
      badHeader: (errors) => validationProblem(400, errors),
      handle: (call) => editReturn(shop, call.account, call.version, call.params['id'] ?? '', call.body),
    },
    {
      method: 'POST',
      path: '/return/{id}:cancel',
      scope: write,
      handle: (call) => cancelReturn(shop, call.account, call.params['id'] ?? ''),
    },
  ];
}

/** Style C: `Cursor` is a page number, `next` an absolute URI; newest first unless `SortOrder=Asc`. */
function listReturns(shop: Shop, call: Call): Answer {
  const wanted = filterOf(call.query);
  const rows = call.account.returns.filter(wanted);
  if (call.query.text('SortOrder')?.toLowerCase() !== 'asc') rows.reverse();
  return pageNumberCursor(rows, (order) => returnView(shop.options, call.account, order), call);
}

function filterOf(query: Query): (order: ReturnOrder) => boolean {
  const lower = (name: string): string[] | null =>
    query.list(name)?.map((value) => value.replaceAll(' ', '').toLowerCase()) ?? null;
  const ids = query.numbers('Ids');
  const references = query.list('ReferenceIds');
  const statuses = lower('Status');
  const centres = query.numbers('FulfillmentCenterIds');
  const trackings = query.list('TrackingNumbers');
  const shipments = query.numbers('OriginalShipmentIds');
  const inventories = query.numbers('InventoryIds');
  const types = lower('ReturnTypes');
  const actions = lower('ReturnActions');
  const storeOrders = query.list('StoreOrderIds');
  const has = <T>(list: T[] | null, value: T | null): boolean =>
    list === null || (value !== null && list.includes(value));
  return (order) =>
    has(ids, order.id) &&
    has(references, order.referenceId) &&
    has(statuses, order.status.toLowerCase()) &&
    has(centres, order.centreId) &&
    has(trackings, order.trackingNumber) &&
    has(shipments, order.originalShipmentId) &&
    (inventories === null || order.items.some((item) => inventories.includes(item.inventoryId))) &&
    has(types, order.type.toLowerCase()) &&
    (actions === null ||
      order.items.some((item) => item.taken.some(({ action }) => actions.includes(action.toLowerCase())))) &&
    has(storeOrders, order.storeOrderId) &&
    within(query, order.insertDate, 'StartDate', 'EndDate') &&
    within(
      query,
      order.statusHistory.find((row) => row.status === 'Completed')?.timestamp ?? null,
      'CompletedStartDate',
      'CompletedEndDate',
    );
}
