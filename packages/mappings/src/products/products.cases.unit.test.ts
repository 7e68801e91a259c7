import { describe, expect, it } from 'vitest';
import type { PlannedCase } from '../plan.js';
import { link, product, variant } from '../shared/fixtures.test.js';
import * as kits from './kits.cases.js';
import * as linked from './linked.cases.js';
import * as unlinked from './unlinked.cases.js';

const apple = product();
const there = variant({ on_hand_qty: 4 });
const other = variant({ variant_id: 950, sku: 'B', name: 'Pear' });
const seven = link('product.product', 7, 'variant', 901);
const known = { product_id: 1, sku: 'A-1' };
const brief = [
  { variant_id: 901, sku: 'A-1', name: 'Apple' },
  { variant_id: 950, sku: 'B', name: 'Pear' },
];

/** Every case of this flow: what it is called, keeps for people, and says. */
const ALL: [code: string, make: () => PlannedCase, detail: object, words: string][] = [
  ['linked_gone', () => linked.linkedGone(apple, 'A-1', seven), { ...known, variant_id: '901' }, 'variant 901'],
  [
    'sku_changed',
    () => linked.skuChanged(apple, 'A-9', there, []),
    { product_id: 1, sku: 'A-9', shipbob_sku: 'A-1', variant_id: 901, taken_by: [] },
    'nothing is written.',
  ],
  [
    'sku_changed',
    () => linked.skuChanged(apple, 'B', there, [other]),
    { product_id: 1, sku: 'B', shipbob_sku: 'A-1', variant_id: 901, taken_by: [950] },
    'SKU B is at ShipBob already (variant 950 "Pear").',
  ],
  [
    'merged_together',
    () => linked.mergedTogether(apple, 'A-1', other, seven),
    { ...known, variant_id: 950, linked_product_id: 7 },
    'into 950 (SKU B), which is product 7',
  ],
  [
    'measures_drifted',
    () => linked.measuresDrifted(apple, there, ['x', 'y']),
    { ...known, drift: ['x', 'y'] },
    'x and y.',
  ],
  ['archived', () => linked.archived(apple, there), { ...known, variant_id: 901 }, 'is archived in Odoo'],
  [
    'archived_with_stock',
    () => linked.archivedWithStock(apple, { ...there, awaiting_qty: 2 }),
    { ...known, on_hand_qty: 4, awaiting_qty: 2, variant_id: 901 },
    'still has 4 on hand and 2 awaited;',
  ],
  [
    'archived_with_stock',
    () => linked.archivedWithStock(apple, there),
    { ...known, on_hand_qty: 4, awaiting_qty: 0, variant_id: 901 },
    'still has 4 on hand;',
  ],
  [
    'archived_with_stock',
    () => linked.archivedWithStock(apple, variant({ awaiting_qty: 2 })),
    { ...known, on_hand_qty: 0, awaiting_qty: 2, variant_id: 901 },
    'still has 2 awaited;',
  ],
  [
    'deleted_in_odoo',
    () => linked.deletedInOdoo(seven, there),
    { product_id: 7, sku: 'A-1', on_hand_qty: 4, variant_id: 901 },
    'with 4 on hand',
  ],
  [
    'lot_flag_differs',
    () => linked.lotFlagDiffers(product({ tracking: 'lot' }), there),
    { ...known, tracking: 'lot', is_lot: false, on_hand_qty: 4 },
    '4 on hand and 0 awaited',
  ],
  ['kit_problem', () => kits.kitProblem(apple, 'A-1', 'no bill'), { ...known, problem: 'no bill' }, ': no bill.'],
  [
    'bundle_taken',
    () => kits.bundleTaken(apple, 'A-1', variant({ is_bundle: true, bundle: [{ variant_id: 903, quantity: 2 }] })),
    { ...known, variant_id: 901, bundle: [{ variant_id: 903, quantity: 2 }] },
    'is a bundle of other components.',
  ],
  [
    'bundle_taken',
    () => kits.bundleTaken(apple, 'A-1', there),
    { ...known, variant_id: 901, bundle: [] },
    'is no bundle.',
  ],
  [
    'bundle_sku_changed',
    () => kits.bundleGone(apple, 'A-9', there),
    { product_id: 1, sku: 'A-9', shipbob_sku: 'A-1', variant_id: 901 },
    'has SKU A-1 at ShipBob',
  ],
  [
    'several_variants',
    () => unlinked.severalVariants(apple, 'A-1', [there, other]),
    { ...known, variants: brief },
    '2 variants with SKU A-1: 901 "Apple" (SKU A-1) and 950 "Pear" (SKU B).',
  ],
  ['sku_is_bundle', () => unlinked.skuIsBundle(apple, 'A-1', there), { ...known, variant_id: 901 }, 'variant 901'],
  [
    'linked_elsewhere',
    () => unlinked.linkedElsewhere(apple, 'A-1', there, seven),
    { ...known, variant_id: 901, linked_product_id: 7 },
    'linked to product 7',
  ],
  ['no_inventory_id', () => unlinked.noInventoryId(apple, 'A-1', there), { ...known, variant_id: 901 }, 'variant 901'],
  [
    'barcode_match',
    () => unlinked.barcodeMatch(apple, 'A-1', '4006381333931', [other]),
    { ...known, barcode: '4006381333931', variants: brief.slice(1) },
    'is on variant 950 "Pear" (SKU B).',
  ],
  ['no_hs_code', () => unlinked.noHsCode(apple, 'A-1'), { ...known, field: 'hs_code' }, 'has no HS code'],
];

describe('a case of products', () => {
  it.each(ALL)('%s says what is there, and what a person can do', (code, make, detail, words) => {
    const found = make();
    expect(found).toMatchObject({ flow: 'products', code: `products.${code}` });
    expect(found.detail).toMatchObject(detail);
    expect(found.cause).toContain(words);
    expect(found.suggestions.length).toBeGreaterThan(0);
  });

  it('of a changed SKU asks for the rename while it is free, else for a merge', () => {
    expect(linked.skuChanged(apple, 'B', there, []).suggestions[1]).toContain('rename the variant to B');
    expect(linked.skuChanged(apple, 'B', there, [other]).suggestions[1]).toContain('merge the two variants');
    expect(linked.skuChanged(apple, 'B', there, []).cause).toMatch(/nothing is written\.$/);
  });

  it('of lots on one side says which way round', () => {
    const on = linked.lotFlagDiffers(product({ tracking: 'lot' }), there).cause;
    const off = linked.lotFlagDiffers(apple, variant({ is_lot: true })).cause;
    expect(on).not.toBe(off);
  });
});
