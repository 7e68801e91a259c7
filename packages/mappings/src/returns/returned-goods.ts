import type { PlannedCase } from '../plan.js';
import type { ReturnSeen, ShipBobReturn } from '../seen.js';
import type { PlanContext } from '../settings.js';
import { warehouseOfCentre } from '../shared/centres.js';
import { type Done, doneWith, unknownItems } from './actions.js';
import { lotOf } from './returned-lots.js';
import * as cases from './returns.cases.js';
import type { Placed } from './returns.map.js';

type Warehouse = PlanContext['warehouses'][number];
type Location = { id: number; name: string };

export interface Places {
  warehouse: Warehouse;
  stock: Location;
  /** Null when Odoo has no location of this name. */
  quarantine: { name: string; id: number | null };
}

/** Where goods go that came back to a centre. */
export function placesOf(returned: ShipBobReturn, seen: ReturnSeen, context: PlanContext): Places | PlannedCase {
  const centreId = returned.fulfillment_center?.id ?? Number.NaN;
  const found = warehouseOfCentre(centreId, context);
  const warehouse = context.warehouses.find((candidate) => candidate.id === found?.warehouseId);
  if (!found || !warehouse) return cases.unknownCentre(returned);
  const wanted = found.centre.location;
  const stock =
    wanted === undefined
      ? { id: warehouse.lot_stock_id, name: `${warehouse.code}/Stock` }
      : seen.locations[String(centreId)];
  if (!stock) return cases.noLocation(returned, wanted ?? warehouse.code);
  const name = quarantineName(warehouse.code, context);
  return { warehouse, stock, quarantine: { name, id: seen.quarantines[name] ?? null } };
}

export const quarantineName = (warehouse: string, context: Pick<PlanContext, 'settings'>): string =>
  context.settings.returns.quarantine_location.replaceAll('{warehouse}', warehouse);

/** Everything that ShipBob did, in Odoo's terms; a case when one part of it cannot be told. */
export function returnedGoods(
  returned: ShipBobReturn,
  places: Places,
  seen: ReturnSeen,
  context: PlanContext,
): Placed[] | PlannedCase {
  const { done, unknown } = doneWith(returned);
  if (unknown.length > 0) return cases.unknownAction(returned, unknown);
  if (done.length === 0) return cases.nothingProcessed(returned);
  const strangers = unknownItems(done, seen);
  if (strangers.length > 0) return cases.unknownItem(returned, strangers);
  const placed = done.map((one) => place(one, places, seen, context));
  const lotless = done.filter((_, index) => placed[index] === 'needed');
  if (lotless.length > 0)
    return cases.lotsNeeded(
      returned,
      lotless.map((one) => ({ sku: one.item.sku, quantity: one.quantity })),
    );
  const all = placed.filter((one) => one !== 'needed');
  const bad = all.filter((one) => one.bad !== null);
  if (bad.length > 0 && context.settings.returns.bad_lots === 'case')
    return cases.badLots(
      returned,
      bad.map(({ sku, quantity, bad: why }) => ({ sku, quantity, why: why ?? '' })),
    );
  if (places.quarantine.id === null && all.some((one) => one.location.id === NOWHERE))
    return cases.noLocation(returned, places.quarantine.name);
  return all;
}

/** Stands for a quarantine that does not exist. */
const NOWHERE = 0;

function place(done: Done, places: Places, seen: ReturnSeen, context: PlanContext): Placed | 'needed' {
  const product = seen.productByInventoryId[String(done.item.id)];
  const lot = lotOf(done, seen, context);
  if (!product || lot === 'needed') return 'needed';
  const bad = done.action === 'restock' ? lot.bad : null;
  const quarantine = { id: places.quarantine.id ?? NOWHERE, name: places.quarantine.name };
  const location = done.action === 'restock' && bad === null ? places.stock : quarantine;
  return { ...done, product_id: product.product_id, sku: product.sku, lot: lot.lot, location, bad };
}
