/** Deliveries, shipments and their orders, in the company of `fixtures-goods.test.ts`. */
import type {
  OdooMove,
  OdooPicking,
  OdooSaleOrder,
  SeenLink,
  ShipBobOrder,
  ShipBobShipment,
  ShipmentsSeen,
} from '../seen.js';
import { letter, link, move, OTHER, picking, SB } from './fixtures-goods.test.js';

/** Delivery of sale order S00007. */
export const delivery = (id: number, moves: OdooMove[], more: Partial<OdooPicking> = {}): OdooPicking =>
  picking(id, moves, { name: `SB/OUT/${id}`, picking_type_code: 'outgoing', origin: 'S00007', ...more });

export const saleOrder = (more: Partial<OdooSaleOrder> = {}): OdooSaleOrder => ({
  id: 7,
  name: 'S00007',
  client_order_ref: null,
  origin: null,
  state: 'sale',
  company_id: 1,
  warehouse_id: SB.id,
  pickings: [delivery(200, [move(1, 5)])],
  write_date: '2026-11-20T00:00:00Z',
  ...more,
});

export const item = (productId: number, quantity: number, lot: string | null = null) => ({
  inventory_id: 1000 + productId,
  name: `Product ${letter(productId)}`,
  quantity,
  lot,
  expiration_date: null,
  serial_numbers: [],
});

export const tracking = (number: string | null, more: Partial<ShipBobShipment['tracking']> = {}) => ({
  carrier: 'UPS',
  carrier_service: null,
  tracking_number: number,
  tracking_url: null,
  shipping_date: null,
  bol: null,
  pro_number: null,
  scac: null,
  ...more,
});

export const shipment = (id: number, more: Partial<ShipBobShipment> = {}): ShipBobShipment => ({
  id,
  status: 'Completed',
  status_detail_ids: [200],
  status_detail_names: ['Processing'],
  location: { id: 10, name: 'Chicago' },
  tracking: tracking(`1Z${id}`),
  items: [item(1, 5)],
  created_date: '2026-11-24T08:00:00Z',
  actual_fulfillment_date: '2026-11-25T08:00:00Z',
  delivery_date: null,
  last_update_at: null,
  last_tracking_update_at: null,
  ...more,
});

export const shipbobOrder = (shipments: ShipBobShipment[], more: Partial<ShipBobOrder> = {}): ShipBobOrder => ({
  id: 60,
  order_number: 'S00007',
  reference_id: 'ref-7',
  status: 'Fulfilled',
  channel: { id: 500, name: 'Odoo' },
  created_date: '2026-11-24T08:00:00Z',
  shipments,
  ...more,
});

export const shipmentsSeen = (more: Partial<ShipmentsSeen> = {}): ShipmentsSeen => ({
  order: shipbobOrder([shipment(1)]),
  saleOrders: [{ by: 'name', order: saleOrder() }],
  productByInventoryId: Object.fromEntries(
    [1, 2, 3].map((id) => [
      String(1000 + id),
      { product_id: id, sku: `${letter(id)}-${id}`, tracking: 'none' as const },
    ]),
  ),
  links: [],
  carriers: [{ id: 31, name: 'UPS Ground' }],
  locations: {},
  means: {
    types: [
      { id: 90, name: 'Delivery Orders', warehouse_id: OTHER.id },
      { id: 91, name: 'Delivery Orders', warehouse_id: SB.id },
    ],
    customers: 5,
    losses: 6,
    partners: [],
  },
  ...more,
});

export const shipmentLink = (pickingId: number, shipmentId: number): SeenLink =>
  link('stock.picking', pickingId, 'shipment', shipmentId);
