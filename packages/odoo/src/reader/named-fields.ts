import { z } from 'zod';

/**
 * The row with fields that only the settings name, asked for where the model has them, of whatever type. A field that the
 * row has anyway keeps its own type.
 */
export function withFields<R extends z.ZodObject>(row: R, fields: string[]): R {
  const added = fields.filter((field) => !(field in row.shape));
  if (added.length === 0) return row;
  // The added fields are read back by name only; the row's own type stays what it was.
  return row.extend(Object.fromEntries(added.map((field) => [field, z.unknown().optional()]))) as unknown as R;
}

/** Their values under `extra`; `false` of Odoo is null. Nothing when no field is named. */
export function extraOf(row: Record<string, unknown>, fields: string[]): { extra?: Record<string, unknown> } {
  if (fields.length === 0) return {};
  return {
    extra: Object.fromEntries(fields.map((field) => [field, row[field] === false ? null : (row[field] ?? null)])),
  };
}
