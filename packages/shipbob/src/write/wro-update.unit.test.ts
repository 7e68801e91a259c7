import { OutcomeUnknown } from '@mlc/kernel';
import type { OperationRequest } from '@mlc/mappings';
import { describe, expect, it } from 'vitest';
import { wroAnswer } from '../testing/fixtures.js';
import { type ScriptedAnswer, type ScriptedCall, scriptedClient } from '../testing/scripted-door.js';
import { createShipBobExecutor } from './executor.js';

const call = { deadlineMs: 1_900_000_000_000, correlationId: 'pass' };
const wanted: OperationRequest<'shipbob.wro.update'> = {
  wro_id: 5,
  fulfillment_center_id: 20,
  boxes: [
    {
      tracking_number: '1Z1',
      items: [{ sku: 'A', inventory_id: 501, quantity: 9, lot_number: 'L1', lot_date: '2027-06-01' }],
    },
  ],
};
const changed = wroAnswer(5, {
  inventory_quantities: [
    { inventory_id: 501, sku: 'A', expected_quantity: 9, received_quantity: 0, stowed_quantity: 0 },
  ],
});

function setUp(script: (asked: ScriptedCall) => ScriptedAnswer, version = '2026-07') {
  const { client, door } = scriptedClient(script, version);
  return { executor: createShipBobExecutor(client), door };
}
const update = async (
  script: (asked: ScriptedCall) => ScriptedAnswer,
  request: OperationRequest<'shipbob.wro.update'> = wanted,
  version?: string,
) => {
  const { executor, door } = setUp(script, version);
  return { outcome: await executor.send('shipbob.wro.update', request, call), door };
};

describe('changing a receiving order', () => {
  it('patches only what changes, boxes as a whole with their lots, and reads it back', async () => {
    const { outcome, door } = await update(({ method }) => ({ body: method === 'PATCH' ? {} : changed }));
    expect(door.writes).toHaveLength(1);
    expect(door.writes[0]).toMatchObject({ method: 'PATCH' });
    expect(door.calls[0]?.body).toEqual({
      fulfillment_center: { id: 20 },
      boxes: [
        {
          tracking_number: '1Z1',
          box_items: [{ inventory_id: 501, quantity: 9, lot_number: 'L1', lot_date: '2027-06-01T00:00:00.000Z' }],
        },
      ],
    });
    expect(outcome).toMatchObject({
      kind: 'confirmed',
      result: { remoteId: '5', data: { purchase_order_number: 'P5', tracking: ['1Z1'] } },
    });
  });

  it('answered with success but not taken is a refusal that shows both', async () => {
    const { outcome } = await update(() => ({ body: wroAnswer(5) }));
    expect(outcome).toMatchObject({ kind: 'rejected', code: 'shipbob.not_taken' });
    expect(outcome).toHaveProperty('message', expect.stringContaining('inventory_quantities'));
    const date = { wro_id: 5, expected_arrival_date: '2026-12-20T12:00:00Z' };
    expect((await update(() => ({ body: wroAnswer(5) }), date)).outcome).toMatchObject({ kind: 'rejected' });
    const same = { wro_id: 5, expected_arrival_date: '2026-12-15T00:00:00Z' };
    expect((await update(() => ({ body: wroAnswer(5) }), same)).outcome).toMatchObject({ kind: 'confirmed' });
  });

  it('refused, because labels were bought or the goods have moved, is rejected in ShipBob’s words', async () => {
    const body = { '': ['Receiving order can only be updated while Awaiting'] };
    const { outcome } = await update(({ method }) => (method === 'PATCH' ? { status: 422, body } : { body: changed }));
    expect(outcome).toMatchObject({
      kind: 'rejected',
      message: expect.stringContaining('only be updated while Awaiting'),
    });
  });

  it('is not sent to a version that has no such call', async () => {
    const { outcome, door } = await update(() => ({ body: changed }), wanted, '2026-01');
    expect(outcome).toMatchObject({ kind: 'rejected', code: 'shipbob.version_too_old' });
    expect(door.calls).toHaveLength(0);
  });

  it('whose answer was lost is unknown, and looked for by what it should have changed', async () => {
    const { outcome } = await update(() => {
      throw new OutcomeUnknown('reset', { code: 'egress.no_answer' });
    });
    expect(outcome.kind).toBe('unknown');
    const look = (answer: ScriptedAnswer) => setUp(() => answer).executor.lookup('shipbob.wro.update', wanted, call);
    expect(await look({ body: changed })).toMatchObject({ kind: 'found' });
    expect(await look({ body: wroAnswer(5) })).toEqual({ kind: 'absent' });
    expect(await look({ status: 404 })).toMatchObject({ kind: 'conflict' });
  });
});
