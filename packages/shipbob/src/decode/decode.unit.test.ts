import { NeedsAttention } from '@mlc/kernel';
import { describe, expect, it } from 'vitest';
import { orderAnswer, productAnswer, wroAnswer } from '../testing/fixtures.js';
import { lastUpdateOf, orderSchema } from './order.js';
import { productSchema } from './product.js';
import { boxSchema, needsBoxes, seenWro, seenWroWithBoxes, wroSchema } from './receiving.js';
import { decode } from './shape.js';

const variant = (more: Record<string, unknown>) => productSchema.parse(productAnswer(1, 'A', more)).variants[0];

describe('a product', () => {
  it('keeps unknown statuses and survives missing members', () => {
    expect(variant({ status: 'Discontinued?' })?.status).toBe('Discontinued?');
    const bare = productSchema.parse({ id: 5, variants: [{ id: 6 }] });
    expect(bare.variants[0]).toMatchObject({
      variant_id: 6,
      inventory_id: null,
      sku: '',
      barcodes: [],
      weight_oz: null,
    });
  });

  it('reads barcodes as a list, as strings and as the single member of older answers, without doubles', () => {
    expect(variant({ barcodes: [{ value: ' 1 ' }, '2', { value: null }], barcode: '1' })?.barcodes).toEqual(['1', '2']);
  });

  it.each([
    [{ weight: 2, unit: 'lb' }, 32],
    [{ weight: 16, unit: 'oz' }, 16],
    [{ weight: '3.5', unit: null }, 3.5],
    [4, 4],
    [{ weight: 1, unit: 'stone' }, null],
  ])('has its weight %j in ounces', (weight, ounces) => {
    expect(variant({ weight })?.weight_oz).toBe(ounces);
  });

  it('is a bundle by its type or by its parts', () => {
    expect(productSchema.parse({ ...productAnswer(1, 'A'), type: 'Bundle' }).variants[0]?.is_bundle).toBe(true);
    expect(variant({ bundle_definition: [{ variant_id: 3, quantity: 1 }] })?.is_bundle).toBe(true);
    expect(variant({})?.is_bundle).toBe(false);
  });

  it('with an id that JavaScript cannot hold is refused, never rounded', () => {
    const huge: unknown = JSON.parse('{"id": 9007199254740993, "variants": []}');
    expect(() => decode(productSchema, huge, 'product')).toThrow(NeedsAttention);
  });

  it('without an id needs a person, naming the member and not its value', () => {
    expect(() => decode(productSchema, { id: 'secret-value', variants: [] }, 'product')).toThrow(/product.*id/);
    expect(() => decode(productSchema, { id: 'secret-value', variants: [] }, 'product')).not.toThrow(/secret-value/);
  });
});

describe('a receiving order', () => {
  it('needs its boxes when it lists no quantities, or none of what was stowed while being stowed', () => {
    const line = { inventory_id: 1, sku: 'A', expected_quantity: 5 };
    const needs = (more: Record<string, unknown>) => needsBoxes(wroSchema.parse(wroAnswer(1, more)));
    expect(needs({})).toBe(false);
    expect(needs({ inventory_quantities: null })).toBe(true);
    expect(needs({ inventory_quantities: [] })).toBe(true);
    expect(needs({ inventory_quantities: [], status: 'Cancelled' })).toBe(false);
    expect(needs({ inventory_quantities: [line], status: 'Awaiting' })).toBe(false);
    expect(needs({ inventory_quantities: [line], status: 'Processing' })).toBe(true);
    expect(needs({ inventory_quantities: [line], status: 'Completed' })).toBe(true);
  });

  it('sums its boxes only where its own numbers are absent', () => {
    const answer = wroSchema.parse(
      wroAnswer(1, { inventory_quantities: [{ inventory_id: 1, sku: 'A', expected_quantity: 9, stowed_quantity: 4 }] }),
    );
    const box = (stowed: number) =>
      boxSchema.parse({
        box_items: [
          { inventory_id: 1, sku: null, quantity: 5, received_quantity: 3, stowed_quantity: stowed },
          { inventory_id: 2, sku: null, quantity: 1, received_quantity: 1, stowed_quantity: 1 },
        ],
      });
    const seen = seenWroWithBoxes(answer, [box(1), box(2)], new Map([[2, 'B']]));
    expect(seen.inventory_quantities).toEqual([
      { inventory_id: 1, sku: 'A', expected_quantity: 9, received_quantity: 6, stowed_quantity: 4 },
      { inventory_id: 2, sku: 'B', expected_quantity: 2, received_quantity: 2, stowed_quantity: 2 },
    ]);
  });

  it('keeps a status nobody knows, and is synced when it has a stamp', () => {
    const wro = seenWro(
      wroSchema.parse(wroAnswer(1, { status: 'Teleporting', external_sync_timestamp: '2026-01-01' })),
    );
    expect(wro).toMatchObject({ status: 'Teleporting', external_sync: true });
  });
});

describe('an order', () => {
  const shipment = (id: number, more: Record<string, unknown> = {}) => ({
    id,
    order_id: 9,
    status: 'Completed',
    ...more,
  });

  it('sums inventory items over its products and keeps lots apart', () => {
    const item = (id: number, quantity: number, lot: string | null) => ({ id, name: 'n', quantity, lot });
    const order = orderSchema.parse(
      orderAnswer(9, {
        shipments: [
          shipment(1, {
            products: [
              { name: 'a', inventory_items: [item(5, 1, null), item(5, 2, 'L')] },
              { name: 'bundle', inventory_items: [item(5, 3, null)] },
              { name: 'none', inventory_items: null },
            ],
          }),
        ],
      }),
    );
    expect(order.shipments[0]?.items.map(({ inventory_id, quantity, lot }) => [inventory_id, quantity, lot])).toEqual([
      [5, 4, null],
      [5, 2, 'L'],
    ]);
  });

  it('was last updated when its latest shipment was, compared as times and not as text', () => {
    const order = orderSchema.parse(
      orderAnswer(9, {
        created_date: '2026-01-01T00:00:00Z',
        shipments: [
          shipment(1, { last_update_at: '2026-03-01T10:00:00.1234567+00:00' }),
          shipment(2, { last_update_at: '2026-03-01T12:00:00+03:00' }),
          shipment(3, { last_update_at: null }),
        ],
      }),
    );
    expect(lastUpdateOf(order)).toBe('2026-03-01T10:00:00.1234567+00:00');
    expect(lastUpdateOf({ ...order, shipments: [] })).toBe('2026-01-01T00:00:00Z');
  });

  it('may have neither channel nor tracking nor location', () => {
    const order = orderSchema.parse({ id: 9, shipments: [{ id: 1 }] });
    expect(order).toMatchObject({ channel: null, reference_id: '', shipments: [{ tracking: null, location: null }] });
  });
});
