import type { OdooWorld } from '@mlc/sandbox';

/**
 * A small company with a story: Juniper & Finch sells kitchenware, buys from two suppliers, ships through ShipBob's centre
 * in Cicero. Twenty products, some awkward; five purchase orders; four sale orders.
 */

export const COMPANY = {
  odooDatabase: 'demo',
  odooKey: 'de300d000123456789abcdef0123456789abcdef',
  shipbobToken: 'demo-shipbob-pat',
  channelId: 100102,
  foreignChannelId: 100103,
  centreId: 8,
  warehouse: 'SB',
};

const plain = (sku: string, name: string, barcode: string, weight: number, cost: number, onHand = 0) => ({
  sku,
  name,
  barcode,
  weight,
  cost,
  price: cost * 2.5,
  tags: ['ShipBob'],
  hsCode: '732393',
  countryOfOrigin: 'TW',
  onHand,
});

/** Fourteen ordinary products; the first four have stock to ship from. */
const ordinary = [
  plain('JF-POT-20', 'Stock pot 20 cm', '4006381333931', 1.4, 18, 60),
  plain('JF-POT-24', 'Stock pot 24 cm', '4006381333948', 1.9, 23, 60),
  plain('JF-PAN-28', 'Frying pan 28 cm', '4006381333955', 1.1, 15, 60),
  plain('JF-KNF-08', "Chef's knife 8 in", '4006381333962', 0.25, 12, 60),
  plain('JF-KNF-05', 'Paring knife 5 in', '4006381333979', 0.12, 6),
  plain('JF-BRD-30', 'Chopping board 30 cm', '4006381333986', 0.9, 7),
  plain('JF-MUG-BL', 'Mug, blue', '4006381333993', 0.35, 3),
  plain('JF-MUG-GR', 'Mug, green', '4006381334006', 0.35, 3),
  plain('JF-BWL-16', 'Bowl 16 cm', '4006381334013', 0.4, 4),
  plain('JF-BWL-22', 'Bowl 22 cm', '4006381334020', 0.6, 5),
  plain('JF-SPN-01', 'Wooden spoon', '4006381334037', 0.05, 1),
  plain('JF-WSK-01', 'Whisk', '4006381334044', 0.08, 2),
  plain('JF-GRT-01', 'Grater', '4006381334051', 0.2, 4),
  plain('JF-TNG-01', 'Tongs', '4006381334068', 0.15, 3),
];

/** Six awkward ones. */
const awkward = [
  { key: 'no-sku', name: 'Silicone mat (no code yet)', tags: ['ShipBob'], weight: 0.1, cost: 2 },
  { key: 'twin-a', sku: 'JF-LID-24', name: 'Glass lid 24 cm', tags: ['ShipBob'], weight: 0.5, cost: 5 },
  { key: 'twin-b', sku: 'JF-LID-24', name: 'Glass lid 24 cm (old)', tags: ['ShipBob'], weight: 0.5, cost: 5 },
  { sku: 'JF-KTL-17', name: 'Kettle 1.7 l', barcode: '4006381334099', tags: ['ShipBob'], weight: 1.2, cost: 20 },
  { sku: 'JF-SET-01', name: 'Starter set (kit)', tags: ['ShipBob'], weight: 0, cost: 0 },
  { sku: 'JF-SRV-01', name: 'Gift wrapping', kind: 'service' as const, tags: ['ShipBob'], cost: 1 },
];

const order = (name: string, supplier: string, reference: string, lines: [string, number, string?][]) => ({
  name,
  supplier,
  supplierReference: reference,
  warehouse: COMPANY.warehouse,
  datePlanned: '2027-03-01 12:00:00',
  lines: lines.map(([product, quantity, uom]) => ({ product, quantity, ...(uom ? { uom } : {}) })),
});

const sale = (name: string, lines: [string, number][]) => ({
  name,
  customer: 'Web customer',
  clientOrderRef: `WEB-${name}`,
  warehouse: COMPANY.warehouse,
  lines: lines.map(([product, quantity]) => ({ product, quantity })),
});

export const odooWorld: OdooWorld = {
  options: { database: COMPANY.odooDatabase, modules: ['stock', 'purchase', 'sale', 'delivery', 'mrp'] },
  company: 'Juniper & Finch',
  users: [
    {
      login: 'ml-connector',
      email: 'ml-connector@example.com',
      apiKeys: [COMPANY.odooKey],
      groups: [
        'stock.group_stock_user',
        'purchase.group_purchase_user',
        'sales_team.group_sale_salesman_all_leads',
        'mrp.group_mrp_user',
      ],
    },
  ],
  warehouses: [
    { name: 'ShipBob', code: COMPANY.warehouse },
    { name: 'Showroom', code: 'WH' },
  ],
  partners: [
    { name: 'Taichung Cookware Co.', supplier: true },
    { name: 'Baltic Woodworks', supplier: true },
    { name: 'Web customer' },
  ],
  products: [...ordinary, ...awkward],
  boms: [
    {
      product: 'JF-SET-01',
      lines: [
        { product: 'JF-POT-20', quantity: 1 },
        { product: 'JF-SPN-01', quantity: 2 },
      ],
    },
  ],
  carriers: [{ name: 'USPS' }, { name: 'UPS' }],
  purchaseOrders: [
    order('P00001', 'Taichung Cookware Co.', 'TC-7781', [
      ['JF-POT-20', 40],
      ['JF-POT-24', 30],
    ]),
    order('P00002', 'Taichung Cookware Co.', 'TC-7790', [
      ['JF-PAN-28', 100],
      ['JF-KNF-05', 60],
    ]),
    order('P00003', 'Baltic Woodworks', 'BW-0412', [
      ['JF-BRD-30', 24],
      ['JF-SPN-01', 10, 'Dozens'],
    ]),
    order('P00004', 'Baltic Woodworks', 'BW-0415', [
      ['JF-BWL-16', 50],
      ['JF-BWL-22', 50],
    ]),
    order('P00005', 'Taichung Cookware Co.', 'TC-7802', [
      ['JF-GRT-01', 20],
      ['no-sku', 20],
    ]),
  ],
  saleOrders: [
    sale('S00001', [
      ['JF-POT-20', 1],
      ['JF-KNF-08', 2],
    ]),
    sale('S00002', [
      ['JF-POT-24', 2],
      ['JF-PAN-28', 1],
    ]),
    sale('S00003', [['JF-KNF-08', 1]]),
    sale('S00004', [['JF-PAN-28', 3]]),
  ],
};

