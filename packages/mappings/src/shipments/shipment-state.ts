import type { ShipBobOrder, ShipBobShipment } from '../seen.js';
import type { PlanContext } from '../settings.js';
import { hoursAfter, instant } from '../shared/dates.js';

type ShipmentState =
  /** It left the building, or has been labelled long enough to be taken as gone. */
  | { kind: 'gone'; why: string }
  /** Labelled; counts as gone at that time. */
  | { kind: 'labelled'; at: Date }
  | { kind: 'stopped'; status: string }
  | { kind: 'cancelled' }
  | { kind: 'waiting'; status: string };

const CANCELLED = new Set(['Cancelled', 'CleanSweeped']);
const STOPPED = new Set(['Exception', 'OnHold']);

/**
 * Where a shipment stands. `Completed` means handed over or waiting for the carrier (ShipBob docs, status reference); a
 * label alone only means that it was picked and packed, so it counts after the configured hours, or never. Unknown words wait.
 */
export function stateOf(shipment: ShipBobShipment, context: Pick<PlanContext, 'now' | 'settings'>): ShipmentState {
  const { status } = shipment;
  const { when, label_hours } = context.settings.shipments;
  if (status === 'Completed') return { kind: 'gone', why: 'completed' };
  if (isCancelled(shipment)) return { kind: 'cancelled' };
  if (STOPPED.has(status)) return { kind: 'stopped', status };
  const labelled = instant(shipment.actual_fulfillment_date);
  if (labelled === null || when === 'completed') return { kind: 'waiting', status };
  const at = hoursAfter(labelled, label_hours);
  return at > new Date(context.now) ? { kind: 'labelled', at } : { kind: 'gone', why: `labelled ${label_hours} h ago` };
}

/** It will not leave any more. */
export const isCancelled = ({ status }: ShipBobShipment): boolean => CANCELLED.has(status);

/** When it left, as far as ShipBob says: the label, else the carrier's date, else when it was made. */
export const leftAt = (shipment: ShipBobShipment): Date | null =>
  instant(shipment.actual_fulfillment_date) ??
  instant(shipment.tracking?.shipping_date ?? null) ??
  instant(shipment.created_date);

/** Until when an order may wait for its sale order; null when ShipBob does not say when it was made. */
export function graceUntil(order: ShipBobOrder, { settings }: Pick<PlanContext, 'settings'>): Date | null {
  const created = instant(order.created_date);
  return created && hoursAfter(created, settings.shipments.grace_hours);
}
