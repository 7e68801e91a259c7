import { issuesText, NeedsAttention } from '@mlc/kernel';
import { z } from 'zod';

/** A record's id: a positive whole number JavaScript holds exactly. Digits in a string are accepted. */
export const idSchema = z
  .union([
    z.number(),
    z
      .string()
      .regex(/^\d{1,16}$/)
      .transform(Number),
  ])
  .refine((id) => Number.isSafeInteger(id) && id >= 0, 'an id must be a whole number below 2^53');

/** Text that may be absent, null or blank: null then. */
export const optionalText = z
  .union([z.string(), z.number().transform(String)])
  .nullish()
  .transform((text) => (text === null || text === undefined || text.trim() === '' ? null : text));

/** A number that may come as text; null when absent or unreadable. */
export const optionalNumber = z
  .union([z.number(), z.string()])
  .nullish()
  .transform((value) => {
    if (value === null || value === undefined || value === '') return null;
    const number = Number(value);
    return Number.isFinite(number) ? number : null;
  });

export const optionalId = idSchema.nullish().transform((id) => id ?? null);

/**
 * Decodes an answer. Unknown members are dropped and unknown words kept; a missing id or a value of another kind means
 * that this is not the API we know, which a person must see: NeedsAttention `shipbob.unexpected_answer`, naming the
 * member, never its value.
 */
export function decode<T extends z.ZodType>(schema: T, json: unknown, what: string): z.output<T> {
  const parsed = schema.safeParse(json);
  if (parsed.success) return parsed.data;
  throw new NeedsAttention(`ShipBob's ${what} has an unexpected shape (${issuesText(parsed.error).slice(0, 500)}).`, {
    code: 'shipbob.unexpected_answer',
    field: 'shipbob.version',
    fix: 'Check shipbob.url and shipbob.version; if both are right, report the message above.',
  });
}
