import {
  apartDelivery,
  type OdooInvoiced,
  quarantineName,
  type ReturnSeen,
  returnMarker,
  type SeenLink,
  type ShipBobReturn,
  scrapMarkers,
} from '@mlc/mappings';
import type { LookContext } from '../../subject.js';
import { lookLocations } from '../locations.js';
import { productsByInventory } from '../products-by-inventory.js';

/** Returns with the deliveries they belong to, and what Odoo already holds under their marks. */
export async function lookReturns(ids: number[], context: LookContext): Promise<Map<number, ReturnSeen>> {
  const found = await context.shipbob.returns(ids);
  const returned = new Map(found.map((one) => [one.id, one]));
  // Only what is completed, or was booked and is cancelled now, is compared with Odoo.
  const settled = found.filter((one) => one.status === 'Completed' || one.status === 'Cancelled');
  const { shipments, apart } = await lookShipmentLinks(found, context);
  const bookedOn = [...shipments, ...apart];
  const known = new Set(bookedOn.map(([shipmentId]) => shipmentId));
  const earlier = await lookEarlier(
    settled.filter((one) => known.has(one.original_shipment_id ?? 0)),
    context,
  );
  const [booked, scrapped, deliveries, products, links, places] = await Promise.all([
    context.odoo.markedTransfers([...settled, ...earlier].map((one) => returnMarker(one.id))),
    context.odoo.scrapped(settled.flatMap(scrapMarkers)),
    context.odoo.deliveries([...new Set(bookedOn.map(([, link]) => link.odooId))]),
    lookItems(settled, context),
    context.ledger.links(context.connectionId, {
      shipbobType: 'return',
      shipbobIds: found.map((one) => String(one.id)),
    }),
    lookPlaces(settled, context),
  ]);
  const [lots, invoiced] = await Promise.all([lookLots(settled, products, context), lookInvoiced(shipments, context)]);
  const isBooked = (one: ShipBobReturn): boolean =>
    (booked.get(returnMarker(one.id)) ?? []).some((transfer) => transfer.state === 'done');
  return new Map(
    ids.map((id): [number, ReturnSeen] => {
      const one = returned.get(id) ?? null;
      const shipment = shipments.get(one?.original_shipment_id ?? 0);
      const own = apart.get(one?.original_shipment_id ?? 0);
      const others = earlier.filter(
        (other) => other.id !== id && other.original_shipment_id === one?.original_shipment_id,
      );
      const before = others.flatMap((other) => booked.get(returnMarker(other.id)) ?? []);
      const left = own ? apartDelivery(own, deliveries.get(own.odooId) ?? null, before) : null;
      const inventoryIds = new Set(one?.inventory.map((item) => String(item.id)) ?? []);
      return [
        id,
        {
          returned: one,
          link: links.find((link) => link.shipbobId === String(id)) ?? null,
          productByInventoryId: Object.fromEntries(Object.entries(products).filter(([key]) => inventoryIds.has(key))),
          delivery: (shipment && deliveries.get(shipment.odooId)) ?? null,
          ...(left ? { apart: left } : {}),
          reserved: others.filter((other) => other.id < id && !isBooked(other)).flatMap(processed),
          booked: booked.get(returnMarker(id)) ?? [],
          scrapped: one ? scrapMarkers(one).filter((mark) => scrapped.includes(mark)) : [],
          lots: lots.filter((lot) => [...inventoryIds].some((key) => products[key]?.product_id === lot.product_id)),
          ...places,
          ...(shipment && invoiced ? { invoiced: invoiced.get(shipment.odooId) ?? null } : {}),
        },
      ];
    }),
  );
}

async function lookInvoiced(shipments: ByShipment, context: LookContext): Promise<Map<number, OdooInvoiced> | null> {
  return context.plan.settings.returns.credit_note === 'draft'
    ? context.odoo.invoiced([...new Set([...shipments.values()].map((link) => link.odooId))])
    : null;
}

const processed = (returned: ShipBobReturn): ReturnSeen['reserved'] =>
  returned.inventory.map((item) => ({
    inventory_id: item.id,
    quantity: item.action_taken.reduce((sum, taken) => sum + taken.quantity_processed, 0),
  }));

type ByShipment = Map<number, SeenLink>;

/** The deliveries on which the original shipments are booked: those of sale orders, else those of their own that stand. */
async function lookShipmentLinks(
  found: ShipBobReturn[],
  context: LookContext,
): Promise<{ shipments: ByShipment; apart: ByShipment }> {
  const shipbobIds = [...new Set(found.flatMap((one) => one.original_shipment_id ?? []))].map(String);
  if (shipbobIds.length === 0) return { shipments: new Map(), apart: new Map() };
  const linked = async (shipbobType: string): Promise<ByShipment> => {
    const links = await context.ledger.links(context.connectionId, { shipbobType, shipbobIds });
    return new Map(links.map((link) => [Number(link.shipbobId), link]));
  };
  const [shipments, made, reversed] = await Promise.all(
    ['shipment', 'shipment-apart', 'shipment-reversal'].map(linked),
  );
  const apart = [...(made ?? [])].filter(([id]) => !shipments?.has(id) && !reversed?.has(id));
  return { shipments: shipments ?? new Map(), apart: new Map(apart) };
}

/** All completed returns of these shipments: what one may take back depends on those before it. */
async function lookEarlier(found: ShipBobReturn[], context: LookContext): Promise<ShipBobReturn[]> {
  const shipments = [...new Set(found.flatMap((one) => one.original_shipment_id ?? []))];
  if (shipments.length === 0) return [];
  return (await context.shipbob.returnsOfShipments(shipments)).filter((one) => one.status === 'Completed');
}

function lookItems(found: ShipBobReturn[], context: LookContext): Promise<ReturnSeen['productByInventoryId']> {
  return productsByInventory(
    found.flatMap((one) => one.inventory.map((item) => item.id)),
    context,
  );
}

type Places = Pick<ReturnSeen, 'locations' | 'quarantines' | 'operationTypes'>;

async function lookPlaces(settled: ShipBobReturn[], context: LookContext): Promise<Places> {
  if (settled.length === 0) return { locations: {}, quarantines: {}, operationTypes: [] };
  const codes = new Set(context.plan.settings.centres.map((centre) => centre.warehouse));
  const names = [...new Set([...codes].map((code) => quarantineName(code, context.plan)))];
  const [locations, quarantines, operationTypes] = await Promise.all([
    lookLocations(context),
    context.odoo.locations(names),
    context.odoo.incomingTypes(),
  ]);
  return {
    locations,
    quarantines: Object.fromEntries(quarantines.map((one) => [one.complete_name, one.id])),
    operationTypes,
  };
}

/** Lots that may have come back: those that ShipBob names, and those that left with products of one lot only. */
async function lookLots(
  settled: ShipBobReturn[],
  products: ReturnSeen['productByInventoryId'],
  context: LookContext,
): Promise<ReturnSeen['lots']> {
  const tracked = new Map(
    Object.entries(products).flatMap(([key, product]) =>
      product.tracking === 'none' ? [] : [[key, product] as const],
    ),
  );
  const items = settled.flatMap((one) => one.inventory).filter((item) => tracked.has(String(item.id)));
  const names = new Set(items.flatMap((item) => item.lot_information?.number?.trim() ?? []));
  const productIds = [...new Set(items.flatMap((item) => tracked.get(String(item.id))?.product_id ?? []))];
  return productIds.length === 0 ? [] : context.odoo.lotsNamed(productIds, [...names]);
}
