import type { PlannedCase } from '../plan.js';
import type { PlanContext } from '../settings.js';
import { cased, type Findings, noted } from '../shared/building.js';
import { hoursAfter } from '../shared/dates.js';
import type { Quantities } from '../shared/quantities.js';
import * as apartCases from './apart.cases.js';
import { closesAt, dayFor, dayLane, dayOrigin } from './centre-days.js';
import { type LotPart, type LotsTaken, lotsOf } from './lots.js';
import { type Origin, originOf } from './origin.js';
import * as cases from './shipments.cases.js';
import { type Leaving, shippedGoods, trackedGoods } from './shipped-goods.js';

/** How long after its day was to be booked a shipment looks again by itself. */
const AGAIN_HOURS = 12;

/** A shipment's part of the day: what left, from where, of which lots. */
export interface DailyGoods {
  goods: Quantities;
  from: Origin & { rootId: number };
  lots: ReadonlyMap<number, LotPart[]>;
  chosen: string[];
}

/** What a day's delivery takes for the shipment; null when it holds nothing, a case when nobody can say. */
export function dailyGoods(leaving: Leaving, taken: LotsTaken, context: PlanContext): DailyGoods | PlannedCase | null {
  const { shipment, seen } = leaving;
  const goods = shippedGoods(leaving);
  if (!(goods instanceof Map)) return goods;
  if (goods.size === 0) return null;
  const from = originOf(shipment, seen, context);
  if ('case' in from) return from.case;
  const { rootId } = from;
  if (rootId === null) return apartCases.noCentre(shipment);
  const lots = lotsOf(leaving, trackedGoods(seen, goods, null), goods, { rootId, taken }, context);
  if (lots.missing.length > 0) return cases.lotsNeeded(shipment, lots.missing);
  return { goods, from: { ...from, rootId }, lots: lots.lots, chosen: lots.chosen };
}

/** Waits for the delivery of its centre's day, whose lane finds it by the label. `watch`: when else to look again. */
export function joinDay(leaving: Leaving, watch: Date[], context: PlanContext): Findings {
  const { shipment } = leaving;
  const part = dailyGoods(leaving, new Map(), context);
  if (part === null) return noted(`shipment ${shipment.id} holds no goods`);
  if ('cause' in part) return cased(part);
  const day = dayFor(leaving, context);
  const since = Math.max(closesAt(day, context).getTime(), Date.parse(context.now));
  return {
    ...noted(`shipment ${shipment.id} goes into the delivery of ${day.date}`),
    labels: [dayOrigin(day, context)],
    rings: [{ lane: dayLane(day), reason: `shipment ${shipment.id} belongs to this day` }],
    laterAt: [hoursAfter(new Date(since), AGAIN_HOURS), ...watch],
  };
}