const shipbobProduct = (sku: string, name: string, barcode: string) => ({
  name,
  type_id: 1,
  variants: [{ name, sku, barcodes: [{ value: barcode }], status_id: 0 }],
});

export const shipbobWorld = {
  accounts: [
    {
      user_id: 1001,
      channels: [
        { id: COMPANY.channelId, name: 'ml-connector', application_name: 'SMA' },
        { id: COMPANY.foreignChannelId, name: 'Another shop of the same merchant', application_name: 'ShipBob' },
      ],
      tokens: [{ token: COMPANY.shipbobToken, channel_id: COMPANY.channelId }],
      centres: [
        { id: COMPANY.centreId, name: 'Cicero (IL)' },
        {
          id: 10,
          name: 'Moreno Valley (CA)',
          timezone: 'Pacific Standard Time',
          city: 'Moreno Valley',
          state: 'CA',
          country: 'US',
          zip_code: '92555',
        },
      ],
      // What is there before we come: two bowls that P00004's hand-made WRO needs, a tongs entry to adopt, and a kettle
      // under another SKU with the same barcode.
      products: [
        shipbobProduct('JF-BWL-16', 'Bowl 16 cm', '4006381334013'),
        shipbobProduct('JF-BWL-22', 'Bowl 22 cm', '4006381334020'),
        shipbobProduct('JF-TNG-01', 'Tongs', '4006381334068'),
        shipbobProduct('KETTLE-OLD', 'Kettle', '4006381334099'),
      ],
    },
  ],
};

/** The WRO that somebody made by hand for P00004. */
export const handMadeWro = (inventoryIds: Record<string, number>) => ({
  fulfillment_center: { id: COMPANY.centreId },
  package_type: 'Package',
  box_packaging_type: 'EverythingInOneBox',
  expected_arrival_date: '2027-03-01T12:00:00Z',
  purchase_order_number: 'P00004',
  boxes: [
    {
      tracking_number: '1Z999AA10123456784',
      box_items: [
        { inventory_id: inventoryIds['JF-BWL-16'], quantity: 50 },
        { inventory_id: inventoryIds['JF-BWL-22'], quantity: 50 },
      ],
    },
  ],
});

/** A ShipBob order as a shop's channel would place it for a sale order. */
export const channelOrder = (reference: string, lines: [string, number][]) => ({
  reference_id: reference,
  order_number: reference,
  shipping_method: 'Standard',
  type: 'DTC',
  recipient: {
    name: 'Web customer',
    address: { address1: '1 Main St', city: 'Chicago', state: 'IL', zip_code: '60601', country: 'US' },
  },
  products: lines.map(([sku, quantity]) => ({ reference_id: sku, sku, name: sku, quantity })),
});

/** The connection file of the demo, as an integrator would write it; settle times fit a sandbox on the same machine. */
export const connectionFile = (urls: { odooUrl: string; shipbobUrl: string; ingressUrl: string; name: string }) => ({
  name: urls.name,
  odoo: { url: urls.odooUrl, database: COMPANY.odooDatabase, api_key: 'env:DEMO_ODOO_KEY' },
  shipbob: {
    url: urls.shipbobUrl,
    // Another of ShipBob's versions for a run that is held against its OpenAPI document.
    version: process.env['MLC_DEMO_SHIPBOB_VERSION'] ?? '2026-07',
    token: 'env:DEMO_SHIPBOB_TOKEN',
    channel_id: COMPANY.channelId,
    user: urls.name,
  },
  webhooks: { public_url: urls.ingressUrl },
  mode: 'live',
  settings: {
    centres: [{ fulfillment_center_id: COMPANY.centreId, warehouse: COMPANY.warehouse }],
    // The story's suppliers never send tracking numbers; their lack is told in the passes and asks nobody.
    wro: { uro_risk: 'note' as const },
    receipt: { when: 'stowed' as const },
    shipments: { grace_hours: 24, label_hours: 24, carrier_map: { USPS: 'USPS', UPS: 'UPS' } },
    limits: { call_timeout_seconds: 4, odoo_settle_seconds: 2, shipbob_settle_seconds: 2, second_look_seconds: 2 },
  },
});
