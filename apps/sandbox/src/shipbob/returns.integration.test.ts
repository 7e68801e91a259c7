import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { pick } from '../testing/pick.js';
import { Receiver } from '../testing/receiver.js';
import { Started } from '../testing/started.js';

let shipbob: Started;
let mug: number;
let cup: number;
const hook = new Receiver();
beforeAll(async () => {
  await hook.start();
  shipbob = await Started.start({ shipbob: { rateLimitMax: 10_000 } });
});
afterAll(async () => {
  await shipbob.stop();
  await hook.stop();
});
beforeEach(async () => {
  await shipbob.admin.reset();
  hook.clear();
  mug = (await shipbob.product('MUG', { return_preferences: { primary_action_id: 1 } })).inventoryId;
  cup = (await shipbob.product('CUP')).inventoryId;
});

const channel = { shipbob_channel_id: '100102' };
const call = (method: string, path: string, body?: unknown, headers: Record<string, string> = channel) =>
  shipbob.call(method, path, body, headers);
const body = (reference: string, more: Record<string, unknown> = {}) => ({
  reference_id: reference,
  fulfillment_center: { id: 8 },
  inventory: [{ id: mug, quantity: 2, requested_action: 'Default' }],
  tracking_number: '1Z9',
  ...more,
});
const onHand = async (sku: string): Promise<string> =>
  pick(await call('GET', `2026-01/inventory-level?SearchBy=${sku}`), 'items', 0, 'total_on_hand_quantity');

describe('making a return', () => {
  test('needs the channel header, and answers without the dates of the way', async () => {
    expect((await call('POST', '2026-07/return', body('R1'), {})).status).toBe(400);
    const made = await call('POST', '2026-07/return', body('R1'));
    expect(made.status).toBe(201);
    expect(made.json).toMatchObject({
      reference_id: 'R1',
      status: 'AwaitingArrival',
      return_type: 'Regular',
      channel: { id: 100102 },
      invoice_amount: null,
      inventory: [
        { id: mug, action_requested: { action: 'Restock', action_type: 'InventoryDefault' }, action_taken: [] },
      ],
    });
    expect(made.json).not.toHaveProperty('awaiting_arrival_date');
    expect(await shipbob.admin.effects()).toMatchObject([{ type: 'return.created', key: 'R1' }]);
  });

  test('broken rules are 422 in the shape of returns, all at once; a malformed body is an RFC 7807 400', async () => {
    const set = await shipbob.admin.shipbob.createProduct({
      name: 'Download',
      variants: [{ sku: 'FILE', is_digital: true }],
    });
    const item = (id: number) => ({ id, quantity: 1, requested_action: 'Restock' });
    const refused = await call(
      'POST',
      '2026-07/return',
      body('R1', {
        inventory: [item(mug), item(mug), item(1), item(set.variants[0]?.inventory.inventory_id ?? 0)],
        original_shipment_id: 4711,
        fulfillment_center: { id: 99 },
      }),
    );
    expect(refused.status).toBe(422);
    expect(refused.json).toEqual({
      details: null,
      message: 'Return could not be created',
      stackTrace: null,
      errors: [
        'Fulfillment center 99 not found',
        `Inventory items ${mug} are listed more than once`,
        'Inventory item 1 not found',
        expect.stringContaining('is digital'),
        'Shipment 4711 not found',
      ],
    });
    for (const wrong of [{ reference_id: 'x'.repeat(51) }, { inventory: [] }, { tracking_number: '1'.repeat(501) }]) {
      const answer = await call('POST', '2026-07/return', body('R1', wrong));
      expect(answer).toMatchObject({ status: 400, json: { status: 400, title: expect.any(String) } });
    }
    expect(await shipbob.admin.returns.list()).toEqual([]);
  });
});

