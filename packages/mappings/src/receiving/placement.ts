import type { PlannedCase, PlannedEffect } from '../plan.js';
import type { OdooPurchaseOrder, Placement, PurchaseOrderSeen, ShipBobDistribution, ShipBobWro } from '../seen.js';
import type { PlanContext } from '../settings.js';
import { warehouseOfCentre } from '../shared/centres.js';
import { livingWroId } from '../shared/links.js';
import { addTo, type Quantities } from '../shared/quantities.js';
import { type Chain, doneQuantities, partModel, productOfLine, skuOf } from '../shared/receipts.js';
import { filled } from '../shared/text.js';
import { moreThan } from '../shared/units.js';
import * as cases from './placement.cases.js';

const HUB = new Set(['ArrivedAtHub', 'PartiallyArrivedAtHub', 'ProcessingAtHub']);
/** The hub has counted everything and sent it on. */
const SENT_ON = new Set(['InternalTransfer', 'Completed', 'Incomplete']);

/** Whether a WRO is, or was, received by a hub that sends its goods on. Older answers have no history. */
export const wentThroughHub = (wro: ShipBobWro): boolean =>
  HUB.has(wro.status) || (wro.status_history ?? []).some(({ status }) => HUB.has(status));

/** Mark of the transfers that follow one receipt's goods from the hub to their centres. */
export const placementMark = (linkedWroId: string): string => `mlc:placed:${linkedWroId}`;

export const transitName = (warehouse: string, { settings }: Pick<PlanContext, 'settings'>): string =>
  settings.receipt.in_transit_location.replaceAll('{warehouse}', warehouse);

/** How the goods of one receipt come to the centres that ShipBob spreads them over. */
export interface Placing {
  placement: Placement;
  /** Where they are booked, and moved on from. */
  from: { id: number; name: string };
  warehouseId: number;
  isInTransit: boolean;
}

/** Null for a WRO that is put away where it was sent; a case where Odoo lacks the place in between. */
export function placingOf(
  { link, head }: Chain,
  seen: PurchaseOrderSeen,
  { order, wro }: { order: OdooPurchaseOrder; wro: ShipBobWro },
  context: PlanContext,
): Placing | PlannedCase | null {
  const placement = seen.placements?.[link.shipbobId];
  const { placement: rule } = context.settings.receipt;
  if (placement === undefined || placement.distributions.length === 0 || rule === 'off') return null;
  const warehouseId = head.warehouse_id ?? order.warehouse_id;
  const warehouse = context.warehouses.find((candidate) => candidate.id === warehouseId);
  if (warehouse === undefined) return null;
  const common = { placement, warehouseId: warehouse.id };
  if (rule === 'at_completion')
    return { ...common, from: { id: head.location_dest_id, name: head.name }, isInTransit: false };
  const name = transitName(warehouse.code, context);
  const id = seen.transits?.[name];
  return id === undefined ? cases.noTransit(wro, name) : { ...common, from: { id, name }, isInTransit: true };
}

/**
 * The WRO as far as its goods have come into ShipBob's hands: counted by the hub, once it has sent them on, or put away at a
 * centre already. Counted and stowed are the same then, since what is between the two lies in transit.
 */
export function handedOver(wro: ShipBobWro, placing: Pick<Placing, 'placement'>): ShipBobWro {
  const counts = countsOf(wro, placing);
  const seen = new Set<number>();
  const lines = wro.inventory_quantities.map((line) => {
    // An item may stand on several lines; what they lack of its sum is the first one's.
    const lacking = seen.has(line.inventory_id) ? 0 : (counts.get(line.inventory_id)?.lacking ?? 0);
    seen.add(line.inventory_id);
    const sum = line.stowed_quantity + lacking;
    return { ...line, stowed_quantity: sum, received_quantity: sum };
  });
  const isSentOn = SENT_ON.has(wro.status);
  const boxes = wro.boxes?.map((box) => ({
    ...box,
    box_items: box.box_items.map((item) => {
      const sum = Math.max(item.stowed_quantity, isSentOn ? item.received_quantity : 0);
      return { ...item, stowed_quantity: sum, received_quantity: sum };
    }),
  }));
  return { ...wro, inventory_quantities: lines, ...(boxes ? { boxes } : {}) };
}

