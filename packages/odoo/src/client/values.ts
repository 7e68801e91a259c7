import { z } from 'zod';

/**
 * Odoo's values as ours: `false` for "empty" becomes null by the field's type, many2one becomes `{ id, name }`. A row
 * schema made of these is both the list of fields to ask for and their decoder, so nothing is read that is not named.
 * Optional ones (`.optional()`) are asked for only where the model has them.
 */
const empty = z.union([z.literal(false), z.null()]).transform(() => null);

export const int = z.number().int();
/** Company-dependent numbers may be `false` when never set. */
export const float = z.union([z.number(), z.literal(false).transform(() => 0)]);
export const bool = z.boolean();
/** char, text, html, selection: null when empty. */
export const char = z.union([z.string().transform((text) => (text === '' ? null : text)), empty]);
/** A char that Odoo requires. */
export const requiredChar = z.string();
/** `YYYY-MM-DD HH:MM:SS` UTC, or null. */
export const stamp = z.union([z.string(), empty]);
export const ids = z.array(z.number().int());

export interface Named {
  id: number;
  name: string;
}
const named = z
  .tuple([z.number().int(), z.union([z.string(), z.literal(false).transform(() => '')])])
  .transform(([id, name]): Named => ({ id, name }));
export const many2one = z.union([named, empty]);
export const requiredMany2one = named;

/** `YYYY-MM-DD HH:MM:SS` UTC as ISO 8601. */
export const iso = (text: string): string => `${text.slice(0, 10)}T${text.slice(11, 19) || '00:00:00'}Z`;
export const isoOrNull = (text: string | null): string | null => (text === null ? null : iso(text));
/** Milliseconds since 1970 as Odoo writes datetimes. */
export const odooStamp = (ms: number): string => new Date(ms).toISOString().slice(0, 19).replace('T', ' ');
