import { expect, it } from 'vitest';
import { LeaseLost } from '../ports/ledger.js';
import { type Bench, intent, OVER, type Pass, planned } from './ledger-harness.js';

/** Holding writes back, and what becomes of them. */
export function approvalGuarantees(bench: () => Bench): void {
  const held = async (b: Bench, pass: Pass, ...keys: string[]): Promise<void> =>
    b.ledger.hold(pass.lease, pass.passId, {
      keep: [],
      add: keys.map((key) => ({ planned: planned(key), mode: 'approve' as const })),
    });
  const standing = async (b: Bench, key: string): Promise<[string, string, string][]> =>
    (await b.ledger.approvals(b.connectionId, key)).map((row) => [row.planned.businessKey, row.mode, row.state]);

  it('keeps what a pass holds back, in its order, with the whole planned write', async () => {
    const b = bench();
    const pass = await b.begin('product:1');
    await held(b, pass, 'B', 'A');
    const rows = await b.ledger.approvals(b.connectionId, 'product:1');
    expect(rows).toMatchObject([
      { passId: pass.passId, laneKey: 'product:1', mode: 'approve', state: 'waiting', planned: planned('B') },
      { planned: planned('A') },
    ]);
    await b.end(pass);
  });

  it('names the lanes that hold a waiting write back, and no other', async () => {
    const b = bench();
    for (const key of ['product:1', 'product:2', 'product:3']) {
      const pass = await b.begin(key);
      if (key !== 'product:3') await held(b, pass, key);
      await b.end(pass);
    }
    expect(await b.ledger.holdingLanes(b.connectionId, ['product:2', 'product:3', 'product:9'])).toEqual(['product:2']);
  });

  it('supersedes what a newer pass no longer wants, and keeps the rest with its new mode', async () => {
    const b = bench();
    const first = await b.begin('product:1');
    await held(b, first, 'A', 'B');
    await b.end(first);
    const [kept] = await b.ledger.approvals(b.connectionId, 'product:1');
    const second = await b.begin('product:1');
    await b.ledger.hold(second.lease, second.passId, {
      keep: [{ id: kept?.id ?? '', mode: 'preview' }],
      add: [{ planned: planned('C'), mode: 'preview' }],
    });
    expect(await standing(b, 'product:1')).toEqual([
      ['A', 'preview', 'waiting'],
      ['C', 'preview', 'waiting'],
    ]);
    await b.ledger.hold(second.lease, second.passId, { keep: [], add: [] });
    expect(await standing(b, 'product:1')).toEqual([]);
    await b.end(second);
  });

  it('uses an approval up with the confirmed or rejected write that stands on it, and with no other', async () => {
    const b = bench();
    const pass = await b.begin('product:1');
    await held(b, pass, 'A', 'B', 'C', 'D');
    const rows = await b.ledger.approvals(b.connectionId, 'product:1');
    const effects = await b.ledger.intend(
      pass.lease,
      pass.passId,
      rows.map((row) => intent(`create:${row.planned.businessKey}`, row.planned, row.id)),
    );
    const [confirmed, rejected, withdrawn] = effects.map((effect) => effect.id);
    expect(effects.map((effect) => effect.approvalId)).toEqual(rows.map((row) => row.id));
    for (const effect of effects)
      await b.ledger.markSent(pass.lease, effect.id, { request: {}, settlesAt: new Date() });
    await b.ledger.confirm(pass.lease, confirmed ?? '', { result: null, link: null, resolvedBy: 'answer' });
    await b.ledger.settle(pass.lease, rejected ?? '', { state: 'rejected', error: 'no', absentAt: null });
    await b.ledger.settle(pass.lease, withdrawn ?? '', { state: 'withdrawn', error: 'away', absentAt: null });
    expect((await standing(b, 'product:1')).map(([key]) => key)).toEqual(['C', 'D']);
    expect(await b.ledger.refusals(b.connectionId, 'product:1')).toEqual([{ planned: planned('B'), message: 'no' }]);
    expect(await b.ledger.refusals(b.connectionId, 'product:2')).toEqual([]);
    await b.end(pass);
  });

  it('tells what the remote refused of what a person had agreed to, the latest first, and nothing else that it refused', async () => {
    const b = bench();
    const pass = await b.begin('product:1');
    await held(b, pass, 'A', 'B');
    const rows = await b.ledger.approvals(b.connectionId, 'product:1');
    const agreed = rows.map((row) => intent(`create:${row.planned.businessKey}`, row.planned, row.id));
    const effects = await b.ledger.intend(pass.lease, pass.passId, [...agreed, intent('create:C', planned('C'), null)]);
    for (const { id, planned: what } of effects) {
      await b.ledger.markSent(pass.lease, id, { request: {}, settlesAt: new Date() });
      const error = `no ${what.businessKey}`;
      await b.ledger.settle(pass.lease, id, { state: 'rejected', error, absentAt: null });
    }
    const told = await b.ledger.refusals(b.connectionId, 'product:1');
    expect(told.map(({ message }) => message)).toEqual(['no B', 'no A']);
    await b.end(pass);
  });

  it('holds nothing back for a lane that was taken over', async () => {
    const b = bench();
    const lost = await b.begin('product:1');
    await b.ledger.renew(lost.lease, OVER);
    await b.lease('product:1');
    await expect(held(b, lost, 'A')).rejects.toThrow(LeaseLost);
    expect(await standing(b, 'product:1')).toEqual([]);
  });

  it('keeps the approvals of two connections apart', async () => {
    const b = bench();
    const pass = await b.begin('product:1');
    await held(b, pass, 'A');
    const other = await b.harness.newConnection();
    expect(await b.ledger.approvals(other, 'product:1')).toEqual([]);
    expect(await b.ledger.holdingLanes(other, ['product:1'])).toEqual([]);
    await b.end(pass);
  });
}
