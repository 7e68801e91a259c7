import { newId } from '@mlc/kernel';
import type { PlannedEffect } from '@mlc/mappings';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { openStoreBench, type StoreBench } from '../testing/store-bench.js';

const planned = (wro: number): PlannedEffect => ({
  flow: 'purchase-orders',
  operation: 'shipbob.wro.cancel',
  target: 'shipbob',
  kind: 'converge',
  businessKey: `WRO ${wro}`,
  title: `WRO ${wro}`,
  before: { status: 'Awaiting' },
  after: { status: 'Cancelled' },
  request: { wro_id: wro },
  reason: 'the receipt was cancelled',
  link: null,
});

let bench: StoreBench;
let connectionId: string;

beforeAll(async () => {
  bench = await openStoreBench();
});
afterAll(async () => bench.close());
beforeEach(async () => {
  connectionId = (await bench.newConnection()).id;
});

/** A pass of the lane that holds the given WROs back. */
async function hold(laneKey: string, mode: 'preview' | 'approve', ...wros: number[]): Promise<string[]> {
  const { ledger } = bench.store;
  await ledger.raise(connectionId, [{ laneKey, source: 'poll', fingerprint: null, reason: 'changed' }]);
  const [lane] = await ledger.lanes(connectionId, [laneKey]);
  if (!lane) throw new Error('no lane');
  const lease = await ledger.lease(connectionId, laneKey, lane, 60, bench.clock.now());
  if (!lease) throw new Error('not leased');
  const passId = newId();
  await ledger.beginPass(lease, {
    id: passId,
    connectionId,
    laneKey,
    seq: lease.seq,
    startedAt: bench.clock.now(),
    rulesVersion: 1,
    settingsVersion: 1,
    evidence: null,
    planned: null,
    labels: [],
  });
  await ledger.hold(lease, passId, { keep: [], add: wros.map((wro) => ({ planned: planned(wro), mode })) });
  await ledger.endPass(lease, passId, {
    outcome: 'parked',
    reason: 'awaiting approval',
    dueAt: null,
    waitsFor: [],
    cases: [],
    rings: [],
    cleans: true,
  });
  return (await bench.store.approvals.list(connectionId, { laneKeys: [laneKey] })).map((row) => row.id);
}

const audited = async (): Promise<unknown[]> =>
  bench.database.sql(
    `SELECT actor, action, subject FROM audit_entry WHERE connection_id = '${connectionId}' AND action !~ '^connection' ORDER BY subject, id`,
  );
const due = async (): Promise<string[]> =>
  (await bench.store.ledger.dueLanes(connectionId, 10, bench.clock.now())).map((lane) => lane.key);

describe('a person’s decision', () => {
  it('lets the named writes go, rings their lanes and says in the audit who did it', async () => {
    const [first, second] = await hold('purchase-order:1', 'approve', 1, 2);
    const [third] = await hold('purchase-order:2', 'approve', 3);
    expect(await due()).toEqual([]);
    const decision = { to: 'approved' as const, actor: 'anna', note: 'container is cancelled' };
    const decided = await bench.store.approvals.decide(connectionId, [first ?? '', third ?? ''], decision);
    expect(decided.map((row) => [row.planned.title, row.state, row.decidedBy, row.note])).toEqual([
      ['WRO 1', 'approved', 'anna', 'container is cancelled'],
      ['WRO 3', 'approved', 'anna', 'container is cancelled'],
    ]);
    expect((await bench.store.approvals.list(connectionId)).map((row) => row.id)).toEqual([second]);
    expect((await due()).sort()).toEqual(['purchase-order:1', 'purchase-order:2']);
    expect(await audited()).toEqual([
      { actor: 'anna', action: 'approval.approved', subject: 'purchase-order:1' },
      { actor: 'anna', action: 'approval.approved', subject: 'purchase-order:2' },
    ]);
  });

  it('is taken for all or none: one that is not waiting any more spoils it, by name', async () => {
    const [first, second] = await hold('purchase-order:1', 'approve', 1, 2);
    const decision = { to: 'declined' as const, actor: 'anna', note: '' };
    await bench.store.approvals.decide(connectionId, [first ?? ''], decision);
    const both = bench.store.approvals.decide(connectionId, [first ?? '', second ?? ''], decision);
    await expect(both).rejects.toMatchObject({
      code: 'approval.not_waiting',
      message: expect.stringContaining('WRO 1'),
    });
    const absent = bench.store.approvals.decide(connectionId, [second ?? '', 'nobody'], decision);
    await expect(absent).rejects.toMatchObject({ code: 'approval.not_waiting' });
    expect((await bench.store.approvals.list(connectionId)).map((row) => row.id)).toEqual([second]);
  });

  it('is not to be had for a flow in preview', async () => {
    const ids = await hold('purchase-order:1', 'preview', 1);
    const decision = { to: 'approved' as const, actor: 'anna', note: '' };
    await expect(bench.store.approvals.decide(connectionId, ids, decision)).rejects.toMatchObject({
      code: 'approval.preview',
      fix: expect.stringContaining('mlc mode'),
    });
    expect(await due()).toEqual([]);
  });

  it('of two people at once counts once', async () => {
    const ids = await hold('purchase-order:1', 'approve', 1);
    const settled = await Promise.allSettled(
      ['anna', 'bert', 'cleo', 'dora'].map((actor) =>
        bench.store.approvals.decide(connectionId, ids, { to: 'approved', actor, note: '' }),
      ),
    );
    expect(settled.filter((one) => one.status === 'fulfilled')).toHaveLength(1);
    expect(await audited()).toHaveLength(1);
  });

  it('is counted in the status while it is awaited', async () => {
    await hold('purchase-order:1', 'approve', 1, 2);
    const status = await bench.store.queries.status(connectionId);
    expect(status.approvals).toEqual({ waiting: 2, byFlow: { 'purchase-orders': 2 } });
    expect(status.quiet).toBe(true);
  });
});

describe('the mode of a flow', () => {
  it('is changed for the flows named, with an audit row each, and every record is planned again', async () => {
    await hold('purchase-order:1', 'preview', 1);
    expect(await bench.store.modes.of(connectionId)).toEqual({});
    const changes = await bench.store.modes.set(connectionId, { products: 'live', receiving: 'approve' }, 'anna');
    expect(changes).toEqual([
      { flow: 'products', before: null, after: 'live' },
      { flow: 'receiving', before: null, after: 'approve' },
    ]);
    expect(await bench.store.modes.of(connectionId)).toEqual({ products: 'live', receiving: 'approve' });
    expect(await due()).toEqual(['purchase-order:1']);
    expect(await audited()).toEqual([
      { actor: 'anna', action: 'mode.changed', subject: 'products' },
      { actor: 'anna', action: 'mode.changed', subject: 'receiving' },
    ]);
  });

  it('that is so already changes nothing and rings nobody', async () => {
    await bench.store.modes.set(connectionId, { products: 'live' }, 'anna');
    await hold('purchase-order:1', 'preview', 1);
    expect(await bench.store.modes.set(connectionId, { products: 'live' }, 'bert')).toEqual([]);
    expect(await due()).toEqual([]);
    expect(await audited()).toHaveLength(1);
  });
});
