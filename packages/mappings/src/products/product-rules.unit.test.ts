import { describe, expect, it } from 'vitest';
import {
  codesOf,
  context,
  link,
  onlyCase,
  onlyEffect,
  product,
  productLink,
  productSeen,
  reasonOf,
  variant,
} from '../shared/fixtures.test.js';
import { planProducts } from './products.plan.js';

const plan = (seen: Parameters<typeof productSeen>[0], ...more: Parameters<typeof context>) =>
  planProducts(productSeen(seen), context(...more));
const created = (more: Parameters<typeof product>[0], settings: Parameters<typeof context>[0] = {}) =>
  onlyEffect(plan({ product: product(more) }, settings));

describe('which products qualify by setting', () => {
  it('a product with the excluding tag never goes, not even on a purchase order', () => {
    const settings = { products: { exclude_tag: 'Not for ShipBob' } };
    const tags = ['ShipBob', 'Not for ShipBob'];
    expect(plan({ product: product({ tags, on_purchase_order: true }) }, settings).end).toEqual({
      kind: 'ignored',
      reason: 'tagged Not for ShipBob, which keeps it out',
    });
  });

  it('only products of the named categories and those below them go', () => {
    const settings = { products: { categories: ['All / Kitchen'] } };
    const of = (category: string | null) => plan({ product: product({ category }) }, settings);
    expect(of('All / Kitchen').effects).toHaveLength(1);
    expect(of('All / Kitchen / Pots').effects).toHaveLength(1);
    expect(reasonOf(of('All / Kitchenware'))).toContain('category All / Kitchenware is none of All / Kitchen');
    expect(of(null).effects).toEqual([]);
    const two = { products: { categories: ['All / Garden', 'All / Kitchen'] } };
    expect(plan({ product: product({ category: 'All / Kitchen' }) }, two).effects).toHaveLength(1);
  });

  it('a product that is kept by weight or length is a case that names the unit', () => {
    const uom = { id: 12, name: 'kg' };
    const found = onlyCase(plan({ product: product({ uom }) }));
    expect(found).toMatchObject({ code: 'products.measured_uom', detail: { uom: 'kg', field: 'uom_id' } });
    expect(plan({ product: product({ uom }) }, { products: { measured_uoms: [] } }).effects).toHaveLength(1);
  });
});