describe('the way of a return', () => {
  test('what was done may differ from what was asked; only what is restocked comes back onto the shelf', async () => {
    await call('POST', '2026-07/webhook', {
      topics: ['return.created', 'return.updated', 'return.completed'],
      url: hook.url,
    });
    const id = pick(await call('POST', '2026-07/return', body('R1')), 'id');
    await shipbob.admin.returns.setStatus({ reference_id: 'R1', status: 'Arrived' });
    await shipbob.admin.returns.process({
      reference_id: 'R1',
      items: [
        {
          sku: 'MUG',
          actions: [
            { action: 'Restock', quantity: 1 },
            { action: 'Quarantine', quantity: 1, reason: 'Chipped' },
          ],
        },
        // Nobody announced it.
        { sku: 'CUP', actions: [{ action: 'Dispose', quantity: 1 }] },
      ],
      complete: true,
    });
    expect((await call('GET', `2026-07/return/${id}`)).json).toMatchObject({
      status: 'Completed',
      arrived_date: expect.any(String),
      completed_date: expect.any(String),
      cancelled_date: null,
      status_history: [
        { status: 'AwaitingArrival' },
        { status: 'Arrived' },
        { status: 'Processing' },
        { status: 'Completed' },
      ],
      invoice: { amount: 3, currency_code: 'USD' },
      inventory: [
        {
          sku: 'MUG',
          quantity: 2,
          action_taken: [
            { action: 'Restock', quantity_processed: 1 },
            { action: 'Quarantine', quantity_processed: 1, action_reason: 'Chipped' },
          ],
        },
        { id: cup, quantity: 0, action_taken: [{ action: 'Dispose', quantity_processed: 1 }] },
      ],
    });
    expect([await onHand('MUG'), await onHand('CUP')]).toEqual(['1', '0']);
    expect(await shipbob.admin.warehouse.history()).toMatchObject([{ category: 'InventoryRestocked', change: 1 }]);
    await shipbob.admin.webhooks.wait();
    const topics = hook.topics();
    expect(topics[0]).toBe('return.created');
    expect(topics.filter((topic) => topic === 'return.completed')).toHaveLength(1);
  });

  test.each(['2025-07', '2026-01', '2026-07'])(
    '%s: it is changed and cancelled only while it is awaited',
    async (version) => {
      const id = pick(await call('POST', `${version}/return`, body('R1')), 'id');
      const changed = await call('PUT', `${version}/return/${id}`, body('R1B', { tracking_number: null }));
      expect(changed).toMatchObject({ status: 200, json: { reference_id: 'R1B', tracking_number: null } });
      await shipbob.admin.returns.setStatus({ reference_id: 'R1B', status: 'Arrived' });
      const late = await call('PUT', `${version}/return/${id}`, body('R1C'));
      expect(late.status).toBe(422);
      expect(late.json).toHaveProperty(version === '2025-07' ? 'title' : 'stackTrace');
      expect(await call('POST', `${version}/return/${id}:cancel`)).toMatchObject({ status: 400, text: '' });
      expect((await call('PUT', `${version}/return/1`, body('R2'))).status).toBe(version === '2025-07' ? 400 : 404);
      const second = pick(await call('POST', `${version}/return`, body('R2')), 'id');
      expect(await call('POST', `${version}/return/${second}:cancel`)).toMatchObject({ status: 200, text: '' });
      expect((await call('GET', `${version}/return/${second}`)).json).toMatchObject({
        status: 'Cancelled',
        cancelled_date: expect.any(String),
      });
      const header = await call('PUT', `${version}/return/${second}`, body('R2'), {});
      expect(header.status).toBe(version === '2025-07' ? 400 : 422);
    },
  );

  test('a parcel that comes back is a return that ShipBob makes, without a reference of ours', async () => {
    await shipbob.admin.shipbob.adjustStock({ sku: 'MUG', fulfillment_center_id: 8, change: 5 });
    const order = {
      reference_id: 'S1',
      shipping_method: 'Standard',
      type: 'DTC',
      recipient: { name: 'Jo', address: { address1: 'A', city: 'B', country: 'US' } },
      products: [{ reference_id: 'MUG', name: 'Mug', quantity: 2 }],
    };
    const made = await shipbob.admin.shipbob.createOrder({ body: order });
    await expect(shipbob.admin.returns.toSender({ reference_id: 'S1' })).rejects.toThrow('has no shipment that left');
    await shipbob.admin.shipbob.ship({ reference_id: 'S1', tracking: { carrier: 'USPS', tracking_number: '92' } });
    await shipbob.admin.returns.toSender({ reference_id: 'S1' });
    const listed = await call('GET', `2026-07/return?OriginalShipmentIds=${made.shipments[0]?.id}`);
    expect(listed.json).toMatchObject({
      items: [
        {
          reference_id: null,
          return_type: 'ReturnToSender',
          store_order_id: 'S1',
          shipment_tracking_number: '92',
          inventory: [{ sku: 'MUG', quantity: 2, action_requested: { action: 'Quarantine' } }],
        },
      ],
    });
  });
});

