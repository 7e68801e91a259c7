/** Products of every kind, sensible or not. */

import fc from 'fast-check';
import type { ProductSeen } from '../seen.js';
import { barcode, oneOf, rarely, sku } from './evidence-parts.test.js';
import * as f from './fixtures.test.js';

const kitArb = fc.record({
  components: fc.uniqueArray(fc.record({ product_id: oneOf(3, 4, 5), quantity: fc.integer({ min: 1, max: 3 }) }), {
    maxLength: 2,
    selector: (part) => part.product_id,
  }),
  problem: rarely<string | null>(null, '2.5 of component 3'),
});

const productArb = fc
  .record({
    id: oneOf(1, 2),
    active: rarely(true, false),
    default_code: fc.oneof({ weight: 6, arbitrary: sku }, { weight: 1, arbitrary: oneOf(null, ' ', ' A-1 ') }),
    barcode,
    name: oneOf('Apple', ' Apple', 'Pear'),
    storable: rarely(true, false),
    tracking: rarely<'none' | 'lot' | 'serial'>('none', 'lot', 'serial'),
    weight: oneOf(0, 0.2, 3),
    weight_uom_name: oneOf('kg', 'lb', 'g'),
    hs_code: oneOf(null, '0808.10', '080810'),
    country_of_origin: oneOf(null, 'DE', 'fr'),
    standard_price: oneOf(0, 0.4, 12.345),
    list_price: oneOf(0, 9.99),
    company_id: rarely<number | null>(null, 1, 2),
    tags: rarely<string[]>(['ShipBob'], [], ['Other']),
    kit: fc.option(kitArb, { freq: 1 }),
    uom: rarely({ id: 1, name: 'Units' }, { id: 3, name: 'kg' }),
    category: oneOf('All / Shoes', 'All', null),
    packaging_barcodes: oneOf([], ['CASE-1'], ['4006381333931', ' ']),
    dimensions: oneOf(null, { length: 10, width: 20, height: 5 }, { length: 1, width: 0, height: 5 }),
    shelf_life_days: oneOf(null, { use_time: 5, removal_time: 10, alert_time: 2.5, expiration_time: 30 }),
    template: fc.constant({ id: 50, name: 'Apples' }),
    on_purchase_order: fc.boolean(),
    same_code_ids: rarely<number[]>([], [9]),
  })
  .map((more) => f.product({ ...more, is_kit: more.kit !== null }));

const variantArb = fc
  .record({
    variant_id: oneOf(901, 902),
    inventory_id: rarely<number | null>(1001, null),
    sku: fc.oneof(sku, oneOf(' A-1 ')),
    name: oneOf('Apple', 'Pear'),
    status: rarely('Active', 'Inactive', 'inactive', 'New'),
    is_bundle: rarely(false, true),
    barcodes: fc.uniqueArray(oneOf('4006381333931', '036000291452', '10614141000415', 'STICKER')),
    upc: oneOf(null, '036000291452', '036000291453'),
    gtin: oneOf(null, '4006381333931', '10614141000415'),
    customs: oneOf(
      null,
      { country_code_of_origin: 'de', hs_tariff_code: '080810', value: 12.35 },
      { country_code_of_origin: null, hs_tariff_code: null, value: 12 },
    ),
    is_lot: rarely(false, true),
    on_hand_qty: oneOf(0, 3),
    awaiting_qty: rarely(0, 7),
    weight_oz: oneOf(null, 7.0548, 105.8219),
    dimensions_in: oneOf(undefined, null, { length: 4, width: 8, height: 2 }),
    measures_locked: rarely(false, true),
    minimum_shelf_life_days: oneOf(undefined, null, 10),
    serial_scan: oneOf(undefined, true, false),
    return_actions: oneOf(undefined, { primary: 'quarantine', backup: null, instructions: null }),
    bundle: oneOf(undefined, [], [{ variant_id: 903, quantity: 2 }]),
  })
  .map((more) => f.variant(more));

export const productSeenArb: fc.Arbitrary<ProductSeen> = fc
  .record({
    product: fc.option(productArb, { freq: 10 }),
    isLinked: fc.boolean(),
    linked: fc.option(variantArb, { freq: 6 }),
    bySku: fc.array(variantArb, { maxLength: 2 }),
    byBarcode: fc.array(variantArb, { maxLength: 2 }),
    mergedInto: fc.option(variantArb, { freq: 1 }),
    sibling: fc.option(productArb),
    hasLinkedSibling: fc.boolean(),
    linkedParts: fc.uniqueArray(oneOf(3, 4, 5)),
  })
  .map(({ product, isLinked, linked, mergedInto, sibling, hasLinkedSibling, linkedParts, ...more }) => {
    const isSame = linked?.sku.trim() === product?.default_code?.trim();
    const sku = product?.default_code?.trim();
    const siblingLink = hasLinkedSibling ? f.link('product.product', 9, 'variant', 990, { product_id: 980 }) : null;
    return {
      product,
      link: isLinked ? f.link('product.product', product?.id ?? 1, 'variant', linked?.variant_id ?? 901) : null,
      linked: isLinked ? linked : null,
      mergedInto: isLinked && linked === null ? mergedInto : null,
      // Only what the look can find: variants of the product's SKU, and that only where the link does not tell.
      bySku: isLinked && isSame ? [] : more.bySku.map((variant) => ({ ...variant, sku: sku ?? variant.sku })),
      byBarcode: isLinked ? [] : more.byBarcode.map((variant) => ({ ...variant, variant_id: variant.variant_id + 50 })),
      siblings: sibling === null ? [] : [{ product: { ...sibling, id: 9 }, link: siblingLink }],
      components: Object.fromEntries(linkedParts.map((id) => [String(id), f.productLink(id)])),
    };
  });
