import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { Receiver } from '../testing/receiver.js';
import { Started } from '../testing/started.js';
import { API_VERSIONS, VERSION_TRAITS } from './versions.js';

let shipbob: Started;
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
  await shipbob.product('MUG');
  await shipbob.product('CUP');
});

const channel = { shipbob_channel_id: '100102' };
const body = (reference: string, lines: { sku: string; quantity: number }[], more: Record<string, unknown> = {}) => ({
  reference_id: reference,
  shipping_method: 'Standard',
  type: 'DTC',
  recipient: { name: 'John Doe', address: { address1: '100 N Racine Ave', city: 'Chicago', country: 'US' } },
  products: lines.map((line) => ({ reference_id: line.sku, name: line.sku, quantity: line.quantity })),
  ...more,
});
const stock = (
  sku: string,
  centre: number,
  quantity: number,
  lot: string | null = null,
  lotDate: string | null = null,
) =>
  shipbob.admin.shipbob.adjustStock({
    sku,
    fulfillment_center_id: centre,
    change: quantity,
    lot_number: lot,
    lot_date: lotDate,
  });
const tracking = {
  carrier: 'USPS',
  carrier_service: 'Priority',
  tracking_number: '9261290',
  tracking_url: 'https://example.com/9261290',
};
describe.each(API_VERSIONS)('at %s', (version) => {
  const fine = VERSION_TRAITS[version].fineTopics;
  const list = async (query: string): Promise<unknown[]> => {
    const { json } = await shipbob.call('GET', `${version}/order?${query}`);
    if (!Array.isArray(json)) throw new Error(`No list: ${JSON.stringify(json)}`);
    return json.map((order: { reference_id: string }) => order.reference_id);
  };

  describe('orders', () => {
    test('one centre that has everything ships everything; the order is one effect', async () => {
      await stock('MUG', 8, 1);
      await stock('MUG', 10, 5);
      await stock('CUP', 10, 5);
      const made = await shipbob.call(
        'POST',
        `${version}/order`,
        body('R1', [
          { sku: 'MUG', quantity: 2 },
          { sku: 'CUP', quantity: 1 },
        ]),
        channel,
      );
      expect(made.status).toBe(201);
      expect(made.json).toMatchObject({
        reference_id: 'R1',
        status: 'Processing',
        channel: { id: 100102 },
        shipments: [
          { status: 'Processing', location: { id: 10 }, tracking: null, products: [{ sku: 'MUG' }, { sku: 'CUP' }] },
        ],
      });
      expect(await shipbob.admin.effects()).toMatchObject([{ type: 'order.created', key: 'R1' }]);
    });

    test('a reference is never free again, not even after a cancel', async () => {
      await stock('MUG', 8, 9);
      const made = await shipbob.call('POST', `${version}/order`, body('R1', [{ sku: 'MUG', quantity: 1 }]), channel);
      const id = /"id":(\d+)/.exec(made.text)?.[1];
      const cancelled = await shipbob.call('POST', `${version}/order/${id}:cancel`, undefined, channel);
      expect(cancelled.json).toMatchObject({
        status: 'Success',
        canceled_shipment_results: [{ action: 6, is_success: true }],
      });
      const again = await shipbob.call('POST', `${version}/order`, body('R1', [{ sku: 'MUG', quantity: 1 }]), channel);
      expect(again).toMatchObject({ status: 422, json: { '': ['Cannot insert order with existing ReferenceId'] } });
    });

    test('stock in two centres makes two shipments; stock in none an Exception that recovers when goods arrive', async () => {
      await stock('MUG', 8, 1);
      await stock('MUG', 10, 1);
      await shipbob.admin.shipbob.createOrder({ body: body('SPLIT', [{ sku: 'MUG', quantity: 2 }]) });
      expect(await shipbob.admin.shipbob.order({ reference_id: 'SPLIT' })).toMatchObject({
        shipments: [{ location: { id: 8 } }, { location: { id: 10 } }],
      });
      // Both pieces are on the shelves, yet reserved.
      const short = await shipbob.admin.shipbob.createOrder({ body: body('SHORT', [{ sku: 'MUG', quantity: 2 }]) });
      expect(short).toMatchObject({
        status: 'Exception',
        shipments: [{ status_details: [{ id: 303, name: 'OutOfStock' }] }],
      });
      await stock('MUG', 8, 2);
      expect(await shipbob.admin.shipbob.order({ reference_id: 'SHORT' })).toMatchObject({
        status: 'Processing',
        shipments: [{ id: short.shipments[0]?.id, status: 'Processing' }],
      });
    });

    test('an unknown product with a name is created, without one it is a 422', async () => {
      const order = body('R1', [{ sku: 'NEW', quantity: 1 }]);
      expect((await shipbob.call('POST', `${version}/order`, order, channel)).status).toBe(201);
      expect((await shipbob.admin.shipbob.products()).map((product) => product.name)).toContain('NEW');
      const nameless = { ...order, reference_id: 'R2', products: [{ reference_id: 'NOPE', quantity: 1 }] };
      expect((await shipbob.call('POST', `${version}/order`, nameless, channel)).status).toBe(422);
    });

    test('a fresh order is invisible until the lag is over', async () => {
      await shipbob.admin.shipbob.setOptions({ orderReadLagMs: 600_000 });
      const made = await shipbob.call('POST', `${version}/order`, body('R1', [{ sku: 'MUG', quantity: 1 }]), channel);
      const id = /"id":(\d+)/.exec(made.text)?.[1];
      expect(await list('ReferenceIds=R1')).toEqual([]);
      expect(await shipbob.call('GET', `${version}/order/${id}`)).toMatchObject({ status: 404, text: '' });
    });

    test('lists filter by reference and last update, sort, page, and break on HasTracking=true', async () => {
      await stock('MUG', 8, 9);
      for (const reference of ['R1', 'R2', 'R3']) {
        await shipbob.admin.shipbob.createOrder({ body: body(reference, [{ sku: 'MUG', quantity: 1 }]) });
      }
      const later = new Date(Date.now() + 3_600_000).toISOString();
      await shipbob.admin.advanceClock(7_200_000);
      await shipbob.admin.shipbob.label({ reference_id: 'R2', tracking });
      expect(await list('')).toEqual(['R3', 'R2', 'R1']);
      expect(await list('SortOrder=Oldest&Limit=2')).toEqual(['R1', 'R2']);
      expect(await list('SortOrder=Oldest&Limit=2&Page=2')).toEqual(['R3']);
      expect(await list('ReferenceIds=R1,R3&SortOrder=Oldest')).toEqual(['R1', 'R3']);
      expect(await list(`LastUpdateStartDate=${later}`)).toEqual(['R2']);
      expect(await list(`LastTrackingUpdateStartDate=${later}`)).toEqual(['R2']);
      expect(await list(`LastUpdateEndDate=${later}`)).toEqual(['R3', 'R1']);
      const broken = await shipbob.call('GET', `${version}/order?HasTracking=true`);
      expect(broken.status).toBe(500);
      expect(broken.text).toContain('An unexpected database error occurred');
    });
  });

  describe('shipments', () => {
    const subscribe = () =>
      shipbob.call('POST', `${version}/webhook`, {
        topics: [
          'order.shipped',
          'order.shipment.delivered',
          'order.shipment.on_hold',
          ...(fine ? ['order.shipment.tracking.updated'] : []),
        ],
        url: hook.url,
      });
    const told = async (): Promise<unknown[]> => {
      await shipbob.admin.webhooks.wait();
      return hook.topics();
    };

    test('label, ship, deliver: tracking and dates appear when they happen, stock leaves the shelf once', async () => {
      await subscribe();
      await stock('MUG', 8, 5);
      await shipbob.admin.shipbob.createOrder({ body: body('R1', [{ sku: 'MUG', quantity: 2 }]) });
      await shipbob.admin.shipbob.label({ reference_id: 'R1' });
      expect(await shipbob.admin.shipbob.order({ reference_id: 'R1' })).toMatchObject({
        status: 'Fulfilled',
        shipments: [{ status: 'Processing', status_details: [{ id: 102 }], tracking: null, delivery_date: null }],
      });
      await shipbob.admin.shipbob.track({ reference_id: 'R1', tracking });
      await shipbob.admin.shipbob.ship({ reference_id: 'R1' });
      expect(await shipbob.admin.shipbob.order({ reference_id: 'R1' })).toMatchObject({
        shipments: [
          {
            status: 'Completed',
            status_details: [{ id: 201 }],
            tracking: { tracking_number: '9261290', carrier: 'USPS' },
          },
        ],
      });
      expect((await shipbob.call('GET', `${version}/inventory-level?SearchBy=MUG`)).json).toMatchObject({
        items: [{ total_on_hand_quantity: 3, total_committed_quantity: 0 }],
      });
      await shipbob.admin.shipbob.deliver({ reference_id: 'R1' });
      expect(await shipbob.admin.shipbob.order({ reference_id: 'R1' })).toMatchObject({
        shipments: [{ status: 'Completed', status_details: [{ id: 203 }], delivery_date: expect.any(String) }],
      });
      expect((await told()).toSorted()).toEqual([
        'order.shipment.delivered',
        ...(fine ? ['order.shipment.tracking.updated'] : []),
        'order.shipped',
      ]);
    });

    test('order.shipped comes once all labels are printed, or per label when the old way is set', async () => {
      await subscribe();
      for (const centre of [8, 10]) await stock('MUG', centre, 2);
      for (const [reference, expected] of [
        ['NEW', 1],
        ['OLD', 2],
      ] as const) {
        hook.clear();
        await shipbob.admin.shipbob.setOptions({ orderShippedPer: reference === 'NEW' ? 'order' : 'shipment' });
        await shipbob.admin.shipbob.createOrder({ body: body(reference, [{ sku: 'MUG', quantity: 1 }]) });
        const order = await shipbob.admin.shipbob.allocate({
          reference_id: reference,
          shipments: [8, 10].map((centre) => ({ fulfillment_center_id: centre, items: [{ sku: 'MUG', quantity: 1 }] })),
        });
        for (const shipment of order.shipments) {
          await shipbob.admin.shipbob.label({ reference_id: reference, shipment_id: shipment.id, tracking });
        }
        expect(await told(), reference).toEqual(Array.from({ length: expected }, () => 'order.shipped'));
      }
    });

    test('lots ship first expiring first, one inventory row per lot; parcels stand in parent_cartons', async () => {
      await stock('MUG', 8, 2, 'LATE', '2028-01-01T00:00:00Z');
      await stock('MUG', 8, 2, 'SOON', '2027-01-01T00:00:00Z');
      await shipbob.admin.shipbob.createOrder({ body: body('R1', [{ sku: 'MUG', quantity: 3 }]) });
      const cartons = [
        { barcode: 'BOX-1', items: [{ sku: 'MUG', quantity: 2 }] },
        { barcode: 'BOX-2', items: [{ sku: 'MUG', quantity: 1 }] },
      ];
      const shipped = await shipbob.admin.shipbob.ship({ reference_id: 'R1', tracking, cartons });
      expect(shipped).toMatchObject({
        shipments: [
          {
            products: [
              {
                inventory_items: [
                  { lot: 'SOON', quantity: 2, expiration_date: '2027-01-01T00:00:00Z' },
                  { lot: 'LATE', quantity: 1 },
                ],
              },
            ],
            parent_cartons: [{ barcode: 'BOX-1' }, { barcode: 'BOX-2' }],
          },
        ],
      });
      expect((await shipbob.call('GET', `${version}/inventory-level/lots?SearchBy=MUG`)).json).toMatchObject({
        items: [
          {
            lots: [
              { lot_number: 'LATE', on_hand_quantity: 1 },
              { lot_number: 'SOON', on_hand_quantity: 0 },
            ],
          },
        ],
      });
    });

    test('a bundle ships as its components', async () => {
      await stock('MUG', 8, 9);
      const mug = (await shipbob.admin.shipbob.products())[0]?.variants[0]?.id;
      const made = await shipbob.admin.shipbob.createProduct({
        name: 'Set',
        type_id: 2,
        variants: [{ sku: 'SET', bundle_definition: [{ variant_id: mug, quantity: 4 }] }],
      });
      expect(made.variants[0]?.inventory.inventory_id).toBeNull();
      const order = await shipbob.admin.shipbob.createOrder({ body: body('R1', [{ sku: 'SET', quantity: 2 }]) });
      expect(order).toMatchObject({ shipments: [{ products: [{ sku: 'SET', inventory_items: [{ quantity: 8 }] }] }] });
    });

    test('a picked shipment cannot be cancelled: 200 with Failure in the body, and on hold is told', async () => {
      await subscribe();
      await stock('MUG', 8, 9);
      await shipbob.admin.shipbob.createOrder({ body: body('R1', [{ sku: 'MUG', quantity: 1 }]) });
      await shipbob.admin.shipbob.setShipmentStatus({
        reference_id: 'R1',
        status: 'OnHold',
        detail: { id: 401, name: 'InvalidAddress' },
      });
      const { id } = await shipbob.admin.shipbob.label({ reference_id: 'R1', tracking });
      const answer = await shipbob.call('POST', `${version}/order/${id}:cancel`, undefined, channel);
      expect(answer).toMatchObject({
        status: 200,
        json: { status: 'Failure', canceled_shipment_results: [{ is_success: false }] },
      });
      expect((await told()).toSorted()).toEqual(['order.shipment.on_hold', 'order.shipped']);
    });

    test('the tracking-uploaded mark is set per shipment and answered in camelCase', async () => {
      await stock('MUG', 8, 9);
      const order = await shipbob.admin.shipbob.createOrder({ body: body('R1', [{ sku: 'MUG', quantity: 1 }]) });
      const id = order.shipments[0]?.id ?? 0;
      const answer = await shipbob.call('POST', `${version}/shipment:batchUpdateTrackingUpload`, {
        is_tracking_uploaded: true,
        shipment_ids: [id, 3],
      });
      expect(answer.json).toMatchObject({
        results: [
          { shipmentId: id, isSuccess: true },
          { shipmentId: 3, isSuccess: false, error: { code: 'NOT_FOUND' } },
        ],
        summary: { total: 2, successful: 1, failed: 1 },
      });
      expect(await list('IsTrackingUploaded=true')).toEqual(['R1']);
    });
  });
});
