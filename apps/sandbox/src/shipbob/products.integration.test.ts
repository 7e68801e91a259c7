import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { Started } from '../testing/started.js';
import { API_VERSIONS } from './versions.js';

let shipbob: Started;
beforeAll(async () => {
  shipbob = await Started.start();
});
afterAll(() => shipbob.stop());
beforeEach(async () => {
  await shipbob.admin.reset();
});

const mug = { name: 'Mug', type_id: 1, variants: [{ sku: 'MUG-1', barcodes: [{ value: '400' }], weight: 12 }] };

describe.each(API_VERSIONS)('products over the socket at %s', (version) => {
  test('a created product has an inventory_id at once, and is one effect in the journal', async () => {
    const made = await shipbob.call('POST', `${version}/product`, mug);
    expect(made.status).toBe(201);
    expect(made.json).toMatchObject({
      type: 'Regular',
      variants: [
        {
          sku: 'MUG-1',
          status: 'Active',
          weight: { weight: 12, unit: 'oz' },
          inventory: { inventory_id: expect.any(Number), on_hand_qty: 0 },
        },
      ],
    });
    expect(await shipbob.admin.effects()).toMatchObject([{ type: 'product.created', key: 'MUG-1', side: 'shipbob' }]);
  });

  test('a SKU is unique without regard to case: the second create is a 422 field map and changes nothing', async () => {
    await shipbob.call('POST', `${version}/product`, mug);
    const again = await shipbob.call('POST', `${version}/product`, { name: 'Other', variants: [{ sku: 'mug-1' }] });
    expect(again.status).toBe(422);
    expect(again.json).toEqual({ 'Variants[0].Sku': ["A variant with SKU 'mug-1' already exists."] });
    expect(await shipbob.admin.shipbob.products()).toHaveLength(1);
    expect(await shipbob.admin.effects()).toHaveLength(1);
  });

  test('PATCH changes what was sent and nothing else; a variant without id is a 400', async () => {
    const made = await shipbob.product('CUP', {
      weight: 3,
      customs: { hs_tariff_code: '6912.00', description: 'cup' },
    });
    const patched = await shipbob.call('PATCH', `${version}/product/${made.productId}`, {
      variants: [{ id: made.variantId, weight: 4, customs: { value: 2, hs_tariff_code: null } }],
    });
    expect(patched.json).toMatchObject({
      name: 'Product CUP',
      variants: [
        { sku: 'CUP', weight: { weight: 4 }, customs: { hs_tariff_code: '6912.00', description: 'cup', value: 2 } },
      ],
    });
    const nameless = await shipbob.call('PATCH', `${version}/product/${made.productId}`, { variants: [{ weight: 5 }] });
    expect(nameless.status).toBe(400);
    expect(nameless.json).toEqual({ 'Variants[0].Id': ['The Id field is required.'] });
  });

  test('the SKU filter matches beginnings, so a client must compare exactly', async () => {
    for (const sku of ['AB', 'ABC', 'B']) await shipbob.product(sku);
    const found = await shipbob.call('GET', `${version}/product?sku=any:AB,nothing`);
    expect(found.json).toMatchObject({ items: [{ variants: [{ sku: 'AB' }] }, { variants: [{ sku: 'ABC' }] }] });
  });

  test('filters by barcode, product, variant and inventory id find the exact one', async () => {
    const a = await shipbob.product('A', { barcodes: [{ value: '4001' }] });
    await shipbob.product('B', { barcodes: [{ value: '4002' }] });
    for (const query of [
      'Barcodes=4001,9',
      'Barcode=4001',
      `ProductId=${a.productId}`,
      `VariantId=${a.variantId}`,
      `InventoryId=any:${a.inventoryId},1`,
    ]) {
      const found = await shipbob.call('GET', `${version}/product?${query}`);
      expect(found.json, query).toMatchObject({ items: [{ id: a.productId }] });
      expect(found.json, query).toHaveProperty('items.length', 1);
    }
  });

  test('pages hold 50 whatever was asked for; the cursor carries the filter; `next` has no version; a whole path as cursor is a 500', async () => {
    for (let n = 0; n < 60; n += 1) await shipbob.product(`P${n}`);
    await shipbob.product('OTHER');
    const first = await shipbob.call('GET', `${version}/product?PageSize=250&SKU=P`);
    expect(first.json).toHaveProperty('items.length', 50);
    expect(first.json).toMatchObject({ next: expect.stringMatching(/^\/Product\?cursor=[\w-]+&pageSize=50$/) });
    const next = nextOf(first.json);
    const rest = await shipbob.call('GET', `2026-07${next}`);
    expect(rest.json).toMatchObject({ next: null, prev: expect.any(String) });
    expect(rest.json).toHaveProperty('items.length', 10);
    const mistake = await shipbob.call('GET', `${version}/product?cursor=${encodeURIComponent(next)}`);
    expect(mistake).toMatchObject({ status: 500, text: '' });
  });

  test('a product becomes visible in lists only after the configured lag, yet can be read by id at once', async () => {
    await shipbob.admin.shipbob.setOptions({ readLagMs: 600_000 });
    const { productId } = await shipbob.product('LATE');
    expect((await shipbob.call('GET', `${version}/product?SKU=LATE`)).json).toMatchObject({ items: [] });
    expect((await shipbob.call('GET', `${version}/product/${productId}`)).status).toBe(200);
    await shipbob.admin.shipbob.setOptions({ readLagMs: 0 });
  });
});

function nextOf(page: unknown): string {
  const next = typeof page === 'object' && page !== null && 'next' in page ? page.next : null;
  if (typeof next !== 'string') throw new Error('There is no next page');
  return next;
}
