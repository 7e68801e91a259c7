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
  return planOf(together(confirmed.map((row) => judgeRow(row, seen, context))), 'nothing to set');
}

type Item = Pick<StockSeen, 'now' | 'cost' | 'tracking'>;

/** A merge at ShipBob is one thing: both of its rows are judged where the goods went. */
function judgeRow(row: CutRow, seen: StockSeen, context: PlanContext): Findings {
  const other = otherOf(row, seen);
  if (other === null) return judge(row, seen, seen, context);
  if (row.merge?.side === 'into') return noted(`${inWords(row)} is judged with ${row.merged_with}, into which it went`);
  return judgePair({ row: other.row, item: other.item }, { row, item: seen }, seen, context);
}

/** The row of the merge's other side, while it differs as well. */
function otherOf(row: CutRow, seen: StockSeen): { row: CutRow; item: Item } | null {
  const item = seen.merged.find((one) => one.inventory_id === row.merge?.inventory_id);
  const same = item?.rows.find(
    (one) => one.location_id === row.location_id && one.lot === row.lot && one.state === 'confirmed',
  );
  return item && same ? { row: same, item } : null;
}

interface Side {
  row: CutRow;
  item: Item;
}

/** Out of one product and into the other: two counts as one proposal. */
function judgePair(from: Side, into: Side, seen: StockSeen, context: PlanContext): Findings {
  const sides = [from, into].map(({ row, item }) => ({ row, item, found: settingOf(row, item, seen, context) }));
  const moved = sides.find(({ found }) => found === 'moved');
  if (moved) return noted(`${goodsOf(moved.row)} has moved since the cut; the next one compares it again`);
  const problems = sides.flatMap(({ row, found }) =>
    found !== 'moved' && 'problem' in found ? [`${goodsOf(row)}: ${found.problem}`] : [],
  );
  const effects = sides.flatMap(({ found }) => (found !== 'moved' && 'effect' in found ? [found.effect] : []));
  const told = { from, into, blind: isBlind(context) };
  if (problems.length > 0) return cased(mergedCase({ ...told, problem: listed(problems) }));
  if (sides.every(({ row, item }) => mayBeSet(row, item.cost, context)))
    return { ...noFindings(), effects, notes: [`${inWords(from.row)} and ${inWords(into.row)} are set in Odoo`] };
  return cased(proposing(mergedCase({ ...told, problem: null }), effects));
}

/** First ShipBob version that tells movements (ShipBob docs, versioning): POST /inventory/history:query. */
const HISTORY_SINCE = '2026-01';

/** Without movements nobody knows what is on its way, and goods that are booked later would be counted twice. */
const isBlind = ({ connection }: PlanContext): boolean => connection.shipbob_version < HISTORY_SINCE;

const signed = (units: number): string => (units > 0 ? `+${units}` : String(units));
const goodsOf = (row: CutRow): string => `${row.sku}${row.lot === null ? '' : ` lot ${row.lot}`} at ${row.location}`;
const inWords = (row: CutRow): string => `${goodsOf(row)} ${signed(row.difference)}`;

function judge(row: CutRow, item: Item, seen: StockSeen, context: PlanContext): Findings {
  const found = settingOf(row, item, seen, context);
  if (found === 'moved') return noted(`${goodsOf(row)} has moved since the cut; the next one compares it again`);
  const told = { cost: item.cost, blind: isBlind(context) };
  if ('problem' in found) return cased(differs(row, { ...told, problem: found.problem }));
  if (mayBeSet(row, item.cost, context))
    return { ...noFindings(), effects: [found.effect], notes: [`${inWords(row)} is set in Odoo`] };
  return cased(proposing(differs(row, { ...told, problem: null }), [found.effect]));
}

