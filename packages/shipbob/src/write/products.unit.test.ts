import { OutcomeUnknown, RetryLater } from '@mlc/kernel';
import type { OperationRequest } from '@mlc/mappings';
import { describe, expect, it } from 'vitest';
import { createShipBobReader } from '../read/reader.js';
import { envelope, productAnswer } from '../testing/fixtures.js';
import { type ScriptedAnswer, type ScriptedCall, scriptedClient } from '../testing/scripted-door.js';
import { createShipBobExecutor } from './executor.js';

const call = { deadlineMs: 1_900_000_000_000, correlationId: 'pass' };
const wanted: OperationRequest<'shipbob.product.create'> = {
  name: 'Mug',
  sku: 'MUG-1',
  barcodes: ['012345678905'],
  upc: '012345678905',
  gtin: null,
  weight_oz: 12.5,
  customs: { country_code_of_origin: 'PT', hs_tariff_code: '6912.00', value: 4.4 },
  is_lot: false,
  is_active: true,
};
const taken = {
  name: 'Mug',
  barcodes: [{ value: '012345678905' }],
  upc: '012345678905',
  weight: { weight: 12.5, unit: 'oz' },
  customs: { country_code_of_origin: 'PT', hs_tariff_code: '691200', value: 4 },
};
const ids = { product_id: 1, variant_id: 1001, inventory_id: 2001, sku: 'MUG-1' };

function setUp(script: (asked: ScriptedCall) => ScriptedAnswer, version = '2026-01') {
  const { client, door } = scriptedClient(script, version);
  return { executor: createShipBobExecutor(client), reader: createShipBobReader(client), door };
}

describe('creating a product', () => {
  const create = (script: (asked: ScriptedCall) => ScriptedAnswer, version?: string) => {
    const { executor, door } = setUp(script, version);
    return executor.send('shipbob.product.create', wanted, call).then((outcome) => ({ outcome, door }));
  };

  it('posts once, in ShipBob’s words, and takes the answer as read-back', async () => {
    const { outcome, door } = await create(() => ({ status: 201, body: productAnswer(1, 'MUG-1', taken) }));
    expect(door.calls).toHaveLength(1);
    expect(door.calls[0]?.request).toMatchObject({ method: 'POST', idempotent: false, deadlineMs: call.deadlineMs });
    expect(door.calls[0]?.body).toEqual({
      name: 'Mug',
      type_id: 1,
      variants: [
        {
          name: 'Mug',
          sku: 'MUG-1',
          barcodes: [{ value: '012345678905' }],
          upc: '012345678905',
          weight: 12.5,
          customs: { country_code_of_origin: 'PT', hs_tariff_code: '6912.00', value: 4 },
          lot_information: { is_lot: false },
          status_id: 0,
        },
      ],
    });
    expect(outcome).toMatchObject({ kind: 'confirmed', result: { remoteId: '1001', data: ids } });
    expect(outcome).not.toHaveProperty('result.after.differences');
  });

  it('sends a customs value with its decimals from 2026-07 on', async () => {
    const { door } = await create(() => ({ status: 201, body: productAnswer(1, 'MUG-1', taken) }), '2026-07');
    expect(door.calls[0]?.body).toMatchObject({ variants: [{ customs: { value: 4.4 } }] });
  });

  it('tells what ShipBob took otherwise than asked', async () => {
    const { outcome } = await create(() => ({ body: productAnswer(1, 'MUG-1', { ...taken, name: 'MUG' }) }));
    expect(outcome).toMatchObject({
      kind: 'confirmed',
      result: { after: { differences: [{ field: 'name', asked: 'Mug', got: 'MUG' }] } },
    });
  });

  it('answered that the SKU is taken ends in exists', async () => {
    const body = { 'Variants[0].Sku': ["A variant with SKU 'MUG-1' already exists."] };
    expect((await create(() => ({ status: 422, body }))).outcome).toMatchObject({ kind: 'exists' });
  });

  it('refused with words nobody knows ends in exists when the SKU turns out to be there', async () => {
    const { outcome, door } = await create(({ method }) =>
      method === 'POST' ? { status: 400, body: 'Nope' } : { body: envelope([productAnswer(1, 'MUG-1')]) },
    );
    expect(outcome).toMatchObject({ kind: 'exists' });
    expect(door.writes).toHaveLength(1);
  });

  it('refused for another reason ends in rejected, with the fields', async () => {
    const { outcome } = await create(({ method }) =>
      method === 'POST' ? { status: 400, body: { HsTariffCode: ['needs 6 to 10 digits'] } } : { body: envelope([]) },
    );
    expect(outcome).toMatchObject({
      kind: 'rejected',
      code: 'shipbob.rejected',
      message: expect.stringContaining('HsTariffCode: needs 6 to 10 digits'),
      detail: { status: 400 },
    });
  });

  it.each([
    [
      'a lost answer',
      () => {
        throw new OutcomeUnknown('reset', { code: 'egress.no_answer' });
      },
    ],
    ['524', () => ({ status: 524, body: '<html></html>' })],
    ['an answer that shows another SKU', () => ({ body: productAnswer(1, 'OTHER') })],
    ['an answer that is no product', () => ({ body: { ok: true } })],
    ['a product without an inventory id', () => ({ body: productAnswer(1, 'MUG-1', { inventory: null }) })],
  ] satisfies [string, () => ScriptedAnswer][])(
    'that met %s is unknown and not posted again',
    async (_name, script) => {
      const { outcome, door } = await create(script);
      expect(outcome.kind).toBe('unknown');
      expect(door.writes).toHaveLength(1);
    },
  );

  it('that was never sent rejects with RetryLater', async () => {
    const { executor } = setUp(() => {
      throw new RetryLater('no room', 1000, { code: 'egress.budget' });
    });
    await expect(executor.send('shipbob.product.create', wanted, call)).rejects.toBeInstanceOf(RetryLater);
  });
});

