import { laneKey } from '../lanes.js';
import type { CentreDay, ShipBobOrder, ShipBobShipment, ShipmentsSeen } from '../seen.js';
import type { PlanContext } from '../settings.js';
import { hoursAfter } from '../shared/dates.js';
import { atHour, dayIn } from '../shared/zoned.js';
import { graceUntil, leftAt } from './shipment-state.js';

const DAY_MS = 86_400_000;
/** A lane's number holds both: the centre, and the days since 1970. */
const DAYS = 100_000;
/** How far back a day may still take a shipment. */
const DAYS_BACK = 30;

export const dayLane = ({ centre_id, date }: CentreDay): string =>
  laneKey('day', centre_id * DAYS + Math.round(Date.parse(date) / DAY_MS));

export const dayOfLane = (id: number): CentreDay => ({
  centre_id: Math.floor(id / DAYS),
  date: new Date((id % DAYS) * DAY_MS).toISOString().slice(0, 10),
});

/**
 * The source document of the day's delivery, and the label of the orders that wait for it. Of the channel, too: another
 * connection may book what its own channel sent from the same centre into the same Odoo.
 */
export const dayOrigin = (
  { centre_id, date }: CentreDay,
  { connection }: { connection: Pick<PlanContext['connection'], 'channel_id'> },
): string => `SB-day-${connection.channel_id}-${centre_id}-${date}`;

type Settings = Pick<PlanContext, 'settings'>;
const zoneOf = (centreId: number, { settings }: Settings): string =>
  settings.centres.find((centre) => centre.fulfillment_center_id === centreId)?.time_zone ?? 'UTC';

function dateAt(centreId: number, at: Date, context: Settings): string {
  const { year, month, day } = dayIn(zoneOf(centreId, context), at);
  return new Date(Date.UTC(year, month - 1, day)).toISOString().slice(0, 10);
}

const dateAfter = (date: string, days: number): string =>
  new Date(Date.parse(date) + days * DAY_MS).toISOString().slice(0, 10);

/** When the day's delivery is booked: the settings' hours after its end. */
export function closesAt({ centre_id, date }: CentreDay, context: Settings): Date {
  const [year = 0, month = 1, day = 1] = dateAfter(date, 1).split('-').map(Number);
  const end = atHour(zoneOf(centre_id, context), { year, month, day }, 0);
  return hoursAfter(end, context.settings.shipments.daily_close_hours);
}

export const isOver = (day: CentreDay, context: Pick<PlanContext, 'settings' | 'now'>): boolean =>
  closesAt(day, context) <= new Date(context.now);

/** The day on which a shipment could first be booked without its sale order, and every later one up to today, in order. */
export function daysFor(order: ShipBobOrder, shipment: ShipBobShipment, context: PlanContext): CentreDay[] {
  const centre_id = shipment.location?.id ?? 0;
  const now = new Date(context.now);
  const times = [leftAt(shipment), graceUntil(order, context)].flatMap((at) => (at === null ? [] : [at.getTime()]));
  const today = dateAt(centre_id, now, context);
  const first = dateAt(centre_id, new Date(Math.min(now.getTime(), Math.max(...times, 0))), context);
  const oldest = dateAfter(today, -DAYS_BACK);
  const dates: string[] = [];
  for (let date = [first, oldest].sort().at(-1) ?? today; date <= today; date = dateAfter(date, 1)) dates.push(date);
  return dates.map((date) => ({ centre_id, date }));
}

/** The first of these days whose delivery is not booked yet: what comes late goes to the next one. */
export function dayFor(
  { order, shipment, seen }: { order: ShipBobOrder; shipment: ShipBobShipment; seen: Pick<ShipmentsSeen, 'dailies'> },
  context: PlanContext,
): CentreDay {
  const booked = new Set(seen.dailies ?? []);
  const days = daysFor(order, shipment, context);
  const last = days.at(-1) ?? { centre_id: shipment.location?.id ?? 0, date: context.now.slice(0, 10) };
  return days.find((day) => !booked.has(dayOrigin(day, context))) ?? { ...last, date: dateAfter(last.date, 1) };
}
