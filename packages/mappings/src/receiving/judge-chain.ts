import type { Adoption, PlannedCase, PlannedEffect } from '../plan.js';
import type { OdooPurchaseOrder, PurchaseOrderSeen, ShipBobWro } from '../seen.js';
import type { PlanContext } from '../settings.js';
import { livingWroId } from '../shared/links.js';
import { proposing } from '../shared/proposals.js';
import { productIds, type Quantities } from '../shared/quantities.js';
import {
  type Chain,
  doneQuantities,
  incoming,
  isClosed,
  openDemand,
  orderedQuantity,
  otherUnits,
  skuOf,
} from '../shared/receipts.js';
import { moreThan } from '../shared/units.js';
import { creditActivity } from './credit-activity.js';
import { doneLots, type Lot, missingLots, stowedLots } from './lots.js';
import type { Placing } from './placement.js';
import * as cases from './receiving.cases.js';
import { type Loose, resolutionOf, type Scene } from './resolutions.js';
import { dataWith, setAsideOf, without } from './set-aside.js';
import { type Stowed, stowedOf } from './stowed.js';
import { missingOf, type ProductLine, type Verdict, verdictOf } from './verdicts.js';
import { endedAt } from './wro-times.js';

/** What one WRO asks of its receipts. */
export interface Judged {
  chain: Chain;
  wro: ShipBobWro;
  /** To book now, per product. */
  book: Quantities;
  /** Products of which more may be booked than is open. */
  beyond: Set<number>;
  /** Which lots those are, for products by lot. */
  lots: Map<number, Lot[]>;
  cases: PlannedCase[];
  /** What the WRO's link learns. */
  adoptions: Adoption[];
  /** When a case proposes something by itself. */
  laterAt: Date | null;
  /** Everything that was stowed is booked once `book` is. */
  isSettled: boolean;
  /** Null where the goods are put away where the receipt says. */
  placing: Placing | null;
}

type Sighted = ProductLine & { id: number; verdict: Verdict; missing: number; lots: Lot[] | null };

/** Compares what was stowed with what is done, product by product. `isFinal`: the WRO will not change by itself any more. */
export function judgeChain(
  chain: Chain,
  wro: ShipBobWro,
  on: {
    order: OdooPurchaseOrder;
    seen: PurchaseOrderSeen;
    context: PlanContext;
    placing: Placing | null;
    isFinal: boolean;
  },
): Judged {
  const { order, seen, context, placing, isFinal } = on;
  const sums = stowedOf(wro, seen.products, context.settings.receipt.qty);
  const sighted = sight(chain, wro, sums, on);
  const { over } = context.settings.receipt;
  const book: Quantities = new Map();
  const lots = new Map<number, Lot[]>();
  for (const line of sighted) {
    const quantity = line.verdict === 'book' || (line.verdict === 'over' && over === 'actual') ? line.missing : 0;
    const capped = line.verdict === 'over' && over === 'cap' ? line.open : quantity;
    if (!moreThan(capped, 0)) continue;
    book.set(line.id, capped);
    if (line.lots !== null) lots.set(line.id, line.lots);
  }
  const beyond = new Set(sighted.filter(({ verdict }) => verdict === 'over').map(({ id }) => id));
  const scene: Scene = { chain, wro, order, seen, context, placing };
  const blocking = blockingCases(scene, sighted, sums);
  const surplus = surplusCase(scene, sighted, book);
  const short = isFinal ? shortCase(scene, sighted) : { cases: [], laterAt: null };
  return {
    chain,
    wro,
    book,
    beyond,
    lots,
    cases: [...blocking, ...surplus, ...short.cases],
    adoptions: closedGaps(scene, sighted),
    laterAt: short.laterAt,
    isSettled: blocking.length === 0,
    placing,
  };
}

