import type { Json } from '@mlc/kernel';
import type { Answer } from '../../core/exchange.js';
import { ok, problem } from '../http/errors.js';

/** What a token holds: everything that makes the list, and where the page begins. */
export interface BillingPage {
  start: number;
  size: number;
  ascending: boolean;
  filter: Record<string, unknown>;
}

/** A bare token, not a URL (observed), in plain base64: its `+`, `/` and `=` must be escaped in a query. */
const seal = (page: BillingPage): string => Buffer.from(JSON.stringify(page)).toString('base64');

/** Null when the text is no token of ours. */
export function openBillingCursor(cursor: string): BillingPage | null {
  try {
    const value: unknown = JSON.parse(Buffer.from(cursor, 'base64').toString('utf8'));
    if (typeof value !== 'object' || value === null) return null;
    if (!('start' in value) || !('size' in value) || !('ascending' in value) || !('filter' in value)) return null;
    const { start, size, ascending, filter } = value;
    if (typeof start !== 'number' || typeof size !== 'number' || typeof ascending !== 'boolean') return null;
    if (typeof filter !== 'object' || filter === null) return null;
    return { start, size, ascending, filter: { ...filter } };
  } catch {
    return null;
  }
}

/** Style D of billing: `{first, items, last, next, prev}` with bare tokens. */
export function billingPage<T>(rows: T[], view: (row: T) => Json, page: BillingPage): Answer {
  const at = (start: number): string => seal({ ...page, start });
  const lastStart = rows.length === 0 ? 0 : Math.floor((rows.length - 1) / page.size) * page.size;
  const items = rows.slice(page.start, page.start + page.size).map(view);
  const next = page.start + page.size < rows.length ? at(page.start + page.size) : null;
  const prev = page.start > 0 ? at(Math.max(0, page.start - page.size)) : null;
  return ok({ first: at(0), items, last: at(lastStart), next, prev });
}

export const badCursor = (): Answer => problem(400, 'Bad Request', 'The cursor is not valid.');

/** 1-1000, default 100. */
export const sizeOf = (value: number | null): number | null =>
  value === null ? 100 : Number.isInteger(value) && value >= 1 && value <= 1000 ? value : null;

export const badSize = (): Answer => problem(400, 'Bad Request', 'PageSize must be between 1 and 1000.');
