import { OutcomeUnknown } from '@mlc/kernel';
import type { OperationRequest } from '@mlc/mappings';
import { describe, expect, it } from 'vitest';
import { wroAnswer } from '../testing/fixtures.js';
import { type ScriptedAnswer, type ScriptedCall, scriptedClient } from '../testing/scripted-door.js';
import { createShipBobExecutor } from './executor.js';

const call = { deadlineMs: 1_900_000_000_000, correlationId: 'pass' };
const wanted: OperationRequest<'shipbob.wro.create'> = {
  purchase_order_number: 'P5',
  fulfillment_center_id: 10,
  package_type: 'Package',
  box_packaging_type: 'EverythingInOneBox',
  expected_arrival_date: '2026-12-15',
  boxes: [
    { tracking_number: 'P5', items: [{ sku: 'A', inventory_id: 501, quantity: 3 }] },
    { tracking_number: 'P5', items: [{ sku: 'A', inventory_id: 501, quantity: 2 }] },
  ],
  notes: 'ACME, PO P5',
};

function setUp(script: (asked: ScriptedCall) => ScriptedAnswer, version = '2026-01') {
  const { client, door } = scriptedClient(script, version);
  return { executor: createShipBobExecutor(client), door };
}

const taken = { PurchaseOrderNumber: ['Request could not be completed, PO reference already exists'] };

describe('creating a receiving order', () => {
  const create = async (script: (asked: ScriptedCall) => ScriptedAnswer, version?: string) => {
    const { executor, door } = setUp(script, version);
    return { outcome: await executor.send('shipbob.wro.create', wanted, call), door };
  };

  it('posts once, with a full date-time, and takes the answer as read-back', async () => {
    const { outcome, door } = await create(() => ({ status: 201, body: wroAnswer(5) }));
    expect(door.calls).toHaveLength(1);
    expect(door.calls[0]?.body).toEqual({
      fulfillment_center: { id: 10 },
      package_type: 'Package',
      box_packaging_type: 'EverythingInOneBox',
      expected_arrival_date: '2026-12-15T00:00:00.000Z',
      purchase_order_number: 'P5',
      boxes: [
        { tracking_number: 'P5', box_items: [{ inventory_id: 501, quantity: 3 }] },
        { tracking_number: 'P5', box_items: [{ inventory_id: 501, quantity: 2 }] },
      ],
    });
    expect(outcome).toMatchObject({
      kind: 'confirmed',
      result: { remoteId: '5', data: { purchase_order_number: 'P5' }, after: { status: 'Awaiting' } },
    });
    expect(outcome).not.toHaveProperty('result.after.differences');
  });

  it('sends the notes where the version has a place for them, from 2026-07', async () => {
    const { door } = await create(() => ({ status: 201, body: wroAnswer(5) }), '2026-07');
    expect(door.calls[0]?.body).toMatchObject({ freight: { notes: 'ACME, PO P5' } });
  });

  it('sends who brings the goods and where they end, from 2026-07; before, it is refused unsent, with the reason', async () => {
    const more = {
      freight: { carrier: 'Maersk', container_number: 'MSKU1' },
      final_destination_fulfillment_center_id: 8,
    };
    const send = async (version: string) => {
      const { executor, door } = setUp(() => ({ status: 201, body: wroAnswer(5) }), version);
      return { outcome: await executor.send('shipbob.wro.create', { ...wanted, ...more }, call), door };
    };
    const { door } = await send('2026-07');
    expect(door.calls[0]?.body).toMatchObject({
      freight: { carrier: 'Maersk', container_number: 'MSKU1', notes: 'ACME, PO P5' },
      final_destination_fulfillment_center_id: 8,
    });
    const older = await send('2026-01');
    expect(older.door.calls).toEqual([]);
    expect(older.outcome).toMatchObject({
      kind: 'rejected',
      code: 'shipbob.version_too_old',
      message: expect.stringContaining('from version 2026-07 on; this connection speaks 2026-01'),
    });
  });

  it('tells when a hub stands in place of the centre', async () => {
    const hub = { fulfillment_center: { id: 99, name: 'Hub' } };
    const { outcome } = await create(() => ({ status: 201, body: wroAnswer(5, hub) }));
    expect(outcome).toMatchObject({
      kind: 'confirmed',
      result: { after: { differences: [{ field: 'fulfillment_center', asked: { id: 10 }, got: { id: 99 } }] } },
    });
  });

  it.each([400, 422])('refused with %i for a broken rule ends in rejected, with the field', async (status) => {
    const { outcome } = await create(({ method }) =>
      method === 'POST'
        ? { status, body: { ExpectedArrivalDate: ['Arrival date must be in the future.'] } }
        : { body: [] },
    );
    expect(outcome).toMatchObject({
      kind: 'rejected',
      message: expect.stringContaining('ExpectedArrivalDate: Arrival date must be in the future.'),
    });
  });

  it('refused because the centre is unknown (404) ends in rejected', async () => {
    const body = { title: 'x', status: 404, errors: { FulfillmentCenter: ['Fulfillment center 10 not found'] } };
    const { outcome } = await create(({ method }) => (method === 'POST' ? { status: 404, body } : { body: [] }));
    expect(outcome).toMatchObject({ kind: 'rejected', message: expect.stringContaining('center 10 not found') });
  });

  it('with a number that is taken ends in exists', async () => {
    expect((await create(() => ({ status: 422, body: taken }))).outcome).toMatchObject({ kind: 'exists' });
  });

  it('whose answer cannot be read to its end is unknown, never "not done"', async () => {
    const { outcome, door } = await create(({ method }) =>
      method === 'POST' ? { status: 201, body: wroAnswer(5, { inventory_quantities: null }) } : { status: 503 },
    );
    expect(outcome.kind).toBe('unknown');
    expect(door.writes).toHaveLength(1);
  });

  it('whose answer was lost is unknown', async () => {
    const { outcome } = await create(() => {
      throw new OutcomeUnknown('reset', { code: 'egress.no_answer' });
    });
    expect(outcome).toEqual({ kind: 'unknown', message: 'reset' });
  });
});

