import { ManualClock, RetryLater } from '@mlc/kernel';
import { effects, later, linkRef, nothing, type Plan, type PlannedEffect, parked } from '@mlc/mappings';
import { beforeEach, describe, expect, it } from 'vitest';
import type { ConnectionWork } from './engine.js';
import { createMemoryLedger, type MemoryLedger } from './memory/memory-ledger.js';
import type { Executor, LookupOutcome, SendOutcome } from './ports/remotes.js';
import { defineSubject } from './subject.js';
import { TEST_CONNECTION, testWork } from './testing/test-work.js';
import { workOnce } from './work.js';

let clock: ManualClock;
let ledger: MemoryLedger;
let sent: unknown[];
let answers: (() => SendOutcome | Promise<SendOutcome>)[];
let lookups: LookupOutcome[];

beforeEach(() => {
  clock = new ManualClock(new Date('2026-11-25T12:00:00Z'));
  ledger = createMemoryLedger(() => clock.now());
  sent = [];
  answers = [];
  lookups = [];
});

const made = (id: number): SendOutcome => ({
  kind: 'confirmed',
  result: { remoteId: String(id), data: { inventory_id: id }, after: null },
});

const executor: Executor = {
  operations: ['shipbob.product.create', 'shipbob.wro.cancel'],
  async send(_operation, request) {
    sent.push(request);
    const answer = answers.shift();
    if (!answer) throw new Error('no answer prepared');
    return answer();
  },
  async lookup() {
    return lookups.shift() ?? { kind: 'absent' };
  },
};

const create = (id: number): PlannedEffect => ({
  flow: 'products',
  operation: 'shipbob.product.create',
  target: 'shipbob',
  kind: 'create',
  businessKey: `S${id}`,
  title: `product S${id}`,
  before: null,
  after: { sku: `S${id}` },
  request: {
    name: 'n',
    sku: `S${id}`,
    barcodes: [],
    upc: null,
    gtin: null,
    weight_oz: null,
    customs: null,
    is_lot: false,
    is_active: true,
  },
  reason: 'new',
  link: { odooModel: 'product.product', odooId: id, shipbobType: 'variant' },
});

/** Needs the link of product 7. */
const needsSeven = (): PlannedEffect => ({
  ...create(1),
  operation: 'shipbob.wro.cancel',
  kind: 'converge',
  businessKey: 'wro',
  request: { wro_id: linkRef('product.product', 7, 'inventory_id') },
  link: null,
});

/** One subject whose plan the test gives; `id` tells the lanes apart. */
function work(plan: (id: number) => Plan, timing: Partial<ConnectionWork['timing']> = {}): ConnectionWork {
  return testWork({
    ledger,
    clock,
    executors: [executor],
    modes: { products: 'live' },
    timing,
    subjects: [
      defineSubject<number>({
        subject: 'product',
        look: async (ids) => new Map(ids.map((id) => [id, id])),
        flows: [{ name: 'products', plan }],
        labels: (id) => [`S${id}`],
      }),
    ],
  });
}

const notice = (id: number) =>
  ledger.raise(TEST_CONNECTION, [{ laneKey: `product:${id}`, source: 'poll', fingerprint: null, reason: 'changed' }]);
const lane = (id: number) => ledger.state.lane(TEST_CONNECTION, `product:${id}`);
const openCases = () => ledger.state.cases.filter((found) => found.state === 'open').map((found) => found.code);

