import { describe, expect, it } from 'vitest';
import { onlyCase, onlyEffect, products, reasonOf } from '../shared/fixtures.test.js';
import { plan } from './fixtures.test.js';

describe('goods of which one unit is too heavy for a package', () => {
  const heavy = (weight: number, settings: object = {}, weight_uom_name = 'kg') =>
    plan({ products: products([], { 1: { weight, weight_uom_name } }) }, { wro: settings });

  it('are told when their receipt is announced, or hold it by setting', () => {
    const made = heavy(30);
    expect(onlyEffect(made).operation).toBe('shipbob.wro.create');
    expect(reasonOf(made)).toContain('a unit of A-1 weighs 66.1 lb, and ShipBob takes up to 50 lb in a package');
    const held = heavy(30, { heavy_items: 'hold' });
    expect(held.effects).toEqual([]);
    expect(onlyCase(held)).toMatchObject({
      code: 'purchase_orders.item_too_heavy',
      detail: { pounds_max: 50, items: [{ sku: 'A-1', pounds: 66.1 }] },
    });
    expect(onlyCase(held).cause).toContain('A-1 weighs 66.1 lb');
  });

  it('are what weighs more than the setting, in packages, by Odoo’s weight', () => {
    const told = (...of: Parameters<typeof heavy>) => reasonOf(heavy(...of)).includes(' lb');
    expect([told(50, {}, 'lb'), told(50.1, {}, 'lb'), told(0), told(30, { heavy_items: 'off' })]).toEqual([
      false,
      true,
      false,
      false,
    ]);
    expect(told(30, { item_pounds_max: 70 })).toBe(false);
    expect(told(30, { package: 'Pallet' })).toBe(false);
  });
});
