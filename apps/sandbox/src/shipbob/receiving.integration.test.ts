import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { Started } from '../testing/started.js';

let shipbob: Started;
let mug: number;
let tea: number;
beforeAll(async () => {
  shipbob = await Started.start();
});
afterAll(() => shipbob.stop());
beforeEach(async () => {
  await shipbob.admin.reset();
  mug = (await shipbob.product('MUG')).inventoryId;
  tea = (await shipbob.product('TEA', { lot_information: { is_lot: true } })).inventoryId;
});

const idOf = (value: unknown): number => {
  if (typeof value === 'object' && value !== null && 'id' in value && typeof value.id === 'number') return value.id;
  throw new Error(`No id in ${JSON.stringify(value)}`);
};

describe('creating a WRO', () => {
  test('answers 201 with the full WRO and leaves one effect under its number', async () => {
    const made = await shipbob.call(
      'POST',
      '2026-07/receiving',
      shipbob.wroBody('P00001', [{ inventory_id: mug, quantity: 5 }]),
    );
    expect(made.status).toBe(201);
    expect(made.json).toMatchObject({
      status: 'Awaiting',
      purchase_order_number: 'P00001',
      fulfillment_center: { id: 10, name: 'Moreno Valley (CA)' },
      box_labels_uri: `/2026-07/receiving/${idOf(made.json)}/labels`,
      insert_date: expect.stringMatching(/\.\d{7}\+00:00$/),
      inventory_quantities: [
        { inventory_id: mug, sku: 'MUG', expected_quantity: 5, received_quantity: 0, stowed_quantity: 0 },
      ],
      external_sync_timestamp: null,
    });
    expect(await shipbob.admin.effects()).toMatchObject([{ type: 'wro.created', key: 'P00001' }]);
  });

  test.each([
    ['2026-01', 400],
    ['2026-07', 422],
  ])('validation errors in %s are %i field maps with the known texts', async (version, status) => {
    const good = shipbob.wroBody('P1', [{ inventory_id: mug, quantity: 5 }]);
    const cases: [unknown, Record<string, string[]>][] = [
      [
        { ...good, expected_arrival_date: '2020-01-01T00:00:00Z' },
        { ExpectedArrivalDate: ['Arrival date must be in the future.'] },
      ],
      [
        { ...good, boxes: [{ tracking_number: null, box_items: [{ inventory_id: mug, quantity: 5 }] }] },
        { 'Boxes[0].TrackingNumber': ['The TrackingNumber field is required.'] },
      ],
      [
        { ...good, boxes: [{ tracking_number: 'T', box_items: [{ inventory_id: mug, quantity: 0 }] }] },
        { 'Boxes[0].BoxItems[0].Quantity': ['Quantity must be between 1 and 2147483647.'] },
      ],
    ];
    for (const [body, errors] of cases) {
      const refused = await shipbob.call('POST', `${version}/receiving`, body);
      expect({ status: refused.status, errors: refused.json }).toEqual({ status, errors });
    }
    expect(await shipbob.admin.shipbob.wros()).toEqual([]);
  });

  test('a bare date is taken up to 2026-01 and refused in 2026-07', async () => {
    const body = (number: string) =>
      shipbob.wroBody(number, [{ inventory_id: mug, quantity: 1 }], {
        expected_arrival_date: shipbob.inDays(9).slice(0, 10),
      });
    expect((await shipbob.call('POST', '2026-01/receiving', body('A'))).status).toBe(201);
    // It was never right, only taken.
    const { versions, violations } = await shipbob.admin.openapi.violations();
    const taken = violations.filter(({ refused }) => !refused).map(({ side, pointer }) => `${side} ${pointer}`);
    expect(taken).toEqual(versions.length > 0 ? ['client body/expected_arrival_date'] : []);
    await shipbob.admin.openapi.clear();
    expect((await shipbob.call('POST', '2026-07/receiving', body('B'))).status).toBe(422);
  });

  test('a number is unique for ever, also against a cancelled WRO', async () => {
    const body = shipbob.wroBody('P1', [{ inventory_id: mug, quantity: 1 }]);
    const first = await shipbob.call('POST', '2026-07/receiving', body);
    await shipbob.call('POST', `2026-07/receiving/${idOf(first.json)}:cancel`);
    const again = await shipbob.call('POST', '2026-01/receiving', body);
    expect(again.status).toBe(422);
    expect(again.json).toEqual({
      PurchaseOrderNumber: ['Request could not be completed, PO reference already exists and must be a unique value'],
    });
  });

  test('lot items need a lot and others must have none', async () => {
    const without = await shipbob.call(
      'POST',
      '2026-07/receiving',
      shipbob.wroBody('P1', [{ inventory_id: tea, quantity: 1 }]),
    );
    expect(without.status).toBe(422);
    expect(without.json).toEqual({ Boxes: [`Wrong Lot Information Provided For Inventory IDs: ${tea}`] });
    const lot = { lot_number: 'L1', lot_date: '2027-01-01T00:00:00Z' };
    const wrong = await shipbob.call(
      'POST',
      '2026-07/receiving',
      shipbob.wroBody('P1', [{ inventory_id: mug, quantity: 1, ...lot }]),
    );
    expect(wrong.status).toBe(422);
    const right = await shipbob.call(
      'POST',
      '2026-07/receiving',
      shipbob.wroBody('P1', [{ inventory_id: tea, quantity: 1, ...lot }]),
    );
    expect(right.status).toBe(201);
  });

  test('51 boxes are too many for a Package and fine for a Pallet; an unknown centre is a 404 with problem details', async () => {
    const box = { tracking_number: 'T', box_items: [{ inventory_id: mug, quantity: 1 }] };
    const boxes = Array.from({ length: 51 }, () => box);
    const body = shipbob.wroBody('P1', [], { boxes });
    expect((await shipbob.call('POST', '2026-07/receiving', body)).status).toBe(422);
    expect((await shipbob.call('POST', '2026-07/receiving', { ...body, package_type: 'Pallet' })).status).toBe(201);
    const nowhere = await shipbob.call('POST', '2026-07/receiving', {
      ...body,
      package_type: 'Pallet',
      fulfillment_center: { id: 99 },
    });
    expect(nowhere.status).toBe(404);
    expect(nowhere.json).toMatchObject({ status: 404, errors: { FulfillmentCenter: [expect.any(String)] } });
  });

  test('2026-07 takes a SKU instead of an inventory id, 2026-01 does not', async () => {
    const body = {
      ...shipbob.wroBody('P1', []),
      boxes: [{ tracking_number: 'T', box_items: [{ sku: 'MUG', quantity: 2 }] }],
    };
    expect((await shipbob.call('POST', '2026-01/receiving', body)).status).toBe(400);
    const made = await shipbob.call('POST', '2026-07/receiving', body);
    expect(made.json).toMatchObject({ inventory_quantities: [{ inventory_id: mug, expected_quantity: 2 }] });
  });
});

