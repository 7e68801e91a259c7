import { expect, it } from 'vitest';
import { LeaseLost } from '../ports/ledger.js';
import { type Bench, ended, intent, LEASE_SECONDS, notice, OVER, planned } from './ledger-harness.js';

/** Noticing, picking and taking lanes. */
export function laneGuarantees(bench: () => Bench): void {
  it('opens a lane with its first notice and makes it as needed', async () => {
    const b = bench();
    await b.raise('product:1');
    expect(await b.due()).toEqual(['product:1']);
    expect(await b.lane('product:1')).toMatchObject({ dirtySeq: 1, cleanSeq: 0, fence: 0, attempts: 0, labels: [] });
  });

  it('counts every notice of a batch once, in the order given', async () => {
    const b = bench();
    const batch = Array.from({ length: 500 }, (_, i) => notice(`product:${i % 40}`, { reason: `change ${i}` }));
    await b.ledger.raise(b.connectionId, batch);
    const lanes = await b.ledger.lanes(b.connectionId, ['product:0', 'product:39']);
    expect(lanes.map((lane) => lane.dirtySeq)).toEqual([13, 12]);
    const told = await b.harness.notices(b.connectionId, 'product:1');
    expect(told.map((found) => found.seq)).toEqual(Array.from({ length: 13 }, (_, i) => i + 1));
    expect(told.slice(0, 3).map((found) => found.reason)).toEqual(['change 1', 'change 41', 'change 81']);
  });

  it('loses no notice when many batches name the same lanes at once in different orders', async () => {
    const b = bench();
    const keys = Array.from({ length: 20 }, (_, i) => `product:${i}`);
    await Promise.all(
      Array.from({ length: 20 }, (_, i) => b.raise(...(i % 2 === 0 ? keys : keys.toReversed()), 'product:0')),
    );
    const lanes = await b.ledger.lanes(b.connectionId, keys);
    expect(lanes.map((lane) => lane.dirtySeq).sort((x, y) => x - y)).toEqual([...Array(19).fill(20), 40]);
    const seqs = (await b.harness.notices(b.connectionId, 'product:0')).map((found) => found.seq);
    expect(seqs).toEqual(Array.from({ length: 40 }, (_, i) => i + 1));
  });

  it('keeps the lanes of two connections apart', async () => {
    const b = bench();
    const other = await b.harness.newConnection();
    await b.raise('product:1');
    expect(await b.ledger.dueLanes(other, 10, b.now)).toEqual([]);
    expect(await b.ledger.lanes(other, ['product:1'])).toEqual([]);
    const connections = await b.ledger.connectionsWithDueLanes(b.now);
    expect(connections).toContain(b.connectionId);
    expect(connections).not.toContain(other);
  });

  it('gives the longest-waiting lanes first, and no more than asked for', async () => {
    const b = bench();
    for (const key of ['product:3', 'product:1', 'product:2']) {
      await b.raise(key);
      b.harness.clock.advanceMs(1000);
    }
    await b.raise('product:3');
    const lanes = await b.ledger.dueLanes(b.connectionId, 2, b.now);
    expect(lanes.map((lane) => lane.key)).toEqual(['product:3', 'product:1']);
  });

  it('knows what somebody waits for: a person, a webhook, another lane; polls and replays may wait', async () => {
    const b = bench();
    const urgent = async () =>
      (await b.ledger.urgentLanes(b.connectionId, 10, b.now)).map((lane) => `${lane.key} ${lane.dirtySeq}`);
    for (const source of ['poll', 'replay', 'sweep', 'webhook', 'person', 'handover', 'prerequisite'] as const) {
      await b.ledger.raise(b.connectionId, [notice(`order:${source}`, { source }), notice(`order:${source}`)]);
      b.harness.clock.advanceMs(1000);
    }
    expect(await urgent()).toEqual(['order:webhook 2', 'order:person 2', 'order:handover 2', 'order:prerequisite 2']);
    expect((await b.ledger.urgentLanes(b.connectionId, 1, b.now)).map((lane) => lane.key)).toEqual(['order:webhook']);
    // What comes twice does not go to the end, and what a poll has told already may become urgent.
    await b.ledger.raise(b.connectionId, [notice('order:webhook', { source: 'webhook' })]);
    await b.ledger.raise(b.connectionId, [notice('order:poll', { source: 'person' })]);
    expect(await urgent()).toEqual([
      ...['order:webhook 3', 'order:person 2', 'order:handover 2', 'order:prerequisite 2', 'order:poll 3'],
    ]);
    await b.run('order:webhook');
    await b.lease('order:person');
    expect(await urgent()).toEqual(['order:handover 2', 'order:prerequisite 2', 'order:poll 3']);
    // Clean lanes are not urgent any more, also when they are noticed again.
    await b.ledger.raise(b.connectionId, [notice('order:webhook')]);
    expect((await urgent())[0]).toBe('order:handover 2');
  });

  it('lets a lane that another waits for go first, and that one when it is woken', async () => {
    const b = bench();
    const urgent = async () => (await b.ledger.urgentLanes(b.connectionId, 10, b.now)).map((lane) => lane.key);
    await b.raise('product:1', 'product:2', 'purchase-order:1');
    expect(await urgent()).toEqual([]);
    await b.run('purchase-order:1', { outcome: 'later', waitsFor: ['product:2'] });
    expect(await urgent()).toEqual(['product:2']);
    await b.run('product:2');
    expect(await urgent()).toEqual(['purchase-order:1']);
    await b.run('purchase-order:1');
    expect([await urgent(), await b.due()]).toEqual([[], ['product:1']]);
  });

  it('leases a lane to exactly one of many takers', async () => {
    const b = bench();
    await b.raise('product:1');
    const leases = await Promise.all(Array.from({ length: 12 }, () => b.tryLease('product:1')));
    const won = leases.filter((lease) => lease !== null);
    expect(won).toHaveLength(1);
    expect(won[0]).toMatchObject({ laneKey: 'product:1', fence: 1, seq: 1, attempts: 1, failures: 0 });
    expect(won[0]?.until.getTime()).toBeGreaterThan(Date.now());
    expect(await b.due()).toEqual([]);
  });

  it('leases no lane that has been noticed or held since it was picked, and none that is clean', async () => {
    const b = bench();
    await b.raise('product:1');
    const picked = await b.lane('product:1');
    const take = () => b.ledger.lease(b.connectionId, 'product:1', picked, LEASE_SECONDS, b.now);
    await b.raise('product:1');
    expect(await take()).toBeNull();
    picked.dirtySeq = 2;
    await b.lease('product:1', OVER);
    expect(await take()).toBeNull();
    const pass = await b.begin('product:1');
    await b.end(pass);
    expect(await b.tryLease('product:1')).toBeNull();
  });

  it('counts an attempt before any work, and forgets the count when a pass ends', async () => {
    const b = bench();
    await b.raise('product:1');
    await b.lease('product:1', OVER);
    await b.lease('product:1', OVER);
    const lease = await b.lease('product:1');
    expect(lease.attempts).toBe(3);
    const record = b.record(lease);
    await b.ledger.beginPass(lease, record);
    await b.ledger.endPass(lease, record.id, ended());
    expect((await b.lane('product:1')).attempts).toBe(0);
  });

  it('prolongs a lease that still holds', async () => {
    const b = bench();
    await b.raise('product:1');
    const lease = await b.lease('product:1', OVER);
    expect(await b.ledger.renew(lease, LEASE_SECONDS)).toBe(true);
    expect(lease.until.getTime()).toBeGreaterThan(Date.now());
    expect(await b.due()).toEqual([]);
  });

  it('lets a holder whose lane was taken over write nothing at all', async () => {
    const b = bench();
    const lost = await b.begin('product:1');
    const [effect] = await b.ledger.intend(lost.lease, lost.passId, [intent('create:A', planned('A'))]);
    const [later] = await b.ledger.intend(lost.lease, lost.passId, [intent('create:B', planned('B'))]);
    await b.ledger.renew(lost.lease, OVER);
    await b.lease('product:1');
    const id = effect?.id ?? '';
    const link = { odooModel: 'product.product', odooId: 1, shipbobType: 'variant' as const, shipbobId: '9' };
    const adoption = { ...link, data: {}, evidence: 'same SKU' };
    expect(await b.ledger.renew(lost.lease, LEASE_SECONDS)).toBe(false);
    const writes = [
      () => b.ledger.beginPass(lost.lease, b.record(lost.lease)),
      () => b.ledger.intend(lost.lease, lost.passId, [intent('create:C', planned('C'))]),
      () => b.ledger.markSent(lost.lease, id, { request: {}, settlesAt: new Date() }),
      () => b.ledger.confirm(lost.lease, id, { result: null, link: null, resolvedBy: 'answer' }),
      () => b.ledger.settle(lost.lease, id, { state: 'rejected', error: 'no', absentAt: null }),
      () => b.ledger.adopt(lost.lease, lost.passId, [adoption]),
      () => b.ledger.endPass(lost.lease, lost.passId, ended()),
    ];
    for (const write of writes) await expect(write()).rejects.toThrow(LeaseLost);
    expect((await b.ledger.openEffects(b.connectionId, 'product:1')).map((open) => [open.id, open.state])).toEqual([
      [id, 'intended'],
      [later?.id, 'intended'],
    ]);
    expect(await b.ledger.links(b.connectionId, { odooModel: 'product.product', odooIds: [1] })).toEqual([]);
    expect(await b.ledger.effectByKey(b.connectionId, 'create:C')).toBeNull();
    expect(await b.lane('product:1')).toMatchObject({ fence: 2, cleanSeq: 0, lastOutcome: null });
  });

  it('lets a holder that ended its pass write nothing any more', async () => {
    const b = bench();
    const pass = await b.begin('product:1');
    await b.end(pass);
    await expect(b.end(pass)).rejects.toThrow(LeaseLost);
    expect(await b.ledger.renew(pass.lease, LEASE_SECONDS)).toBe(false);
  });
}
