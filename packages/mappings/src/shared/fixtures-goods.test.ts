/** Evidence for the unit tests: a small company with its warehouse SB at centre 10 (and CHI at 20). */
import type { JsonObject } from '@mlc/kernel';
import type {
  OdooMove,
  OdooPicking,
  OdooProduct,
  OdooPurchaseOrder,
  ProductSeen,
  PurchaseOrderSeen,
  SeenLink,
  ShipBobDistribution,
  ShipBobFreight,
  ShipBobVariant,
  ShipBobWro,
} from '../seen.js';
import { type PlanContext, type SettingsInput, settingsSchema } from '../settings.js';

/** A Wednesday. */
export const NOW = '2026-11-25T10:00:00.000Z';
export const UNIT = { id: 1, name: 'Units' };
export const SB = { id: 7, code: 'SB', lot_stock_id: 70 };
export const OTHER = { id: 1, code: 'WH', lot_stock_id: 8 };

export function context(
  settings: SettingsInput = {},
  more: { version?: string; now?: string; liveFrom?: string } = {},
): PlanContext {
  return {
    now: more.now ?? NOW,
    settings: settingsSchema.parse({
      centres: [
        { fulfillment_center_id: 10, warehouse: 'SB' },
        { fulfillment_center_id: 20, warehouse: 'CHI' },
      ],
      ...settings,
    }),
    connection: {
      id: 'acme',
      company_id: 1,
      channel_id: 500,
      shipbob_version: more.version ?? '2026-07',
      live_from: more.liveFrom ?? '2026-01-01T00:00:00.000Z',
    },
    warehouses: [OTHER, SB, { id: 8, code: 'CHI', lot_stock_id: 80 }],
  };
}

export const product = (more: Partial<OdooProduct> = {}): OdooProduct => ({
  id: 1,
  active: true,
  default_code: 'A-1',
  barcode: null,
  name: 'Apple',
  storable: true,
  type: 'consu',
  tracking: 'none',
  weight: 0,
  weight_uom_name: 'kg',
  uom: UNIT,
  hs_code: null,
  country_of_origin: null,
  standard_price: 0,
  list_price: 0,
  company_id: null,
  tags: ['ShipBob'],
  is_kit: false,
  on_purchase_order: false,
  same_code_ids: [],
  write_date: '2026-11-01T00:00:00Z',
  ...more,
});

export const variant = (more: Partial<ShipBobVariant> = {}): ShipBobVariant => ({
  product_id: 900,
  variant_id: 901,
  inventory_id: 902,
  sku: 'A-1',
  name: 'Apple',
  status: 'Active',
  is_bundle: false,
  barcodes: [],
  upc: null,
  gtin: null,
  weight_oz: null,
  customs: null,
  is_lot: false,
  on_hand_qty: 0,
  ...more,
});

export const link = (
  odooModel: string,
  odooId: number,
  shipbobType: string,
  shipbobId: number | string,
  data: JsonObject = {},
): SeenLink => ({ odooModel, odooId, shipbobType, shipbobId: String(shipbobId), data });

export const productLink = (productId = 1, sku = 'A-1'): SeenLink =>
  link('product.product', productId, 'variant', 900 + productId, {
    product_id: 800 + productId,
    variant_id: 900 + productId,
    inventory_id: 1000 + productId,
    sku,
  });

export const productSeen = (more: Partial<ProductSeen> = {}): ProductSeen => ({
  product: product(),
  link: null,
  linked: null,
  bySku: [],
  byBarcode: [],
  ...more,
});

export const move = (product_id: number, product_qty: number, more: Partial<OdooMove> = {}): OdooMove => ({
  id: product_id * 10,
  state: 'assigned',
  product_id,
  sku: `${letter(product_id)}-${product_id}`,
  tracking: 'none',
  product_qty,
  quantity: product_qty,
  picked: false,
  product_uom: UNIT,
  product_base_uom: UNIT,
  purchase_line_id: product_id,
  sale_line_id: null,
  ...more,
});