describe('looking for a created receiving order', () => {
  const look = (wros: unknown[]) => setUp(() => ({ body: wros })).executor.lookup('shipbob.wro.create', wanted, call);
  const line = (sku: string, quantity: number, id = 501) => ({
    inventory_id: id,
    sku,
    expected_quantity: quantity,
    received_quantity: 0,
    stowed_quantity: 0,
  });

  it('finds it by number, centre and goods', async () => {
    expect(await look([wroAnswer(5)])).toMatchObject({ kind: 'found', result: { remoteId: '5' } });
  });

  it('says absent when no number is equal', async () => {
    expect(await look([wroAnswer(50)])).toEqual({ kind: 'absent' });
    expect(await look([])).toEqual({ kind: 'absent' });
  });

  it('never by the number alone: other goods are a conflict', async () => {
    for (const goods of [[line('A', 4)], [line('A', 5), line('B', 1, 502)], [line('B', 5, 502)]]) {
      const found = await look([wroAnswer(5, { inventory_quantities: goods })]);
      expect(found).toMatchObject({ kind: 'conflict', message: expect.stringContaining('other goods') });
    }
  });

  it('finds it behind a hub that replaced the centre, and says so', async () => {
    expect(await look([wroAnswer(5, { fulfillment_center: { id: 99, name: 'Hub' } })])).toMatchObject({
      kind: 'found',
      result: { after: { differences: [{ field: 'fulfillment_center' }] } },
    });
  });

  describe('with our mark in the notes', () => {
    const marked = { ...wanted, notes: 'ACME, mlc:c-1:100:0123456789ab' };
    const lookMarked = (notes: string | null, more: object = {}) =>
      setUp(() => ({ body: [wroAnswer(5, { freight: { notes }, ...more })] }), '2026-07').executor.lookup(
        'shipbob.wro.create',
        marked,
        call,
      );

    it('it is the one that was sent, even if its goods were changed since; the difference is shown', async () => {
      const changed = { inventory_quantities: [line('A', 4)] };
      expect(await lookMarked('ACME, mlc:c-1:100:0123456789ab, fragile', changed)).toMatchObject({
        kind: 'found',
        result: { remoteId: '5', after: { differences: [{ field: 'inventory_quantities' }] } },
      });
      expect(await lookMarked('somebody else', changed)).toMatchObject({ kind: 'conflict' });
    });

    it('of another receipt it is not, however alike it looks', async () => {
      expect(await lookMarked('mlc:c-1:101:0123456789ab')).toMatchObject({
        kind: 'conflict',
        message: 'WRO number P5 stands on WRO 5, which connection c-1 made for receipt 101.',
      });
      expect(await lookMarked(null)).toMatchObject({ kind: 'found' });
      expect(await lookMarked('mlc:c-0:100:ffffffffffff')).toMatchObject({ kind: 'found' });
    });
  });

  it('prefers the one at our centre among equal ones, and cannot choose between two there', async () => {
    const there = wroAnswer(6, { purchase_order_number: 'P5', fulfillment_center: { id: 99 } });
    expect(await look([there, wroAnswer(5)])).toMatchObject({ kind: 'found', result: { remoteId: '5' } });
    const twin = wroAnswer(7, { purchase_order_number: 'P5' });
    expect(await look([twin, wroAnswer(5)])).toMatchObject({ kind: 'conflict' });
  });

  it('says conflict when a cancelled one, or one in another case, holds the number', async () => {
    expect(await look([wroAnswer(5, { status: 'Cancelled' })])).toMatchObject({
      kind: 'conflict',
      message: expect.stringContaining('Cancelled'),
    });
    expect(await look([wroAnswer(5, { purchase_order_number: 'p5' })])).toMatchObject({ kind: 'conflict' });
  });

  it('compares by inventory id where ShipBob names no SKU', async () => {
    const found = await look([wroAnswer(5, { inventory_quantities: [{ ...line('', 5), sku: null }] })]);
    expect(found).toMatchObject({ kind: 'found' });
  });
});

