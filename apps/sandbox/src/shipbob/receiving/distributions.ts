import { BadInput, toJson } from '@mlc/kernel';
import type { Answer } from '../../core/exchange.js';
import type { Account } from '../account.js';
import { fieldErrors, ok, problem } from '../http/errors.js';
import { movePieces } from '../inventory/stock.js';
import type { BoxItem, Spread, Wro } from '../records.js';
import type { Shop } from '../shop.js';
import { type ApiVersion, VERSION_TRAITS } from '../versions.js';
import { tellWro } from './commands.js';

/** What a hub sends on to one centre; totals so far, so that saying it twice changes nothing. */
export interface SpreadItem {
  sku: string;
  fulfillment_center_id: number;
  expected?: number | undefined;
  /** Pieces that have come to the centre; the stowed ones by default. */
  received?: number | undefined;
  stowed: number;
  lot_number?: string | null | undefined;
}

const bad = (message: string, field: string): BadInput => new BadInput(message, { code: 'sandbox.wro', field });

/** Goods of a WRO come to the centres that a hub sends them on to: the centre's shelf and the WRO's line grow alike. */
export function spreadWro(shop: Shop, account: Account, wro: Wro, items: SpreadItem[]): void {
  for (const wish of items) {
    const inventoryId = account.variantBySku(wish.sku)?.inventory.inventory_id;
    const line = wro.boxes
      .flatMap((box) => box.box_items)
      .find((item) => item.inventory_id === inventoryId && (!wish.lot_number || item.lot_number === wish.lot_number));
    if (!inventoryId || line === undefined) throw bad(`WRO ${wro.id} has no line of SKU ${wish.sku}.`, 'sku');
    const centreId = wish.fulfillment_center_id;
    if (account.centre(centreId) === undefined) throw bad(`There is no centre ${centreId}.`, 'fulfillment_center_id');
    const place = { inventoryId, centreId, lotNumber: line.lot_number, lotDate: line.lot_date };
    let row = wro.spread.find((one) => keyOfSpread(one) === keyOfSpread(place));
    if (row === undefined) {
      row = { ...place, expected: wish.expected ?? wish.stowed, received: 0, stowed: 0 };
      wro.spread.push(row);
    }
    const more = wish.stowed - row.stowed;
    movePieces(shop, account, place, more, {
      category: 'ReceivingStow',
      references: [{ key: 'WroId', value: String(wro.id) }],
    });
    line.stowed_quantity += more;
    row.stowed = wish.stowed;
    row.received = wish.received ?? wish.stowed;
    row.expected = wish.expected ?? row.expected;
  }
  wro.lastUpdated = shop.stamp();
  tellWro(shop, account, 'wro.updated', wro);
}

const keyOfSpread = (row: Pick<Spread, 'inventoryId' | 'centreId' | 'lotNumber'>): string =>
  `${row.inventoryId}/${row.centreId}/${row.lotNumber ?? ''}`;

/**
 * GET /receiving/{id}/distributions: where the pieces of a WRO go, for accounts in the Inventory Placement Program. Until
 * its hub has said otherwise, everything goes to the WRO's final destination.
 */
export function distributions(account: Account, version: ApiVersion, id: string): Answer {
  const refuse = (status: 400 | 404, text: string): Answer =>
    VERSION_TRAITS[version].distributionErrors === 'problem'
      ? problem(status, status === 404 ? 'Not Found' : 'Bad Request', text)
      : fieldErrors(status, { '': [text] });
  if (!account.placementProgram) return refuse(400, 'The account is not enrolled in the Inventory Placement Program');
  const wro = account.wros.find((candidate) => candidate.id === Number(id));
  if (wro === undefined) return refuse(404, `Could not find receiving order with id ${id}`);
  if (wro.spread.length > 0)
    return ok(
      toJson({ id: wro.id, status: wro.status, distributions: wro.spread.map((row) => spreadView(account, wro, row)) }),
    );
  const destination = account.centre(wro.finalCentreId ?? wro.centreId);
  const items = wro.boxes.flatMap((box) => box.box_items);
  const keys = [...new Set(items.map(keyOf))];
  return ok(
    toJson({
      id: wro.id,
      status: wro.status,
      distributions: keys.map((key) => {
        const own = items.filter((item) => keyOf(item) === key);
        const sum = (member: 'quantity' | 'received_quantity' | 'stowed_quantity'): number =>
          own.reduce((total, item) => total + item[member], 0);
        return {
          inventory_id: own[0]?.inventory_id ?? 0,
          product_sku: account.variantByInventory(own[0]?.inventory_id ?? 0)?.sku ?? null,
          lot_number: own[0]?.lot_number ?? null,
          lot_date: own[0]?.lot_date ?? null,
          fulfillment_center_id: destination?.id ?? wro.centreId,
          fulfillment_center_abbreviation: destination?.name.slice(0, 3).toUpperCase() ?? null,
          expected_quantity: sum('quantity'),
          received_quantity: sum('received_quantity'),
          stowed_quantity: sum('stowed_quantity'),
          status: progressOf(wro, sum('received_quantity'), sum('stowed_quantity')),
        };
      }),
    }),
  );
}

const spreadView = (account: Account, wro: Wro, row: Spread) => ({
  inventory_id: row.inventoryId,
  product_sku: account.variantByInventory(row.inventoryId)?.sku ?? null,
  lot_number: row.lotNumber,
  lot_date: row.lotDate,
  fulfillment_center_id: row.centreId,
  fulfillment_center_abbreviation: account.centre(row.centreId)?.name.slice(0, 3).toUpperCase() ?? null,
  expected_quantity: row.expected,
  received_quantity: row.received,
  stowed_quantity: row.stowed,
  status: progressOf(wro, row.received, row.stowed),
});

const keyOf = (item: BoxItem): string => `${item.inventory_id}/${item.lot_number ?? ''}/${item.lot_date ?? ''}`;

function progressOf(wro: Wro, received: number, stowed: number): string {
  if (wro.status === 'Completed') return 'Completed';
  if (stowed > 0) return 'Stowing';
  return received > 0 ? 'InProgress' : 'NotStarted';
}
