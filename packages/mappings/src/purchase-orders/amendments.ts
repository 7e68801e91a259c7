import type { JsonObject } from '@mlc/kernel';
import { laneKey } from '../lanes.js';
import type { Adoption, PlannedCase, PlannedEffect } from '../plan.js';
import type { ShipBobWro } from '../seen.js';
import type { PlanContext } from '../settings.js';
import { cased, type Findings, noFindings, noted } from '../shared/building.js';
import type { Centre } from '../shared/centres.js';
import { daysBefore, instant } from '../shared/dates.js';
import { proposing } from '../shared/proposals.js';
import type { Chain } from '../shared/receipts.js';
import { listed } from '../shared/text.js';
import { arrivalOf, isSameDay, plannedFor } from './arrival.js';
import { createPart, type NewReceipt, readyFor, readyToMake, twinsOf } from './new-receipt.js';
import { centreChanged, dateChanged, quantityChanged } from './purchase-orders.cases.js';
import { boxesOf, cancelEffect } from './purchase-orders.map.js';
import { inParts } from './split.js';
import { overageRisks } from './uro-risk.js';
import type { Difference } from './wro-match.js';

/** First ShipBob version that changes a WRO (ShipBob docs, versioning): PATCH /receiving/{id}. */
const UPDATES_SINCE = '2026-07';

/** A receipt that is no longer what its WRO says. */
export interface Amended {
  chain: Chain;
  wro: ShipBobWro;
  /** The open goods as they are now; null when their centre is not known. */
  receipt: NewReceipt | null;
  /** Beyond what ShipBob tolerates. */
  differences: Difference[];
  movedTo: Centre | null;
}

export const canUpdate = ({ wro, chain }: Amended, { connection }: PlanContext): boolean =>
  wro.status === 'Awaiting' && chain.wros.length === 1 && connection.shipbob_version >= UPDATES_SINCE;

/**
 * The goods or the centre changed. While the WRO is Awaiting the change can be written: from 2026-07 on to the WRO itself,
 * before by cancelling it and announcing anew under the next number, which changes the labels. Proposed, made at once or
 * only told, by the setting.
 */
export function planAmendment(amended: Amended, context: PlanContext): Findings {
  const { wro, chain } = amended;
  const { on_change } = context.settings.wro;
  const effects = wro.status === 'Awaiting' && on_change !== 'never' ? writesFor(amended, context) : [];
  if (on_change === 'auto' && effects.length > 0 && isFarAway(wro, context)) {
    const found = {
      ...noFindings(),
      effects,
      notes: [`${chain.head.name}: ${effects.map((one) => one.title).join(', ')}`],
    };
    return effects.length > 1 ? { ...found, rings: [ringOf(amended)] } : found;
  }
  return { ...noFindings(), cases: casesFor(amended, effects, context) };
}

/** Each case says its part; the write, which settles both, is proposed once. */
function casesFor(
  { chain, wro, differences, movedTo }: Amended,
  effects: PlannedEffect[],
  context: PlanContext,
): PlannedCase[] {
  const cases: PlannedCase[] = [];
  if (movedTo !== null) cases.push(centreChanged(chain.head, wro, movedTo.fulfillment_center_id));
  if (differences.length > 0) {
    const risks = wro.status === 'Awaiting' ? overageRisks(differences, context) : [];
    cases.push(quantityChanged(chain.head, wro, differences, risks));
  }
  return cases.map((found, index) => (index === 0 ? proposing(found, effects) : found));
}

const ringOf = ({ chain, receipt }: Amended) => ({
  lane: laneKey('purchase-order', receipt?.order.id ?? 0),
  reason: `the WRO made in place of ${chain.wroId} is to be linked`,
});

/** Labels may have been printed already when the goods are near. */
function isFarAway(wro: ShipBobWro, { now, settings }: PlanContext): boolean {
  const arrival = instant(wro.expected_arrival_date);
  return arrival !== null && new Date(now) < daysBefore(arrival, settings.wro.auto_days);
}

/** What would be written; nothing when the goods cannot be announced as they are now. */
function writesFor(amended: Amended, context: PlanContext): PlannedEffect[] {
  const { chain, wro, receipt, differences, movedTo } = amended;
  if (receipt === null || chain.pickings.some((picking) => picking.state === 'done')) return [];
  if (canUpdate(amended, context)) {
    const ready = readyFor(receipt, context);
    if ('notes' in ready || inParts(ready.boxes, ready.rules).length > 1) return [];
    const number = wro.purchase_order_number ?? String(wro.id);
    const boxes = boxesOf({ number, boxes: ready.boxes, tracking: ready.tracking }, context);
    const after: JsonObject = {
      ...(movedTo === null ? {} : { fulfillment_center_id: movedTo.fulfillment_center_id }),
      ...(differences.length === 0 ? {} : { boxes }),
      ...dateOf(amended, context),
    };
    return [updateEffect(amended, after, amendedBecause(amended))];
  }
  if (chain.wros.length !== 1) return [];
  const anew = recreate(receipt, context);
  const isReady = anew.every((effect) => !JSON.stringify(effect.request).includes('"$link"'));
  return anew.length > 0 && isReady ? [cancelEffect(wro, amendedBecause(amended)), ...anew] : [];
}