/** How Odoo would be set; what the cut saw must still be there on both sides. */
function settingOf(
  row: CutRow,
  item: Item,
  seen: StockSeen,
  context: PlanContext,
): 'moved' | { problem: string } | { effect: PlannedEffect } {
  const now = item.now.find((one) => one.location_id === row.location_id && one.lot === row.lot);
  const moved = !now || !sameQuantity(now.shipbob, row.shipbob) || !sameQuantity(now.odoo + now.odoo_below, row.odoo);
  if (moved) return 'moved';
  const goal = now.odoo + row.difference;
  const problem = problemOf(row, item, goal, now.odoo_below, context);
  return problem === null ? { effect: adjustment(row, now.odoo, goal, seen.cut_at ?? '') } : { problem };
}

/** Why Odoo's stock cannot simply be set; null when it can. */
function problemOf(row: CutRow, { tracking }: Item, goal: number, below: number, context: PlanContext): string | null {
  if (tracking !== 'none' && (row.lot === null || !context.settings.inventory.by_lot))
    return 'nothing tells of which lots';
  if (moreThan(0, goal)) return `Odoo would hold ${goal}`;
  return below === 0 ? null : `${below} of it lie in places below ${row.location}`;
}

/** Without asking: within both limits, and where it is known what is on its way. */
function mayBeSet(row: CutRow, cost: number, context: PlanContext): boolean {
  const { adjust, auto_units, auto_value } = context.settings.inventory;
  const units = Math.abs(row.difference);
  return adjust === 'auto' && !isBlind(context) && !moreThan(units, auto_units) && !moreThan(units * cost, auto_value);
}

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

const BLIND =
  ' ShipBob tells no movements at the version of this connection, so that goods on their way count as a difference.';

interface MergedPair {
  from: Side;
  into: Side;
  problem: string | null;
  /** Nothing tells what of it is on its way. */
  blind: boolean;
}

function mergedCase({ from, into, problem, blind }: MergedPair): PlannedCase {
  const sides = [from, into];
  const money = sides.reduce((sum, { row, item }) => sum + Math.abs(row.difference) * item.cost, 0);
  return {
    flow: 'inventory',
    code: 'inventory.merged',
    cause: `ShipBob merged ${from.row.sku} into ${into.row.sku}: ${listed(sides.map(({ row }) => inWords(row)))} in two cuts.${problem === null ? '' : ` They cannot be set by themselves: ${problem}.`}${blind ? BLIND : ''}`,
    suggestions: [
      problem === null
        ? `${blind ? 'Once nothing is on its way, agree' : 'Agree'} to both parts of the proposal: what one product loses in Odoo the other gets.`
        : 'Move the stock from one product to the other in Odoo by hand.',
      'Or undo the merge at ShipBob if it was a mistake.',
    ],
    detail: {
      rows: sides.map(({ row }) => ({
        inventory_id: row.inventory_id,
        sku: row.sku,
        lot: row.lot,
        location: row.location,
        shipbob: row.shipbob,
        odoo: row.odoo,
        difference: row.difference,
      })),
      money_at_stake: Math.round(money * 100) / 100,
    },
  };
}

/** `blind`: nothing tells what of it is on its way. */
function differs(
  row: CutRow,
  { cost, problem, blind }: { cost: number; problem: string | null; blind: boolean },
): PlannedCase {
  const { inventory_id, sku, lot, location, shipbob, odoo, in_flight, difference, unknown, merged_with } = row;
  const pair = merged_with === null ? '' : ` It belongs together with ${merged_with}, with which ShipBob merged it.`;
  return {
    flow: 'inventory',
    code: 'inventory.difference',
    cause: `${goodsOf(row)}: ShipBob has ${shipbob}, Odoo ${odoo}${in_flight === 0 ? '' : ` and ${signed(in_flight)} on the way`}, a difference of ${signed(difference)} in two cuts: ${whyOf(row)}.${pair}${problem === null ? '' : ` It cannot be set by itself: ${problem}.`}${blind ? BLIND : ''}`,
    suggestions: [
      ...(problem === null
        ? [`${blind ? 'Once nothing is on its way, agree' : 'Agree'} to the proposal: Odoo is set to ShipBob's number.`]
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
