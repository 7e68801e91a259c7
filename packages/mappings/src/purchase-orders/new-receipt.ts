import { laneKey } from '../lanes.js';
import type { Adoption, PlannedEffect } from '../plan.js';
import type { OdooPicking, OdooPurchaseOrder, PurchaseOrderSeen, ShipBobWro } from '../seen.js';
import type { PlanContext } from '../settings.js';
import { cased, type Findings, noFindings, noted } from '../shared/building.js';
import type { Centre } from '../shared/centres.js';
import { proposing } from '../shared/proposals.js';
import { nonZero, type Quantities } from '../shared/quantities.js';
import { listed } from '../shared/text.js';
import { wholeBy } from '../shared/units.js';
import { type Arrival, arrivalOf } from './arrival.js';
import { baselineOf } from './baseline.js';
import { type Box, goodsOf, packed } from './boxes.js';
import { type Freight, freightOf } from './freight.js';
import { heavyItems, tooHeavy } from './heavy-items.js';
import * as cases from './purchase-orders.cases.js';
import { createWroEffect } from './purchase-orders.map.js';
import * as refusals from './refusals.cases.js';
import { inParts, type Part } from './split.js';
import { type SupplierRules, supplierOf, supplierRules } from './suppliers.js';
import { trackingNumbers } from './tracking.js';
import { newWroRisks } from './uro-risk.js';
import { type ItemsFound, itemsFor } from './wro-items.js';
import { isForeignMark, type WroMark, wroMarkIn } from './wro-mark.js';
import { differencesTo } from './wro-match.js';
import { freeNumber, ownNumber } from './wro-numbers.js';

/** Open goods that are to have one WRO: a receipt, or all open receipts of an order. */
export interface NewReceipt {
  order: OdooPurchaseOrder;
  /** The receipt that the WRO is linked to. */
  picking: OdooPicking;
  /** All receipts it stands for; each waits for goods. */
  pickings: OdooPicking[];
  demand: Quantities;
  centre: Centre;
  seen: PurchaseOrderSeen;
  /** Unlinked WROs with one of the order's numbers; an adopted one is taken out. */
  candidates: ShipBobWro[];
  /** Numbers that are used at ShipBob or by this plan. */
  taken: Set<string>;
}

/** Whole units by the settings' rule, so that a rounded WRO is not different from its receipt. */
export function announced(demand: Quantities, { settings }: PlanContext): Quantities {
  const { rounding } = settings.wro;
  return nonZero(new Map([...demand].map(([id, quantity]) => [id, wholeBy(quantity, rounding) ?? quantity])));
}

const compared = (receipt: NewReceipt, context: PlanContext) =>
  receipt.candidates.map((wro) => ({
    wro,
    differences: differencesTo(announced(receipt.demand, context), wro, receipt.seen.products),
    foreign: foreignMark(wro, receipt),
  }));

/** The mark by which a WRO says that it was made for another receipt; null without one. */
function foreignMark(wro: ShipBobWro, { picking, pickings }: NewReceipt): WroMark | null {
  const mark = wroMarkIn(wro.freight?.notes);
  return isForeignMark(mark, [picking.id, ...pickings.map(({ id }) => id)]) ? mark : null;
}

/** The WROs that are the same as the receipt in number, centre and goods, and were made for no other. */
export const twinsOf = (receipt: NewReceipt, context: PlanContext): ShipBobWro[] =>
  compared(receipt, context)
    .filter(({ wro, differences, foreign }) => differences.length === 0 && foreign === null && isAt(wro, receipt))
    .map(({ wro }) => wro);

const isAt = (wro: ShipBobWro, { centre }: NewReceipt): boolean =>
  wro.fulfillment_center.id === centre.fulfillment_center_id;

/**
 * Links the WRO that is the same in number, centre and goods. Among several, the one that was made for this receipt is
 * meant, by its mark, else the one under the receipt's own number; else a person decides. Null when none is the same.
 */
