import { groupBy } from '@mlc/kernel';
import {
  type CutEvidence,
  type CutPlace,
  type CutProduct,
  compareStock,
  laneKey,
  partOfDay,
  type SeenLink,
  type ShipBobInventoryEvent,
  type ShipBobInventoryLevel,
  type StockCut,
  type StockSubjects,
} from '@mlc/mappings';
import type { ConnectionWork } from '../../engine.js';
import type { CutStore } from '../../ports/cuts.js';
import type { Ledger } from '../../ports/ledger.js';
import type { LookContext } from '../../subject.js';
import { lookContext } from '../../work.js';
import { lookPlaces, lookQuarantines } from './places.js';

export interface CutAsk {
  work: ConnectionWork;
  ledger: CutWork['ledger'] & Pick<Ledger, 'raise'>;
  cuts: CutStore;
}

interface CutWork {
  context: LookContext;
  ledger: Pick<Ledger, 'links' | 'linksByInventoryId' | 'lanesOfLinks'>;
}

const DAY_MS = 86_400_000;

/**
 * Takes one cut: the stock of both sides and what moved it, read at one instant and compared. Only reads, but for the cut
 * itself and a notice for each item that two cuts, this one or the last, show as different.
 */
export async function takeCut(ask: CutAsk): Promise<StockCut> {
  const { cuts, ledger } = ask;
  const context = lookContext(ask.work);
  const { connectionId } = context;
  const previous = await cuts.latest(connectionId);
  const cut = compareStock(await gatherCut({ context, ledger }, previous), context.plan.settings.inventory);
  await cuts.save(connectionId, cut);
  const rows = [...(previous?.rows ?? []), ...cut.rows].filter((row) => row.state === 'confirmed');
  const items = [...new Set(rows.map((row) => row.inventory_id))];
  if (items.length > 0)
    await ledger.raise(
      connectionId,
      items.map((id) => ({
        laneKey: `stock:${id}`,
        source: 'poll',
        fingerprint: cut.at,
        reason: 'a cut of stock was taken',
      })),
    );
  return cut;
}

/** Both sides' stock and what moved it, read at one instant. */
export async function gatherCut(work: CutWork, previous: StockCut | null): Promise<CutEvidence> {
  const { context } = work;
  const { now, settings } = context.plan;
  const places = await lookPlaces(context);
  const everywhere = places.flatMap((place) => place.location_ids);
  const [levels, quants, quarantines] = await Promise.all([
    context.shipbob.inventoryLevels('all'),
    context.odoo.allStockAt(everywhere, 'all'),
    lookQuarantines(context),
  ]);
  const products = await lookProducts(work, levels, [...new Set(quants.map((quant) => quant.product_id))]);
  const tracked = products.filter((product) => product.tracking !== 'none').map((product) => product.inventory_id);
  const lots = tracked.length > 0 && settings.inventory.by_lot ? await context.shipbob.inventoryLots(tracked) : [];
  const quarantined = await context.odoo.allStockAt(
    quarantines.map((one) => one.location_id),
    'all',
  );
  const from = new Date(Date.parse(now) - settings.inventory.history_days * DAY_MS).toISOString();
  return {
    at: now,
    products,
    places,
    levels,
    lots,
    quants,
    history: await lookHistory(work, places, { from, to: now }),
    quarantines: quarantines.map(({ location_id, location, centre_ids }) => ({
      location,
      centre_ids,
      quantity: quarantined
        .filter((quant) => quant.location_id === location_id)
        .reduce((sum, quant) => sum + quant.quantity, 0),
    })),
    merges: await lookMerges(work, products, levels),
    previous,
  };
}

/** Linked products: those ShipBob has stock of, and those Odoo has in the places of ShipBob. */
async function lookProducts(
  { context, ledger }: CutWork,
  levels: ShipBobInventoryLevel[],
  productIds: number[],
): Promise<CutProduct[]> {
  const byLevel = await ledger.linksByInventoryId(
    context.connectionId,
    levels.map((level) => level.inventory_id),
  );
  const byStock = await ledger.links(context.connectionId, { odooModel: 'product.product', odooIds: productIds });
  const links = new Map(
    [...byLevel, ...byStock].filter((link) => inventoryIdOf(link) !== null).map((link) => [link.odooId, link]),
  );
  const found = await context.odoo.products([...links.keys()], { warehouseIds: [] });
  return [...links.values()].flatMap((link) => {
    const product = found.get(link.odooId);
    const inventory_id = inventoryIdOf(link);
    if (!product || inventory_id === null) return [];
    const { id: product_id, tracking, is_kit } = product;
    return [{ inventory_id, product_id, sku: product.default_code ?? '', tracking, is_kit }];
  });
}

const inventoryIdOf = (link: SeenLink): number | null =>
  typeof link.data['inventory_id'] === 'number' ? link.data['inventory_id'] : null;

