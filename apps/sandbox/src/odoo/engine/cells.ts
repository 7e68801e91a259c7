/**
 * What a stored cell may hold. An empty char, date, datetime, many2one or binary is null; the wire says `false` for it.
 * Datetimes are `YYYY-MM-DD HH:MM:SS.ffffff` in UTC, so that text order is time order to the microsecond, as Postgres stores them.
 */
export type Cell = null | boolean | number | string | readonly number[];

export interface Row {
  readonly id: number;
  readonly [field: string]: Cell;
}

/** Values as a caller sends them, before coercion. */
export type Vals = Record<string, unknown>;

/** A Python float: JSON shows the plain number, XML-RPC must say `<double>` even for 10.0. */
export class PyFloat {
  constructor(readonly value: number) {}
  toJSON(): number {
    return this.value;
  }
}

/** What a method returns to a transport. */
export type Py = null | boolean | number | string | PyFloat | Py[] | { [key: string]: Py };

export const isIds = (cell: Cell | undefined): cell is readonly number[] => Array.isArray(cell);

/** Rounds half away from zero, as Odoo's float_round does for quantities; `digits` decimals. */
export function round(value: number, digits = 2): number {
  const scale = 10 ** digits;
  const nudged = Math.abs(value) * scale;
  return (Math.sign(value) * Math.floor(nudged + 0.5 + nudged * Number.EPSILON * 4)) / scale + 0;
}

/** `YYYY-MM-DD HH:MM:SS.ffffff` for an instant; `micros` (0-999) are the microseconds within its millisecond. */
export function stampOf(at: Date, micros = 0): string {
  const iso = at.toISOString();
  return `${iso.slice(0, 10)} ${iso.slice(11, 23)}${String(micros).padStart(3, '0')}`;
}

const DATETIME = /^(\d{4}-\d{2}-\d{2})(?:[ T](\d{2}:\d{2}(?::\d{2})?)(?:\.(\d{1,6}))?)?(Z)?$/;

/** A stored stamp from a caller's text, or null when the text is no datetime. `zone` tells whether a trailing `Z` was there. */
export function parseStamp(text: string): { stamp: string; zone: boolean } | null {
  const match = DATETIME.exec(text);
  if (!match) return null;
  const [, day, time = '00:00:00', fraction = '', zone] = match;
  const seconds = time.length === 5 ? `${time}:00` : time;
  return { stamp: `${day} ${seconds}.${fraction.padEnd(6, '0')}`, zone: zone !== undefined };
}

/** The wire shows whole seconds only. */
export const wireStamp = (stamp: string): string => stamp.slice(0, 19);

/** Python's repr, because Odoo's messages quote values with it. */
export function pyRepr(value: unknown): string {
  if (value === null || value === undefined) return 'None';
  if (value === true) return 'True';
  if (value === false) return 'False';
  if (typeof value === 'string') return `'${value.replaceAll('\\', '\\\\').replaceAll("'", "\\'")}'`;
  if (Array.isArray(value)) return `[${value.map(pyRepr).join(', ')}]`;
  if (typeof value === 'object') {
    return `{${Object.entries(value)
      .map(([key, item]) => `${pyRepr(key)}: ${pyRepr(item)}`)
      .join(', ')}}`;
  }
  return String(value);
}

/** Python's repr of a tuple. */
export const pyTuple = (items: readonly unknown[]): string => `(${items.map(pyRepr).join(', ')})`;
