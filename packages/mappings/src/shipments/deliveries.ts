import type { PlannedCase } from '../plan.js';
import type { OdooPicking } from '../seen.js';
import type { PlanContext } from '../settings.js';
import { covers, productIds, type Quantities } from '../shared/quantities.js';
import { doneQuantities, isClosed, openDemand, openMoves, otherUnits } from '../shared/receipts.js';
import { moreThan, sameQuantity } from '../shared/units.js';
import * as apartCases from './apart.cases.js';
import { type LotPart, type LotsTaken, lotsOf } from './lots.js';
import type { Occupied } from './occupied.js';
import { type Origin, originOf } from './origin.js';
import * as cases from './shipments.cases.js';
import type { Booking } from './shipments.map.js';
import { skuIn, trackedGoods } from './shipped-goods.js';

export type Target =
  | {
      kind: 'ship';
      picking: OdooPicking;
      location: { id: number; name: string } | null;
      lots: ReadonlyMap<number, LotPart[]>;
      /** What a person should know of it, in words. */
      notes: string[];
    }
  /** A person did it already, with the same quantities; `part` counts the shipments that it holds. */
  | { kind: 'done_by_hand'; picking: OdooPicking; part: number }
  | { kind: 'case'; case: PlannedCase };

/** Drafts, and deliveries that wait for another operation of a multi-step warehouse. */
const NOT_READY = new Set(['draft', 'waiting']);

const asCase = (found: PlannedCase): Target => ({ kind: 'case', case: found });

export const deliveriesOf = ({ sale }: Pick<Booking, 'sale'>): OdooPicking[] =>
  sale.pickings
    .filter((picking) => picking.picking_type_code === 'outgoing' && (picking.return_id ?? null) === null)
    .sort((a, b) => a.id - b.id);

/** Deliveries of the order that still wait for goods. */
export const openDeliveries = (booking: Pick<Booking, 'sale'>): OdooPicking[] =>
  deliveriesOf(booking).filter((picking) => !isClosed(picking) && openDemand([picking]).size > 0);

/**
 * The delivery a shipment is booked on. Deliveries that a person has done come first: booking the shipment on the rest of
 * the order while one of those means the same goods would ship them twice.
 */
export function targetOf(
  booking: Booking,
  goods: Quantities,
  { occupied, taken }: { occupied: Occupied; taken: LotsTaken },
  context: PlanContext,
): Target {
  const { shipment, sale, seen } = booking;
  const from = originOf(shipment, seen, context);
  if ('case' in from) return asCase(from.case);
  const isHere = (picking: OdooPicking): boolean =>
    from.warehouseIds.has(picking.warehouse_id ?? sale.warehouse_id ?? Number.NaN);
  const done = deliveriesOf(booking).filter((picking) => picking.state === 'done' && isHere(picking));
  const byHand = occupied.roomFor(goods, done);
  if (byHand) return { kind: 'done_by_hand', ...byHand };
  const [otherDone] = done.filter((picking) => occupied.isFree(picking));
  if (otherDone)
    return asCase(cases.quantityDiffers(shipment, otherDone, rowsOf(booking, goods, doneQuantities([otherDone]))));
  const open = openDeliveries(booking).filter((picking) => occupied.isFree(picking));
  const here = open.filter(isHere);
  const ready = here.filter((picking) => !NOT_READY.has(picking.state));
  const locationId = from.locationId;
  if (ready.length > 0) return openTarget(booking, goods, { ready, from, locationId, taken }, context);
  if (here.length > 0) return asCase(cases.deliveryWaiting(shipment, sale, here));
  if (open.length === 0) return asCase(cases.noOpenDelivery(shipment, sale));
  const elsewhere = open.filter((picking) => !NOT_READY.has(picking.state));
  if (context.settings.shipments.wrong_warehouse === 'case' || from.rootId === null || elsewhere.length === 0)
    return asCase(cases.wrongWarehouse(shipment, sale, open));
  return openTarget(booking, goods, { ready: elsewhere, from, locationId: from.rootId, taken }, context);
}

interface Choice {
  ready: OdooPicking[];
  from: Origin;
  /** Where the goods are taken from; null leaves it to the delivery. */
  locationId: number | null;
  taken: LotsTaken;
}

function openTarget(booking: Booking, goods: Quantities, choice: Choice, context: PlanContext): Target {
  const { shipment, sale, seen } = booking;
  const picking = choice.ready.find((candidate) => covers(openDemand([candidate]), goods));
  if (!picking) {
    const all = openDemand(choice.ready);
    if (covers(all, goods)) return asCase(cases.severalDeliveries(shipment, sale, choice.ready));
    return asCase(cases.overShipped(shipment, sale, choice.ready, rowsOf(booking, goods, all)));
  }
  const units = [...otherUnits([picking])].filter(([id]) => goods.has(id));
  if (units.length > 0) {
    const lines = units.map(([id, unit]) => ({ sku: skuIn(seen, id), units: unit }));
    return asCase(cases.otherUnit(shipment, picking, lines));
  }
  const tracked = trackedGoods(seen, goods, picking);
  const lots = lotsOf(booking, tracked, goods, { rootId: choice.from.rootId, taken: choice.taken }, context);
  if (lots.missing.length > 0) return asCase(cases.lotsNeeded(shipment, lots.missing));
  const short = shortOf(booking, picking, goods);
  if (short.length > 0 && context.settings.shipments.short_stock === 'case')
    return asCase(apartCases.shortStock(shipment, picking, short));
  const notes = [
    ...lots.chosen.map((what) => `lots chosen by first expiry: ${what}`),
    ...short.map(({ sku, shipped, odoo }) => `Odoo had ${odoo} of ${shipped} ${sku} in stock`),
  ];
  const location = locationOf(booking, choice, context);
  return { kind: 'ship', picking, location, lots: lots.lots, notes };
}

function locationOf(
  { shipment, seen }: Booking,
  { locationId }: Choice,
  context: PlanContext,
): { id: number; name: string } | null {
  if (locationId === null) return null;
  const known = shipment.location && seen.locations[String(shipment.location.id)];
  if (known?.id === locationId) return known;
  const stock = context.warehouses.find((warehouse) => warehouse.lot_stock_id === locationId);
  return { id: locationId, name: `stock of ${stock?.code ?? locationId}` };
}

/** Goods that left although Odoo could not reserve them all. */
function shortOf({ seen }: Booking, picking: OdooPicking, goods: Quantities): cases.QuantityRow[] {
  return [...goods].flatMap(([id, shipped]) => {
    const moves = openMoves(picking).filter((move) => move.product_id === id);
    if (moves.every((move) => move.state === 'assigned')) return [];
    const odoo = moves.reduce((sum, move) => sum + move.quantity, 0);
    return moreThan(shipped, odoo) ? [{ sku: skuIn(seen, id), shipped, odoo }] : [];
  });
}

/** Only products whose quantities differ. */
const rowsOf = (booking: Booking, goods: Quantities, odoo: Quantities): cases.QuantityRow[] =>
  productIds(goods, odoo)
    .filter((id) => !sameQuantity(goods.get(id) ?? 0, odoo.get(id) ?? 0))
    .map((id) => ({ sku: skuIn(booking.seen, id), shipped: goods.get(id) ?? 0, odoo: odoo.get(id) ?? 0 }));
