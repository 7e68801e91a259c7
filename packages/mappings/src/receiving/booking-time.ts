import type { ShipBobWro } from '../seen.js';
import type { PlanContext } from '../settings.js';
import { hoursAfter } from '../shared/dates.js';
import { moreThan } from '../shared/units.js';
import { stowingSince } from './wro-times.js';

export type BookingTime =
  /** `isFinal`: the WRO will not change by itself any more. */
  | { kind: 'now'; isFinal: boolean }
  /** Not yet; `at` is when what was stowed is booked all the same. */
  | { kind: 'wait'; at: Date | null };

/** A WRO is booked when it is Completed, as it is stowed, or when stowing has gone on for too long without an end. */
export function bookingTime(wro: ShipBobWro, { settings, now }: PlanContext): BookingTime {
  if (wro.status === 'Completed') return { kind: 'now', isFinal: true };
  const { when, stow_days, qty } = settings.receipt;
  if (when === 'stowed') return { kind: 'now', isFinal: false };
  const counted = wro.inventory_quantities.some((line) =>
    moreThan(qty === 'stowed' ? line.stowed_quantity : line.received_quantity, 0),
  );
  const since = counted ? stowingSince(wro) : null;
  if (since === null) return { kind: 'wait', at: null };
  const at = hoursAfter(since, 24 * stow_days);
  return at <= new Date(now) ? { kind: 'now', isFinal: false } : { kind: 'wait', at };
}
