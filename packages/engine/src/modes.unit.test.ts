import { ManualClock, RetryLater } from '@mlc/kernel';
import {
  effects,
  linkRef,
  type Mode,
  nothing,
  type Plan,
  type PlannedCase,
  type PlannedEffect,
  parked,
} from '@mlc/mappings';
import { beforeEach, describe, expect, it } from 'vitest';
import type { ConnectionWork } from './engine.js';
import { createMemoryLedger, type MemoryLedger } from './memory/memory-ledger.js';
import type { CallContext, Executor, SendOutcome } from './ports/remotes.js';
import { defineSubject } from './subject.js';
import { TEST_CONNECTION, testWork } from './testing/test-work.js';
import { workOnce } from './work.js';

let ledger: MemoryLedger;
let sent: { wro: unknown; write: CallContext['write'] }[];
let answer: () => SendOutcome;
let modes: Record<string, Mode>;
let plans: Record<string, Plan>;
/** What each flow wants next. */
let wants: Plan;

const clock = new ManualClock(new Date('2026-11-26T12:00:00Z'));

beforeEach(() => {
  ledger = createMemoryLedger(() => clock.now());
  sent = [];
  answer = () => ({ kind: 'confirmed', result: { remoteId: '1', data: {}, after: null } });
  modes = {};
  plans = {};
  wants = nothing('');
});

const executor: Executor = {
  operations: ['shipbob.wro.cancel'],
  async send(_operation, request, { write }) {
    sent.push({ wro: 'wro_id' in request ? request.wro_id : null, write });
    return answer();
  },
  lookup: async () => ({ kind: 'absent' }),
};

const cancel = (wro: number, more: Partial<PlannedEffect> = {}): PlannedEffect => ({
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
  ...more,
});

function work(): ConnectionWork {
  return testWork({
    ledger,
    clock,
    executors: [executor],
    modes,
    subjects: [
      defineSubject<number>({
        subject: 'purchase-order',
        look: async (ids) => new Map(ids.map((id) => [id, id])),
        flows: [
          { name: 'purchase-orders', plan: (id) => plans[`purchase-order:${id}`] ?? wants },
          { name: 'receiving', plan: () => plans['receiving'] ?? nothing('') },
        ],
        labels: () => [],
      }),
      defineSubject<number>({
        subject: 'product',
        look: async (ids) => new Map(ids.map((id) => [id, id])),
        flows: [{ name: 'products', plan: () => plans['product'] ?? nothing('') }],
        labels: () => [],
      }),
    ],
  });
}

const lane = (key = 'purchase-order:1') => ledger.state.lane(TEST_CONNECTION, key);
const standing = (key = 'purchase-order:1') => ledger.state.standing(TEST_CONNECTION, key);
const openCases = () => ledger.state.cases.filter((found) => found.state === 'open').map((found) => found.code);

async function pass(...keys: string[]): Promise<void> {
  const laneKeys = keys.length > 0 ? keys : ['purchase-order:1'];
  await ledger.raise(
    TEST_CONNECTION,
    laneKeys.map((laneKey) => ({ laneKey, source: 'poll', fingerprint: null, reason: 'changed' })),
  );
  await workOnce(work());
  clock.advanceMs(1000);
}

function decide(to: 'approved' | 'declined'): void {
  for (const row of standing()) row.state = to;
}

