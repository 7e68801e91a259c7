import { OutcomeUnknown } from '@mlc/kernel';
import type { OperationRequest } from '@mlc/mappings';
import { describe, expect, it } from 'vitest';
import { envelope, productAnswer } from '../testing/fixtures.js';
import { type ScriptedAnswer, type ScriptedCall, scriptedClient } from '../testing/scripted-door.js';
import { createShipBobExecutor } from './executor.js';

const call = { deadlineMs: 1_900_000_000_000, correlationId: 'pass' };
const wanted: OperationRequest<'shipbob.bundle.create'> = {
  name: 'Starter set',
  sku: 'SET-1',
  barcodes: ['0123'],
  components: [
    { variant_id: 903, quantity: 1 },
    { variant_id: 904, quantity: 2 },
  ],
};
const parts = wanted.components.map((part) => ({ ...part, variant_sku: 'X' }));
const bundle = (more: object = {}) => ({
  ...productAnswer(1, 'SET-1', { inventory: null, bundle_definition: parts, ...more }),
  type: 'Bundle',
});

function setUp(script: (asked: ScriptedCall) => ScriptedAnswer) {
  const { client, door } = scriptedClient(script, '2026-07');
  return { executor: createShipBobExecutor(client), door };
}

describe('creating a bundle', () => {
  const create = async (script: (asked: ScriptedCall) => ScriptedAnswer) => {
    const { executor, door } = setUp(script);
    return { outcome: await executor.send('shipbob.bundle.create', wanted, call), door };
  };

  it('posts its components once and needs no inventory id', async () => {
    const { outcome, door } = await create(() => ({ status: 201, body: bundle() }));
    expect(door.calls).toHaveLength(1);
    expect(door.calls[0]?.request).toMatchObject({ method: 'POST', idempotent: false });
    expect(door.calls[0]?.body).toEqual({
      name: 'Starter set',
      type_id: 2,
      variants: [
        {
          name: 'Starter set',
          sku: 'SET-1',
          barcodes: [{ value: '0123' }],
          bundle_definition: wanted.components,
          status_id: 0,
        },
      ],
    });
    expect(outcome).toMatchObject({ kind: 'confirmed', result: { remoteId: '1001', data: { inventory_id: null } } });
    expect(outcome).not.toHaveProperty('result.after.differences');
  });

  it('whose answer was lost is unknown, and is found by its SKU and components', async () => {
    const { outcome } = await create(() => {
      throw new OutcomeUnknown('reset', { code: 'egress.no_answer' });
    });
    expect(outcome.kind).toBe('unknown');
    const look = (products: unknown[]) =>
      setUp(() => ({ body: envelope(products) })).executor.lookup('shipbob.bundle.create', wanted, call);
    expect(await look([bundle()])).toMatchObject({ kind: 'found', result: { remoteId: '1001' } });
    expect(await look([])).toEqual({ kind: 'absent' });
    expect(await look([bundle({ bundle_definition: parts.slice(1) })])).toMatchObject({ kind: 'conflict' });
    expect(await look([productAnswer(1, 'SET-1')])).toMatchObject({ kind: 'conflict' });
  });
});

describe('deleting a bundle', () => {
  const request = { product_id: 1, variant_id: 1001, sku: 'SET-1' };

  it('is done when it is no longer there, whatever was answered', async () => {
    const { executor, door } = setUp(({ method }) => (method === 'DELETE' ? { status: 200 } : { status: 404 }));
    expect(await executor.send('shipbob.bundle.delete', request, call)).toMatchObject({ kind: 'confirmed' });
    expect(door.writes.map(({ method, path }) => [method, path.split('/').at(-1)])).toEqual([['DELETE', '1']]);
    const still = setUp(({ method }) => (method === 'DELETE' ? { status: 200 } : { body: bundle() }));
    expect(await still.executor.send('shipbob.bundle.delete', request, call)).toMatchObject({
      kind: 'rejected',
      code: 'shipbob.not_taken',
    });
    const gone = setUp(() => ({ status: 404 }));
    expect(await gone.executor.send('shipbob.bundle.delete', request, call)).toMatchObject({ kind: 'confirmed' });
  });
});
