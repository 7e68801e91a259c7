import { ignored, type Plan } from '../plan.js';
import type { InvoiceSeen } from '../seen-billing.js';
import type { ShipBobInvoice } from '../seen-shipbob.js';
import type { PlanContext } from '../settings.js';
import { type Findings, noFindings, planOf, together } from '../shared/building.js';
import { thingKey } from './bill-parts.js';
import * as cases from './billing.cases.js';
import { judgeBill } from './judge-bill.js';
import { landedCosts } from './landed-costs.js';
import { dayOf, suspectsOf, weekOf } from './suspects.js';

/** Money that moves the other way, and corrections of the balance: no bill of a vendor. */
const NOT_BILLED = new Set(['payment', 'balanceadjustment']);

/** One ShipBob invoice: its draft bill in Odoo, and what looks wrong about its charges. Never posts, never pays. */
export function planBilling(seen: InvoiceSeen, context: PlanContext): Plan {
  const { invoice } = seen;
  if (invoice === null) return ignored('ShipBob lists no such invoice of the last 130 days');
  if (NOT_BILLED.has(invoice.invoice_type.replaceAll(/\s/g, '').toLowerCase()))
    return ignored(`${invoice.invoice_type} is not billed`);
  const found = together([
    judgeBill(seen, invoice, context),
    landedCosts(seen, invoice, context),
    judgeCharges(seen, invoice, context),
    earlier(seen, invoice),
  ]);
  return planOf(found, 'the invoice is billed');
}

function judgeCharges(seen: InvoiceSeen, invoice: ShipBobInvoice, context: PlanContext): Findings {
  const suspects = suspectsOf(seen, context);
  const today = dayOf(context.now);
  const found = { ...noFindings(), laterAt: suspects.laterAt };
  if (suspects.double_charge.length > 0) found.cases.push(cases.doubleCharge(invoice, suspects.double_charge, today));
  if (suspects.fee_without_event.length > 0)
    found.cases.push(cases.feeWithoutEvent(invoice, suspects.fee_without_event, today));
  if (suspects.event_without_fee.length > 0)
    found.cases.push(cases.eventWithoutFee(invoice, suspects.event_without_fee, today));
  if (suspects.weight_jump.length > 0) found.cases.push(cases.weightJump(invoice, suspects.weight_jump, today));
  return found;
}

/**
 * Refunds and late charges settle what was suspected of an earlier invoice, whose own content does not change: that one is
 * rung. Only ever a smaller number, so that two invoices do not ring each other.
 */
function earlier(seen: InvoiceSeen, invoice: ShipBobInvoice): Findings {
  const week = weekOf(seen);
  const settled = new Set<number>();
  const own = new Set(seen.transactions.map(thingKey));
  const given = new Set(seen.transactions.filter((row) => row.transaction_type !== 'Charge').map(thingKey));
  for (const row of seen.others) if (row.invoice_id !== null && given.has(thingKey(row))) settled.add(row.invoice_id);
  for (const [key, thing] of Object.entries(seen.things)) {
    if (!own.has(key) || thing.done_at === null || week === null) continue;
    const day = dayOf(thing.done_at);
    const first = seen.series.find((one) => dayOf(one.invoice_date) > day);
    if (first) settled.add(first.invoice_id);
  }
  const rings = [...settled]
    .filter((id) => id < invoice.invoice_id)
    .sort((a, b) => a - b)
    .map((id) => ({ lane: `invoice:${id}`, reason: `invoice ${invoice.invoice_id} settles charges of its things` }));
  return { ...noFindings(), rings };
}
