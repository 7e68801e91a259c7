import { describe, expect, it } from 'vitest';
import { line, products, wro } from '../shared/fixtures.test.js';
import { differencesText, differencesTo } from './wro-match.js';

const differences = (demand: [number, number][], lines: ReturnType<typeof line>[]) =>
  differencesTo(new Map(demand), wro(5, { inventory_quantities: lines }), products());

describe('what a WRO expects and its receipt asks for', () => {
  it('is compared product by product, lines of one product summed, in order of the products', () => {
    expect(differences([[1, 10]], [line(1, 6), line(1, 4)])).toEqual([]);
    expect(
      differences(
        [
          [3, 1],
          [2, 5],
        ],
        [line(2, 4), line(1, 2)],
      ),
    ).toEqual([
      { sku: 'A-1', odoo: 0, shipbob: 2 },
      { sku: 'B-2', odoo: 5, shipbob: 4 },
      { sku: 'C-3', odoo: 1, shipbob: 0 },
    ]);
  });

  it('takes the dust of floating point for none', () => {
    expect(differences([[1, 0.1 * 30]], [line(1, 3)])).toEqual([]);
  });

  it('names goods that Odoo does not know by their SKU, else by their inventory id, unless none are expected', () => {
    const strange = (sku: string, quantity: number) => ({ ...line(1, quantity), inventory_id: 5555, sku });
    expect(differences([], [strange('ZZZ', 2)])).toEqual([{ sku: 'ZZZ', odoo: 0, shipbob: 2 }]);
    expect(differences([], [strange('', 2)])).toEqual([{ sku: 'inventory 5555', odoo: 0, shipbob: 2 }]);
    expect(differences([], [strange('ZZZ', 0)])).toEqual([]);
  });

  it('is told with both numbers', () => {
    const both = [
      { sku: 'A-1', odoo: 0, shipbob: 2 },
      { sku: 'B-2', odoo: 5, shipbob: 4 },
    ];
    expect(differencesText(both)).toBe('A-1: Odoo 0, ShipBob 2; B-2: Odoo 5, ShipBob 4');
  });
});
