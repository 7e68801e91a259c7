import { chunks, groupBy } from '@mlc/kernel';
import { type DaySeen, dayOfLane, dayOrigin, isOver, parseLane, type ShipmentsSeen } from '@mlc/mappings';
import type { LookContext } from '../../subject.js';
import { lookShipments } from './shipments.look.js';
import { doneDeliveries } from './what-booking-needs.look.js';

const ORDERS_PER_LOOK = 200;

/** Days with their deliveries, and with the orders whose latest pass says that they wait for it; open days are not read. */
export async function lookDays(ids: number[], context: LookContext): Promise<Map<number, DaySeen>> {
  const days = ids.map((id) => ({ id, day: dayOfLane(id) }));
  const over = days.filter(({ day }) => isOver(day, context.plan));
  const origins = over.map(({ day }) => dayOrigin(day, context.plan));
  const [deliveries, waiting] =
    origins.length === 0
      ? [new Map<string, DaySeen['delivery']>(), new Map<string, number[]>()]
      : await Promise.all([doneDeliveries(origins, context), lookWaiting(origins, context)]);
  const orders = new Map<number, ShipmentsSeen>();
  for (const part of chunks([...new Set([...waiting.values()].flat())], ORDERS_PER_LOOK))
    for (const [id, seen] of await lookShipments(part, context)) orders.set(id, seen);
  return new Map(
    days.map(({ id, day }): [number, DaySeen] => {
      const origin = dayOrigin(day, context.plan);
      const own = (waiting.get(origin) ?? []).flatMap((orderId) => orders.get(orderId) ?? []);
      return [id, { day, delivery: deliveries.get(origin) ?? null, orders: own }];
    }),
  );
}

async function lookWaiting(origins: string[], { ledger, connectionId }: LookContext): Promise<Map<string, number[]>> {
  const found = await ledger.lanesLabelled(connectionId, origins);
  const lanes = found.map(({ laneKey, label }) => ({ label, lane: parseLane(laneKey) }));
  const byLabel = groupBy(
    lanes.filter(({ lane }) => lane.subject === 'order'),
    ({ label }) => label,
  );
  return new Map([...byLabel].map(([label, own]) => [label, own.map(({ lane }) => lane.id).sort((a, b) => a - b)]));
}