/** A WRO as Odoo is to have it: what a hub has sent on counts, wherever it is by now. */
export function asHandedOver(wro: ShipBobWro, seen: Pick<PurchaseOrderSeen, 'links' | 'placements'>): ShipBobWro {
  const link = seen.links.find((one) => one.odooModel === partModel(1) && livingWroId(one) === wro.id);
  const placement = link && seen.placements?.[link.shipbobId];
  return placement && placement.distributions.length > 0 ? handedOver(wro, { placement }) : wro;
}

/** By inventory id: what came into ShipBob's hands, what of it its lines do not show as stowed, and what centres put away. */
function countsOf(wro: ShipBobWro, { placement }: Pick<Placing, 'placement'>) {
  const ids = [...new Set(wro.inventory_quantities.map((line) => line.inventory_id))];
  return new Map(
    ids.map((id) => {
      const sum = (which: 'stowed_quantity' | 'received_quantity') => ({
        lines: sumOf(wro.inventory_quantities, id, which),
        spread: sumOf(placement.distributions, id, which),
      });
      const stowed = sum('stowed_quantity');
      const received = SENT_ON.has(wro.status) ? sum('received_quantity') : { lines: 0, spread: 0 };
      const counted = Math.max(stowed.lines, stowed.spread, received.lines, received.spread);
      return [id, { counted, lacking: counted - stowed.lines, putAway: stowed.spread }] as const;
    }),
  );
}

type Counted = { inventory_id: number; stowed_quantity: number; received_quantity: number };

const sumOf = (rows: Counted[], id: number, which: 'stowed_quantity' | 'received_quantity'): number =>
  rows.filter((row) => row.inventory_id === id).reduce((sum, row) => sum + row[which], 0);

/** Whether there is something to book before the WRO ends: it is on its way, or a centre has put some of it away. */
export const isOnItsWay = (wro: ShipBobWro, { placement, isInTransit }: Placing): boolean =>
  isInTransit &&
  (wro.status === 'InternalTransfer' || placement.distributions.some((row) => moreThan(row.stowed_quantity, 0)));

interface Line {
  product_id: number;
  sku: string;
  lot: string | null;
  location_dest_id: number;
  done: number;
  goal: number;
}

/**
 * What is to be moved on to the centres, after `book` is booked. Goals are cumulative, and never more than came in: with
 * less booked than put away (by a rule, or by hand) the centres get theirs in order of their ids.
 */
export function movesOn(
  chain: Chain,
  { wro, placing, book }: { wro: ShipBobWro; placing: Placing; book: Quantities },
  { order, seen }: { order: OdooPurchaseOrder; seen: PurchaseOrderSeen },
  context: PlanContext,
): { effects: PlannedEffect[]; cases: PlannedCase[] } {
  const { placement, from, isInTransit } = placing;
  if (!isInTransit && wro.status !== 'Completed') return { effects: [], cases: [] };
  const left = doneQuantities(chain.pickings);
  for (const [id, quantity] of book) addTo(left, id, quantity);
  const tracking = new Map(Object.values(seen.products).map(({ product }) => [product.id, product.tracking]));
  const found = { lotless: [] as string[], unmapped: [] as ShipBobDistribution[] };
  const lines: Line[] = [];
  for (const row of [...placement.distributions].sort(byPlace)) {
    const productId = productOfLine({ inventory_id: row.inventory_id, sku: row.product_sku }, seen.products);
    if (productId === null || !moreThan(row.stowed_quantity, 0)) continue;
    const place = placeOf(row, chain, seen, context);
    const lot = tracking.get(productId) === 'none' ? null : filled(row.lot_number);
    if (place === null) found.unmapped.push(row);
    else if (tracking.get(productId) === 'serial' || (tracking.get(productId) === 'lot' && lot === null))
      found.lotless.push(skuOf(productId, seen.products));
    else {
      const quantity = Math.min(row.stowed_quantity, left.get(productId) ?? 0);
      left.set(productId, (left.get(productId) ?? 0) - quantity);
      if (place === from.id || !moreThan(quantity, 0)) continue;
      const same = lines.find(
        (line) => line.product_id === productId && line.lot === lot && line.location_dest_id === place,
      );
      if (same) same.goal += quantity;
      else {
        const sku = skuOf(productId, seen.products);
        const done = movedTo(placement, productId, lot, place);
        lines.push({ product_id: productId, sku, lot, location_dest_id: place, done, goal: quantity });
      }
    }
  }
  const missing = lines.filter(({ done, goal }) => moreThan(goal, done));
  return {
    effects: missing.length === 0 ? [] : [moveEffect(missing, chain, { wro, placing, order })],
    cases: [
      ...(found.unmapped.length > 0 ? [cases.unmappedPlaces(wro, found.unmapped)] : []),
      ...(found.lotless.length > 0 ? [cases.lotsOfPlaces(wro, [...new Set(found.lotless)])] : []),
      ...leftInTransit(wro, placing, seen),
    ],
  };
}

