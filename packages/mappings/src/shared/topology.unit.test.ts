import { describe, expect, it } from 'vitest';
import { centreOfReceipt } from './centres.js';
import { context, move, picking, SB } from './fixtures.test.js';

type Centres = NonNullable<Parameters<typeof context>[0]>['centres'];
const CHI = 8;

/** Centre ids, or why there is none, for a receipt into that warehouse and destination. */
function goesTo(centres: Centres, { warehouse_id = SB.id, location_dest_id = SB.lot_stock_id } = {}) {
  const places = { '10': { id: 71, name: 'SB/Stock/CHI' }, '20': { id: 72, name: 'SB/Stock/LA' } };
  const receipt = picking(100, [move(1, 10)], { warehouse_id, location_dest_id });
  const found = centreOfReceipt(receipt, warehouse_id, places, context({ centres }));
  return found.kind === 'centre' ? found.centre.fulfillment_center_id : found.kind;
}

describe('the centre of a receipt, by the map of centres', () => {
  it('is told by the destination, where each centre has a location in one warehouse', () => {
    const centres = [
      { fulfillment_center_id: 10, warehouse: 'SB', location: 'SB/Stock/CHI' },
      { fulfillment_center_id: 20, warehouse: 'SB', location: 'SB/Stock/LA' },
    ];
    expect(goesTo(centres, { location_dest_id: 71 })).toBe(10);
    expect(goesTo(centres, { location_dest_id: 72 })).toBe(20);
    expect(goesTo(centres)).toBe('ambiguous');
    expect(goesTo(centres, { warehouse_id: 1 })).toBe('unmapped');
  });

  it('is told by the warehouse, where each centre has one', () => {
    const centres = [
      { fulfillment_center_id: 10, warehouse: 'SB' },
      { fulfillment_center_id: 20, warehouse: 'CHI' },
    ];
    expect(goesTo(centres)).toBe(10);
    expect(goesTo(centres, { warehouse_id: CHI, location_dest_id: 80 })).toBe(20);
  });

  it('is the one that receives, where all centres are one place', () => {
    const lump = (receives: boolean) => [
      { fulfillment_center_id: 10, warehouse: 'SB', receives },
      { fulfillment_center_id: 20, warehouse: 'SB' },
    ];
    expect(goesTo(lump(false))).toBe(20);
    expect(goesTo(lump(true))).toBe('ambiguous');
    const none = [{ fulfillment_center_id: 10, warehouse: 'SB', receives: false }];
    expect(goesTo(none)).toBe('ambiguous');
  });
});