describe('facts that only some products have', () => {
  const fields = { length: 'x_length', width: 'x_width', height: 'x_height' };
  const dimensions = { length: 25.4, width: 10, height: 1 };

  it('dimensions are inches of the configured fields, sent when all three are filled', () => {
    const settings = { products: { dimension_fields: fields } };
    expect(created({ dimensions }, settings).request['dimensions_in']).toEqual({
      length: 10,
      width: 3.937,
      height: 0.3937,
    });
    expect(created({ dimensions: { ...dimensions, width: 0 } }, settings).request).not.toHaveProperty('dimensions_in');
    expect(created({ dimensions }).request).not.toHaveProperty('dimensions_in');
  });

  it('packaging barcodes are added by setting, without becoming upc or gtin', () => {
    const packaging_barcodes = ['10614141000415', ' ', '4006381333931'];
    const barcode = '4006381333931';
    expect(created({ barcode, packaging_barcodes }).request['barcodes']).toEqual([barcode]);
    const with_ = created({ barcode, packaging_barcodes }, { products: { packaging_barcodes: true } });
    expect(with_.request).toMatchObject({ barcodes: [barcode, '10614141000415'], gtin: barcode });
  });

  it('return preferences are told by setting; quarantine takes no instructions', () => {
    const returns = (settings: object) => created({}, { products: settings }).request['return_preferences'];
    expect(returns({})).toBeUndefined();
    expect(
      returns({ return_action: 'restock', return_backup_action: 'dispose', return_instructions: 'Look inside' }),
    ).toEqual({ primary: 'restock', backup: 'dispose', instructions: 'Look inside' });
    expect(returns({ return_action: 'quarantine', return_instructions: 'Look inside' })).toEqual({
      primary: 'quarantine',
      backup: null,
      instructions: null,
    });
  });

  it('without return preferences a new product of clothing is told that ShipBob may restock everything', () => {
    const category = 'All / Clothing / Shirts';
    expect(created({ category }).reason).toContain('may restock every returned unit of category All / Clothing');
    expect(created({ category }, { products: { return_action: 'dispose' } }).reason).not.toContain('restock');
    expect(created({ category: 'All / Tools' }).reason).not.toContain('restock');
  });

  it('serial numbers are scanned by setting, else a new product is told that they are not', () => {
    const scanned = created({ tracking: 'serial' }, { products: { serial_scan: true } });
    expect(scanned.request['serial_scan']).toBe(true);
    expect(created({ tracking: 'lot' }, { products: { serial_scan: true } }).request).not.toHaveProperty('serial_scan');
    expect(created({ tracking: 'serial' }).reason).toContain('serial numbers are not scanned');
  });

  it('the minimum shelf life of a lot is one of Odoo’s expiration times, by setting', () => {
    const shelf_life_days = { use_time: 30, removal_time: 20.7, alert_time: 0, expiration_time: 60 };
    const days = (minimum_shelf_life: 'off' | 'removal_time' | 'alert_time', tracking: 'lot' | 'none' = 'lot') =>
      created({ tracking, shelf_life_days }, { products: { minimum_shelf_life } }).request['minimum_shelf_life_days'];
    expect(days('off')).toBeUndefined();
    expect(days('removal_time')).toBe(20);
    expect(days('alert_time')).toBeUndefined();
    expect(days('removal_time', 'none')).toBeUndefined();
  });

  it('a missing HS code is told in the reason, or as a case beside the write', () => {
    expect(created({}).reason).toContain('no HS code');
    expect(created({ hs_code: '080810' }).reason).not.toContain('no HS code');
    expect(created({}, { products: { hs_code_warning: 'off' } }).reason).not.toContain('no HS code');
    const made = plan({}, { products: { hs_code_warning: 'case' } });
    expect(made.effects).toHaveLength(1);
    expect(onlyCase(made)).toMatchObject({ code: 'products.no_hs_code', detail: { field: 'hs_code' } });
  });
});

