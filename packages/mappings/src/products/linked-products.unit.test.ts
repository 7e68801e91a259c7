import { describe, expect, it } from 'vitest';
import {
  codesOf,
  context,
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

describe('keeping a linked product equal', () => {
  const linked = (more: Parameters<typeof product>[0], there: Parameters<typeof variant>[0] = {}) =>
    plan({ product: product(more), link: productLink(), linked: variant(there) });

  it('equal facts write nothing', () => {
    const made = linked({});
    expect(made.effects).toEqual([]);
    expect(reasonOf(made)).toBe('both sides agree');
  });

  it('only the fields that differ are written, with before and after', () => {
    const made = linked(
      { name: 'Apple, green', barcode: '036000291452', hs_code: '080810' },
      { barcodes: ['036000291452'], upc: '036000291452', customs: null },
    );
    expect(onlyEffect(made)).toMatchObject({
      before: { name: 'Apple', customs: null },
      after: {
        name: 'Apple, green',
        customs: { country_code_of_origin: null, hs_tariff_code: '080810', value: null },
      },
    });
    expect(Object.keys(onlyEffect(made).request).sort()).toEqual(['customs', 'name', 'product_id', 'variant_id']);
  });

  it('weight is told once and then ShipBob’s own', () => {
    expect(linked({ weight: 5 }, { weight_oz: 1 }).effects).toEqual([]);
  });

  it('spelling is no difference: dots in a tariff code, case of a country, blanks around a name', () => {
    const made = linked(
      { name: ' Apple', hs_code: '0808.10', country_of_origin: 'DE', standard_price: 1.001 },
      { name: 'Apple ', customs: { country_code_of_origin: 'de', hs_tariff_code: '080810', value: 1 } },
    );
    expect(made.effects).toEqual([]);
  });

  it('what is empty in Odoo erases nothing at ShipBob', () => {
    const there = {
      barcodes: ['X'],
      upc: '036000291452',
      customs: { country_code_of_origin: 'DE', hs_tariff_code: '080810', value: 3 },
    };
    expect(linked({}, there).effects).toEqual([]);
    const changed = onlyEffect(linked({ country_of_origin: 'FR' }, there));
    expect(changed.after).toEqual({ customs: { country_code_of_origin: 'FR', hs_tariff_code: '080810', value: 3 } });
  });

  it('a new barcode replaces the old gtin and leaves ShipBob’s own stickers', () => {
    const made = linked(
      { barcode: '4006381333931' },
      { gtin: '10614141000415', barcodes: ['10614141000415', 'STICKER-1'] },
    );
    expect(onlyEffect(made).after).toEqual({ gtin: '4006381333931', barcodes: ['4006381333931', 'STICKER-1'] });
  });

  it('a new barcode replaces the old upc, and a first one replaces nothing', () => {
    const made = linked({ barcode: '036000291452' }, { upc: '012345678905', barcodes: ['012345678905'] });
    expect(onlyEffect(made).after).toEqual({ upc: '036000291452', barcodes: ['036000291452'] });
    const first = linked({ barcode: '036000291452' }, { barcodes: ['CASE'] });
    expect(onlyEffect(first).after).toEqual({ upc: '036000291452', barcodes: ['036000291452', 'CASE'] });
  });

  it('a product that is active in Odoo is active at ShipBob', () => {
    expect(onlyEffect(linked({}, { status: 'Inactive' })).request).toMatchObject({ is_active: true });
    expect(linked({}, { status: 'SomethingNew' }).effects).toEqual([]);
  });

  it('a renamed SKU is a case, keeps the link and writes nothing', () => {
    const made = linked({ default_code: 'A-9', name: 'Other' });
    expect(made.effects).toEqual([]);
    expect(made.adoptions).toEqual([]);
    expect(onlyCase(made).code).toBe('products.sku_changed');
    expect(onlyCase(made).detail).toMatchObject({ sku: 'A-9', shipbob_sku: 'A-1' });
  });

  it('a linked variant that is gone is a case', () => {
    const made = plan({ link: productLink(), linked: null });
    expect(codesOf(made)).toEqual(['products.linked_gone']);
    expect(made.effects).toEqual([]);
  });

  it('a linked variant that became a bundle is a case', () => {
    expect(codesOf(linked({}, { is_bundle: true }))).toEqual(['products.sku_is_bundle']);
  });

  it('lots on one side only are a case, and other facts are still written', () => {
    const made = linked({ tracking: 'lot', name: 'New' }, { on_hand_qty: 3 });
    expect(codesOf(made)).toEqual(['products.lot_flag_differs']);
    expect(onlyEffect(made).after).toEqual({ name: 'New' });
    expect(codesOf(linked({ tracking: 'lot' }, { is_lot: true }))).toEqual([]);
  });
});

describe('products that end', () => {
  const archived = product({ active: false });

  it('archived without stock is set inactive', () => {
    const made = plan({ product: archived, link: productLink(), linked: variant() });
    expect(onlyEffect(made)).toMatchObject({ before: { is_active: true }, after: { is_active: false } });
    expect(onlyEffect(made).request).toEqual({ product_id: 900, variant_id: 901, is_active: false });
  });

  it('archived with stock is a case with the number', () => {
    const made = plan({ product: archived, link: productLink(), linked: variant({ on_hand_qty: 4 }) });
    expect(made.effects).toEqual([]);
    expect(onlyCase(made)).toMatchObject({ code: 'products.archived_with_stock', detail: { on_hand_qty: 4 } });
  });

  it('archived and inactive is in order', () => {
    const made = plan({
      product: archived,
      link: productLink(),
      linked: variant({ status: 'Inactive', on_hand_qty: 4 }),
    });
    expect(made.effects).toEqual([]);
    expect(made.end.kind).toBe('done');
  });

  it('archived before it ever reached ShipBob is ignored', () => {
    expect(plan({ product: archived, bySku: [variant()] }).end.kind).toBe('ignored');
  });

  it('deleted in Odoo deletes nothing: an active variant is a case, anything else is ignored', () => {
    expect(plan({ product: null }).end.kind).toBe('ignored');
    expect(codesOf(plan({ product: null, link: productLink(), linked: variant({ on_hand_qty: 2 }) }))).toEqual([
      'products.deleted_in_odoo',
    ]);
    expect(plan({ product: null, link: productLink(), linked: variant({ status: 'Inactive' }) }).end.kind).toBe(
      'ignored',
    );
  });
});
