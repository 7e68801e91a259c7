import { isPlainObject } from '@mlc/kernel';
import type { ApiVersion } from '../shipbob/versions.js';
import { VERSION_TRAITS } from '../shipbob/versions.js';
import type { Reply, Started } from './started.js';

const channel = { shipbob_channel_id: '100102' };

/** A member of an answer, deep inside; throws when it is not there, so that no later call asks for `undefined`. */
export function pick(reply: Reply, ...path: (string | number)[]): string {
  let value: unknown = reply.json;
  for (const key of path) {
    value = Array.isArray(value) ? value[Number(key)] : isPlainObject(value) ? value[key] : undefined;
  }
  if (typeof value === 'number' || typeof value === 'string') return String(value);
  throw new Error(`No ${path.join('.')} in ${reply.status} ${reply.text.slice(0, 300)}`);
}

/** Calls every call of a version, in its good form and in the bad ones that a document lists. */
export async function driveSurface(shipbob: Started, version: ApiVersion): Promise<void> {
  const call = (method: string, path: string, body?: unknown): Promise<Reply> =>
    shipbob.call(method, `${version}${path}`, body, channel);
  const seen = { shipbob, version, call };
  await driveProducts(seen);
  await driveInventory(seen);
  await driveReceiving(seen);
  await driveOrders(seen);
  await driveReturns(seen);
  await driveBilling(seen);
  await driveAccount(seen);
}

interface Drive {
  shipbob: Started;
  version: ApiVersion;
  call: (method: string, path: string, body?: unknown) => Promise<Reply>;
}

async function driveProducts({ call }: Drive): Promise<void> {
  const variant = (sku: string, more: Record<string, unknown> = {}) => ({ sku, name: sku, ...more });
  const made = await call('POST', '/product', {
    name: 'Mug',
    type_id: 1,
    variants: [
      variant('S-MUG', {
        barcodes: [{ value: '4006381333931' }],
        status_id: 0,
        weight: 12,
        dimension: { length: 4, width: 4, height: 5 },
        customs: { country_code_of_origin: 'TW', hs_tariff_code: '691110', value: 3, description: 'Mug' },
        lot_information: { is_lot: false },
        return_preferences: { primary_action_id: 1 },
      }),
      variant('S-MUG-2'),
    ],
  });
  const id = pick(made, 'id');
  const first = Number(pick(made, 'variants', 0, 'id'));
  const second = Number(pick(made, 'variants', 1, 'id'));
  await call('POST', '/product', { name: 'Mug again', variants: [variant('S-MUG')] });
  await call('POST', '/product', { name: 'No variants', variants: [] });
  await call('GET', '/product?PageSize=1&SKU=S-MUG');
  await call('GET', `/product/${id}`);
  await call('GET', '/product/1');
  await call('PATCH', `/product/${id}`, { name: 'Cup', variants: [{ id: first, barcodes: [{ value: '1' }] }] });
  await call('GET', `/product/${id}/variants`);
  await call('POST', `/product/${id}/variants`, [variant('S-MUG-3')]);
  await call('PATCH', `/product/${id}`, { name: 'Cup', variants: [{ id: second, sku: 'S-MUG' }] });
  await call('PATCH', `/product/${id}`, { name: 'Cup', variants: [{ id: 1, name: 'Stranger' }] });
  await call('PATCH', '/product/1', { name: 'Cup' });
  await call('PATCH', `/product/${id}/variants`, [{ id: first, name: 'Cup, blue' }]);
  const variants = `/product/${id}/variants`;
  await call('POST', variants, [variant('S-MUG')]);
  await call('POST', variants, []);
  await call('POST', '/product/1/variants', [variant('S-NEW')]);
  await call('PATCH', variants, [{ id: second, sku: 'S-MUG' }]);
  await call('PATCH', variants, [{ id: 1, name: 'Stranger' }]);
  await call('PATCH', '/product/1/variants', [{ id: first }]);
  await call('POST', `/variant/${first}:merge`, [{ id: first }]);
  await call('POST', '/variant/1:merge', [{ id: first }]);
  const parts = [{ variant_id: first, quantity: 2 }];
  await call('POST', `/variant/${second}:convertToBundle`, { bundle_definition: [] });
  await call('POST', `/variant/${second}:convertToBundle`, { sku: 'S-MUG', bundle_definition: parts });
  await call('POST', '/variant/1:convertToBundle', { bundle_definition: parts });
  await call('DELETE', `/product/${id}`);
  const other = await call('POST', '/product', { name: 'Plate', variants: [variant('S-PLATE'), variant('S-DISH')] });
  const dish = Number(pick(other, 'variants', 1, 'id'));
  await call('POST', '/product:moveVariants', { name: 'Mug 2', variants: [{ id: second }] });
  await call('POST', `/product/${id}:moveVariants`, { variants: [{ id: second }] });
  await call('POST', '/product/1:moveVariants', { variants: [{ id: second }] });
  await call('POST', `/variant/${first}:merge`, [{ id: second }]);
  await call('POST', `/variant/${dish}:convertToBundle`, {
    name: 'Table set',
    sku: 'S-SET',
    bundle_definition: [{ variant_id: first, quantity: 2 }],
  });
  const bundle = await call('POST', '/product', {
    name: 'Set',
    type_id: 2,
    variants: [variant('S-SET-2', { bundle_definition: [{ variant_id: first, quantity: 4 }] })],
  });
  await call('DELETE', `/product/${pick(bundle, 'id')}`);
  await call('DELETE', '/product/1');
  await call('GET', '/packaging-requirement');
  await call('GET', '/taxonomy?search=kitchen');
  await call('GET', '/taxonomy/2');
  await call('GET', '/taxonomy/2/parent');
  await call('GET', '/taxonomy/99');
  await call('GET', '/taxonomy/1/parent');
}

