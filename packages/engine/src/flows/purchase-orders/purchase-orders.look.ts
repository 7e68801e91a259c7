import { groupBy } from '@mlc/kernel';
import {
  livingWroId,
  type OdooPurchaseOrder,
  type PurchaseOrderSeen,
  type SeenLink,
  type ShipBobWro,
  urosOf,
  wroNumbersOf,
  wroPartModel,
} from '@mlc/mappings';
import type { PurchaseOrderFields } from '../../ports/remotes.js';
import type { LookContext } from '../../subject.js';
import { lookLocations } from '../locations.js';
import { linkedAmong, lookLooseStock, lookStrangers, lookUnidentified } from '../receiving/loose-goods.look.js';
import { lookPlacements } from '../receiving/placement.look.js';
import { mappedWarehouseIds } from '../warehouses.js';
import { strayLinks } from './stray-links.look.js';

/**
 * Purchase orders with their receipts, their products and links, and the WROs that are linked or carry one of the order's
 * numbers. Both flows of this subject (purchase-orders, receiving) judge the same evidence.
 */
export async function lookPurchaseOrders(ids: number[], context: LookContext): Promise<Map<number, PurchaseOrderSeen>> {
  const orders = await context.odoo.purchaseOrders(ids, namedFields(context));
  const found = [...orders.values()];
  const [products, pickingLinks] = await Promise.all([
    lookOrderProducts(found, context),
    linksOfPickings(found, context),
  ]);
  const [shown, locations] = await Promise.all([lookWros(found, pickingLinks, context), lookLocations(context)]);
  const wros = await withBoxes(shown, linkedWhereLotsCount(found, pickingLinks), context);
  const received = found.map((order) => ({
    order,
    linked: linkedAmong(
      wros,
      order.pickings.flatMap((picking) => pickingLinks.get(picking.id) ?? []),
    ),
    products: pickProducts(order, products),
  }));
  const strangers = await lookStrangers(received, context);
  const stock = await lookLooseStock(received, strangers, context);
  const onHold = await lookUnidentified(received, context);
  const spread = await lookPlacements(found, [...pickingLinks.values()].flat(), wros, context);
  const strays = await strayLinks(wros, pickingLinks, context);
  const loose = { ...(Object.keys(strangers).length > 0 ? { strangers } : {}), ...(stock ? { stock } : {}) };
  return new Map(
    ids.map((id): [number, PurchaseOrderSeen] => {
      const order = orders.get(id) ?? null;
      if (order === null) return [id, { order, products: {}, links: [], wros: [] }];
      const links = order.pickings.flatMap((picking) => pickingLinks.get(picking.id) ?? []);
      const numbers = new Set(wroNumbersOf(order, context.plan));
      const linkedIds = new Set(links.map(livingWroId));
      const ofOrder = wros.filter(
        (wro) =>
          linkedIds.has(wro.id) || (wro.purchase_order_number !== null && numbers.has(wro.purchase_order_number)),
      );
      const stray = strays.links.filter((link) => ofOrder.some((wro) => String(wro.id) === link.shipbobId));
      const vanished = stray.filter((link) => strays.vanished.has(link.odooId));
      const own = { order, links: [...links, ...stray], wros: ofOrder };
      const placements = Object.entries(spread.placements ?? {}).filter(([id]) =>
        links.some((one) => one.shipbobId === id),
      );
      const placed = placements.length === 0 ? {} : { ...spread, placements: Object.fromEntries(placements) };
      const unidentifiedOf = onHold === null ? {} : { unidentified: urosOf(onHold, own) };
      return [
        id,
        {
          ...own,
          products: pickProducts(order, products),
          ...(vanished.length > 0 ? { vanished } : {}),
          locations,
          ...loose,
          ...placed,
          ...unidentifiedOf,
        },
      ];
    }),
  );
}

type OrderProducts = PurchaseOrderSeen['products'];

const productIdsOf = (order: OdooPurchaseOrder): number[] => [
  ...new Set([
    ...order.lines.map((line) => line.product_id).filter((id) => id !== null),
    ...order.pickings.flatMap((picking) => picking.moves.map((move) => move.product_id)),
  ]),
];

