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

describe('which products go to ShipBob', () => {
  it('a tagged storable product with a code is created', () => {
    const made = plan({});
    expect(onlyEffect(made)).toMatchObject({
      operation: 'shipbob.product.create',
      kind: 'create',
      businessKey: 'A-1',
      before: null,
      link: { odooModel: 'product.product', odooId: 1, shipbobType: 'variant' },
    });
    expect(made.end).toEqual({ kind: 'done', reason: 'created at ShipBob: tagged ShipBob' });
  });

  it('an untagged product is ignored, and the reason names the tag', () => {
    const made = plan({ product: product({ tags: ['Other'] }) });
    expect(made.effects).toEqual([]);
    expect(made.end).toEqual({
      kind: 'ignored',
      reason: 'not tagged ShipBob and on no purchase order into a ShipBob warehouse',
    });
  });

  it('an untagged product on a purchase order is created, unless the setting forbids it', () => {
    const seen = { product: product({ tags: [], on_purchase_order: true }) };
    expect(onlyEffect(plan(seen)).reason).toContain('on a confirmed purchase order');
    expect(plan(seen, { products: { auto_include_po: false } }).end.kind).toBe('ignored');
  });

  it('without a tag in the settings every storable product with a code goes', () => {
    const settings = { products: { tag: null } };
    expect(plan({ product: product({ tags: [] }) }, settings).effects).toHaveLength(1);
    expect(plan({ product: product({ tags: [], default_code: null }) }, settings).end.kind).toBe('ignored');
  });

  it.each([
    ['a service', { storable: false, type: 'service' }, 'not a storable product (Odoo type service)'],
    ['a consumable', { storable: false, type: 'consu' }, 'not a storable product (Odoo type consu)'],
    ['a kit', { is_kit: true }, 'kit: its components are received and shipped, never the kit itself'],
    ['another company’s product', { company_id: 2 }, 'belongs to company 2, this connection serves company 1'],
  ])('%s is ignored even when tagged', (_what, more, reason) => {
    expect(plan({ product: product(more) }).end).toEqual({ kind: 'ignored', reason });
  });

  it('the company’s own product and a shared one both go', () => {
    expect(plan({ product: product({ company_id: 1 }) }).effects).toHaveLength(1);
    expect(plan({ product: product({ company_id: null }) }).effects).toHaveLength(1);
  });

  it.each([null, '', '   '])('a wanted product with the code %j is a case that names the field', (default_code) => {
    const found = onlyCase(plan({ product: product({ default_code }) }));
    expect(found.code).toBe('products.no_sku');
    expect(found.detail).toMatchObject({ product_id: 1, field: 'default_code' });
  });

  it('products that share a SKU are all set aside, by name of all their ids', () => {
    const found = onlyCase(plan({ product: product({ id: 9, same_code_ids: [12, 4] }), bySku: [variant()] }));
    expect(found.code).toBe('products.duplicate_sku');
    expect(found.cause).toContain('4, 9 and 12');
    expect(found.detail).toEqual({ sku: 'A-1', product_ids: [4, 9, 12] });
  });

  it('a SKU that became a duplicate stops updates of the linked one, too', () => {
    const seen = { product: product({ same_code_ids: [4], name: 'New' }), link: productLink(), linked: variant() };
    expect(codesOf(plan(seen))).toEqual(['products.duplicate_sku']);
    expect(plan(seen).effects).toEqual([]);
  });
});

describe('what ShipBob is told of a new product', () => {
  it('name, SKU, barcode, weight in ounces, customs and lots come from Odoo', () => {
    const made = plan({
      product: product({
        default_code: ' A-1 ',
        name: ' Apple (red) ',
        barcode: '4006381333931',
        weight: 0.25,
        hs_code: '0808.10',
        country_of_origin: 'de',
        standard_price: 1.239,
        list_price: 5,
        tracking: 'lot',
      }),
    });
    expect(onlyEffect(made).request).toEqual({
      name: 'Apple (red)',
      sku: 'A-1',
      barcodes: ['4006381333931'],
      upc: null,
      gtin: '4006381333931',
      weight_oz: 8.8185,
      customs: { country_code_of_origin: 'DE', hs_tariff_code: '0808.10', value: 1.24 },
      is_lot: true,
      is_active: true,
    });
    expect(onlyEffect(made).after).toEqual(onlyEffect(made).request);
  });

  it('serial numbers are no lots', () => {
    expect(onlyEffect(plan({ product: product({ tracking: 'serial' }) })).request['is_lot']).toBe(false);
  });

  it('the case of a SKU is kept', () => {
    expect(onlyEffect(plan({ product: product({ default_code: 'aB-1' }) })).businessKey).toBe('aB-1');
  });

  it.each([
    ['2026-07', 12.345, 12.35],
    ['2026-07', 0.001, 0.01],
    ['2026-01', 12.345, 12],
    ['2026-01', 0.4, 1],
    ['2025-07', 99.5, 100],
  ])('in version %s a price of %d is a customs value of %d', (version, standard_price, value) => {
    const made = plan({ product: product({ standard_price }) }, {}, { version });
    expect(onlyEffect(made).request['customs']).toMatchObject({ value });
  });

  it('the customs value is the cost, or the sales price by setting', () => {
    const seen = { product: product({ standard_price: 2, list_price: 9 }) };
    expect(onlyEffect(plan(seen)).request['customs']).toMatchObject({ value: 2 });
    const bySales = plan(seen, { products: { customs_value: 'list_price' } });
    expect(onlyEffect(bySales).request['customs']).toMatchObject({ value: 9 });
  });

  it('a product that states nothing for customs sends no customs', () => {
    expect(onlyEffect(plan({})).request['customs']).toBeNull();
  });
});