async function driveInventory({ shipbob, version, call }: Drive): Promise<void> {
  const { inventoryId } = await shipbob.product('S-TEA', { lot_information: { is_lot: true } });
  const lot = { lot_number: 'L1', lot_date: '2027-01-01T00:00:00Z' };
  await shipbob.admin.shipbob.adjustStock({ sku: 'S-TEA', fulfillment_center_id: 8, change: 5, ...lot });
  for (const path of ['/inventory', '/inventory-level', '/inventory-level/locations', '/inventory-level/lots']) {
    await call('GET', `${path}?InventoryIds=${inventoryId}&PageSize=1`);
  }
  for (const suffix of ['', '/locations', '/lots']) {
    await call('GET', `/inventory-level/${inventoryId}${suffix}`);
    await call('GET', `/inventory-level/1${suffix}`);
  }
  await call('GET', '/inventory-level?SortBy=-onHands');
  const page = await call('GET', '/product?PageSize=1');
  await call('GET', `/product?${pick(page, 'next').split('?')[1]}`);
  await call('GET', `/inventory/${inventoryId}`);
  await call('GET', '/inventory/1');
  if (VERSION_TRAITS[version].history) {
    await call('POST', '/inventory/history:query', { facility_id: 8, inventory_ids: [inventoryId] });
  }
}

async function driveReceiving({ shipbob, call }: Drive): Promise<void> {
  const { inventoryId } = await shipbob.product('S-JAR');
  const items = [{ inventory_id: inventoryId, quantity: 5 }];
  const made = await call('POST', '/receiving', shipbob.wroBody('S-P1', items));
  const id = pick(made, 'id');
  await call('POST', '/receiving', shipbob.wroBody('S-P2', items, { expected_arrival_date: '2020-01-01T00:00:00Z' }));
  await call('POST', '/receiving', shipbob.wroBody('S-P3', items, { fulfillment_center: { id: 4711 } }));
  await shipbob.admin.shipbob.stow({ purchase_order_number: 'S-P1', items: [{ sku: 'S-JAR', stowed: 2 }] });
  await call('GET', '/receiving?Statuses=Processing,Completed&Page=1&Limit=1&ExternalSync=false');
  await call('GET', `/receiving/${id}`);
  await call('GET', '/receiving/1');
  await call('GET', `/receiving/${id}/boxes`);
  await call('GET', '/receiving/1/boxes');
  await call('GET', `/receiving/${id}/labels`);
  await call('GET', `/receiving/${id}/distributions`);
  await call('POST', `/receiving/${id}:cancel`);
  await call('POST', '/receiving/1:cancel');
  await call('POST', '/receiving', shipbob.wroBody('S-P1', items));
  const second = await call('POST', '/receiving', shipbob.wroBody('S-P4', items));
  await call('POST', `/receiving/${pick(second, 'id')}:cancel`);
  await shipbob.admin.shipbob.completeWro({ purchase_order_number: 'S-P1' });
  await call('POST', '/receiving:setExternalSync', { ids: [Number(id)], is_external_sync: true });
  await call('GET', '/fulfillment-center');
  await call('GET', '/location?IncludeInactive=true');
}

