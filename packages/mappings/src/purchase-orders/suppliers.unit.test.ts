import { describe, expect, it } from 'vitest';
import type { SettingsInput } from '../settings.js';
import { context } from '../shared/fixtures.test.js';
import { supplierRules } from './suppliers.js';

type Suppliers = NonNullable<NonNullable<SettingsInput['wro']>['suppliers']>;
const rules = (suppliers: Suppliers, partner = { id: 3, name: 'Orchard Ltd' }) =>
  supplierRules({ partner }, context({ wro: { suppliers, package: 'Pallet', box_packaging: 'OneSkuPerBox' } }));
const everywhere = {
  package: 'Pallet',
  box_packaging: 'OneSkuPerBox',
  units_per_box: null,
  centreId: null,
  isExcluded: false,
};

describe('what holds for a supplier', () => {
  it('is what holds everywhere, but for what its rules say', () => {
    expect(rules({})).toEqual(everywhere);
    expect(rules({ 'Orchard Ltd': {} })).toEqual(everywhere);
    expect(rules({ 'Orchard Ltd': { package: 'Package' } })).toEqual({ ...everywhere, package: 'Package' });
    expect(rules({ 'Orchard Ltd': { box_packaging: 'EverythingInOneBox' } })).toEqual({
      ...everywhere,
      box_packaging: 'EverythingInOneBox',
    });
    expect(rules({ 'Orchard Ltd': { units_per_box: 12 } })).toEqual({ ...everywhere, units_per_box: 12 });
    expect(rules({ 'Orchard Ltd': { fulfillment_center_id: 20 } })).toEqual({ ...everywhere, centreId: 20 });
    expect(rules({ 'Orchard Ltd': { exclude: true } })).toEqual({ ...everywhere, isExcluded: true });
  });

  it('is found by the id, the name, or the company a contact belongs to, in this order', () => {
    const of = (...names: string[]): Suppliers =>
      Object.fromEntries(names.map((name, index) => [name, { fulfillment_center_id: index + 1 }]));
    const ann = { id: 9, name: ' Orchard Ltd , Ann Smith ' };
    expect(rules(of('Orchard Ltd', 'Orchard Ltd , Ann Smith', '#9'), ann).centreId).toBe(3);
    expect(rules(of('Orchard Ltd', 'Orchard Ltd , Ann Smith'), ann).centreId).toBe(2);
    expect(rules(of('Orchard Ltd'), ann).centreId).toBe(1);
    expect(rules(of('Ann Smith', '9', '#3'), ann).centreId).toBeNull();
  });
});
