import { ignored, type Plan } from '../plan.js';
import type { OdooPurchaseOrder, PurchaseOrderSeen, ShipBobWro } from '../seen.js';
import type { PlanContext } from '../settings.js';
import { cased, type Findings, noFindings, noted, planOf, together } from '../shared/building.js';
import { chainsOf } from '../shared/chains.js';
import { hoursAfter } from '../shared/dates.js';
import { type Chain, doneQuantities, incoming } from '../shared/receipts.js';
import { withoutTakenBack } from '../shared/taken-back.js';
import { type BookingTime, bookingTime } from './booking-time.js';
import { countGaps } from './count-gap.js';
import { type Judged, judgeChain } from './judge-chain.js';
import { doneLots } from './lots.js';
import { handedOver, isOnItsWay, movesOn, type Placing, placingOf } from './placement.js';
import { incomplete, unmappedCentre } from './receiving.cases.js';
import { bookingsOf, externalSyncEffect } from './receiving.map.js';
import { unidentifiedGoods } from './unidentified.js';
import { endedBeforeGoLive } from './wro-times.js';

/**
 * What ShipBob stowed -> done quantities on the linked receipts, with a backorder for the rest. Stowed quantities are
 * cumulative, so each plan books the difference to what is done, and a second one finds none.
 */
export function planReceiving(given: PurchaseOrderSeen, context: PlanContext): Plan {
  if (given.order === null) return ignored('the purchase order no longer exists in Odoo');
  const order = withoutTakenBack(given.order);
  const seen = { ...given, order };
  if (order.company_id !== context.connection.company_id) return ignored(`belongs to company ${order.company_id}`);
  const chains = chainsOf(seen, order, context.settings.wro.unit);
  if (chains.length === 0) return ignored('no WRO is linked yet');
  const judged: Judged[] = [];
  const rest: Findings[] = [];
  for (const chain of chains) {
    // What a hub counted and its centres have not put away lies in transit, and is told there.
    const isSpread = seen.placements?.[chain.link.shipbobId] !== undefined;
    const isCancelled = chain.pickings.every((picking) => picking.state === 'cancel');
    if (!isSpread && !isCancelled) rest.push(...chain.wros.map((wro) => countGaps(wro, context)));
    const judgement = judgeOne(chain, order, seen, context);
    if ('book' in judgement) judged.push(judgement);
    else rest.push(judgement);
  }
  const onHold = unidentifiedGoods(seen, context);
  return planOf(together([...rest, write(judged, order, seen, context), onHold]), 'everything stowed is booked');
}

function judgeOne(
  chain: Chain,
  order: OdooPurchaseOrder,
  seen: PurchaseOrderSeen,
  context: PlanContext,
): Judged | Findings {
  const { wro, pickings } = chain;
  if (wro === null) return noted(`WRO ${chain.wroId} is not shown by ShipBob`);
  // What a cancelled receipt means for its WRO is the purchase order flow's question.
  if (pickings.every((picking) => picking.state === 'cancel')) return noted(`${chain.head.name} is cancelled`);
  if (wro.status === 'Cancelled') return noted(`WRO ${wro.id} is cancelled`);
  const lines = wro.inventory_quantities
    .filter(({ stowed_quantity }) => stowed_quantity > 0)
    .map(({ sku, stowed_quantity: stowed }) => ({ sku, stowed }));
  const placing = placingOf(chain, seen, { order, wro }, context);
  if (placing !== null && 'code' in placing) return cased(placing);
  if (placing === null && lines.length > 0 && isAtUnmappedCentre(wro, context))
    return cased(unmappedCentre(wro, lines));
  const shown = placing?.isInTransit ? handedOver(wro, placing) : wro;
  const time = timeOf(shown, placing, context);
  if (time.kind === 'now') {
    const judged = judgeChain(chain, shown, { order, seen, context, placing, isFinal: time.isFinal });
    return wro.status === 'Incomplete' ? { ...judged, cases: [...judged.cases, incomplete(wro, lines)] } : judged;
  }
  const waiting = wro.status === 'Incomplete' ? cased(incomplete(wro, lines)) : noted(waits(wro, time.at));
  return time.at === null ? waiting : { ...waiting, laterAt: [time.at] };
}

/** What a hub has sent on is in transit already, whenever the WRO itself ends. */
function timeOf(wro: ShipBobWro, placing: Placing | null, context: PlanContext): BookingTime {
  const time = bookingTime(wro, context);
  return time.kind === 'wait' && placing !== null && isOnItsWay(wro, placing) ? { kind: 'now', isFinal: false } : time;
}

const waits = (wro: ShipBobWro, at: Date | null): string =>
  `WRO ${wro.id} is ${wro.status}; it is booked when Completed${at === null ? '' : `, or as it is on ${at.toISOString().slice(0, 10)}`}`;

/** One of ShipBob's hubs may stand in the place of the centre that was asked for; where the goods are put away counts. */
const isAtUnmappedCentre = (wro: ShipBobWro, { settings }: PlanContext): boolean =>
  settings.fc.unmapped === 'hold' &&
  settings.centres.every((centre) => centre.fulfillment_center_id !== wro.fulfillment_center.id);

function write(judged: Judged[], order: OdooPurchaseOrder, seen: PurchaseOrderSeen, context: PlanContext): Findings {
  const found = noFindings();
  const soFar = { done: doneQuantities(incoming(order)), lots: doneLots(incoming(order)) };
  for (const one of judged) {
    const bookings = bookingsOf(one, order, seen, soFar);
    found.effects.push(...bookings);
    const moves = one.placing && movesOn(one.chain, { ...one, placing: one.placing }, { order, seen }, context);
    found.effects.push(...(moves?.effects ?? []));
    found.cases.push(...(moves?.cases ?? []));
    found.adoptions.push(...one.adoptions);
    found.cases.push(...one.cases);
    if (one.laterAt !== null) found.laterAt.push(one.laterAt);
    // What a centre puts away need not show on the WRO itself, which is all that a poll compares.
    if (one.placing && one.wro.status !== 'Completed') found.laterAt.push(hoursAfter(new Date(context.now), 4));
    found.notes.push(
      `WRO ${one.wro.id} is ${one.wro.status}: ${bookings.length > 0 ? 'booked' : 'nothing new stowed'}`,
    );
  }
  const synced = judged
    .filter(({ wro, isSettled }) => wro.status === 'Completed' && !wro.external_sync && isSettled)
    .filter(({ wro }) => !endedBeforeGoLive(wro, context))
    .flatMap(({ chain }) => chain.wros.filter((one) => one.status === 'Completed' && !one.external_sync));
  // After the bookings: effects run in order, and stop at the first that is not confirmed.
  if (context.settings.receipt.set_external_sync && synced.length > 0) found.effects.push(externalSyncEffect(synced));
  return found;
}
