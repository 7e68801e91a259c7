import { describe, expect, it } from 'vitest';
import type { OdooProduct, ShipBobVariant } from '../seen.js';
import type { SettingsInput } from '../settings.js';
import { context, product, variant } from '../shared/fixtures.test.js';
import { driftOf, shelfLifeOf, warningsOf } from './products.facts.js';
import { changesTo, isInactive } from './products.map.js';

type Products = NonNullable<SettingsInput['products']>;
const FIELDS = { dimension_fields: { length: 'l', width: 'w', height: 'h' } };
const SIZE = { dimensions: { length: 25.4, width: 50.8, height: 76.2 } };
const drift = (more: Partial<OdooProduct>, there: Partial<ShipBobVariant>, products: Products = {}) =>
  driftOf(product(more), variant(there), context({ products: { ...FIELDS, drift_share: 0.1, ...products } }));

describe('a measure that drifted', () => {
  it('is one that differs by more than the share of the larger, and only where both sides have one', () => {
    const pounds = (weight: number, weight_oz: number | null) =>
      drift({ weight, weight_uom_name: 'lb' }, { weight_oz }).length;
    // 16 oz: a tenth of 160 is no drift, of a hair less it is.
    expect([pounds(9, 160), pounds(8.99, 160), pounds(10, 144), pounds(10, 143.9)]).toEqual([0, 1, 0, 1]);
    expect([pounds(0, 50), pounds(1, null), pounds(1, 0)]).toEqual([0, 0, 0]);
  });

  it('is not told of a fact that Odoo owns, unless ShipBob locked it', () => {
    const weight = { weight: 1, weight_uom_name: 'lb' };
    const owned = { owned_fields: ['weight' as const, 'dimensions' as const] };
    const measured = { dimensions_in: { length: 90, width: 20, height: 10 } };
    expect(drift(weight, { weight_oz: 50 }, owned)).toEqual([]);
    expect(drift(weight, { weight_oz: 50, measures_locked: true }, owned)).toHaveLength(1);
    expect(drift(weight, { weight_oz: 50 }, { owned_fields: ['dimensions'] })).toHaveLength(1);
    expect(drift(SIZE, measured, owned)).toEqual([]);
    expect(drift(SIZE, { ...measured, measures_locked: true }, owned)).toHaveLength(1);
    expect(drift(SIZE, measured, { owned_fields: ['weight'] })).toHaveLength(1);
  });

  it('is told of boxes that both sides measured on all sides, however they lie', () => {
    const boxes = (length: number, width: number, height: number) =>
      drift(SIZE, { dimensions_in: { length, width, height } });
    expect(boxes(20, 30, 10)).toEqual([]);
    expect(boxes(20, 10, 40)).toEqual(['ShipBob measures 40 x 20 x 10 in, Odoo says 30 x 20 x 10 in']);
    expect([boxes(0, 20, 90), boxes(0, 0, 0)]).toEqual([[], []]);
    expect(drift(SIZE, { dimensions_in: null })).toEqual([]);
    expect(drift({}, { dimensions_in: { length: 1, width: 1, height: 1 } })).toEqual([]);
  });
});

describe('facts that only some products have', () => {
  it('a shelf life is whole days of a lot, by the time that the setting names', () => {
    const shelf_life_days = { use_time: 9.9, removal_time: 0, alert_time: 0.5, expiration_time: 1 };
    const days = (minimum_shelf_life: Products['minimum_shelf_life'], more: Partial<OdooProduct> = {}) =>
      shelfLifeOf(
        product({ tracking: 'lot', shelf_life_days, ...more }),
        context({ products: { minimum_shelf_life } }),
      );
    expect([days('use_time'), days('removal_time'), days('alert_time'), days('off')]).toEqual([9, null, null, null]);
    expect([days('use_time', { shelf_life_days: undefined }), days('use_time', { tracking: 'none' })]).toEqual([
      null,
      null,
    ]);
  });

  it('warnings are told for what they are about only', () => {
    const warnings = (more: Partial<OdooProduct>, products: Products = {}) =>
      warningsOf(product({ hs_code: '0808', ...more }), context({ products })).length;
    expect(warnings({})).toBe(0);
    expect(warnings({ hs_code: ' ' })).toBe(1);
    expect(warnings({ tracking: 'serial' })).toBe(1);
    expect(warnings({ tracking: 'serial' }, { serial_scan: true })).toBe(0);
    expect(warnings({ tracking: 'lot' })).toBe(0);
    expect(warnings({ category: 'All / CLOTHING' })).toBe(1);
    expect(warnings({ category: null }, { return_warning_categories: ['stryker'] })).toBe(0);
  });
});

