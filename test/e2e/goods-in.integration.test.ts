import type { Domain } from '@mlc/odoo';
import type { OdooWorld } from '@mlc/sandbox';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { type InProcess, openInProcess } from '../support/in-process.js';
import { shipbobVersion } from '../support/openapi.js';

const product = (sku: string, more: object = {}) => ({
  sku,
  name: `Thing ${sku}`,
  tags: ['ShipBob'],
  hsCode: '732393',
  cost: 4,
  ...more,
});
const odoo: OdooWorld = {
  options: { modules: ['stock', 'purchase', 'sale', 'delivery', 'mrp'] },
  tags: ['ShipBob'],
  partners: [{ name: 'Orchard Ltd', supplier: true }],
  products: ['CUP', 'LID', 'BOX', 'SET', 'GIFT', 'TEA', 'POT'].map((sku) => product(sku)),
  boms: [
    {
      product: 'SET',
      lines: [
        { product: 'CUP', quantity: 1 },
        { product: 'LID', quantity: 2 },
      ],
    },
    {
      product: 'GIFT',
      lines: [
        { product: 'SET', quantity: 1 },
        { product: 'BOX', quantity: 1 },
      ],
    },
  ],
  purchaseOrders: [
    {
      name: 'PO-TEA',
      supplier: 'Orchard Ltd',
      supplierReference: 'INV 77',
      warehouse: 'SB',
      datePlanned: '2027-03-01 12:00:00',
      lines: [
        { product: 'TEA', quantity: 30 },
        { product: 'POT', quantity: 10 },
      ],
    },
  ],
};
const settings = {
  products: { kits: 'bundle' as const, packaging_barcodes: true },
  wro: {
    on_change: 'auto' as const,
    box_packaging: 'MultipleSkuPerBox' as const,
    units_per_box: 20,
    freight: { bol_number: 'partner_ref' },
  },
};
const idRow = z.object({ id: z.number() });
const bundleRow = z.object({
  variants: z.array(
    z.object({
      id: z.number(),
      sku: z.string(),
      barcodes: z.array(z.object({ value: z.string() })),
      bundle_definition: z.array(z.object({ variant_id: z.number(), quantity: z.number() })).nullish(),
    }),
  ),
});

const boxRow = z.looseObject({ box_items: z.array(z.looseObject({ quantity: z.number() })) });
/** How much of each item is in each box. */
const perBox = (wro: Record<string, unknown> | undefined): number[][] =>
  z
    .array(boxRow)
    .parse(wro?.['boxes'])
    .map(({ box_items }) => box_items.map(({ quantity }) => quantity));

