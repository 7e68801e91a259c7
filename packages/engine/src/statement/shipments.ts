import { chunks } from '@mlc/kernel';
import {
  bothSides,
  looseDeliveryFacts,
  parseLane,
  partOfDay,
  type ShipBobOrder,
  type ShipBobShipment,
  type ShipmentsSeen,
  type Sides,
  shippedFacts,
} from '@mlc/mappings';
import { lookShipments } from '../flows/shipments/shipments.look.js';
import { mappedWarehouseIds } from '../flows/warehouses.js';
import type { LookContext } from '../subject.js';
import { idsChanged, isWithin, type Period } from './period.js';

const ORDERS_PER_LOOK = 200;

const leftAt = (shipment: ShipBobShipment): string | null =>
  shipment.actual_fulfillment_date ?? shipment.tracking?.shipping_date ?? shipment.created_date;

/** Orders that left ShipBob in the period or whose deliveries were done in it; deliveries that no order stands for. */
export async function shipmentSides(context: LookContext, period: Period): Promise<Sides> {
  const { odoo, shipbob, ledger, connectionId, plan } = context;
  const changed = await shipbob.orders(await idsChanged('shipbob.order', context, period));
  const isOurs = (order: ShipBobOrder): boolean =>
    order.channel === null || order.channel.id === plan.connection.channel_id;
  const orderIds = new Set(
    changed
      .filter(
        (order) =>
          isOurs(order) && order.shipments.some((one) => one.status === 'Completed' && isWithin(leftAt(one), period)),
      )
      .map((order) => order.id),
  );
  const transfers = await odoo.transfersDone({ warehouseIds: mappedWarehouseIds(plan), ...period });
  const deliveries = transfers.map((one) => one.picking).filter((picking) => picking.picking_type_code === 'outgoing');
  const odooIds = deliveries.map((picking) => picking.id);
  const links = odooIds.length === 0 ? [] : await ledger.links(connectionId, { odooModel: 'stock.picking', odooIds });
  const shipmentIds = links.filter((link) => link.shipbobType === 'shipment').map((link) => link.shipbobId);
  const lanes = await ledger.lanesOfLinks(connectionId, 'shipment', shipmentIds);
  for (const lane of lanes.values()) if (lane.startsWith('order:')) orderIds.add(parseLane(lane).id);
  const apart = links.filter((link) => link.shipbobType === 'shipment-apart');
  for (const link of apart) for (const id of partOfDay(link)?.order_ids ?? []) orderIds.add(id);
  const seen: ShipmentsSeen[] = [];
  for (const part of chunks(
    [...orderIds].sort((a, b) => a - b),
    ORDERS_PER_LOOK,
  ))
    seen.push(...(await lookShipments(part, context)).values());
  const anonymous = await anonymousOf(seen, context);
  const told = new Set([
    ...seen.flatMap((one) => one.saleOrders.flatMap(({ order }) => order.pickings.map((picking) => picking.id))),
    ...[...anonymous.values()].flatMap((one) => one.pickingIds),
    ...apart.map((link) => link.odooId),
  ]);
  // Goods that go back to a supplier leave on an outgoing transfer, too; they are part of their purchase order.
  const purchases = new Set(transfers.flatMap((one) => (one.purchase_id === null ? [] : one.picking.id)));
  const loose = deliveries.filter((picking) => !told.has(picking.id) && !purchases.has(picking.id));
  return bothSides([
    ...seen.map((one) => shippedFacts(one, anonymous.get(one.order?.id ?? 0)?.lines ?? [])),
    { odoo: loose.flatMap(looseDeliveryFacts), shipbob: [] },
  ]);
}

interface Anonymous {
  pickingIds: number[];
  lines: { sku: string; quantity: number }[];
}

/**
 * Orders that were never in Odoo may have a transfer for each shipment, under the shipment's mark, or a part of a day's.
 * What was brought back when the sale order appeared does not count.
 */
async function anonymousOf(seen: ShipmentsSeen[], { odoo }: LookContext): Promise<Map<number, Anonymous>> {
  const marks = new Map<string, ShipmentsSeen>();
  for (const one of seen)
    for (const shipment of one.order?.shipments ?? [])
      if (!isReversed(one, shipment)) marks.set(`SB-${one.order?.id}/${shipment.id}`, one);
  const found = partsOfDays(seen);
  if (marks.size === 0) return found;
  for (const [mark, transfers] of await odoo.markedTransfers([...marks.keys()])) {
    const of = marks.get(mark);
    if (!of?.order) continue;
    const sale = new Set(of.saleOrders.flatMap(({ order }) => order.pickings.map((picking) => picking.id)));
    const own = transfers.filter((transfer) => transfer.state === 'done' && !sale.has(transfer.id));
    const skus = new Map(Object.values(of.productByInventoryId).map((one) => [one.product_id, one.sku]));
    const lines = own.flatMap((transfer) =>
      transfer.placed.map((line) => ({
        sku: skus.get(line.product_id) ?? `product ${line.product_id}`,
        quantity: line.quantity,
      })),
    );
    const known = found.get(of.order.id) ?? { pickingIds: [], lines: [] };
    found.set(of.order.id, {
      pickingIds: [...known.pickingIds, ...own.map((transfer) => transfer.id)],
      lines: [...known.lines, ...lines],
    });
  }
  return found;
}

const isReversed = ({ apartLinks }: ShipmentsSeen, { id }: ShipBobShipment): boolean =>
  (apartLinks ?? []).some((link) => link.shipbobType === 'shipment-reversal' && link.shipbobId === String(id));

function partsOfDays(seen: ShipmentsSeen[]): Map<number, Anonymous> {
  return new Map(
    seen.flatMap((one): [number, Anonymous][] => {
      if (one.order === null) return [];
      const standing = one.order.shipments.filter((shipment) => !isReversed(one, shipment));
      const ids = new Set(standing.map((shipment) => String(shipment.id)));
      const own = (one.apartLinks ?? []).filter(
        (link) => link.shipbobType === 'shipment-apart' && ids.has(link.shipbobId),
      );
      const lines = own.flatMap((link) => partOfDay(link)?.lines ?? []);
      return lines.length === 0 ? [] : [[one.order.id, { pickingIds: [], lines }]];
    }),
  );
}
