import { setAsideOf } from '../receiving/set-aside.js';
import type { OdooPicking, PurchaseOrderSeen } from '../seen.js';
import { addTo, merged, type Quantities, sumOf } from './quantities.js';
import { type Chain, doneQuantities, openDemand, productOfLine } from './receipts.js';
import { moreThan } from './units.js';

const SETTLED = new Set(['Completed', 'Incomplete']);
const isSettled = ({ wro }: Chain): boolean => wro !== null && SETTLED.has(wro.status);

/**
 * Gives receipts that came out of no linked one to a chain: Odoo makes such when a line is raised or added. Where a WRO
 * stands for the whole order they stay with an ended one that had announced their goods; others are one's that is open.
 * Otherwise they are an ended WRO's when it has put away just these goods already, and nothing waits for them: such a
 * receipt is to be booked, not announced. All others are nobody's yet.
 */
export function addLateReceipts(
  chains: Chain[],
  pickings: OdooPicking[],
  products: PurchaseOrderSeen['products'],
  unit: 'receipt' | 'order',
): void {
  const named = new Set(chains.flatMap((chain) => chain.pickings.map(({ id }) => id)));
  const late = pickings.filter(({ id, return_id }) => !named.has(id) && return_id === null);
  for (const family of familiesOf(late)) {
    // Judged with its backorders, as one: so a booking, which splits it, does not change whose it is.
    const goods = goodsOf(family.all);
    const { first } = family;
    const origin = chains.find((chain) => chain.pickings.some(({ id }) => id === first.backorder_id));
    const near = unit === 'order' ? chains.filter(({ head }) => isSameWarehouse(head, first)) : [];
    const whole =
      near.find((chain) => isSettled(chain) && (goods.size === 0 || hadAnnounced(chain, goods, products))) ??
      near.find((chain) => !isSettled(chain));
    const isBackorder = first.backorder_id !== null;
    const found = origin ?? whole ?? chains.find((chain) => !isBackorder && hasPutAway(chain, goods, products));
    found?.pickings.push(...family.all);
  }
  for (const { pickings: own } of chains) own.sort((a, b) => a.id - b.id);
}

interface Family {
  first: OdooPicking;
  /** It, its backorders, and theirs. */
  all: OdooPicking[];
}

/** In the order of their first receipts; `late` is in the order of ids, and a backorder is younger than its origin. */
function familiesOf(late: OdooPicking[]): Family[] {
  const families: Family[] = [];
  for (const picking of late) {
    const own = families.find(({ all }) => all.some(({ id }) => id === picking.backorder_id));
    if (own) own.all.push(picking);
    else families.push({ first: picking, all: [picking] });
  }
  return families;
}

/** A receipt that names none goes to its order's, like its head. */
const isSameWarehouse = (a: OdooPicking, b: OdooPicking): boolean =>
  a.warehouse_id === b.warehouse_id || a.warehouse_id === null || b.warehouse_id === null;

const goodsOf = (pickings: OdooPicking[]): Quantities => merged(doneQuantities(pickings), openDemand(pickings));

/**
 * Its WRO expected some of these goods beside what its other receipts ask; less than one is what rounding leaves. What came
 * beyond what they ask does not count: it would change the answer once it is booked.
 */
function hadAnnounced(chain: Chain, goods: Quantities, products: PurchaseOrderSeen['products']): boolean {
  const { expected } = sumsOf(chain, products);
  const asked = sumOf(
    chain.pickings.flatMap(({ moves }) => moves.filter((move) => move.state !== 'cancel')),
    (move) => [move.product_id, move.product_qty],
  );
  return [...goods.keys()].some((id) => (expected.get(id) ?? 0) - (asked.get(id) ?? 0) >= 1);
}

/** Its WRO has ended, and put away all of these goods beside what its receipts ask and what was settled otherwise. */
function hasPutAway(chain: Chain, goods: Quantities, products: PurchaseOrderSeen['products']): boolean {
  if (goods.size === 0 || !isSettled(chain)) return false;
  const { stowed } = sumsOf(chain, products);
  const { settled, beforeGoLive } = setAsideOf(chain.link);
  const taken = merged(goodsOf(chain.pickings), settled, beforeGoLive);
  return [...goods].every(([id, quantity]) => !moreThan(quantity, (stowed.get(id) ?? 0) - (taken.get(id) ?? 0)));
}

function sumsOf({ wro }: Chain, products: PurchaseOrderSeen['products']): { expected: Quantities; stowed: Quantities } {
  const sums = { expected: new Map<number, number>(), stowed: new Map<number, number>() };
  for (const line of wro?.inventory_quantities ?? []) {
    const id = productOfLine(line, products);
    if (id === null) continue;
    addTo(sums.expected, id, line.expected_quantity);
    addTo(sums.stowed, id, line.stowed_quantity);
  }
  return sums;
}
