import type { PlannedEffect } from '../plan.js';
import type { InvoiceSeen, OdooLandedCosts } from '../seen-billing.js';
import type { ShipBobInvoice } from '../seen-shipbob.js';
import type { PlanContext } from '../settings.js';
import { cased, type Findings, noFindings, together } from '../shared/building.js';
import { listed } from '../shared/text.js';
import * as cases from './billing.cases.js';
import { receivingFees } from './billing.effects.js';
import { amountOf, microsOf, money, sameMoney } from './money.js';
import { dayOf } from './suspects.js';

export const landedCostId = (invoiceId: number, wroId: string): string => `shipbob.landed_${invoiceId}_${wroId}`;

/** Inbound fees of each WRO as a draft landed cost on its receipt, made once; what keeps that from being is a case. */
export function landedCosts(seen: InvoiceSeen, invoice: ShipBobInvoice, context: PlanContext): Findings {
  const { landed_cost } = context.settings.billing;
  const fees = receivingFees(seen).filter(({ amount }) => amount !== 0);
  if (landed_cost !== 'record' || fees.length === 0) return noFindings();
  const why = hindrance(seen.landed, invoice, context);
  if (why !== null) {
    const rows = fees.map(({ thing, amount }) => ({ wro_id: thing.id, amount: amountOf(amount) }));
    return cased(cases.landedCostHeld(invoice, why, rows));
  }
  return together(
    fees.map((fee) => {
      const standing = seen.landed?.standing[landedCostId(invoice.invoice_id, fee.thing.id)];
      if (standing === undefined) return { ...noFindings(), effects: [effectOf(fee, seen, invoice, context)] };
      if (sameMoney(microsOf(standing.amount), fee.amount)) return noFindings();
      return cased(cases.landedCostDiffers(invoice, fee.thing.id, standing, amountOf(fee.amount)));
    }),
  );
}

/** In words, what Odoo or the settings lack; null when nothing does. */
function hindrance(
  landed: OdooLandedCosts | undefined,
  invoice: ShipBobInvoice,
  { settings }: PlanContext,
): string | null {
  const { landed_cost_product: product } = settings.billing;
  if (landed === undefined || landed.state === 'missing')
    return 'Odoo has no landed costs: its app Landed Costs (module stock_landed_costs) is not installed';
  if (landed.state === 'denied')
    return 'Odoo keeps landed costs for the right Inventory Administrator, which the connector’s user does not have';
  if (product === null) return 'no product for them is named in billing.landed_cost_product';
  if (landed.product_id === null) return `Odoo has not exactly one product with the internal reference ${product}`;
  return landed.currency === invoice.currency_code
    ? null
    : `the invoice is in ${invoice.currency_code || 'no currency'}, and landed costs are in the company’s ${landed.currency}`;
}

function effectOf(
  { thing, receiptId, amount }: ReturnType<typeof receivingFees>[number],
  seen: InvoiceSeen,
  invoice: ShipBobInvoice,
  { settings }: PlanContext,
): PlannedEffect {
  const text = money(amount, invoice.currency_code);
  const name = listed([`ShipBob receiving of WRO ${thing.id}`, `invoice ${invoice.invoice_id}`]);
  return {
    flow: 'billing',
    operation: 'odoo.landed_cost.draft',
    target: 'odoo',
    kind: 'create',
    businessKey: landedCostId(invoice.invoice_id, thing.id),
    title: `draft landed cost of ${text} on the receipt of WRO ${thing.id}`,
    before: null,
    after: { receipt: receiptId, amount: amountOf(amount), split: settings.billing.landed_cost_split },
    request: {
      external_id: landedCostId(invoice.invoice_id, thing.id),
      date: dayOf(invoice.invoice_date),
      picking_ids: [receiptId],
      product_id: seen.landed?.product_id ?? 0,
      name,
      price_unit: amountOf(amount),
      split_method: settings.billing.landed_cost_split,
    },
    reason: `ShipBob charged ${text} for receiving WRO ${thing.id}, and billing.landed_cost asks for a record`,
    link: null,
  };
}