async function lookHistory(
  { context, ledger }: CutWork,
  places: CutPlace[],
  span: { from: string; to: string },
): Promise<CutEvidence['history']> {
  const events: ShipBobInventoryEvent[] = [];
  for (const facility_id of places.flatMap((place) => place.centre_ids)) {
    const pages = context.shipbob.inventoryHistory({ facility_id, start_date: span.from, end_date: span.to });
    if (pages === null) return null;
    for await (const page of pages) events.push(...page);
  }
  const moves = await context.odoo.stockMoves(
    places.flatMap((place) => place.location_ids),
    span.from,
  );
  return { from: span.from, events, moves, subjects: await lookSubjects(context, ledger, events, moves) };
}

/** Whose record each event and each transfer belongs to, by the links. */
async function lookSubjects(
  { connectionId }: LookContext,
  ledger: CutWork['ledger'],
  events: ShipBobInventoryEvent[],
  moves: { picking_id: number | null }[],
): Promise<StockSubjects> {
  const wroIds = new Set(
    events.flatMap((event) =>
      event.additional_reference.flatMap(({ value }) => (/^\d+$/.test(value ?? '') ? (value ?? []) : [])),
    ),
  );
  const wros =
    wroIds.size === 0 ? new Map<string, string>() : await ledger.lanesOfLinks(connectionId, 'wro', [...wroIds]);
  return { wros: Object.fromEntries(wros), ...(await lookTransfers(connectionId, ledger, moves)) };
}

/** Deliveries of sale orders, those of their own with what was brought back of them, and goods that came back. */
const BOOKED = ['shipment', 'shipment-apart', 'shipment-reversal', 'return'];

async function lookTransfers(
  connectionId: string,
  ledger: CutWork['ledger'],
  moves: { picking_id: number | null }[],
): Promise<Omit<StockSubjects, 'wros'>> {
  const odooIds = [...new Set(moves.flatMap((move) => move.picking_id ?? []))];
  const links = odooIds.length === 0 ? [] : await ledger.links(connectionId, { odooModel: 'stock.picking', odooIds });
  const isDay = (link: SeenLink): boolean => partOfDay(link) !== null;
  const lanes = new Map<string, string>();
  for (const type of BOOKED) {
    const ids = links.filter((link) => link.shipbobType === type && !isDay(link)).map((link) => link.shipbobId);
    if (ids.length === 0) continue;
    for (const [id, lane] of await ledger.lanesOfLinks(connectionId, type, ids)) lanes.set(`${type}/${id}`, lane);
  }
  const pickings = links.flatMap((link): [string, string][] => {
    const lane = lanes.get(`${link.shipbobType}/${link.shipbobId}`);
    return lane === undefined ? [] : [[String(link.odooId), lane]];
  });
  return { pickings: Object.fromEntries(pickings), ...(await lookShares(connectionId, ledger, links.filter(isDay))) };
}

/** A day's delivery is shared by the orders whose shipments it holds. */
async function lookShares(
  connectionId: string,
  ledger: CutWork['ledger'],
  days: SeenLink[],
): Promise<Pick<StockSubjects, 'shares'>> {
  const shipbobIds = [...new Set(days.flatMap((link) => partOfDay(link)?.shipment_ids ?? []))].map(String);
  if (shipbobIds.length === 0) return {};
  const links = await ledger.links(connectionId, { shipbobType: 'shipment-apart', shipbobIds });
  const shares = groupBy(
    links.flatMap((link) =>
      (partOfDay(link)?.lines ?? []).map(({ product_id, lot, quantity }) => ({
        picking: String(link.odooId),
        share: { lane: laneKey('order', partOfDay(link)?.order_id ?? 0), product_id, lot, quantity },
      })),
    ),
    ({ picking }) => picking,
  );
  return { shares: Object.fromEntries([...shares].map(([id, all]) => [id, all.map(({ share }) => share)])) };
}

/** Items that are linked and that ShipBob no longer shows may have been merged into another. */
async function lookMerges(
  { context, ledger }: CutWork,
  products: CutProduct[],
  levels: ShipBobInventoryLevel[],
): Promise<CutEvidence['merges']> {
  const alive = new Set(levels.map((level) => level.inventory_id));
  const gone = products.filter((product) => !alive.has(product.inventory_id));
  if (gone.length === 0) return [];
  const links = await ledger.links(context.connectionId, {
    odooModel: 'product.product',
    odooIds: gone.map((product) => product.product_id),
  });
  const variantOf = new Map(links.map((link) => [link.odooId, Number(link.data['variant_id'])]));
  const goneVariants = [...variantOf.values()].filter(Number.isSafeInteger);
  const parents = goneVariants.length === 0 ? [] : await context.shipbob.mergeParents(goneVariants);
  return gone.flatMap((product) => {
    const variantId = variantOf.get(product.product_id);
    const into = parents.find((parent) => parent.merged?.some((one) => one.variant_id === variantId));
    return into?.inventory_id == null
      ? []
      : [{ from_inventory_id: product.inventory_id, into_inventory_id: into.inventory_id }];
  });
}
