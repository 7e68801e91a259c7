import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { Started } from '../testing/started.js';

let shipbob: Started;
let mug: number;
beforeAll(async () => {
  shipbob = await Started.start({ shipbob: { rateLimitMax: 10_000 } });
});
afterAll(() => shipbob.stop());
beforeEach(async () => {
  await shipbob.admin.reset();
  mug = (await shipbob.product('MUG')).inventoryId;
});

const adjust = (sku: string, change: number, more: { lot_number?: string; lot_date?: string; reason?: string } = {}) =>
  shipbob.admin.shipbob.adjustStock({ sku, fulfillment_center_id: 8, change, ...more });
const order = (reference: string, quantity: number) =>
  shipbob.admin.shipbob.createOrder({
    body: {
      reference_id: reference,
      shipping_method: 'Standard',
      type: 'DTC',
      recipient: { name: 'Jo', address: { address1: 'A', city: 'B', country: 'US' } },
      products: [{ reference_id: 'MUG', name: 'Mug', quantity }],
    },
  });
const totals = async (): Promise<unknown> => (await shipbob.call('GET', `2026-01/inventory-level/${mug}`)).json;

const historySchema = z.object({
  data: z.array(
    z.looseObject({
      inventory_audit_event_id: z.number(),
      event_category: z.string(),
      increment: z.looseObject({ quantity_change: z.number() }).nullable(),
      decrement: z.looseObject({ quantity_change: z.number() }).nullable(),
    }),
  ),
  next: z.string().nullable(),
});
const history = async (body: Record<string, unknown>, search = '') =>
  historySchema.parse(
    (await shipbob.call('POST', `2026-01/inventory/history:query${search}`, { facility_id: 8, ...body })).json,
  );

describe('the history of an item', () => {
  test('has an event for every change, and their sum is what lies on the shelf', async () => {
    await adjust('MUG', 10, { reason: 'Found' });
    await adjust('MUG', -1, { reason: 'Broken' });
    const made = await order('R1', 2);
    await shipbob.admin.shipbob.ship({ reference_id: 'R1' });
    const body = {
      ...shipbob.wroBody('P1', [{ inventory_id: mug, quantity: 5 }]),
      fulfillment_center: { id: 8 },
    };
    await shipbob.admin.shipbob.createWro(body);
    await shipbob.admin.shipbob.stow({ purchase_order_number: 'P1', items: [{ sku: 'MUG', stowed: 3 }] });
    await shipbob.admin.shipbob.stow({ purchase_order_number: 'P1', items: [{ sku: 'MUG', stowed: 3 }] });
    const { data } = await history({ inventory_ids: [mug] });
    expect(
      data.map((event) => [event.event_category, event.increment?.quantity_change ?? event.decrement?.quantity_change]),
    ).toEqual([
      ['InventoryAdjusted', 10],
      ['InventoryAdjusted', -1],
      ['OrderPicked', -2],
      ['ReceivingStow', 3],
    ]);
    expect(data[2]).toMatchObject({
      shipbob_order_id: made.id,
      increment: null,
      decrement: { facility_id: 8, sku: 'MUG' },
    });
    expect(data[0]).toMatchObject({ additional_reference: [{ key: 'Comment', value: 'Found' }], decrement: null });
    expect(await totals()).toMatchObject({ total_on_hand_quantity: 10 });
    expect((await shipbob.admin.warehouse.history()).reduce((sum, event) => sum + event.change, 0)).toBe(10);
  });

  test('is asked by centre, item, category and at most 90 days, and goes on behind the last event id', async () => {
    for (let n = 0; n < 251; n += 1) await adjust('MUG', 1);
    const first = await history({});
    expect(first.data).toHaveLength(250);
    const cursor = new URL(first.next ?? '', 'http://x').searchParams.get('cursor');
    expect(Number(cursor)).toBe(first.data.at(-1)?.inventory_audit_event_id);
    expect((await history({}, `?cursor=${cursor}`)).data).toHaveLength(1);
    expect((await history({ cursor: Number(cursor) })).data).toHaveLength(1);
    expect((await history({ event_category: 'OrderPicked' })).data).toEqual([]);
    expect((await history({ facility_id: 10 })).data).toEqual([]);
    await shipbob.admin.advanceClock(91 * 86_400_000);
    expect((await history({})).data).toEqual([]);
    const long = { facility_id: 8, start_date: shipbob.inDays(-95), end_date: shipbob.inDays(0) };
    expect((await shipbob.call('POST', '2026-07/inventory/history:query', long)).status).toBe(400);
    expect((await shipbob.call('POST', '2025-07/inventory/history:query', long)).status).toBe(404);
  });
});