describe('what is changed at ShipBob', () => {
  const changed = (more: Partial<OdooProduct>, there: Partial<ShipBobVariant>, products: Products = {}) => {
    const found = changesTo(variant(there), product(more), context({ products: { ...FIELDS, ...products } }));
    return found && { before: found.before, after: found.after };
  };
  const own = (...owned_fields: NonNullable<Products['owned_fields']>) => ({ owned_fields });

  it('is told with what stood there before, and null where nothing did', () => {
    expect(
      changed(
        { ...SIZE, weight: 1, weight_uom_name: 'lb' },
        { weight_oz: 3, dimensions_in: { length: 1, width: 2, height: 3 } },
        own('weight', 'dimensions'),
      ),
    ).toEqual({
      before: { weight_oz: 3, dimensions_in: { length: 1, width: 2, height: 3 } },
      after: { weight_oz: 16, dimensions_in: { length: 10, width: 20, height: 30 } },
    });
    expect(changed(SIZE, { dimensions_in: null }, own('dimensions'))?.before).toEqual({ dimensions_in: null });
    const returns = { ...own('returns'), return_action: 'dispose' as const };
    const return_actions = { primary: 'restock', backup: null, instructions: 'x' };
    expect(changed({}, { return_actions }, returns)?.before).toEqual({ return_preferences: return_actions });
  });

  it('is no measure that differs by a hair, nor one that ShipBob does not tell or has locked', () => {
    const weight = (weight_oz: number | null, more: Partial<ShipBobVariant> = {}) =>
      changed({ weight: 1, weight_uom_name: 'lb' }, { weight_oz, ...more }, own('weight')) !== null;
    expect([weight(16.009), weight(16.011), weight(null), weight(3, { measures_locked: true })]).toEqual([
      false,
      true,
      true,
      false,
    ]);
    const size = (there: Partial<ShipBobVariant>) => changed(SIZE, there, own('dimensions')) !== null;
    const box = { length: 10, width: 20, height: 30 };
    expect([size({}), size({ dimensions_in: box }), size({ dimensions_in: { ...box, height: 30.02 } })]).toEqual([
      false,
      false,
      true,
    ]);
    expect([size({ dimensions_in: { ...box, length: 9 } }), size({ dimensions_in: { ...box, width: 9 } })]).toEqual([
      true,
      true,
    ]);
    expect(size({ dimensions_in: null, measures_locked: true })).toBe(false);
  });

  it('is no customs fact that Odoo leaves open or that is the same to the cent', () => {
    const customs = (more: Partial<OdooProduct>, there: ShipBobVariant['customs']) =>
      changed(more, { customs: there }, own('customs'))?.after['customs'] ?? null;
    const known = { country_code_of_origin: ' de ', hs_tariff_code: '0808 10', value: 3 };
    expect(customs({ country_of_origin: 'DE', hs_code: '0808.10', standard_price: 3.001 }, known)).toBeNull();
    expect(customs({ standard_price: 3.01 }, known)).toEqual({ ...known, value: 3.01 });
    expect(customs({ hs_code: '0809' }, known)).toEqual({ ...known, hs_tariff_code: '0809' });
    expect(customs({ country_of_origin: 'FR' }, null)).toEqual({
      country_code_of_origin: 'FR',
      hs_tariff_code: null,
      value: null,
    });
    expect(customs({ standard_price: 3 }, { ...known, value: null })).toEqual({ ...known, value: 3 });
    expect(customs({ hs_code: '0808' }, null)).toMatchObject({ hs_tariff_code: '0808' });
  });

  it('is a shelf life only of lots, where ShipBob tells one and Odoo another', () => {
    const shelf_life_days = { use_time: 9, removal_time: 1, alert_time: 1, expiration_time: 1 };
    const days = (there: Partial<ShipBobVariant>, more: Partial<OdooProduct> = {}) =>
      changed(
        { tracking: 'lot', shelf_life_days, ...more },
        { is_lot: true, ...there },
        {
          ...own('shelf_life'),
          minimum_shelf_life: 'use_time',
        },
      );
    expect(days({ minimum_shelf_life_days: 4 })).toEqual({
      before: { minimum_shelf_life_days: 4 },
      after: { minimum_shelf_life_days: 9 },
    });
    expect(days({ minimum_shelf_life_days: null })?.before).toEqual({ minimum_shelf_life_days: null });
    expect(days({ minimum_shelf_life_days: 9 })).toBeNull();
    expect(days({})).toBeNull();
    expect(days({ minimum_shelf_life_days: 4, is_lot: false })).toBeNull();
    expect(days({ minimum_shelf_life_days: 4 }, { shelf_life_days: undefined })).toBeNull();
  });

  it('is a serial scan only of serial numbers, by the setting, and never back', () => {
    const scan = (tracking: OdooProduct['tracking'], serial_scan: boolean | undefined, on = true) =>
      changed({ tracking }, { serial_scan }, { ...own('serial_scan'), serial_scan: on });
    expect(scan('serial', false)).toEqual({ before: { serial_scan: false }, after: { serial_scan: true } });
    expect([
      scan('serial', true),
      scan('serial', undefined),
      scan('none', false),
      scan('serial', false, false),
    ]).toEqual([null, null, null, null]);
  });

  it('is a return preference only where the wanted one differs from what ShipBob tells', () => {
    const wanted: Products = {
      ...own('returns'),
      return_action: 'restock',
      return_backup_action: 'dispose',
      return_instructions: 'Look',
    };
    const same = { primary: 'restock', backup: 'dispose', instructions: 'Look' };
    const differs = (more: Partial<typeof same> | null, products: Products = wanted) =>
      changed({}, more === null ? {} : { return_actions: { ...same, ...more } }, products) !== null;
    expect([differs({}), differs(null)]).toEqual([false, false]);
    expect([differs({ primary: 'dispose' }), differs({ backup: 'x' }), differs({ instructions: 'y' })]).toEqual([
      true,
      true,
      true,
    ]);
    const bare: Products = { ...own('returns'), return_action: 'restock' };
    expect(differs({ backup: 'x', instructions: 'y' }, bare)).toBe(false);
  });

  it('is a barcode that is missing or replaced, of the same number of codes too', () => {
    const codes = (barcode: string, there: Partial<ShipBobVariant>) =>
      changed({ barcode }, there, own('barcode'))?.after ?? null;
    expect(codes('X', { barcodes: ['X'] })).toBeNull();
    expect(codes('X', { barcodes: ['Y'] })).toEqual({ barcodes: ['X', 'Y'] });
    expect(codes('X', { barcodes: ['X', 'X'] })).toEqual({ barcodes: ['X'] });
    expect(codes('4006381333931', { barcodes: ['4006381333931'] })).toEqual({ gtin: '4006381333931' });
    expect(codes('036000291452', { barcodes: ['036000291452', 'null'], upc: null })).toEqual({ upc: '036000291452' });
    expect(codes('4006381333931', { barcodes: ['4006381333931', 'null'] })).toEqual({ gtin: '4006381333931' });
  });

  it('is nothing of a product whose status is only spelt otherwise', () => {
    expect(
      [' inactive ', 'INACTIVE', 'Active', 'Inactivated'].map((status) => isInactive(variant({ status }))),
    ).toEqual([true, true, false, false]);
  });
});
