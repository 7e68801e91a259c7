/** ShipBob docs: a 429 carries `x-retry-after` in seconds; the general `Retry-After` is seconds or a date. */
const WITHOUT_HEADER_MS = 25_000;
/** A remote that names an absurd wait must not stop the account for a day. */
const MOST_MS = 10 * 60_000;

type Headers = Record<string, string>;

/** How long to stay away after a 429, in milliseconds. */
export function retryAfterMs(headers: Headers, nowMs: number): number {
  const text = headers['x-retry-after'] ?? headers['retry-after'];
  const wait = text === undefined ? Number.NaN : waitOf(text, nowMs);
  return Number.isNaN(wait) ? WITHOUT_HEADER_MS : Math.min(MOST_MS, Math.max(0, wait));
}

function waitOf(text: string, nowMs: number): number {
  const seconds = Number(text.trim() || Number.NaN);
  return Number.isNaN(seconds) ? Date.parse(text) - nowMs : Math.ceil(seconds * 1000);
}

/** `x-remaining-calls` (ShipBob docs); null when absent or no number. */
export function remainingCalls(headers: Headers): number | null {
  const text = headers['x-remaining-calls'];
  const remaining = text === undefined || text.trim() === '' ? Number.NaN : Number(text);
  return Number.isFinite(remaining) ? remaining : null;
}
