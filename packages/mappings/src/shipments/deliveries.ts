import type { PlannedCase } from '../plan.js';
import type { OdooPicking } from '../seen.js';
import type { PlanContext } from '../settings.js';
import { mappedWarehouses, warehouseOfCentre } from '../shared/centres.js';
import { covers, productIds, type Quantities, sameQuantities } from '../shared/quantities.js';
import { doneQuantities, isClosed, openDemand, otherUnits } from '../shared/receipts.js';
import { sameQuantity } from '../shared/units.js';
import * as cases from './shipments.cases.js';
import { type Booking, skuIn } from './shipments.map.js';
import { trackedGoods } from './shipped-goods.js';

type Target =
  | { kind: 'ship'; picking: OdooPicking }
  /** A person did it already, with the same quantities. */
  | { kind: 'done_by_hand'; picking: OdooPicking }
  | { kind: 'case'; case: PlannedCase };

/** Drafts, and deliveries that wait for another operation of a multi-step warehouse. */
const NOT_READY = new Set(['draft', 'waiting']);

const asCase = (found: PlannedCase): Target => ({ kind: 'case', case: found });

/**
 * The delivery a shipment is booked on. Deliveries that a person has done come first: booking the shipment on the rest of
 * the order while one of those means the same goods would ship them twice.
 */
export function targetOf(
  booking: Booking,
  goods: Quantities,
  usedPickings: ReadonlySet<number>,
  context: PlanContext,
): Target {
  const { shipment, sale } = booking;
  const from = originOf(booking, context);
  if ('case' in from) return asCase(from.case);
  const deliveries = sale.pickings
    .filter((picking) => picking.picking_type_code === 'outgoing' && picking.return_id === null)
    .filter((picking) => !usedPickings.has(picking.id))
    .sort((a, b) => a.id - b.id);
  const isHere = (picking: OdooPicking): boolean =>
    from.warehouseIds.has(picking.warehouse_id ?? sale.warehouse_id ?? Number.NaN);
  const done = deliveries.filter((picking) => picking.state === 'done' && isHere(picking));
  const byHand = done.find((picking) => sameQuantities(doneQuantities([picking]), goods));
  if (byHand) return { kind: 'done_by_hand', picking: byHand };
  const [otherDone] = done;
  if (otherDone)
    return asCase(cases.quantityDiffers(shipment, otherDone, rowsOf(booking, goods, doneQuantities([otherDone]))));
  const open = deliveries.filter((picking) => !isClosed(picking) && openDemand([picking]).size > 0);
  const here = open.filter(isHere);
  const ready = here.filter((picking) => !NOT_READY.has(picking.state));
  if (ready.length > 0) return openTarget(booking, goods, ready);
  if (here.length > 0) return asCase(cases.deliveryWaiting(shipment, sale, here));
  return asCase(open.length > 0 ? cases.wrongWarehouse(shipment, sale, open) : cases.noOpenDelivery(shipment, sale));
}

/** The warehouses a shipment may have left: that of its centre, or any of ShipBob's when it names none. */
function originOf(
  { shipment, seen }: Booking,
  context: PlanContext,
): { warehouseIds: Set<number> } | { case: PlannedCase } {
  if (shipment.location === null) return { warehouseIds: mappedWarehouses(context) };
  const found = warehouseOfCentre(shipment.location.id, context);
  if (found === null || found.warehouseId === null) return { case: cases.unknownCentre(shipment, shipment.location) };
  const { location } = found.centre;
  if (location !== undefined && !seen.locations[String(shipment.location.id)])
    return { case: cases.unknownLocation(shipment, shipment.location.id, location) };
  return { warehouseIds: new Set([found.warehouseId]) };
}

function openTarget(booking: Booking, goods: Quantities, here: OdooPicking[]): Target {
  const { shipment, sale } = booking;
  const picking = here.find((candidate) => covers(openDemand([candidate]), goods));
  if (!picking) {
    const all = openDemand(here);
    if (covers(all, goods)) return asCase(cases.severalDeliveries(shipment, sale, here));
    return asCase(cases.overShipped(shipment, sale, here, rowsOf(booking, goods, all)));
  }
  const tracked = trackedGoods(booking, goods, picking);
  if (tracked.length > 0) return asCase(cases.lotsNeeded(shipment, tracked));
  const units = [...otherUnits([picking])].filter(([id]) => goods.has(id));
  if (units.length > 0) {
    const lines = units.map(([id, unit]) => ({ sku: skuIn(booking.seen, id), units: unit }));
    return asCase(cases.otherUnit(shipment, picking, lines));
  }
  return { kind: 'ship', picking };
}

/** Only products whose quantities differ. */
const rowsOf = (booking: Booking, goods: Quantities, odoo: Quantities): cases.QuantityRow[] =>
  productIds(goods, odoo)
    .filter((id) => !sameQuantity(goods.get(id) ?? 0, odoo.get(id) ?? 0))
    .map((id) => ({ sku: skuIn(booking.seen, id), shipped: goods.get(id) ?? 0, odoo: odoo.get(id) ?? 0 }));
