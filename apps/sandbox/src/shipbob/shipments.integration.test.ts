import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { pick } from '../testing/pick.js';
import { Started } from '../testing/started.js';
import { defaultShipBobWorld } from './seed.js';

let shipbob: Started;
beforeAll(async () => {
  shipbob = await Started.start({ shipbob: { rateLimitMax: 10_000 } });
});
afterAll(() => shipbob.stop());
beforeEach(async () => {
  await shipbob.admin.reset();
  for (const sku of ['MUG', 'CUP']) {
    await shipbob.product(sku, { weight: 10 });
    await shipbob.admin.shipbob.adjustStock({ sku, fulfillment_center_id: 8, change: 20 });
  }
});

const channel = { shipbob_channel_id: '100102' };
const call = (method: string, path: string, body?: unknown) => shipbob.call(method, `2026-01/${path}`, body, channel);
const tracking = { carrier: 'USPS', carrier_service: 'Priority', tracking_number: '9261' };
/** Makes an order and returns the id of its one shipment. */
async function order(reference: string): Promise<number> {
  const made = await shipbob.admin.shipbob.createOrder({
    body: {
      reference_id: reference,
      shipping_method: 'Standard',
      type: 'DTC',
      recipient: { name: 'Jo', address: { address1: 'A', city: 'B', country: 'US' } },
      products: [{ reference_id: 'MUG', name: 'Mug', quantity: 2 }],
    },
  });
  const id = made.shipments[0]?.id;
  if (id === undefined) throw new Error('The order has no shipment');
  return id;
}

describe('changing a shipment', () => {
  test('the list of lines is complete: what it leaves out is removed, and each change is told', async () => {
    const id = await order('R1');
    const cup = (await shipbob.admin.shipbob.products())[1]?.variants[0]?.inventory.inventory_id ?? 0;
    const lines = await call('GET', `shipment/${id}:getLineItems`);
    expect(lines.json).toMatchObject([
      { quantity: 2, committed_quantity: 2, product_variant: { sku: 'MUG' }, lot: null },
    ]);
    const answer = await call('POST', `shipment/${id}:updateLineItems`, {
      items: [{ inventory_id: cup, quantity: 3 }],
    });
    expect(answer.json).toMatchObject({
      is_success: true,
      error: null,
      shipment_line_items: [
        { action: 'Removed', previous_value: '2', new_value: '0' },
        { inventory_id: cup, action: 'Added', previous_value: '0', new_value: '3' },
      ],
    });
    expect((await call('GET', `shipment/${id}:getLineItems`)).json).toMatchObject([{ inventory_id: cup, quantity: 3 }]);
  });

  test('a new address belongs to this shipment only, and takes it off hold when the old one was the trouble', async () => {
    const id = await order('R1');
    await shipbob.admin.shipbob.setShipmentStatus({
      reference_id: 'R1',
      status: 'OnHold',
      detail: { id: 401, name: 'InvalidAddress' },
    });
    const body = { street_address1: '1 New St', city: 'Chicago', country_code: 'US', recipient_name: 'Joan' };
    expect((await call('PUT', `shipment/${id}:updateAddress`, body)).json).toMatchObject({ id, is_success: true });
    expect((await call('GET', `shipment/${id}`)).json).toMatchObject({
      status: 'Processing',
      recipient: { full_name: 'Joan', address: { address1: '1 New St' } },
    });
    expect(await shipbob.admin.shipbob.order({ reference_id: 'R1' })).toMatchObject({ recipient: { name: 'Jo' } });
  });

  test('the service is changed for many at once, each with its own outcome', async () => {
    const [first, second] = [await order('R1'), await order('R2')];
    await shipbob.admin.shipbob.label({ reference_id: 'R2', tracking });
    const answer = await call('PUT', 'shipment:bulkUpdateShippingService', {
      shipment_ids: [first, second, 3],
      requested_shipping_service_id: 2,
      reason: 'faster',
    });
    expect(answer.json).toMatchObject({
      results: [
        { id: first, is_success: true },
        { id: second, is_success: false, error: { code: 'VALIDATION_ERROR' } },
        { id: 3, is_success: false, error: { code: 'NOT_FOUND' } },
      ],
      summary: { total: 3, successful: 1, failed: 2 },
    });
    expect(pick(await call('GET', `shipment/${first}`), 'ship_option')).toBe('2-Day');
  });

  test('malformed requests are {code, message} with 400, an unknown shipment has no lines, a labelled one stays as it is', async () => {
    const id = await order('R1');
    for (const [method, path, body] of [
      ['PUT', `shipment/${id}:updateAddress`, { city: 'X' }],
      ['POST', `shipment/${id}:updateLineItems`, { items: [] }],
      [
        'PUT',
        'shipment:bulkUpdateShippingService',
        { shipment_ids: [id], requested_shipping_service_id: 99, reason: '' },
      ],
    ] as const) {
      expect(await call(method, path, body)).toMatchObject({ status: 400, json: { code: 'INVALID_PARAMETER' } });
    }
    expect(await call('GET', 'shipment/1:getLineItems')).toMatchObject({ status: 404, json: { code: 'NOT_FOUND' } });
    await shipbob.admin.shipbob.label({ reference_id: 'R1', tracking });
    const late = await call('PUT', `shipment/${id}:updateAddress`, { street_address1: '1', city: 'X' });
    expect(late.json).toMatchObject({ is_success: false, error: { code: 'VALIDATION_ERROR' } });
  });

  test('many are cancelled at once: what is picked stays, and the answer says which', async () => {
    const [open, picked] = [await order('R1'), await order('R2')];
    await shipbob.admin.shipbob.label({ reference_id: 'R2', tracking });
    const answer = await call('POST', 'shipment:batchCancel', { shipment_ids: [open, picked, 3] });
    expect(answer.json).toMatchObject({
      results: [{ is_success: true, action: 6 }, { is_success: false }, { is_success: false }],
    });
    expect(await shipbob.admin.effects()).toMatchObject([{ type: 'shipment.cancelled', key: 'R1' }]);
    await shipbob.admin.shipbob.setOptions({ numericCancelAction: false });
    const worded = await call('POST', 'shipment:batchCancel', { shipment_ids: [open] });
    expect(pick(worded, 'results', 0, 'action')).toBe('Cancel');
  });
});

