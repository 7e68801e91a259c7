import { NeedsAttention } from '@mlc/kernel';
import { z } from 'zod';
import { decode } from '../decode/shape.js';
import { endpoints } from '../versions.js';
import type { Answer, ReadCall, ShipBobClient } from './client.js';
import { type Query, queryText } from './query.js';

/** More pages than any list of ours can have; a list that goes on is broken. */
const PAGES_MAX = 1_000;

/** Largest page of orders and receiving orders. */
export const PAGE_LIMIT = endpoints.orders.limit;

export interface PageOf<T> {
  rows: T[];
  last: boolean;
  headers: Record<string, string>;
}

type ListCall = Omit<ReadCall, 'query'> & { query: Query };

/**
 * One page of style A (`/order`, `/receiving`): a bare array, `Page` from 1 and `Limit`. The paging headers are in the
 * specification of receiving only and observed on orders, so without them a page shorter than the limit is the last.
 */
export async function readPage<T extends z.ZodType>(
  client: ShipBobClient,
  call: ListCall & { page: number },
  row: T,
): Promise<PageOf<z.output<T>>> {
  const answer = await client.read({ ...call, query: { ...call.query, Page: call.page, Limit: PAGE_LIMIT } });
  const rows = decode(z.array(row), answer.json, `list ${call.path}`);
  return { rows, last: isLastPage(answer, call.page, rows.length), headers: answer.headers };
}

function isLastPage({ headers }: Answer, page: number, rows: number): boolean {
  if (rows === 0) return true;
  const total = wholeNumber(headers['total-pages']);
  if (total !== null) return page >= total;
  if (headers['next-page'] !== undefined) return headers['next-page'].trim() === '';
  return rows < (wholeNumber(headers['page-size']) ?? PAGE_LIMIT);
}

const wholeNumber = (text: string | undefined): number | null =>
  text !== undefined && /^\d+$/.test(text.trim()) ? Number(text) : null;

/** All rows of a style A list. */
export async function readPages<T extends z.ZodType>(
  client: ShipBobClient,
  call: ListCall,
  row: T,
): Promise<z.output<T>[]> {
  const rows: z.output<T>[] = [];
  for (let page = 1; page <= PAGES_MAX; page += 1) {
    const found = await readPage(client, { ...call, page }, row);
    rows.push(...found.rows);
    if (found.last) return rows;
  }
  throw endless(call.path);
}

const nextSchema = z.union([z.string(), z.number().transform(String)]).nullish();
const envelope = <T extends z.ZodType>(row: T) => z.object({ items: z.array(row), next: nextSchema });

/**
 * One page of style C (`/return`): `Cursor` is the page's number from 1, `{first,items,last,next,prev}` holds absolute
 * addresses and the paging headers come as well. The filters go with every page, since an address may lack them.
 */
export async function readNumberedPage<T extends z.ZodType>(
  client: ShipBobClient,
  call: ListCall & { page: number },
  row: T,
): Promise<PageOf<z.output<T>>> {
  const query = { ...call.query, Cursor: call.page, Limit: endpoints.returns.limit };
  const answer = await client.read({ ...call, query });
  const { items, next } = decode(envelope(row), answer.json, `list ${call.path}`);
  const total = wholeNumber(answer.headers['total-pages']);
  const last = items.length === 0 || (total === null ? blank(next) : call.page >= total);
  return { rows: items, last, headers: answer.headers };
}

/** All rows of a style C list. */
export async function readNumberedPages<T extends z.ZodType>(
  client: ShipBobClient,
  call: ListCall,
  row: T,
): Promise<z.output<T>[]> {
  const rows: z.output<T>[] = [];
  for (let page = 1; page <= PAGES_MAX; page += 1) {
    const found = await readNumberedPage(client, { ...call, page }, row);
    rows.push(...found.rows);
    if (found.last) return rows;
  }
  throw endless(call.path);
}

/**
 * The pages of a cursor list: styles B (`/product`, `/inventory-level`, `{first,items,last,next,prev}`) and D (`/channel`,
 * `/webhook`, billing). A bare array, as 1.0 answered, is taken as the only page. Billing's cursor is a bare token that
 * goes into the query also where the filters stand in a body: in the body it is ignored and page 1 comes for ever
 * (observed). A cursor that comes twice ends the reading with NeedsAttention `shipbob.paging_loop`.
 */
export async function* cursorPages<T extends z.ZodType>(
  client: ShipBobClient,
  call: ListCall,
  row: T,
): AsyncGenerator<z.output<T>[], void, undefined> {
  const seen = new Set<string>();
  let query = queryText(call.query);
  for (let page = 1; page <= PAGES_MAX; page += 1) {
    const answer = await client.read({ ...call, query });
    if (Array.isArray(answer.json)) {
      yield decode(z.array(row), answer.json, `list ${call.path}`);
      return;
    }
    const { items, next } = decode(envelope(row), answer.json, `list ${call.path}`);
    yield items;
    if (blank(next)) return;
    query = nextQuery(next, call.query);
    if (seen.has(query)) throw endless(call.path);
    seen.add(query);
  }
  throw endless(call.path);
}

/** All rows of a cursor list. */
export async function readCursorPages<T extends z.ZodType>(
  client: ShipBobClient,
  call: ListCall,
  row: T,
): Promise<z.output<T>[]> {
  const rows: z.output<T>[] = [];
  for await (const page of cursorPages(client, call, row)) rows.push(...page);
  return rows;
}

const blank = (next: string | null | undefined): next is null | undefined | '' => (next ?? '').trim() === '';

/**
 * The query of the next page. `next` may be a path with or without a version, an absolute URL or a bare token; only its
 * parameters are used, on our own address: a foreign host is never followed, and a whole path sent back as cursor is
 * answered with 500 (observed). A bare token goes with the first page's filters.
 */
export function nextQuery(next: string, filters: Query): string {
  const at = next.indexOf('?');
  if (at < 0) return queryText({ ...filters, Cursor: next });
  // As written, so that operators in it keep their form; only what a URL cannot hold is escaped.
  const given = next
    .slice(at + 1)
    .split('&')
    .filter((part) => !/^[^=]*=?$/.test(part));
  return `?${given.join('&').replace(/[^\x21-\x7e]|#/g, (char) => encodeURIComponent(char))}`;
}

export const endless = (path: string): NeedsAttention =>
  new NeedsAttention(`ShipBob's list ${path} repeats the same page.`, {
    code: 'shipbob.paging_loop',
    field: 'shipbob.version',
    fix: 'Check shipbob.version; if it is right, report this message.',
  });