export const doneMove = (product_id: number, quantity: number, more: Partial<OdooMove> = {}): OdooMove =>
  move(product_id, quantity, { state: 'done', picked: true, ...more });

/** 1 -> A, 2 -> B: the SKUs are A-1, B-2 and so on. */
export const letter = (id: number): string => String.fromCharCode(64 + id);

export const picking = (id: number, moves: OdooMove[], more: Partial<OdooPicking> = {}): OdooPicking => ({
  id,
  name: `SB/IN/${id}`,
  state: 'assigned',
  picking_type_code: 'incoming',
  create_backorder: 'ask',
  scheduled_date: '2026-12-15T08:00:00Z',
  date_done: null,
  backorder_id: null,
  return_id: null,
  location_id: 4,
  location_dest_id: SB.lot_stock_id,
  warehouse_id: SB.id,
  carrier_id: null,
  carrier_tracking_ref: null,
  origin: 'P00042',
  moves,
  ...more,
});

export const purchaseOrder = (more: Partial<OdooPurchaseOrder> = {}): OdooPurchaseOrder => ({
  id: 42,
  name: 'P00042',
  state: 'purchase',
  partner: { id: 3, name: 'Orchard Ltd' },
  partner_ref: null,
  company_id: 1,
  date_planned: null,
  warehouse_id: SB.id,
  currency: 'USD',
  lines: [],
  pickings: [picking(100, [move(1, 10)])],
  write_date: '2026-11-20T00:00:00Z',
  ...more,
});

/** All products A-1 ... F-6, linked unless told otherwise. */
export function products(
  unlinked: number[] = [],
  more: Record<number, Partial<OdooProduct>> = {},
): PurchaseOrderSeen['products'] {
  return Object.fromEntries(
    [1, 2, 3, 4, 5, 6].map((id) => {
      const sku = `${letter(id)}-${id}`;
      const record = product({ id, default_code: sku, name: `Product ${letter(id)}`, ...more[id] });
      return [String(id), { product: record, link: unlinked.includes(id) ? null : productLink(id, sku) }];
    }),
  );
}

export const orderSeen = (more: Partial<PurchaseOrderSeen> = {}): PurchaseOrderSeen => ({
  order: purchaseOrder(),
  products: products(),
  links: [],
  wros: [],
  ...more,
});

export const line = (productId: number, expected: number, stowed = 0, received = stowed) => ({
  inventory_id: 1000 + productId,
  sku: `${letter(productId)}-${productId}`,
  expected_quantity: expected,
  received_quantity: received,
  stowed_quantity: stowed,
});

export const wro = (id: number, more: Partial<ShipBobWro> = {}): ShipBobWro => ({
  id,
  status: 'Awaiting',
  purchase_order_number: 'P00042',
  fulfillment_center: { id: 10, name: 'Chicago' },
  package_type: 'Package',
  expected_arrival_date: null,
  insert_date: null,
  last_updated_date: null,
  external_sync: false,
  inventory_quantities: [line(1, 10)],
  ...more,
});

/** What a hub sent on to one centre. */
export const spread = (
  productId: number,
  centre: number,
  stowed: number,
  more: Partial<ShipBobDistribution> = {},
): ShipBobDistribution => ({
  inventory_id: 1000 + productId,
  product_sku: `${letter(productId)}-${productId}`,
  lot_number: null,
  lot_date: null,
  fulfillment_center_id: centre,
  fulfillment_center_abbreviation: `C${centre}`,
  expected_quantity: stowed,
  received_quantity: stowed,
  stowed_quantity: stowed,
  status: 'Stowing',
  ...more,
});

export const noFreight: ShipBobFreight = {
  carrier: null,
  bol_number: null,
  container_number: null,
  vessel_name: null,
  freight_forwarder: null,
  notes: null,
};

export const wroLink = (pickingId: number, wroId: number): SeenLink => link('stock.picking', pickingId, 'wro', wroId);
