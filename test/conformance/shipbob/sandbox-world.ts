import type { SandboxAdmin } from '@mlc/sandbox';

const CENTRE = 8;
const inDays = (days: number): string => new Date(Date.now() + days * 86_400_000).toISOString();

/** Fills the sandbox, so that every check has something to look at: what an account looks like after some weeks. */
export async function furnish(admin: SandboxAdmin, url: string, version: string): Promise<void> {
  const inventoryIds = await products(admin);
  await receiving(admin, inventoryIds);
  await orders(admin);
  await returns(admin, inventoryIds);
  await billing(admin);
  await admin.warehouse.addUro({ barcode: '4006381333931', comment: 'A box without a label' });
  for (const topics of [['order.shipped'], ['return.completed']])
    await subscribe(url, version, { topics, url: `https://example.com/${topics[0]}` });
}

async function products(admin: SandboxAdmin): Promise<Record<string, number>> {
  const variant = (sku: string, more: object = {}) => ({ sku, name: `Product ${sku}`, weight: 12, ...more });
  const wishes = [
    [variant('C-MUG', { barcodes: [{ value: '4006381333931' }], customs: { country_code_of_origin: 'TW', value: 3 } })],
    [variant('C-JAR', { barcodes: [{ value: '4006381333948' }], lot_information: { is_lot: true } })],
    [variant('C-POT-S'), variant('C-POT-L', { dimension: { length: 9, width: 9, height: 6 } })],
  ];
  const ids: Record<string, number> = {};
  for (const variants of wishes) {
    const made = await admin.shipbob.createProduct({ name: 'Kitchen', type_id: 1, variants });
    for (const { sku, inventory } of made.variants) ids[sku] = inventory.inventory_id ?? 0;
  }
  const lot = { lot_number: 'L-1', lot_date: '2028-01-01T00:00:00Z' };
  for (const fulfillment_center_id of [CENTRE, 10])
    await admin.shipbob.adjustStock({ sku: 'C-MUG', fulfillment_center_id, change: 50, reason: 'Found' });
  await admin.shipbob.adjustStock({ sku: 'C-JAR', fulfillment_center_id: CENTRE, change: 20, ...lot });
  return ids;
}

async function receiving(admin: SandboxAdmin, inventoryIds: Record<string, number>): Promise<void> {
  for (const number of ['C00001', 'C00002', 'C00003', 'C00004'])
    await admin.shipbob.createWro({
      fulfillment_center: { id: CENTRE },
      package_type: 'Package',
      box_packaging_type: 'EverythingInOneBox',
      expected_arrival_date: inDays(10),
      purchase_order_number: number,
      boxes: [{ tracking_number: '1Z9', box_items: [{ inventory_id: inventoryIds['C-MUG'], quantity: 10 }] }],
    });
  const part = [{ sku: 'C-MUG', stowed: 4 }];
  await admin.shipbob.stow({ purchase_order_number: 'C00002', items: part });
  await admin.shipbob.stow({ purchase_order_number: 'C00003', items: [{ sku: 'C-MUG', stowed: 10 }], complete: true });
  await admin.shipbob.cancelWro({ purchase_order_number: 'C00004' });
}

async function orders(admin: SandboxAdmin): Promise<void> {
  const recipient = { name: 'Jo', address: { address1: '1 St', city: 'Chicago', state: 'IL', country: 'US' } };
  for (const reference_id of ['C-S1', 'C-S2', 'C-S3'])
    await admin.shipbob.createOrder({
      body: {
        reference_id,
        shipping_method: 'Standard',
        type: 'DTC',
        recipient,
        products: [{ reference_id: 'C-MUG', name: 'Mug', quantity: 2 }],
      },
    });
  for (const reference_id of ['C-S1', 'C-S2']) {
    const tracking = { carrier: 'UPS', carrier_service: 'Ground', tracking_number: `1Z-${reference_id}` };
    await admin.shipbob.ship({ reference_id, tracking });
  }
  await admin.warehouse.carrier({ reference_id: 'C-S1', status: 'InTransit', substatus: 'On the road' });
}

async function returns(admin: SandboxAdmin, inventoryIds: Record<string, number>): Promise<void> {
  await admin.returns.toSender({ reference_id: 'C-S1' });
  const inventory = [{ id: inventoryIds['C-MUG'], quantity: 2, requested_action: 'Default' }];
  for (const reference_id of ['C-R1', 'C-R2', 'C-R3'])
    await admin.returns.create({
      body: { reference_id, fulfillment_center: { id: CENTRE }, inventory, tracking_number: '1Z' },
    });
  const actions = [{ action: 'Restock' as const, quantity: 2 }];
  await admin.returns.process({ reference_id: 'C-R2', items: [{ sku: 'C-MUG', actions }], complete: true });
  await admin.returns.cancel({ reference_id: 'C-R3' });
}

/** What was charged so far is invoiced, three of each kind; three more charges are not. */
async function billing(admin: SandboxAdmin): Promise<void> {
  const charge = async (): Promise<void> => {
    for (const reference_id of ['4711', '4712', '4713'])
      for (const [fee, reference_type] of [
        ['Shipping', 'Shipment'],
        ['Return', 'Return'],
        ['WRO Receiving Fee', 'WRO'],
      ] as const)
        await admin.billing.charge({ fee, amount: 8.1, reference_type, reference_id });
  };
  await charge();
  await admin.billing.invoiceRun();
  await charge();
}

async function subscribe(url: string, version: string, body: object): Promise<void> {
  const response = await fetch(`${url}/${version}/webhook`, {
    method: 'POST',
    headers: { authorization: 'Bearer sandbox-pat', 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
  if (!response.ok) throw new Error(`The sandbox refused a subscription: ${response.status}`);
}