function sight(
  chain: Chain,
  wro: ShipBobWro,
  sums: Stowed,
  { seen, context, isFinal }: { seen: PurchaseOrderSeen; context: PlanContext; isFinal: boolean },
): Sighted[] {
  const { pickings } = chain;
  const done = doneQuantities(pickings);
  const open = openDemand(pickings);
  const units = otherUnits(pickings);
  const tracking = trackingOf(chain);
  const aside = setAsideOf(chain.link);
  const stowedByLot = stowedLots(wro, seen.products, context.settings.receipt.qty);
  const doneByLot = doneLots(pickings);
  const hasOpenReceipt = pickings.some((picking) => !isClosed(picking));
  return productIds(sums.stowed, done, open).map((id) => {
    const line = {
      stowed: sums.stowed.get(id) ?? 0,
      expected: sums.expected.get(id) ?? 0,
      done: done.get(id) ?? 0,
      open: open.get(id) ?? 0,
      beforeGoLive: aside.beforeGoLive.get(id) ?? 0,
      settled: aside.settled.get(id) ?? 0,
      isOnReceipt: done.has(id) || open.has(id),
      hasOpenReceipt,
      lacksLots: false,
      isInOtherUnits: units.has(id),
      isFinal,
      wasSettled: wro.external_sync,
      isCapped: context.settings.receipt.over === 'cap',
    };
    const missing = missingOf(line);
    const lots =
      tracking.get(id) === 'lot'
        ? missingLots(stowedByLot.get(id), doneByLot.get(id), { stowed: line.stowed, missing })
        : null;
    const lacksLots = tracking.has(id) && lots === null;
    return { ...line, lacksLots, id, missing, lots, verdict: verdictOf({ ...line, lacksLots }) };
  });
}

const numbersOf = ({ seen }: Scene, line: Sighted): cases.Numbers => ({
  sku: skuOf(line.id, seen.products),
  expected: line.expected,
  stowed: line.stowed,
  done: line.done,
  open: line.open,
});

const looseOf = ({ seen }: Scene, line: Sighted, quantity = line.missing): Loose => ({
  product_id: line.id,
  sku: skuOf(line.id, seen.products),
  quantity,
  lots: line.lots,
  isBookable: !line.lacksLots && !line.isInOtherUnits,
});

function blockingCases(scene: Scene, sighted: Sighted[], sums: Stowed): PlannedCase[] {
  const { wro, chain, context } = scene;
  const of = (verdict: Verdict): Sighted[] => sighted.filter((line) => line.verdict === verdict);
  const numbers = (lines: Sighted[]): cases.Numbers[] => lines.map((line) => numbersOf(scene, line));
  const { late, over } = context.settings.receipt;
  const found: PlannedCase[] = [];
  const add = (
    lines: Sighted[],
    make: (wro: ShipBobWro, rows: cases.Numbers[]) => PlannedCase,
    propose?: typeof late,
  ) => {
    if (lines.length === 0) return;
    const loose = lines.map((line) => looseOf(scene, line));
    found.push(proposing(make(wro, numbers(lines)), propose ? resolutionOf(propose, loose, scene) : []));
  };
  const tracking = trackingOf(chain);
  const lots = of('lots').map((line) => ({ ...numbersOf(scene, line), tracking: tracking.get(line.id) ?? 'lot' }));
  if (lots.length > 0) found.push(cases.lotsNeeded(wro, lots));
  if (over !== 'actual') add(of('over'), (one, rows) => cases.overReceipt(one, rows, over));
  found.push(...unexpectedCase(scene, of('unexpected'), sums));
  add(of('late'), cases.foundLater, late);
  add(of('by_hand'), cases.bookedByHand);
  add(of('corrected'), cases.correctedDown);
  const units = otherUnits(chain.pickings);
  const inOther = of('units').map((line) => ({ sku: numbersOf(scene, line).sku, units: units.get(line.id) ?? '' }));
  if (inOther.length > 0) found.push(cases.otherUnit(wro, inOther));
  found.push(...beforeGoLiveCase(scene, sighted));
  return found;
}

/** Goods that the receipts do not know: a product of the order on another receipt, one of Odoo's, or nobody's. */
function unexpectedCase(scene: Scene, lines: Sighted[], sums: Stowed): PlannedCase[] {
  const { wro, chain, seen, context } = scene;
  const { settled } = setAsideOf(chain.link);
  const known = lines.map((line) => ({
    row: { sku: skuOf(line.id, seen.products), inventory_id: null as number | null, stowed: line.stowed },
    loose: looseOf(scene, line),
  }));
  const strange = sums.unknown.flatMap((line): { row: (typeof sums.unknown)[number]; loose: Loose | null }[] => {
    const product = seen.strangers?.[String(line.inventory_id)];
    if (product === undefined) return [{ row: line, loose: null }];
    const missing = line.stowed - (settled.get(product.product_id) ?? 0);
    if (!moreThan(missing, 0)) return [];
    const loose: Loose = { ...product, quantity: missing, lots: null, isBookable: product.tracking === 'none' };
    return [{ row: line, loose }];
  });
  const all = [...known, ...strange];
  if (all.length === 0) return [];
  const loose = all.flatMap((one) => one.loose ?? []);
  const found = cases.unexpectedSku(
    wro,
    all.map((one) => one.row),
  );
  return [proposing(found, resolutionOf(context.settings.receipt.unexpected, loose, scene))];
}