describe('cancelling a receiving order', () => {
  const cancel = async (post: ScriptedAnswer, get: ScriptedAnswer) => {
    const { executor, door } = setUp(({ method }) => (method === 'POST' ? post : get));
    return { outcome: await executor.send('shipbob.wro.cancel', { wro_id: 5 }, call), door };
  };
  const cancelled = { body: wroAnswer(5, { status: 'Cancelled' }) };
  const refusal = { status: 422, body: { '': ['Receiving order in status Arrived cannot be cancelled'] } };

  it('is done when the order says Cancelled afterwards', async () => {
    const { outcome, door } = await cancel(cancelled, cancelled);
    expect(outcome).toMatchObject({ kind: 'confirmed', result: { remoteId: '5', after: { status: 'Cancelled' } } });
    expect(door.writes.map((write) => write.path)).toEqual(['/receiving/5:cancel']);
  });

  it('is done when it was cancelled already, although ShipBob refuses', async () => {
    expect((await cancel(refusal, cancelled)).outcome).toMatchObject({ kind: 'confirmed' });
  });

  it('is not done by a 200 that cancelled nothing', async () => {
    const { outcome } = await cancel({ body: wroAnswer(5) }, { body: wroAnswer(5) });
    expect(outcome).toMatchObject({ kind: 'rejected', code: 'shipbob.not_taken' });
  });

  it('refused tells why', async () => {
    const { outcome } = await cancel(refusal, { body: wroAnswer(5, { status: 'Arrived' }) });
    expect(outcome).toMatchObject({ kind: 'rejected', code: 'shipbob.not_cancellable' });
  });

  it('is unknown when it cannot be read back', async () => {
    expect((await cancel(cancelled, { status: 500 })).outcome.kind).toBe('unknown');
  });

  it('is looked for by its status', async () => {
    const look = (answer: ScriptedAnswer) =>
      setUp(() => answer).executor.lookup('shipbob.wro.cancel', { wro_id: 5 }, call);
    expect(await look(cancelled)).toMatchObject({ kind: 'found' });
    expect(await look({ body: wroAnswer(5) })).toEqual({ kind: 'absent' });
    expect(await look({ status: 404 })).toMatchObject({ kind: 'conflict' });
  });
});

describe('setting the external-sync flag', () => {
  const set = (script: (asked: ScriptedCall) => ScriptedAnswer) =>
    setUp(script).executor.send('shipbob.wro.set_external_sync', { wro_ids: [5, 6] }, call);
  const result = (id: number, ok: boolean) => ({
    id,
    action: 'ExternalSync',
    is_success: ok,
    reason: ok ? '' : 'no such',
  });

  it('is done when every id succeeded', async () => {
    expect(await set(() => ({ body: { results: [result(5, true), result(6, true)] } }))).toMatchObject({
      kind: 'confirmed',
      result: { remoteId: '5,6' },
    });
  });

  it('is not done by a 200 in which one failed', async () => {
    expect(await set(() => ({ body: { results: [result(5, true), result(6, false)] } }))).toMatchObject({
      kind: 'rejected',
      message: 'WRO 6: no such',
    });
  });

  it('reads back when the answer is the WRO the specification promises', async () => {
    const synced = (id: number) => wroAnswer(id, { external_sync_timestamp: '2026-01-01T00:00:00Z' });
    const answer = (wros: unknown[]) => set(({ method }) => ({ body: method === 'POST' ? wroAnswer(5) : wros }));
    expect(await answer([synced(5), synced(6)])).toMatchObject({ kind: 'confirmed' });
    expect(await answer([synced(5), wroAnswer(6)])).toMatchObject({ kind: 'unknown' });
  });
});