describe('inventory numbers', () => {
  test('follow what happened by the lag, item by item, in every view', async () => {
    await adjust('MUG', 4);
    await shipbob.admin.shipbob.setOptions({ inventoryLagMs: 60_000 });
    expect(await totals()).toMatchObject({ total_on_hand_quantity: 4, total_committed_quantity: 0 });
    await order('R1', 3);
    expect(await totals()).toMatchObject({ total_committed_quantity: 0, total_fulfillable_quantity: 4 });
    await shipbob.admin.advanceClock(30_000);
    await adjust('MUG', 6);
    await shipbob.admin.advanceClock(31_000);
    expect(await totals()).toMatchObject({ total_on_hand_quantity: 4, total_committed_quantity: 3 });
    const places = await shipbob.call('GET', `2026-01/inventory-level/${mug}/locations`);
    expect(places.json).toMatchObject({ locations: [{ location_id: 8, on_hand_quantity: 4, committed_quantity: 3 }] });
    await shipbob.admin.advanceClock(30_000);
    expect(await totals()).toMatchObject({ total_on_hand_quantity: 10, total_fulfillable_quantity: 7 });
    await shipbob.admin.shipbob.setOptions({ inventoryLagMs: 0 });
    await adjust('MUG', 1);
    expect(await totals()).toMatchObject({ total_on_hand_quantity: 11 });
  });

  test('agree with each other: committed, exception, backordered, awaiting and on the way from a hub', async () => {
    await adjust('MUG', 5);
    await order('R1', 2);
    await order('SHORT', 9);
    const body = { ...shipbob.wroBody('P1', [{ inventory_id: mug, quantity: 6 }]), fulfillment_center: { id: 8 } };
    await shipbob.admin.shipbob.createWro(body);
    expect(await totals()).toMatchObject({
      total_on_hand_quantity: 5,
      total_committed_quantity: 2,
      total_fulfillable_quantity: 3,
      total_awaiting_quantity: 6,
      total_exception_quantity: 9,
      total_backordered_quantity: 9,
      total_internal_transfer_quantity: 0,
    });
    await shipbob.admin.warehouse.arrive({ purchase_order_number: 'P1', at_hub: true });
    await shipbob.admin.shipbob.stow({ purchase_order_number: 'P1', items: [{ sku: 'MUG', stowed: 1, received: 6 }] });
    await shipbob.admin.shipbob.setWroStatus({ purchase_order_number: 'P1', status: 'InternalTransfer' });
    expect(await totals()).toMatchObject({ total_internal_transfer_quantity: 5, total_awaiting_quantity: 5 });
  });

  test('an item is described without numbers, and a bad sort key is told as the live API tells it', async () => {
    const { json } = await shipbob.call('GET', `2026-01/inventory/${mug}`);
    expect(json).toMatchObject({ inventory_id: mug, sku: 'MUG', is_lot: false, variant: { is_active: true } });
    expect((await shipbob.call('GET', '2026-01/inventory-level?SortBy=-onHands')).json).toMatchObject({
      status: 400,
      detail: 'Key mapping for -onHands is missing',
    });
  });
});
