import { type Json, toJson } from '@mlc/kernel';
import { z } from 'zod';
import type { Answer } from '../../core/exchange.js';
import { fieldErrors, issuesAsFields, ok, problem } from '../http/errors.js';
import { brokenCursor, cursorPage, openCursor } from '../http/paging.js';
import type { Query } from '../http/query.js';
import type { Call, Route } from '../http/router.js';
import type { Shop } from '../shop.js';
import { versionsWhere } from '../versions.js';
import type { InventoryEvent } from './history.js';
import { type Level, type LevelViewName, levelsOf, levelView } from './levels.js';

const DAY_MS = 86_400_000;
const RANGE_MAX_MS = 90 * DAY_MS;
/** Rows a page of the history, as seen live. */
const HISTORY_PAGE = 250;

export function inventoryRoutes(shop: Shop): Route[] {
  const scope = 'inventory_read';
  const lagged =
    (name: LevelViewName) =>
    (level: Level): Json =>
      level.account.lag.published(shop, level.inventoryId, name) ?? levelView(level, name);
  const views: [string, (level: Level) => Json][] = [
    ['/inventory', item],
    ['/inventory-level', lagged('totals')],
  ];
  const places: [string, (level: Level) => Json][] = [
    ['/locations', lagged('locations')],
    ['/lots', lagged('lots')],
  ];
  return [
    ...views.flatMap(([path, view]): Route[] => [
      { method: 'GET', path, scope, handle: (call) => list(call, path, view) },
      { method: 'GET', path: `${path}/{id}`, scope, handle: (call) => one(call, view) },
    ]),
    ...places.flatMap(([suffix, view]): Route[] => [
      {
        method: 'GET',
        path: `/inventory-level${suffix}`,
        scope,
        handle: (call) => list(call, `/inventory-level${suffix}`, view),
      },
      { method: 'GET', path: `/inventory-level/{id}${suffix}`, scope, handle: (call) => one(call, view) },
    ]),
    {
      method: 'POST',
      path: '/inventory/history:query',
      scope,
      reads: true,
      versions: versionsWhere((traits) => traits.history),
      handle: (call) => queryHistory(shop, call),
    },
  ];
}

const SORT_KEYS = ['id', 'name', 'sku', 'onhand'];

function list(call: Call, path: string, view: (level: Level) => Json): Answer {
  const cursor = openCursor(call.query);
  if (cursor === null) return brokenCursor();
  const sort = cursor.filters.text('SortBy');
  if (sort !== null && !SORT_KEYS.includes(sort.replace(/^-/, '').toLowerCase())) {
    // The words that the live API had for `-onHand` (observed).
    return problem(400, 'Bad Request', `Key mapping for ${sort} is missing`);
  }
  const rows = levelsOf(call.account)
    .filter(wanted(cursor.filters))
    .map((level) => ({ id: level.inventoryId, view: () => atLocation(view(level), cursor.filters) }));
  return cursorPage({
    rows,
    query: call.query,
    cursor,
    size: { name: 'PageSize', fallback: 50, max: 250 },
    link: (token, size) => `/${call.version}${path}?cursor=${token}&pageSize=${size}`,
    ends: true,
    refusal: (field) => problem(400, 'Bad Request', field),
  });
}

/** `LocationId` keeps the rows of one centre; centres here are all of type hub. */
function atLocation(row: Json, query: Query): Json {
  const id = query.numbers('LocationId');
  if (id === null || typeof row !== 'object' || row === null || !('locations' in row)) return row;
  const { locations } = row;
  if (!Array.isArray(locations)) return row;
  const kept = locations.filter(
    (place) =>
      typeof place === 'object' &&
      place !== null &&
      'location_id' in place &&
      id.includes(Number(place['location_id'])),
  );
  return { ...row, locations: kept };
}

function one(call: Call, view: (level: Level) => Json): Answer {
  const level = levelsOf(call.account).find((candidate) => candidate.inventoryId === Number(call.params['id']));
  return level === undefined ? problem(404, 'Not Found', 'The inventory item was not found.') : ok(view(level));
}

/** `InventoryIds` (comma list), `SearchBy` (text of SKU or name), `IsActive`, `IsDigital`. */
function wanted(query: Query): (level: Level) => boolean {
  const ids = query.numbers('InventoryIds');
  const search = query.text('SearchBy')?.toLowerCase() ?? null;
  const active = query.bool('IsActive');
  const digital = query.bool('IsDigital');
  return ({ variant, inventoryId }) =>
    (ids === null || ids.includes(inventoryId)) &&
    (search === null || variant.sku.toLowerCase().includes(search) || variant.name.toLowerCase().includes(search)) &&
    (active === null || active === (variant.status === 'Active')) &&
    (digital === null || digital === variant.is_digital);
}

