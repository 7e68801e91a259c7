import { ManualClock } from '@mlc/kernel';
import {
  type OdooMove,
  type OdooPicking,
  type OdooProduct,
  type OdooSaleOrder,
  type ShipBobOrder,
  settingsSchema,
} from '@mlc/mappings';
import { expect, it } from 'vitest';
import { createMemoryLedger } from '../../memory/memory-ledger.js';
import type { OdooReader, ShipBobReader } from '../../ports/remotes.js';
import { subjects } from '../../registry.js';
import { TEST_CONNECTION, testWork } from '../../testing/test-work.js';
import { workOnce } from '../../work.js';

const UNIT = { id: 1, name: 'Units' };
/** How 5,000 shipments stand on both sides on the day of going live. */
const STANDS = { done: 4000, open: 400, different: 200, unsold: 300, undelivered: 100 } as const;
type Stand = keyof typeof STANDS;

const all = Object.entries(STANDS)
  .flatMap(([stand, count]) => Array.from({ length: count }, () => stand as Stand))
  .map((stand, index) => ({ stand, id: index + 1 }));

const move = (id: number, state: string, quantity: number): OdooMove => ({
  ...{
    id,
    state,
    product_id: 1,
    sku: 'A',
    tracking: 'none',
    product_qty: quantity,
    quantity,
    picked: state === 'done',
  },
  ...{ product_uom: UNIT, product_base_uom: UNIT, purchase_line_id: null, sale_line_id: id },
});

const picking = (id: number, state: string, quantity: number): OdooPicking => ({
  ...{ id, name: `SB/OUT/${id}`, state, picking_type_code: 'outgoing', create_backorder: 'ask', scheduled_date: null },
  ...{ date_done: null, backorder_id: null, return_id: null, location_id: 70, location_dest_id: 5, warehouse_id: 7 },
  ...{ carrier_id: null, carrier_tracking_ref: null, origin: `S${id}`, moves: [move(id, state, quantity)] },
});

const saleOrder = ({ stand, id }: (typeof all)[number]): OdooSaleOrder | null => {
  if (stand === 'unsold') return null;
  const pickings = {
    done: [picking(id, 'done', 2)],
    open: [picking(id, 'assigned', 2)],
    different: [picking(id, 'done', 1)],
    undelivered: [],
  }[stand];
  return {
    ...{ id, name: `S${id}`, client_order_ref: null, origin: null, state: 'sale', company_id: 1, warehouse_id: 7 },
    ...{ pickings, write_date: '2026-01-01T00:00:00Z' },
  };
};

const order = ({ id }: (typeof all)[number]): ShipBobOrder => ({
  ...{ id, order_number: `S${id}`, reference_id: `S${id}`, status: 'Fulfilled', channel: { id: 500, name: 'Odoo' } },
  created_date: '2026-10-01T08:00:00Z',
  shipments: [
    {
      ...{ id: 100_000 + id, status: 'Completed', status_detail_ids: [203], status_detail_names: ['Delivered'] },
      ...{ location: { id: 10, name: 'Chicago' }, tracking: null, delivery_date: null, last_update_at: null },
      items: [{ inventory_id: 1001, name: 'A', quantity: 2, lot: null, expiration_date: null, serial_numbers: [] }],
      ...{ created_date: '2026-10-01T08:00:00Z', actual_fulfillment_date: '2026-10-02T08:00:00Z' },
      last_tracking_update_at: null,
    },
  ],
});

/** Only what the look of shipments asks for; anything else fails the test. */
function readers(): { odoo: OdooReader; shipbob: ShipBobReader } {
  const sales = new Map(all.flatMap((one) => (saleOrder(one) ? [[`S${one.id}`, saleOrder(one)]] : [])));
  const orders = new Map(all.map((one) => [one.id, order(one)]));
  const odoo: Partial<OdooReader> = {
    saleOrdersBy: async (field, values) =>
      field === 'name' ? values.flatMap((value) => sales.get(String(value)) ?? []) : [],
    pickings: async () => new Map(),
    carriers: async () => [],
    products: async (ids) =>
      new Map(ids.map((id) => [id, { id, tracking: 'none', default_code: 'A' } as unknown as OdooProduct])),
    deliveryMeans: async () => ({
      types: [{ id: 91, name: 'Deliveries', warehouse_id: 7 }],
      ...{ customers: 5, losses: 6, partners: [] },
    }),
  };
  const shipbob: Partial<ShipBobReader> = { orders: async (ids) => ids.flatMap((id) => orders.get(id) ?? []) };
  return { odoo: odoo as OdooReader, shipbob: shipbob as ShipBobReader };
}

it('5,000 shipments that are on both sides at go-live are linked or stand in a named queue, and nothing is written', async () => {
  const clock = new ManualClock(new Date('2026-11-25T10:00:00Z'));
  const ledger = createMemoryLedger(() => clock.now());
  ledger.state.links.push({
    ...{ connectionId: TEST_CONNECTION, laneKey: 'product:1', odooModel: 'product.product', odooId: 1 },
    ...{
      shipbobType: 'variant',
      shipbobId: '901',
      data: { inventory_id: 1001, sku: 'A' },
      evidence: '',
      handsOver: [],
    },
  });
  let sent = 0;
  const refuse = (): never => {
    sent += 1;
    throw new Error('nothing may be written');
  };
  const work = testWork({
    ledger,
    clock,
    subjects,
    readers: readers(),
    executors: [
      {
        operations: ['odoo.delivery.ship', 'odoo.delivery.anonymous', 'odoo.delivery.track'],
        send: refuse,
        lookup: refuse,
      },
    ],
    modes: { shipments: 'live' },
    context: {
      settings: settingsSchema.parse({ centres: [{ fulfillment_center_id: 10, warehouse: 'SB' }] }),
      connection: {
        ...{ id: TEST_CONNECTION, company_id: 1, channel_id: 500, shipbob_version: '2026-07' },
        live_from: '2026-11-01T00:00:00.000Z',
      },
      warehouses: [{ id: 7, code: 'SB', lot_stock_id: 70 }],
    },
    timing: { leaseSeconds: 30, leaseMarginSeconds: 5, lanesPerBatch: 500 },
  });
  const notices = all.map(({ id }) => ({
    ...{ laneKey: `order:${id}`, source: 'poll' as const, fingerprint: null, reason: 'changed' },
  }));
  const queues = (): Record<string, number> => {
    const open: Record<string, number> = {};
    for (const found of ledger.state.cases.filter(({ state }) => state === 'open'))
      open[found.code] = (open[found.code] ?? 0) + 1;
    return open;
  };
  // Then some of them once more, as polls and webhooks do.
  for (const [round, raised] of [notices, notices.filter((_, index) => index % 10 === 0)].entries()) {
    await ledger.raise(TEST_CONNECTION, raised);
    while ((await workOnce(work)).lanes > 0);
    expect(sent, `round ${round}`).toBe(0);
    expect([...ledger.state.effects.values()]).toEqual([]);
    expect(ledger.state.links.filter((link) => link.shipbobType === 'shipment')).toHaveLength(STANDS.done);
    expect(queues()).toEqual({ 'shipments.before_go_live': STANDS.open + STANDS.different });
    const told = [...ledger.state.lanes.values()].filter(({ lastReason }) => lastReason?.includes('before go-live'));
    expect(told.length).toBeGreaterThanOrEqual(STANDS.unsold + STANDS.undelivered);
  }
}, 120_000);
