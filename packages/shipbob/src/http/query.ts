/**
 * Query strings as ShipBob reads them: PascalCase names, `:` and `,` as operators and left unescaped ("some servers wanted
 * them so", ShipBob SDK notes), everything else escaped.
 */
export type QueryValue =
  | string
  | number
  | boolean
  | readonly (string | number)[]
  | { any: readonly (string | number)[] }
  /** The parameter once for each value: where a comma list is refused (tracking). */
  | { each: readonly (string | number)[] };
export type Query = Readonly<Record<string, QueryValue | undefined>>;

/** Escaped for a query value; a colon may stay as it is. A comma inside a value is escaped: it is data, not a separator. */
export const escapeValue = (value: string | number | boolean): string =>
  encodeURIComponent(String(value)).replaceAll('%3A', ':');

/** `?A=1&B=any:x,y`, or the empty string. Undefined members are left out. */
export function queryText(query: Query): string {
  const parts = Object.entries(query).flatMap(([name, value]) =>
    value === undefined ? [] : valueTexts(value).map((text) => `${name}=${text}`),
  );
  return parts.length === 0 ? '' : `?${parts.join('&')}`;
}

function valueTexts(value: QueryValue): string[] {
  if (typeof value !== 'object') return [escapeValue(value)];
  if ('each' in value) return value.each.map(escapeValue);
  if ('any' in value) return [`any:${value.any.map(escapeValue).join(',')}`];
  return [value.map(escapeValue).join(',')];
}

/**
 * Longest list of values put in one query, in escaped characters. With path and headers' line it stays below the 8,192 of
 * common servers; 500 barcodes or SKUs of 13 characters fit, which is one batch of lanes.
 */
export const QUERY_VALUES_LENGTH_MAX = 7500;

/** Cuts values into lists whose escaped, comma-joined text is at most `lengthMax` characters and `countMax` values. */
export function chunkValues<T extends string | number>(
  values: readonly T[],
  limit: { lengthMax?: number; countMax?: number } = {},
): T[][] {
  const { lengthMax = QUERY_VALUES_LENGTH_MAX, countMax = Number.POSITIVE_INFINITY } = limit;
  const chunks: T[][] = [];
  let chunk: T[] = [];
  let length = 0;
  for (const value of values) {
    const added = escapeValue(value).length + 1;
    if (chunk.length > 0 && (length + added > lengthMax || chunk.length >= countMax)) {
      chunks.push(chunk);
      chunk = [];
      length = 0;
    }
    chunk.push(value);
    length += added;
  }
  if (chunk.length > 0) chunks.push(chunk);
  return chunks;
}
