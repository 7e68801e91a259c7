import type { OdooPurchaseOrder, PurchaseOrderSeen, ShipBobWro } from '../seen.js';
import type { PlanContext } from '../settings.js';
import { cased, type Findings, noFindings, noted, together } from '../shared/building.js';
import type { Centre } from '../shared/centres.js';
import { proposing } from '../shared/proposals.js';
import { merged } from '../shared/quantities.js';
import { type Chain, doneQuantities, isClosed, openDemand, openMoves } from '../shared/receipts.js';
import { listed } from '../shared/text.js';
import { type Amended, dateChangeOf, planAmendment, planDateChange, recreate, takeOver } from './amendments.js';
import { freightOf, freightToEnter } from './freight.js';
import { planMissingParts } from './missing-parts.js';
import { announced, type NewReceipt } from './new-receipt.js';
import { cancelledAwaiting, cancelledInMotion, wroCancelled, wroGone } from './purchase-orders.cases.js';
import { cancelEffect } from './purchase-orders.map.js';
import { centreFor } from './receipt-centre.js';
import { planTracking } from './tracking-change.js';
import { overageRisks, trackingRisk } from './uro-risk.js';
import { type Difference, differencesText, differencesTo } from './wro-match.js';

const SETTLED = new Set(['Completed', 'Incomplete']);

/** What a plan of one order shares among its receipts. */
export interface OrderWork {
  order: OdooPurchaseOrder;
  seen: PurchaseOrderSeen;
  candidates: ShipBobWro[];
  taken: Set<string>;
}

/** Whether a receipt that has its WRO still equals it. What ShipBob cannot take is told to a person. */
export function planLinkedReceipt(chain: Chain, work: OrderWork, context: PlanContext): Findings {
  const { head, pickings, wro, wroId } = chain;
  const isOpen = pickings.some((picking) => !isClosed(picking));
  if (wro === null) return isOpen ? cased(wroGone(head, wroId)) : noted(`WRO ${wroId} is gone at ShipBob`);
  if (pickings.every((picking) => picking.state === 'cancel')) return planCancelled(chain, wro, context);
  if (!isOpen) return noted(`${head.name} is done (WRO ${wro.id})`);
  const receipt = openReceipt(chain, work, context);
  if (wro.status === 'Cancelled') return planDead(chain, wro, receipt, context);
  if (SETTLED.has(wro.status)) return noted(`WRO ${wro.id} is ${wro.status}`);
  return planLiving(chain, wro, receipt, work, context);
}

/** The open goods of a chain, as if they were to be announced now; null when their centre is not known. */
function openReceipt(chain: Chain, work: OrderWork, context: PlanContext): NewReceipt | null {
  const { order, seen } = work;
  const open = chain.pickings.filter((picking) => openMoves(picking).length > 0);
  const first = open[0] ?? chain.head;
  const found = centreFor(first, order, seen, context);
  if (found.kind !== 'centre') return null;
  const goods = { pickings: open, demand: openDemand(open), centre: found.centre };
  return { ...work, picking: chain.head, ...goods };
}

function planCancelled({ head, wros }: Chain, wro: ShipBobWro, { settings }: PlanContext): Findings {
  if (wro.status === 'Cancelled') return noted(`${head.name} and WRO ${wro.id} are cancelled`);
  if (wro.status === 'Completed' && wro.inventory_quantities.every((line) => line.stowed_quantity <= 0))
    return noted(`${head.name} is cancelled, and WRO ${wro.id} ended with nothing`);
  if (wro.status !== 'Awaiting') return cased(cancelledInMotion(head, wro));
  const reason = `receipt ${head.name} was cancelled in Odoo and nothing has arrived`;
  const effects = wros.filter((one) => one.status === 'Awaiting').map((one) => cancelEffect(one, reason));
  const { on_cancel } = settings.wro;
  if (on_cancel !== 'cancel')
    return cased(proposing(cancelledAwaiting(head, wro), on_cancel === 'propose' ? effects : []));
  return { ...noFindings(), effects, notes: [`WRO ${wro.id} cancelled with ${head.name}`] };
}

/** Its WRO was cancelled at ShipBob. One that was made in its place is taken over; else a person decides. */
function planDead(chain: Chain, wro: ShipBobWro, receipt: NewReceipt | null, context: PlanContext): Findings {
  if (receipt === null) return cased(wroCancelled(chain.head, wro));
  const followed = takeOver(chain, receipt, context);
  if (followed !== null) return followed;
  return cased(proposing(wroCancelled(chain.head, wro), recreate(receipt, context)));
}

function planLiving(
  chain: Chain,
  wro: ShipBobWro,
  receipt: NewReceipt | null,
  { seen }: OrderWork,
  context: PlanContext,
): Findings {
  const { head, pickings } = chain;
  const planned = announced(merged(doneQuantities(pickings), openDemand(pickings)), context);
  const differences = differencesTo(planned, wro, seen.products);
  const missing = receipt === null ? null : planMissingParts(chain, receipt, differences, context);
  if (missing !== null) return missing;
  const movedTo = movedCentre(wro, receipt, context);
  const beyond = differences.some((difference) => !isTolerable(difference, context)) ? differences : [];
  const amended: Amended = { chain, wro, receipt, differences: beyond, movedTo };
  if (movedTo !== null || beyond.length > 0)
    return together([planAmendment(amended, context), trackingRisk(chain, context)]);
  const tolerated = differences.length === 0 ? '' : `; within ShipBob's tolerance: ${differencesText(differences)}`;
  const found = [noted(`${head.name} has WRO ${wro.id}${tolerated}`)];
  const tracking = planTracking(amended, context);
  const date = dateChangeOf(amended, context);
  if (tracking !== null) found.push(tracking);
  else if (date !== null) found.push(planDateChange(amended, date, context));
  const freight = freightNote(amended, context);
  if (freight !== null) found.push(noted(freight));
  const risks = overageRisks(differences, context);
  if (risks.length > 0) found.push(noted(`at risk: ${risks.map(({ what, fee }) => `${what} ($${fee})`).join('; ')}`));
  return together([...found, trackingRisk(chain, context)]);
}

/** Freight that was named or changed after the WRO was made: nobody but a person can enter it there. */
function freightNote({ chain, wro, receipt }: Amended, context: PlanContext): string | null {
  if (receipt === null || wro.status !== 'Awaiting' || chain.wros.length !== 1) return null;
  const missing = freightToEnter(wro, freightOf(receipt.pickings, receipt.order, context));
  return missing.length === 0 ? null : `${listed(missing)} of ${chain.head.name} to be entered at ShipBob by hand`;
}

/**
 * The centre the receipt goes to now, if it is not the WRO's. ShipBob may put a hub in place of the centre asked for, so
 * only a WRO at another *mapped* centre counts as moved.
 */
function movedCentre(wro: ShipBobWro, receipt: NewReceipt | null, { settings }: PlanContext): Centre | null {
  if (receipt === null) return null;
  const there = wro.fulfillment_center.id;
  const isMapped = settings.centres.some((centre) => centre.fulfillment_center_id === there);
  return isMapped && receipt.centre.fulfillment_center_id !== there ? receipt.centre : null;
}

/** ShipBob receives a little more or less than expected without a question; see the settings for how much. */
const isTolerable = ({ odoo, shipbob }: Difference, { settings }: PlanContext): boolean => {
  const off = Math.abs(odoo - shipbob);
  const { tolerance_units, tolerance_share } = settings.wro;
  return odoo > 0 && shipbob > 0 && off < tolerance_units && off < shipbob * tolerance_share;
};
