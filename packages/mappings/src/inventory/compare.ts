import { groupBy } from '@mlc/kernel';
import type {
  OdooQuant,
  OdooStockMove,
  ShipBobInventoryEvent,
  ShipBobInventoryLevel,
  ShipBobLotLevel,
} from '../seen.js';
import type { CutRow, StockCut } from '../seen-stock.js';
import { sameQuantity } from '../shared/units.js';
import { apartStock, onHand } from './apart-stock.js';
import { explainDifference, inFlight } from './explain.js';
import { odooMovements, type Subjects, shipbobMovements } from './movements.js';

/** A product that is linked: what is compared. */
export interface CutProduct {
  inventory_id: number;
  product_id: number;
  sku: string;
  tracking: 'none' | 'lot' | 'serial';
  /** A kit has no stock of its own. */
  is_kit: boolean;
}

/** A location in Odoo that stands for one or more centres. */
export interface CutPlace {
  location_id: number;
  name: string;
  centre_ids: number[];
  /** It and what lies below it, but for what belongs to a place further down. */
  location_ids: number[];
}

export interface CutEvidence {
  at: string;
  products: CutProduct[];
  places: CutPlace[];
  levels: ShipBobInventoryLevel[];
  /** Of products by lot. */
  lots: ShipBobLotLevel[];
  quants: OdooQuant[];
  /** Null where the version has no history. */
  history: { from: string; events: ShipBobInventoryEvent[]; moves: OdooStockMove[]; subjects: Subjects } | null;
  /** Odoo's stock in each quarantine, with the centres of its warehouse. */
  quarantines: { location: string; centre_ids: number[]; quantity: number }[];
  /** Inventory items that ShipBob merged, and what they became. */
  merges: { from_inventory_id: number; into_inventory_id: number }[];
  previous: Pick<StockCut, 'rows'> | null;
}

export interface CutRules {
  quiet_minutes: number;
  by_lot: boolean;
}

/** A record that only one side shows so soon after the history's beginning was settled before it. */
const MARGIN_HOURS = 72;

/** Compares both sides at one instant, product by product, place by place and lot by lot. Pure. */
export function compareStock(evidence: CutEvidence, rules: CutRules): StockCut {
  const rows = stockRows(evidence, rules);
  return {
    at: evidence.at,
    history_from: evidence.history?.from ?? null,
    compared: rows.length,
    equal: rows.filter((row) => row.state === 'equal').length,
    rows: rows.filter((row) => row.state !== 'equal'),
    ...apartStock(evidence),
  };
}

/** Every product at every place, those that are equal too. */
export function stockRows(evidence: CutEvidence, rules: CutRules): CutRow[] {
  const of = byProduct(evidence);
  const compared = evidence.products
    .filter((product) => !product.is_kit)
    .flatMap((product) => {
      const own = of(product);
      return evidence.places.flatMap((place) => rowsOf(product, place, own, rules));
    });
  return pairMerges(compared, evidence).map((row) => judged(row, evidence.previous));
}

/** The evidence cut down to one product, whose level and lots are the only ones left, so that a large stock is not searched anew for each. */
function byProduct(evidence: CutEvidence): (product: CutProduct) => CutEvidence {
  const levels = groupBy(evidence.levels, (one) => one.inventory_id);
  const lots = groupBy(evidence.lots, (one) => one.inventory_id);
  const quants = groupBy(evidence.quants, (one) => one.product_id);
  const events = groupBy(evidence.history?.events ?? [], (one) => one.inventory_id);
  const moves = groupBy(evidence.history?.moves ?? [], (one) => one.product_id);
  return ({ inventory_id, product_id }) => ({
    ...evidence,
    levels: levels.get(inventory_id) ?? [],
    lots: lots.get(inventory_id) ?? [],
    quants: quants.get(product_id) ?? [],
    history: evidence.history && {
      ...evidence.history,
      events: events.get(inventory_id) ?? [],
      moves: moves.get(product_id) ?? [],
    },
  });
}

function rowsOf(product: CutProduct, place: CutPlace, evidence: CutEvidence, rules: CutRules): CutRow[] {
  const here = (one: { location_id: number }): boolean => place.centre_ids.includes(one.location_id);
  const [level] = evidence.levels;
  const stock = level?.locations.filter(here) ?? [];
  const quants = evidence.quants.filter((quant) => place.location_ids.includes(quant.location_id));
  if (product.tracking === 'none' || !rules.by_lot) {
    const odoo = quants.reduce((sum, quant) => sum + quant.quantity, 0);
    return [rowOf({ product, place, lot: undefined, shipbob: onHand(stock), odoo, stock }, evidence, rules)];
  }
  const [byLot] = evidence.lots;
  const there = (byLot?.lots ?? []).map((lot) => ({ name: lot.lot_number, units: onHand(lot.locations.filter(here)) }));
  const named = there.reduce((sum, lot) => sum + (lot.name === null ? 0 : lot.units), 0);
  const lotless = onHand(stock) - named;
  const names = new Set([
    ...there.filter((lot) => lot.units !== 0).map((lot) => lot.name),
    ...quants.map((quant) => quant.lot),
    ...(lotless === 0 ? [] : [null]),
  ]);
  return [...names].map((lot) => {
    const shipbob =
      lot === null ? lotless : there.filter((one) => one.name === lot).reduce((sum, one) => sum + one.units, 0);
    const odoo = quants.filter((quant) => quant.lot === lot).reduce((sum, quant) => sum + quant.quantity, 0);
    return rowOf({ product, place, lot, shipbob, odoo, stock }, evidence, rules);
  });
}

