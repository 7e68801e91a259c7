import type { OperationRequest } from '@mlc/mappings';
import { describe, expect, it } from 'vitest';
import { createShipBobReader } from '../read/reader.js';
import { envelope, productAnswer } from '../testing/fixtures.js';
import { type ScriptedAnswer, type ScriptedCall, scriptedClient } from '../testing/scripted-door.js';
import { createShipBobExecutor } from './executor.js';

const call = { deadlineMs: 1_900_000_000_000, correlationId: 'pass' };
const wanted: OperationRequest<'shipbob.product.create'> = {
  name: 'Mug, blue',
  sku: 'MUG-1',
  barcodes: [],
  upc: null,
  gtin: null,
  weight_oz: null,
  customs: null,
  is_lot: true,
  is_active: true,
  dimensions_in: { length: 4, width: 3, height: 5 },
  minimum_shelf_life_days: 30,
  serial_scan: true,
  return_preferences: { primary: 'restock', backup: 'dispose', instructions: 'Look inside' },
};
const taken = {
  dimension: { length: 4, width: 3, height: 5, unit: 'inch', is_locked: false },
  lot_information: { is_lot: true, minimum_shelf_life_days: 30 },
  return_preferences: { primary_action: { id: 1, name: 'Restock' }, backup_action: { id: 3, name: 'Dispose' } },
  fulfillment_settings: { serial_scan: { is_enabled: true } },
  name: 'Mug, blue',
};

function setUp(script: (asked: ScriptedCall) => ScriptedAnswer) {
  const { client, door } = scriptedClient(script, '2026-07');
  return { executor: createShipBobExecutor(client), reader: createShipBobReader(client), door };
}

describe('facts that only some products have', () => {
  it('are posted in ShipBob’s words and compared with the answer', async () => {
    const { executor, door } = setUp(() => ({ status: 201, body: productAnswer(1, 'MUG-1', taken) }));
    const outcome = await executor.send('shipbob.product.create', wanted, call);
    expect(door.calls[0]?.body).toMatchObject({
      variants: [
        {
          dimension: { length: 4, width: 3, height: 5 },
          lot_information: { is_lot: true, minimum_shelf_life_days: 30 },
          fulfillment_settings: { serial_scan: { is_enabled: true } },
          return_preferences: { primary_action_id: 1, backup_action_id: 3, instructions: 'Look inside' },
        },
      ],
    });
    expect(outcome).not.toHaveProperty('result.after.differences');
    const other = setUp(() => ({
      body: productAnswer(1, 'MUG-1', { ...taken, dimension: { ...taken.dimension, width: 9 } }),
    }));
    expect(await other.executor.send('shipbob.product.create', wanted, call)).toMatchObject({
      result: { after: { differences: [{ field: 'dimensions_in' }] } },
    });
  });

  it('a further variant is posted to its product, the first one under the product’s own name', async () => {
    const { executor, door } = setUp(() => ({ status: 201, body: productAnswer(7, 'MUG-1', taken) }));
    await executor.send('shipbob.product.create', { ...wanted, product_id: 7 }, call);
    await executor.send('shipbob.product.create', { ...wanted, product_name: 'Mug' }, call);
    expect(door.writes.map(({ path }) => path.replace(/.*2026-07/, ''))).toEqual(['/product/7/variants', '/product']);
    expect(door.calls[0]?.body).toMatchObject([{ sku: 'MUG-1' }]);
    expect(door.calls[1]?.body).toMatchObject({ name: 'Mug', variants: [{ name: 'Mug, blue' }] });
  });

  it('a changed SKU, lot flag or measure is patched, and read back', async () => {
    const request = { product_id: 1, variant_id: 1001, sku: 'MUG-2', is_lot: true, weight_oz: 9 };
    const answer = { lot_information: { is_lot: true }, weight: { weight: 9, unit: 'oz' } };
    const { executor, door } = setUp(() => ({ body: productAnswer(1, 'MUG-2', answer) }));
    expect(await executor.send('shipbob.product.update', request, call)).toMatchObject({
      kind: 'confirmed',
      result: { data: { sku: 'MUG-2' } },
    });
    expect(door.calls[0]?.body).toMatchObject({
      variants: [{ id: 1001, sku: 'MUG-2', weight: 9, lot_information: { is_lot: true } }],
    });
    const kept = setUp(() => ({ body: productAnswer(1, 'MUG-1', answer) }));
    expect(await kept.executor.send('shipbob.product.update', request, call)).toMatchObject({
      kind: 'rejected',
      code: 'shipbob.not_taken',
    });
  });
});

describe('reading what ShipBob says of goods', () => {
  it('measures, lots, returns, bundles and merges are told, and what an answer lacks is not', async () => {
    const full = productAnswer(1, 'MUG-1', {
      ...taken,
      dimension: { length: 2.54, width: 2.54, height: 2.54, unit: 'cm', is_locked: true },
      bundle_definition: [{ variant_id: 9, quantity: 2 }, { odd: true }],
      merge_children: [{ variant_id: 8, inventory_id: 3 }],
    });
    const { reader } = setUp(() => ({ body: envelope([full, productAnswer(2, 'MUG-2')]) }));
    const [mug, other] = await reader.variantsBySku(['MUG-1', 'MUG-2']);
    expect(mug).toMatchObject({
      dimensions_in: { length: 1, width: 1, height: 1 },
      measures_locked: true,
      minimum_shelf_life_days: 30,
      serial_scan: true,
      return_actions: { primary: 'restock', backup: 'dispose', instructions: null },
      bundle: [{ variant_id: 9, quantity: 2 }],
      merged: [{ variant_id: 8, sku: null }],
    });
    expect(other).not.toHaveProperty('dimensions_in');
    expect(other).not.toHaveProperty('return_actions');
    expect(other).not.toHaveProperty('serial_scan');
  });

  it('the variant that another was merged into is found in the catalogue', async () => {
    const parent = productAnswer(1, 'MUG-1', { merge_children: [{ variant_id: 8 }] });
    const { reader, door } = setUp(() => ({ body: envelope([parent, productAnswer(2, 'MUG-2')]) }));
    expect((await reader.mergeParents([8])).map((variant) => variant.variant_id)).toEqual([1001]);
    expect(door.calls).toHaveLength(1);
    expect(await reader.mergeParents([])).toEqual([]);
  });
});
