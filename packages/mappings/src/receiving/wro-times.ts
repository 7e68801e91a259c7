import type { ShipBobWro } from '../seen.js';
import type { PlanContext } from '../settings.js';
import { instant } from '../shared/dates.js';
import { isBeforeGoLive } from '../shared/go-live.js';

const ENDED = new Set(['Completed', 'Incomplete']);
const STOWING = new Set(['Processing', 'ProcessingAtHub', 'Completed', 'Incomplete']);

const firstOf = (wro: ShipBobWro, isMeant: (status: string) => boolean): Date | null => {
  const times = (wro.status_history ?? []).flatMap(({ status, timestamp }) =>
    isMeant(status) ? (instant(timestamp) ?? []) : [],
  );
  return times.sort((a, b) => a.getTime() - b.getTime())[0] ?? null;
};

/** When it ended; where ShipBob names no time for that, when it last changed. Null while it goes on. */
export const endedAt = (wro: ShipBobWro): Date | null =>
  ENDED.has(wro.status) ? (firstOf(wro, (status) => ENDED.has(status)) ?? instant(wro.last_updated_date)) : null;

/**
 * Since when it may have put goods away: ShipBob names no time for a stow, only for the status. Else its last change, so
 * that a wait begins anew with each stow; null when nothing is known.
 */
export const stowingSince = (wro: ShipBobWro): Date | null =>
  firstOf(wro, (status) => STOWING.has(status)) ?? instant(wro.last_updated_date) ?? instant(wro.insert_date);

/**
 * Whether it may have put goods away before go-live: it had moved by then. Without a history, whether it was made before.
 */
export function mayHaveStowedBefore(wro: ShipBobWro, context: Pick<PlanContext, 'connection'>): boolean {
  const moved = firstOf(wro, (status) => status !== 'Awaiting');
  return isBeforeGoLive(moved?.toISOString() ?? wro.insert_date, context);
}

/** Whether all of it is history. */
export const endedBeforeGoLive = (wro: ShipBobWro, context: Pick<PlanContext, 'connection'>): boolean =>
  isBeforeGoLive(endedAt(wro)?.toISOString(), context);
