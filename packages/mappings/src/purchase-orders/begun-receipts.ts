import { endedBeforeGoLive } from '../receiving/wro-times.js';
import type { OdooPicking, ShipBobWro } from '../seen.js';
import type { PlanContext } from '../settings.js';
import { cased, type Findings } from '../shared/building.js';
import { merged, nonZero } from '../shared/quantities.js';
import { type Chain, doneQuantities, incoming, openDemand } from '../shared/receipts.js';
import type { OrderWork } from './linked-receipt.js';
import { adopt, type NewReceipt } from './new-receipt.js';
import { historyDiffers } from './purchase-orders.cases.js';
import { centreFor } from './receipt-centre.js';
import { differencesTo } from './wro-match.js';

/**
 * Receipts that were begun, or done, without us: with their backorders they are what one WRO announced, or, once that is
 * completed, what it stowed. They are linked, so that only what comes later is booked.
 */
export function adoptBegun(
  work: OrderWork,
  chains: Chain[],
  context: PlanContext,
): { found: Findings[]; pickings: Set<number> } {
  const known = new Set(chains.flatMap((chain) => chain.pickings.map(({ id }) => id)));
  const found: Findings[] = [];
  const pickings = new Set<number>();
  for (const family of familiesOf(incoming(work.order).filter(({ id }) => !known.has(id)))) {
    const [head] = family;
    if (head === undefined || work.candidates.length === 0) continue;
    const centre = centreFor(head, work.order, work.seen, context);
    if (centre.kind !== 'centre') continue;
    const demand = nonZero(merged(doneQuantities(family), openDemand(family)));
    const receipt: NewReceipt = { ...work, picking: head, pickings: family, demand, centre: centre.centre };
    const linked = adopt(receipt, context) ?? adoptStowed(receipt, context);
    if (linked === null) continue;
    found.push(linked);
    for (const { id } of family) pickings.add(id);
  }
  return { found, pickings };
}

/** Receipts with something done, each with the backorders that came out of it, in order of the first. */
function familiesOf(pickings: OdooPicking[]): OdooPicking[][] {
  const families: OdooPicking[][] = [];
  for (const picking of pickings) {
    const own = families.find((family) => family.some(({ id }) => id === picking.backorder_id));
    if (own) own.push(picking);
    else families.push([picking]);
  }
  return families.filter((family) => family.some(({ state }) => state === 'done'));
}

/** A completed WRO may have stowed other quantities than it expected, and Odoo have received just those. */
function adoptStowed(receipt: NewReceipt, context: PlanContext): Findings | null {
  const { order, picking, pickings, candidates, seen } = receipt;
  const ended = candidates.filter((wro) => wro.status === 'Completed');
  const done = nonZero(doneQuantities(pickings));
  const asStowed = ended.map(stowedAsExpected);
  const same = asStowed.filter((wro) => differencesTo(done, wro, seen.products).length === 0);
  if (same.length > 0) {
    const own = { ...receipt, demand: done, candidates: same };
    const linked = adopt(own, context);
    const taken = new Set(linked?.adoptions.map(({ shipbobId }) => shipbobId));
    for (const wro of ended.filter(({ id }) => taken.has(String(id)))) candidates.splice(candidates.indexOf(wro), 1);
    return linked;
  }
  const [past] = ended.filter((wro) => endedBeforeGoLive(wro, context));
  if (past === undefined) return null;
  return cased(historyDiffers(order, picking, past, differencesTo(done, stowedAsExpected(past), seen.products)));
}

const stowedAsExpected = (wro: ShipBobWro): ShipBobWro => ({
  ...wro,
  inventory_quantities: wro.inventory_quantities.map((line) => ({ ...line, expected_quantity: line.stowed_quantity })),
});
