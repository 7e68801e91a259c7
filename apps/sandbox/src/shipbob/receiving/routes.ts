import { type Json, toJson } from '@mlc/kernel';
import type { Answer } from '../../core/exchange.js';
import { fieldErrors, ok } from '../http/errors.js';
import { within, wrongNumbers } from '../http/filters.js';
import { pageOf } from '../http/paging.js';
import type { Call, Route } from '../http/router.js';
import type { Wro } from '../records.js';
import type { Centre } from '../seed.js';
import { isVisible, type Shop } from '../shop.js';
import { VERSION_TRAITS, versionsWhere } from '../versions.js';
import { cancelWro, createWro, noWro, patchWro, setExternalSync } from './commands.js';
import { distributions } from './distributions.js';
import { uroRoutes } from './uro.js';
import { boxView, centreView, wroView } from './view.js';

export function receivingRoutes(shop: Shop): Route[] {
  const read = 'receiving_read';
  const write = 'receiving_write';
  const view = (call: Call, wro: Wro): Json => wroView(shop, call.account, call.version, wro);
  return [
    { method: 'GET', path: '/receiving', scope: read, handle: (call) => listWros(call, view) },
    {
      method: 'POST',
      path: '/receiving',
      scope: write,
      handle: (call) => createWro(shop, call.account, call.version, call.body),
    },
    {
      method: 'POST',
      path: '/receiving:setExternalSync',
      scope: write,
      handle: (call) => setExternalSync(shop, call.account, call.body),
    },
    {
      method: 'GET',
      path: '/receiving/{id}',
      scope: read,
      handle: (call) => oneWro(call, (wro) => ok(view(call, wro))),
    },
    {
      method: 'PATCH',
      path: '/receiving/{id}',
      scope: write,
      versions: versionsWhere((traits) => traits.patchWro),
      handle: (call) => patchWro(shop, call.account, call.version, call.params['id'] ?? '', call.body),
    },
    {
      method: 'GET',
      path: '/receiving/{id}/boxes',
      scope: read,
      handle: (call) => oneWro(call, (wro) => ok(wro.boxes.map(boxView))),
    },
    {
      method: 'GET',
      path: '/receiving/{id}/distributions',
      scope: read,
      handle: (call) => distributions(call.account, call.version, call.params['id'] ?? ''),
    },
    ...uroRoutes(shop),
    { method: 'GET', path: '/receiving/{id}/labels', scope: read, handle: (call) => oneWro(call, labels) },
    {
      method: 'POST',
      path: '/receiving/{id}:cancel',
      scope: write,
      handle: (call) => cancelWro(shop, call.account, call.version, call.params['id'] ?? ''),
    },
    {
      method: 'GET',
      path: '/fulfillment-center',
      scope: read,
      handle: (call) => ok(call.account.centres.map(centreView)),
    },
    { method: 'GET', path: '/location', scope: 'locations_read', handle: listLocations },
  ];
}

function oneWro(call: Call, answer: (wro: Wro) => Answer): Answer {
  const id = call.params['id'] ?? '';
  const wro = call.account.wros.find((candidate) => candidate.id === Number(id));
  return wro === undefined ? noWro(id) : answer(wro);
}

/** Style A. There is no "updated since" filter: clients list by status and by completion date. */
function listWros(call: Call, view: (call: Call, wro: Wro) => Json): Answer {
  const { query } = call;
  const untyped = wrongNumbers(call, ['IDs', 'FulfillmentCenterIds']);
  if (untyped !== null) return fieldErrors(VERSION_TRAITS[call.version].receivingValidation, untyped);
  const ids = query.numbers('IDs');
  const statuses = query.list('Statuses')?.map((status) => status.toLowerCase()) ?? null;
  const centres = query.numbers('FulfillmentCenterIds');
  const numbers = query.list('PurchaseOrderNumbers');
  const synced = query.bool('ExternalSync');
  const rows = call.account.wros.filter(
    (wro) =>
      isVisible(wro) &&
      (ids === null || ids.includes(wro.id)) &&
      (statuses === null || statuses.includes(wro.status.toLowerCase())) &&
      (centres === null || centres.includes(wro.centreId)) &&
      (numbers === null || numbers.includes(wro.purchaseOrderNumber)) &&
      (synced === null || synced === (wro.externalSync !== null)) &&
      within(query, wro.insertDate, 'InsertStartDate', 'InsertEndDate') &&
      within(query, wro.completedDate, 'CompletedStartDate', 'CompletedEndDate'),
  );
  return pageOf(rows, (wro) => view(call, wro), query, call.path);
}

/** The spec says base64 in a JSON string, the text says a PDF; here it is the PDF. */
function labels(wro: Wro): Answer {
  const text = `%PDF-1.4\n% Box labels of receiving order ${wro.id}, ${wro.boxes.length} boxes\n%%EOF\n`;
  return { status: 200, body: Buffer.from(text), headers: { 'content-type': 'application/pdf' } };
}

/** GET /location: `IncludeInactive`, `ReceivingEnabled`. */
function listLocations(call: Call): Answer {
  const inactive = call.query.bool('IncludeInactive') ?? false;
  const receiving = call.query.bool('ReceivingEnabled');
  const rows = call.account.centres.filter(
    (centre) => (inactive || centre.active) && (receiving === null || centre.receiving === receiving),
  );
  return ok(rows.map(locationView));
}

function locationView(centre: Centre): Json {
  const address = {
    name: centre.name,
    address1: centre.address1,
    address2: centre.address2,
    city: centre.city,
    state: centre.state,
    country: centre.country,
    zip_code: centre.zip_code,
    phone_number: centre.phone_number,
    email: centre.email,
  };
  return toJson({
    id: centre.id,
    name: centre.name,
    abbreviation: centre.name.slice(0, 3).toUpperCase(),
    is_active: centre.active,
    is_receiving_enabled: centre.receiving,
    is_shipping_enabled: centre.shipping,
    access_granted: true,
    attributes: [],
    timezone: centre.timezone,
    region: { id: 1, name: 'United States' },
    services: [
      { service_type: 'Receiving', enabled: centre.receiving, address },
      { service_type: 'Returns', enabled: centre.returns, address },
    ],
  });
}
