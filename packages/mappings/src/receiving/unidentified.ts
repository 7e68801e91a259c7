import type { PurchaseOrderSeen, ShipBobUnidentifiedReceipt, ShipBobWro } from '../seen.js';
import type { PlanContext } from '../settings.js';
import { type Findings, noFindings } from '../shared/building.js';
import { hoursAfter, instant } from '../shared/dates.js';
import { isLinkedWro } from '../shared/receipts.js';
import { unidentified } from './receiving.cases.js';

const HOUR_MS = 3_600_000;
const OVER = new Set(['Completed', 'Cancelled', 'InternalTransfer']);

/** Whether goods that ShipBob holds may still become a WRO's by themselves. */
export const isUnderWay = ({ status }: Pick<ShipBobWro, 'status'>): boolean => !OVER.has(status);

/**
 * Those of the account's unidentified receiving orders that are this order's goods: ShipBob linked it to one of its WROs, it
 * came under a tracking number of its boxes or receipts, or what staff wrote on it names one of its numbers.
 */
export function urosOf(
  all: ShipBobUnidentifiedReceipt[],
  seen: Pick<PurchaseOrderSeen, 'order' | 'links' | 'wros'>,
): ShipBobUnidentifiedReceipt[] {
  const wros = seen.wros.filter((wro) => isLinkedWro({ ...seen, products: {} }, wro));
  const ids = new Set(wros.map((wro) => wro.id));
  const numbers = [...new Set([seen.order?.name ?? '', ...wros.map((wro) => wro.purchase_order_number ?? '')])].filter(
    (number) => number !== '',
  );
  const told = seen.links.flatMap(({ data }) => (Array.isArray(data['tracking']) ? data['tracking'] : []));
  const onReceipts = (seen.order?.pickings ?? []).flatMap((one) => (one.carrier_tracking_ref ?? '').split(/[\s,;]+/));
  const tracking = new Set([...told.map(String), ...onReceipts].filter((number) => number.length > 4));
  return all.filter(({ linked_wro_id, barcode, tracking_barcode, comment }) => {
    if (linked_wro_id !== null) return ids.has(linked_wro_id);
    if ([barcode, tracking_barcode].some((code) => code !== null && tracking.has(code))) return true;
    const words = new Set(`${barcode ?? ''} ${comment ?? ''}`.split(/[^A-Za-z0-9/-]+/));
    return numbers.some((number) => words.has(number));
  });
}

/**
 * Goods of the order that ShipBob keeps on hold, with what that has cost by the settings so far, reckoned anew each day. A
 * WRO whose arrival has passed is looked at daily, since nothing else tells of goods on hold.
 */
export function unidentifiedGoods(seen: PurchaseOrderSeen, context: PlanContext): Findings {
  const found = noFindings();
  const now = new Date(context.now);
  const due = seen.wros.filter((wro) => isLinkedWro(seen, wro) && isUnderWay(wro)).flatMap((wro) => nextLook(wro, now));
  if (seen.unidentified === undefined) return found;
  found.laterAt.push(...due);
  for (const uro of seen.unidentified) {
    const clock = clockOf(uro, context);
    found.cases.push(unidentified(uro, clock));
    found.laterAt.push(clock.nextDay);
  }
  return found;
}

/** How long ShipBob has kept them, what that has cost by the settings (dollars), and when the next day begins. */
export function clockOf(uro: ShipBobUnidentifiedReceipt, context: PlanContext) {
  const now = new Date(context.now);
  const since = instant(uro.created_date);
  const hours = since === null ? 0 : Math.max(0, (now.getTime() - since.getTime()) / HOUR_MS);
  const days = Math.floor(hours / 24);
  return { days, ...costOf(uro, hours, context), nextDay: hoursAfter(since ?? now, 24 * (days + 1)) };
}

/** The day after the arrival, and then each day at that hour. */
function nextLook({ expected_arrival_date }: ShipBobWro, now: Date): Date[] {
  const arrival = instant(expected_arrival_date);
  if (arrival === null) return [];
  const passed = Math.max(0, Math.floor((now.getTime() - arrival.getTime()) / (24 * HOUR_MS)));
  return [hoursAfter(arrival, 24 * (passed + 1))];
}

/** Which fee ShipBob takes is told by the reason, in its staff's words. */
function costOf({ reason }: ShipBobUnidentifiedReceipt, hours: number, { settings }: PlanContext) {
  const { no_tracking, overage, lots } = settings.wro.uro_fees;
  const text = reason ?? '';
  const fee = /lot|expir/i.test(text) ? lots : /track|label|no matching/i.test(text) ? no_tracking : overage;
  const charged = Math.max(0, Math.floor((hours - fee.free_hours) / 24));
  return { cost: Math.round((fee.start + fee.per_day * charged) * 100) / 100, perDay: fee.per_day };
}