describe('a flow in preview', () => {
  it('is what a flow begins in: it writes nothing, shows everything, parks without a case', async () => {
    wants = effects([cancel(1), cancel(2)], 'cancelled');
    await pass();
    expect(sent).toEqual([]);
    expect(standing().map((row) => [row.planned.businessKey, row.mode, row.state])).toEqual([
      ['WRO 1', 'preview', 'waiting'],
      ['WRO 2', 'preview', 'waiting'],
    ]);
    expect(lane()).toMatchObject({ lastOutcome: 'parked', dirtySeq: 1, cleanSeq: 1, leaseUntil: null });
    expect(lane().lastReason).toContain('awaiting approval: 2 writes of purchase-orders');
    expect(openCases()).toEqual([]);
  });

  it('writes nothing even on a yes that was given when it was in approve', async () => {
    modes = { 'purchase-orders': 'approve' };
    wants = effects([cancel(1)], 'cancelled');
    await pass();
    decide('approved');
    modes = { 'purchase-orders': 'preview' };
    await pass();
    expect(sent).toEqual([]);
  });

  it('makes no link either, and says so', async () => {
    const adoption = {
      odooModel: 'product.product',
      odooId: 1,
      shipbobType: 'variant' as const,
      shipbobId: '9',
      data: {},
      evidence: 'same SKU',
    };
    plans = { product: { ...nothing('equal'), adoptions: [adoption] } };
    await pass('product:1');
    expect(ledger.state.links).toEqual([]);
    expect(lane('product:1')).toMatchObject({
      lastOutcome: 'parked',
      lastReason: 'products: equal; 1 link not made in preview',
    });
    modes = { products: 'live' };
    await pass('product:1');
    expect(ledger.state.links).toHaveLength(1);
    expect(lane('product:1').lastOutcome).toBe('applied');
  });

  it('does not stop another flow of the same record that is live', async () => {
    modes = { receiving: 'live' };
    wants = effects([cancel(1)], 'cancelled');
    plans = { receiving: effects([cancel(2, { flow: 'receiving' })], 'also') };
    await pass();
    expect(sent).toEqual([{ wro: 2, write: { flow: 'receiving', approvalId: null } }]);
    expect(standing().map((row) => row.planned.businessKey)).toEqual(['WRO 1']);
    expect(lane().lastOutcome).toBe('parked');
  });

  it('lets those who need its links wait without troubling a person', async () => {
    modes = { 'purchase-orders': 'live' };
    wants = effects([cancel(1, { request: { wro_id: linkRef('product.product', 7, 'inventory_id') } })], 'x');
    plans = { product: effects([cancel(7, { flow: 'products' })], 'new') };
    await pass('product:7');
    await pass();
    await pass();
    expect(sent).toEqual([]);
    expect(lane()).toMatchObject({ lastOutcome: 'later', waitsFor: ['product:7'] });
    expect(openCases()).toEqual([]);
  });
});

describe('a flow in approve', () => {
  beforeEach(() => {
    modes = { 'purchase-orders': 'approve' };
    wants = effects([cancel(1)], 'cancelled');
  });

  it('makes exactly the approved write, once, with the approval in its hand', async () => {
    await pass();
    const [row] = standing();
    decide('approved');
    await pass();
    expect(sent).toEqual([{ wro: 1, write: { flow: 'purchase-orders', approvalId: row?.id } }]);
    expect(standing()).toEqual([]);
    expect(lane().lastOutcome).toBe('applied');
    await pass();
    expect(sent).toHaveLength(1);
    expect(standing().map((again) => again.state)).toEqual(['waiting']);
  });

  it('keeps one row and its state however often the record is looked at', async () => {
    await pass();
    decide('approved');
    const ids = standing().map((row) => row.id);
    modes = { 'purchase-orders': 'preview' };
    await pass();
    await pass();
    expect(standing().map((row) => [row.id, row.state, row.mode])).toEqual([[ids[0], 'approved', 'preview']]);
  });

  it.each([
    ['the state before is another', cancel(1, { before: { status: 'Arrived' } })],
    ['the request is another', cancel(1, { request: { wro_id: 2 } })],
    ['the record is another', cancel(1, { businessKey: 'WRO 2' })],
  ])('does not take the yes for a write when %s', async (_what, other) => {
    await pass();
    decide('approved');
    wants = effects([other], 'cancelled');
    await pass();
    expect(sent).toEqual([]);
    expect(standing().map((row) => [row.planned, row.state])).toEqual([[other, 'waiting']]);
  });

  it('takes the yes for a write whose links were made since', async () => {
    wants = effects([cancel(1, { request: { wro_id: linkRef('product.product', 7, 'inventory_id') } })], 'x');
    await pass();
    decide('approved');
    const link = { odooModel: 'product.product', odooId: 7, shipbobType: 'variant' as const, shipbobId: '9' };
    ledger.state.links.push({
      ...link,
      connectionId: TEST_CONNECTION,
      laneKey: 'product:7',
      data: { inventory_id: 70 },
    });
    wants = effects([cancel(1, { request: { wro_id: 70 } })], 'x');
    await pass();
    expect(sent.map((call) => call.wro)).toEqual([70]);
  });

  it('makes nothing behind a write that still waits, approved or not', async () => {
    wants = effects([cancel(1), cancel(2)], 'cancelled');
    await pass();
    const second = standing().find((row) => row.planned.businessKey === 'WRO 2');
    if (second) second.state = 'approved';
    await pass();
    expect(sent).toEqual([]);
    decide('approved');
    await pass();
    expect(sent.map((call) => call.wro)).toEqual([1, 2]);
  });

  it('makes no declined write, and does not ask again while it reads the same', async () => {
    await pass();
    decide('declined');
    await pass();
    await pass();
    expect(sent).toEqual([]);
    expect(standing().map((row) => row.state)).toEqual(['declined']);
    expect(lane().lastOutcome).toBe('ignored');
    expect(lane().lastReason).toContain('1 write declined by a person');
  });

  it('keeps the yes when nothing was sent because the remote is away, and uses it up when the remote refuses', async () => {
    await pass();
    decide('approved');
    answer = () => {
      throw new RetryLater('away', 1000, { code: 'egress.unreachable' });
    };
    await pass();
    expect(standing().map((row) => row.state)).toEqual(['approved']);
    answer = () => ({ kind: 'rejected', code: 'x', message: 'too late', detail: null });
    await pass();
    expect(openCases()).toEqual(['purchase-orders.refused']);
    expect(standing()).toEqual([]);
  });

  it('that a person agreed to and the remote refused says so for as long as it is asked about again', async () => {
    await pass();
    decide('approved');
    answer = () => ({ kind: 'rejected', code: 'x', message: 'too late', detail: null });
    await pass();
    for (let round = 0; round < 2; round += 1) {
      await pass();
      expect(openCases()).toEqual(['purchase-orders.refused']);
      expect(standing().map((row) => row.state)).toEqual(['waiting']);
    }
    const [told] = ledger.state.cases.filter((found) => found.state === 'open');
    expect([told?.cause, told?.suggestions]).toEqual([
      'ShipBob refused WRO 1: too late',
      ['Correct what the message names, then agree to the proposal once more.'],
    ]);
    // Another write of the lane is another question.
    wants = effects([cancel(2)], 'x');
    await pass();
    expect(openCases()).toEqual([]);
    wants = effects([cancel(1)], 'x');
    await pass();
    decide('approved');
    answer = () => ({ kind: 'confirmed', result: { remoteId: '1', data: {}, after: null } });
    await pass();
    wants = effects([], 'x');
    await pass();
    expect([openCases(), standing()]).toEqual([[], []]);
  });

  it('goes on by itself once the flow is live, and leaves no row behind', async () => {
    await pass();
    modes = { 'purchase-orders': 'live' };
    await pass();
    expect(sent).toHaveLength(1);
    expect(standing()).toEqual([]);
  });
});

