import { describe, expect, it } from 'vitest';
import { type ScriptedAnswer, type ScriptedCall, scriptedClient } from '../testing/scripted-door.js';
import { createShipBobExecutor } from './executor.js';

const call = { deadlineMs: 1_900_000_000_000, correlationId: 'pass' };
const request = { uro_id: 9, wro_id: 5 };
const uro = (linked_wro_id: number | null): ScriptedAnswer => ({
  body: {
    ...{ id: 9, barcode: null, comment: null, created_date: null, reason: 'No matching WRO' },
    ...{ tracking_barcode: null, linked_wro_id, linked_wro_date: null, attachments: [] },
  },
});
const run = async (script: (asked: ScriptedCall) => ScriptedAnswer) => {
  const { client, door } = scriptedClient(script, '2026-07');
  const executor = createShipBobExecutor(client);
  return {
    outcome: await executor.send('shipbob.uro.associate', request, call),
    found: () => executor.lookup('shipbob.uro.associate', request, call),
    door,
  };
};

describe('telling ShipBob which WRO goods on hold belong to', () => {
  it('posts once, and is done when the goods name the WRO', async () => {
    let linked: number | null = null;
    const { outcome, door } = await run(({ method }) => {
      if (method === 'POST') linked = 5;
      return method === 'POST' ? { status: 204, body: '' } : uro(linked);
    });
    expect(door.writes.map(({ path }) => path)).toEqual(['/unidentified-receiving-order/9:associateWRO']);
    expect(outcome).toMatchObject({ kind: 'confirmed', result: { remoteId: '9', data: { wro_id: 5 } } });
  });

  it('writes nothing when they name it already, and refuses when they name another or are gone', async () => {
    const already = await run(() => uro(5));
    expect(already.outcome.kind).toBe('confirmed');
    expect(already.door.writes).toEqual([]);
    const other = await run(() => uro(6));
    expect(other.outcome).toMatchObject({ kind: 'rejected', code: 'shipbob.uro_elsewhere' });
    expect(other.door.writes).toEqual([]);
    expect((await run(() => ({ status: 404, body: {} }))).outcome.kind).toBe('rejected');
  });

  it('answered with success but not taken is unknown, and looking finds it absent', async () => {
    const { outcome, found } = await run(({ method }) => (method === 'POST' ? { status: 204, body: '' } : uro(0)));
    expect(outcome.kind).toBe('unknown');
    expect(await found()).toEqual({ kind: 'absent' });
  });
});