const byPlace = (a: ShipBobDistribution, b: ShipBobDistribution): number =>
  a.fulfillment_center_id - b.fulfillment_center_id ||
  a.inventory_id - b.inventory_id ||
  (a.lot_number ?? '').localeCompare(b.lot_number ?? '');

/** The location of the row's centre; null while it is not mapped, or named and not in Odoo. */
function placeOf(row: ShipBobDistribution, { head }: Chain, seen: PurchaseOrderSeen, context: PlanContext) {
  const found = warehouseOfCentre(row.fulfillment_center_id, context);
  if (found === null) return context.settings.fc.unmapped === 'fallback' ? head.location_dest_id : null;
  if (found.centre.location !== undefined) return seen.locations?.[String(row.fulfillment_center_id)]?.id ?? null;
  return context.warehouses.find(({ id }) => id === found.warehouseId)?.lot_stock_id ?? null;
}

const movedTo = ({ moved }: Placement, productId: number, lot: string | null, place: number): number =>
  moved
    .filter((one) => one.product_id === productId && one.lot === lot && one.location_dest_id === place)
    .reduce((sum, one) => sum + one.quantity, 0);

function moveEffect(
  lines: Line[],
  { link }: Chain,
  { wro, placing, order }: { wro: ShipBobWro; placing: Placing; order: OdooPurchaseOrder },
): PlannedEffect {
  const sumBy = (sku: string, of: (line: Line) => number): number =>
    lines.filter((line) => line.sku === sku).reduce((sum, line) => sum + of(line), 0);
  const bySku = (of: (line: Line) => number) =>
    Object.fromEntries([...new Set(lines.map(({ sku }) => sku))].map((sku) => [sku, sumBy(sku, of)]));
  return {
    flow: 'receiving',
    operation: 'odoo.goods.move',
    target: 'odoo',
    kind: 'converge',
    businessKey: `placement of WRO ${wro.id}`,
    title: `move goods of ${order.name} from ${placing.from.name} to their centres`,
    before: bySku(({ done }) => done),
    after: bySku(({ goal }) => goal),
    request: {
      warehouse_id: placing.warehouseId,
      location_id: placing.from.id,
      lines: lines.map((line) => ({ ...line })),
      reason: `${order.name} WRO ${wro.id}`,
      origin_marker: placementMark(link.shipbobId),
    },
    reason: `WRO ${wro.id} is ${wro.status}, and its centres have put these away`,
    link: null,
  };
}

/** Counted by the hub, and put away by no centre although the WRO has ended. */
function leftInTransit(wro: ShipBobWro, placing: Placing, seen: PurchaseOrderSeen): PlannedCase[] {
  if (!placing.isInTransit || wro.status !== 'Completed') return [];
  const lines = [...countsOf(wro, placing)].flatMap(([inventory_id, { counted, putAway }]) => {
    const productId = productOfLine({ inventory_id, sku: '' }, seen.products);
    if (productId === null || !moreThan(counted, putAway)) return [];
    return [{ sku: skuOf(productId, seen.products), counted, stowed: putAway }];
  });
  return lines.length === 0 ? [] : [cases.leftInTransit(wro, placing.from.name, lines)];
}
