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
    const parts = (...bundle: { variant_id: number; quantity: number }[]) =>
      codesOf(plan({ bySku: [variant({ is_bundle: true, inventory_id: null, bundle })] }));
    const [three, four] = [
      { variant_id: 903, quantity: 1 },
      { variant_id: 904, quantity: 2 },
    ];
    expect(parts(three, four)).toEqual([]);
    expect(parts(three, four, { variant_id: 905, quantity: 1 })).toEqual(['products.bundle_taken']);
    expect(parts(three, { variant_id: 905, quantity: 2 })).toEqual(['products.bundle_taken']);
    expect(parts()).toEqual(['products.bundle_taken']);
  });

  it('is not linked to a bundle of another product’s, nor to one of several of its SKU', () => {
    const taken = (odooId: number) =>
      plan({ bySku: [bundle()], linkedElsewhere: [{ ...productLink(odooId), shipbobId: '901' }] });
    expect(codesOf(taken(8))).toEqual(['products.bundle_taken']);
    expect(taken(1).adoptions).toMatchObject([{ shipbobId: '901' }]);
    expect(codesOf(plan({ bySku: [bundle(), bundle(2, { variant_id: 990 })] }))).toEqual(['products.several_variants']);
    expect(reasonOf(plan({ bySku: [bundle()] }))).toContain('bundle A-1 (variant 901) is made of the kit');
  });

  it('is made under a key that tells its bill, and without the blanks around its name', () => {
    const keyOf = (quantity: number) => {
      const own = { components: [{ product_id: 3, quantity }], problem: null };
      return onlyEffect(plan({ product: kit({ name: ' Box of apples ', kit: own }) }));
    };
    expect(keyOf(1).businessKey).toMatch(/^A-1 [0-9a-f]{12}$/);
    expect(keyOf(1).businessKey).not.toBe(keyOf(2).businessKey);
    expect(keyOf(1).request['name']).toBe('Box of apples');
    expect(keyOf(2).reason).toContain('a kit of 2 x product 3');
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
    expect(reasonOf(linked(bundle(2, { sku: ' A-1 ' })))).toContain('made of the kit');
    expect(codesOf(linked(bundle()))).toEqual([]);
  });

  it('is deleted and made anew when the bill changes, never edited', () => {
    const made = linked(bundle(5));
    expect(made.effects.map(({ operation, link }) => [operation, link])).toEqual([
      ['shipbob.bundle.delete', null],
      ['shipbob.bundle.create', null],
    ]);
    expect(made.effects[0]?.request).toEqual({ product_id: 900, variant_id: 901, sku: 'A-1' });
    expect(made.effects[0]?.before).toEqual({
      bundle: [
        { variant_id: 904, quantity: 5 },
        { variant_id: 903, quantity: 1 },
      ],
    });
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
    const anew = bundle(2, { variant_id: 990 });
    expect(codesOf(linked(null, { bySku: [anew, bundle(2, { variant_id: 991 })] }))).toEqual(['products.bundle_taken']);
    expect(codesOf(linked(null, { bySku: [bundle(7, { variant_id: 990 })] }))).toEqual(['products.bundle_taken']);
    expect(reasonOf(linked(null, { bySku: [anew] }))).toContain('was made anew (variant 990); the link follows');
  });

  it('of another kind or SKU than the kit is a case', () => {
    expect(codesOf(linked(variant()))).toEqual(['products.bundle_taken']);
    expect(codesOf(linked(bundle(2, { sku: 'OTHER' })))).toEqual(['products.bundle_sku_changed']);
  });
});
