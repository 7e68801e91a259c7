import { isPlainObject, issuesText, NeedsAttention } from '@mlc/kernel';
import { z } from 'zod';
import { rawText } from '../http/refusal.js';

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

/** Text that may be absent or null: empty then. */
export const textOrEmpty = optionalText.transform((text) => text ?? '');

/** A number that may come as text; null when absent or unreadable. */
export const optionalNumber = z
  .union([z.number(), z.string()])
  .nullish()
  .transform((value) => {
    if (value === null || value === undefined || value === '') return null;
    const number = Number(value);
    return Number.isFinite(number) ? number : null;
  });

/** A count that may be absent: 0 then. */
export const quantity = optionalNumber.transform((value) => value ?? 0);

export const optionalId = idSchema.nullish().transform((id) => id ?? null);
/** An id whose 0 means that there is none. */
export const linkedId = optionalId.transform((id) => (id === 0 ? null : id));

/** False when absent. */
export const flag = z
  .boolean()
  .nullish()
  .transform((value) => value ?? false);

/** A list that may be absent or null: empty then. */
export const listOf = <T extends z.ZodType>(row: T) =>
  z
    .array(row)
    .nullish()
    .transform((rows) => rows ?? []);

/** `{id, name}`; null without an id. */
export const named = z
  .object({ id: optionalId, name: z.string().nullish() })
  .nullish()
  .transform((value) =>
    value?.id === null || value?.id === undefined ? null : { id: value.id, name: value.name ?? '' },
  );

/** Digits behind the point that money and rates are kept with; what lies beyond is the float's own noise. */
const DECIMALS = 6;

/** Money or a rate as decimal text without noise: `-200`, `6.58`, `0.30`'s float 0.30000000000000004 as `0.3`. */
export const decimal = z.union([z.number(), z.string().regex(/^-?\d+(\.\d+)?$/)]).transform((value) => {
  const text = typeof value === 'number' ? value.toFixed(DECIMALS) : value;
  const short = text.includes('.') ? text.replace(/\.?0+$/, '') : text;
  return short === '-0' || short === '' ? '0' : short;
});
export const optionalDecimal = decimal.nullish().transform((value) => value ?? null);

/** A map of text to text, kept as it is; other values become their JSON. */
export const textMap = z
  .record(z.string(), z.unknown())
  .nullish()
  .transform(
    (map): Record<string, string | null> =>
      Object.fromEntries(
        Object.entries(map ?? {}).map(([key, value]) => [
          key,
          value === null || value === undefined ? null : typeof value === 'string' ? value : JSON.stringify(value),
        ]),
      ),
  );

/**
 * An object whose members may also come in camelCase or PascalCase: ShipBob's answers are snake_case with leaks
 * (`isSuccess`, `shipmentId`, `minimumShelfLife`). The documented name wins where both are there.
 */
export function record<S extends z.ZodRawShape>(shape: S) {
  const names = new Map(Object.keys(shape).map((name) => [bare(name), name]));
  return z.preprocess((input) => {
    if (!isPlainObject(input)) return input;
    const leaked = Object.entries(input).flatMap(([key, value]): [string, unknown][] => {
      const name = names.get(bare(key));
      return name === undefined || name in input ? [] : [[name, value]];
    });
    return leaked.length === 0 ? input : { ...input, ...Object.fromEntries(leaked) };
  }, z.object(shape));
}

const bare = (name: string): string => name.replaceAll('_', '').toLowerCase();

/**
 * Decodes an answer. Unknown members are dropped and unknown words kept; a missing id or a value of another kind means
 * that this is not the API we know, which a person must see: NeedsAttention `shipbob.unexpected_answer`, naming the
 * member, never its value. The start of the answer (4 kB, secrets removed) is the error's cause, for diagnosis only.
 */
export function decode<T extends z.ZodType>(schema: T, json: unknown, what: string): z.output<T> {
  const parsed = schema.safeParse(json);
  if (parsed.success) return parsed.data;
  throw new NeedsAttention(
    `ShipBob's ${what} has an unexpected shape (${issuesText(parsed.error).slice(0, 500)}).`,
    {
      code: 'shipbob.unexpected_answer',
      field: 'shipbob.version',
      fix: 'Check shipbob.url and shipbob.version; if both are right, report the message above.',
    },
    new Error(rawText(JSON.stringify(json) ?? '')),
  );
}
