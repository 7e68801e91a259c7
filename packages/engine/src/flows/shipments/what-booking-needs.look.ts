import { dayOrigin, daysFor, type ShipBobShipment, type ShipmentsSeen } from '@mlc/mappings';
import type { LookContext } from '../../subject.js';

/** What one order's evidence gains. */
type Gain<K extends keyof ShipmentsSeen> = (seen: ShipmentsSeen) => Partial<Pick<ShipmentsSeen, K>>;

const CANCELLED = new Set(['Cancelled', 'CleanSweeped']);
const STOPPED = new Set(['Exception', 'OnHold']);

/** Shipments that may still have to be booked. */
function toBook(seen: ShipmentsSeen): ShipBobShipment[] {
  const booked = new Set([...seen.links, ...(seen.apartLinks ?? [])].map((link) => link.shipbobId));
  return (seen.order?.shipments ?? []).filter(
    (shipment) => !booked.has(String(shipment.id)) && !CANCELLED.has(shipment.status),
  );
}

const confirmed = (seen: ShipmentsSeen) =>
  seen.saleOrders.map(({ order }) => order).filter((order) => order.state === 'sale' || order.state === 'done');

/** Deliveries of their own are made where no sale order has a delivery open. */
export async function lookMeans(all: ShipmentsSeen[], context: LookContext): Promise<Gain<'means'>> {
  const needs = (seen: ShipmentsSeen): boolean =>
    toBook(seen).length > 0 &&
    !confirmed(seen).some((order) =>
      order.pickings.some(
        (picking) => picking.picking_type_code === 'outgoing' && picking.state !== 'done' && picking.state !== 'cancel',
      ),
    );
  if (!all.some(needs)) return () => ({});
  const means = await context.odoo.deliveryMeans(context.plan.settings.shipments.unmatched_partner);
  return (seen) => (needs(seen) ? { means } : {});
}

/** Lots are chosen for goods that Odoo keeps by lot where ShipBob named none, or not enough. */
export async function lookLotStock(all: ShipmentsSeen[], context: LookContext): Promise<Gain<'lotStock'>> {
  if (context.plan.settings.shipments.lot_fallback !== 'fefo') return () => ({});
  const lacking = (seen: ShipmentsSeen): Set<number> =>
    new Set(
      toBook(seen).flatMap((shipment) =>
        shipment.items.flatMap((item) => {
          const product = seen.productByInventoryId[String(item.inventory_id)];
          if (!product || product.tracking === 'none') return [];
          const named = product.tracking === 'serial' ? item.serial_numbers.length >= item.quantity : item.lot !== null;
          return named ? [] : [product.product_id];
        }),
      ),
    );
  const productIds = new Set(all.flatMap((seen) => [...lacking(seen)]));
  if (productIds.size === 0) return () => ({});
  const stock = await context.odoo.lotStock([...productIds], rootsOf(all[0]?.locations ?? {}, context));
  return (seen) => {
    const own = lacking(seen);
    return own.size > 0 ? { lotStock: stock.filter((lot) => own.has(lot.product_id)) } : {};
  };
}

/** The places that stand for the centres: their locations, or their warehouses' stock. */
function rootsOf(locations: ShipmentsSeen['locations'], { plan }: LookContext): number[] {
  const roots = plan.settings.centres.map(
    (centre) =>
      locations[String(centre.fulfillment_center_id)]?.id ??
      plan.warehouses.find((warehouse) => warehouse.code === centre.warehouse)?.lot_stock_id,
  );
  return [...new Set(roots.filter((id) => id !== undefined))];
}

/** Salespeople are told once that a shipment stands still. */
export async function lookActivities(all: ShipmentsSeen[], context: LookContext): Promise<Gain<'activities'>> {
  if (context.plan.settings.shipments.on_exception === 'case') return () => ({});
  const salesOf = (seen: ShipmentsSeen): number[] =>
    toBook(seen).some((shipment) => STOPPED.has(shipment.status)) ? confirmed(seen).map((order) => order.id) : [];
  const saleIds = new Set(all.flatMap(salesOf));
  if (saleIds.size === 0) return () => ({});
  const markers = await context.odoo.activityMarkers('sale.order', [...saleIds], 'mlc:shipment:');
  return (seen) => {
    const own = new Set((seen.order?.shipments ?? []).map((shipment) => String(shipment.id)));
    return { activities: markers.filter((marker) => own.has(marker.split(':')[2] ?? '')) };
  };
}

/** Days whose delivery is done take no more shipments. */
export async function lookDailies(all: ShipmentsSeen[], context: LookContext): Promise<Gain<'dailies'>> {
  if (context.plan.settings.shipments.unmatched !== 'daily') return () => ({});
  const daysOf = (seen: ShipmentsSeen): string[] => {
    const { order } = seen;
    if (order === null || confirmed(seen).length > 0) return [];
    return toBook(seen).flatMap((shipment) =>
      daysFor(order, shipment, context.plan).map((day) => dayOrigin(day, context.plan)),
    );
  };
  const origins = new Set(all.flatMap(daysOf));
  if (origins.size === 0) return () => ({});
  const done = await doneDeliveries([...origins], context);
  return (seen) => {
    const own = daysOf(seen).filter((origin) => done.has(origin));
    return own.length > 0 ? { dailies: [...new Set(own)].sort() } : {};
  };
}

/** Done transfers by these source documents of ours. */
export async function doneDeliveries(
  origins: string[],
  context: LookContext,
): Promise<Map<string, { id: number; name: string }>> {
  const found = await context.odoo.markedTransfers(origins);
  return new Map(
    [...found].flatMap(([origin, transfers]) => {
      const done = transfers.find((transfer) => transfer.state === 'done');
      return done ? [[origin, { id: done.id, name: done.name }] as const] : [];
    }),
  );
}
