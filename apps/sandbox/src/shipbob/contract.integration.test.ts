import { isPlainObject } from '@mlc/kernel';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { pick } from '../testing/pick.js';
import { hasSharedReference, sharedJson } from '../testing/shared-reference.js';
import { type Reply, Started } from '../testing/started.js';
import { defaultShipBobWorld } from './seed.js';

/*
 * The OpenAPI documents require almost no member, so an answer that lacks half of them passes there. ShipBob's own samples
 * show every member; here each is looked for.
 */

let shipbob: Started;
beforeAll(async () => {
  const [account] = defaultShipBobWorld.accounts;
  if (account === undefined) throw new Error('The default world has no account');
  shipbob = await Started.start({ world: { shipbob: { accounts: [{ ...account, placement_program: true }] } } });
});
afterAll(() => shipbob.stop());

const call = (method: string, path: string, body?: unknown): Promise<Reply> =>
  shipbob.call(method, `2026-01${path}`, body, { shipbob_channel_id: '100102' });

/** Free maps: their keys are data, and the samples' are examples of it. */
const MAPS = ['metadata', 'additional_details'];

/** Members that the sample has and the answer lacks; where the answer says null or an empty list there is nothing to compare. */
function missingIn(sample: unknown, answer: unknown, path = ''): string[] {
  if (Array.isArray(sample) && Array.isArray(answer)) {
    return sample.length === 0 || answer.length === 0 ? [] : missingIn(sample[0], answer[0], `${path}[0]`);
  }
  if (!isPlainObject(sample) || !isPlainObject(answer)) return [];
  return Object.keys(sample).flatMap((key) =>
    MAPS.includes(key)
      ? []
      : key in answer
        ? missingIn(sample[key], answer[key], `${path}.${key}`)
        : [`${path}.${key}`],
  );
}

/** Sees that the answer has every member of the sample. A list must have rows: an empty one would prove nothing. */
function hasAllOf(sample: string, reply: Reply): void {
  expect([sample, reply.status < 300, reply.text !== '[]' && !reply.text.includes('"items":[]')]).toEqual([
    sample,
    true,
    true,
  ]);
  expect([sample, missingIn(sharedJson(`shipbob-samples/api-2026-01-${sample}.json`), reply.json)]).toEqual([
    sample,
    [],
  ]);
}

