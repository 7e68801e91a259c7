import { ignored, type Plan } from '../plan.js';
import type { OdooPicking, OdooPurchaseOrder, PurchaseOrderSeen, ShipBobWro } from '../seen.js';
import type { PlanContext } from '../settings.js';
import { cased, type Findings, noted, planOf, together } from '../shared/building.js';
import { chainsOf } from '../shared/chains.js';
import { merged, nonZero } from '../shared/quantities.js';
import { type Chain, isClosed, isLinkedWro, openDemand } from '../shared/receipts.js';
import { withoutTakenBack } from '../shared/taken-back.js';
import { refuseAskedTwice } from './asked-twice.js';
import { adoptBegun } from './begun-receipts.js';
import { type OrderWork, planLinkedReceipt } from './linked-receipt.js';
import { adopt, announce, type NewReceipt, planBackorder, refuse } from './new-receipt.js';
import { centreFor } from './receipt-centre.js';
import { numberedReceipts } from './receipts-numbered.js';
import { centreMisnamed, centreUnknown } from './refusals.cases.js';
import { supplierOf, supplierRules } from './suppliers.js';
import { vanishedReceipts } from './vanished-receipts.js';
import { wroNumbersOf } from './wro-numbers.js';

/** Never the twin of a purchase order: dead, or ShipBob's own movement between centres. */
const NO_TWIN = new Set(['Cancelled', 'InternalTransfer']);
/** A WRO that may still bring the goods of a backorder. */
const OVER = new Set(['Completed', 'Incomplete', 'Cancelled']);

/** Confirmed purchase order -> one WRO for each open incoming receipt into a warehouse that stands for ShipBob. */
export function planPurchaseOrders(given: PurchaseOrderSeen, context: PlanContext): Plan {
  if (given.order === null) return ignored('the purchase order no longer exists in Odoo');
  const order = withoutTakenBack(given.order);
  const seen = { ...given, order };
  if (order.company_id !== context.connection.company_id)
    return ignored(`belongs to company ${order.company_id}, this connection serves ${context.connection.company_id}`);
  const rules = supplierRules(order, context);
  const chains = chainsOf(seen, order, context.settings.wro.unit);
  if (rules.isExcluded && chains.length === 0 && seen.vanished === undefined)
    return ignored(`supplier ${supplierOf(order).name} is excluded (wro.suppliers)`);
  const work = { order, seen, candidates: candidatesIn(seen, order, context), taken: takenIn(seen) };
  const linked = chains.map((chain) => planLinkedReceipt(chain, work, context));
  const vanished = vanishedReceipts(order, seen);
  const isConfirmed = order.state === 'purchase' || order.state === 'done';
  if (!isConfirmed && chains.length + vanished.length === 0) return ignored(`not confirmed (state ${order.state})`);
  const isWanted = isConfirmed && !rules.isExcluded;
  // A WRO that another one follows in this very pass still stands for what it stood for.
  const followed = new Set(chains.filter((_chain, at) => (linked[at]?.adoptions.length ?? 0) > 0));
  const fresh = isWanted ? planUnlinked(work, chains, followed, context) : { found: [], outside: [] };
  const all = together([...linked, ...vanished, ...fresh.found]);
  if (linked.length + vanished.length + fresh.found.length === 0) return ignored(nothingReason(order, fresh.outside));
  return planOf(all, 'nothing to announce');
}

const takenIn = (seen: PurchaseOrderSeen): Set<string> =>
  new Set(seen.wros.map((wro) => wro.purchase_order_number).filter((number) => number !== null));

const nothingReason = (order: OdooPurchaseOrder, outside: string[]): string =>
  outside.length > 0
    ? `goes to ${[...new Set(outside)].join(', ')}, which stands for no ShipBob centre`
    : `no open receipt (state ${order.state})`;

