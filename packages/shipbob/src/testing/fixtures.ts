/** Answers in the shapes of ShipBob's API, shortened to what the flows read, with a member nobody knows yet. */
export const productAnswer = (
  id: number,
  sku: string,
  more: Record<string, unknown> = {},
): Record<string, unknown> => ({
  id,
  name: `Product ${sku}`,
  type: 'Regular',
  member_of_tomorrow: { since: '2027-01' },
  variants: [
    {
      id: id + 1000,
      sku,
      name: `Product ${sku}`,
      status: 'Active',
      upc: '',
      gtin: '',
      barcodes: [],
      inventory: { inventory_id: id + 2000, on_hand_qty: 0 },
      weight: { weight: 0, unit: 'oz' },
      customs: { country_code_of_origin: '', hs_tariff_code: '', value: null, currency: 'USD' },
      lot_information: { is_lot: false, minimum_shelf_life_days: null },
      bundle_definition: [],
      ...more,
    },
  ],
});

export const envelope = (items: unknown[], next: string | null = null): Record<string, unknown> => ({
  first: '/Product?cursor=a',
  items,
  last: null,
  next,
  prev: null,
});

export const wroAnswer = (id: number, more: Record<string, unknown> = {}): Record<string, unknown> => ({
  id,
  status: 'Awaiting',
  purchase_order_number: `P${id}`,
  fulfillment_center: { id: 10, name: 'Moreno Valley (CA)' },
  package_type: 'Package',
  box_packaging_type: 'EverythingInOneBox',
  expected_arrival_date: '2026-12-15T00:00:00+00:00',
  insert_date: '2026-11-01T03:19:37.3484349+00:00',
  last_updated_date: '2026-11-02T03:19:39.4328299+00:00',
  external_sync_timestamp: null,
  inventory_quantities: [
    { inventory_id: 501, sku: 'A', expected_quantity: 5, received_quantity: 0, stowed_quantity: 0 },
  ],
  ...more,
});

export const orderAnswer = (id: number, more: Record<string, unknown> = {}): Record<string, unknown> => ({
  id,
  reference_id: `S${id}`,
  order_number: `S${id}`,
  status: 'Processing',
  channel: { id: 7, name: 'ours' },
  created_date: '2026-11-01T00:00:00+00:00',
  shipments: [],
  ...more,
});
