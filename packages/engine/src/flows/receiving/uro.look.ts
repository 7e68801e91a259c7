import { groupBy } from '@mlc/kernel';
import {
  isUnderWay,
  type OdooPurchaseOrder,
  parseLane,
  type SeenLink,
  type ShipBobUnidentifiedReceipt,
  type ShipBobWro,
  type UroSeen,
  urosOf,
  wordsOfUro,
} from '@mlc/mappings';
import type { LookContext } from '../../subject.js';

/** How long ago a WRO may have ended whose missing goods turn up. */
const ENDED_DAYS = 30;

/** One of our orders with its WROs that are alive. */
interface Waiting {
  order: OdooPurchaseOrder;
  links: SeenLink[];
  wros: ShipBobWro[];
}

/** Goods on hold with the orders that they are of, or else the product they seem to be and the WROs that lack it. */
export async function lookUros(ids: number[], context: LookContext): Promise<Map<number, UroSeen>> {
  const wanted = new Set(ids);
  const found = ((await context.shipbob.unidentifiedReceipts()) ?? []).filter((uro) => wanted.has(uro.id));
  const uroOf = new Map(found.map((uro) => [uro.id, uro]));
  const waiting = found.length === 0 ? [] : await lookWaiting(context);
  const ordersOf = new Map(found.map((uro) => [uro.id, waiting.filter((one) => claims(one, uro))]));
  const isTold = (uro: ShipBobUnidentifiedReceipt): boolean =>
    (ordersOf.get(uro.id) ?? []).some(({ wros }) => wros.some(isUnderWay));
  const loose = found.filter((uro) => uro.linked_wro_id === null && !isTold(uro));
  const products = await lookProducts(loose, context);
  return new Map(
    ids.map((id): [number, UroSeen] => {
      const uro = uroOf.get(id) ?? null;
      const product = products.get(id) ?? null;
      const orders = (ordersOf.get(id) ?? []).map(({ order, wros }) => ({
        id: order.id,
        name: order.name,
        isUnderWay: wros.some(isUnderWay),
      }));
      return [id, { uro, orders, product, short: product === null ? [] : shortOf(product, waiting) }];
    }),
  );
}

/** The same question that the order's own lane asks, so that while a WRO is under way exactly one of the two tells. */
const claims = ({ order, links, wros }: Waiting, uro: ShipBobUnidentifiedReceipt): boolean =>
  urosOf([uro], { order, links, wros }).length > 0;

async function lookWaiting(context: LookContext): Promise<Waiting[]> {
  const since = new Date(Date.parse(context.plan.now) - ENDED_DAYS * 86_400_000).toISOString();
  const wros = await context.shipbob.livingWros(since);
  const shipbobIds = wros.map((wro) => String(wro.id));
  const [links, lanes] = await Promise.all([
    context.ledger.links(context.connectionId, { shipbobType: 'wro', shipbobIds }),
    context.ledger.lanesOfLinks(context.connectionId, 'wro', shipbobIds),
  ]);
  const orderIdOf = (link: SeenLink): number | null => {
    const lane = parseLane(lanes.get(link.shipbobId) ?? 'wro:0');
    return lane.subject === 'purchase-order' ? lane.id : null;
  };
  const byOrder = groupBy(links, orderIdOf);
  byOrder.delete(null);
  const orders = await context.odoo.purchaseOrders([...byOrder.keys()].filter((id) => id !== null));
  return [...orders.values()]
    .map((order): Waiting => {
      const own = byOrder.get(order.id) ?? [];
      const linked = new Set(own.map((link) => link.shipbobId));
      return { order, links: own, wros: wros.filter((wro) => linked.has(String(wro.id))) };
    })
    .sort((a, b) => a.order.id - b.order.id);
}

/** The one product of ShipBob that a word on the goods is the SKU or barcode of, by URO. */
async function lookProducts(
  uros: ShipBobUnidentifiedReceipt[],
  context: LookContext,
): Promise<Map<number, NonNullable<UroSeen['product']>>> {
  const words = [...new Set(uros.flatMap(wordsOfUro))];
  if (words.length === 0) return new Map();
  const bySku = await context.shipbob.variantsBySku(words);
  const byBarcode = await context.shipbob.variantsByBarcode(words);
  return new Map(
    uros.flatMap((uro): [number, NonNullable<UroSeen['product']>][] => {
      const own = new Set(wordsOfUro(uro));
      const meant = [
        ...bySku.filter(({ sku }) => own.has(sku.trim())),
        ...byBarcode.filter(({ barcodes, upc, gtin }) => [...barcodes, upc, gtin].some((code) => own.has(code ?? ''))),
      ].flatMap(({ inventory_id, sku }) => (inventory_id === null ? [] : [{ inventory_id, sku: sku.trim() }]));
      const [only, ...more] = [...new Map(meant.map((one) => [one.inventory_id, one])).values()];
      return only && more.length === 0 ? [[uro.id, only]] : [];
    }),
  );
}

const shortOf = ({ inventory_id }: NonNullable<UroSeen['product']>, waiting: Waiting[]): UroSeen['short'] =>
  waiting
    .flatMap(({ order, wros }) =>
      wros.flatMap((wro) => {
        const lines = wro.inventory_quantities.filter((line) => line.inventory_id === inventory_id);
        const sum = (of: (line: (typeof lines)[number]) => number): number =>
          lines.reduce((total, line) => total + of(line), 0);
        const expected = sum((line) => line.expected_quantity);
        const stowed = sum((line) => line.stowed_quantity);
        const { id: wro_id, purchase_order_number: number, status } = wro;
        return expected > stowed ? [{ wro_id, number, status, order: order.name, expected, stowed }] : [];
      }),
    )
    .sort((a, b) => a.wro_id - b.wro_id);
