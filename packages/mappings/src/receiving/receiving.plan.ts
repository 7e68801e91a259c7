import { ignored, type Plan } from '../plan.js';
import type { OdooPurchaseOrder, PurchaseOrderSeen } from '../seen.js';
import type { PlanContext } from '../settings.js';
import { cased, type Findings, noFindings, noted, planOf, together } from '../shared/building.js';
import { type Chain, chainsOf, doneQuantities, incoming } from '../shared/receipts.js';
import { type Judged, judgeChain } from './judge-chain.js';
import { doneLots } from './lots.js';
import { incomplete } from './receiving.cases.js';
import { bookingsOf, externalSyncEffect } from './receiving.map.js';

/**
 * What ShipBob stowed -> done quantities on the linked receipts, with a backorder for the rest. Stowed quantities are
 * cumulative, so each plan books the difference to what is done, and a second one finds none.
 */
export function planReceiving(seen: PurchaseOrderSeen, context: PlanContext): Plan {
  const { order } = seen;
  if (order === null) return ignored('the purchase order no longer exists in Odoo');
  if (order.company_id !== context.connection.company_id) return ignored(`belongs to company ${order.company_id}`);
  const chains = chainsOf(seen, order, context.settings.wro.unit);
  if (chains.length === 0) return ignored('no WRO is linked yet');
  const judged: Judged[] = [];
  const rest: Findings[] = [];
  for (const chain of chains) {
    const judgement = judgeOne(chain, seen, context);
    if ('book' in judgement) judged.push(judgement);
    else rest.push(judgement);
  }
  return planOf(together([...rest, write(judged, order, seen, context)]), 'everything stowed is booked');
}

function judgeOne(chain: Chain, seen: PurchaseOrderSeen, context: PlanContext): Judged | Findings {
  const { wro, pickings } = chain;
  if (wro === null) return noted(`WRO ${chain.wroId} is not shown by ShipBob`);
  // What a cancelled receipt means for its WRO is the purchase order flow's question.
  if (pickings.every((picking) => picking.state === 'cancel')) return noted(`${chain.head.name} is cancelled`);
  if (wro.status === 'Cancelled') return noted(`WRO ${wro.id} is cancelled`);
  const isFinal = wro.status === 'Completed';
  if (context.settings.receipt.when === 'completed' && !isFinal) {
    if (wro.status !== 'Incomplete') return noted(`WRO ${wro.id} is ${wro.status}; it is booked when Completed`);
    const lines = wro.inventory_quantities.map(({ sku, stowed_quantity: stowed }) => ({ sku, stowed }));
    return cased(incomplete(wro, lines));
  }
  return judgeChain(chain, wro, seen, isFinal);
}

function write(judged: Judged[], order: OdooPurchaseOrder, seen: PurchaseOrderSeen, context: PlanContext): Findings {
  const found = noFindings();
  const soFar = { done: doneQuantities(incoming(order)), lots: doneLots(incoming(order)) };
  for (const one of judged) {
    const bookings = bookingsOf(one, order, seen, soFar);
    found.effects.push(...bookings);
    found.cases.push(...one.cases);
    found.notes.push(
      `WRO ${one.wro.id} is ${one.wro.status}: ${bookings.length > 0 ? 'booked' : 'nothing new stowed'}`,
    );
  }
  const synced = judged
    .filter(({ wro, isSettled }) => wro.status === 'Completed' && !wro.external_sync && isSettled)
    .flatMap(({ chain }) => chain.wros.filter((one) => one.status === 'Completed' && !one.external_sync));
  // After the bookings: effects run in order, and stop at the first that is not confirmed.
  if (context.settings.receipt.set_external_sync && synced.length > 0) found.effects.push(externalSyncEffect(synced));
  return found;
}
