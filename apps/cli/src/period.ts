import type { Period } from '@mlc/engine';
import { BadInput } from '@mlc/kernel';

const DAY_MS = 86_400_000;
const DEFAULT_DAYS = 30;

/** The period that a person names, whole days of UTC unless times are given; else the last thirty days up to now. */
export function periodOf(own: { from?: string; to?: string }, now: Date): Period {
  const today = Date.parse(`${now.toISOString().slice(0, 10)}T00:00:00Z`);
  const from = timeOf(own.from, '--from') ?? today - DEFAULT_DAYS * DAY_MS;
  const to = timeOf(own.to, '--to') ?? today + DAY_MS;
  if (from < to) return { from: new Date(from).toISOString(), to: new Date(to).toISOString() };
  throw new BadInput('--from is not before --to.', {
    code: 'cli.period',
    field: '--from',
    fix: '--to is the first day that is no longer in the period.',
  });
}

function timeOf(text: string | undefined, field: string): number | null {
  if (text === undefined) return null;
  const ms = Date.parse(text);
  if (!Number.isNaN(ms)) return ms;
  throw new BadInput(`${field} ${JSON.stringify(text)} is no time.`, {
    code: 'cli.time',
    field,
    fix: 'Give ISO 8601, e.g. 2026-11-01 or 2026-11-01T08:00:00Z.',
  });
}