describe('lists of returns', () => {
  test('page by number through absolute URIs that keep the filters, newest first, with headers', async () => {
    for (const reference of ['R1', 'R2', 'R3']) await call('POST', '2026-01/return', body(reference));
    const seen: string[] = [];
    let url: string | null = '2026-01/return?Limit=2&Status=AwaitingArrival,Arrived';
    while (url !== null) {
      const page = await call('GET', url);
      expect(page.headers.get('total-count')).toBe('3');
      expect(page.headers.get('total-pages')).toBe('2');
      for (let n = 0; page.text.includes(`"reference_id"`) && n < 2; n += 1) {
        const items = page.json as { items: { reference_id: string }[]; next: string | null };
        const row = items.items[n];
        if (row !== undefined) seen.push(row.reference_id);
      }
      const { next } = page.json as { next: string | null };
      if (next !== null) expect(next.startsWith(`${shipbob.shipbobUrl}/2026-01/return?`)).toBe(true);
      url = next === null ? null : next.slice(shipbob.shipbobUrl.length + 1);
    }
    expect(seen).toEqual(['R3', 'R2', 'R1']);
    expect((await call('GET', '2026-01/return?Limit=251')).status).toBe(400);
  });

  test('filter by what a return is, where it goes and what was done', async () => {
    await call('POST', '2026-01/return', body('R1'));
    await call(
      'POST',
      '2026-01/return',
      body('R2', { inventory: [{ id: cup, quantity: 1, requested_action: 'Dispose' }] }),
    );
    await shipbob.admin.returns.process({
      reference_id: 'R2',
      items: [{ sku: 'CUP', actions: [{ action: 'Dispose', quantity: 1 }] }],
      complete: true,
    });
    const found = async (query: string): Promise<unknown> => {
      const { json } = await call('GET', `2026-01/return?SortOrder=Asc&${query}`);
      return (json as { items: { reference_id: string }[] }).items.map((item) => item.reference_id);
    };
    expect(await found('Status=Awaiting%20Arrival')).toEqual(['R1']);
    expect(await found('Status=Completed')).toEqual(['R2']);
    expect(await found('ReferenceIds=R1,R2')).toEqual(['R1', 'R2']);
    expect(await found(`InventoryIds=${cup}`)).toEqual(['R2']);
    expect(await found('ReturnActions=Dispose')).toEqual(['R2']);
    expect(await found('FulfillmentCenterIds=10')).toEqual([]);
    expect(await found('ReturnTypes=ReturnToSender')).toEqual([]);
    expect(await found('CompletedStartDate=2020-01-01T00:00:00Z')).toEqual(['R2']);
    expect(await found('StartDate=2099-01-01T00:00:00Z')).toEqual([]);
  });

  test('the status reads with a blank when it is told so', async () => {
    const id = pick(await call('POST', '2026-01/return', body('R1')), 'id');
    await shipbob.admin.shipbob.setOptions({ returnStatusBlank: true });
    expect(pick(await call('GET', `2026-01/return/${id}`), 'status')).toBe('Awaiting Arrival');
  });
});