describe('finding what ShipBob has already', () => {
  it('an equal SKU is linked without a write', () => {
    const made = plan({ bySku: [variant()] });
    expect(made.effects).toEqual([]);
    expect(made.adoptions).toMatchObject([
      {
        odooModel: 'product.product',
        odooId: 1,
        shipbobType: 'variant',
        shipbobId: '901',
        data: { product_id: 900, variant_id: 901, inventory_id: 902, sku: 'A-1' },
      },
    ]);
    expect(made.adoptions[0]?.evidence).toContain('SKU A-1');
  });

  it('a linked twin that differs is brought to Odoo’s facts in the same plan', () => {
    const made = plan({ bySku: [variant({ name: 'Old' })] });
    expect(made.adoptions).toHaveLength(1);
    expect(onlyEffect(made)).toMatchObject({
      operation: 'shipbob.product.update',
      kind: 'converge',
      before: { name: 'Old' },
      after: { name: 'Apple' },
      request: { product_id: 900, variant_id: 901, name: 'Apple' },
    });
  });

  it('several variants with the SKU are a case that names them', () => {
    const found = onlyCase(plan({ bySku: [variant(), variant({ variant_id: 950, name: 'Twin' })] }));
    expect(found.code).toBe('products.several_variants');
    expect(found.cause).toContain('901 "Apple"');
    expect(found.cause).toContain('950 "Twin"');
  });

  it('a bundle with the SKU is a case', () => {
    expect(codesOf(plan({ bySku: [variant({ is_bundle: true, inventory_id: null })] }))).toEqual([
      'products.sku_is_bundle',
    ]);
  });

  it('a variant without an inventory item is a case: nothing could be received for it', () => {
    expect(codesOf(plan({ bySku: [variant({ inventory_id: null })] }))).toEqual(['products.no_inventory_id']);
  });

  it('a variant that is another product’s is a case that names the other', () => {
    const found = onlyCase(
      plan({ bySku: [variant()], linkedElsewhere: [link('product.product', 77, 'variant', 901)] }),
    );
    expect(found.code).toBe('products.linked_elsewhere');
    expect(found.cause).toContain('77');
  });

  it('a barcode match is suggested, never made', () => {
    const seen = {
      product: product({ barcode: '4006381333931' }),
      byBarcode: [variant({ sku: 'OLD-1', name: 'Old apple', barcodes: ['4006381333931'] })],
    };
    const made = plan(seen);
    expect(made.effects).toEqual([]);
    expect(made.adoptions).toEqual([]);
    const found = onlyCase(made);
    expect(found.code).toBe('products.barcode_match');
    expect(found.cause).toContain('product 1 "Apple"');
    expect(found.cause).toContain('"Old apple" (SKU OLD-1)');
    expect(found.suggestions[0]).toBe(
      'If they are the same: give both the same SKU (A-1 at ShipBob or OLD-1 in Odoo).',
    );
    const twice = onlyCase(plan({ ...seen, byBarcode: [...seen.byBarcode, variant({ sku: 'OLD-2', variant_id: 5 })] }));
    expect(twice.cause).toContain('is on 2 variants:');
    expect(twice.suggestions[0]).toBe('Find out which variant is meant, and give both the same SKU.');
  });

  it('barcodes are not looked at when the setting is off', () => {
    const seen = { product: product({ barcode: '4006381333931' }), byBarcode: [variant({ sku: 'OLD-1' })] };
    expect(onlyEffect(plan(seen, { products: { match_barcode: 'off' } })).operation).toBe('shipbob.product.create');
  });

  it('a SKU match goes before a barcode match', () => {
    const seen = {
      product: product({ barcode: '4006381333931' }),
      bySku: [variant({ barcodes: ['4006381333931'], gtin: '4006381333931' })],
      byBarcode: [variant({ sku: 'OLD-1', variant_id: 5 })],
    };
    expect(plan(seen).adoptions).toHaveLength(1);
    expect(casesOf(plan(seen))).toEqual([]);
  });
});
