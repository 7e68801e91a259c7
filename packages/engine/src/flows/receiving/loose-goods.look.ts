import {
  isItemOf,
  isUnderWay,
  livingWroId,
  type OdooPurchaseOrder,
  type PurchaseOrderSeen,
  type SeenLink,
  type ShipBobUnidentifiedReceipt,
  type ShipBobWro,
} from '@mlc/mappings';
import type { LookContext } from '../../subject.js';

type Strangers = NonNullable<PurchaseOrderSeen['strangers']>;

/** One order with the WROs that are linked to its receipts. */
export interface Received {
  order: OdooPurchaseOrder;
  linked: ShipBobWro[];
  products: PurchaseOrderSeen['products'];
}

/** The WROs of the receipts, whichever took a cancelled one's place. */
export const linkedAmong = (wros: ShipBobWro[], links: SeenLink[]): ShipBobWro[] => {
  const ids = new Set(links.map(livingWroId));
  return wros.filter((wro) => ids.has(wro.id));
};

/** Products of Odoo that stowed goods are although they are not on the order; costs a call only where there are such. */
export async function lookStrangers(received: Received[], context: LookContext): Promise<Strangers> {
  const ids = [...new Set(received.flatMap(strangeIds))];
  if (ids.length === 0) return {};
  const links = await context.ledger.linksByInventoryId(context.connectionId, ids);
  const products = await context.odoo.products(
    links.map((link) => link.odooId),
    { warehouseIds: [], unlessTagged: context.plan.settings.products.tag },
  );
  return Object.fromEntries(
    links.flatMap((link) => {
      const product = products.get(link.odooId);
      const id = link.data['inventory_id'];
      if (product === undefined || typeof id !== 'number') return [];
      const { default_code, tracking } = product;
      return [[String(id), { product_id: product.id, sku: default_code ?? `#${product.id}`, tracking }]];
    }),
  );
}

function strangeIds({ linked, products }: Received): number[] {
  const isKnown = (id: number): boolean => Object.values(products).some(({ link }) => isItemOf(link, id));
  return linked
    .flatMap((wro) => wro.inventory_quantities)
    .filter((line) => line.stowed_quantity > 0 && !isKnown(line.inventory_id))
    .map((line) => line.inventory_id);
}

/** What lies at the receipts' destinations of goods that no receipt waits for; asked only where stock may be counted up. */
export async function lookLooseStock(
  received: Received[],
  strangers: Strangers,
  context: LookContext,
): Promise<Record<string, number> | undefined> {
  const { late, unexpected } = context.plan.settings.receipt;
  const wanted = received.flatMap((one) => [
    ...(late === 'adjust_stock' ? lateIds(one) : []),
    ...(unexpected === 'adjust_stock' ? strangeIds(one).flatMap((id) => strangers[String(id)]?.product_id ?? []) : []),
  ]);
  if (wanted.length === 0) return undefined;
  const places = received.flatMap(({ order }) => order.pickings.map((picking) => picking.location_dest_id));
  const rows = await context.odoo.stockAt([...new Set(wanted)], [...new Set(places)]);
  const stock: Record<string, number> = {};
  for (const { product_id, location_id, lot, quantity } of rows) {
    const key = [product_id, location_id, ...(lot === null ? [] : [lot])].join('@');
    stock[key] = (stock[key] ?? 0) + quantity;
  }
  return stock;
}

/** Goods on hold of the whole account, one call for all the orders; null while none of them has a WRO under way. */
export async function lookUnidentified(
  received: Received[],
  context: LookContext,
): Promise<ShipBobUnidentifiedReceipt[] | null> {
  return received.some(({ linked }) => linked.some(isUnderWay)) ? context.shipbob.unidentifiedReceipts() : null;
}

const CLOSED = new Set(['done', 'cancel']);

/** Products of which more was stowed than is done, where every receipt is closed. */
function lateIds({ order, linked, products }: Received): number[] {
  const receipts = order.pickings.filter((picking) => picking.picking_type_code === 'incoming');
  if (receipts.some((picking) => !CLOSED.has(picking.state))) return [];
  const moves = receipts.flatMap((picking) => picking.moves).filter((move) => move.state === 'done');
  const doneOf = (id: number): number =>
    moves.reduce((sum, move) => (move.product_id === id ? sum + move.quantity : sum), 0);
  const lines = linked.flatMap((wro) => wro.inventory_quantities);
  return Object.values(products).flatMap(({ product, link }) => {
    const stowed = lines
      .filter((line) => isItemOf(link, line.inventory_id))
      .reduce((sum, line) => sum + line.stowed_quantity, 0);
    return stowed > doneOf(product.id) ? [product.id] : [];
  });
}
