import type { PollRow, PollRunning } from '@mlc/engine';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { openStoreBench, type StoreBench } from '../testing/store-bench.js';

const SOURCE = 'product.product';
const row = (id: number, hash: string): PollRow => ({ id, hash, stamp: '2026-11-25 11:00:00', refs: {} });

describe('where polls stand', () => {
  let bench: StoreBench;
  let connectionId: string;
  beforeAll(async () => {
    bench = await openStoreBench();
  });
  beforeEach(async () => {
    connectionId = (await bench.newConnection()).id;
  });
  afterAll(async () => {
    await bench.close();
  });

  const take = (owner: string, seconds = 60) => bench.store.polls.take(connectionId, SOURCE, owner, seconds);
  const running = (more: Partial<PollRunning> = {}): PollRunning => ({
    from: '2026-11-25 10:00:00',
    position: '500',
    maxStamp: '2026-11-25 11:00:00',
    startedServerTime: '2026-11-25 12:00:00',
    startedAt: bench.clock.now().toISOString(),
    pages: 1,
    changed: 2,
    ...more,
  });
  const page = (owner: string, more: Partial<Parameters<StoreBench['store']['polls']['savePage']>[0]> = {}) =>
    bench.store.polls.savePage({
      connectionId,
      source: SOURCE,
      owner,
      rows: [],
      notices: [],
      running: null,
      finished: { mark: '2026-11-25 11:00:00' },
      ...more,
    });

  it('lets one poller at a time read a source, and the next one after it lets go', async () => {
    const answers = await Promise.all(['a', 'b', 'c', 'd'].map((owner) => take(owner)));
    expect(answers.filter((mark) => mark !== null)).toHaveLength(1);
    for (const owner of ['a', 'b', 'c', 'd']) await bench.store.polls.release(connectionId, SOURCE, owner);
    expect(await take('e')).toEqual({
      connectionId,
      source: SOURCE,
      mark: null,
      running: null,
      goneLookedAt: null,
      fullyReadAt: null,
    });
    expect(await take('f')).toBeNull();
  });

  it('lets nobody let go of what another one holds', async () => {
    await take('a');
    await bench.store.polls.release(connectionId, SOURCE, 'b');
    expect(await take('b')).toBeNull();
  });

  it('lets a killed poller be followed at its last saved page', async () => {
    await take('a', -1);
    const at = running({ startedAt: new Date(Math.max(Date.now(), bench.clock.now().getTime())).toISOString() });
    await page('a', { running: at, finished: null });
    await bench.database.sql("UPDATE poll_mark SET lease_until = now() - interval '1 s'");
    expect(await take('b')).toMatchObject({ mark: null, running: at });
    await expect(page('a')).rejects.toMatchObject({ code: 'poll.lost' });
    await page('b');
    await bench.store.polls.release(connectionId, SOURCE, 'b');
    expect(await take('c')).toMatchObject({ mark: '2026-11-25 11:00:00', running: null });
  });

  it('begins anew what was left behind more than an hour ago', async () => {
    await take('a');
    await page('a', { running: running({ startedAt: '2026-11-25T10:59:00Z' }), finished: null });
    await bench.store.polls.release(connectionId, SOURCE, 'a');
    expect(await take('b')).toMatchObject({ running: null });
  });

  it('prolongs the lease with each saved page', async () => {
    await take('a', 60);
    await bench.database.sql("UPDATE poll_mark SET lease_until = now() - interval '1 s'");
    await page('a', { running: running(), finished: null });
    expect(await take('b')).toBeNull();
  });

  it('tells rows whose hash is new or different, in one query for the page', async () => {
    await take('a');
    await page('a', { rows: [row(1, 'x'), row(2, 'y')] });
    const changed = (rows: PollRow[]) => bench.store.polls.changed(connectionId, SOURCE, rows);
    expect(await changed([row(1, 'x'), row(2, 'z'), row(3, 'n')])).toEqual([row(2, 'z'), row(3, 'n')]);
    expect(await changed([])).toEqual([]);
    expect(await bench.store.polls.changed(connectionId, 'sale.order', [row(1, 'x')])).toHaveLength(1);
  });

  it('saves hashes, notices and position together or not at all', async () => {
    await take('a');
    const notices = [{ laneKey: 'product:1', source: 'poll' as const, fingerprint: 'x', reason: 'changed' }];
    await page('a', { rows: [row(1, 'x'), row(1, 'x')], notices, running: running(), finished: null });
    expect(await bench.store.polls.changed(connectionId, SOURCE, [row(1, 'x')])).toEqual([]);
    expect(await bench.store.ledger.lanes(connectionId, ['product:1'])).toHaveLength(1);
    const impossible = [{ laneKey: 'product:2', source: 'rumour' as 'poll', fingerprint: null, reason: 'r' }];
    await expect(page('a', { rows: [row(2, 'y')], notices: impossible })).rejects.toThrow(/notice_source_check/);
    expect(await bench.store.polls.changed(connectionId, SOURCE, [row(2, 'y')])).toHaveLength(1);
    expect(await bench.store.ledger.lanes(connectionId, ['product:2'])).toEqual([]);
    expect(await bench.store.polls.marks(connectionId)).toMatchObject([{ mark: null, running: { position: '500' } }]);
  });

  it('keeps what a row concerns until it is forgotten, with its notices and the time of the look, or not at all', async () => {
    await take('a');
    const bom = (id: number, products: string): PollRow => ({ ...row(id, `h${id}`), refs: { product_ids: products } });
    await page('a', { rows: [bom(1, '7'), bom(2, '7,9'), row(3, 'x')], keepRefs: true });
    const known = (afterId: number, limit: number) => bench.store.polls.known(connectionId, SOURCE, { afterId, limit });
    expect(await known(0, 2)).toEqual([
      { id: 1, refs: { product_ids: '7' } },
      { id: 2, refs: { product_ids: '7,9' } },
    ]);
    expect(await known(2, 2)).toEqual([{ id: 3, refs: {} }]);
    const notices = [{ laneKey: 'product:9', source: 'poll' as const, fingerprint: 'gone', reason: 'is gone' }];
    const gone = { connectionId, source: SOURCE, ids: [2], notices, lookedAt: bench.clock.now() };
    await expect(bench.store.polls.forget({ ...gone, owner: 'b' })).rejects.toMatchObject({ code: 'poll.lost' });
    expect(await known(0, 9)).toHaveLength(3);
    await bench.store.polls.forget({ ...gone, owner: 'a' });
    expect((await known(0, 9)).map(({ id }) => id)).toEqual([1, 3]);
    expect(await bench.store.ledger.lanes(connectionId, ['product:9'])).toHaveLength(1);
    await bench.store.polls.forget({ ...gone, owner: 'a', ids: [], notices: [], lookedAt: null });
    await bench.store.polls.release(connectionId, SOURCE, 'a');
    expect(await take('c')).toMatchObject({ goneLookedAt: gone.lookedAt.toISOString() });
  });

  it('keeps when everything was last read from the beginning, and only a pass that did so moves it', async () => {
    const at = bench.clock.now();
    await take('a');
    await page('a', { finished: { mark: '2026-11-25 11:00:00', fullyReadAt: at } });
    await page('a');
    await bench.store.polls.release(connectionId, SOURCE, 'a');
    expect(await take('b')).toMatchObject({ fullyReadAt: at.toISOString(), goneLookedAt: null });
  });

  it('counts pages and changes, and shows the latest error until a page is saved', async () => {
    await bench.store.polls.noteError(connectionId, SOURCE, 'Odoo does not answer');
    expect(await bench.store.polls.marks(connectionId)).toMatchObject([
      { source: SOURCE, lastError: 'Odoo does not answer', lastFinishedAt: null, mark: null },
    ]);
    await take('a');
    await page('a', { rows: [row(1, 'x'), row(2, 'y')], running: running(), finished: null });
    await page('a', { rows: [row(2, 'y'), row(3, 'z')] });
    const [mark] = await bench.store.polls.marks(connectionId);
    expect(mark).toMatchObject({ pages: 2, rows: 4, changed: 3, lastError: null, mark: '2026-11-25 11:00:00' });
    expect(mark?.lastFinishedAt?.getTime()).toBeGreaterThanOrEqual(mark?.lastStartedAt?.getTime() ?? Infinity);
  });

  it('keeps a mark that the pass could not improve on as the pass says', async () => {
    await take('a');
    await page('a', { finished: { mark: null } });
    expect(await bench.store.polls.marks(connectionId)).toMatchObject([{ mark: null }]);
  });
});
