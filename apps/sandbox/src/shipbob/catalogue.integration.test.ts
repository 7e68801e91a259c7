import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { pick } from '../testing/pick.js';
import { Started } from '../testing/started.js';

let shipbob: Started;
beforeAll(async () => {
  shipbob = await Started.start({ shipbob: { rateLimitMax: 10_000 } });
});
afterAll(() => shipbob.stop());
beforeEach(async () => {
  await shipbob.admin.reset();
});

const call = (method: string, path: string, body?: unknown) => shipbob.call(method, `2026-01/${path}`, body);
const stock = (sku: string, change: number) =>
  shipbob.admin.shipbob.adjustStock({ sku, fulfillment_center_id: 8, change });

describe('variants on the move', () => {
  test('a merge brings the pieces to the target, and the other variant is gone', async () => {
    const [target, source] = [await shipbob.product('MUG'), await shipbob.product('MUG-OLD')];
    await stock('MUG', 2);
    await stock('MUG-OLD', 3);
    const merged = await call('POST', `variant/${target.variantId}:merge`, [{ id: source.variantId }]);
    expect(merged).toMatchObject({
      status: 201,
      json: { variants: [{ sku: 'MUG', merge_children: [{ variant_id: source.variantId }] }] },
    });
    expect((await call('GET', `inventory-level/${target.inventoryId}`)).json).toMatchObject({
      total_on_hand_quantity: 5,
    });
    expect((await call('GET', `product/${source.productId}`)).status).toBe(404);
    expect((await call('GET', `inventory-level/${source.inventoryId}`)).status).toBe(404);
  });

  test('variants move into a new product and into one that exists; a product without any is gone', async () => {
    const [mug, cup] = [await shipbob.product('MUG'), await shipbob.product('CUP')];
    const moved = await call('POST', 'product:moveVariants', { name: 'Mugs', variants: [{ id: mug.variantId }] });
    expect(moved).toMatchObject({ status: 201, json: { name: 'Mugs', variants: [{ sku: 'MUG', barcode: null }] } });
    expect((await call('GET', `product/${mug.productId}`)).status).toBe(404);
    const id = pick(moved, 'id');
    await call('POST', `product/${id}:moveVariants`, { variants: [{ id: cup.variantId }] });
    expect((await call('GET', `product/${id}`)).json).toMatchObject({ variants: [{ sku: 'MUG' }, { sku: 'CUP' }] });
    expect((await call('POST', `product/${id}:moveVariants`, { variants: [{ id: cup.variantId }] })).status).toBe(400);
    expect((await call('POST', `product/${id}:moveVariants`, { variants: [{ id: 1 }] })).status).toBe(404);
  });

  test('a variant becomes a bundle only while it has no pieces; then it ships as its components', async () => {
    const [mug, set] = [await shipbob.product('MUG'), await shipbob.product('SET')];
    await stock('MUG', 9);
    await stock('SET', 1);
    const body = { name: 'Set', bundle_definition: [{ variant_id: mug.variantId, quantity: 2 }] };
    expect((await call('POST', `variant/${set.variantId}:convertToBundle`, body)).status).toBe(400);
    await stock('SET', -1);
    expect(await call('POST', `variant/${set.variantId}:convertToBundle`, body)).toMatchObject({
      status: 201,
      json: { type: 'Bundle', variants: [{ inventory: { inventory_id: null } }] },
    });
    const order = await shipbob.admin.shipbob.createOrder({
      body: {
        reference_id: 'R1',
        shipping_method: 'Standard',
        type: 'DTC',
        recipient: { name: 'Jo', address: { address1: 'A', city: 'B', country: 'US' } },
        products: [{ reference_id: 'SET', name: 'Set', quantity: 3 }],
      },
    });
    expect(order).toMatchObject({
      shipments: [{ products: [{ inventory_items: [{ id: mug.inventoryId, quantity: 6 }] }] }],
    });
    expect((await call('DELETE', `product/${set.productId}`)).status).toBe(200);
  });
});

describe('reference data', () => {
  test('the tree of categories is walked up and down', async () => {
    const { json } = await call('GET', 'taxonomy?search=kitchen');
    expect(json).toMatchObject([
      { name: 'Kitchen & Dining', parent: { name: 'Home & Garden' }, children: [{ name: 'Cookware & Bakeware' }] },
    ]);
    expect((await call('GET', 'taxonomy/2/parent')).json).toMatchObject({ id: 1, parent: null });
    expect((await call('GET', 'taxonomy/1/parent')).status).toBe(404);
    expect((await call('GET', 'packaging-requirement')).json).toContainEqual(
      expect.objectContaining({ id: 2, name: 'Fragile' }),
    );
  });
});
