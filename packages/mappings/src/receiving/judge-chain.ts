import type { PlannedCase } from '../plan.js';
import type { PurchaseOrderSeen, ShipBobWro } from '../seen.js';
import { productIds, type Quantities } from '../shared/quantities.js';
import { type Chain, doneQuantities, openDemand, otherUnits, skuOf } from '../shared/receipts.js';
import { moreThan } from '../shared/units.js';
import { doneLots, type Lot, missingLots, stowedLots } from './lots.js';
import * as cases from './receiving.cases.js';
import { type Stowed, stowedOf } from './stowed.js';

/** What one WRO asks of its receipts. */
export interface Judged {
  chain: Chain;
  wro: ShipBobWro;
  /** To book now, per product; within what is open. */
  book: Quantities;
  /** Which lots those are, for products by lot. */
  lots: Map<number, Lot[]>;
  cases: PlannedCase[];
  /** Everything that was stowed is booked once `book` is. */
  isSettled: boolean;
}

type Verdict = 'equal' | 'book' | 'lots' | 'units' | 'over' | 'by_hand' | 'corrected' | 'unexpected';

/** Compares what was stowed with what is done, product by product. `isFinal`: the WRO will not change by itself any more. */
export function judgeChain(chain: Chain, wro: ShipBobWro, seen: PurchaseOrderSeen, isFinal: boolean): Judged {
  const { pickings } = chain;
  const sums = stowedOf(wro, seen.products);
  const done = doneQuantities(pickings);
  const open = openDemand(pickings);
  const units = otherUnits(pickings);
  const tracking = trackingOf(chain);
  const stowedByLot = stowedLots(wro, seen.products);
  const doneByLot = doneLots(pickings);
  const book: Quantities = new Map();
  const lots = new Map<number, Lot[]>();
  const verdicts = new Map<number, Verdict>();
  for (const id of productIds(sums.stowed, done, open)) {
    const missing = (sums.stowed.get(id) ?? 0) - (done.get(id) ?? 0);
    const named =
      tracking.get(id) === 'lot'
        ? missingLots(stowedByLot.get(id), doneByLot.get(id), { stowed: sums.stowed.get(id) ?? 0, missing })
        : null;
    const verdict = judge({
      stowed: sums.stowed.get(id) ?? 0,
      expected: sums.expected.get(id) ?? 0,
      done: done.get(id) ?? 0,
      open: open.get(id) ?? 0,
      isOnReceipt: done.has(id) || open.has(id),
      lacksLots: tracking.has(id) && named === null,
      isInOtherUnits: units.has(id),
      isFinal,
      wasSettled: wro.external_sync,
    });
    verdicts.set(id, verdict);
    if (verdict !== 'book') continue;
    book.set(id, missing);
    if (named !== null) lots.set(id, named);
  }
  const numbers = (id: number): cases.Numbers => ({
    sku: skuOf(id, seen.products),
    expected: sums.expected.get(id) ?? 0,
    stowed: sums.stowed.get(id) ?? 0,
    done: done.get(id) ?? 0,
    open: open.get(id) ?? 0,
  });
  const blocking = blockingCases(wro, verdicts, numbers, sums, tracking, units);
  const short = isFinal ? shortCase(wro, verdicts, numbers) : [];
  return { chain, wro, book, lots, cases: [...blocking, ...short], isSettled: blocking.length === 0 };
}

function judge(line: {
  stowed: number;
  expected: number;
  done: number;
  open: number;
  isOnReceipt: boolean;
  lacksLots: boolean;
  isInOtherUnits: boolean;
  isFinal: boolean;
  wasSettled: boolean;
}): Verdict {
  const missing = line.stowed - line.done;
  if (moreThan(0, missing)) {
    // While the WRO is open, more may still be stowed; a receipt booked ahead of it is no contradiction yet.
    if (!line.isFinal) return 'equal';
    if (line.isInOtherUnits) return 'units';
    return line.wasSettled ? 'corrected' : 'by_hand';
  }
  if (!moreThan(missing, 0)) return 'equal';
  if (!line.isOnReceipt) return 'unexpected';
  if (line.isInOtherUnits) return 'units';
  if (moreThan(missing, line.open)) return moreThan(line.stowed, line.expected) ? 'over' : 'by_hand';
  return line.lacksLots ? 'lots' : 'book';
}

function blockingCases(
  wro: ShipBobWro,
  verdicts: Map<number, Verdict>,
  numbers: (id: number) => cases.Numbers,
  sums: Stowed,
  tracking: Map<number, string>,
  units: Map<number, string>,
): PlannedCase[] {
  const of = (verdict: Verdict): number[] => [...verdicts].filter(([, is]) => is === verdict).map(([id]) => id);
  const found: PlannedCase[] = [];
  const lots = of('lots').map((id) => ({ ...numbers(id), tracking: tracking.get(id) ?? 'lot' }));
  if (lots.length > 0) found.push(cases.lotsNeeded(wro, lots));
  const over = of('over').map(numbers);
  if (over.length > 0) found.push(cases.overReceipt(wro, over));
  const others = of('unexpected').map((id) => ({
    sku: numbers(id).sku,
    inventory_id: null,
    stowed: numbers(id).stowed,
  }));
  if (others.length + sums.unknown.length > 0) found.push(cases.unexpectedSku(wro, [...others, ...sums.unknown]));
  const byHand = of('by_hand').map(numbers);
  if (byHand.length > 0) found.push(cases.bookedByHand(wro, byHand));
  const corrected = of('corrected').map(numbers);
  if (corrected.length > 0) found.push(cases.correctedDown(wro, corrected));
  const inOther = of('units').map((id) => ({ sku: numbers(id).sku, units: units.get(id) ?? '' }));
  if (inOther.length > 0) found.push(cases.otherUnit(wro, inOther));
  return found;
}

/** What stays open in Odoo although the WRO has ended. */
function shortCase(
  wro: ShipBobWro,
  verdicts: Map<number, Verdict>,
  numbers: (id: number) => cases.Numbers,
): PlannedCase[] {
  const short = [...verdicts.keys()].map(numbers).flatMap((row) => {
    const missing = row.open - Math.max(0, row.stowed - row.done);
    return moreThan(missing, 0) ? [{ ...row, missing }] : [];
  });
  return short.length === 0 ? [] : [cases.shortReceipt(wro, short)];
}

function trackingOf(chain: Chain): Map<number, string> {
  const moves = chain.pickings.flatMap((picking) => picking.moves);
  return new Map(moves.filter((move) => move.tracking !== 'none').map((move) => [move.product_id, move.tracking]));
}
