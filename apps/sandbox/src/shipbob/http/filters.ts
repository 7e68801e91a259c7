import type { Query } from './query.js';

/** Whether a date lies between two parameters, both inclusive; without them everything does, and no date never does. */
export function within(query: Query, at: string | null, from: string, to: string): boolean {
  const [fromMs, toMs] = [query.timeMs(from), query.timeMs(to)];
  if (fromMs === null && toMs === null) return true;
  const ms = at === null ? Number.NaN : Date.parse(at);
  return (fromMs === null || ms >= fromMs) && (toMs === null || ms <= toMs);
}
