import type { OdooPicking, OdooPurchaseOrder } from '../seen.js';
import type { PlanContext } from '../settings.js';
import type { Centre } from '../shared/centres.js';
import { hoursAfter, instant } from '../shared/dates.js';
import { atHour, dayIn, nextWeekday } from '../shared/zoned.js';

export interface Arrival {
  at: Date;
  /** What was planned, when that has passed and the next weekday stands for it; else null. */
  planned: string | null;
}

/** The day that is planned: of the receipt, else the latest of the order's lines, else the order's own. */
export function plannedFor(
  { date_planned, lines }: Pick<OdooPurchaseOrder, 'date_planned' | 'lines'>,
  { scheduled_date }: Pick<OdooPicking, 'scheduled_date'>,
): Date | null {
  const ofLines = lines.flatMap((line) => instant(line.date_planned ?? null) ?? []);
  const [latest] = ofLines.sort((a, b) => b.getTime() - a.getTime());
  return instant(scheduled_date) ?? latest ?? instant(date_planned);
}

/**
 * When the goods are expected, by the receipt, else by the order. On the clock of the centre it is the planned day at the
 * hour of the settings; for a centre without a time zone it is the planned instant itself. ShipBob takes future dates only:
 * what has passed, or passes within the hour, becomes that hour of the next weekday.
 */
export function arrivalOf(
  order: Pick<OdooPurchaseOrder, 'date_planned' | 'lines'>,
  picking: Pick<OdooPicking, 'scheduled_date'>,
  centre: Pick<Centre, 'time_zone'>,
  context: PlanContext,
): Arrival {
  const { arrival_hour } = context.settings.wro;
  const now = new Date(context.now);
  const planned = plannedFor(order, picking);
  const zone = centre.time_zone ?? 'UTC';
  const at =
    planned === null || centre.time_zone === undefined ? planned : atHour(zone, dayIn(zone, planned), arrival_hour);
  if (at !== null && at > hoursAfter(now, 1)) return { at, planned: null };
  return { at: atHour(zone, nextWeekday(dayIn(zone, now)), arrival_hour), planned: planned?.toISOString() ?? null };
}

/** Whether two instants are one day on the clock of the centre. */
export function isSameDay(a: Date, b: Date, centre: Pick<Centre, 'time_zone'>): boolean {
  const zone = centre.time_zone ?? 'UTC';
  const [first, second] = [dayIn(zone, a), dayIn(zone, b)];
  return first.year === second.year && first.month === second.month && first.day === second.day;
}
