import { type ApiVersion, VERSION_TRAITS } from '../shipbob/versions.js';
import { pick } from './pick.js';
import type { Reply, Started } from './started.js';
import { type Drive, driveOrders } from './surface-orders.js';

const channel = { shipbob_channel_id: '100102' };

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
  await call('GET', `/product?cursor=${encodeURIComponent(pick(page, 'next'))}`);
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
