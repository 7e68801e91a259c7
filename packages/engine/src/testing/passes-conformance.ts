import { secondsAfter } from '@mlc/kernel';
import { expect, it } from 'vitest';
import { type Bench, foundCase } from './ledger-harness.js';

/** How passes end, and what that does to lanes, cases and those who wait. */
export function passGuarantees(bench: () => Bench): void {
  it('cleans a lane up to what the pass had seen: a notice during the pass leaves it open', async () => {
    const b = bench();
    const pass = await b.begin('product:1');
    await b.raise('product:1');
    await b.end(pass);
    expect(await b.lane('product:1')).toMatchObject({ dirtySeq: 2, cleanSeq: 1, leaseUntil: null });
    expect(await b.due()).toEqual(['product:1']);
    const next = await b.lease('product:1');
    expect(next.seq).toBe(2);
  });

  it('remembers how and when the latest pass ended', async () => {
    const b = bench();
    await b.run('product:1', { outcome: 'ignored', reason: 'no tag' });
    expect(await b.lane('product:1')).toMatchObject({
      lastOutcome: 'ignored',
      lastReason: 'no tag',
      lastEndedAt: b.now,
    });
  });

  it('looks again when the time of a `later` has come, and not before', async () => {
    const b = bench();
    await b.run('product:1', { outcome: 'later', dueAt: secondsAfter(b.now, 60) });
    expect(await b.due()).toEqual([]);
    expect(await b.tryLease('product:1')).toBeNull();
    b.harness.clock.advanceMs(60_000);
    expect(await b.due()).toEqual(['product:1']);
    const { dirtySeq } = await b.lane('product:1');
    const lease = await b.lease('product:1');
    expect(lease.seq).toBe(dirtySeq);
  });

  it('lets a pass that could not judge rest, stay dirty and count its failures', async () => {
    const b = bench();
    const fail = { outcome: 'later' as const, cleans: false, cases: null };
    await b.run('product:1', { ...fail, dueAt: secondsAfter(b.now, 60) });
    expect(await b.due()).toEqual([]);
    expect(await b.lane('product:1')).toMatchObject({ dirtySeq: 1, cleanSeq: 0, failures: 1, attempts: 0 });
    b.harness.clock.advanceMs(60_000);
    expect(await b.due()).toEqual(['product:1']);
    const lease = await b.lease('product:1');
    expect(lease.failures).toBe(1);
    const record = b.record(lease);
    await b.ledger.beginPass(lease, record);
    await b.end({ lease, passId: record.id }, { ...fail, dueAt: secondsAfter(b.now, 600) });
    expect((await b.lane('product:1')).failures).toBe(2);
    await b.run('product:1');
    expect(await b.lane('product:1')).toMatchObject({ failures: 0, cleanSeq: 2, dirtySeq: 2 });
  });

  it('lets a new notice end the rest after a failure', async () => {
    const b = bench();
    await b.run('product:1', { outcome: 'later', cleans: false, cases: null, dueAt: secondsAfter(b.now, 60) });
    await b.raise('product:1');
    expect(await b.due()).toEqual(['product:1']);
  });

  it('keeps a lane that failed on its time, with nothing noticed, alive', async () => {
    const b = bench();
    await b.run('product:1', { outcome: 'later', dueAt: b.now });
    const lease = await b.lease('product:1');
    const record = b.record(lease);
    await b.ledger.beginPass(lease, record);
    const dueAt = secondsAfter(b.now, 30);
    await b.end({ lease, passId: record.id }, { outcome: 'later', cleans: false, cases: null, dueAt });
    expect(await b.due()).toEqual([]);
    b.harness.clock.advanceMs(30_000);
    expect(await b.due()).toEqual(['product:1']);
  });

  it('finds a lane by the labels of its latest pass', async () => {
    const b = bench();
    await b.end(await b.begin('order:1', { labels: ['SO1', 'WEB-7'] }));
    await b.end(await b.begin('order:2', { labels: ['SO2', 'WEB-7'] }));
    await b.end(await b.begin('order:1', { labels: ['SO1b', 'WEB-7'] }));
    const found = await b.ledger.lanesLabelled(b.connectionId, ['SO1', 'SO1b', 'WEB-7', 'nobody']);
    const sorted = found.map(({ laneKey, label }) => `${laneKey} ${label}`).sort();
    expect(sorted).toEqual(['order:1 SO1b', 'order:1 WEB-7', 'order:2 WEB-7']);
  });

  it('keeps one case open per code, refreshes it, and resolves what is no longer so', async () => {
    const b = bench();
    await b.run('product:1', { outcome: 'parked', cases: [foundCase('a', 'first'), foundCase('b')] });
    await b.run('product:2', { outcome: 'parked', cases: [foundCase('a')] });
    await b.run('product:1', { outcome: 'parked', cases: [foundCase('a', 'second')] });
    expect(await b.harness.openCases(b.connectionId, 'product:1')).toEqual([{ code: 'a', cause: 'second' }]);
    await b.run('product:1', { outcome: 'later', cases: null });
    expect(await b.harness.openCases(b.connectionId, 'product:1')).toHaveLength(1);
    await b.run('product:1');
    expect(await b.harness.openCases(b.connectionId, 'product:1')).toEqual([]);
    expect(await b.harness.openCases(b.connectionId, 'product:2')).toHaveLength(1);
  });

  it('rings the lanes a pass names, with the reason', async () => {
    const b = bench();
    const rings = [{ lane: 'product:5', reason: 'on an order' }];
    await b.run('purchase-order:1', { rings });
    expect(await b.harness.notices(b.connectionId, 'product:5')).toEqual([
      { seq: 1, source: 'handover', reason: 'on an order' },
    ]);
  });

  it('tells an awaited lane that has never had a turn, once', async () => {
    const b = bench();
    await b.raise('product:2');
    await b.run('purchase-order:1', { outcome: 'later', waitsFor: ['product:1', 'product:2'] });
    const told = await b.harness.notices(b.connectionId, 'product:1');
    expect(told.map((found) => found.source)).toEqual(['prerequisite']);
    expect(await b.harness.notices(b.connectionId, 'product:2')).toHaveLength(1);
    await b.run('purchase-order:3', { outcome: 'later', waitsFor: ['product:1'] });
    expect(await b.harness.notices(b.connectionId, 'product:1')).toHaveLength(1);
    expect(await b.due()).toEqual(expect.arrayContaining(['product:1', 'product:2']));
  });

  it('waits for a lane that has had its turn before, until it ends anew', async () => {
    const b = bench();
    await b.run('product:1');
    b.harness.clock.advanceMs(1000);
    await b.run('purchase-order:1', { outcome: 'later', waitsFor: ['product:1'] });
    expect(await b.lane('purchase-order:1')).toMatchObject({ waitsFor: ['product:1'], dueAt: null });
    expect(await b.due()).toEqual([]);
    await b.run('product:1', { outcome: 'later', dueAt: secondsAfter(b.now, 3600) });
    expect(await b.due()).toEqual([]);
    await b.run('product:1', { outcome: 'parked', cases: [foundCase('a')] });
    expect(await b.due()).toEqual(['purchase-order:1']);
    expect((await b.lane('purchase-order:1')).waitsFor).toEqual([]);
  });

  it('looks again at once when an awaited lane ended while the pass was under way', async () => {
    const b = bench();
    await b.run('product:1');
    b.harness.clock.advanceMs(1000);
    const pass = await b.begin('purchase-order:1');
    b.harness.clock.advanceMs(1000);
    await b.run('product:1');
    await b.end(pass, { outcome: 'later', waitsFor: ['product:1'] });
    expect(await b.due()).toEqual(['purchase-order:1']);
  });

  it('looks again at once when an awaited lane ended between the look and the lease', async () => {
    const b = bench();
    const lookedAt = b.now;
    b.harness.clock.advanceMs(10_000);
    await b.run('product:1');
    b.harness.clock.advanceMs(5000);
    const pass = await b.begin('purchase-order:1', { startedAt: lookedAt });
    await b.end(pass, { outcome: 'later', waitsFor: ['product:1'] });
    expect(await b.due()).toEqual(['purchase-order:1']);
  });

  it('forgets no wake-up when a lane begins to wait in the very moment the other one ends', async () => {
    const b = bench();
    for (let round = 0; round < 10; round += 1) {
      const [waiting, awaited] = [await b.begin(`purchase-order:${round}`), await b.begin(`product:${round}`)];
      await Promise.all([
        b.end(waiting, { outcome: 'later', waitsFor: [`product:${round}`] }),
        b.end(awaited, { outcome: 'applied' }),
      ]);
    }
    const keys = Array.from({ length: 10 }, (_, round) => `purchase-order:${round}`);
    expect((await b.due()).sort()).toEqual(keys);
  });

  it('ends two passes that wait for each other at the same moment', async () => {
    const b = bench();
    for (let round = 0; round < 10; round += 1) {
      const [one, two] = [await b.begin(`order:${round}`), await b.begin(`product:${round}`)];
      await Promise.all([
        b.end(one, { outcome: 'later', waitsFor: [`product:${round}`], rings: [{ lane: 'product:0', reason: 'r' }] }),
        b.end(two, { outcome: 'later', waitsFor: [`order:${round}`], rings: [{ lane: 'order:0', reason: 'r' }] }),
      ]);
      const lanes = await b.ledger.lanes(b.connectionId, [`order:${round}`, `product:${round}`]);
      expect(lanes.map((lane) => lane.lastOutcome)).toEqual(['later', 'later']);
    }
  });
}
