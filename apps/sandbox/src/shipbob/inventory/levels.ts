import { type Json, toJson } from '@mlc/kernel';
import type { Account } from '../account.js';
import type { Variant } from '../records.js';

/** One inventory item of an account. */
export interface Level {
  account: Account;
  variant: Variant;
  inventoryId: number;
}

export const levelsOf = (account: Account): Level[] =>
  account.variants.flatMap((variant) =>
    variant.inventory.inventory_id === null ? [] : [{ account, variant, inventoryId: variant.inventory.inventory_id }],
  );

export type LevelViewName = 'totals' | 'locations' | 'lots';

export const levelViews = (level: Level): Record<LevelViewName, Json> => ({
  totals: totals(level),
  locations: locations(level),
  lots: lots(level),
});

export const levelView = (level: Level, name: LevelViewName): Json =>
  name === 'totals' ? totals(level) : name === 'locations' ? locations(level) : lots(level);

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
    // And about "exception": damaged goods, or what orders in exception need. Here it is the latter.
    total_exception_quantity: account.inException(inventoryId),
    total_internal_transfer_quantity: account.internalTransfer(inventoryId),
    total_backordered_quantity: account.backordered(inventoryId),
  };
}

function placesOf({ account, inventoryId }: Level, lotNumber?: string | null): Json[] {
  return account.centres.flatMap((centre) => {
    const onHand = account.stock
      .filter((row) => row.inventoryId === inventoryId && row.centreId === centre.id)
      .filter((row) => lotNumber === undefined || row.lotNumber === lotNumber)
      .reduce((sum, row) => sum + row.onHand, 0);
    const whole = lotNumber === undefined;
    const committed = account.committed(inventoryId, centre.id, lotNumber);
    const awaiting = whole ? account.awaiting(inventoryId, centre.id) : 0;
    const transfer = whole ? account.internalTransfer(inventoryId, centre.id) : 0;
    if (onHand === 0 && committed === 0 && awaiting === 0 && transfer === 0) return [];
    return [
      {
        location_id: centre.id,
        name: centre.name,
        on_hand_quantity: onHand,
        committed_quantity: committed,
        fulfillable_quantity: onHand - committed,
        awaiting_quantity: awaiting,
        internal_transfer_quantity: transfer,
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
      const committed = level.account.committed(level.inventoryId, undefined, number);
      return {
        lot_number: number,
        lot_date: own[0]?.lotDate ?? null,
        on_hand_quantity: onHand,
        committed_quantity: committed,
        fulfillable_quantity: onHand - committed,
        awaiting_quantity: 0,
        internal_transfer_quantity: 0,
        locations: placesOf(level, number),
      };
    }),
  });
}
