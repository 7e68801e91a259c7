import { toJson } from '@mlc/kernel';
import type { Answer } from '../../core/exchange.js';
import type { Account } from '../account.js';
import { fieldErrors, ok, problem } from '../http/errors.js';
import type { BoxItem, Wro } from '../records.js';
import { type ApiVersion, VERSION_TRAITS } from '../versions.js';

/**
 * GET /receiving/{id}/distributions: where the pieces of a WRO go, for accounts in the Inventory Placement Program. The
 * sandbox sends everything to the WRO's final destination.
 */
export function distributions(account: Account, version: ApiVersion, id: string): Answer {
  const refuse = (status: 400 | 404, text: string): Answer =>
    VERSION_TRAITS[version].distributionErrors === 'problem'
      ? problem(status, status === 404 ? 'Not Found' : 'Bad Request', text)
      : fieldErrors(status, { '': [text] });
  if (!account.placementProgram) return refuse(400, 'The account is not enrolled in the Inventory Placement Program');
  const wro = account.wros.find((candidate) => candidate.id === Number(id));
  if (wro === undefined) return refuse(404, `Could not find receiving order with id ${id}`);
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

const keyOf = (item: BoxItem): string => `${item.inventory_id}/${item.lot_number ?? ''}/${item.lot_date ?? ''}`;

function progressOf(wro: Wro, received: number, stowed: number): string {
  if (wro.status === 'Completed') return 'Completed';
  if (stowed > 0) return 'Stowing';
  return received > 0 ? 'InProgress' : 'NotStarted';
}
