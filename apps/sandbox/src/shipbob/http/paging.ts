import type { Json } from '@mlc/kernel';
import type { Answer } from '../../core/exchange.js';
import { empty, fieldErrors, ok, problem } from './errors.js';
import { Query } from './query.js';
import type { Call } from './router.js';

/**
 * Style A (orders, receiving): a bare array plus headers. `Limit` is 1-250, default 50 (OpenAPI 2026-01); Next-Page and
 * Total-Pages are observed on orders too.
 */
export function pageOf<T>(rows: T[], view: (row: T) => Json, query: Query, path: string): Answer {
  const page = Number(query.text('Page') ?? '1');
  const limit = Number(query.text('Limit') ?? '50');
  if (!Number.isInteger(page) || page < 1) {
    return fieldErrors(400, { Page: ['The field Page must be between 1 and 2147483647.'] });
  }
  if (!Number.isInteger(limit) || limit < 1 || limit > 250) {
    return fieldErrors(400, { Limit: ['The field Limit must be between 1 and 250.'] });
  }
  const totalPages = Math.max(1, Math.ceil(rows.length / limit));
  const headers: Record<string, string> = {
    'page-number': String(page),
    'page-size': String(limit),
    'total-count': String(rows.length),
    'total-pages': String(totalPages),
  };
  if (page < totalPages) headers['next-page'] = `${path}?Page=${page + 1}&Limit=${limit}`;
  return { ...ok(rows.slice((page - 1) * limit, page * limit).map(view)), headers };
}

/**
 * Style C (returns): `Cursor` is a page number, the links are absolute URIs, and the headers of style A are there, too
 * (OpenAPI 2026-01).
 */
export function pageNumberCursor<T>(rows: T[], view: (row: T) => Json, call: Call): Answer {
  const page = Number(call.query.text('Cursor') ?? '1');
  const limit = Number(call.query.text('Limit') ?? '50');
  if (!Number.isInteger(page) || page < 1) return problem(400, 'Bad Request', 'Cursor must be a page number from 1.');
  if (!Number.isInteger(limit) || limit < 1 || limit > 250) {
    return problem(400, 'Bad Request', 'Limit must be between 1 and 250.');
  }
  const totalPages = Math.max(1, Math.ceil(rows.length / limit));
  const link = (number: number): string => {
    const search = new URLSearchParams(call.query.search);
    for (const name of [...search.keys()]) if (/^(cursor|limit)$/i.test(name)) search.delete(name);
    search.set('Cursor', String(number));
    search.set('Limit', String(limit));
    return `${call.origin}${call.path}?${search.toString()}`;
  };
  const body = {
    first: link(1),
    items: rows.slice((page - 1) * limit, page * limit).map(view),
    last: link(totalPages),
    next: page < totalPages ? link(page + 1) : null,
    prev: page > 1 ? link(page - 1) : null,
  };
  const headers = {
    'page-number': String(page),
    'page-size': String(limit),
    'total-count': String(rows.length),
    'total-pages': String(totalPages),
  };
  return { ...ok(body), headers };
}

/** A cursor opened: the filters it was made with and the id it stands behind (null = the beginning). */
export interface OpenCursor {
  filters: Query;
  after: string | null;
}

/**
 * Opens the request's cursor. The token carries the filters of the first page, so a client that sends the token alone
 * goes on with the same list. A cursor that is not a token - the usual mistake is to send the whole `next` path back -
 * is null, and the live API answers 500 to it.
 */
export function openCursor(query: Query): OpenCursor | null {
  const cursor = query.text('Cursor');
  if (cursor === null) return { filters: query, after: null };
  if (!/^[A-Za-z0-9_-]+$/.test(cursor)) return null;
  try {
    const value: unknown = JSON.parse(Buffer.from(cursor, 'base64url').toString('utf8'));
    if (typeof value !== 'object' || value === null || !('Id' in value) || !('Filter' in value)) return null;
    if (typeof value.Id !== 'string' || typeof value.Filter !== 'string') return null;
    return { filters: new Query(value.Filter), after: value.Id === '' ? null : value.Id };
  } catch {
    return null;
  }
}

const sealCursor = (after: string, filters: Query): string =>
  Buffer.from(JSON.stringify({ Id: after, Filter: filters.search, CursorType: 0 })).toString('base64url');

interface CursorPage {
  /** In the order of their ids. */
  rows: { id: number; view: () => Json }[];
  query: Query;
  cursor: OpenCursor;
  /** Name of the size parameter, its default and the largest size given out, whatever was asked for. */
  size: { name: string; fallback: number; max: number };
  /** How `next` is written; each endpoint has its own odd way. */
  link: (token: string, size: number) => string;
  /** Style B has `first` and `last`, style D has not. */
  ends: boolean;
  /** How a bad size is refused; a field map when absent. */
  refusal?: (message: string) => Answer;
}

/** Styles B and D: an envelope whose cursor names the last row given out. */
export function cursorPage(page: CursorPage): Answer {
  const asked = Number(page.query.text(page.size.name) ?? String(page.size.fallback));
  if (!Number.isInteger(asked) || asked < 1 || asked > 250) {
    const message = `The field ${page.size.name} must be between 1 and 250.`;
    return page.refusal?.(message) ?? fieldErrors(400, { [page.size.name]: [message] });
  }
  const size = Math.min(asked, page.size.max);
  const after = Number(page.cursor.after ?? '0');
  const start = page.rows.filter((row) => row.id <= after).length;
  const rows = page.rows.slice(start, start + size);
  const last = rows.at(-1);
  const link = (behind: string): string => page.link(sealCursor(behind, page.cursor.filters), size);
  const items = rows.map((row) => row.view());
  const next = last !== undefined && start + size < page.rows.length ? link(String(last.id)) : null;
  const before = page.rows[start - size - 1];
  const prev = start === 0 ? null : link(before === undefined ? '' : String(before.id));
  return page.ends ? ok({ first: link(''), items, last: null, next, prev }) : ok({ items, next, prev });
}

export const brokenCursor = (): Answer => empty(500);