describe.skipIf(!hasSharedReference)('answers have every member of ShipBob’s own samples', () => {
  test('products and inventory', async () => {
    const made = await call('POST', '/product', {
      name: 'Mug',
      variants: [{ sku: 'MUG', barcodes: [{ value: '400' }], customs: { value: 3 } }],
    });
    hasAllOf('product-post-201', made);
    hasAllOf('product-list-200', await call('GET', '/product'));
    const lot = { lot_number: 'L', lot_date: '2027-01-01T00:00:00Z' };
    await shipbob.admin.shipbob.adjustStock({ sku: 'MUG', fulfillment_center_id: 8, change: 3, ...lot });
    hasAllOf('inventory-list-200', await call('GET', '/inventory'));
    hasAllOf('inventory-level-list-200', await call('GET', '/inventory-level'));
    hasAllOf('inventory-level-locations-200', await call('GET', '/inventory-level/locations'));
    hasAllOf('inventory-level-lots-200', await call('GET', '/inventory-level/lots'));
    hasAllOf('inventory-history-query-200', await call('POST', '/inventory/history:query', { facility_id: 8 }));
  });

  test('receiving, centres and locations', async () => {
    const { inventoryId } = await shipbob.product('TEA');
    const body = shipbob.wroBody('P1', [{ inventory_id: inventoryId, quantity: 5 }]);
    const made = await call('POST', '/receiving', body);
    hasAllOf('receiving-post-201', made);
    hasAllOf('receiving-boxes-200', await call('GET', `/receiving/${pick(made, 'id')}/boxes`));
    hasAllOf('receiving-distributions-200', await call('GET', `/receiving/${pick(made, 'id')}/distributions`));
    hasAllOf('fulfillment-center-200', await call('GET', '/fulfillment-center'));
    hasAllOf('location-200', await call('GET', '/location'));
  });

  test('orders and shipments', async () => {
    await shipbob.product('PEN');
    await shipbob.admin.shipbob.adjustStock({ sku: 'PEN', fulfillment_center_id: 8, change: 5 });
    const made = await call('POST', '/order', {
      reference_id: 'R1',
      shipping_method: 'Standard',
      type: 'DTC',
      recipient: { name: 'John', address: { address1: 'A', city: 'B', country: 'US' } },
      products: [{ reference_id: 'PEN', name: 'Pen', quantity: 2 }],
    });
    const shipment = pick(made, 'shipments', 0, 'id');
    hasAllOf('shipment-getlineitems-200', await call('GET', `/shipment/${shipment}:getLineItems`));
    const address = { street_address1: '1 St', city: 'X' };
    hasAllOf('shipment-updateaddress-200', await call('PUT', `/shipment/${shipment}:updateAddress`, address));
    await shipbob.admin.shipbob.ship({
      reference_id: 'R1',
      tracking: { carrier: 'USPS', tracking_number: '1' },
      cartons: [{ barcode: 'B1', items: [{ sku: 'PEN', quantity: 2 }] }],
    });
    await shipbob.admin.shipbob.deliver({ reference_id: 'R1' });
    hasAllOf('order-post-201', await call('GET', `/order/${pick(made, 'id')}`));
    hasAllOf('shipment-get-200', await call('GET', `/shipment/${shipment}`));
    hasAllOf('shipment-timeline-200', await call('GET', `/shipment/${shipment}/timeline`));
    hasAllOf('shipments-tracking-200', await call('GET', `/shipments-tracking?ShipmentIds=${shipment}`));
    hasAllOf('shipping-method-200', await call('GET', '/shipping-method'));
    hasAllOf('order-cancel-200', await call('POST', `/order/${pick(made, 'id')}:cancel`));
    const ids = { shipment_ids: [Number(shipment)] };
    hasAllOf('shipment-batchcancel-200', await call('POST', '/shipment:batchCancel', ids));
    const mark = { ...ids, is_tracking_uploaded: true };
    const marked = await call('POST', '/shipment:batchUpdateTrackingUpload', mark);
    hasAllOf('shipment-batchupdatetrackingupload-200', marked);
  });

  test('returns and billing', async () => {
    const { inventoryId } = await shipbob.product('CUP');
    const made = await call('POST', '/return', {
      reference_id: 'RMA',
      fulfillment_center: { id: 8 },
      inventory: [{ id: inventoryId, quantity: 1, requested_action: 'Restock', lot_number: 'L' }],
    });
    hasAllOf('return-post-201', made);
    const actions = [{ action: 'Restock' as const, quantity: 1 }];
    await shipbob.admin.returns.process({ reference_id: 'RMA', items: [{ sku: 'CUP', actions }], complete: true });
    hasAllOf('return-get-200', await call('GET', `/return/${pick(made, 'id')}`));
    hasAllOf('return-list-200', await call('GET', '/return'));
    await shipbob.admin.billing.invoiceRun();
    hasAllOf('transactions-query-200', await call('POST', '/transactions:query', {}));
    const invoices = await call('GET', '/invoices');
    hasAllOf('invoices-200', invoices);
    const ofInvoice = await call('GET', `/invoices/${pick(invoices, 'items', 0, 'invoice_id')}/transactions`);
    hasAllOf('invoice-transactions-200', ofInvoice);
    hasAllOf('transaction-fees-200', await call('GET', '/transaction-fees'));
  });

  test('channels and webhook subscriptions', async () => {
    hasAllOf('channel-get-200', await call('GET', '/channel'));
    const wish = { topics: ['order.shipped'], url: 'https://example.com/hook' };
    hasAllOf('webhook-post-200', await call('POST', '/webhook', wish));
    hasAllOf('webhook-list-200', await call('GET', '/webhook'));
  });
});
