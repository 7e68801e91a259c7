import { describe, expect, it } from 'vitest';
import {
  codesOf,
  context,
  onlyEffect,
  product,
  productLink,
  productSeen,
  reasonOf,
  variant,
} from '../shared/fixtures.test.js';
import { planProducts } from './products.plan.js';

const settings = { products: { kits: 'bundle' as const } };
const components = [
  { product_id: 3, quantity: 1 },
  { product_id: 4, quantity: 2 },
];
const kit = (more: Parameters<typeof product>[0] = {}) =>
  product({ is_kit: true, storable: false, kit: { components, problem: null }, ...more });
const links = { '3': productLink(3, 'C-3'), '4': productLink(4, 'D-4') };
const bundle = (quantity = 2, more: Parameters<typeof variant>[0] = {}) =>
  variant({
    is_bundle: true,
    inventory_id: null,
    bundle: [
      { variant_id: 904, quantity },
      { variant_id: 903, quantity: 1 },
    ],
    ...more,
  });
const plan = (seen: Parameters<typeof productSeen>[0], on: Parameters<typeof context>[0] = settings) =>
  planProducts(productSeen({ product: kit(), components: links, ...seen }), context(on));

describe('a kit', () => {
  it('does not go, unless kits become bundles', () => {
    expect(reasonOf(plan({}, {}))).toContain('kit: its components are received and shipped');
    expect(plan({}, {}).effects).toEqual([]);
    expect(onlyEffect(plan({}))).toMatchObject({
      operation: 'shipbob.bundle.create',
      kind: 'create',
      link: { odooId: 1, shipbobType: 'variant' },
      request: {
        sku: 'A-1',
        components: [
          { variant_id: 903, quantity: 1 },
          { variant_id: 904, quantity: 2 },
        ],
      },
    });
  });

  it('waits until all its components are at ShipBob, and rings them', () => {
    const made = plan({ components: { '3': null, '4': productLink(4, 'D-4') } });
    expect(onlyEffect(made).request['components']).toMatchObject([
      { variant_id: { $link: 'product.product/3', field: 'variant_id' } },
      { variant_id: 904 },
    ]);
    expect(made.rings.map((ring) => ring.lane)).toEqual(['product:3']);
  });

  it('is linked to a bundle of the same components, and is a case with any other', () => {
    expect(plan({ bySku: [bundle()] }).adoptions).toMatchObject([{ odooId: 1, shipbobId: '901' }]);
    expect(codesOf(plan({ bySku: [bundle(3)] }))).toEqual(['products.bundle_taken']);
    expect(codesOf(plan({ bySku: [variant()] }))).toEqual(['products.bundle_taken']);
  });

  it('whose bill cannot be read or turned into whole pieces is a case', () => {
    expect(codesOf(plan({ product: kit({ kit: null }) }))).toEqual(['products.kit_problem']);
    const problem = '0.5 of product 3';
    expect(codesOf(plan({ product: kit({ kit: { components, problem } }) }))).toEqual(['products.kit_problem']);
    expect(codesOf(plan({ product: kit({ kit: { components: [], problem: null } }) }))).toEqual([
      'products.kit_problem',
    ]);
  });
});

describe('a bundle', () => {
  const linked = (there: ReturnType<typeof variant> | null, more: Parameters<typeof productSeen>[0] = {}) =>
    plan({ link: productLink(), linked: there, ...more });

  it('of the kit’s components is in order', () => {
    expect(linked(bundle()).effects).toEqual([]);
    expect(codesOf(linked(bundle()))).toEqual([]);
  });

  it('is deleted and made anew when the bill changes, never edited', () => {
    const made = linked(bundle(5));
    expect(made.effects.map(({ operation, link }) => [operation, link])).toEqual([
      ['shipbob.bundle.delete', null],
      ['shipbob.bundle.create', null],
    ]);
    expect(made.effects[0]?.request).toEqual({ product_id: 900, variant_id: 901, sku: 'A-1' });
    expect(made.effects[1]?.businessKey).not.toBe(
      onlyEffect(plan({ product: kit({ kit: { components: [{ product_id: 3, quantity: 7 }], problem: null } }) }))
        .businessKey,
    );
    expect(made.rings.map((ring) => ring.lane)).toEqual(['product:1']);
  });

  it('is made under another key each time that it is replaced, so that a bill may be set back', () => {
    const keyFor = (variantId: number) =>
      linked(bundle(5, { variant_id: variantId }), {
        link: { ...productLink(), data: { ...productLink().data, variant_id: variantId } },
      }).effects[1]?.businessKey;
    const first = onlyEffect(plan({})).businessKey;
    expect(new Set([first, keyFor(901), keyFor(950)]).size).toBe(3);
    // Cut off between the two: what was deleted is made under the very same key.
    expect(onlyEffect(linked(null)).businessKey).toBe(keyFor(901));
  });

  it('is not deleted before its new components are linked', () => {
    const made = linked(bundle(5), { components: { '3': productLink(3), '4': null } });
    expect(made.effects).toEqual([]);
    expect(made.end).toMatchObject({ kind: 'later', waitsFor: ['product:4'] });
  });

  it('that was made anew is taken over by the link', () => {
    const made = linked(null, { bySku: [bundle(2, { variant_id: 990 })] });
    expect(made.adoptions).toMatchObject([{ shipbobId: '901', data: { variant_id: 990 } }]);
    expect(onlyEffect(linked(null)).operation).toBe('shipbob.bundle.create');
  });

  it('of another kind or SKU than the kit is a case', () => {
    expect(codesOf(linked(variant()))).toEqual(['products.bundle_taken']);
    expect(codesOf(linked(bundle(2, { sku: 'OTHER' })))).toEqual(['products.bundle_sku_changed']);
  });
});
