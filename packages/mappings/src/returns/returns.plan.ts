import { laneKey } from '../lanes.js';
import { ignored, nothing, type Plan, type PlannedCase, parked } from '../plan.js';
import type { OdooDelivery, OdooMarkedTransfer, ReturnSeen, ShipBobReturn } from '../seen.js';
import type { PlanContext } from '../settings.js';
import { cased, type Findings, noFindings, noted, planOf, together } from '../shared/building.js';
import { hoursAfter, instant } from '../shared/dates.js';
import { isBeforeGoLive } from '../shared/go-live.js';
import { proposing } from '../shared/proposals.js';
import { moreThan, sameQuantity } from '../shared/units.js';
import { differing } from './actions.js';
import { creditFor, laterCredits, uncreditedMemory } from './return-credits.js';
import { type Places, placesOf, returnedGoods } from './returned-goods.js';
import * as cases from './returns.cases.js';
import { bookEffect, linesOf, type Placed, returnAdoption, scrapEffects, type Way } from './returns.map.js';

const isCase = (found: object): found is PlannedCase => 'cause' in found;

/** A completed return -> goods back in Odoo, each where ShipBob put it; never a posted credit note. */
export function planReturns(seen: ReturnSeen, context: PlanContext): Plan {
  const { returned } = seen;
  if (returned === null) return ignored('ShipBob no longer shows this return');
  const channel = returned.channel?.id ?? null;
  const { channel_id } = context.connection;
  if (channel !== null && channel !== channel_id)
    return ignored(`foreign_channel: the return belongs to channel ${channel}, not ${channel_id}`);
  const [booked] = seen.booked.filter((transfer) => transfer.state === 'done');
  if (returned.status === 'Cancelled')
    return booked
      ? parked(cases.cancelledAfterBooking(returned, booked))
      : ignored(`return ${returned.id} was cancelled before anything came back`);
  if (returned.status !== 'Completed')
    return nothing(`return ${returned.id} is ${returned.status || 'without a status'}`);
  if (!booked && isBeforeGoLive(returned.completed_date, context))
    return ignored(`return ${returned.id} was completed before go-live`);
  const isOurs = booked !== undefined || seen.delivery !== null || seen.apart !== undefined;
  if (channel === null && !isOurs) return parked(cases.noChannel(returned));
  const places = placesOf(returned, seen, context);
  if (isCase(places)) return parked(places);
  const goods = returnedGoods(returned, places, seen, context);
  if (isCase(goods)) return parked(goods);
  const rows = differing(returned);
  const counted = rows.length > 0 ? [cased(cases.quantityDiffers(returned, rows))] : [];
  const judged = booked
    ? judgeBooked(returned, booked, goods, seen, context)
    : book(returned, goods, places, seen, context);
  return planOf(together([judged, ...counted]), `return ${returned.id} is booked`);
}

/** What is done stands; only what is missing behind it follows. */
function judgeBooked(
  returned: ShipBobReturn,
  booked: OdooMarkedTransfer,
  goods: Placed[],
  seen: ReturnSeen,
  context: PlanContext,
): Findings {
  const what = { returned, goods, seen, context };
  const memory = uncreditedMemory(what);
  const adoptions = seen.link === null ? [returnAdoption(returned, booked, memory)] : [];
  // Once linked, it is looked for what is invoiced later.
  const again = { lane: laneKey('return', returned.id), reason: 'not all that came back was invoiced yet' };
  const rows = changes(booked, goods);
  if (rows.length > 0) return { ...cased(cases.changedAfterBooking(returned, booked, rows)), adoptions };
  const settled: Findings = {
    ...noted(`return ${returned.id} is booked on ${booked.name}`),
    adoptions,
    effects: scrapEffects(returned, goods, seen, context),
    rings: seen.link === null && memory.uncredited !== undefined ? [again] : [],
  };
  return together([settled, laterCredits(what)]);
}

/**
 * Products whose places in Odoo are not what ShipBob says now. Where a lot was put is not asked again: one that Odoo did
 * not know is known since, and one that was good may have expired.
 */
function changes(booked: OdooMarkedTransfer, goods: Placed[]): { sku: string; shipbob: number; odoo: number }[] {
  const keyOf = (line: { product_id: number; lot: string | null; location_dest_id: number }): string =>
    JSON.stringify([line.product_id, line.lot, line.lot === null ? line.location_dest_id : null]);
  const odoo = new Map<string, number>();
  for (const place of booked.placed) odoo.set(keyOf(place), (odoo.get(keyOf(place)) ?? 0) + place.quantity);
  const shipbob = new Map<string, number>();
  for (const line of linesOf(goods)) shipbob.set(keyOf(line), (shipbob.get(keyOf(line)) ?? 0) + line.quantity);
  const skuOf = new Map(goods.map((one) => [one.product_id, one.sku]));
  const keys = new Map([...booked.placed, ...linesOf(goods)].map((one) => [keyOf(one), one.product_id]));
  return [...keys].flatMap(([key, productId]) => {
    const [there, here] = [odoo.get(key) ?? 0, shipbob.get(key) ?? 0];
    if (sameQuantity(there, here)) return [];
    return [{ sku: skuOf.get(productId) ?? `#${productId}`, shipbob: here, odoo: there }];
  });
}

