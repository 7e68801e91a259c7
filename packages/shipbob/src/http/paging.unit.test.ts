import { NeedsAttention } from '@mlc/kernel';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { type ScriptedAnswer, type ScriptedCall, scriptedClient } from '../testing/scripted-door.js';
import { nextQuery, readCursorPages, readPages } from './paging.js';

const row = z.object({ id: z.number() });
const ids = (rows: { id: number }[]): number[] => rows.map(({ id }) => id);
const rowsOf = (count: number, from = 0) => Array.from({ length: count }, (_, index) => ({ id: from + index }));

describe('cursor lists', () => {
  const call = { path: '/product', query: { SKU: { any: ['a', 'b'] } }, priority: 'products' } as const;
  const twoPages = (next: string) => (asked: ScriptedCall) =>
    asked.search.toLowerCase().includes('cursor')
      ? { body: { items: [{ id: 2 }], next: null } }
      : { body: { items: [{ id: 1 }], next } };

  it.each([
    ['a path without version, in another case', '/Product?cursor=eyJJ&pageSize=50', '?cursor=eyJJ&pageSize=50'],
    ['a path with version', '/2026-01/product?cursor=eyJJ', '?cursor=eyJJ'],
    ['an absolute address', 'https://api.shipbob.test/2026-01/product?cursor=eyJJ', '?cursor=eyJJ'],
    ['an absolute address of a foreign host', 'https://evil.test/x?cursor=eyJJ', '?cursor=eyJJ'],
    ['a bare token', 'eyJJ', '?SKU=any:a,b&Cursor=eyJJ'],
  ])('go on by %s, always at our own address', async (_name, next, search) => {
    const { client, door } = scriptedClient(twoPages(next));
    expect(ids(await readCursorPages(client, call, row))).toEqual([1, 2]);
    expect(door.calls[1]?.request.url).toBe(`https://api.shipbob.test/2026-01/product${search}`);
  });

  it('keep operators in the parameters of next', () => {
    expect(nextQuery('/Product?SKU=any:a,b&cursor=x&empty=', {})).toBe('?SKU=any:a,b&cursor=x');
  });

  it('end at an empty next, and take a bare array as the only page', async () => {
    const empty = scriptedClient(() => ({ body: { items: [{ id: 1 }], next: '' } })).client;
    expect(ids(await readCursorPages(empty, call, row))).toEqual([1]);
    const array = scriptedClient(() => ({ body: [{ id: 3 }] })).client;
    expect(ids(await readCursorPages(array, call, row))).toEqual([3]);
  });

  it('stop with an error when a cursor comes twice', async () => {
    const { client, door } = scriptedClient(() => ({ body: { items: [{ id: 1 }], next: '/Product?cursor=same' } }));
    await expect(readCursorPages(client, call, row)).rejects.toMatchObject({ code: 'shipbob.paging_loop' });
    expect(door.calls.length).toBeLessThanOrEqual(3);
  });

  it('that are no lists need a person', async () => {
    const { client } = scriptedClient(() => ({ body: { message: 'hello' } }));
    await expect(readCursorPages(client, call, row)).rejects.toBeInstanceOf(NeedsAttention);
  });
});

describe('numbered lists', () => {
  const call = { path: '/order', query: {}, priority: 'shipments' } as const;
  const pagesRead = async (script: (page: number) => ScriptedAnswer): Promise<number> => {
    const { client, door } = scriptedClient((asked) => script(Number(asked.query.get('Page'))));
    await readPages(client, call, row);
    return door.calls.length;
  };

  it('end at Total-Pages', async () => {
    const headers = { 'total-pages': '3' };
    expect(await pagesRead((page) => ({ headers, body: rowsOf(2, page * 10) }))).toBe(3);
  });

  it('end where Next-Page is missing from headers that have it', async () => {
    const script = (page: number) => ({
      headers: page < 2 ? { 'next-page': `/order?Page=${page + 1}` } : { 'next-page': '' },
      body: rowsOf(250),
    });
    expect(await pagesRead(script)).toBe(2);
  });

  it('without headers end at a page shorter than the limit', async () => {
    expect(await pagesRead((page) => ({ body: rowsOf(page < 3 ? 250 : 249) }))).toBe(3);
  });

  it('without headers but Page-Size go by that size', async () => {
    const headers = { 'page-size': '50' };
    expect(await pagesRead((page) => ({ headers, body: rowsOf(page < 2 ? 50 : 10) }))).toBe(2);
  });

  it('end at an empty page whatever the headers say', async () => {
    expect(await pagesRead(() => ({ headers: { 'total-pages': '9' }, body: [] }))).toBe(1);
  });
});