async function lookOrderProducts(orders: OdooPurchaseOrder[], context: LookContext): Promise<OrderProducts> {
  const ids = [...new Set(orders.flatMap(productIdsOf))];
  if (ids.length === 0) return {};
  const [products, links] = await Promise.all([
    context.odoo.products(ids, {
      warehouseIds: mappedWarehouseIds(context.plan),
      unlessTagged: context.plan.settings.products.tag,
    }),
    context.ledger.links(context.connectionId, { odooModel: 'product.product', odooIds: ids }),
  ]);
  const linkOf = new Map(links.map((link) => [link.odooId, link]));
  return Object.fromEntries(
    [...products.values()].map((product) => [String(product.id), { product, link: linkOf.get(product.id) ?? null }]),
  );
}

function pickProducts(order: OdooPurchaseOrder, all: OrderProducts): OrderProducts {
  const picked: OrderProducts = {};
  for (const id of productIdsOf(order)) {
    const known = all[String(id)];
    if (known) picked[String(id)] = known;
  }
  return picked;
}

/** Fields of orders and receipts that only the settings know; freight may stand on either. */
function namedFields({ plan }: LookContext): PurchaseOrderFields {
  const { create_field, tracking_field, freight, final_centre_field, units_per_box_field, centre_field } =
    plan.settings.wro;
  const either = [...Object.values(freight), final_centre_field, centre_field];
  const named = (fields: (string | null | undefined)[]): string[] => [
    ...new Set(fields.filter((field) => typeof field === 'string')),
  ];
  return {
    order: named([create_field, ...either]),
    picking: named([tracking_field === 'carrier_tracking_ref' ? null : tracking_field, ...either]),
    unitsPerBox: units_per_box_field,
  };
}

/** Links of receipts; a third WRO of a large one is asked for only where there is a second. */
async function linksOfPickings(orders: OdooPurchaseOrder[], context: LookContext): Promise<Map<number, SeenLink[]>> {
  const all: SeenLink[] = [];
  let odooIds = orders.flatMap((order) => order.pickings.map((picking) => picking.id));
  for (let part = 1; odooIds.length > 0; part += 1) {
    const links = await context.ledger.links(context.connectionId, { odooModel: wroPartModel(part), odooIds });
    const found = links.filter((link) => link.shipbobType === 'wro');
    all.push(...found);
    odooIds = found.map((link) => link.odooId);
  }
  return groupBy(all, (link) => link.odooId);
}

/** Ids of the WROs whose receipts hold products by lot. */
function linkedWhereLotsCount(orders: OdooPurchaseOrder[], links: Map<number, SeenLink[]>): Set<number> {
  const byLot = orders.filter((order) =>
    order.pickings.some((picking) => picking.moves.some((move) => move.tracking === 'lot')),
  );
  const pickings = byLot.flatMap((order) => order.pickings);
  return new Set(pickings.flatMap((picking) => links.get(picking.id) ?? []).map(livingWroId));
}

/** Boxes name lots, at a call for each WRO: read only where lots count and something has been stowed. */
async function withBoxes(wros: ShipBobWro[], wanted: Set<number>, context: LookContext): Promise<ShipBobWro[]> {
  const stowed = wros.filter(
    (wro) => wanted.has(wro.id) && wro.inventory_quantities.some((line) => line.stowed_quantity > 0),
  );
  if (stowed.length === 0) return wros;
  const boxes = await context.shipbob.boxes(stowed.map((wro) => wro.id));
  return wros.map((wro) => {
    const own = boxes.get(wro.id);
    return own ? { ...wro, boxes: own } : wro;
  });
}

async function lookWros(
  orders: OdooPurchaseOrder[],
  links: Map<number, SeenLink[]>,
  context: LookContext,
): Promise<ShipBobWro[]> {
  const linkedIds = [...new Set([...links.values()].flat().map(livingWroId))];
  const numbers = [...new Set(orders.flatMap((order) => wroNumbersOf(order, context.plan)))];
  const [linked, numbered] = await Promise.all([
    linkedIds.length > 0 ? context.shipbob.wros(linkedIds) : [],
    numbers.length > 0 ? context.shipbob.wrosByNumber(numbers) : [],
  ]);
  return [...new Map([...linked, ...numbered].map((wro) => [wro.id, wro])).values()];
}