describe('a pass', () => {
  it('parks a refused write as a case with the remote’s words and does not try it again by itself', async () => {
    await notice(1);
    answers = [() => ({ kind: 'rejected', code: 'x', message: 'SKU is too long', detail: null })];
    await workOnce(work(() => effects([create(1)], 'create')));
    expect(openCases()).toEqual(['products.refused']);
    expect(ledger.state.cases[0]?.cause).toContain('SKU is too long');
    expect((await workOnce(work(() => effects([create(1)], 'create')))).lanes).toBe(0);
    expect(sent).toHaveLength(1);
  });

  it('resolves the case once the record goes through', async () => {
    await notice(1);
    answers = [() => ({ kind: 'rejected', code: 'x', message: 'no', detail: null }), () => made(1)];
    await workOnce(work(() => effects([create(1)], 'create')));
    await notice(1);
    await workOnce(work(() => effects([create(1)], 'create')));
    expect(openCases()).toEqual([]);
    expect(ledger.state.links).toHaveLength(1);
  });

  it('rings its own lane only when all its writes were made', async () => {
    const ringing = (): Plan => ({ ...effects([create(1)], 'create'), rings: [{ lane: 'product:1', reason: 'next' }] });
    await notice(1);
    answers = [() => ({ kind: 'rejected', code: 'x', message: 'no', detail: null })];
    await workOnce(work(ringing));
    expect(lane(1).dirtySeq).toBe(lane(1).cleanSeq);
    await notice(1);
    answers = [() => made(1)];
    await workOnce(work(ringing));
    expect(lane(1).dirtySeq).toBe(lane(1).cleanSeq + 1);
  });

  it('backs off when nothing could be sent, keeps the lane dirty and stops working on the connection', async () => {
    await notice(1);
    await notice(2);
    answers = [
      () => {
        throw new RetryLater('away', 5000, { code: 'egress.unreachable' });
      },
    ];
    const report = await workOnce(work((id) => effects([create(id)], 'create')));
    expect(report.stopped?.message).toBe('away');
    expect(sent).toHaveLength(1);
    expect(lane(1)).toMatchObject({ failures: 1, attempts: 0 });
    expect(lane(1).notBefore).toEqual(new Date('2026-11-25T12:00:05Z'));
    expect([...ledger.state.effects.values()].map((effect) => effect.state)).toEqual(['withdrawn']);
  });

  it('waits for a link that does not exist yet, rings its maker, and goes on when it is made', async () => {
    await notice(1);
    const plan = (id: number): Plan =>
      id === 1
        ? { ...effects([needsSeven()], 'needs 7'), rings: [{ lane: 'product:7', reason: 'needed' }] }
        : effects([create(7)], 'create');
    await workOnce(work(plan));
    expect(lane(1)).toMatchObject({ lastOutcome: 'later', waitsFor: ['product:7'] });
    answers = [() => made(70), () => made(1)];
    await workOnce(work(plan));
    expect(lane(1).waitsFor).toEqual([]);
    await workOnce(work(plan));
    expect(sent.at(-1)).toEqual({ wro_id: 70 });
    expect(lane(1).lastOutcome).toBe('applied');
  });

  it('becomes a case instead of going in a circle when the awaited record had its turn and made no link', async () => {
    await notice(1);
    const plan = (id: number): Plan =>
      id === 1
        ? { ...effects([needsSeven()], 'needs 7'), rings: [{ lane: 'product:7', reason: 'needed' }] }
        : nothing('not wanted');
    // No pass begins in the moment in which another ended.
    const { dueLanes } = ledger;
    ledger.dueLanes = (...asked) => {
      clock.advanceMs(1);
      return dueLanes(...asked);
    };
    for (let round = 0; round < 6; round += 1) {
      clock.advanceMs(1);
      await workOnce(work(plan));
    }
    expect(openCases()).toEqual(['engine.blocked']);
    expect(ledger.state.notices.filter((n) => n.laneKey === 'product:7').length).toBeLessThanOrEqual(2);
    expect(sent).toEqual([]);
  });

  it('parks a record that kills its workers, and others go on', async () => {
    await notice(1);
    await notice(2);
    for (let crash = 0; crash < 3; crash += 1) {
      const state = lane(1);
      await ledger.lease(
        TEST_CONNECTION,
        'product:1',
        { dirtySeq: state.dirtySeq, fence: state.fence },
        10,
        clock.now(),
      );
      state.leaseUntil = null; // the worker died: its lease ran out
    }
    await workOnce(work(() => nothing('fine')));
    expect(openCases()).toEqual(['engine.poison']);
    expect(lane(2).lastOutcome).toBe('ignored');
  });

  it('parks one record whose rules fail and plans the rest', async () => {
    await notice(1);
    await notice(2);
    await workOnce(
      work((id) => {
        if (id === 1) throw new Error('unexpected shape');
        return nothing('fine');
      }),
    );
    expect(openCases()).toEqual(['engine.plan_failed']);
    expect(lane(2).lastOutcome).toBe('ignored');
  });

  it('never repeats a create whose answer was lost: it looks, twice, and only then sends again', async () => {
    await notice(1);
    answers = [() => ({ kind: 'unknown', message: 'reset' }), () => made(1)];
    const create1 = (): Plan => effects([create(1)], 'create');
    await workOnce(work(create1, { callTimeoutMs: 1 }));
    expect(lane(1).lastOutcome).toBe('later');
    let rounds = 0;
    while (sent.length < 2 && rounds < 20) {
      rounds += 1;
      clock.advanceMs(10);
      await new Promise((resolve) => setTimeout(resolve, 2));
      await workOnce(work(create1, { callTimeoutMs: 1 }));
    }
    expect(sent).toHaveLength(2);
    // One look that found nothing, a second one, then the send.
    expect(rounds).toBeGreaterThanOrEqual(3);
    expect([...ledger.state.effects.values()]).toMatchObject([{ state: 'confirmed', generation: 2 }]);
  });

  it('confirms a create whose answer was lost when the look finds it', async () => {
    await notice(1);
    answers = [() => ({ kind: 'unknown', message: 'reset' })];
    lookups = [{ kind: 'found', result: { remoteId: '9', data: {}, after: null } }];
    await workOnce(work(() => effects([create(1)], 'create')));
    clock.advanceMs(10_000);
    await workOnce(work(() => effects([create(1)], 'create')));
    expect(sent).toHaveLength(1);
    expect(ledger.state.links).toMatchObject([{ shipbobId: '9' }]);
  });

  it('comes again at the time its plan names, and not before', async () => {
    await notice(1);
    const at = new Date(clock.now().getTime() + 60_000);
    await workOnce(work(() => later('waiting for the sale order', { at })));
    expect((await workOnce(work(() => nothing('x')))).lanes).toBe(0);
    clock.advanceMs(60_000);
    expect((await workOnce(work(() => nothing('x')))).lanes).toBe(1);
  });

  it('opens one case per code and keeps it open while it is seen', async () => {
    const found = { flow: 'products', code: 'products.no_sku', cause: 'no SKU', suggestions: [], detail: {} };
    await notice(1);
    await workOnce(work(() => parked(found)));
    await notice(1);
    await workOnce(work(() => parked({ ...found, cause: 'still no SKU' })));
    expect(ledger.state.cases).toMatchObject([{ state: 'open', cause: 'still no SKU' }]);
  });
});
