import { laneKey } from '../lanes.js';
import type { Adoption } from '../plan.js';
import { qualify } from '../products/products.qualify.js';
import type { OdooPicking, OdooPurchaseOrder, PurchaseOrderSeen, ShipBobWro } from '../seen.js';
import type { PlanContext } from '../settings.js';
import { cased, type Findings, noFindings, noted } from '../shared/building.js';
import type { Quantities } from '../shared/quantities.js';
import { nonZero } from '../shared/quantities.js';
import { openMoves, skuOf } from '../shared/receipts.js';
import { wholeUnits } from '../shared/units.js';
import * as cases from './purchase-orders.cases.js';
import { createWroEffect, inventoryIdOf, type WroItem } from './purchase-orders.map.js';
import { differencesTo } from './wro-match.js';
import { freeNumber, ownNumber } from './wro-numbers.js';

/** Boxes in one WRO of type Package (ShipBob docs, guide "receiving"). */
const BOXES_MAX = 50;

/** An open receipt that no WRO is linked to. */
export interface NewReceipt {
  order: OdooPurchaseOrder;
  picking: OdooPicking;
  demand: Quantities;
  centreId: number;
  seen: PurchaseOrderSeen;
  /** Unlinked WROs with one of the order's numbers; an adopted one is taken out. */
  candidates: ShipBobWro[];
  /** Numbers that are used at ShipBob or by this plan. */
  taken: Set<string>;
}

const compared = ({ candidates, demand, seen }: NewReceipt) =>
  candidates.map((wro) => ({ wro, differences: differencesTo(demand, wro, seen.products) }));

/**
 * Links the WRO that is the same in number, centre and goods. Among several, the one under this receipt's own number is
 * meant; else a person decides. Null when none is the same.
 */
export function adopt(receipt: NewReceipt, context: PlanContext): Findings | null {
  const { order, picking, centreId, candidates } = receipt;
  const same = compared(receipt)
    .filter(({ wro, differences }) => differences.length === 0 && wro.fulfillment_center.id === centreId)
    .map(({ wro }) => wro);
  const own = ownNumber(order, picking, context);
  const [chosen] = same.length > 1 ? same.filter((wro) => wro.purchase_order_number === own) : same;
  if (chosen === undefined) return same.length > 1 ? cased(cases.severalWros(picking, same)) : null;
  candidates.splice(candidates.indexOf(chosen), 1);
  return adopted(receipt, chosen);
}

/** Refuses to announce while a WRO carries one of the order's numbers and is not the same; null when none does. */
export function refuse(receipt: NewReceipt): Findings | null {
  const [other] = compared(receipt);
  return other ? cased(cases.numberTaken(receipt.picking, other.wro, receipt.centreId, other.differences)) : null;
}

function adopted({ order, picking, demand, centreId }: NewReceipt, wro: ShipBobWro): Findings {
  const adoption: Adoption = {
    odooModel: 'stock.picking',
    odooId: picking.id,
    shipbobType: 'wro',
    shipbobId: String(wro.id),
    data: { purchase_order_number: wro.purchase_order_number },
    evidence: `number ${wro.purchase_order_number}, centre ${centreId} and the quantities of ${demand.size} SKUs are equal`,
  };
  const lane = laneKey('purchase-order', order.id);
  const hasMoved = wro.status !== 'Awaiting' || wro.inventory_quantities.some((line) => line.stowed_quantity > 0);
  return {
    ...noFindings(),
    adoptions: [adoption],
    // What it has stowed so far is judged with the link in place.
    rings: hasMoved ? [{ lane, reason: `WRO ${wro.id} was linked to ${picking.name}` }] : [],
    notes: [`${picking.name}: WRO ${wro.id} was there already, linked`],
  };
}

