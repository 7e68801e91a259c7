/** Evidence of one return and what the plan makes of it, for the unit tests of the plan of returns. */
import type { Plan, PlannedEffect } from '../plan.js';
import type { ReturnSeen, ShipBobReturn, ShipBobReturnItem } from '../seen.js';
import type { SettingsInput } from '../settings.js';
import { context, SB } from '../shared/fixtures.test.js';
import { returned } from './fixtures.test.js';
import { planReturns } from './returns.plan.js';

type Taken = [action: string, quantity: number, reason?: string];
type More = { sku?: string; lot?: string | null; expiration?: string | null; quantity?: number };

/** Inventory 1001 is product 1, 1002 is product 2 (B-2). */
export const item = (id: number, taken: Taken[], { sku = 'A-1', lot = null, expiration = null, quantity }: More = {}) =>
  ({
    id,
    sku,
    name: sku,
    quantity: quantity ?? taken.reduce((sum, [, count]) => sum + count, 0),
    bundle_parent_sku: null,
    lot_information: lot === null ? null : { number: lot, expiration },
    action_requested: null,
    action_taken: taken.map(([action, quantity_processed, action_reason = null]) => ({
      action,
      action_reason,
      quantity_processed,
      image_url: null,
    })),
  }) satisfies ShipBobReturnItem;

export const QUARANTINE = 75;
export const seen = (
  inventory: ShipBobReturnItem[],
  more: Partial<ReturnSeen> & { is?: Partial<ShipBobReturn> } = {},
) => {
  const { is, ...rest } = more;
  return {
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
      goods: [
        { product_id: 1, delivered: 5, returned: 0, lots: [] },
        { product_id: 2, delivered: 4, returned: 0, lots: ['L1', 'L2'] },
        { product_id: 3, delivered: 2, returned: 0, lots: ['S1', 'S2'] },
      ],
    },
    reserved: [],
    booked: [],
    scrapped: [],
    lots: [
      { product_id: 2, name: 'L1', expiration_date: '2027-05-01T00:00:00Z', only_returned: false },
      { product_id: 2, name: 'L2', expiration_date: null, only_returned: false },
      { product_id: 3, name: 'S1', expiration_date: null, only_returned: false },
    ],
    locations: {},
    quarantines: { 'SB/Quarantine': QUARANTINE },
    operationTypes: [
      { id: 60, name: 'Receipts', code: 'incoming', warehouse_id: SB.id },
      { id: 61, name: 'Delivery Orders', code: 'outgoing', warehouse_id: SB.id },
    ],
    ...rest,
  } satisfies ReturnSeen;
};

export const liveSince = (live_from: string) => {
  const usual = context();
  return { ...usual, connection: { ...usual.connection, live_from } };
};
export const plan = (what: ReturnSeen, settings: SettingsInput = {}): Plan => planReturns(what, context(settings));
export const writes = (found: Plan): [string, unknown][] =>
  found.effects.map((effect: PlannedEffect) => [effect.operation, effect.request]);
export const line = (
  product_id: number,
  sku: string,
  quantity: number,
  location_dest_id: number,
  lot: string | null = null,
) => ({
  product_id,
  sku,
  quantity,
  lot,
  location_dest_id,
});
export const book = (...lines: ReturnType<typeof line>[]) => ({
  from: { delivery_id: 300 },
  lines,
  update_order: true,
  origin_marker: 'SB-return-55',
});
export const own = (...lines: ReturnType<typeof line>[]) => ({
  from: { picking_type_id: 60, partner_id: null },
  lines,
  update_order: false,
  origin_marker: 'SB-return-55',
});
export const transfer = (
  placed: { product_id: number; quantity: number; location_dest_id: number; lot?: string }[],
) => ({
  id: 901,
  name: 'SB/IN/9',
  state: 'done',
  placed: placed.map((one) => ({ lot: null, ...one })),
});
