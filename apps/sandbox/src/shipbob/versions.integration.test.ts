import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { pick } from '../testing/pick.js';
import { Started } from '../testing/started.js';
import { defaultShipBobWorld } from './seed.js';

/** What ShipBob changed from 2026-01 to 2026-07 (its versioning page and release notes), one test for each difference. */

let shipbob: Started;
let mug: number;
beforeAll(async () => {
  const [account] = defaultShipBobWorld.accounts;
  if (account === undefined) throw new Error('The default world has no account');
  const world = { shipbob: { accounts: [{ ...account, placement_program: true }] } };
  shipbob = await Started.start({ world, shipbob: { rateLimitMax: 10_000 } });
});
afterAll(() => shipbob.stop());
beforeEach(async () => {
  await shipbob.admin.reset();
  mug = (await shipbob.product('MUG')).inventoryId;
});

const OLD = '2026-01';
const NEW = '2026-07';
const status = async (method: string, path: string, body?: unknown): Promise<number> =>
  (await shipbob.call(method, path, body, { shipbob_channel_id: '100102' })).status;
const wro = (number: string, more: Record<string, unknown> = {}) =>
  shipbob.wroBody(number, [{ inventory_id: mug, quantity: 1 }], more);

describe('what 2026-07 changed', () => {
  test('GET /allergens is new', async () => {
    expect([await status('GET', `${OLD}/allergens`), await status('GET', `${NEW}/allergens`)]).toEqual([404, 200]);
  });

  test('unidentified receiving orders are new: listed by 50, filtered, read, and linked to a WRO once', async () => {
    const made = await shipbob.call('POST', `${NEW}/receiving`, wro('P1'));
    const other = await shipbob.call('POST', `${NEW}/receiving`, wro('P2'));
    for (let n = 0; n < 51; n += 1) await shipbob.admin.warehouse.addUro({ barcode: `B${n}` });
    const path = 'unidentified-receiving-order';
    expect(await status('GET', `${OLD}/${path}`)).toBe(404);
    const first = await shipbob.call('GET', `${NEW}/${path}`);
    expect(first.json).toHaveLength(50);
    expect((await shipbob.call('GET', `${NEW}/${path}?page=2`)).json).toHaveLength(1);
    const id = pick(first, 0, 'id');
    const link = (number: typeof made) =>
      status('POST', `${NEW}/${path}/${id}:associateWRO`, { wro_id: Number(pick(number, 'id')) });
    expect(await link(made)).toBe(204);
    expect(await link(other)).toBe(422);
    expect((await shipbob.call('GET', `${NEW}/${path}/${id}`)).json).toMatchObject({
      barcode: 'B0',
      linked_wro_id: Number(pick(made, 'id')),
      linked_wro_date: expect.any(String),
      attachments: [],
    });
    expect((await shipbob.call('GET', `${NEW}/${path}?isCompleted=true`)).json).toHaveLength(1);
    expect(await status('POST', `${NEW}/${path}/1:associateWRO`, { wro_id: 1 })).toBe(404);
  });

  test('PATCH /receiving/{id} is new', async () => {
    const id = pick(await shipbob.call('POST', `${NEW}/receiving`, wro('P1')), 'id');
    const rename = { purchase_order_number: 'P1B' };
    // The path exists for reading, so the older version has no such method there.
    expect(await status('PATCH', `${OLD}/receiving/${id}`, rename)).toBe(405);
    expect(await status('PATCH', `${NEW}/receiving/${id}`, rename)).toBe(200);
  });

  test('POST /receiving takes freight and a final destination; before, both are ignored', async () => {
    const more = { freight: { carrier: 'Maersk', notes: 'fragile' }, final_destination_fulfillment_center_id: 8 };
    await shipbob.call('POST', `${OLD}/receiving`, wro('OLD', more));
    await shipbob.call('POST', `${NEW}/receiving`, wro('NEW', more));
    expect(await shipbob.admin.shipbob.wros()).toMatchObject([
      { freight: null, final_destination_fulfillment_center_id: null },
      { freight: { carrier: 'Maersk', notes: 'fragile' }, final_destination_fulfillment_center_id: 8 },
    ]);
    expect(await status('POST', `${NEW}/receiving`, wro('BAD', { freight: { carrier: 7 } }))).toBe(422);
    await shipbob.admin.openapi.clear();
  });

  test('a box item may name the SKU instead of the inventory id', async () => {
    const boxes = [{ tracking_number: 'T', box_items: [{ sku: 'MUG', quantity: 1 }] }];
    expect(await status('POST', `${OLD}/receiving`, wro('OLD', { boxes }))).toBe(400);
    expect(await status('POST', `${NEW}/receiving`, wro('NEW', { boxes }))).toBe(201);
    const nobody = [{ tracking_number: 'T', box_items: [{ sku: 'NOBODY', quantity: 1 }] }];
    expect(await status('POST', `${NEW}/receiving`, wro('NONE', { boxes: nobody }))).toBe(422);
  });

  test('validation errors of a new WRO are 422 instead of 400', async () => {
    const late = { expected_arrival_date: '2020-01-01T00:00:00Z' };
    expect(await status('POST', `${OLD}/receiving`, wro('A', late))).toBe(400);
    expect(await status('POST', `${NEW}/receiving`, wro('A', late))).toBe(422);
  });

  test('errors of distributions come in RFC 7807 form', async () => {
    const old = await shipbob.call('GET', `${OLD}/receiving/1/distributions`);
    expect(old).toMatchObject({ status: 404, json: { '': [expect.any(String)] } });
    const now = await shipbob.call('GET', `${NEW}/receiving/1/distributions`);
    expect(now).toMatchObject({ status: 404, json: { type: expect.any(String), title: 'Not Found', status: 404 } });
    expect(now.headers.get('content-type')).toContain('application/problem+json');
  });

  test('a customs value may have decimals', async () => {
    const body = (sku: string) => ({ name: sku, variants: [{ sku, customs: { value: 3.5 } }] });
    expect(await status('POST', `${OLD}/product`, body('A'))).toBe(400);
    const made = await shipbob.call('POST', `${NEW}/product`, body('B'));
    expect(pick(made, 'variants', 0, 'customs', 'value')).toBe('3.5');
  });

  test('list parameters are typed: repeated ones are all read, and a word where a number belongs is refused', async () => {
    const ids: string[] = [];
    for (const number of ['P1', 'P2']) {
      ids.push(pick(await shipbob.call('POST', `${NEW}/receiving`, wro(number)), 'id'));
    }
    const repeated = ids.map((id) => `IDs=${id}`).join('&');
    expect((await shipbob.call('GET', `${OLD}/receiving?${repeated}`)).json).toHaveLength(1);
    expect((await shipbob.call('GET', `${NEW}/receiving?${repeated}`)).json).toHaveLength(2);
    expect((await shipbob.call('GET', `${NEW}/receiving?IDs=${ids.join(',')}`)).json).toHaveLength(2);
    for (const [path, list] of [
      ['receiving', 'IDs'],
      ['receiving', 'FulfillmentCenterIds'],
      ['order', 'IDs'],
    ]) {
      expect(await status('GET', `${OLD}/${path}?${list}=abc`)).toBe(200);
      expect(await status('GET', `${NEW}/${path}?${list}=abc`)).toBe(path === 'receiving' ? 422 : 400);
    }
  });

  test('the expected arrival must be a full RFC 3339 date-time', async () => {
    const bare = (number: string) => wro(number, { expected_arrival_date: shipbob.inDays(9).slice(0, 10) });
    expect(await status('POST', `${OLD}/receiving`, bare('A'))).toBe(201);
    expect(await status('POST', `${NEW}/receiving`, bare('B'))).toBe(422);
    await shipbob.admin.openapi.clear();
  });

  test('tracking answers the row that the live API has', async () => {
    await shipbob.admin.shipbob.adjustStock({ sku: 'MUG', fulfillment_center_id: 8, change: 5 });
    const recipient = { name: 'Jo', address: { address1: 'A', city: 'B', country: 'US' } };
    const products = [{ reference_id: 'MUG', name: 'Mug', quantity: 1 }];
    const body = { reference_id: 'R1', shipping_method: 'Standard', type: 'DTC', recipient, products };
    const order = await shipbob.admin.shipbob.createOrder({ body });
    await shipbob.admin.shipbob.ship({ reference_id: 'R1', tracking: { carrier: 'USPS', tracking_number: '92' } });
    const query = `shipments-tracking?ShipmentIds=${order.shipments[0]?.id}`;
    expect((await shipbob.call('GET', `${OLD}/${query}`)).json).toMatchObject([
      {
        carrier_tracking_number: '92',
        status: 'InTransit',
        history: [{ status: 'InTransit' }, { status: 'PreTransit' }],
      },
    ]);
    expect((await shipbob.call('GET', `${NEW}/${query}`)).json).toMatchObject([
      { tracking_number: '92', current_status: 'InTransit', current_substatus_code: 'InTransit_001' },
    ]);
    expect(await status('GET', `2025-07/${query}`)).toBe(404);
  });

  test('topics wro.* and the finer ones of shipments are new', async () => {
    for (const topic of ['wro.completed', 'order.delivered', 'order.shipment.address.updated']) {
      const body = { topics: [topic], url: 'https://example.com/hook' };
      expect([topic, await status('POST', `${OLD}/webhook`, body)]).toEqual([topic, 422]);
      expect([topic, await status('POST', `${NEW}/webhook`, body)]).toEqual([topic, 200]);
    }
  });
});
