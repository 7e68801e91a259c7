import { describe, expect, it } from 'vitest';
import type { SettingsInput } from '../settings.js';
import { centreOfReceipt, mappedWarehouses, warehouseOfCentre } from './centres.js';
import { context, OTHER, picking, SB } from './fixtures.test.js';

type Centres = NonNullable<SettingsInput['centres']>;
const shared: Centres = [
  { fulfillment_center_id: 10, warehouse: 'SB', location: 'SB/ONE' },
  { fulfillment_center_id: 11, warehouse: 'SB' },
];
const locations = { '10': { id: 71, name: 'SB/ONE' } };
const centreOf = (
  destination: number,
  centres: Centres = shared,
  warehouseId: number | null = SB.id,
  known = locations,
) => centreOfReceipt(picking(1, [], { location_dest_id: destination }), warehouseId, known, context({ centres }));

describe('the centre of a receipt', () => {
  it('is the only one of its warehouse, wherever the goods go in it', () => {
    const centres: Centres = [{ fulfillment_center_id: 10, warehouse: 'SB', location: 'SB/ONE' }];
    expect(centreOf(99, centres)).toMatchObject({ kind: 'centre', centre: { fulfillment_center_id: 10 } });
  });

  it('is, of several, the one of the destination; without a location of its own the one of the stock', () => {
    expect(centreOf(71)).toMatchObject({ centre: { fulfillment_center_id: 10 } });
    expect(centreOf(SB.lot_stock_id)).toMatchObject({ centre: { fulfillment_center_id: 11 } });
  });

  it('is not told where no place, or more than one, is the destination', () => {
    expect(centreOf(99)).toMatchObject({ kind: 'ambiguous', warehouse: 'SB', centres: [{}, {}] });
    expect(centreOf(71, shared, SB.id, { '10': { id: 5, name: 'SB/ONE' } })).toMatchObject({ kind: 'ambiguous' });
    const twice: Centres = [...shared, { fulfillment_center_id: 12, warehouse: 'SB' }];
    expect(centreOf(SB.lot_stock_id, twice)).toMatchObject({ kind: 'ambiguous' });
  });

  it('is none where the warehouse stands for none, or is none of the company’s', () => {
    expect(centreOf(71, shared, OTHER.id)).toEqual({ kind: 'unmapped', warehouse: 'WH' });
    expect(centreOf(71, shared, 999)).toEqual({ kind: 'unmapped', warehouse: null });
    expect(centreOf(71, shared, null)).toEqual({ kind: 'unmapped', warehouse: null });
  });
});

describe('the warehouse of a centre', () => {
  it('is the one of its code, else none', () => {
    expect(warehouseOfCentre(20, context())).toMatchObject({ centre: { fulfillment_center_id: 20 }, warehouseId: 8 });
    expect(warehouseOfCentre(99, context())).toBeNull();
    const lost = context({ centres: [{ fulfillment_center_id: 30, warehouse: 'GONE' }] });
    expect(warehouseOfCentre(30, lost)).toMatchObject({ warehouseId: null });
  });

  it('is among those that stand for ShipBob', () => {
    expect([...mappedWarehouses(context())]).toEqual([SB.id, 8]);
  });
});
