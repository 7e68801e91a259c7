const HOUR_MS = 3_600_000;

export const hoursAfter = (at: Date, hours: number): Date => new Date(at.getTime() + hours * HOUR_MS);

/** Null for a text that is no date. */
export function instant(text: string | null): Date | null {
  if (text === null) return null;
  const at = new Date(text);
  return Number.isNaN(at.getTime()) ? null : at;
}

export const daysBefore = (at: Date, days: number): Date => hoursAfter(at, -24 * days);