describe('looking for a created product', () => {
  const look = (products: unknown[]) =>
    setUp(() => ({ body: envelope(products) })).executor.lookup('shipbob.product.create', wanted, call);

  it('finds it by its exact SKU', async () => {
    expect(await look([productAnswer(9, 'MUG-10'), productAnswer(1, 'MUG-1')])).toMatchObject({
      kind: 'found',
      result: { remoteId: '1001', data: ids },
    });
  });

  it('says absent when no SKU is equal', async () => {
    expect(await look([productAnswer(9, 'MUG-10')])).toEqual({ kind: 'absent' });
  });

  it.each([
    ['differs in its case', [productAnswer(1, 'mug-1')], /case/],
    ['is there twice', [productAnswer(1, 'MUG-1'), productAnswer(2, 'MUG-1')], /2 variants/],
    ['is a bundle', [{ ...productAnswer(1, 'MUG-1'), type: 'Bundle' }], /bundle/],
  ])('says conflict when the SKU %s', async (_name, products, message) => {
    expect(await look(products)).toMatchObject({ kind: 'conflict', message: expect.stringMatching(message) });
  });
});

describe('updating a product', () => {
  const update = { product_id: 1, variant_id: 1001, name: 'Cup', upc: null, is_active: false };
  const after = { name: 'Cup', status: 'Inactive' };

  it('patches the one variant, repeatably, and reads back from the answer', async () => {
    const { executor, door } = setUp(() => ({ body: productAnswer(1, 'MUG-1', after) }));
    const outcome = await executor.send('shipbob.product.update', update, call);
    expect(outcome).toMatchObject({ kind: 'confirmed', result: { remoteId: '1001', data: ids } });
    expect(door.calls).toHaveLength(1);
    expect(door.calls[0]).toMatchObject({ method: 'PATCH', path: '/product/1', request: { idempotent: true } });
    expect(door.calls[0]?.body).toEqual({ variants: [{ id: 1001, name: 'Cup', upc: '', status_id: 1 }] });
  });

  it('names the product too when it was seen to have this variant only', async () => {
    const { executor, reader, door } = setUp(({ method }) =>
      method === 'GET' ? { body: envelope([productAnswer(1, 'MUG-1')]) } : { body: productAnswer(1, 'MUG-1', after) },
    );
    await reader.variantsBySku(['MUG-1']);
    await executor.send('shipbob.product.update', update, call);
    expect(door.writes[0]?.body).toMatchObject({ name: 'Cup' });
  });

  it('leaves the name of a product with several variants alone', async () => {
    const product = productAnswer(1, 'MUG-1');
    const two = {
      ...product,
      variants: [
        { id: 1001, sku: 'MUG-1' },
        { id: 1002, sku: 'MUG-2' },
      ],
    };
    const { executor, reader, door } = setUp(({ method }) =>
      method === 'GET' ? { body: envelope([two]) } : { body: productAnswer(1, 'MUG-1', after) },
    );
    await reader.variantsBySku(['MUG-1']);
    await executor.send('shipbob.product.update', update, call);
    expect(door.writes[0]?.body).not.toHaveProperty('name');
  });

  it('answered 200 with the old values is a refusal that names them', async () => {
    const { executor } = setUp(() => ({ body: productAnswer(1, 'MUG-1') }));
    expect(await executor.send('shipbob.product.update', update, call)).toMatchObject({
      kind: 'rejected',
      code: 'shipbob.not_taken',
      message: expect.stringMatching(/name.*is_active/),
    });
  });

  it('reads the product when the answer does not show it, and is unknown when that fails too', async () => {
    const readable = setUp(({ method }) =>
      method === 'PATCH' ? { status: 200 } : { body: productAnswer(1, 'MUG-1', after) },
    );
    const unreadable = setUp(({ method }) => (method === 'PATCH' ? { status: 200 } : { status: 503 }));
    expect(await readable.executor.send('shipbob.product.update', update, call)).toMatchObject({ kind: 'confirmed' });
    expect(await unreadable.executor.send('shipbob.product.update', update, call)).toMatchObject({ kind: 'unknown' });
  });

  it('of a product that is gone is rejected', async () => {
    const problem = { title: 'Not Found', status: 404, detail: 'The product was not found.' };
    const { executor } = setUp(() => ({ status: 404, body: problem }));
    expect(await executor.send('shipbob.product.update', update, call)).toMatchObject({
      kind: 'rejected',
      code: 'shipbob.not_found',
    });
  });

  it('is looked for by comparing what is there', async () => {
    const look = (answer: ScriptedAnswer) =>
      setUp(() => answer).executor.lookup('shipbob.product.update', update, call);
    expect(await look({ body: productAnswer(1, 'MUG-1', after) })).toMatchObject({ kind: 'found' });
    expect(await look({ body: productAnswer(1, 'MUG-1') })).toEqual({ kind: 'absent' });
    expect(await look({ body: productAnswer(1, 'X', { id: 77 }) })).toMatchObject({ kind: 'conflict' });
  });
});
