import type { PlanContext } from '../settings.js';
import { type Findings, noFindings } from '../shared/building.js';
import { daysBefore, instant } from '../shared/dates.js';
import type { Chain } from '../shared/receipts.js';
import { isClosed } from '../shared/receipts.js';
import { uroRisk } from './purchase-orders.cases.js';
import { trackingNumbers } from './tracking.js';
import { feeOf, type Risk } from './uro-fees.js';
import type { Difference } from './wro-match.js';

/** ShipBob puts what exceeds a SKU's expected quantity by either of these on hold (help page "On hold receiving"). */
const OVERAGE = { share: 0.1, units: 25 };

/** What is known to be risky the moment a WRO is made. */
export function newWroRisks(made: { hasPlaceholders: boolean }, context: PlanContext): Risk[] {
  if (!made.hasPlaceholders) return [];
  const fee = feeOf(context.settings.wro.uro_fees.lots, context);
  return [{ what: 'lots are announced under a placeholder, and the goods will carry others', fee }];
}

/** The receipt grew by as much as ShipBob puts on hold. */
export const overageRisks = (differences: Difference[], context: PlanContext): Risk[] =>
  differences
    .filter(({ odoo, shipbob }) => odoo > shipbob && isOverage(odoo - shipbob, shipbob))
    .map(({ sku, odoo, shipbob }) => ({
      what: `${sku} grew from ${shipbob} to ${odoo}, and ShipBob puts ${odoo - shipbob} of them on hold`,
      fee: feeOf(context.settings.wro.uro_fees.overage, context),
    }));

const isOverage = (more: number, expected: number): boolean =>
  more >= OVERAGE.units || more >= expected * OVERAGE.share;

/**
 * A WRO that waits for its goods without tracking numbers: a risk from some days before its arrival, and looked at again
 * then. What stands on the boxes of a WRO that somebody else made is not known.
 */
export function trackingRisk({ head, pickings, link, wro }: Chain, context: PlanContext): Findings {
  const found = noFindings();
  const { uro_risk, uro_days_before, uro_fees } = context.settings.wro;
  if (uro_risk === 'off' || wro?.status !== 'Awaiting' || link.data['adopted'] === true) return found;
  const open = pickings.filter((picking) => !isClosed(picking));
  if (open.some((picking) => trackingNumbers(picking, context).length > 0)) return found;
  const arrival = instant(wro.expected_arrival_date);
  if (arrival === null) return found;
  const from = daysBefore(arrival, uro_days_before);
  const what = `WRO ${wro.id} (${wro.purchase_order_number}) has no tracking number, and its goods are expected on ${arrival.toISOString().slice(0, 10)}`;
  const risks = [{ what, fee: feeOf(uro_fees.no_tracking, context) }];
  if (uro_risk === 'note') found.notes.push(`at risk: ${what} ($${risks[0]?.fee})`);
  else if (new Date(context.now) >= from) found.cases.push(...uroRisk(head, risks, context));
  else found.laterAt.push(from);
  return found;
}
