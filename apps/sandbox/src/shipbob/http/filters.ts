import { VERSION_TRAITS } from '../versions.js';
import type { Query } from './query.js';
import type { Call } from './router.js';

/** Whether a date lies between two parameters, both inclusive; without them everything does, and no date never does. */
export function within(query: Query, at: string | null, from: string, to: string): boolean {
  const [fromMs, toMs] = [query.timeMs(from), query.timeMs(to)];
  if (fromMs === null && toMs === null) return true;
  const ms = at === null ? Number.NaN : Date.parse(at);
  return (fromMs === null || ms >= fromMs) && (toMs === null || ms <= toMs);
}

/** Where lists are typed, words among numbers as field errors; null when there are none, and where they are plain text. */
export function wrongNumbers(call: Call, names: string[]): Record<string, string[]> | null {
  if (!VERSION_TRAITS[call.version].typedLists) return null;
  const errors = names.flatMap((name) => {
    const wrong = (call.query.list(name) ?? []).filter((value) => !/^\d+$/.test(value));
    return wrong.length === 0 ? [] : [[name, wrong.map((value) => `The value '${value}' is not valid.`)] as const];
  });
  return errors.length === 0 ? null : Object.fromEntries(errors);
}
