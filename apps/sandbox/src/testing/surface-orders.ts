import { type ApiVersion, VERSION_TRAITS } from '../shipbob/versions.js';
import { pick } from './pick.js';
import type { Reply, Started } from './started.js';

/** What a part of the drive works with; `call` sends the channel header. */
export interface Drive {
  shipbob: Started;
  version: ApiVersion;
  call: (method: string, path: string, body?: unknown) => Promise<Reply>;
}

/** Orders and shipments, in their good form and in the bad ones that a document lists. */
export async function driveOrders(drive: Drive): Promise<void> {
  const { shipbob, version, call } = drive;
  await shipbob.product('S-PEN');
  await shipbob.admin.shipbob.adjustStock({ sku: 'S-PEN', fulfillment_center_id: 8, change: 50 });
  const order = (reference: string, more: Record<string, unknown> = {}) => ({
    reference_id: reference,
    shipping_method: 'Standard',
    type: 'DTC',
    recipient: { name: 'John', address: { address1: 'A', city: 'B', country: 'US' } },
    products: [{ reference_id: 'S-PEN', name: 'Pen', quantity: 2 }],
    ...more,
  });
  const made = await call('POST', '/order', order('S-1', { tags: [{ name: 'a', value: 'b' }] }));
  const id = pick(made, 'id');
  const shipment = pick(made, 'shipments', 0, 'id');
  await call('POST', '/order', order('S-1'));
  await call('POST', '/order', order('S-B2B', { shipping_method: 'Freight', financials: { total_price: 12.5 } }));
  await call('POST', '/order', order('S-SHORT', { products: [{ reference_id: 'S-PEN', name: 'Pen', quantity: 999 }] }));
  await call('POST', '/order:estimate', {
    address: { country: 'US' },
    products: [{ reference_id: 'S-PEN', quantity: 1 }],
  });
  await call('POST', '/order:estimate', {
    address: { country: 'US' },
    products: [{ reference_id: 'S-NO', quantity: 1 }],
  });
  await call('GET', `/order/${id}/store-order-json`);
  if (VERSION_TRAITS[version].storeOrderJsonPost) {
    await call('POST', `/order/${id}/store-order-json`, { order_json: '{}' });
    await call('GET', `/order/${id}/store-order-json`);
  }
  await changeShipment(drive, shipment);
  await shipbob.admin.shipbob.ship({
    reference_id: 'S-1',
    tracking: { carrier: 'USPS', carrier_service: 'Priority', tracking_number: '9261' },
    cartons: [{ barcode: 'B1', items: [{ sku: 'S-PEN', quantity: 2 }] }],
  });
  await shipbob.admin.warehouse.carrier({ reference_id: 'S-1', status: 'DeliveryException', substatus: 'Address' });
  await call('GET', '/order?Limit=2&SortOrder=Oldest&LastUpdateStartDate=2020-01-01T00:00:00Z');
  await call('GET', '/order?HasTracking=true');
  await call('GET', `/order/${id}`);
  await call('GET', '/order/1');
  for (const path of [`/order/${id}/shipment/${shipment}`, `/shipment/${shipment}`]) {
    for (const suffix of ['', '/timeline', '/logs']) await call('GET', `${path}${suffix}`);
    await call('POST', `${path}:cancel`);
  }
  await call('GET', '/shipment/1');
  await call('GET', `/order/${id}/shipment`);
  if (VERSION_TRAITS[version].tracking !== 'none') {
    await call('GET', `/shipments-tracking?ShipmentIds=${shipment}&ShipmentIds=1`);
    await call('GET', '/tracking?TrackingIds=9261');
  }
  await call('POST', `/order/${id}:cancel`);
  const second = await call('POST', '/order', order('S-2'));
  await call('POST', `/order/${pick(second, 'id')}:cancel`);
  const third = await call('POST', '/order', order('S-3'));
  const [thirdId, thirdShipment] = [pick(third, 'id'), pick(third, 'shipments', 0, 'id')];
  await call('POST', `/order/${thirdId}/shipment/${thirdShipment}:cancel`);
  const fourth = await call('POST', '/order', order('S-4'));
  await call('POST', `/shipment/${pick(fourth, 'shipments', 0, 'id')}:cancel`);
  await call('POST', '/shipment:batchCancel', { shipment_ids: [Number(shipment)] });
  await call('POST', '/shipment:batchUpdateTrackingUpload', {
    is_tracking_uploaded: true,
    shipment_ids: [Number(shipment), 3],
  });
  await call('GET', '/shipping-method?Page=1&Limit=10');
}

async function changeShipment({ version, call }: Drive, shipment: string): Promise<void> {
  if (!VERSION_TRAITS[version].shipmentUpdates) return;
  const lines = await call('GET', `/shipment/${shipment}:getLineItems`);
  await call('GET', '/shipment/1:getLineItems');
  await call('POST', `/shipment/${shipment}:updateLineItems`, {
    items: [{ inventory_id: Number(pick(lines, 0, 'inventory_id')), quantity: 3 }],
  });
  await call('POST', '/shipment/1:updateLineItems', { items: [{ inventory_id: 1, quantity: 1 }] });
  await call('PUT', `/shipment/${shipment}:updateAddress`, { street_address1: '1 St', city: 'X', country_code: 'US' });
  await call('PUT', '/shipment/1:updateAddress', { street_address1: '1 St', city: 'X' });
  for (const service of [1, 99]) {
    await call('PUT', '/shipment:bulkUpdateShippingService', {
      shipment_ids: [Number(shipment), 2],
      requested_shipping_service_id: service,
      reason: 'faster',
    });
  }
}
