import { ManualClock } from '@mlc/kernel';
import { describe, expect, it } from 'vitest';
import { createMemoryLedger } from './memory/memory-ledger.js';
import { type PollWork, pollOnce } from './poll.js';
import type { PollSource } from './poll-sources.js';
import type { PollRunning, PollStore } from './ports/polls.js';
import type { PollRow } from './ports/remotes.js';

const NOW = new Date('2026-11-25T12:00:00.000Z');
const MARK = '2026-11-25 11:00:00';
const row = (id: number, stamp: string): PollRow => ({ id, hash: `h${id}`, stamp, refs: {} });

/** One pass of a source that was read from the beginning at `fullyReadAt`; every row of it is a change. */
async function pass(
  fullyReadAt: string | null,
  more: { source?: PollSource; hours?: number | null; running?: PollRunning; rows?: PollRow[] } = {},
) {
  const { source = 'purchase.order', hours = 24, running = null, rows = [] } = more;
  const asked: (string | null)[] = [];
  const finished: (Date | undefined)[] = [];
  const polls: PollStore = {
    take: async (connectionId, name) => ({
      ...{ connectionId, source: name, mark: MARK, running, goneLookedAt: null, fullyReadAt },
    }),
    release: async () => undefined,
    changed: async (_connection, _source, all) => all,
    savePage: async (page) => void finished.push(page.finished?.fullyReadAt),
    known: async () => [],
    forget: async () => undefined,
  };
  const page = async (_source: string, request: { from: string | null }) => {
    asked.push(request.from);
    return { rows, serverTime: '2026-11-25 12:00:00', last: true };
  };
  const clock = new ManualClock(NOW);
  const work: PollWork = {
    ...{ connectionId: 'c', source, owner: 'me', clock, polls, overlapSeconds: 900, pageRows: 100, leaseSeconds: 0 },
    ledger: createMemoryLedger(() => clock.now()),
    odoo: { page, gone: async () => [] },
    shipbob: { page: async (...of) => ({ ...(await page(...of)), nextPosition: null }) },
    ...(hours === null ? {} : { fullReadHours: hours }),
  };
  return { report: await pollOnce(work), from: asked[0], fullyReadAt: finished.at(-1) };
}

describe('a source is read from the beginning', () => {
  it('once in the hours of the setting, and then remembers when', async () => {
    expect(await pass('2026-11-24T12:00:00.000Z')).toMatchObject({ from: null, fullyReadAt: NOW });
    expect(await pass('2026-11-24T12:00:01.000Z')).toMatchObject({
      from: '2026-11-25 10:45:00',
      fullyReadAt: undefined,
    });
    expect((await pass('2026-11-24T12:00:00.000Z', { hours: 48 })).from).toBe('2026-11-25 10:45:00');
    expect((await pass('2026-01-01T00:00:00.000Z', { hours: null })).from).toBe('2026-11-25 10:45:00');
    expect((await pass(null)).from).toBe('2026-11-25 10:45:00');
  });

  it('in as many passes as it takes: one that was cut off goes on where it began, and counts at its end', async () => {
    const running: PollRunning = {
      ...{ from: null, position: '7', maxStamp: MARK, startedServerTime: '2026-11-25 11:59:00' },
      ...{ startedAt: new Date().toISOString(), pages: 1, changed: 0 },
    };
    expect(await pass('2026-11-25T11:00:00.000Z', { running })).toMatchObject({ from: null, fullyReadAt: NOW });
  });

  it('never of ShipBob’s, which have horizons of their own', async () => {
    expect((await pass('2026-01-01T00:00:00.000Z', { source: 'shipbob.order' })).from).toBe('2026-11-25T10:45:00.000Z');
  });

  it('and shows what came later than the overlap reaches back', async () => {
    const rows = [row(1, '2026-11-25 10:44:59'), row(2, '2026-11-25 10:45:00'), row(3, '2026-11-25 11:59:00')];
    expect((await pass('2026-11-24T12:00:00.000Z', { rows })).report).toMatchObject({
      changed: 3,
      notices: 3,
      late: 1,
    });
    expect((await pass('2026-11-25T11:00:00.000Z', { rows })).report).toMatchObject({ changed: 3, late: 0 });
  });
});
