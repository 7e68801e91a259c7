import { ignored, nothing, type Plan, type PlannedCase, type PlannedEffect } from '../plan.js';
import type { CutRow, StockSeen } from '../seen-stock.js';
import type { PlanContext } from '../settings.js';
import { cased, type Findings, noFindings, noted, planOf, together } from '../shared/building.js';
import { proposing } from '../shared/proposals.js';
import { listed } from '../shared/text.js';
import { moreThan, sameQuantity } from '../shared/units.js';

/**
 * A difference that two cuts have shown -> a report, a proposal, or a count set in Odoo. What the cut saw must still be
 * there on both sides: what has moved since is judged by the next cut.
 */
export function planInventory(seen: StockSeen, context: PlanContext): Plan {
  if (seen.cut_at === null) return ignored('no cut has been taken yet');
  const confirmed = seen.rows.filter((row) => row.state === 'confirmed');
  if (confirmed.length === 0) return nothing('the latest cut shows no difference that the one before showed, too');
  const { adjust } = context.settings.inventory;
  if (adjust === 'off') return nothing(`reported only: ${listed(confirmed.map(inWords))}`);
  return planOf(together(confirmed.map((row) => judge(row, seen, context))), 'nothing to set');
}

const signed = (units: number): string => (units > 0 ? `+${units}` : String(units));
const goodsOf = (row: CutRow): string => `${row.sku}${row.lot === null ? '' : ` lot ${row.lot}`} at ${row.location}`;
const inWords = (row: CutRow): string => `${goodsOf(row)} ${signed(row.difference)}`;

function judge(row: CutRow, seen: StockSeen, context: PlanContext): Findings {
  const now = seen.now.find((one) => one.location_id === row.location_id && one.lot === row.lot);
  const moved = !now || !sameQuantity(now.shipbob, row.shipbob) || !sameQuantity(now.odoo + now.odoo_below, row.odoo);
  if (moved) return noted(`${goodsOf(row)} has moved since the cut; the next one compares it again`);
  const goal = now.odoo + row.difference;
  const problem = problemOf(row, seen, goal, now.odoo_below, context);
  if (problem !== null) return cased(differs(row, seen.cost, problem));
  const effect = adjustment(row, now.odoo, goal, seen.cut_at ?? '');
  if (context.settings.inventory.adjust === 'auto' && isSmall(row, seen.cost, context))
    return { ...noFindings(), effects: [effect], notes: [`${inWords(row)} is set in Odoo`] };
  return cased(proposing(differs(row, seen.cost, null), [effect]));
}

/** Why Odoo's stock cannot simply be set; null when it can. */
function problemOf(
  row: CutRow,
  { tracking }: StockSeen,
  goal: number,
  below: number,
  context: PlanContext,
): string | null {
  if (tracking !== 'none' && (row.lot === null || !context.settings.inventory.by_lot))
    return 'nothing tells of which lots';
  if (moreThan(0, goal)) return `Odoo would hold ${goal}`;
  return below === 0 ? null : `${below} of it lie in places below ${row.location}`;
}

const isSmall = (row: CutRow, cost: number, { settings }: PlanContext): boolean => {
  const units = Math.abs(row.difference);
  return !moreThan(units, settings.inventory.auto_units) && !moreThan(units * cost, settings.inventory.auto_value);
};

function adjustment(row: CutRow, odoo: number, goal: number, cutAt: string): PlannedEffect {
  const where = { product_id: row.product_id, sku: row.sku, location_id: row.location_id, lot: row.lot };
  return {
    flow: 'inventory',
    operation: 'odoo.stock.adjust',
    target: 'odoo',
    kind: 'converge',
    businessKey: `stock ${row.inventory_id} ${row.location_id}${row.lot === null ? '' : ` ${row.lot}`}`,
    title: `set ${goodsOf(row)} to ${goal}`,
    before: { quantity: odoo },
    after: { quantity: goal },
    request: { ...where, expected: odoo, quantity: goal, reason: `ShipBob recon ${cutAt.slice(0, 16)}` },
    reason: `two cuts show ${signed(row.difference)} (${whyOf(row)})`,
    link: null,
  };
}

function whyOf(row: CutRow): string {
  const causes = row.causes.map(
    (cause) => `${signed(cause.units)} ${cause.kind.replaceAll('_', ' ')} (${cause.subject ?? cause.what})`,
  );
  return listed([...causes, ...(row.unknown === 0 ? [] : [`${signed(row.unknown)} unknown`])]) || 'no cause is known';
}

function differs(row: CutRow, cost: number, problem: string | null): PlannedCase {
  const { inventory_id, sku, lot, location, shipbob, odoo, in_flight, difference, unknown, merged_with } = row;
  const pair = merged_with === null ? '' : ` It belongs together with ${merged_with}, with which ShipBob merged it.`;
  return {
    flow: 'inventory',
    code: 'inventory.difference',
    cause: `${goodsOf(row)}: ShipBob has ${shipbob}, Odoo ${odoo}${in_flight === 0 ? '' : ` and ${signed(in_flight)} on the way`}, a difference of ${signed(difference)} in two cuts: ${whyOf(row)}.${pair}${problem === null ? '' : ` It cannot be set by itself: ${problem}.`}`,
    suggestions: [
      ...(problem === null
        ? [`Agree to the proposal: Odoo is set to ShipBob's number.`]
        : ['Correct the stock in Odoo by hand.']),
      'Or ask ShipBob to count, if the cause is theirs.',
    ],
    detail: {
      inventory_id,
      sku,
      lot,
      location,
      shipbob,
      odoo,
      in_flight,
      difference,
      unknown,
      causes: row.causes.map((cause) => ({ ...cause })),
      money_at_stake: Math.round(Math.abs(difference) * cost * 100) / 100,
    },
  };
}
