import { describe, expect, it } from 'vitest';
import type { CutEvidence } from '../inventory/compare.js';
import { statementOf } from './statement.js';
import { stockFacts } from './stock-facts.js';

const AT = '2026-11-25T10:00:00Z';
const stock = (location_id: number, on_hand_quantity: number) => ({
  ...{ location_id, name: `Centre ${location_id}`, on_hand_quantity, committed_quantity: 0 },
  ...{ fulfillable_quantity: 0, awaiting_quantity: 0, internal_transfer_quantity: 0 },
});
const level = (inventory_id: number, sku: string, ...locations: ReturnType<typeof stock>[]) => ({
  ...{ inventory_id, sku, name: sku, locations },
});
const product = (id: number, tracking: 'none' | 'lot' = 'none') => ({
  ...{ inventory_id: 1000 + id, product_id: id, sku: `P-${id}`, tracking, is_kit: false },
});
const quant = (product_id: number, quantity: number, lot: string | null = null) => ({
  ...{ product_id, location_id: 70, lot, quantity },
});
const evidence = (more: Partial<CutEvidence>): CutEvidence => ({
  at: AT,
  products: [product(1), product(2)],
  places: [{ location_id: 70, name: 'SB/Stock', centre_ids: [10], location_ids: [70] }],
  levels: [level(1001, 'P-1', stock(10, 20)), level(1002, 'P-2', stock(10, 5))],
  quants: [quant(1, 20), quant(2, 5)],
  ...{ lots: [], history: null, quarantines: [], merges: [], previous: null },
  ...more,
});
const stated = (more: Partial<CutEvidence>) => {
  const sides = stockFacts(evidence(more), { quiet_minutes: 30, by_lot: true });
  const head = { connection: 'c', period: { from: AT, to: AT }, readAt: AT, rulesVersion: 1, settingsVersion: 1 };
  const [flow] = statementOf({ ...head, flows: [{ flow: 'inventory', ...sides }], explanations: [] }).flows;
  if (!flow) throw new Error('no flow');
  return flow;
};
const history = (units: number): CutEvidence['history'] => ({
  from: '2026-10-26T00:00:00Z',
  events: [],
  moves: [
    {
      ...{ product_id: 1, lot: null, quantity: units, date: '2026-11-20T00:00:00Z', location_id: 70 },
      ...{ location_dest_id: 5, picking_id: null, purchase_id: null, reference: 'SB/OUT/9' },
    },
  ],
  subjects: { wros: {}, pickings: {} },
});

