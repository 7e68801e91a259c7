import type { PlannedEffect } from '../plan.js';
import type { PurchaseOrderSeen, ShipBobWro } from '../seen.js';
import type { PlanContext } from '../settings.js';
import { cased, type Findings, noFindings, noted } from '../shared/building.js';
import { centreOfReceipt } from '../shared/centres.js';
import { merged } from '../shared/quantities.js';
import { type Chain, doneQuantities, isClosed, openDemand } from '../shared/receipts.js';
import { cancelledInMotion, centreChanged, quantityChanged, wroCancelled, wroGone } from './purchase-orders.cases.js';
import { type Difference, differencesText, differencesTo } from './wro-match.js';

/** ShipBob opens no case of its own below both of these per SKU (its tolerance for unplanned receiving). */
const TOLERANCE = { share: 0.1, units: 25 };

const SETTLED = new Set(['Completed', 'Incomplete']);

/** Whether a receipt that has its WRO still equals it. Amendments that ShipBob cannot take are told to a person. */
export function planLinkedReceipt(chain: Chain, seen: PurchaseOrderSeen, context: PlanContext): Findings {
  const { head, pickings, wro, wroId } = chain;
  const isOpen = pickings.some((picking) => !isClosed(picking));
  if (wro === null) return isOpen ? cased(wroGone(head, wroId)) : noted(`WRO ${wroId} is gone at ShipBob`);
  if (pickings.every((picking) => picking.state === 'cancel')) return planCancelled(chain, wro);
  if (!isOpen) return noted(`${head.name} is done (WRO ${wro.id})`);
  if (wro.status === 'Cancelled') return cased(wroCancelled(head, wro));
  if (SETTLED.has(wro.status)) return noted(`WRO ${wro.id} is ${wro.status}`);
  const moved = centreMovedTo(chain, wro, seen, context);
  return moved === null ? compare(chain, wro, seen) : cased(centreChanged(head, wro, moved));
}

function planCancelled({ head }: Chain, wro: ShipBobWro): Findings {
  if (wro.status === 'Cancelled') return noted(`${head.name} and WRO ${wro.id} are cancelled`);
  if (wro.status !== 'Awaiting') return cased(cancelledInMotion(head, wro));
  const effect: PlannedEffect = {
    flow: 'purchase-orders',
    operation: 'shipbob.wro.cancel',
    target: 'shipbob',
    kind: 'converge',
    businessKey: `wro ${wro.id}`,
    title: `cancel WRO ${wro.purchase_order_number ?? wro.id}`,
    before: { status: wro.status },
    after: { status: 'Cancelled' },
    request: { wro_id: wro.id },
    reason: `receipt ${head.name} was cancelled in Odoo and nothing has arrived`,
    link: null,
  };
  return { ...noFindings(), effects: [effect], notes: [`WRO ${wro.id} cancelled with ${head.name}`] };
}

/**
 * The centre the receipt goes to now, if it is not the WRO's. ShipBob may put a hub in place of the centre asked for, so
 * only a WRO at another *mapped* centre counts as moved.
 */
function centreMovedTo(
  { head, pickings }: Chain,
  wro: ShipBobWro,
  seen: PurchaseOrderSeen,
  context: PlanContext,
): number | null {
  const isMapped = context.settings.centres.some(
    (centre) => centre.fulfillment_center_id === wro.fulfillment_center.id,
  );
  const open = pickings.find((picking) => !isClosed(picking)) ?? head;
  const warehouseId = open.warehouse_id ?? seen.order?.warehouse_id ?? null;
  const found = centreOfReceipt(open, warehouseId, seen.locations ?? {}, context);
  if (!isMapped || found.kind !== 'centre') return null;
  const { fulfillment_center_id: centreId } = found.centre;
  return centreId === wro.fulfillment_center.id ? null : centreId;
}

function compare({ head, pickings }: Chain, wro: ShipBobWro, seen: PurchaseOrderSeen): Findings {
  const planned = merged(doneQuantities(pickings), openDemand(pickings));
  const differences = differencesTo(planned, wro, seen.products);
  if (differences.length === 0) return noted(`${head.name} has WRO ${wro.id}`);
  if (differences.every(isTolerable))
    return noted(`${head.name} has WRO ${wro.id}; within ShipBob's tolerance: ${differencesText(differences)}`);
  return cased(quantityChanged(head, wro, differences));
}

const isTolerable = ({ odoo, shipbob }: Difference): boolean => {
  const off = Math.abs(odoo - shipbob);
  return odoo > 0 && shipbob > 0 && off < TOLERANCE.units && off < shipbob * TOLERANCE.share;
};
