import { groupBy } from '@mlc/kernel';
import type { OdooSaleOrder, SeenLink, ShipBobOrder, ShipmentsSeen } from '@mlc/mappings';
import type { LookContext } from '../../subject.js';
import { lookLocations } from '../locations.js';

/** ShipBob orders with the sale orders they may belong to, and what booking their shipments needs. */
export async function lookShipments(ids: number[], context: LookContext): Promise<Map<number, ShipmentsSeen>> {
  const orders = await context.shipbob.orders(ids);
  const orderOf = new Map(orders.map((order) => [order.id, order]));
  const [saleOrders, products, links, carriers, locations] = await Promise.all([
    lookSaleOrders(orders, context),
    lookItems(orders, context),
    lookLinks(orders, context),
    orders.length > 0 ? context.odoo.carriers() : [],
    lookLocations(context),
  ]);
  const otherLinks = await linksOfDeliveries(saleOrders, context);
  return new Map(
    ids.map((id): [number, ShipmentsSeen] => {
      const order = orderOf.get(id) ?? null;
      const numbers = order ? numbersOf(order) : [];
      const found = saleOrders.filter(({ by, order: sale }) => numbers.includes(fieldOf(sale, by) ?? ''));
      const inventoryIds = new Set(
        order?.shipments.flatMap((s) => s.items.map((item) => String(item.inventory_id))) ?? [],
      );
      const shipmentIds = new Set(order?.shipments.map((shipment) => String(shipment.id)) ?? []);
      return [
        id,
        {
          order,
          saleOrders: found,
          otherLinks: deliveriesOf(found).flatMap((picking) =>
            (otherLinks.get(picking) ?? []).filter((link) => !shipmentIds.has(link.shipbobId)),
          ),
          productByInventoryId: Object.fromEntries(Object.entries(products).filter(([key]) => inventoryIds.has(key))),
          links: links.filter((link) => shipmentIds.has(link.shipbobId)),
          carriers,
          locations,
        },
      ];
    }),
  );
}

/** The numbers by which Odoo may know the order. */
export const numbersOf = (order: ShipBobOrder): string[] => [
  ...new Set([order.reference_id, order.order_number ?? ''].filter((number) => number !== '')),
];

function fieldOf(sale: OdooSaleOrder, by: string): string | null {
  if (by === 'name') return sale.name;
  if (by === 'client_order_ref') return sale.client_order_ref;
  return sale.origin;
}

async function lookSaleOrders(orders: ShipBobOrder[], context: LookContext): Promise<ShipmentsSeen['saleOrders']> {
  const numbers = [...new Set(orders.flatMap(numbersOf))];
  if (numbers.length === 0) return [];
  const found = await Promise.all(
    context.plan.settings.shipments.match_keys.map(async (by) =>
      (await context.odoo.saleOrdersBy(by, numbers)).map((order) => ({ by, order })),
    ),
  );
  return found.flat();
}

async function lookItems(orders: ShipBobOrder[], context: LookContext): Promise<ShipmentsSeen['productByInventoryId']> {
  const wanted = new Set(orders.flatMap((o) => o.shipments.flatMap((s) => s.items.map((item) => item.inventory_id))));
  if (wanted.size === 0) return {};
  const links = await context.ledger.linksByInventoryId(context.connectionId, [...wanted]);
  const products = await context.odoo.products(
    links.map((link) => link.odooId),
    { warehouseIds: [] },
  );
  return Object.fromEntries(
    links.flatMap((link) => {
      const product = products.get(link.odooId);
      if (!product) return [];
      const { id: product_id, tracking } = product;
      return [[String(link.data['inventory_id']), { product_id, tracking, sku: product.default_code ?? '' }]];
    }),
  );
}

async function lookLinks(orders: ShipBobOrder[], context: LookContext): Promise<ShipmentsSeen['links']> {
  const shipbobIds = orders.flatMap((order) => order.shipments.map((shipment) => String(shipment.id)));
  if (shipbobIds.length === 0) return [];
  return context.ledger.links(context.connectionId, { shipbobType: 'shipment', shipbobIds });
}

const deliveriesOf = (saleOrders: ShipmentsSeen['saleOrders']): number[] => [
  ...new Set(saleOrders.flatMap(({ order }) => order.pickings.map((picking) => picking.id))),
];

/** Shipments that the found deliveries are linked to, of whichever ShipBob order. */
async function linksOfDeliveries(
  saleOrders: ShipmentsSeen['saleOrders'],
  context: LookContext,
): Promise<Map<number, SeenLink[]>> {
  const odooIds = deliveriesOf(saleOrders);
  if (odooIds.length === 0) return new Map();
  const links = await context.ledger.links(context.connectionId, { odooModel: 'stock.picking', odooIds });
  return groupBy(
    links.filter((link) => link.shipbobType === 'shipment'),
    (link) => link.odooId,
  );
}