describe('stock in the statement', () => {
  it('is counted on both sides by product and place, and matches', () => {
    expect(stated({})).toMatchObject({ counted: { odoo: 2, shipbob: 2 }, matched: 2, differences: [] });
  });

  it('is explained when the movements add up to the difference, and not when anything is left over', () => {
    const quants = [quant(1, 17), quant(2, 5)];
    const [whole] = stated({ quants, history: history(3) }).differences;
    expect(whole).toMatchObject({
      ...{ kind: 'differs', key: 'P-1/SB/Stock', lane: 'stock:1001' },
      ...{ fields: [{ field: 'quantity', odoo: 17, shipbob: 20 }], explainedBy: '+3 odoo only (SB/OUT/9)' },
    });
    expect(whole).not.toHaveProperty('explained');
    expect(stated({ quants, history: history(2) })).toMatchObject({ explained: 0, unexplained: 1 });
    expect(stated({ quants })).toMatchObject({ explained: 0, unexplained: 1 });
  });

  it('that only one side has is missing on the other; what neither has is no fact', () => {
    const said = stated({ levels: [level(1001, 'P-1', stock(10, 20))], quants: [quant(2, 5)] });
    expect(said.differences.map(({ kind, key }) => [kind, key])).toEqual([
      ['missing_in_odoo', 'P-1/SB/Stock'],
      ['missing_in_shipbob', 'P-2/SB/Stock'],
    ]);
    expect(stated({ levels: [], quants: [] }).counted).toEqual({ odoo: 0, shipbob: 0 });
  });

  it('is told lot by lot, and moving while something moved just before', () => {
    const lots = [
      {
        ...{ inventory_id: 1001, sku: 'P-1', name: 'P-1' },
        lots: [{ lot_number: 'L1', lot_date: null, on_hand_quantity: 20, locations: [stock(10, 20)] }],
      },
    ];
    const soon = history(1);
    for (const move of soon?.moves ?? []) Object.assign(move, { date: '2026-11-25T09:50:00Z', lot: 'L1' });
    const quants = [quant(1, 19, 'L1'), quant(2, 5)];
    const [lot] = stated({ products: [product(1, 'lot'), product(2)], lots, quants, history: soon }).differences;
    expect(lot).toMatchObject({
      ...{ key: 'P-1/SB/Stock/lot L1', label: 'P-1 at SB/Stock, lot L1', explainedBy: 'moved just now' },
    });
  });

  it('goes by its product and place where nothing is kept by lot, and is explained only by what is there', () => {
    const sides = stockFacts(evidence({ quants: [quant(1, 20)] }), { quiet_minutes: 30, by_lot: true });
    expect(sides.odoo).toEqual([
      { key: 'P-1/SB/Stock', label: 'P-1 at SB/Stock', lane: 'stock:1001', fields: { quantity: 20 } },
    ]);
    // Nothing moved, and nothing is unknown: that alone explains nothing.
    expect(sides.shipbob[0]).not.toHaveProperty('explained');
    const less = history(-3);
    const [whole] = stated({ quants: [quant(1, 23), quant(2, 5)], history: less }).differences;
    expect(whole?.explainedBy).toBe('-3 odoo only (SB/OUT/9)');
  });

  it('in quarantine is told where it lies: of nothing there is no fact, and goods without a SKU go by their number', () => {
    const levels = [
      level(5000, 'Quarantine_Acme', stock(10, 6), stock(20, 2)),
      { ...level(5001, '', stock(10, 2)), name: 'Stranger' },
    ];
    const quarantines = [
      { location: 'SB/Quarantine', centre_ids: [10], quantity: 0 },
      { location: 'WH/Quarantine', centre_ids: [11], quantity: 4 },
    ];
    const { odoo, shipbob } = stockFacts(evidence({ levels, quants: [], quarantines, products: [] }), {
      ...{ quiet_minutes: 30, by_lot: true },
    });
    expect(odoo.map(({ key, fields }) => [key, fields['quantity']])).toEqual([['quarantine/WH/Quarantine', 4]]);
    expect(shipbob.map(({ label, fields }) => [label, fields['quantity']])).toEqual([
      ['quarantine, SB/Quarantine', 6],
      ['quarantine, centres 20', 2],
      ['inventory 5001 at centre 10, linked to no product', 2],
      ['all goods at centre 20 (Centre 20), which stands for no warehouse', 2],
    ]);
    const [named] = stockFacts(evidence({ levels: [level(5001, 'X', stock(10, 2))], products: [] }), {
      ...{ quiet_minutes: 30, by_lot: true },
    }).shipbob;
    expect(named?.label).toBe('X at centre 10, linked to no product');
  });

  it('in quarantine, without a product and at centres without a warehouse stands by itself, once', () => {
    const levels = [
      level(1001, 'P-1', stock(10, 20)),
      level(1002, 'P-2', stock(10, 5)),
      level(5000, 'Quarantine_Acme', stock(10, 6)),
      level(5001, 'STRANGER', stock(10, 2), stock(99, 3)),
    ];
    const quarantines = [{ location: 'SB/Quarantine', centre_ids: [10], quantity: 5 }];
    expect(
      stated({ levels, quarantines }).differences.map(({ key, fields: [one] }) => [key, one?.odoo, one?.shipbob]),
    ).toEqual([
      ['centre 99', null, 3],
      ['inventory 5001/centre 10', null, 2],
      ['quarantine/SB/Quarantine', 5, 6],
    ]);
  });
});