describe('a WRO in the warehouse', () => {
  const make = async (number: string): Promise<number> =>
    idOf(
      (await shipbob.call('POST', '2026-07/receiving', shipbob.wroBody(number, [{ inventory_id: mug, quantity: 10 }])))
        .json,
    );

  test('stowing shows cumulative quantities, keeps received at 0 until completion, and fills the shelf once', async () => {
    const id = await make('P1');
    await shipbob.admin.shipbob.stow({ purchase_order_number: 'P1', items: [{ sku: 'MUG', stowed: 4, received: 6 }] });
    await shipbob.admin.shipbob.stow({ purchase_order_number: 'P1', items: [{ sku: 'MUG', stowed: 4, received: 6 }] });
    expect((await shipbob.call('GET', `2026-07/receiving/${id}`)).json).toMatchObject({
      status: 'Processing',
      inventory_quantities: [{ expected_quantity: 10, received_quantity: 0, stowed_quantity: 4 }],
      status_history: [{ status: 'Awaiting' }, { status: 'Processing' }],
    });
    expect((await shipbob.call('GET', `2026-07/receiving/${id}/boxes`)).json).toMatchObject([
      {
        box_status: 'Stowing',
        box_items: [{ quantity: 10, received_quantity: 6, stowed_quantity: 4, lot_number: null }],
      },
    ]);
    expect((await shipbob.call('GET', `2026-07/inventory-level/${mug}`)).json).toMatchObject({
      total_on_hand_quantity: 4,
      total_fulfillable_quantity: 4,
      total_awaiting_quantity: 6,
    });
    await shipbob.admin.shipbob.completeWro({ purchase_order_number: 'P1' });
    expect((await shipbob.call('GET', `2026-07/receiving/${id}`)).json).toMatchObject({
      status: 'Completed',
      inventory_quantities: [{ expected_quantity: 10, received_quantity: 6, stowed_quantity: 4 }],
    });
  });

  test('more than expected and goods nobody announced can be stowed', async () => {
    const id = await make('P1');
    await shipbob.product('EXTRA');
    await shipbob.admin.shipbob.stow({
      wro_id: id,
      items: [
        { sku: 'MUG', stowed: 12 },
        { sku: 'EXTRA', stowed: 1 },
      ],
    });
    expect((await shipbob.call('GET', `2026-07/receiving/${id}`)).json).toMatchObject({
      inventory_quantities: [
        { sku: 'MUG', expected_quantity: 10, stowed_quantity: 12 },
        { sku: 'EXTRA', expected_quantity: 0, stowed_quantity: 1 },
      ],
    });
  });

  test('cancel works while Awaiting only', async () => {
    const id = await make('P1');
    await shipbob.admin.shipbob.setWroStatus({ wro_id: id, status: 'Arrived' });
    const refused = await shipbob.call('POST', `2026-07/receiving/${id}:cancel`);
    expect(refused).toMatchObject({ status: 422, json: { '': [expect.stringContaining('Arrived')] } });
    const other = await make('P2');
    expect((await shipbob.call('POST', `2026-07/receiving/${other}:cancel`)).json).toMatchObject({
      status: 'Cancelled',
    });
  });

  test('lists filter by number, status, centre, completion and ExternalSync, and page by headers', async () => {
    const ids = [await make('P1'), await make('P2'), await make('P3')];
    await shipbob.admin.shipbob.stow({
      purchase_order_number: 'P2',
      items: [{ sku: 'MUG', stowed: 10 }],
      complete: true,
    });
    const list = async (query: string): Promise<unknown[]> => {
      const { json } = await shipbob.call('GET', `2026-07/receiving?${query}`);
      return Array.isArray(json) ? json.map(idOf) : [json];
    };
    expect(await list('PurchaseOrderNumbers=P1,P3')).toEqual([ids[0], ids[2]]);
    expect(await list('PurchaseOrderNumbers=P')).toEqual([]);
    expect(await list('statuses=Awaiting&Statuses=Arrived')).toEqual([ids[0], ids[2]]);
    expect(await list('FulfillmentCenterIds=8')).toEqual([]);
    expect(await list(`CompletedStartDate=${shipbob.inDays(-1)}`)).toEqual([ids[1]]);
    expect(await list(`InsertStartDate=${shipbob.inDays(1)}`)).toEqual([]);
    expect(await list('Statuses=Completed&ExternalSync=false')).toEqual([ids[1]]);
    const page = await shipbob.call('GET', '2026-07/receiving?Page=2&Limit=2');
    expect(page.json).toHaveProperty('length', 1);
    expect(Object.fromEntries(page.headers)).toMatchObject({
      'page-number': '2',
      'page-size': '2',
      'total-count': '3',
      'total-pages': '2',
    });
    expect((await shipbob.call('GET', '2026-07/receiving?Limit=251')).status).toBe(400);
  });

  test('setExternalSync answers results per id, as observed, and stamps the WRO', async () => {
    const id = await make('P1');
    const answer = await shipbob.call('POST', '2026-07/receiving:setExternalSync', {
      ids: [id, 5],
      is_external_sync: true,
    });
    expect(answer.json).toEqual({
      results: [
        { id, action: 'ExternalSync', is_success: true, reason: '' },
        { id: 5, action: 'ExternalSync', is_success: false, reason: 'Receiving order not found' },
      ],
    });
    expect((await shipbob.call('GET', `2026-07/receiving/${id}`)).json).toMatchObject({
      external_sync_timestamp: expect.any(String),
    });
    expect(await shipbob.admin.effects()).toMatchObject([
      { type: 'wro.created' },
      { type: 'external_sync.set', key: 'P1' },
    ]);
  });

  test('PATCH exists in 2026-07 only, replaces boxes as a whole, and only while nothing arrived', async () => {
    const id = await make('P1');
    const boxes = [{ tracking_number: 'NEW', box_items: [{ inventory_id: mug, quantity: 3 }] }];
    expect((await shipbob.call('PATCH', `2026-01/receiving/${id}`, { boxes })).status).toBe(405);
    expect((await shipbob.call('PATCH', `2026-07/receiving/${id}`, { boxes })).json).toMatchObject({
      purchase_order_number: 'P1',
      inventory_quantities: [{ expected_quantity: 3 }],
    });
    // Its boxes say Awaiting still: the status alone forbids it.
    await shipbob.admin.shipbob.setWroStatus({ wro_id: id, status: 'Processing' });
    expect((await shipbob.call('PATCH', `2026-07/receiving/${id}`, { boxes })).status).toBe(422);
    expect((await shipbob.call('PATCH', `2026-07/receiving/${id}`, { purchase_order_number: 'P1B' })).status).toBe(200);
  });

  test('labels are a PDF, an unknown WRO is a 404 with an errors map', async () => {
    const id = await make('P1');
    const labels = await shipbob.call('GET', `2026-07/receiving/${id}/labels`);
    expect(labels.headers.get('content-type')).toBe('application/pdf');
    expect(labels.text.startsWith('%PDF')).toBe(true);
    expect((await shipbob.call('GET', '2026-07/receiving/1')).json).toMatchObject({
      status: 404,
      errors: { Id: [expect.any(String)] },
    });
  });

  test('a centre in a hub region answers with the hub', async () => {
    await shipbob.admin.seed({
      shipbob: {
        accounts: [
          {
            user_id: 1,
            channels: [{ id: 1, name: 'Own' }],
            tokens: [{ token: 'sandbox-pat', channel_id: 1 }],
            centres: [
              { id: 3, name: 'Hub' },
              { id: 10, name: 'Spoke', hub_id: 3 },
            ],
            products: [{ name: 'Mug', variants: [{ sku: 'MUG' }] }],
          },
        ],
      },
    });
    const made = await shipbob.call('POST', '2026-07/receiving', {
      ...shipbob.wroBody('P1', []),
      boxes: [{ tracking_number: 'T', box_items: [{ sku: 'MUG', quantity: 1 }] }],
    });
    expect(made.json).toMatchObject({ fulfillment_center: { id: 3, name: 'Hub' } });
  });
});
