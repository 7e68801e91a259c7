import { ManualClock } from '@mlc/kernel';
import { describe, expect, it } from 'vitest';
import { createMemoryLedger } from './memory/memory-ledger.js';
import { type PollWork, pollOnce } from './poll.js';
import type { PollStore } from './ports/polls.js';
import type { KnownRow, OdooSource } from './ports/remotes.js';

const NOW = '2026-11-25T12:00:00.000Z';

/** One pass over a source that has shown `known`; of these Odoo still has those not in `gone`. */
async function pass(
  source: OdooSource,
  known: KnownRow[],
  more: { gone?: number[]; goneLookedAt?: string | null; isAsked?: boolean } = {},
) {
  const { gone = [], goneLookedAt = '2026-11-24T12:00:00.000Z' } = more;
  const forgotten: Parameters<PollStore['forget']>[0][] = [];
  const asked: number[][] = [];
  const kept: (boolean | undefined)[] = [];
  const clock = new ManualClock(new Date(NOW));
  const polls: PollStore = {
    take: async (connectionId, name) => ({
      connectionId,
      source: name,
      mark: null,
      running: null,
      goneLookedAt,
      fullyReadAt: null,
    }),
    release: async () => undefined,
    changed: async () => [],
    savePage: async (page) => void kept.push(page.keepRefs),
    known: async (_connection, _source, { afterId, limit }) => known.filter(({ id }) => id > afterId).slice(0, limit),
    forget: async (one) => void forgotten.push(one),
  };
  const empty = { rows: [], serverTime: '2026-11-25 12:00:00', last: true };
  const work: PollWork = {
    connectionId: 'c',
    source,
    owner: 'me',
    clock,
    polls,
    ledger: createMemoryLedger(() => clock.now()),
    odoo: {
      page: async () => empty,
      gone: async (_source, rows) => {
        asked.push(rows.map(({ id }) => id));
        return rows.filter(({ id }) => gone.includes(id));
      },
    },
    shipbob: { page: async () => ({ ...empty, nextPosition: null }) },
    overlapSeconds: 900,
    ...(more.isAsked === false ? {} : { goneHours: 24 }),
    pageRows: 100,
    leaseSeconds: 0,
  };
  return { report: await pollOnce(work), forgotten, asked, kept };
}

const bom = (id: number, product_ids: string): KnownRow => ({ id, refs: { product_ids } });
const product = (id: number): KnownRow => ({ id, refs: {} });

describe('records that are deleted in Odoo', () => {
  it('are found once a day by their ids, raise what they concerned, and are forgotten', async () => {
    const { report, forgotten, asked } = await pass('mrp.bom', [bom(1, '7'), bom(2, '7,9')], { gone: [2] });
    expect(report.gone).toBe(1);
    expect(asked).toEqual([[1, 2]]);
    const notice = { source: 'poll', fingerprint: 'gone', reason: 'mrp.bom 2 is gone from Odoo' };
    const notices = [
      { laneKey: 'product:7', ...notice },
      { laneKey: 'product:9', ...notice },
    ];
    const about = { connectionId: 'c', source: 'mrp.bom', owner: 'me', lookedAt: new Date(NOW) };
    expect(forgotten).toEqual([{ ...about, ids: [2], notices }]);
    const { forgotten: deleted } = await pass('product.product', [product(4), product(5)], { gone: [4] });
    expect(deleted[0]?.notices.map(({ laneKey }) => laneKey)).toEqual(['product:4']);
  });

  it('are asked for a thousand at once; the look counts as done with the last of them', async () => {
    const all = Array.from({ length: 2001 }, (_, index) => product(index + 1));
    const { asked, forgotten, report } = await pass('product.product', all, { gone: [500, 2001] });
    expect(asked.map((ids) => ids.length)).toEqual([1000, 1000, 1]);
    expect(forgotten.map(({ ids, lookedAt }) => [ids, lookedAt === null])).toEqual([
      [[500], true],
      [[2001], false],
    ]);
    expect(report.gone).toBe(2);
    const { asked: even, forgotten: end } = await pass('product.product', all.slice(0, 1000));
    expect(even).toHaveLength(1);
    expect(end.map(({ ids, lookedAt }) => [ids, lookedAt?.toISOString()])).toEqual([[[], NOW]]);
  });

  it('are not asked for again before the hours of the setting have passed, nor by the first pass', async () => {
    expect(await pass('mrp.bom', [bom(1, '7')], { goneLookedAt: '2026-11-24T12:00:01.000Z' })).toMatchObject({
      asked: [],
      forgotten: [],
    });
    const first = await pass('mrp.bom', [bom(1, '7')], { goneLookedAt: null });
    expect(first.asked).toEqual([]);
    expect(first.forgotten).toEqual([expect.objectContaining({ ids: [], lookedAt: new Date(NOW) })]);
  });

  it('are looked for only where no other record tells of them', async () => {
    for (const source of ['product.product', 'mrp.bom', 'mrp.bom.line', 'product.packaging'] as const) {
      const { asked, kept } = await pass(source, [bom(1, '7')]);
      expect([asked, kept]).toEqual([[[1]], [true]]);
    }
    const { asked, kept } = await pass('purchase.order', [product(1)]);
    expect([asked, kept]).toEqual([[], [false]]);
    expect((await pass('mrp.bom', [bom(1, '7')], { isAsked: false })).asked).toEqual([]);
  });
});
