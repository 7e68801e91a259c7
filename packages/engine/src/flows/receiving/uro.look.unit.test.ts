import { describe, expect, it } from 'vitest';
import { lookContext, move, order, picking, uro, wro, wroLink } from '../look-context.test.js';
import { lookUros } from './uro.look.js';

const variant = (inventory_id: number, sku: string, barcodes: string[] = []) => ({
  ...{ product_id: 1, variant_id: inventory_id, inventory_id, sku, name: sku, status: 'Active', is_bundle: false },
  ...{ barcodes, upc: null, gtin: null, weight_oz: null, customs: null, is_lot: false, on_hand_qty: 0 },
});

/** Order 42 with WRO 5 (under way) and order 43 with WRO 6 (ended short); WRO 7 is linked to nothing. */
function world(onHold: ReturnType<typeof uro>[], variants: ReturnType<typeof variant>[] = []) {
  const wros = [
    wro(5, 'Processing', [[1001, 10, 7]]),
    wro(6, 'Completed', [[1002, 5, 4]]),
    wro(7, 'Arrived', [[1001, 9, 0]]),
  ];
  return lookContext({
    shipbob: {
      unidentifiedReceipts: async () => onHold,
      livingWros: async () => wros,
      variantsBySku: async (skus) => variants.filter(({ sku }) => skus.includes(sku)),
      variantsByBarcode: async (codes) =>
        variants.filter(({ barcodes }) => barcodes.some((one) => codes.includes(one))),
    },
    ledger: {
      links: async () => [wroLink(100, 5), wroLink(101, 6)],
      lanesOfLinks: async () =>
        new Map([
          ['5', 'purchase-order:42'],
          ['6', 'purchase-order:43'],
        ]),
    },
    odoo: {
      purchaseOrders: async (ids) =>
        new Map(
          ids.map((id) => [id, order([picking(id === 42 ? 100 : 101, [move(1, 10, 'assigned')], 'assigned')], id)]),
        ),
    },
  });
}
const lookAt = async (one: ReturnType<typeof uro>, variants?: ReturnType<typeof variant>[]) =>
  (await lookUros([one.id], world([one], variants))).get(one.id);

describe('goods on hold at ShipBob', () => {
  it('are of the order that they name, which may have a WRO under way or none', async () => {
    expect(await lookAt(uro(1, { comment: 'P00042, box 2' }))).toMatchObject({
      orders: [{ id: 42, name: 'P00042', isUnderWay: true }],
      short: [],
    });
    expect(await lookAt(uro(1, { linked_wro_id: 5 }))).toMatchObject({ orders: [{ id: 42 }] });
    expect(await lookAt(uro(1, { comment: 'P00043' }))).toMatchObject({ orders: [{ id: 43, isUnderWay: false }] });
  });

  it('that name one product, by SKU or barcode, are shown with the WROs of ours that lack it', async () => {
    const apple = variant(1001, 'A-1', ['4006381333931']);
    for (const one of [uro(1, { comment: '3 pcs of A-1' }), uro(1, { barcode: '4006381333931' })])
      expect(await lookAt(one, [apple])).toMatchObject({
        product: { inventory_id: 1001, sku: 'A-1' },
        short: [{ wro_id: 5, order: 'P00042', expected: 10, stowed: 7 }],
      });
    expect(await lookAt(uro(1, { comment: 'B-2' }), [variant(1002, 'B-2')])).toMatchObject({
      short: [{ wro_id: 6, status: 'Completed' }],
    });
  });

  it('that name several products, or none, are shown without', async () => {
    const both = [variant(1001, 'A-1'), variant(1002, 'B-2')];
    expect(await lookAt(uro(1, { comment: 'A-1 or B-2' }), both)).toMatchObject({ product: null, short: [] });
    expect(await lookAt(uro(1), both)).toMatchObject({ product: null, short: [] });
  });

  it('that ShipBob no longer lists are gone, and cost no further call', async () => {
    const context = lookContext({ shipbob: { unidentifiedReceipts: async () => [] } });
    expect((await lookUros([1], context)).get(1)).toEqual({ uro: null, orders: [], product: null, short: [] });
  });
});