function planUnlinked(
  work: OrderWork,
  chains: Chain[],
  followed: ReadonlySet<Chain>,
  context: PlanContext,
): { found: Findings[]; outside: string[] } {
  const { order, seen } = work;
  const found: Findings[] = [];
  const outside: string[] = [];
  const receipts: NewReceipt[] = [];
  const begun = adoptBegun(work, chains, context);
  found.push(...begun.found);
  for (const { picking, demand } of openReceipts(order, chains).filter((one) => !begun.pickings.has(one.picking.id))) {
    const centre = centreFor(picking, order, seen, context);
    if (centre.kind === 'unmapped') {
      outside.push(centre.warehouse === null ? 'no warehouse of this company' : `warehouse ${centre.warehouse}`);
    } else if (centre.kind === 'misnamed') {
      found.push(cased(centreMisnamed(picking, centre)));
    } else if (centre.kind === 'ambiguous') {
      const ids = centre.centres.map(({ fulfillment_center_id }) => fulfillment_center_id);
      found.push(cased(centreUnknown(picking, centre.warehouse, ids)));
    } else {
      receipts.push({ ...work, picking, pickings: [picking], demand, centre: centre.centre });
    }
  }
  const units = context.settings.wro.unit === 'order' ? byCentre(receipts, chains) : receipts;
  return { found: [...found, ...planOpen(units, chains, followed, context)], outside };
}

/** All new receipts to one centre as one, linked through the first; those of a WRO and backorders stay by themselves. */
function byCentre(receipts: NewReceipt[], chains: Chain[]): NewReceipt[] {
  const whole: NewReceipt[] = [];
  const isNew = ({ picking }: NewReceipt): boolean =>
    !isBackorder(picking) && chains.every((chain) => chain.pickings.every(({ id }) => id !== picking.id));
  for (const receipt of receipts) {
    const same = whole.find(
      (other) =>
        other.centre.fulfillment_center_id === receipt.centre.fulfillment_center_id && isNew(other) && isNew(receipt),
    );
    if (same === undefined) whole.push({ ...receipt });
    else {
      same.pickings = [...same.pickings, ...receipt.pickings];
      same.demand = merged(same.demand, receipt.demand);
    }
  }
  return whole;
}

/** Receipts without a WRO of their own that still wait for goods. */
function openReceipts(order: OdooPurchaseOrder, chains: Chain[]): Pick<NewReceipt, 'picking' | 'demand'>[] {
  const linked = new Set(chains.map((chain) => chain.head.id));
  return numberedReceipts(order)
    .filter((picking) => !linked.has(picking.id) && !isClosed(picking))
    .map((picking) => ({ picking, demand: nonZero(openDemand([picking])) }))
    .filter(({ demand }) => demand.size > 0);
}

/** Every receipt finds its twin before any is announced: what fits one must not stand in the way of another. */
function planOpen(
  receipts: NewReceipt[],
  chains: Chain[],
  followed: ReadonlySet<Chain>,
  context: PlanContext,
): Findings[] {
  const chainOf = (picking: OdooPicking): Chain | undefined =>
    chains.find(({ pickings }) => pickings.some(({ id }) => id === picking.id));
  const covered = new Map<NewReceipt, Findings>();
  for (const receipt of receipts) {
    const chain = chainOf(receipt.picking);
    const wro = chain?.wro;
    const found =
      wro && (!OVER.has(wro.status) || followed.has(chain))
        ? noted(`${receipt.picking.name} is still covered by WRO ${wro.id}`)
        : adopt(receipt, context);
    if (found !== null) covered.set(receipt, found);
  }
  return receipts.map((receipt) => {
    const settled = covered.get(receipt) ?? refuse(receipt, context);
    if (settled !== null) return settled;
    const { picking } = receipt;
    const chain = chainOf(picking);
    if (chain) return noted(`${picking.name} is what WRO ${chain.wroId} did not bring`);
    if (isBackorder(picking)) return planBackorder(receipt, context);
    return refuseAskedTwice(receipt) ?? announce(receipt, context);
  });
}

const isBackorder = (picking: OdooPicking): boolean => picking.backorder_id !== null;

/** WROs with one of the order's numbers that are linked to none of its receipts. */
function candidatesIn(seen: PurchaseOrderSeen, order: OdooPurchaseOrder, context: PlanContext): ShipBobWro[] {
  const numbers = new Set(wroNumbersOf(order, context));
  return seen.wros
    .filter((wro) => !isLinkedWro(seen, wro) && !NO_TWIN.has(wro.status))
    .filter((wro) => wro.purchase_order_number !== null && numbers.has(wro.purchase_order_number))
    .sort((a, b) => a.id - b.id);
}
