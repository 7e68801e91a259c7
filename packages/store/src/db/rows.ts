import type { Json, JsonObject } from '@mlc/kernel';
import { z } from 'zod';

/** Columns as the driver gives them. Raw rows are parsed, so that a changed table shows at once and not as `undefined`. */

/** bigint counters stay far below 2^53. */
export const int8 = z.bigint().transform(Number);
export const time = z.date();
/** jsonb written by ourselves. */
export const json = z.custom<Json>((value) => value !== undefined);
export const jsonObject = z.custom<JsonObject>(
  (value) => typeof value === 'object' && value !== null && !Array.isArray(value),
);

export function rowsOf<T extends z.ZodType>(row: T, rows: unknown): z.infer<T>[] {
  return z.array(row).parse(rows);
}

export function firstRow<T extends z.ZodType>(row: T, rows: unknown): z.infer<T> | null {
  return rowsOf(row, rows)[0] ?? null;
}