export function adopt(receipt: NewReceipt, context: PlanContext): Findings | null {
  const { order, picking, candidates } = receipt;
  const same = twinsOf(receipt, context);
  const own = ownNumber(order, picking, context);
  const marked = same.filter((wro) => wroMarkIn(wro.freight?.notes) !== null);
  const meant = marked.length === 1 ? marked : same.filter((wro) => wro.purchase_order_number === own);
  const [chosen] = same.length > 1 ? meant : same;
  if (chosen === undefined) return same.length > 1 ? cased(cases.severalWros(picking, same)) : null;
  candidates.splice(candidates.indexOf(chosen), 1);
  return adopted(receipt, chosen, context);
}

/** Refuses to announce while a WRO carries one of the order's numbers and is not the same; null when none does. */
export function refuse(receipt: NewReceipt, context: PlanContext): Findings | null {
  const [other] = compared(receipt, context);
  const { picking, centre } = receipt;
  return other
    ? cased(cases.numberTaken(picking, other.wro, { ...other, centreId: centre.fulfillment_center_id }))
    : null;
}

function adopted(receipt: NewReceipt, wro: ShipBobWro, context: PlanContext): Findings {
  const { order, picking, demand, centre } = receipt;
  const { settings } = context;
  const adoption: Adoption = {
    odooModel: 'stock.picking',
    odooId: picking.id,
    shipbobType: 'wro',
    shipbobId: String(wro.id),
    // Made by somebody else: what stands on its boxes is not known.
    data: { purchase_order_number: wro.purchase_order_number, adopted: true, ...baselineOf(receipt, wro, context) },
    evidence: `number ${wro.purchase_order_number}, centre ${centre.fulfillment_center_id} and the quantities of ${demand.size} SKUs are equal (supplier ${supplierOf(order).name}${order.partner_ref ? `, reference ${order.partner_ref}` : ''})`,
  };
  const lane = laneKey('purchase-order', order.id);
  const hasMoved = wro.status !== 'Awaiting' || wro.inventory_quantities.some((line) => line.stowed_quantity > 0);
  return {
    ...noFindings(),
    adoptions: [adoption],
    // What it has stowed so far, and its date, are judged with the link in place.
    rings:
      hasMoved || settings.wro.on_date_change !== 'never'
        ? [{ lane, reason: `WRO ${wro.id} was linked to ${picking.name}` }]
        : [],
    notes: [`${picking.name}: WRO ${wro.id} was there already, linked`],
  };
}

/** What announcing a receipt takes. */
interface Ready {
  arrival: Arrival;
  rules: SupplierRules;
  boxes: Box[];
  tracking: string[];
  hasPlaceholders: boolean;
}

/** The goods as ShipBob can take them, or the case that says why it cannot. */
export function readyFor(receipt: NewReceipt, context: PlanContext): Ready | Findings {
  const { order, picking, pickings, demand, centre, seen } = receipt;
  const arrival = arrivalOf(order, pickings[0] ?? picking, centre, context);
  const number = ownNumber(order, picking, context);
  const rules = supplierRules(order, context);
  const found = itemsFor({ pickings, demand, seen, arrival: arrival.at, number, rules }, context);
  if (found.kind !== 'items') return cased(refusal(picking, found, context));
  if (found.items.length === 0) return noted(`${picking.name}: rounded down, nothing whole is left to announce`);
  const filled = packed(found.items, rules);
  if ('unsized' in filled) return cased(refusals.boxSizeUnknown(picking, filled.unsized));
  const tracking = pickings.flatMap((one) => trackingNumbers(one, context));
  return { arrival, rules, tracking, boxes: filled.boxes, hasPlaceholders: found.hasPlaceholders };
}

interface ReadyToMake extends Ready {
  freight: Freight;
}

/** What a new WRO takes beyond its goods, too; or the case that says why it cannot be made. */
export function readyToMake(receipt: NewReceipt, context: PlanContext): ReadyToMake | Findings {
  const ready = readyFor(receipt, context);
  if ('notes' in ready) return ready;
  const { order, picking, pickings } = receipt;
  const freight = freightOf(pickings, order, context);
  return freight.problems.length > 0
    ? cased(refusals.freightUnusable(picking, freight.problems))
    : { ...ready, freight };
}

function refusal(picking: OdooPicking, found: Exclude<ItemsFound, { kind: 'items' }>, context: PlanContext) {
  if (found.kind === 'tracked') return refusals.lotsNeeded(picking, found.tracked, context);
  if (found.kind === 'fractions') return refusals.notWhole(picking, found.fractions);
  return refusals.productBlocked(picking, found.blocked);
}