/** What had been stowed before go-live and is not done in Odoo: asked about, and later stows count from there. */
function beforeGoLiveCase(scene: Scene, sighted: Sighted[]): PlannedCase[] {
  const gaps = sighted.flatMap((line) => {
    const gap = Math.min(line.beforeGoLive, line.stowed - line.done - line.settled);
    return moreThan(gap, 0) ? [{ line, gap }] : [];
  });
  if (gaps.length === 0) return [];
  const rows = gaps.map(({ line, gap }) => ({ ...numbersOf(scene, line), before: gap }));
  const proposed: PlannedEffect[] = [];
  let aside = setAsideOf(scene.chain.link);
  for (const { line, gap } of gaps) {
    aside = { ...aside, beforeGoLive: without(aside.beforeGoLive, line.id) };
    const data = dataWith(scene.chain.link, aside);
    proposed.push(...resolutionOf('add_to_po', [looseOf(scene, line, gap)], scene, data));
  }
  return [proposing(cases.beforeGoLive(scene.wro, rows), proposed)];
}

/** Gaps from before go-live that a person has closed in Odoo are no gaps any more. */
function closedGaps({ chain, wro }: Scene, sighted: Sighted[]): Adoption[] {
  const aside = setAsideOf(chain.link);
  let { beforeGoLive } = aside;
  for (const line of sighted)
    if (moreThan(line.beforeGoLive, 0) && !moreThan(line.stowed - line.done - line.settled, 0))
      beforeGoLive = without(beforeGoLive, line.id);
  if (beforeGoLive.size === aside.beforeGoLive.size) return [];
  const { odooModel, odooId, shipbobId } = chain.link;
  return [
    {
      odooModel,
      odooId,
      shipbobType: 'wro',
      shipbobId,
      data: dataWith(chain.link, { ...aside, beforeGoLive }),
      evidence: `what WRO ${livingWroId(chain.link)} (${wro.purchase_order_number}) had stowed before go-live is done in Odoo`,
    },
  ];
}

/** Booked beyond the order: told as long as the order is not raised. */
function surplusCase(scene: Scene, sighted: Sighted[], book: Quantities): PlannedCase[] {
  const { order, wro, context } = scene;
  if (context.settings.receipt.over !== 'actual') return [];
  const doneInAll = doneQuantities(incoming(order));
  const lines = sighted.filter((line) => {
    const after = (doneInAll.get(line.id) ?? 0) + (book.get(line.id) ?? 0);
    return moreThan(line.stowed, line.expected) && moreThan(after, orderedQuantity(order, line.id));
  });
  const rows = lines
    .filter(({ verdict }) => verdict === 'over' || verdict === 'equal')
    .map((line) => numbersOf(scene, line));
  return rows.length === 0 ? [] : [cases.overReceipt(wro, rows, 'actual')];
}

/** What stays open in Odoo although the WRO has ended. After a while the case proposes to close it. */
function shortCase(scene: Scene, sighted: Sighted[]): { cases: PlannedCase[]; laterAt: Date | null } {
  const { wro, chain, order, context } = scene;
  const short = sighted.flatMap((line) => {
    const missing = line.open - Math.max(0, line.stowed - line.done);
    return moreThan(missing, 0) ? [{ ...numbersOf(scene, line), missing, product_id: line.id }] : [];
  });
  if (short.length === 0) return { cases: [], laterAt: null };
  const ended = endedAt(wro);
  const days = context.settings.receipt.short_after_days;
  const dueAt = ended === null ? null : new Date(ended.getTime() + days * 86_400_000);
  const isDue = dueAt !== null && dueAt <= new Date(context.now);
  // What is booked in this very pass makes the backorder that is to be closed.
  const isBooked = sighted.every(({ verdict }) => verdict !== 'book' && verdict !== 'over');
  const found = cases.shortReceipt(
    wro,
    short.map(({ product_id: _, ...numbers }) => numbers),
  );
  if (dueAt === null || !isDue || !isBooked) return { cases: [found], laterAt: isDue ? null : dueAt };
  const open = chain.pickings.filter((picking) => !isClosed(picking));
  const claim = creditActivity(order, wro, short, dueAt);
  const proposed = [cases.closeShortEffect(order, open, wro, short), ...(claim === null ? [] : [claim])];
  return { cases: [proposing(found, proposed)], laterAt: null };
}

function trackingOf(chain: Chain): Map<number, string> {
  const moves = chain.pickings.flatMap((picking) => picking.moves);
  return new Map(moves.filter((move) => move.tracking !== 'none').map((move) => [move.product_id, move.tracking]));
}