/** Products, kits and announcements over the sockets of both sandboxes, each story going on where the one before ended. */
describe('goods on their way to ShipBob', () => {
  let stage: InProcess;

  const find = async (model: string, domain: Domain): Promise<number[]> =>
    (await stage.odoo.searchReadAll(model, idRow, { domain })).map(({ id }) => id);
  const productId = async (sku: string): Promise<number> =>
    (await find('product.product', [['default_code', '=', sku]]))[0] ?? 0;
  const variants = async () =>
    z
      .array(bundleRow)
      .parse(await stage.admin.shipbob.products())
      .flatMap((one) => one.variants);
  const variant = async (sku: string) => (await variants()).find((one) => one.sku === sku);
  /** `CUP x 1, LID x 2` */
  const bundle = async (sku: string): Promise<string> => {
    const all = await variants();
    const parts = all.find((one) => one.sku === sku)?.bundle_definition ?? [];
    const named = parts.map((part) => `${all.find(({ id }) => id === part.variant_id)?.sku} x ${part.quantity}`);
    return named.sort().join(', ');
  };
  const written = async (type: RegExp): Promise<string[]> =>
    (await stage.admin.effects()).filter((one) => type.test(one.type)).map((one) => `${one.type} ${one.key}`);
  const lids = async (product_qty: number): Promise<void> => {
    const line = await find('mrp.bom.line', [['product_id.default_code', '=', 'LID']]);
    await stage.odoo.call('mrp.bom.line', 'write', { ids: line, params: { vals: { product_qty } }, mutating: true });
  };

  beforeAll(async () => {
    stage = await openInProcess({ settings, odoo });
    await stage.sync();
  });
  afterAll(() => stage?.close());

  it('kits are bundles of their components, kits in kits of what they hold', async () => {
    expect(await bundle('SET')).toBe('CUP x 1, LID x 2');
    expect(await bundle('GIFT')).toBe('BOX x 1, CUP x 1, LID x 2');
    expect(stage.cases()).toEqual([]);
  });

  it('a changed bill is seen by its own poll, and makes its bundle and those above anew; set back, it does so again', async () => {
    const before = await variant('GIFT');
    for (const [quantity, gift] of [
      [3, 'BOX x 1, CUP x 1, LID x 3'],
      [2, 'BOX x 1, CUP x 1, LID x 2'],
    ] as const) {
      await lids(quantity);
      await stage.sync(['mrp.bom.line']);
      expect(await bundle('SET')).toBe(`CUP x 1, LID x ${quantity}`);
      expect(await bundle('GIFT')).toBe(gift);
    }
    expect((await variant('GIFT'))?.id).not.toBe(before?.id);
    expect((await variants()).filter((one) => one.sku === 'GIFT')).toHaveLength(1);
    const writes = (await written(/./)).length;
    await stage.sync();
    expect((await written(/./)).length).toBe(writes);
    expect(stage.cases()).toEqual([]);
  });

  it('a line taken out of a bill is seen by the poll of bills', async () => {
    const line = await find('mrp.bom.line', [['product_id.default_code', '=', 'BOX']]);
    await stage.odoo.call('mrp.bom.line', 'unlink', { ids: line, mutating: true });
    await stage.sync(['mrp.bom']);
    expect(await bundle('GIFT')).toBe('CUP x 1, LID x 2');
  });

  it('a packaging’s barcode is seen by its own poll and told to the variant', async () => {
    const vals = { product_id: await productId('CUP'), uom_id: 1, barcode: '4006381333931' };
    await stage.odoo.create('product.uom', [vals]);
    await stage.sync(['product.packaging']);
    expect((await variant('CUP'))?.barcodes.map(({ value }) => value)).toEqual(['4006381333931']);
  });

  it('a WRO says what is in which box, who sends it and by which receipt it was made', async ({ skip }) => {
    skip(shipbobVersion() !== '2026-07', 'a WRO has freight from 2026-07 on');
    const [wro] = await stage.admin.shipbob.wros();
    expect(wro).toMatchObject({
      purchase_order_number: 'PO-TEA',
      freight: { bol_number: 'INV 77', notes: expect.stringMatching(/^Orchard Ltd, INV 77, mlc:c:\d+:[0-9a-f]{12}$/) },
    });
    expect(perBox(wro)).toEqual([[20], [10, 10]]);
    const read = await stage.remotes.shipbob.wros([wro?.id ?? 0]);
    expect(read[0]?.freight).toMatchObject({ bol_number: 'INV 77' });
  });

  it('a changed quantity is written to it in one change with its boxes whole, and a second look writes nothing', async ({
    skip,
  }) => {
    skip(shipbobVersion() !== '2026-07', 'a WRO can be changed from 2026-07 on');
    const line = await find('purchase.order.line', [['product_id.default_code', '=', 'TEA']]);
    await stage.odoo.call('purchase.order.line', 'write', {
      ids: line,
      params: { vals: { product_qty: 70 } },
      mutating: true,
    });
    await stage.sync(['purchase.order']);
    const [wro] = await stage.admin.shipbob.wros();
    expect(perBox(wro)).toEqual([[20], [20], [20], [10, 10]]);
    await stage.sync(['purchase.order']);
    expect(await written(/^wro\./)).toEqual(['wro.created PO-TEA', 'wro.updated PO-TEA']);
    expect(stage.cases()).toEqual([]);
  });

  it('a product that ShipBob merged into another is followed by its link', async () => {
    const all = await variants();
    const tea = all.find(({ sku }) => sku === 'TEA');
    await stage.admin.shipbob.createProduct({
      name: 'Tea, again',
      type_id: 1,
      variants: [{ sku: 'TEA-B', name: 'Tea' }],
    });
    const other = await variant('TEA-B');
    await stage.shipbob('POST', `variant/${other?.id}:merge`, [{ id: tea?.id }]);
    await stage.sync(['product.product', 'purchase.order']);
    const links = await stage.ledger.links('c', { odooModel: 'product.product', odooIds: [await productId('TEA')] });
    expect(links).toMatchObject([{ data: { variant_id: other?.id } }]);
  });
});
