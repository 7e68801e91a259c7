import type { CutPlace, CutRow, ShipBobLotLevel, StockSeen } from '@mlc/mappings';
import type { LookContext } from '../../subject.js';
import { lookPlaces } from './places.js';

/** Items with what the latest cut says of them, and what lies at its places now. */
export async function lookStock(ids: number[], context: LookContext): Promise<Map<number, StockSeen>> {
  const cut = (await context.cuts?.latest(context.connectionId)) ?? null;
  const confirmed = (cut?.rows ?? []).filter((row) => row.state === 'confirmed');
  const others = new Set(
    confirmed.flatMap((row) => (ids.includes(row.inventory_id) && row.merge ? [row.merge.inventory_id] : [])),
  );
  const rows = confirmed.filter((row) => ids.includes(row.inventory_id) || others.has(row.inventory_id));
  const items = [...new Set(rows.map((row) => row.inventory_id))];
  const places = items.length === 0 ? [] : await lookPlaces(context);
  const [links, levels, lots, quants, products] = await Promise.all([
    context.ledger.linksByInventoryId(context.connectionId, ids),
    items.length === 0 ? [] : context.shipbob.inventoryLevels(items),
    rows.some((row) => row.lot !== null) ? context.shipbob.inventoryLots(items) : [],
    items.length === 0
      ? []
      : context.odoo.allStockAt(
          places.flatMap((place) => place.location_ids),
          [...new Set(rows.map((row) => row.product_id))],
        ),
    context.odoo.products([...new Set(rows.map((row) => row.product_id))], { warehouseIds: [] }),
  ]);
  const nowOf = (row: CutRow): StockSeen['now'] => {
    const place = places.find((one) => one.location_id === row.location_id);
    if (!place) return [];
    // Goods without a lot name are what the lots leave of the whole.
    const own = quants.filter(
      (quant) => quant.product_id === row.product_id && place.location_ids.includes(quant.location_id),
    );
    const isTracked = products.get(row.product_id)?.tracking !== 'none' && context.plan.settings.inventory.by_lot;
    const same = isTracked ? own.filter((quant) => quant.lot === row.lot) : own;
    const sum = (exact: boolean): number =>
      same
        .filter((quant) => (quant.location_id === row.location_id) === exact)
        .reduce((total, quant) => total + quant.quantity, 0);
    const level = levels.find((one) => one.inventory_id === row.inventory_id);
    const whole = at(level?.locations ?? [], place);
    const named = lots.find((one) => one.inventory_id === row.inventory_id)?.lots ?? [];
    const shipbob = !isTracked
      ? whole
      : row.lot === null
        ? whole - allLots(named, place)
        : ofLot(named, row.lot, place);
    return [{ location_id: row.location_id, lot: row.lot, shipbob, odoo: sum(true), odoo_below: sum(false) }];
  };
  const itemOf = (id: number): StockSeen['merged'][number] => {
    const own = rows.filter((row) => row.inventory_id === id);
    const product = products.get(own[0]?.product_id ?? 0);
    return {
      inventory_id: id,
      rows: own,
      now: own.flatMap(nowOf),
      cost: product?.standard_price ?? 0,
      tracking: product?.tracking ?? 'none',
    };
  };
  return new Map(
    ids.map((id): [number, StockSeen] => {
      const item = itemOf(id);
      const partners = new Set(item.rows.flatMap((row) => (row.merge ? [row.merge.inventory_id] : [])));
      const link = links.find((one) => one.data['inventory_id'] === id) ?? null;
      return [id, { ...item, link, cut_at: cut?.at ?? null, merged: [...partners].map(itemOf) }];
    }),
  );
}

const at = (stock: { location_id: number; on_hand_quantity: number }[], place: CutPlace): number =>
  stock.filter((one) => place.centre_ids.includes(one.location_id)).reduce((sum, one) => sum + one.on_hand_quantity, 0);
type Lots = ShipBobLotLevel['lots'];
const ofLot = (lots: Lots, name: string, place: CutPlace): number =>
  lots.filter((lot) => lot.lot_number === name).reduce((sum, lot) => sum + at(lot.locations, place), 0);
const allLots = (lots: Lots, place: CutPlace): number =>
  lots.filter((lot) => lot.lot_number !== null).reduce((sum, lot) => sum + at(lot.locations, place), 0);
