import { describe, expect, it } from 'vitest';
import { envelope, orderAnswer, productAnswer, wroAnswer } from '../testing/fixtures.js';
import { type ScriptedCall, scriptedClient } from '../testing/scripted-door.js';
import { createShipBobReader } from './reader.js';

/** A catalogue that matches the start of a SKU without regard to case, as the live filter may. */
function catalogue(products: Record<string, unknown>[]) {
  const skuOf = (product: Record<string, unknown>): string =>
    String(Array.isArray(product['variants']) ? product['variants'][0].sku : '')
      .trim()
      .toLowerCase();
  return (call: ScriptedCall) => {
    const wanted = (call.query.get('SKU') ?? call.query.get('Search') ?? '').replace(/^any:/, '').toLowerCase();
    const starts = call.query.has('Search') ? [wanted] : wanted.split(',');
    const found = products.filter((product) => starts.some((start) => skuOf(product).startsWith(start)));
    const at = Number(call.query.get('cursor') ?? 0);
    const next =
      at + 50 < found.length ? `/Product?${call.search.slice(1).replace(/&cursor=\d+/, '')}&cursor=${at + 50}` : null;
    return { body: envelope(found.slice(at, at + 50), next) };
  };
}

describe('variants', () => {
  it('by SKU: 1,000 SKUs of which few exist cost at most 5 calls', async () => {
    const skus = Array.from({ length: 1000 }, (_, index) => `DEMO-PRODUCT-${index}`);
    const { client, door } = scriptedClient(
      catalogue([productAnswer(1, 'DEMO-PRODUCT-999'), productAnswer(2, 'DEMO-PRODUCT-500')]),
    );
    const found = await createShipBobReader(client).variantsBySku(skus);
    expect(found.map((variant) => variant.sku).sort()).toEqual(['DEMO-PRODUCT-500', 'DEMO-PRODUCT-999']);
    expect(door.calls.length).toBeLessThanOrEqual(5);
    for (const call of door.calls) expect(call.query.get('PageSize')).toBe('50');
  });

  it('by SKU are compared exactly, whatever the filter matches', async () => {
    const { client } = scriptedClient(
      catalogue([productAnswer(1, 'AB'), productAnswer(2, 'ABC'), productAnswer(3, 'ab'), productAnswer(4, ' AB ')]),
    );
    const found = await createShipBobReader(client).variantsBySku(['AB']);
    expect(found.map((variant) => variant.product_id)).toEqual([1, 4]);
  });

  it('by a SKU with a comma are searched alone, since a list would cut it', async () => {
    const { client, door } = scriptedClient(catalogue([productAnswer(1, 'A,B'), productAnswer(2, 'C')]));
    const found = await createShipBobReader(client).variantsBySku(['A,B', 'C']);
    expect(found.map((variant) => variant.sku).sort()).toEqual(['A,B', 'C']);
    expect(door.calls.map((call) => call.search)).toEqual(['?SKU=any:C&PageSize=50', '?Search=A%2CB&PageSize=50']);
  });

  it('by SKU cost no call when nothing is asked for', async () => {
    const { client, door } = scriptedClient(catalogue([]));
    expect(await createShipBobReader(client).variantsBySku(['', ' '])).toEqual([]);
    expect(door.calls).toHaveLength(0);
  });

  it('are all found over many pages', async () => {
    const products = Array.from({ length: 120 }, (_, index) => productAnswer(index + 1, `SKU${index}`));
    const { client } = scriptedClient(catalogue(products));
    const found = await createShipBobReader(client).variantsBySku(products.map((_, index) => `SKU${index}`));
    expect(found).toHaveLength(120);
  });

  it('by barcode are compared exactly, also with upc and gtin', async () => {
    const { client, door } = scriptedClient(() => ({
      body: envelope([
        productAnswer(1, 'A', { barcodes: [{ value: '111' }] }),
        productAnswer(2, 'B', { upc: '222' }),
        productAnswer(3, 'C', { barcodes: [{ value: '1112' }] }),
      ]),
    }));
    const found = await createShipBobReader(client).variantsByBarcode(['111', '222']);
    expect(found.map((variant) => variant.sku)).toEqual(['A', 'B']);
    expect(door.calls[0]?.search).toBe('?Barcodes=any:111,222&PageSize=50');
  });

  it('by id leave out siblings of the same product', async () => {
    const product = productAnswer(1, 'A');
    const siblings = {
      ...product,
      variants: [
        { id: 11, sku: 'A1' },
        { id: 12, sku: 'A2' },
      ],
    };
    const { client, door } = scriptedClient(() => ({ body: envelope([siblings]) }));
    const found = await createShipBobReader(client).variantsById([12]);
    expect(found.map((variant) => variant.variant_id)).toEqual([12]);
    expect(door.calls[0]?.search).toBe('?VariantId=any:12&PageSize=50');
  });
});

