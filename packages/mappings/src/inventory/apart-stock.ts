import type { ShipBobInventoryLevel } from '../seen.js';
import type { QuarantineBalance, StockCut } from '../seen-stock.js';
import type { CutEvidence } from './compare.js';

/** The pseudo product into which ShipBob folds goods in quarantine (ShipBob help pages). */
const isQuarantine = ({ sku, name }: { sku: string; name: string }): boolean => /^quarantine_/i.test(sku || name);

export const onHand = (rows: { on_hand_quantity: number }[]): number =>
  rows.reduce((sum, row) => sum + row.on_hand_quantity, 0);

/** What is not compared product by product: goods that no link knows, centres that stand for nothing, quarantine. */
export function apartStock({
  levels,
  products,
  places,
  quarantines,
}: CutEvidence): Pick<StockCut, 'unmapped' | 'unmapped_centres' | 'quarantine'> {
  const known = new Set(products.map((product) => product.inventory_id));
  const placed = new Set(places.flatMap((place) => place.centre_ids));
  const strangers = levels.filter((level) => !known.has(level.inventory_id) && !isQuarantine(level));
  const locations = levels.filter(isQuarantine).flatMap((level) => level.locations);
  return {
    unmapped: strangers.flatMap((level) =>
      level.locations
        .filter((one) => one.on_hand_quantity !== 0)
        .map((one) => ({
          inventory_id: level.inventory_id,
          sku: level.sku,
          centre_id: one.location_id,
          on_hand: one.on_hand_quantity,
        })),
    ),
    unmapped_centres: unmappedCentres(levels, placed),
    quarantine: {
      shipbob: onHand(locations),
      odoo: quarantines.reduce((sum, one) => sum + one.quantity, 0),
      places: balances(locations, quarantines),
    },
  };
}

function balances(
  locations: ShipBobInventoryLevel['locations'],
  quarantines: CutEvidence['quarantines'],
): QuarantineBalance[] {
  const own = quarantines.map(({ location, centre_ids, quantity }) => ({
    location,
    centre_ids,
    shipbob: onHand(locations.filter((one) => centre_ids.includes(one.location_id))),
    odoo: quantity,
  }));
  const placed = new Set(quarantines.flatMap((one) => one.centre_ids));
  const elsewhere = locations.filter((one) => !placed.has(one.location_id) && one.on_hand_quantity !== 0);
  const centre_ids = [...new Set(elsewhere.map((one) => one.location_id))].sort((a, b) => a - b);
  const rest = { location: null, centre_ids, shipbob: onHand(elsewhere), odoo: 0 };
  return [...own, rest].filter((one) => one.shipbob !== 0 || one.odoo !== 0);
}

function unmappedCentres(levels: ShipBobInventoryLevel[], placed: ReadonlySet<number>): StockCut['unmapped_centres'] {
  const sums = new Map<number, { centre_id: number; name: string; on_hand: number }>();
  for (const one of levels.flatMap((level) => level.locations)) {
    if (placed.has(one.location_id) || one.on_hand_quantity === 0) continue;
    const sum = sums.get(one.location_id) ?? { centre_id: one.location_id, name: one.name, on_hand: 0 };
    sums.set(one.location_id, { ...sum, on_hand: sum.on_hand + one.on_hand_quantity });
  }
  return [...sums.values()];
}
