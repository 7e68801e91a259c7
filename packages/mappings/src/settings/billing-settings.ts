import { z } from 'zod';

const text = z.string().min(1);

/** Kinds of suspected errors on invoices. */
export const SUSPECTS = ['double_charge', 'fee_without_event', 'event_without_fee', 'weight_jump'] as const;

/** Settings of the flow billing. ShipBob mends its own errors within 90 days (its terms); contracts differ. */
export const billingSettings = z.object({
  vendor: text
    .nullable()
    .default(null)
    .describe(
      'Name of the partner in Odoo that ShipBob’s bills come from. While none is named no bill is drafted, and charges are only examined.',
    ),
  journal: text
    .nullable()
    .default(null)
    .describe('Code of the purchase journal that bills are drafted in; without it Odoo’s default.'),
  group_by: z
    .enum(['fee_centre', 'shipment', 'sku', 'channel'])
    .default('fee_centre')
    .describe(
      'Lines of a bill: one for each fee and centre; for each fee and shipment (return, WRO); for each fee and SKU; or for each fee, centre and channel, with the channel’s analytic account.',
    ),
  account_map: z
    .record(z.string(), text)
    .default({})
    .describe('ShipBob’s fee (`Shipping`) -> code of the expense account in Odoo.'),
  suspense_account: text
    .nullable()
    .default(null)
    .describe('Code of the account for fees without an account, unmapped taxes and what ShipBob does not itemise.'),
  unmapped: z
    .enum(['suspense', 'hold'])
    .default('suspense')
    .describe('A fee without an account goes to the suspense account, or holds the bill; a case names it either way.'),
  tax_map: z
    .record(z.string(), text)
    .default({})
    .describe('ShipBob’s kind of tax (`GST`) -> name of the purchase tax in Odoo.'),
  analytic_map: z
    .record(z.string(), text)
    .default({})
    .describe('Name of a ShipBob channel -> name of the analytic account that its lines carry.'),
  post: z.enum(['never']).default('never').describe('Bills stay drafts; posting them is an accountant’s decision.'),
  landed_cost: z
    .enum(['off', 'note', 'record'])
    .default('off')
    .describe(
      'What a WRO’s inbound fees cost is written as a note on its receipt in Odoo, for whoever adds it as landed cost; or becomes a draft landed cost on that receipt, which nobody validates but a person (needs Odoo’s app Landed Costs and the right Inventory Administrator).',
    ),
  landed_cost_product: text
    .nullable()
    .default(null)
    .describe('Internal reference of the service product that stands for inbound fees on landed costs.'),
  landed_cost_split: z
    .enum(['equal', 'by_quantity', 'by_current_cost_price', 'by_weight', 'by_volume'])
    .default('by_quantity')
    .describe('How a landed cost is shared out over the goods of its receipt.'),
  suspects: z
    .array(z.enum(SUSPECTS))
    .default([...SUSPECTS])
    .describe('Suspected errors on invoices that become cases, with the money at stake and the days left to claim.'),
  claim_days: z
    .number()
    .int()
    .positive()
    .default(90)
    .describe('Days after a charge within which ShipBob mends an error; later ones are no longer cases.'),
  missing_fee_days: z
    .number()
    .int()
    .nonnegative()
    .default(14)
    .describe('Days that ShipBob may take to charge for a shipment, return or WRO before its absence is told.'),
  weight_jump: z
    .number()
    .gt(1)
    .default(1.5)
    .describe(
      'How many times heavier than the other shipments of the same goods a charged shipment may measure before it is suspected.',
    ),
});