describe('who owns a fact after the product was made', () => {
  const linked = (
    more: Parameters<typeof product>[0],
    there: Parameters<typeof variant>[0],
    settings: Parameters<typeof context>[0] = {},
  ) => plan({ product: product(more), link: productLink(), linked: variant(there) }, settings);
  const dimension_fields = { length: 'l', width: 'w', height: 'h' };
  const customs = (hs_tariff_code: string) => ({ country_code_of_origin: null, hs_tariff_code, value: null });

  it('a fact that Odoo does not own is left as ShipBob has it', () => {
    const settings = { products: { owned_fields: ['customs' as const] } };
    expect(linked({ name: 'New', barcode: 'X' }, {}, settings).effects).toEqual([]);
    expect(onlyEffect(linked({ name: 'New', hs_code: '080810' }, {}, settings)).after).toEqual({
      customs: { country_code_of_origin: null, hs_tariff_code: '080810', value: null },
    });
  });

  it('weight and dimensions are written when Odoo owns them, unless ShipBob locked its measures', () => {
    const settings = { products: { owned_fields: ['weight' as const, 'dimensions' as const], dimension_fields } };
    const facts = { weight: 1, dimensions: { length: 2.54, width: 5.08, height: 7.62 } };
    const there = { weight_oz: 30, dimensions_in: null };
    expect(onlyEffect(linked(facts, there, settings)).after).toEqual({
      weight_oz: 35.274,
      dimensions_in: { length: 1, width: 2, height: 3 },
    });
    expect(linked(facts, { ...there, measures_locked: true }, settings).effects).toEqual([]);
  });

  it('another weight or size than Odoo’s is told, never overwritten', () => {
    const made = linked({ weight: 1 }, { weight_oz: 50 });
    expect(made.effects).toEqual([]);
    expect(reasonOf(made)).toBe('ShipBob weighs 50 oz, Odoo says 35.274 oz');
    expect(reasonOf(linked({ weight: 1 }, { weight_oz: 36 }))).toBe('both sides agree');
    const size = { dimensions: { length: 25.4, width: 50.8, height: 76.2 } };
    const measured = { dimensions_in: { length: 30, width: 20, height: 10 } };
    const products = { dimension_fields };
    expect(reasonOf(linked(size, measured, { products }))).toBe('both sides agree');
    const bigger = { dimensions_in: { length: 40, width: 20, height: 10 } };
    expect(onlyCase(linked(size, bigger, { products: { ...products, drift: 'case' } })).cause).toContain(
      'ShipBob measures 40 x 20 x 10 in, Odoo says 30 x 20 x 10 in',
    );
    expect(reasonOf(linked({ weight: 1 }, { weight_oz: 50 }, { products: { drift: 'off' } }))).toBe('both sides agree');
  });

  it('shelf life, serial scan and return preferences follow the settings', () => {
    const products = { serial_scan: true, return_action: 'dispose' as const, minimum_shelf_life: 'use_time' as const };
    const serial = linked({ tracking: 'serial' }, { serial_scan: false }, { products });
    expect(onlyEffect(serial).after).toEqual({ serial_scan: true });
    const return_actions = { primary: 'restock', backup: null, instructions: null };
    expect(onlyEffect(linked({}, { return_actions }, { products })).after).toEqual({
      return_preferences: { primary: 'dispose', backup: null, instructions: null },
    });
    const shelf_life_days = { use_time: 9, removal_time: 1, alert_time: 1, expiration_time: 1 };
    const lot = linked(
      { tracking: 'lot', shelf_life_days },
      { is_lot: true, minimum_shelf_life_days: 4 },
      { products },
    );
    expect(onlyEffect(lot).after).toEqual({ minimum_shelf_life_days: 9 });
  });

  it('a missing HS code of a linked product is a case, by setting, by the SKU without its blanks', () => {
    const asks = { products: { hs_code_warning: 'case' as const } };
    const made = linked({}, { sku: ' A-1 ' }, asks);
    expect(onlyCase(made)).toMatchObject({ code: 'products.no_hs_code', detail: { sku: 'A-1' } });
    expect(codesOf(linked({ hs_code: '0808.10' }, { customs: customs('0808.10') }, asks))).toEqual([]);
    expect(codesOf(linked({}, {}))).toEqual([]);
  });

  it('the lot flag is switched only while nothing is there or awaited', () => {
    expect(codesOf(linked({ tracking: 'lot' }, {}))).toEqual([]);
    expect(onlyEffect(linked({ tracking: 'lot' }, {})).after).toEqual({ is_lot: true });
    expect(onlyEffect(linked({}, { is_lot: true })).after).toEqual({ is_lot: false });
    const awaited = linked({ tracking: 'lot' }, { awaiting_qty: 5 });
    expect(awaited.effects).toEqual([]);
    expect(onlyCase(awaited)).toMatchObject({ code: 'products.lot_flag_differs' });
    expect(onlyCase(awaited).cause).toContain('0 on hand and 5 awaited');
    const notOurs = linked({ tracking: 'lot' }, {}, { products: { owned_fields: [] } });
    expect(codesOf(notOurs)).toEqual(['products.lot_flag_differs']);
  });
});

