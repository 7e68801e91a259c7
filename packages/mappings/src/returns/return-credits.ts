import { toJson } from '@mlc/kernel';
import { z } from 'zod';
import type { PlannedEffect } from '../plan.js';
import type { ReturnSeen, SeenLink, ShipBobReturn } from '../seen.js';
import type { PlanContext } from '../settings.js';
import { type Findings, noFindings } from '../shared/building.js';
import { hoursAfter, instant } from '../shared/dates.js';
import { nonZero, type Quantities, sumOf } from '../shared/quantities.js';
import { listed } from '../shared/text.js';
import { type Credits, creditsOf, isCredited, uncreditedOf } from './credit-notes.js';
import { creditEffect, goodsInWords, linesOf, type Placed } from './returns.map.js';

/** A return whose goods are known in Odoo's terms. */
export interface Credited {
  returned: ShipBobReturn;
  goods: readonly Placed[];
  seen: ReturnSeen;
  context: PlanContext;
}

const back = ({ goods }: Credited): Quantities =>
  nonZero(sumOf(linesOf(goods), (line) => [line.product_id, line.quantity]));
const skuIn =
  ({ goods }: Credited) =>
  (productId: number): string =>
    goods.find((one) => one.product_id === productId)?.sku ?? `#${productId}`;

/** What the settings ask for about the customer's money; always before the goods are booked. */
export function creditFor(what: Credited): { effects: PlannedEffect[]; notes: string[] } {
  const { returned, goods, context } = what;
  const { delivery, invoiced } = what.seen;
  const how = context.settings.returns.credit_note;
  if (how === 'never' || delivery === null) return { effects: [], notes: [] };
  if (how === 'activity' || !invoiced)
    return { effects: [creditEffect(returned, delivery, goodsInWords(goods), context)], notes: [] };
  const skuOf = skuIn(what);
  // One that stands was drafted by a pass that did not come to the booking.
  const wanted = isCredited(returned, invoiced) ? new Map() : back(what);
  const { drafts, byHand, notInvoiced } = creditsOf(returned, wanted, { seen: invoiced, skuOf }, context);
  const asked = byHand.length > 0 ? [creditEffect(returned, delivery, listed(byHand), context)] : [];
  const words = listed([...notInvoiced].map(([id, quantity]) => `${quantity} x ${skuOf(id)}`));
  return {
    effects: [...drafts.map(({ effect }) => effect), ...asked],
    notes: words === '' ? [] : [`nothing to credit of ${words} yet: it was not invoiced`],
  };
}

type Memory = Record<string, number>;
const toMemory = (quantities: Quantities): Memory =>
  Object.fromEntries([...quantities].map(([id, quantity]) => [String(id), quantity]));

/** What a return's link remembers: goods that no invoice had charged when they came back, by product id. */
export function uncreditedMemory(what: Credited): { uncredited?: Memory } {
  const { delivery, invoiced } = what.seen;
  if (what.context.settings.returns.credit_note !== 'draft' || delivery === null || !invoiced) return {};
  const left = uncreditedOf(what.returned, back(what), invoiced);
  return left.size > 0 ? { uncredited: toMemory(left) } : {};
}

const memory = z.record(z.string(), z.number());
function remembered({ data }: SeenLink): Quantities {
  const { data: known = {} } = memory.safeParse(data['uncredited']);
  return nonZero(new Map(Object.entries(known).map(([id, quantity]) => [Number(id), quantity])));
}

/** The same write, with which the return's link forgets what is credited by then. */
const forgetting = (effect: PlannedEffect, link: SeenLink, left: Quantities): PlannedEffect => {
  const { odooModel, odooId, shipbobId } = link;
  const data = { ...link.data, uncredited: toJson(toMemory(left)) };
  return { ...effect, link: { odooModel, odooId, shipbobType: 'return', keeps: { shipbobId, data } } };
};

/** Goods of a booked return that were invoiced only afterwards: drafted then, looked for once a day. */
export function laterCredits(what: Credited): Findings {
  const { returned, context } = what;
  const { link, delivery, invoiced } = what.seen;
  const { credit_note, credit_wait_days } = context.settings.returns;
  if (credit_note !== 'draft' || link === null || delivery === null || !invoiced) return noFindings();
  const due = remembered(link);
  const found = creditsOf(returned, due, { seen: invoiced, skuOf: skuIn(what) }, context);
  const effects: PlannedEffect[] = [];
  let left = due;
  for (const { effect, quantities } of found.drafts) {
    left = nonZero(new Map([...left].map(([id, quantity]) => [id, quantity - (quantities.get(id) ?? 0)])));
    effects.push(forgetting(effect, link, left));
  }
  if (found.byHand.length > 0) {
    const asked = creditEffect(returned, delivery, listed(found.byHand), context, 'credit-later');
    effects.push(forgetting(asked, link, found.notInvoiced));
  }
  const notes = effects.length > 0 ? [`goods of return ${returned.id} were invoiced after they came back`] : [];
  return { ...noFindings(), effects, notes, laterAt: againAt(found, returned, credit_wait_days, context) };
}

function againAt({ notInvoiced }: Credits, returned: ShipBobReturn, days: number, { now }: PlanContext): Date[] {
  const since = instant(returned.completed_date);
  if (notInvoiced.size === 0 || since === null) return [];
  const next = hoursAfter(new Date(now), 24);
  return next <= hoursAfter(since, 24 * days) ? [next] : [];
}