async function driveOrders(drive: Drive): Promise<void> {
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

async function driveReturns({ shipbob, version, call }: Drive): Promise<void> {
  const { inventoryId } = await shipbob.product('S-CUP');
  const body = (reference: string, id = inventoryId) => ({
    reference_id: reference,
    fulfillment_center: { id: 8 },
    inventory: [{ id, quantity: 2, requested_action: 'Default' }],
    tracking_number: '1Z',
  });
  const made = await call('POST', '/return', body('S-R1'));
  const id = pick(made, 'id');
  await call('POST', '/return', body('S-R2', 1));
  await shipbob.call('POST', `${version}/return`, body('S-R2'));
  await shipbob.call('PUT', `${version}/return/${id}`, body('S-R1'));
  await call('PUT', `/return/${id}`, body('S-R1'));
  await call('PUT', '/return/1', body('S-R1'));
  await shipbob.admin.returns.process({
    reference_id: 'S-R1',
    items: [
      {
        sku: 'S-CUP',
        actions: [
          { action: 'Restock', quantity: 1 },
          { action: 'Quarantine', quantity: 1, reason: 'Chipped', image_url: 'https://example.com/1.jpg' },
        ],
      },
    ],
    complete: true,
  });
  await shipbob.admin.returns.toSender({ reference_id: 'S-1' });
  await call('PUT', `/return/${id}`, body('S-R1'));
  await call('POST', `/return/${id}:cancel`);
  const second = await call('POST', '/return', body('S-R3'));
  await call('POST', `/return/${pick(second, 'id')}:cancel`);
  await call('GET', '/return?Cursor=1&Limit=1&SortOrder=Asc&Status=Completed');
  await call('GET', '/return?Limit=1');
  await call('GET', `/return/${id}`);
  await call('GET', '/return/1');
}

async function driveBilling({ shipbob, call }: Drive): Promise<void> {
  await shipbob.admin.billing.invoiceRun();
  await call('GET', '/transaction-fees');
  const invoices = await call('GET', '/invoices?PageSize=1&SortOrder=Ascending');
  await call('GET', '/invoices?InvoiceTypes=Nonsense');
  await call('GET', `/invoices?Cursor=${encodeURIComponent(pick(invoices, 'next'))}`);
  await call('GET', `/invoices/${pick(invoices, 'items', 0, 'invoice_id')}/transactions`);
  await call('GET', '/invoices/1/transactions');
  const rows = await call('POST', '/transactions:query', { page_size: 1, sort_order: 'Descending' });
  await call('POST', `/transactions:query?Cursor=${encodeURIComponent(pick(rows, 'next'))}`, {});
  await call('POST', '/transactions:query?Cursor=nonsense', {});
}

async function driveAccount({ call, shipbob, version }: Drive): Promise<void> {
  await call('GET', '/channel?RecordsPerPage=1');
  const made = await call('POST', '/webhook', { topics: ['order.shipped'], url: 'https://example.com/hook' });
  await call('POST', '/webhook', { topics: ['no.such.topic'], url: 'https://example.com/hook' });
  await call('GET', '/webhook?RecordsPerPage=1');
  await call('DELETE', `/webhook/${pick(made, 'id')}`);
  const closed = [
    '',
    '/1',
    '-level',
    '-level/1',
    '-level/locations',
    '-level/1/locations',
    '-level/lots',
    '-level/1/lots',
  ];
  for (const path of [...closed.map((end) => `/inventory${end}`), '/taxonomy', '/taxonomy/1', '/taxonomy/1/parent']) {
    for (const token of ['nobody', 'sandbox-pat-no-scopes']) {
      await shipbob.call('GET', `${version}${path}`, undefined, { authorization: `Bearer ${token}` });
    }
  }
  await shipbob.call(
    'POST',
    `${version}/webhook`,
    { topics: ['order.shipped'], url: 'https://example.com/hook' },
    {
      authorization: 'Bearer sandbox-pat-read-only',
    },
  );
}