describe('estimates', () => {
  test('name a price and a centre for each method and reserve nothing; an unknown product is a 422', async () => {
    const body = { address: { country: 'US' }, products: [{ reference_id: 'MUG', quantity: 2 }] };
    const answer = await call('POST', 'order:estimate', body);
    expect(answer.json).toMatchObject({
      estimates: [
        { shipping_method: 'Standard', estimated_price: 7.7, fulfillment_center: { id: 8 }, total_weight_oz: 24 },
        { shipping_method: '2-Day' },
        { shipping_method: 'Overnight' },
      ],
    });
    const only = await call('POST', 'order:estimate', { ...body, shipping_methods: ['Overnight'] });
    expect(only.json).toMatchObject({ estimates: [{ shipping_method: 'Overnight' }] });
    const unknown = { ...body, products: [{ reference_id: 'NOPE', quantity: 1 }] };
    expect((await call('POST', 'order:estimate', unknown)).status).toBe(422);
    expect(await shipbob.admin.counts()).toMatchObject({ mutating: 0 });
  });
});

describe('where a parcel is', () => {
  test('one parameter for each shipment; a comma list, none and more than 25 are a plain 400', async () => {
    const [first, second] = [await order('R1'), await order('R2')];
    await shipbob.admin.shipbob.ship({ reference_id: 'R1', tracking });
    await shipbob.admin.warehouse.carrier({
      reference_id: 'R1',
      status: 'DeliveryException',
      substatus: 'Incorrect address',
      message: 'Nobody lives there',
      location: 'Chicago, IL',
    });
    const answer = await call('GET', `shipments-tracking?ShipmentIds=${first}&ShipmentIds=${second}&ShipmentIds=1`);
    expect(answer.json).toMatchObject([
      {
        shipment_id: first,
        status: 'DeliveryException',
        location: 'Chicago, IL',
        history: [{ status: 'DeliveryException' }, { status: 'InTransit' }, { status: 'PreTransit' }],
      },
    ]);
    expect((await call('GET', 'tracking?TrackingIds=9261')).json).toMatchObject([{ carrier_tracking_number: '9261' }]);
    const many = Array.from({ length: 26 }, (_, n) => `ShipmentIds=${n}`).join('&');
    for (const search of [`ShipmentIds=${first},${second}`, '', many]) {
      const refused = await call('GET', `shipments-tracking?${search}`);
      expect(refused).toMatchObject({ status: 400, json: expect.any(String) });
    }
    await shipbob.admin.openapi.clear();
    // There is no webhook for it; the shipment says so in its details.
    expect((await call('GET', `shipment/${first}`)).json).toMatchObject({ status_details: [{ id: 204 }] });
  });

  test('a token older than the tracking calls gets 401 there, and 200 everywhere else', async () => {
    const [account] = defaultShipBobWorld.accounts;
    if (account === undefined) throw new Error('The default world has no account');
    const tokens = [{ token: 'old', channel_id: 100102, predates_tracking: true }];
    await shipbob.admin.seed({ shipbob: { accounts: [{ ...account, tokens }] } });
    const headers = { authorization: 'Bearer old' };
    expect((await shipbob.call('GET', '2026-01/tracking?TrackingIds=1', undefined, headers)).status).toBe(401);
    expect((await shipbob.call('GET', '2026-01/order', undefined, headers)).status).toBe(200);
  });
});

