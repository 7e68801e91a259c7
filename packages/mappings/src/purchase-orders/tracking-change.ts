import type { PlanContext } from '../settings.js';
import { type Findings, noFindings, noted } from '../shared/building.js';
import { type Amended, canUpdate, dateOf, updateEffect } from './amendments.js';
import { readyFor } from './new-receipt.js';
import { boxesOf } from './purchase-orders.map.js';

/**
 * Tracking numbers that were entered after the WRO was made: written to its boxes while it is Awaiting. Only where the link
 * knows what stands on them, which it does for WROs that we made. Null when there is nothing to tell.
 */
export function planTracking(amended: Amended, context: PlanContext): Findings | null {
  const { chain, wro, receipt } = amended;
  const known = chain.link.data['tracking'];
  if (receipt === null || !Array.isArray(known) || wro.status !== 'Awaiting') return null;
  const ready = readyFor(receipt, context);
  if ('notes' in ready || ready.tracking.length === 0) return null;
  const number = wro.purchase_order_number ?? String(wro.id);
  const boxes = boxesOf({ number, boxes: ready.boxes, tracking: ready.tracking }, context);
  const wanted = boxes.map((box) => box['tracking_number']);
  if (wanted.length === known.length && wanted.every((one, index) => one === known[index])) return null;
  const told = `tracking ${ready.tracking.join(', ')} of ${chain.head.name}`;
  if (!canUpdate(amended, context) || chain.link.shipbobId !== String(wro.id))
    return noted(`${told} is to be entered at ShipBob by hand`);
  const effect = updateEffect(amended, { boxes, ...dateOf(amended, context) }, `${told} was entered in Odoo`);
  return { ...noFindings(), effects: [effect], notes: [`${told} told to WRO ${wro.id}`] };
}