const amendedBecause = ({ chain, differences, movedTo }: Amended): string =>
  `receipt ${chain.head.name} was changed in Odoo: ${listed([
    ...differences.map(({ sku, odoo, shipbob }) => `${sku} ${shipbob} -> ${odoo}`),
    ...(movedTo === null ? [] : [`centre ${movedTo.fulfillment_center_id}`]),
  ])}`;

/** Changes a WRO; its link learns the tracking numbers from the answer, if it still names this very WRO. */
export function updateEffect({ chain, wro }: Amended, after: JsonObject, reason: string): PlannedEffect {
  const { link, head } = chain;
  const before: JsonObject = {
    fulfillment_center_id: wro.fulfillment_center.id,
    expected_arrival_date: wro.expected_arrival_date,
    boxes: wro.inventory_quantities.map(({ sku, expected_quantity: quantity }) => ({ sku, quantity })),
  };
  return {
    flow: 'purchase-orders',
    operation: 'shipbob.wro.update',
    target: 'shipbob',
    kind: 'converge',
    businessKey: `wro ${wro.id}`,
    title: `change WRO ${wro.purchase_order_number ?? wro.id}: ${listed(Object.keys(after))}`,
    before: Object.fromEntries(Object.keys(after).map((field) => [field, before[field] ?? null])),
    after,
    request: { wro_id: wro.id, ...after },
    reason,
    link:
      'boxes' in after && link.shipbobId === String(wro.id) && link.data['adopted'] !== true
        ? { odooModel: 'stock.picking', odooId: head.id, shipbobType: 'wro' }
        : null,
  };
}

/** The WROs that would announce the receipt anew, under the next free number; the receipt keeps its link. */
export function recreate(receipt: NewReceipt, context: PlanContext): PlannedEffect[] {
  const ready = readyToMake(receipt, context);
  if ('notes' in ready) return [];
  const [part, ...more] = inParts(ready.boxes, ready.rules);
  if (part === undefined || more.length > 0) return [];
  const effect = createPart(receipt, ready, { ...part, part: 1, links: false }, context);
  return effect === null ? [] : [effect];
}

/** The WRO that was made in place of a cancelled one: the receipt's link names it from then on. */
export function takeOver(chain: Chain, receipt: NewReceipt, context: PlanContext): Findings | null {
  const [twin, ...more] = receipt.demand.size > 0 ? twinsOf(receipt, context) : [];
  if (twin === undefined || more.length > 0) return null;
  receipt.candidates.splice(receipt.candidates.indexOf(twin), 1);
  const adoption: Adoption = {
    odooModel: chain.link.odooModel,
    odooId: chain.link.odooId,
    shipbobType: 'wro',
    shipbobId: chain.link.shipbobId,
    data: { purchase_order_number: twin.purchase_order_number, wro_id: twin.id },
    evidence: `WRO ${chain.wroId} is cancelled, and ${twin.id} (${twin.purchase_order_number}) announces the same goods to the same centre`,
  };
  const reason = `WRO ${twin.id} was linked to ${chain.head.name}`;
  return {
    ...noFindings(),
    adoptions: [adoption],
    rings: [{ lane: laneKey('purchase-order', receipt.order.id), reason }],
    notes: [`${chain.head.name}: WRO ${twin.id} takes the place of ${chain.wroId}`],
  };
}

/** The date goes along with another change of the WRO when the setting has it written. */
export function dateOf(amended: Amended, context: PlanContext): JsonObject {
  const date = context.settings.wro.on_date_change === 'auto' ? dateChangeOf(amended, context) : null;
  return date === null ? {} : { expected_arrival_date: date.to.toISOString() };
}

/** The day that is planned now, when it is another than the WRO's; null while it has passed, or while they are the same. */
export function dateChangeOf({ wro, chain, receipt }: Amended, context: PlanContext): { from: Date; to: Date } | null {
  const known = instant(wro.expected_arrival_date);
  if (receipt === null || known === null || wro.status !== 'Awaiting') return null;
  const { order, centre } = receipt;
  const open = receipt.pickings[0] ?? chain.head;
  const isPlanned = plannedFor(order, open) !== null;
  const arrival = arrivalOf(order, open, centre, context);
  if (!isPlanned || arrival.planned !== null || isSameDay(arrival.at, known, centre)) return null;
  return { from: known, to: arrival.at };
}

export function planDateChange(amended: Amended, date: { from: Date; to: Date }, context: PlanContext): Findings {
  const { chain, wro } = amended;
  const { on_date_change } = context.settings.wro;
  const days = `${date.to.toISOString().slice(0, 10)}, and WRO ${wro.id} says ${date.from.toISOString().slice(0, 10)}`;
  const effects = canUpdate(amended, context)
    ? [
        updateEffect(
          amended,
          { expected_arrival_date: date.to.toISOString() },
          `${chain.head.name} is now planned for ${days}`,
        ),
      ]
    : [];
  if (on_date_change === 'never' || effects.length === 0) return noted(`planned for ${days}`);
  if (on_date_change === 'propose') return cased(proposing(dateChanged(chain.head, wro, date), effects));
  return { ...noFindings(), effects, notes: [`planned for ${days}: changed`] };
}
