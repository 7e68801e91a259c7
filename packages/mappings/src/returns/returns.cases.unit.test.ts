import { describe, expect, it } from 'vitest';
import type { PlannedCase } from '../plan.js';
import type { ShipBobReturn, ShipBobReturnItem } from '../seen.js';
import * as r from './fixtures.test.js';
import * as cases from './returns.cases.js';

const item = (id: number, sku: string): ShipBobReturnItem => ({
  id,
  sku,
  name: sku,
  quantity: 3,
  bundle_parent_sku: null,
  lot_information: null,
  action_requested: null,
  action_taken: [],
});
const returned = (more: Partial<ShipBobReturn> = {}): ShipBobReturn => r.returned([item(1001, 'A-1')], more);
const delivery = { id: 300, name: 'SB/OUT/1', state: 'done', goods: [] };
const booked = { id: 901, name: 'SB/IN/9', state: 'done', placed: [] };
const over = { sku: 'A-1', back: 4, delivered: 5, returned: 2, reserved: 1 };

/** Every case of this flow: what it is called, keeps for people, and says in numbers. */
const ALL: [code: string, make: () => PlannedCase, detail: object, words: string][] = [
  ['no_channel', () => cases.noChannel(returned()), { original_shipment_id: 77 }, 'names no channel'],
  [
    'unknown_action',
    () => cases.unknownAction(returned(), [{ sku: 'A-1', action: 'Burn' }]),
    { actions: [{ sku: 'A-1', action: 'Burn' }] },
    'A-1: Burn.',
  ],
  [
    'nothing_processed',
    () => cases.nothingProcessed(returned()),
    { expected: [{ sku: 'A-1', quantity: 3 }] },
    'nothing was done with 3 x A-1.',
  ],
  [
    'quantity_differs',
    () => cases.quantityDiffers(returned(), [{ sku: 'A-1', expected: 3, processed: 1 }]),
    { items: [{ sku: 'A-1', expected: 3, processed: 1 }] },
    '3 x A-1 expected, 1 processed.',
  ],
  [
    'unknown_item',
    () => cases.unknownItem(returned(), [item(1001, 'A-1'), item(1009, '')]),
    {
      items: [
        { inventory_id: 1001, sku: 'A-1' },
        { inventory_id: 1009, sku: '' },
      ],
    },
    'holds A-1 and inventory 1009,',
  ],
  [
    'unknown_centre',
    () => cases.unknownCentre(returned()),
    { fulfillment_center_id: 10 },
    'came to centre Cicero (10),',
  ],
  [
    'no_location',
    () => cases.noLocation(returned(), 'SB/Quarantine'),
    { location: 'SB/Quarantine' },
    'into SB/Quarantine',
  ],
  [
    'no_operation_type',
    () => cases.noOperationType(returned(), 'Returns', 'SB'),
    { operation_type: 'Returns', warehouse: 'SB' },
    '"Returns"',
  ],
  [
    'lots_needed',
    () => cases.lotsNeeded(returned(), [{ sku: 'A-1', quantity: 2 }]),
    { items: [{ sku: 'A-1', quantity: 2 }] },
    '2 x A-1 are kept by lot',
  ],
  [
    'bad_lot',
    () => cases.badLots(returned(), [{ sku: 'A-1', quantity: 2, why: 'expired' }]),
    { items: [{ sku: 'A-1', quantity: 2, why: 'expired' }] },
    'but 2 x A-1: expired.',
  ],
  [
    'over',
    () => cases.over(returned(), delivery, [over]),
    { delivery: 'SB/OUT/1', items: [over] },
    'more than SB/OUT/1 delivered: 4 x A-1 of 5 delivered, 2 of them back already, 1 wanted by earlier returns.',
  ],
  [
    'unlinked',
    () => cases.unlinked(returned()),
    { original_shipment_id: 77 },
    'belongs to shipment 77, which is not booked in Odoo.',
  ],
  [
    'cancelled_after_booking',
    () => cases.cancelledAfterBooking(returned({ status: 'Cancelled' }), booked),
    { picking_id: 901 },
    'is Cancelled at ShipBob, but SB/IN/9 is done',
  ],
  [
    'changed_after_booking',
    () => cases.changedAfterBooking(returned(), booked, [{ sku: 'A-1', shipbob: 2, odoo: 1 }]),
    { items: [{ sku: 'A-1', shipbob: 2, odoo: 1 }] },
    'is booked on SB/IN/9, but ShipBob now says something else: A-1: ShipBob 2, Odoo 1.',
  ],
];

describe('a case of returns', () => {
  it.each(ALL)(
    '%s names the return, says what is there in numbers, and what a person can do',
    (code, make, detail, words) => {
      const found = make();
      expect(found).toMatchObject({ flow: 'returns', code: `returns.${code}`, detail: { return_id: 55, ...detail } });
      expect(found.cause).toContain('Return 55 (RMA-1)');
      expect(found.cause).toContain(words);
      expect(found.suggestions.length).toBeGreaterThan(0);
    },
  );

  it('says so where ShipBob gives no reference, centre, shipment or goods', () => {
    const bare = returned({ reference_id: '', fulfillment_center: null, original_shipment_id: null, inventory: [] });
    expect(cases.noChannel(bare).cause).toContain('Return 55 (no reference)');
    expect(cases.unknownCentre(bare).cause).toContain('centre nobody names (-)');
    expect(cases.unknownCentre(bare).detail).toMatchObject({ fulfillment_center_id: null });
    expect(cases.unlinked(bare).cause).toContain('belongs to no shipment that ShipBob knows.');
    expect(cases.nothingProcessed(bare).cause).toContain('nothing was done with any goods.');
  });

  it('of too much says only what is true of it', () => {
    const plain = cases.over(returned(), delivery, [{ ...over, returned: 0, reserved: 0 }]).cause;
    expect(plain).toContain('4 x A-1 of 5 delivered. Nothing');
  });
});
