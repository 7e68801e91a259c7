import { odooStamp, readSource } from '../poll.js';
import { isShipBobSource, type PollSource } from '../poll-sources.js';
import type { LookContext } from '../subject.js';

/** ISO 8601, from inclusive, to exclusive. */
export interface Period {
  from: string;
  to: string;
}

const ROWS_PER_PAGE = 500;
const DAY_MS = 86_400_000;

export const isWithin = (stamp: string | null, { from, to }: Period): boolean => {
  const at = Date.parse(stamp ?? '');
  return at >= Date.parse(from) && at < Date.parse(to);
};

/** Ids that a poll of the source would find since the period began; later ones too, since they may be of the period. */
export async function idsChanged(source: PollSource, context: LookContext, { from, to }: Period): Promise<number[]> {
  const ids = new Set<number>();
  const ask = {
    from: isShipBobSource(source) ? from : odooStamp(new Date(from)),
    to: new Date(Math.max(Date.parse(to), Date.parse(context.plan.now)) + DAY_MS).toISOString(),
    limit: ROWS_PER_PAGE,
  };
  let position: string | null = null;
  for (;;) {
    const page = await readSource(context, source, { ...ask, position });
    for (const row of page.rows) ids.add(row.id);
    if (page.last) return [...ids].sort((a, b) => a - b);
    position = page.nextPosition;
  }
}
