import type { ReturnSeen, ShipBobReturn, ShipBobReturnItem } from '../seen.js';

export type Action = 'restock' | 'quarantine' | 'dispose';

/** So much of one item that ShipBob dealt with in one way. */
export interface Done {
  item: ShipBobReturnItem;
  action: Action;
  quantity: number;
  reason: string | null;
}

/** What ShipBob did, item by item; actions nobody knows apart. Zero quantities say nothing. */
export function doneWith(returned: ShipBobReturn): { done: Done[]; unknown: { sku: string; action: string }[] } {
  const done: Done[] = [];
  const unknown: { sku: string; action: string }[] = [];
  for (const item of returned.inventory) {
    for (const taken of item.action_taken) {
      if (taken.quantity_processed <= 0) continue;
      const action = actionOf(taken.action);
      if (action === null) unknown.push({ sku: item.sku, action: taken.action });
      else done.push({ item, action, quantity: taken.quantity_processed, reason: taken.action_reason });
    }
  }
  return { done, unknown };
}

function actionOf(word: string): Action | null {
  const known = word.trim().toLowerCase();
  return known === 'restock' || known === 'quarantine' || known === 'dispose' ? known : null;
}

/** Items whose processed quantity is not the expected one. */
export const differing = (returned: ShipBobReturn): { sku: string; expected: number; processed: number }[] =>
  returned.inventory
    .map((item) => ({
      sku: item.sku,
      expected: item.quantity,
      processed: item.action_taken.reduce((sum, taken) => sum + taken.quantity_processed, 0),
    }))
    .filter(({ expected, processed }) => expected !== processed);

/** One word that stands in the source document of everything booked for a return. */
export const returnMarker = (returnId: number): string => `SB-return-${returnId}`;
/** Whether a source document is that of a transfer which took some return back. */
export const isOfReturn = (origin: string): boolean => /(?<![\w:.-])SB-return-\d+(?![\w:.-])/.test(origin);
export const scrapMarker = (returnId: number, place: number): string => `${returnMarker(returnId)}-scrap-${place}`;
/** Marks of all that a return may have scrapped. */
export const scrapMarkers = (returned: ShipBobReturn): string[] =>
  doneWith(returned)
    .done.filter((one) => one.action === 'dispose')
    .map((_, index) => scrapMarker(returned.id, index + 1));

/** Items that are linked to no product. */
export const unknownItems = (done: Done[], seen: Pick<ReturnSeen, 'productByInventoryId'>): ShipBobReturnItem[] => [
  ...new Set(done.map((one) => one.item).filter((item) => !seen.productByInventoryId[String(item.id)])),
];