describe('simulation', () => {
  const simulate = (id: number, more: Record<string, unknown> = {}) =>
    call('POST', 'simulate/shipment', {
      shipment_id: String(id),
      simulation: { action: 'ShipOrder', delay: 5, next: { action: 'DeliverOrder', delay: 5, next: null } },
      ...more,
    });

  test('ships and delivers on the clock, one after the other', async () => {
    const id = await order('R1');
    const registered = await simulate(id);
    expect(registered.json).toMatchObject({ message: 'Simulation registered successfully' });
    expect((await simulate(id)).json).toMatchObject({ message: 'Existing registration' });
    const status = async () => (await call('GET', `simulate/status/${pick(registered, 'simulation_id')}`)).json;
    expect(await status()).toMatchObject({ entity_id: String(id), simulation: { status: 'Pending' } });
    await shipbob.admin.advanceClock(6 * 60_000);
    expect(await status()).toMatchObject({ simulation: { status: 'Success', next: { status: 'Pending' } } });
    expect(await shipbob.admin.shipbob.order({ reference_id: 'R1' })).toMatchObject({
      shipments: [{ status: 'Completed', delivery_date: null, tracking: { tracking_number: `SIM${id}` } }],
    });
    await shipbob.admin.advanceClock(5 * 60_000);
    expect(await status()).toMatchObject({ simulation: { next: { action: 'DeliverOrder', status: 'Success' } } });
  });

  test('fails on a shipment on hold and skips what follows', async () => {
    const id = await order('R1');
    await shipbob.admin.shipbob.setShipmentStatus({ reference_id: 'R1', status: 'OnHold' });
    const registered = await simulate(id);
    await shipbob.admin.advanceClock(20 * 60_000);
    expect((await call('GET', `simulate/status/${pick(registered, 'simulation_id')}`)).json).toMatchObject({
      simulation: { status: 'Failed', next: { status: 'Skipped' } },
    });
  });

  test('refuses more than five steps and more than two days, and is not there on the real API or before 2026-01', async () => {
    const id = await order('R1');
    const nested = (depth: number): unknown =>
      depth === 0 ? null : { action: 'ShipOrder', delay: 1, next: nested(depth - 1) };
    expect((await simulate(id, { simulation: nested(6) })).status).toBe(400);
    expect((await simulate(id, { simulation: { action: 'ShipOrder', delay: 2881 } })).status).toBe(400);
    expect((await simulate(1)).status).toBe(400);
    expect((await shipbob.call('POST', '2025-07/simulate/shipment', {}, channel)).status).toBe(404);
    await shipbob.admin.shipbob.setOptions({ simulation: false });
    expect((await simulate(id)).status).toBe(404);
  });
});
