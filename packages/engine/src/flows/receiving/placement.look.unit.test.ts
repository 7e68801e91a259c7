import { describe, expect, it } from 'vitest';
import { lookContext, move, order, picking, wro, wroLink } from '../look-context.test.js';
import { lookPlacements } from './placement.look.js';

const orders = [order([picking(100, [move(1, 10, 'assigned')], 'assigned')])];
const hub = {
  ...wro(5, 'InternalTransfer', [[1001, 10, 0]]),
  status_history: [{ status: 'ArrivedAtHub', timestamp: null }],
};
const row = {
  ...{ inventory_id: 1001, product_sku: 'A-1', lot_number: null, lot_date: null, fulfillment_center_id: 10 },
  ...{ fulfillment_center_abbreviation: 'C', expected_quantity: 4, received_quantity: 4, stowed_quantity: 4 },
  status: 'Stowing',
};
const placed = { product_id: 1, lot: null, location_dest_id: 70, quantity: 3 };

describe('where a hub sends goods on to', () => {
  it('is read of WROs that went through one, with what done transfers have moved and the place in transit', async () => {
    const context = lookContext({
      shipbob: { distributions: async () => [row] },
      odoo: {
        markedTransfers: async (marks) =>
          new Map(
            marks.map((mark) => [
              mark,
              [
                { id: 1, name: 'INT/1', state: 'done', placed: [placed] },
                { id: 2, name: 'INT/2', state: 'assigned', placed: [placed] },
              ],
            ]),
          ),
        locations: async (names) => names.map((complete_name) => ({ id: 77, complete_name })),
      },
    });
    expect(await lookPlacements(orders, [wroLink(100, 5)], [hub], context)).toEqual({
      placements: { '5': { distributions: [row], moved: [placed] } },
      transits: { 'SB/In transit': 77 },
    });
  });

  it('costs no call where none did, or the setting is off, and no further one where nothing is spread', async () => {
    const plain = wro(5, 'Processing', [[1001, 10, 0]]);
    expect(await lookPlacements(orders, [wroLink(100, 5)], [plain], lookContext({}))).toEqual({});
    const off = lookContext({}, { receipt: { placement: 'off' } });
    expect(await lookPlacements(orders, [wroLink(100, 5)], [hub], off)).toEqual({});
    const unspread = lookContext({ shipbob: { distributions: async () => [] } });
    expect(await lookPlacements(orders, [wroLink(100, 5)], [hub], unspread)).toEqual({});
  });
});