function book(
  returned: ShipBobReturn,
  goods: Placed[],
  places: Places,
  seen: ReturnSeen,
  context: PlanContext,
): Findings {
  const rules = context.settings.returns;
  const { delivery } = seen;
  const refused = { returned, goods, places, seen, context };
  const left = delivery ?? seen.apart ?? null;
  const rows = left === null || rules.link === 'own' ? [] : beyond(goods, left, seen);
  if (left !== null && rows.length > 0) return refuse(cases.over(returned, left, rows), refused);
  if (delivery !== null && rules.link === 'delivery') return booking(returned, goods, { delivery }, seen, context);
  if (left === null) {
    const until = waitsUntil(returned, context);
    if (until !== null)
      return {
        ...noted(`shipment ${returned.original_shipment_id} of return ${returned.id} is not booked yet`),
        laterAt: [until],
      };
    if (rules.unlinked === 'case') return refuse(cases.unlinked(returned), refused);
  }
  const operationType = operationTypeOf(places, seen, context);
  if (!operationType) return cased(cases.noOperationType(returned, rules.operation_type, places.warehouse.code));
  return booking(returned, goods, { operationType }, seen, context);
}

function booking(returned: ShipBobReturn, goods: Placed[], way: Way, seen: ReturnSeen, context: PlanContext): Findings {
  const credit = creditFor({ returned, goods, seen, context });
  return {
    ...noFindings(),
    effects: [...credit.effects, bookEffect(returned, goods, way), ...scrapEffects(returned, goods, seen, context)],
    // The next look finds the transfer by its mark and links it.
    rings: [{ lane: laneKey('return', returned.id), reason: 'the return was booked' }],
    notes: [
      `return ${returned.id} is booked ${'delivery' in way ? `against ${way.delivery.name}` : 'by itself'}`,
      ...credit.notes,
    ],
  };
}

interface Refused {
  returned: ShipBobReturn;
  goods: Placed[];
  places: Places;
  seen: ReturnSeen;
  context: PlanContext;
}

/** Nothing is booked; where a transfer of its own could be, that is proposed. */
function refuse(found: PlannedCase, { returned, goods, places, seen, context }: Refused): Findings {
  const operationType = operationTypeOf(places, seen, context);
  if (!operationType) return cased(found);
  return cased(
    proposing(found, [bookEffect(returned, goods, { operationType }), ...scrapEffects(returned, goods, seen, context)]),
  );
}

/** The named type, of this warehouse or of any, else the warehouse's own first one for receipts. */
function operationTypeOf(
  { warehouse }: Places,
  { operationTypes }: ReturnSeen,
  context: PlanContext,
): ReturnSeen['operationTypes'][number] | undefined {
  const incoming = operationTypes.filter((type) => type.code === 'incoming');
  const here = incoming.filter((type) => type.warehouse_id === warehouse.id).sort((a, b) => a.id - b.id);
  const named = (type: { name: string }): boolean => type.name === context.settings.returns.operation_type;
  return here.find(named) ?? incoming.find((type) => type.warehouse_id === null && named(type)) ?? here[0];
}

/** A shipment that ShipBob names may still be booked; null once the wait is over, or when there is none to wait for. */
function waitsUntil(returned: ShipBobReturn, context: PlanContext): Date | null {
  const completed = instant(returned.completed_date);
  if (returned.original_shipment_id === null || completed === null) return null;
  const until = hoursAfter(completed, context.settings.returns.wait_hours);
  return until > new Date(context.now) ? until : null;
}

/** Products of which more comes back than the delivery still has out, after what earlier returns need of it. */
function beyond(goods: Placed[], delivery: OdooDelivery, seen: ReturnSeen): cases.OverRow[] {
  const back = new Map<number, number>();
  for (const one of goods) back.set(one.product_id, (back.get(one.product_id) ?? 0) + one.quantity);
  return [...back].flatMap(([productId, quantity]) => {
    const left = delivery.goods.find((one) => one.product_id === productId);
    const reserved = seen.reserved
      .filter((one) => seen.productByInventoryId[String(one.inventory_id)]?.product_id === productId)
      .reduce((sum, one) => sum + one.quantity, 0);
    const { delivered = 0, returned = 0 } = left ?? {};
    if (!moreThan(quantity, delivered - returned - reserved)) return [];
    const sku = goods.find((one) => one.product_id === productId)?.sku ?? `#${productId}`;
    return [{ sku, back: quantity, delivered, returned, reserved }];
  });
}