/** Announces the receipt, in as many WROs as ShipBob's limits ask for, or says why it cannot be. */
export function announce(receipt: NewReceipt, context: PlanContext): Findings {
  const { order, picking } = receipt;
  const held = heldBack(receipt, context);
  if (held !== null) return held;
  const ready = readyToMake(receipt, context);
  if ('notes' in ready) return ready;
  const goods = goodsOf(ready.boxes);
  const heavy = heavyItems(goods, receipt.seen, ready.rules, context);
  const { heavy_items, item_pounds_max } = context.settings.wro;
  if (heavy.length > 0 && heavy_items === 'hold') return cased(refusals.itemTooHeavy(picking, heavy, item_pounds_max));
  const parts = inParts(ready.boxes, ready.rules);
  const effects: PlannedEffect[] = [];
  for (const [index, part] of parts.entries()) {
    const effect = createPart(receipt, ready, { ...part, part: index + 1, links: true }, context);
    if (effect === null) return cased(cases.numbersUsedUp(order, picking, [...receipt.taken].sort()));
    effects.push(effect);
  }
  const found = noFindings();
  const numbers = listed(effects.map((effect) => effect.businessKey));
  for (const item of goods.filter(({ inventory_id }) => inventory_id === null)) {
    const lane = laneKey('product', item.product_id);
    found.rings.push({ lane, reason: `${picking.name} of ${order.name} needs it at ShipBob` });
  }
  if (context.settings.wro.create_on === 'approve') {
    found.cases.push(proposing(cases.awaitingApproval(picking, numbers, effects), effects));
    return found;
  }
  found.effects.push(...effects);
  found.notes.push(`${picking.name}: announced as WRO ${numbers}`);
  if (ready.freight.leftOut !== null) found.notes.push(ready.freight.leftOut);
  found.notes.push(...heavy.map((item) => `a unit of ${tooHeavy(item, item_pounds_max)}`));
  const risks = newWroRisks(ready, context);
  found.cases.push(...(risks.length > 0 ? cases.uroRisk(picking, risks, context) : []));
  return found;
}

/** One WRO of the receipt; null when no number is free. */
export function createPart(
  { order, picking, centre, taken }: NewReceipt,
  { arrival, rules, tracking, freight }: ReadyToMake,
  { boxes, before, part, links }: Part & { part: number; links: boolean },
  context: PlanContext,
): PlannedEffect | null {
  const number = freeNumber(order, picking, taken, context);
  if (number === null) return null;
  taken.add(number);
  const centreId = centre.fulfillment_center_id;
  const own = tracking.slice(before, before + boxes.length);
  return createWroEffect(
    { order, picking, number, centreId, arrival, rules, boxes, tracking: own, part, links, freight },
    context,
  );
}

/** By the setting a receipt waits for a field of its order. */
function heldBack({ order, picking }: NewReceipt, { settings }: PlanContext): Findings | null {
  const { create_on, create_field } = settings.wro;
  if (create_on !== 'field' || create_field === null) return null;
  const value = order.extra?.[create_field];
  const isSet = value !== undefined && value !== null && value !== false && value !== '' && value !== 0;
  return isSet ? null : noted(`${picking.name} is announced once ${create_field} of ${order.name} is set`);
}

/** A backorder is never announced by itself: while its WRO is open it belongs to that, afterwards a person decides. */
export function planBackorder(receipt: NewReceipt, context: PlanContext): Findings {
  const { order, picking, taken } = receipt;
  const number = freeNumber(order, picking, taken, context);
  if (number === null) return noted(`${picking.name} is a backorder; no number is free`);
  const ready = readyToMake(receipt, context);
  const found = cases.backorderWithoutWro(order, picking, number);
  if ('notes' in ready) return cased(found);
  const [part, ...more] = inParts(ready.boxes, ready.rules);
  const effect =
    part && more.length === 0 ? createPart(receipt, ready, { ...part, part: 1, links: true }, context) : null;
  return cased(proposing(found, effect === null ? [] : [effect]));
}