/** Announces the receipt, or says why it cannot be. */
export function announce(receipt: NewReceipt, context: PlanContext): Findings {
  const { order, picking, demand, centreId, seen, taken } = receipt;
  const tracked = trackedIn(receipt);
  if (tracked.length > 0) return cased(cases.lotsNeeded(picking, tracked));
  const fractions = fractionsIn(receipt);
  if (fractions.length > 0) return cased(cases.notWhole(picking, fractions));
  const found = noFindings();
  const blocked: { product_id: number; sku: string; cause: string }[] = [];
  const items: WroItem[] = [];
  for (const [productId, quantity] of nonZero(demand)) {
    const item = itemOf(productId, wholeUnits(quantity) ?? 0, seen, context);
    if ('cause' in item) blocked.push(item);
    else items.push(item);
  }
  if (blocked.length > 0) return cased(cases.productBlocked(picking, blocked));
  const number = freeNumber(order, picking, taken, context);
  if (number === null) return cased(cases.numbersUsedUp(order, picking, [...taken].sort()));
  const effect = createWroEffect({ order, picking, number, centreId, items }, context);
  const boxes = context.settings.wro.box_packaging === 'OneSkuPerBox' ? items.length : 1;
  if (boxes > BOXES_MAX && context.settings.wro.package === 'Package')
    return cased(cases.tooManyBoxes(picking, boxes, BOXES_MAX));
  taken.add(number);
  found.effects.push(effect);
  found.notes.push(`${picking.name}: announced as WRO ${number}`);
  for (const item of items.filter(({ inventory_id }) => inventory_id === null)) {
    const lane = laneKey('product', item.product_id);
    found.rings.push({ lane, reason: `${picking.name} of ${order.name} needs it at ShipBob` });
  }
  return found;
}

/** The item, or why the product cannot be ordered. A product not linked yet is one that its own lane will make. */
function itemOf(
  productId: number,
  quantity: number,
  seen: PurchaseOrderSeen,
  context: PlanContext,
): WroItem | { product_id: number; sku: string; cause: string } {
  const sku = skuOf(productId, seen.products);
  const blocked = (cause: string) => ({ product_id: productId, sku, cause });
  const known = seen.products[String(productId)];
  if (!known) return blocked('not found in Odoo');
  if (known.link !== null) {
    const inventory_id = inventoryIdOf(known);
    return inventory_id === null
      ? blocked('linked to a ShipBob variant without an inventory item')
      : { product_id: productId, sku, inventory_id, quantity };
  }
  const verdict = qualify(known.product, context);
  if (verdict.kind === 'qualifies') return { product_id: productId, sku: verdict.sku, inventory_id: null, quantity };
  if (verdict.kind === 'archived') return blocked('archived in Odoo');
  return blocked(verdict.kind === 'case' ? verdict.case.cause : verdict.reason);
}

function trackedIn({ picking, seen }: NewReceipt): { sku: string; tracking: string }[] {
  const tracked = openMoves(picking).filter((move) => move.tracking !== 'none');
  return [...new Map(tracked.map((move) => [move.product_id, move.tracking]))]
    .sort(([a], [b]) => a - b)
    .map(([id, tracking]) => ({ sku: skuOf(id, seen.products), tracking }));
}

function fractionsIn({ picking, demand, seen }: NewReceipt): { sku: string; quantity: number; uom: string }[] {
  return [...nonZero(demand)]
    .filter(([, quantity]) => wholeUnits(quantity) === null)
    .map(([id, quantity]) => ({
      sku: skuOf(id, seen.products),
      quantity,
      uom: picking.moves.find((move) => move.product_id === id)?.product_base_uom.name ?? 'units',
    }));
}

/** A backorder is never announced by itself: while its WRO is open it belongs to that, afterwards a person decides. */
export function planBackorder(receipt: NewReceipt, context: PlanContext): Findings {
  const { order, picking, taken } = receipt;
  const number = freeNumber(order, picking, taken, context);
  return number === null
    ? noted(`${picking.name} is a backorder; no number is free`)
    : cased(cases.backorderWithoutWro(order, picking, number));
}