describe('a case that proposes a write', () => {
  const found = (...proposes: PlannedEffect[]): PlannedCase => ({
    flow: 'purchase-orders',
    code: 'purchase-orders.cancelled',
    cause: 'The receipt was cancelled.',
    suggestions: ['Cancel the WRO.'],
    detail: {},
    proposes,
  });
  beforeEach(() => {
    modes = { 'purchase-orders': 'live' };
    wants = parked(found(cancel(1), cancel(2)));
  });

  it('opens, and its proposals wait even where the flow is live', async () => {
    await pass();
    expect(sent).toEqual([]);
    expect(openCases()).toEqual(['purchase-orders.cancelled']);
    expect(standing().map((row) => [row.planned.businessKey, row.mode, row.state])).toEqual([
      ['WRO 1', 'approve', 'waiting'],
      ['WRO 2', 'approve', 'waiting'],
    ]);
  });

  it('has what a person agreed to written, in order, and looks again at once', async () => {
    await pass();
    const second = standing()[1];
    if (second) second.state = 'approved';
    await pass();
    expect(sent).toEqual([]);
    decide('approved');
    await pass();
    expect(sent.map((call) => call.wro)).toEqual([1, 2]);
    expect(lane().dirtySeq).toBe(lane().cleanSeq + 1);
    wants = nothing('both sides agree');
    await workOnce(work());
    expect(openCases()).toEqual([]);
  });

  it('is left as it is once a person declined all it proposed, until it reads differently', async () => {
    await pass();
    decide('declined');
    await pass();
    expect(openCases()).toEqual([]);
    expect(lane().lastReason).toContain('left as it is, by a person');
    wants = parked(found(cancel(3)));
    await pass();
    expect(openCases()).toEqual(['purchase-orders.cancelled']);
  });

  it('only shows its proposals in preview', async () => {
    modes = {};
    await pass();
    decide('approved');
    await pass();
    expect(sent).toEqual([]);
    expect(standing().map((row) => row.mode)).toEqual(['preview', 'preview']);
  });
});
