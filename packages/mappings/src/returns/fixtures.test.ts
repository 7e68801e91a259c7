/** Evidence for the unit tests of returns. */
import type { ReturnSeen, ShipBobReturn, ShipBobReturnItem } from '../seen.js';
import { SB } from '../shared/fixtures.test.js';

export const item = (
  id: number,
  taken: [action: string, quantity: number, reason?: string][],
  lot: string | null = null,
): ShipBobReturnItem => ({
  id,
  sku: `S-${id}`,
  name: '',
  quantity: taken.reduce((sum, [, count]) => sum + count, 0),
  bundle_parent_sku: null,
  lot_information: lot === null ? null : { number: lot, expiration: null },
  action_requested: null,
  action_taken: taken.map(([action, quantity_processed, action_reason = null]) => ({
    action,
    action_reason,
    quantity_processed,
    image_url: null,
  })),
});
export const returned = (inventory: ShipBobReturnItem[], more: Partial<ShipBobReturn> = {}): ShipBobReturn => ({
  id: 55,
  reference_id: 'RMA-1',
  status: 'Completed',
  return_type: 'Regular',
  channel: { id: 500, name: 'ours' },
  fulfillment_center: { id: 10, name: 'Cicero' },
  original_shipment_id: 77,
  store_order_id: null,
  tracking_number: null,
  shipment_tracking_number: null,
  insert_date: '2026-11-20T00:00:00Z',
  arrived_date: null,
  completed_date: '2026-11-25T08:00:00Z',
  cancelled_date: null,
  inventory,
  ...more,
});
/** Product 1 is plain, 2 by lot, 3 by serial number; five of each were delivered. */
export const seen = (
  inventory: ShipBobReturnItem[],
  more: Partial<ReturnSeen> = {},
  is: Partial<ShipBobReturn> = {},
): ReturnSeen => ({
  returned: returned(inventory, is),
  link: null,
  productByInventoryId: {
    '1001': { product_id: 1, sku: 'A-1', tracking: 'none' },
    '1002': { product_id: 2, sku: 'B-2', tracking: 'lot' },
    '1003': { product_id: 3, sku: 'C-3', tracking: 'serial' },
  },
  delivery: {
    id: 300,
    name: 'SB/OUT/1',
    state: 'done',
    goods: [1, 2, 3].map((product_id) => ({
      product_id,
      delivered: 5,
      returned: 0,
      lots: product_id === 2 ? ['L1'] : [],
    })),
  },
  reserved: [],
  booked: [],
  scrapped: [],
  lots: [{ product_id: 2, name: 'L1', expiration_date: '2026-11-25T10:00:00.000Z', only_returned: false }],
  locations: {},
  quarantines: { 'SB/Quarantine': 75 },
  operationTypes: [{ id: 60, name: 'Receipts', code: 'incoming', warehouse_id: SB.id }],
  ...more,
});