/** GET /inventory: the item itself, without quantities. */
function item({ account, variant, inventoryId }: Level): Json {
  return toJson({
    inventory_id: inventoryId,
    user_id: account.userId,
    sku: variant.sku,
    name: variant.name,
    barcode: variant.barcodes[0]?.value ?? null,
    is_case: false,
    is_lot: variant.lot_information.is_lot,
    dimensions: {
      length: variant.dimension.length,
      width: variant.dimension.width,
      height: variant.dimension.height,
      unit: variant.dimension.unit,
      validated: variant.dimension.is_locked,
      is_locked: variant.dimension.is_locked,
    },
    weight: { value: variant.weight.weight, unit: variant.weight.unit },
    variant: {
      is_active: variant.status === 'Active',
      is_bundle: variant.bundle_definition.length > 0,
      is_digital: variant.is_digital,
      hazmat: { is_hazmat: variant.fulfillment_settings['dangerous_goods'] === true, validated: false },
    },
  });
}

const historySchema = z.object({
  facility_id: z.number().int(),
  inventory_ids: z.array(z.number().int()).nullish(),
  event_category: z.string().nullish(),
  start_date: z.string().nullish(),
  end_date: z.string().nullish(),
  merchant_user_id: z.number().int().nullish(),
  cursor: z.number().int().nullish(),
});

/**
 * POST /inventory/history:query: events of one centre in the last 90 days, which is also the largest range. The cursor is
 * the last event id seen, in the query or the body. Error answers are inferred: no document lists any.
 */
function queryHistory(shop: Shop, call: Call): Answer {
  const parsed = historySchema.safeParse(call.body);
  if (!parsed.success) return fieldErrors(400, issuesAsFields(parsed.error));
  const given = parsed.data;
  const nowMs = shop.clock.now().getTime();
  const endMs = given.end_date ? Date.parse(given.end_date) : nowMs;
  const startMs = given.start_date ? Date.parse(given.start_date) : endMs - RANGE_MAX_MS;
  if (Number.isNaN(startMs) || Number.isNaN(endMs) || endMs - startMs > RANGE_MAX_MS) {
    return fieldErrors(400, { StartDate: ['The date range must be valid and at most 90 days.'] });
  }
  const after = call.query.text('cursor') === null ? (given.cursor ?? 0) : Number(call.query.text('cursor'));
  const rows = call.account.history.filter(
    (event) =>
      event.centreId === given.facility_id &&
      event.id > after &&
      (!given.inventory_ids || given.inventory_ids.includes(event.inventoryId)) &&
      (!given.event_category || given.event_category === event.category) &&
      (!given.merchant_user_id || given.merchant_user_id === call.account.userId) &&
      Date.parse(event.at) >= startMs &&
      Date.parse(event.at) <= endMs,
  );
  const page = rows.slice(0, HISTORY_PAGE);
  const last = page.at(-1);
  const link = (id: number): string => `/${call.version}/inventory/history:query?cursor=${id}`;
  return ok({
    data: page.map((event) => eventView(call, event)),
    first: link(0),
    last: null,
    next: last !== undefined && rows.length > page.length ? link(last.id) : null,
    prev: null,
  });
}

function eventView(call: Call, event: InventoryEvent): Json {
  const side = {
    facility_id: event.centreId,
    // One shelf per centre.
    location_id: event.centreId * 1000 + 1,
    quantity_change: event.change,
    committed_quantity_change: event.category === 'OrderPicked' ? event.change : 0,
    sku: call.account.variantByInventory(event.inventoryId)?.sku ?? null,
    lot_number: event.lotNumber,
    expiration_date: event.lotDate,
    inventory_status: 'Available',
    operational_stage: { id: 1, description: 'Available' },
    pack_description_id: null,
    yuki_id: null,
  };
  return toJson({
    inventory_audit_event_id: event.id,
    inventory_id: event.inventoryId,
    event_category: event.category,
    event_datetime: event.at,
    shipbob_order_id: event.orderId,
    merchant_user_id: call.account.userId,
    increment: event.change > 0 ? side : null,
    decrement: event.change < 0 ? side : null,
    additional_reference: event.references,
  });
}
