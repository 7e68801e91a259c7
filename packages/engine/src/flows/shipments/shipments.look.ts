import { groupBy } from '@mlc/kernel';
import type { OdooSaleOrder, SeenLink, ShipBobOrder, ShipBobShipment, ShipmentsSeen } from '@mlc/mappings';
import type { LookContext } from '../../subject.js';
import { lookLocations } from '../locations.js';
import { productsByInventory } from '../products-by-inventory.js';
import { lookSaleOrders } from './sale-orders.look.js';
import { lookActivities, lookDailies, lookLotStock, lookMeans } from './what-booking-needs.look.js';

/** ShipBob orders with the sale orders they may belong to, and what booking their shipments needs. */
export async function lookShipments(ids: number[], context: LookContext): Promise<Map<number, ShipmentsSeen>> {
  const orders = await context.shipbob.orders(ids);
  const orderOf = new Map(orders.map((order) => [order.id, order]));
  const [products, links, apartLinks, carriers, locations] = await Promise.all([
    lookItems(orders, context),
    lookLinks(orders, ['shipment'], context),
    lookLinks(orders, ['shipment-apart', 'shipment-reversal'], context),
    orders.length > 0 ? context.odoo.carriers() : [],
    lookLocations(context),
  ]);
  const saleOrders = await lookSaleOrders(orders, links, context);
  const [otherLinks, apart] = await Promise.all([
    linksOfDeliveries([...saleOrders.values()].flat(), context),
    lookApart(apartLinks, context),
  ]);
  const bare = new Map(
    ids.map((id): [number, ShipmentsSeen] => {
      const order = orderOf.get(id) ?? null;
      const found = saleOrders.get(id) ?? [];
      const inventoryIds = new Set(
        order?.shipments.flatMap((s) => s.items.map((item) => String(item.inventory_id))) ?? [],
      );
      const shipmentIds = new Set(order?.shipments.map((shipment) => String(shipment.id)) ?? []);
      const ofOrder = (all: SeenLink[]): SeenLink[] => all.filter((link) => shipmentIds.has(link.shipbobId));
      const own = ofOrder(apartLinks);
      return [
        id,
        {
          order,
          saleOrders: found,
          otherLinks: deliveriesOf(found).flatMap((picking) =>
            (otherLinks.get(picking) ?? []).filter((link) => !shipmentIds.has(link.shipbobId)),
          ),
          productByInventoryId: Object.fromEntries(Object.entries(products).filter(([key]) => inventoryIds.has(key))),
          links: ofOrder(links),
          carriers,
          locations,
          ...(own.length > 0 ? { apartLinks: own, apart: own.flatMap((link) => apart.get(link.odooId) ?? []) } : {}),
        },
      ];
    }),
  );
  const all = [...bare.values()];
  const [means, lotStock, activities, dailies] = await Promise.all([
    lookMeans(all, context),
    lookLotStock(all, context),
    lookActivities(all, context),
    lookDailies(all, context),
  ]);
  for (const seen of all) Object.assign(seen, means(seen), lotStock(seen), activities(seen), dailies(seen));
  return bare;
}

function lookItems(orders: ShipBobOrder[], context: LookContext): Promise<ShipmentsSeen['productByInventoryId']> {
  return productsByInventory(
    orders.flatMap((o) => o.shipments.flatMap((s) => s.items.map((item) => item.inventory_id))),
    context,
  );
}

async function lookLinks(orders: ShipBobOrder[], types: string[], context: LookContext): Promise<SeenLink[]> {
  const shipbobIds = orders.flatMap((order) => order.shipments.map((shipment: ShipBobShipment) => String(shipment.id)));
  if (shipbobIds.length === 0) return [];
  const ask = (shipbobType: string) => context.ledger.links(context.connectionId, { shipbobType, shipbobIds });
  return (await Promise.all(types.map(ask))).flat();
}

async function lookApart(links: SeenLink[], context: LookContext) {
  const ids = links.filter((link) => link.shipbobType === 'shipment-apart').map((link) => link.odooId);
  return context.odoo.pickings(ids);
}

const deliveriesOf = (saleOrders: { order: OdooSaleOrder }[]): number[] => [
  ...new Set(saleOrders.flatMap(({ order }) => order.pickings.map((picking) => picking.id))),
];

/** Shipments that the found deliveries are linked to, of whichever ShipBob order. */
async function linksOfDeliveries(
  saleOrders: { order: OdooSaleOrder }[],
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
