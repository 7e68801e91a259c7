import { type Json, toJson } from '@mlc/kernel';
import type { Answer } from '../core/exchange.js';
import type { Account } from './account.js';
import { ok, problem } from './http/errors.js';
import { brokenCursor, cursorPage, openCursor } from './http/paging.js';
import type { Query } from './http/query.js';
import type { Call, Route } from './http/router.js';
import type { Variant } from './records.js';

interface Level {
  account: Account;
  variant: Variant;
  inventoryId: number;
}

export function inventoryRoutes(): Route[] {
  const scope = 'inventory_read';
  const views: [string, (level: Level) => Json][] = [
    ['', totals],
    ['/locations', locations],
    ['/lots', lots],
  ];
  return views.flatMap(([suffix, view]): Route[] => [
    { method: 'GET', path: `/inventory-level${suffix}`, scope, handle: (call) => list(call, suffix, view) },
    { method: 'GET', path: `/inventory-level/{id}${suffix}`, scope, handle: (call) => one(call, view) },
  ]);
}

const levelsOf = (account: Account): Level[] =>
  account.variants.flatMap((variant) =>
    variant.inventory.inventory_id === null ? [] : [{ account, variant, inventoryId: variant.inventory.inventory_id }],
  );

function list(call: Call, suffix: string, view: (level: Level) => Json): Answer {
  const cursor = openCursor(call.query);
  if (cursor === null) return brokenCursor();
  const rows = levelsOf(call.account)
    .filter(wanted(cursor.filters))
    .map((level) => ({ id: level.inventoryId, view: () => view(level) }));
  return cursorPage({
    rows,
    query: call.query,
    cursor,
    size: { name: 'PageSize', fallback: 50, max: 250 },
    link: (token, size) => `/${call.version}/inventory-level${suffix}?cursor=${token}&pageSize=${size}`,
    ends: true,
  });
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

/** on_hand = physically there, committed = reserved, fulfillable = the difference, awaiting = announced by open WROs. */
function totals({ account, variant, inventoryId }: Level): Json {
  const onHand = account.onHand(inventoryId);
  const committed = account.committed(inventoryId);
  const awaiting = account.awaiting(inventoryId);
  return {
    inventory_id: inventoryId,
    sku: variant.sku,
    name: variant.name,
    total_on_hand_quantity: onHand,
    total_committed_quantity: committed,
    total_fulfillable_quantity: onHand - committed,
    // Sources contradict each other about "sellable"; this is the OpenAPI 2026-01 text.
    total_sellable_quantity: onHand - committed + awaiting,
    total_awaiting_quantity: awaiting,
    total_exception_quantity: 0,
    total_internal_transfer_quantity: 0,
    total_backordered_quantity: account.backordered(inventoryId),
  };
}

function placesOf({ account, inventoryId }: Level, lotNumber?: string | null): Json[] {
  return account.centres.flatMap((centre) => {
    const onHand = account.stock
      .filter((row) => row.inventoryId === inventoryId && row.centreId === centre.id)
      .filter((row) => lotNumber === undefined || row.lotNumber === lotNumber)
      .reduce((sum, row) => sum + row.onHand, 0);
    const committed = lotNumber === undefined ? account.committed(inventoryId, centre.id) : 0;
    const awaiting = lotNumber === undefined ? account.awaiting(inventoryId, centre.id) : 0;
    if (onHand === 0 && committed === 0 && awaiting === 0) return [];
    return [
      {
        location_id: centre.id,
        name: centre.name,
        on_hand_quantity: onHand,
        committed_quantity: committed,
        fulfillable_quantity: onHand - committed,
        awaiting_quantity: awaiting,
        internal_transfer_quantity: 0,
      },
    ];
  });
}

const headOf = ({ variant, inventoryId }: Level) => ({
  inventory_id: inventoryId,
  sku: variant.sku,
  name: variant.name,
});

const locations = (level: Level): Json => ({ ...headOf(level), locations: placesOf(level) });

function lots(level: Level): Json {
  const rows = level.account.stock.filter((row) => row.inventoryId === level.inventoryId && row.lotNumber !== null);
  const numbers = [...new Set(rows.map((row) => row.lotNumber))];
  return toJson({
    ...headOf(level),
    lots: numbers.map((number) => {
      const own = rows.filter((row) => row.lotNumber === number);
      const onHand = own.reduce((sum, row) => sum + row.onHand, 0);
      return {
        lot_number: number,
        lot_date: own[0]?.lotDate ?? null,
        on_hand_quantity: onHand,
        committed_quantity: 0,
        fulfillable_quantity: onHand,
        awaiting_quantity: 0,
        internal_transfer_quantity: 0,
        locations: placesOf(level, number),
      };
    }),
  });
}