describe('receiving orders', () => {
  it('by number are one call, compared exactly', async () => {
    const rows = [wroAnswer(1, { purchase_order_number: 'P1' }), wroAnswer(2, { purchase_order_number: 'P10' })];
    const { client, door } = scriptedClient(() => ({ body: rows }));
    const found = await createShipBobReader(client).wrosByNumber(['P1', 'P2']);
    expect(found.map((wro) => wro.id)).toEqual([1]);
    expect(door.calls.map((call) => call.search)).toEqual(['?PurchaseOrderNumbers=P1,P2&Page=1&Limit=250']);
  });

  it('by id come 250 a call', async () => {
    const { client, door } = scriptedClient((call) => ({
      body: (call.query.get('IDs') ?? '').split(',').map((id) => wroAnswer(Number(id))),
      headers: { 'total-pages': '1' },
    }));
    const ids = Array.from({ length: 300 }, (_, index) => index + 1);
    expect(await createShipBobReader(client).wros(ids)).toHaveLength(300);
    expect(door.calls).toHaveLength(2);
  });

  it('that list no quantities are completed from their boxes, with SKUs found in one search', async () => {
    const { client, door } = scriptedClient((call) => {
      if (call.path === '/product') return { body: envelope([productAnswer(1, 'A'), productAnswer(2, 'B')]) };
      if (call.path.endsWith('/boxes')) {
        const item = (id: number) => ({ inventory_id: id, quantity: 4, received_quantity: 3, stowed_quantity: 2 });
        return {
          body: [
            { box_id: 1, box_items: [item(2001)] },
            { box_id: 2, box_items: [item(2001), item(2002)] },
          ],
        };
      }
      return { body: [wroAnswer(1, { inventory_quantities: null, status: 'Processing' }), wroAnswer(2)] };
    });
    const [first, second] = await createShipBobReader(client).wros([1, 2]);
    expect(first?.inventory_quantities).toEqual([
      { inventory_id: 2001, sku: 'A', expected_quantity: 8, received_quantity: 6, stowed_quantity: 4 },
      { inventory_id: 2002, sku: 'B', expected_quantity: 4, received_quantity: 3, stowed_quantity: 2 },
    ]);
    expect(second?.inventory_quantities[0]?.expected_quantity).toBe(5);
    expect(door.calls.map((call) => call.path)).toEqual(['/receiving', '/receiving/1/boxes', '/product']);
  });
});

describe('orders', () => {
  it('by id are one call for up to 250, without strangers', async () => {
    const { client, door } = scriptedClient(() => ({ body: [orderAnswer(1), orderAnswer(99)] }));
    const found = await createShipBobReader(client).orders([1, 2]);
    expect(found.map((order) => order.id)).toEqual([1]);
    expect(door.calls.map((call) => call.search)).toEqual(['?IDs=1,2&Page=1&Limit=250']);
  });
});