interface Sides {
  product: CutProduct;
  place: CutPlace;
  /** Undefined: all lots together. */
  lot: string | null | undefined;
  shipbob: number;
  odoo: number;
  stock: ShipBobInventoryLevel['locations'];
}

function rowOf(
  { product, place, lot, shipbob, odoo, stock }: Sides,
  { history, at }: CutEvidence,
  rules: CutRules,
): CutRow {
  const raw = shipbob - odoo;
  const there = history ? shipbobMovements(history, product, place, lot) : [];
  const here = history ? odooMovements(history, product, place, lot) : [];
  const quietSince = Date.parse(at) - rules.quiet_minutes * 60_000;
  const moving = [...there, ...here].some((one) => Date.parse(one.at) > quietSince);
  const { causes, unknown } =
    history === null
      ? { causes: [], unknown: raw }
      : explainDifference(raw, { shipbob: there, odoo: here, from: history.from, marginHours: MARGIN_HOURS });
  const shown = {
    committed: stock.reduce((sum, one) => sum + one.committed_quantity, 0),
    fulfillable: stock.reduce((sum, one) => sum + one.fulfillable_quantity, 0),
    awaiting: stock.reduce((sum, one) => sum + one.awaiting_quantity, 0),
    internal_transfer: stock.reduce((sum, one) => sum + one.internal_transfer_quantity, 0),
  };
  const flight = inFlight(causes, shown.internal_transfer);
  const difference = sameQuantity(raw, flight) ? 0 : raw - flight;
  const { inventory_id, sku, product_id } = product;
  const where = { location_id: place.location_id, location: place.name, centre_ids: place.centre_ids };
  const state = moving ? 'moving' : difference === 0 ? 'equal' : 'differs';
  const goods = { inventory_id, sku, product_id, ...where, lot: lot ?? null, shipbob, odoo };
  return { ...goods, in_flight: flight, difference, state, causes, unknown, merged_with: null, shown };
}

export const rowKey = (row: Pick<CutRow, 'inventory_id' | 'location_id' | 'lot'>): string =>
  JSON.stringify([row.inventory_id, row.location_id, row.lot]);

/** A difference counts once the cut before shows the same one. */
function judged(row: CutRow, previous: CutEvidence['previous']): CutRow {
  if (row.state !== 'differs') return row;
  const before = previous?.rows.find((one) => rowKey(one) === rowKey(row));
  const same = before !== undefined && before.state !== 'moving' && sameQuantity(before.difference, row.difference);
  return same ? { ...row, state: 'confirmed' } : row;
}

/** What a merge at ShipBob took from one item and gave to another: shown as a pair. */
function pairMerges(rows: CutRow[], { merges }: CutEvidence): CutRow[] {
  const out = [...rows];
  const open = (id: number, sign: number) => (row: CutRow) =>
    row.inventory_id === id && row.state === 'differs' && Math.sign(row.difference) === sign;
  for (const { from_inventory_id, into_inventory_id } of merges) {
    for (const given of out.filter(open(from_inventory_id, -1))) {
      const taken = out.find(
        (row) => open(into_inventory_id, 1)(row) && row.location_id === given.location_id && row.lot === given.lot,
      );
      if (taken === undefined) continue;
      const units = Math.min(-given.difference, taken.difference);
      out[out.indexOf(given)] = paired(given, taken, -units);
      out[out.indexOf(taken)] = paired(taken, given, units);
    }
  }
  return out;
}

/** The merge explains no more than what nothing else does. */
function paired(row: CutRow, other: CutRow, units: number): CutRow {
  const { sku, inventory_id } = other;
  const explains =
    Math.sign(row.unknown) === Math.sign(units)
      ? Math.sign(units) * Math.min(Math.abs(units), Math.abs(row.unknown))
      : 0;
  const cause = { kind: 'merged' as const, subject: null, units: explains, what: `merged with ${sku} at ShipBob` };
  return {
    ...row,
    merged_with: sku,
    merge: { inventory_id, side: units < 0 ? 'into' : 'from' },
    causes: explains === 0 ? row.causes : [...row.causes, cause],
    unknown: row.unknown - explains,
  };
}
