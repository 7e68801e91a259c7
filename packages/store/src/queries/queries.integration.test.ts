import { Bench, ended, foundCase, planned } from '@mlc/engine/testing';
import { newId, toJson } from '@mlc/kernel';
import type { PlannedCase } from '@mlc/mappings';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { openStoreBench, type StoreBench } from '../testing/store-bench.js';

describe('what people ask', () => {
  let store: StoreBench;
  let lanes: Bench;
  let connectionId: string;
  beforeAll(async () => {
    store = await openStoreBench();
  });
  beforeEach(async () => {
    connectionId = (await store.newConnection()).id;
    lanes = new Bench(
      {
        ledger: store.store.ledger,
        clock: store.clock,
        newConnection: async () => (await store.newConnection()).id,
        openCases: async () => [],
        notices: async () => [],
        audit: async () => [],
        close: async () => undefined,
      },
      connectionId,
    );
  });
  afterAll(async () => {
    await store.close();
  });
  const queries = () => store.store.queries;
  const tick = () => store.clock.advanceMs(1000);

  /** A receipt is heard of, its order takes it over, one write is refused and then made. */
  async function aStory(): Promise<void> {
    const event = { id: newId(), webhookId: 'msg_1', topic: 'wro.completed', headers: {}, body: new Uint8Array() };
    await store.store.events.insert(connectionId, event);
    tick();
    const notice = {
      laneKey: 'wro:7',
      source: 'webhook' as const,
      fingerprint: 'msg_1',
      reason: 'webhook wro.completed',
    };
    await store.store.events.route(event.id, ['wro:7'], [notice], 'wro:7');
    tick();
    const plan = toJson({ effects: [planned('P00012', { title: 'WRO P00012', reason: 'a confirmed order' })] });
    const first = await lanes.begin('purchase-order:1', { labels: ['P00012', 'INV/7'], planned: plan });
    tick();
    const id = await lanes.send(first, 'create:P00012', planned('P00012', { title: 'WRO P00012' }));
    tick();
    await store.store.ledger.settle(first.lease, id, { state: 'rejected', error: 'no such centre', absentAt: null });
    tick();
    await lanes.end(first, { outcome: 'parked', reason: 'refused', cases: [foundCase('purchase-orders.refused')] });
    tick();
    await queries().requeue(connectionId, ['purchase-order:1'], 'replay', 'centre corrected', 'anna');
    tick();
    const second = await lanes.begin('purchase-order:1', { labels: ['P00012'], planned: plan });
    const again = await lanes.send(second, 'create:P00012', planned('P00012', { title: 'WRO P00012' }));
    tick();
    const link = {
      odooModel: 'stock.picking',
      odooId: 3,
      shipbobType: 'wro' as const,
      shipbobId: '7',
      data: {},
      evidence: 'made by shipbob.wro.create',
      handsOver: ['wro:7'],
    };
    await store.store.ledger.confirm(second.lease, again, { result: { remoteId: '7' }, link, resolvedBy: 'answer' });
    tick();
    await lanes.end(second, { reason: 'written' });
  }

  it('tell the story of a record in order, with reasons, however many lanes it went through', async () => {
    await aStory();
    const keys = await queries().findRecord(connectionId, 'P00012');
    expect(keys).toEqual(['purchase-order:1', 'wro:7']);
    const story = await queries().timeline(connectionId, keys);
    // The row of a write that was tried again tells its latest try; the refusal before it is told by the audit.
    const heard = ['webhook', 'noticed', 'noticed'];
    const refused = ['seen', 'planned', 'refused', 'case', 'ended'];
    const replayed = ['noticed', 'audit', 'noticed'];
    const made = ['seen', 'planned', 'written', 'noticed', 'confirmed', 'linked', 'resolved', 'ended'];
    expect(story.map((entry) => entry.kind)).toEqual([...heard, ...refused, ...replayed, ...made]);
    const told = story.map((entry) => entry.summary).join('\n');
    for (const part of [
      'ShipBob sent wro.completed (msg_1)',
      'was refused: no such centre',
      'anna: lane.replayed (centre corrected)',
      'took over the work of wro:7',
      'stock.picking 3 is ShipBob wro 7',
      "WRO P00012, known by the remote's answer",
      'for a person: purchase-orders.refused',
      'applied: written',
    ])
      expect(told).toContain(part);
    expect(story.every((entry, index) => index === 0 || entry.at >= (story[index - 1]?.at ?? entry.at))).toBe(true);
    expect(story.find((entry) => entry.kind === 'seen')?.evidence).toEqual({ seen: true });
  });

  it('find a record by lane, label, written key, other case, or id of either side', async () => {
    await aStory();
    await lanes.end(await lanes.begin('product:7', { labels: ['SKU-7'] }));
    const find = (text: string) => queries().findRecord(connectionId, text);
    const both = ['purchase-order:1', 'wro:7'];
    expect(await find('purchase-order:1')).toEqual(both);
    expect(await find('wro:7')).toEqual(['wro:7', 'purchase-order:1']);
    expect(await find(' p00012 ')).toEqual(both);
    expect(await find('SKU-7')).toEqual(['product:7']);
    expect(await find('7')).toEqual(['product:7', 'purchase-order:1', 'wro:7']);
    expect(await find('WRO 7')).toEqual(both);
    expect(await find('purchase order #1')).toEqual(both);
    expect(await find('P99999')).toEqual([]);
    expect(await find('  ')).toEqual([]);
    const other = await store.newConnection();
    expect(await queries().findRecord(other.id, 'P00012')).toEqual([]);
  });

  it('say quiet only when nothing is left to do, and why not otherwise', async () => {
    const status = () => queries().status(connectionId);
    const why = async () => (await status()).notQuietBecause;
    expect(await status()).toMatchObject({ quiet: true, lanes: { total: 0, open: 0 }, marks: [] });
    const event = { id: newId(), webhookId: 'm', topic: 't', headers: {}, body: new Uint8Array() };
    await store.store.events.insert(connectionId, event);
    expect(await why()).toEqual(['1 webhook not routed yet']);
    await store.store.events.ignore(event.id, 'unknown_topic');
    const pass = await lanes.begin('product:1');
    expect(await why()).toEqual(['1 record open']);
    const id = await lanes.send(pass, 'create:A');
    expect(await why()).toEqual(['1 record open', '1 write under way']);
    await store.store.ledger.settle(pass.lease, id, { state: 'uncertain', error: 'lost', absentAt: null });
    await lanes.end(pass, { outcome: 'later', dueAt: new Date(store.clock.now().getTime() + 6000), cases: null });
    expect(await status()).toMatchObject({
      quiet: false,
      notQuietBecause: ['1 write without an answer yet'],
      lanes: { total: 1, open: 0, waiting: 1, failing: 0, nextDueAt: new Date(store.clock.now().getTime() + 6000) },
    });
    const next = await lanes.begin('product:1');
    await store.store.ledger.confirm(next.lease, id, { result: null, link: null, resolvedBy: 'lookup' });
    await lanes.end(next, { outcome: 'parked', cases: [foundCase('x'), foundCase('y')] });
    expect(await status()).toMatchObject({
      quiet: true,
      effects: { confirmed: 1, uncertain: 0 },
      cases: { open: 2, byCode: { x: 1, y: 1 } },
      events: { total: 1, unrouted: 0, ignored: 1, refused: 0 },
    });
  });

  it('show a lane that rests after a failure as open and failing', async () => {
    const dueAt = new Date(store.clock.now().getTime() + 60_000);
    await lanes.run('product:1', { outcome: 'later', cleans: false, cases: null, dueAt });
    expect(await queries().status(connectionId)).toMatchObject({ quiet: false, lanes: { open: 1, failing: 1 } });
  });

  it('say quiet after a time only when each source was read from the beginning since', async () => {
    const { polls } = store.store;
    const sources = ['product.product'];
    const poll = { connectionId, source: 'product.product', owner: 'p', rows: [], notices: [] };
    const read = async () => {
      await polls.take(connectionId, poll.source, 'p', 60);
      await polls.savePage({ ...poll, running: null, finished: { mark: null } });
      await polls.release(connectionId, poll.source, 'p');
    };
    await read();
    const polledSince = await queries().databaseNow();
    const why = async () => (await queries().status(connectionId, { polledSince, sources })).notQuietBecause;
    expect(await why()).toEqual(['product.product not read yet']);
    await polls.noteError(connectionId, poll.source, 'Odoo is away');
    expect(await why()).toEqual(['product.product could not be read: Odoo is away']);
    await polls.take(connectionId, poll.source, 'p', 60);
    expect(await why()).toEqual(['product.product could not be read: Odoo is away']);
    await polls.savePage({ ...poll, running: null, finished: { mark: null } });
    expect(await why()).toEqual([]);
  });

  it('ring again only what exists, with an audit row each', async () => {
    await lanes.run('product:1');
    const rung = await queries().requeue(connectionId, ['product:1', 'product:2'], 'person', 'looks odd', 'anna');
    expect(rung).toEqual(['product:1']);
    expect(await lanes.due()).toEqual(['product:1']);
    const audit = await store.database.sql(
      "SELECT actor, action, subject FROM audit_entry WHERE connection_id = $1 AND action LIKE 'lane.%'",
      [connectionId],
    );
    expect(audit).toEqual([{ actor: 'anna', action: 'lane.requeued', subject: 'product:1' }]);
  });

  it('dirty every lane of a flow when its rules or settings change', async () => {
    for (const key of ['product:1', 'order:1', 'order:2']) await lanes.run(key);
    expect(await queries().dirtyAll(connectionId, 'the settings changed', ['order:'])).toBe(2);
    expect((await lanes.due()).sort()).toEqual(['order:1', 'order:2']);
    expect(await queries().dirtyAll(connectionId, 'the settings changed')).toBe(3);
    expect(await lanes.due()).toHaveLength(3);
    expect((await lanes.lane('order:1')).dirtySeq).toBe(3);
  });

  it('keep a dismissed case away while its cause reads the same, and bring it back when it changes', async () => {
    const { cases } = store.store;
    await lanes.run('product:1', { outcome: 'parked', cases: [foundCase('x', 'two products share a SKU')] });
    const [found] = await cases.list(connectionId);
    if (!found) throw new Error('no case');
    expect(await cases.byId(connectionId, found.id)).toEqual(found);
    await cases.dismiss(connectionId, found.id, { actor: 'anna', reason: 'meant so' });
    await lanes.run('product:1', { outcome: 'parked', cases: [foundCase('x', 'two products share a SKU')] });
    expect(await cases.list(connectionId)).toEqual([]);
    await lanes.run('product:1', { outcome: 'parked', cases: [foundCase('x', 'three products share a SKU')] });
    expect(await cases.list(connectionId)).toMatchObject([{ cause: 'three products share a SKU' }]);
    expect(await cases.list(connectionId, { state: null })).toMatchObject([{ state: 'dismissed' }, { state: 'open' }]);
    const dismissing = cases.dismiss(connectionId, found.id, { actor: 'anna', reason: 'again' });
    await expect(dismissing).rejects.toMatchObject({ code: 'case.not_open' });
  });

  it('tell two causes under one code as one case, and the money when a plan named it', async () => {
    const cases: PlannedCase[] = [
      { ...foundCase('x', 'line 1 lacks a SKU.'), detail: { line: 1 } },
      { ...foundCase('x', 'line 2 lacks a SKU.'), detail: { line: 2 } },
      { ...foundCase('y'), detail: { money_at_stake: 12.5 } },
    ];
    await lanes.run('product:1', { outcome: 'parked', cases });
    expect(await store.store.cases.list(connectionId)).toMatchObject([
      { code: 'x', cause: 'line 1 lacks a SKU. line 2 lacks a SKU.', detail: { all: [{ line: 1 }, { line: 2 }] } },
      { code: 'y', moneyAtStake: 12.5 },
    ]);
  });

  it('resolve the cases of a lane whose work another one took over', async () => {
    await lanes.run('wro:7', { outcome: 'parked', cases: [foundCase('receiving.unknown_order')] });
    const pass = await lanes.begin('purchase-order:1');
    const adoption = { odooModel: 'stock.picking', odooId: 3, shipbobType: 'wro' as const, shipbobId: '7', data: {} };
    await store.store.ledger.adopt(pass.lease, pass.passId, [{ ...adoption, evidence: 'same number' }]);
    await store.store.ledger.endPass(pass.lease, pass.passId, ended());
    expect(await store.store.cases.list(connectionId, { state: null })).toMatchObject([
      { state: 'resolved', resolution: 'handed over to purchase-order:1' },
    ]);
    expect(await lanes.due()).toEqual(['purchase-order:1']);
  });
});
