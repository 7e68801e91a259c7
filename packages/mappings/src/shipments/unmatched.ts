import type { OdooSaleOrder } from '../seen.js';
import type { PlanContext } from '../settings.js';
import { cased, type Findings, noted } from '../shared/building.js';
import { hoursAfter } from '../shared/dates.js';
import { isBeforeGoLive } from '../shared/go-live.js';
import { proposing } from '../shared/proposals.js';
import * as apartCases from './apart.cases.js';
import { type Apart, apartOf, bookApart, judgeApart, reverseEffect } from './apart.js';
import { joinDay } from './daily.js';
import { standsStill } from './exceptions.js';
import type { LotsTaken } from './lots.js';
import { graceUntil, leftAt, stateOf } from './shipment-state.js';
import * as cases from './shipments.cases.js';
import type { Leaving } from './shipped-goods.js';

/** Fields of sale.order that its poll shows: a sale order found by another one rings no lane when it appears. */
const POLLED_KEYS = new Set(['link', 'name', 'client_order_ref', 'origin', 'picking_origin']);
/** How long after it left such a shipment is looked at again, each day. */
const WATCH_DAYS = 30;

/** A shipment of an order that no confirmed sale order in Odoo carries. */
export function judgeUnmatched(
  leaving: Leaving,
  unconfirmed: OdooSaleOrder[],
  taken: LotsTaken,
  context: PlanContext,
): Findings {
  const { order, shipment, seen } = leaving;
  const link = seen.links.find(({ shipbobId }) => shipbobId === String(shipment.id));
  const state = stateOf(shipment, context);
  if (link && state.kind === 'cancelled') return cased(cases.cancelledAfterBooking(shipment, link.odooId));
  if (link) return noted(`shipment ${shipment.id} is booked on delivery ${link.odooId}`);
  const apart = apartOf(shipment, seen);
  if (apart && !apart.isReversed) return judgeStanding(leaving, apart, state.kind === 'cancelled', context);
  if (state.kind === 'cancelled') return noted(`shipment ${shipment.id} is cancelled`);
  if (isBeforeGoLive(leftAt(shipment)?.toISOString(), context) && state.kind === 'gone')
    return noted(`shipment ${shipment.id} left before go-live, and no sale order carries its number`);
  if (state.kind === 'stopped') return standsStill(leaving, null, context);
  const until = graceUntil(order, context) ?? new Date(context.now);
  if (until > new Date(context.now))
    return {
      ...noted(`no sale order for ${order.order_number ?? order.reference_id} yet; it may still come`),
      laterAt: [until],
    };
  const { unmatched } = context.settings.shipments;
  if (unconfirmed.length > 0 || unmatched === 'case') return cased(cases.noSaleOrder(order, unconfirmed));
  if (unmatched === 'ignore') return noted(`shipment ${shipment.id} has no sale order and is ignored, by the settings`);
  if (state.kind === 'waiting') return noted(`shipment ${shipment.id} is ${state.status || 'without a status'}`);
  if (state.kind === 'labelled')
    return { ...noted(`shipment ${shipment.id} is labelled and has no sale order`), laterAt: [state.at] };
  if (apart) return noted(`shipment ${shipment.id} was reversed, and its sale order is gone`);
  if (unmatched === 'daily') return joinDay(leaving, watchAt(leaving, context), context);
  const why = `${state.why}, and no sale order carries its number`;
  const booked = bookApart(leaving, { why, partnerId: null, isLoss: unmatched === 'adjust' }, taken, context);
  return { ...booked, laterAt: [...booked.laterAt, ...watchAt(leaving, context)] };
}

function judgeStanding(leaving: Leaving, apart: Apart, isCancelled: boolean, context: PlanContext): Findings {
  const { shipment } = leaving;
  if (isCancelled) return cancelledApart(leaving, apart);
  const judged = judgeApart(leaving, apart, context);
  const later = [...judged.laterAt, ...watchAt(leaving, context)];
  return {
    ...judged,
    notes: judged.notes.length > 0 ? judged.notes : [`shipment ${shipment.id} stands alone`],
    laterAt: later,
  };
}

/** Cancelled after it was booked: nothing is reversed but by a person's yes. */
export function cancelledApart(leaving: Leaving, apart: Apart): Findings {
  const { shipment } = leaving;
  const { picking } = apart;
  if (picking === null) return cased(apartCases.apartGone(shipment, apart.link.odooId));
  const effect = reverseEffect(
    leaving,
    { ...apart, picking },
    `shipment ${shipment.id} is ${shipment.status} at ShipBob`,
  );
  return cased(proposing(apartCases.apartCancelled(shipment, picking), [effect]));
}

/** When to look for its sale order again, where no poll would tell of it; empty elsewhere. */
function watchAt({ shipment }: Leaving, context: PlanContext): Date[] {
  if (context.settings.shipments.match_keys.every((key) => POLLED_KEYS.has(key))) return [];
  const left = leftAt(shipment);
  const now = new Date(context.now);
  return left !== null && hoursAfter(left, 24 * WATCH_DAYS) > now ? [hoursAfter(now, 24)] : [];
}
