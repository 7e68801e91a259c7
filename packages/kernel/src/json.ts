import { createHash } from 'node:crypto';

export type Json = null | boolean | number | string | Json[] | { [key: string]: Json };
export type JsonObject = { [key: string]: Json };

/** JSON with object keys sorted, so equal values give equal text. Undefined members are dropped, as JSON.stringify does. */
export function stableStringify(value: unknown): string {
  return JSON.stringify(value, (_key, member: unknown) =>
    isPlainObject(member)
      ? Object.fromEntries(Object.entries(member).sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0)))
      : member,
  );
}

/** SHA-256 over the stable JSON text, hex. */
export const contentHash = (value: unknown): string => sha256Hex(stableStringify(value) ?? 'undefined');

export const sha256Hex = (text: string): string => createHash('sha256').update(text).digest('hex');

/** A plain JSON copy: dates become ISO strings, undefined members vanish. */
export function toJson(value: unknown): Json {
  return value === undefined ? null : (JSON.parse(JSON.stringify(value)) as Json);
}

export function isPlainObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value) && !(value instanceof Date);
}

export const sameJson = (a: unknown, b: unknown): boolean => stableStringify(a) === stableStringify(b);
