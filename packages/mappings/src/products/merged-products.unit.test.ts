import { describe, expect, it } from 'vitest';
import {
  casesOf,
  codesOf,
  context,
  link,
  onlyCase,
  onlyEffect,
  product,
  productLink,
  productSeen,
  variant,
} from '../shared/fixtures.test.js';
import { planProducts } from './products.plan.js';

const plan = (seen: Parameters<typeof productSeen>[0], ...more: Parameters<typeof context>) =>
  planProducts(productSeen(seen), context(...more));
const _created = (more: Parameters<typeof product>[0], settings: Parameters<typeof context>[0] = {}) =>
  onlyEffect(plan({ product: product(more) }, settings));

describe('a variant that ShipBob merged into another', () => {
  const parent = variant({ variant_id: 950, product_id: 940, inventory_id: 960, sku: 'PARENT' });

  it('is followed: the link names the one that lives, under its own SKU', () => {
    const made = plan({ link: productLink(), linked: null, mergedInto: parent });
    expect(made.effects).toEqual([]);
    expect(made.adoptions).toMatchObject([
      {
        shipbobId: '901',
        data: { variant_id: 950, inventory_id: 960, sku: 'PARENT', odoo_sku: 'A-1', merged_from: '901' },
      },
    ]);
    const [adoption] = made.adoptions;
    if (!adoption) throw new Error('not followed');
    const next = plan({ link: { ...adoption }, linked: parent });
    expect([...next.effects, ...next.adoptions]).toEqual([]);
    expect(casesOf(next)).toEqual([]);
  });

  it('keeps every stock item that it had been, however often it is merged, and its own SKU only where it differs', () => {
    const had = { ...productLink(), data: { ...productLink().data, merged_inventory_ids: [700] } };
    const [adoption] = plan({ link: had, linked: null, mergedInto: parent }).adoptions;
    expect(adoption?.data['merged_inventory_ids']).toEqual([700, 1001]);
    const { inventory_id: _, ...unknown } = productLink().data;
    const [none] = plan({ link: { ...productLink(), data: unknown }, linked: null, mergedInto: parent }).adoptions;
    expect(none?.data['merged_inventory_ids']).toEqual([]);
    const same = plan({ link: productLink(), linked: null, mergedInto: { ...parent, sku: ' A-1 ' } }).adoptions[0];
    expect(same?.data).not.toHaveProperty('odoo_sku');
  });

  it('is gone where the other has no stock item of its own', () => {
    const mergedInto = { ...parent, inventory_id: null };
    expect(codesOf(plan({ link: productLink(), linked: null, mergedInto }))).toEqual(['products.linked_gone']);
  });

  it('under another SKU than agreed is a renamed one', () => {
    const agreed = { ...productLink(), data: { ...productLink().data, sku: 'PARENT', odoo_sku: 'A-1' } };
    expect(codesOf(plan({ link: agreed, linked: variant({ sku: ' PARENT ' }) }))).toEqual([]);
    expect(codesOf(plan({ link: agreed, linked: variant({ sku: 'THIRD' }) }))).toEqual(['products.sku_changed']);
  });

  it('is a case when the other is another product of Odoo', () => {
    const linkedElsewhere = [link('product.product', 77, 'variant', 950)];
    const found = onlyCase(plan({ link: productLink(), linked: null, mergedInto: parent, linkedElsewhere }));
    expect(found).toMatchObject({ code: 'products.merged_together', detail: { linked_product_id: 77 } });
  });
});

describe('a barcode match by setting', () => {
  const settings = { products: { match_barcode: 'auto' as const } };
  const seen = {
    product: product({ barcode: '4006381333931' }),
    byBarcode: [variant({ sku: 'OLD-1', barcodes: ['4006381333931'], gtin: '4006381333931' })],
  };

  it('links a unique match, and each side keeps its SKU', () => {
    const made = plan(seen, settings);
    expect(made.effects).toEqual([]);
    expect(made.adoptions).toMatchObject([{ shipbobId: '901', data: { sku: 'OLD-1', odoo_sku: 'A-1' } }]);
    const [adoption] = made.adoptions;
    if (!adoption) throw new Error('not linked');
    const next = plan({ product: seen.product, link: { ...adoption }, linked: seen.byBarcode[0] ?? null }, settings);
    expect([...next.effects, ...next.adoptions, ...casesOf(next)]).toEqual([]);
  });

  it('stays a case with several matches, or one that is another product’s', () => {
    const twice = { ...seen, byBarcode: [...seen.byBarcode, variant({ variant_id: 5, sku: 'OLD-2' })] };
    expect(codesOf(plan(twice, settings))).toEqual(['products.barcode_match']);
    const linkedElsewhere = [link('product.product', 77, 'variant', 901)];
    expect(codesOf(plan({ ...seen, linkedElsewhere }, settings))).toEqual(['products.linked_elsewhere']);
  });
});