describe('a changed SKU', () => {
  const renamed = (on_sku_change: 'flag' | 'rename' | 'new', more: Parameters<typeof productSeen>[0] = {}) =>
    plan(
      { product: product({ default_code: 'A-9' }), link: productLink(), linked: variant({ on_hand_qty: 3 }), ...more },
      { products: { on_sku_change } },
    );
  const other = variant({ sku: 'A-9', variant_id: 950, product_id: 940, inventory_id: 960 });

  it('proposes the rename with its exact write, while the new SKU is free at ShipBob', () => {
    const found = onlyCase(renamed('flag'));
    expect(found.proposes).toMatchObject([
      { operation: 'shipbob.product.update', request: { variant_id: 901, sku: 'A-9' }, before: { sku: 'A-1' } },
    ]);
    expect(found.detail['proposes']).toEqual(found.proposes);
    const taken = onlyCase(renamed('flag', { bySku: [other] }));
    expect(taken.proposes).toBeUndefined();
    expect(taken.cause).toContain('SKU A-9 is at ShipBob already (variant 950 "Apple")');
  });

  it('is written to the variant by setting, and its link learns it', () => {
    const made = renamed('rename');
    expect(onlyEffect(made)).toMatchObject({
      before: { sku: 'A-1' },
      after: { sku: 'A-9' },
      request: { product_id: 900, variant_id: 901, sku: 'A-9' },
      link: { odooModel: 'product.product', odooId: 1, shipbobType: 'variant' },
    });
    expect(codesOf(renamed('rename', { bySku: [other] }))).toEqual(['products.sku_changed']);
  });

  it('makes a new variant by setting, and leaves the old one as it is', () => {
    const made = renamed('new');
    expect(onlyEffect(made)).toMatchObject({ operation: 'shipbob.product.create', businessKey: 'A-9', link: null });
    expect(onlyEffect(made).reason).toContain('variant 901 (SKU A-1, 3 on hand) is left as it is');
    expect(made.rings).toMatchObject([{ lane: 'product:1' }]);
  });

  it('then lets the link name the new variant', () => {
    const made = renamed('new', { bySku: [other] });
    expect(made.effects).toEqual([]);
    expect(made.adoptions).toMatchObject([
      { odooId: 1, shipbobId: '901', data: { product_id: 940, variant_id: 950, inventory_id: 960, sku: 'A-9' } },
    ]);
    const linkedElsewhere = [link('product.product', 77, 'variant', 950)];
    expect(codesOf(renamed('new', { bySku: [other], linkedElsewhere }))).toEqual(['products.sku_changed']);
    expect(codesOf(renamed('new', { bySku: [other, variant()] }))).toEqual(['products.sku_changed']);
  });
});

describe('an archived product', () => {
  const archived = (on_archive: 'when_empty' | 'ask' | 'ignore', there: Parameters<typeof variant>[0] = {}) =>
    plan(
      { product: product({ active: false }), link: productLink(), linked: variant(there) },
      { products: { on_archive } },
    );

  it('is not set inactive while goods are awaited', () => {
    expect(onlyCase(archived('when_empty', { awaiting_qty: 7 })).cause).toContain('still has 7 awaited');
  });

  it('is a case that proposes the change, or is left alone, by setting', () => {
    const found = onlyCase(archived('ask'));
    expect(found.code).toBe('products.archived');
    expect(found.proposes).toMatchObject([{ request: { variant_id: 901, is_active: false } }]);
    expect(archived('ignore').end.kind).toBe('ignored');
  });
});

describe('variants of one template', () => {
  const settings = { products: { group_variants: true } };
  const template = { id: 50, name: 'Shirt' };
  const sibling = (id: number, linked: boolean, more: Parameters<typeof product>[0] = {}) => ({
    product: product({ id, default_code: `S-${id}`, template, ...more }),
    link: linked ? productLink(id, `S-${id}`) : null,
  });
  const make = (siblings: ReturnType<typeof sibling>[], on: Parameters<typeof context>[0] = settings) =>
    plan({ product: product({ id: 5, template }), siblings }, on);

  it('become products of their own, or variants of one product by setting', () => {
    expect(onlyEffect(make([sibling(4, true)], {})).request).not.toHaveProperty('product_id');
    expect(onlyEffect(make([sibling(4, true)])).request['product_id']).toBe(804);
  });

  it('let the first one that goes make the product, under the template’s name', () => {
    expect(onlyEffect(make([sibling(6, false)])).request['product_name']).toBe('Shirt');
    const second = make([sibling(4, false), sibling(3, false, { tags: [] })]);
    expect(onlyEffect(second).request['product_id']).toEqual({ $link: 'product.product/4', field: 'product_id' });
    expect(second.rings).toMatchObject([{ lane: 'product:4' }]);
  });
});
