/** What a `look` is given in its unit tests: only the reads that a test names; any other is a mistake of the look. */
import {
  type OdooMove,
  type OdooPicking,
  type OdooProduct,
  type OdooPurchaseOrder,
  type PurchaseOrderSeen,
  type SeenLink,
  type SettingsInput,
  type ShipBobUnidentifiedReceipt,
  type ShipBobWro,
  settingsSchema,
} from '@mlc/mappings';
import type { LookContext } from '../subject.js';

interface Reads {
  odoo?: Partial<LookContext['odoo']>;
  shipbob?: Partial<LookContext['shipbob']>;
  ledger?: Partial<LookContext['ledger']>;
}

const UNIT = { id: 1, name: 'Units' };

function only<T extends object>(side: string, named: Partial<T> = {}): T {
  return new Proxy(named, {
    get: (target, name) => {
      if (Reflect.has(target, name)) return Reflect.get(target, name);
      throw new Error(`${side}.${String(name)} is not to be asked`);
    },
  }) as T;
}

export const lookContext = (reads: Reads, settings: SettingsInput = {}): LookContext => ({
  connectionId: 'acme',
  odoo: only('odoo', reads.odoo),
  shipbob: only('shipbob', reads.shipbob),
  ledger: only('ledger', reads.ledger),
  cuts: null,
  plan: {
    now: '2026-11-25T10:00:00.000Z',
    settings: settingsSchema.parse({ centres: [{ fulfillment_center_id: 10, warehouse: 'SB' }], ...settings }),
    connection: {
      ...{ id: 'acme', company_id: 1, channel_id: 500, shipbob_version: '2026-07' },
      live_from: '2026-01-01T00:00:00.000Z',
    },
    warehouses: [{ id: 7, code: 'SB', lot_stock_id: 70 }],
  },
});

export const product = (id: number, default_code: string): OdooProduct => ({
  ...{ id, active: true, default_code, barcode: null, name: default_code, storable: true, type: 'consu' },
  ...{ tracking: 'none', weight: 0, weight_uom_name: 'kg', uom: UNIT, hs_code: null, country_of_origin: null },
  ...{ standard_price: 0, list_price: 0, company_id: null, tags: [], is_kit: false, on_purchase_order: true },
  ...{ same_code_ids: [], write_date: '2026-11-01T00:00:00Z' },
});

export const productLink = (odooId: number, inventory_id: number): SeenLink => ({
  ...{ odooModel: 'product.product', odooId, shipbobType: 'variant', shipbobId: `v${odooId}` },
  data: { inventory_id },
});

/** Products 1 and 2, linked as inventory 1001 and 1002. */
export const products: PurchaseOrderSeen['products'] = {
  '1': { product: product(1, 'A-1'), link: productLink(1, 1001) },
  '2': { product: product(2, 'B-2'), link: productLink(2, 1002) },
};

export const move = (product_id: number, quantity: number, state: string): OdooMove => ({
  ...{ id: product_id, state, product_id, sku: null, tracking: 'none', product_qty: quantity, quantity },
  ...{ picked: true, product_uom: UNIT, product_base_uom: UNIT, purchase_line_id: null, sale_line_id: null },
});

export const picking = (id: number, moves: OdooMove[], state: string): OdooPicking => ({
  ...{ id, name: `SB/IN/${id}`, state, picking_type_code: 'incoming', create_backorder: 'ask' },
  ...{ scheduled_date: null, date_done: null, backorder_id: null, return_id: null, location_id: 4 },
  ...{ location_dest_id: 70, warehouse_id: 7, carrier_id: null, carrier_tracking_ref: null, origin: null, moves },
});

export const order = (pickings: OdooPicking[], id = 42): OdooPurchaseOrder => ({
  ...{ id, name: `P000${id}`, state: 'purchase', partner: { id: 3, name: 'Orchard' }, partner_ref: null },
  ...{ company_id: 1, date_planned: null, warehouse_id: 7, currency: 'USD', lines: [], pickings },
  write_date: '2026-11-20T00:00:00Z',
});

export const wro = (
  id: number,
  status: string,
  lines: [inventoryId: number, expected: number, stowed: number][],
): ShipBobWro => ({
  ...{ id, status, purchase_order_number: `P000${id}`, fulfillment_center: { id: 10, name: 'C' } },
  ...{ package_type: 'Package', expected_arrival_date: null, insert_date: null, last_updated_date: null },
  external_sync: false,
  inventory_quantities: lines.map(([inventory_id, expected_quantity, stowed_quantity]) => ({
    ...{ inventory_id, sku: '', expected_quantity, received_quantity: stowed_quantity, stowed_quantity },
  })),
});

export const wroLink = (odooId: number, wroId: number): SeenLink => ({
  ...{ odooModel: 'stock.picking', odooId, shipbobType: 'wro', shipbobId: String(wroId), data: {} },
});

export const uro = (id: number, more: Partial<ShipBobUnidentifiedReceipt> = {}): ShipBobUnidentifiedReceipt => ({
  ...{ id, barcode: null, tracking_barcode: null, reason: 'Overage', comment: null },
  ...{ created_date: '2026-11-20T10:00:00Z', linked_wro_id: null, linked_wro_date: null },
  ...more,
});
