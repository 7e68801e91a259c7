import type { PlanContext } from '../settings.js';
import { instant } from './dates.js';

type Live = { connection: Pick<PlanContext['connection'], 'live_from'> };

/** The baseline: what happened before is recorded as already true and never executed. */
export const liveFrom = ({ connection }: Live): Date => new Date(connection.live_from);

/** Whether a thing that happened at `at` belongs to the time before go-live. A time that is not known does not. */
export function isBeforeGoLive(at: string | null | undefined, context: Live): boolean {
  const when = instant(at ?? null);
  return when !== null && when < liveFrom(context);
}
