import { z } from 'zod';

const text = z.string().min(1);

/** Settings of the flow returns. */
export const returnsSettings = z
  .object({
    link: z
      .enum(['delivery', 'own'])
      .default('delivery')
      .describe(
        'Goods that come back are booked as Odoo’s return of the delivery they left with, so that delivered quantity and cost go back too; or always as an incoming transfer of their own.',
      ),
    unlinked: z
      .enum(['book', 'case'])
      .default('book')
      .describe(
        'A return whose shipment is not known is booked as an incoming transfer of its own, or a person is asked.',
      ),
    wait_hours: z
      .number()
      .nonnegative()
      .default(24)
      .describe('How long a completed return waits for its shipment to be booked before it counts as not known.'),
    operation_type: text
      .default('ShipBob returns')
      .describe(
        'Name of the operation type for returns without a delivery; without such a one the warehouse’s own receipts are used.',
      ),
    quarantine_location: text
      .default('{warehouse}/Quarantine')
      .describe(
        'Complete name of the internal location for goods in quarantine; `{warehouse}` is the code of the centre’s warehouse.',
      ),
    dispose: z
      .enum(['scrap', 'quarantine'])
      .default('scrap')
      .describe(
        'Goods that ShipBob disposed of go to quarantine and are scrapped there with the reason, or stay there.',
      ),
    bad_lots: z
      .enum(['quarantine', 'case'])
      .default('quarantine')
      .describe(
        'Restocked goods of an expired lot, or of one that Odoo does not know, go to quarantine, or a person is asked.',
      ),
    credit_note: z
      .enum(['never', 'activity', 'draft'])
      .default('never')
      .describe(
        'A credit note for what came back: none; `activity` gives a person the task, on the delivery that came back; `draft` makes a draft that reverses the posted invoices’ lines of the returned quantity, never posted by itself, and gives the task for what a draft cannot tell (kits, other units).',
      ),
    credit_wait_days: z
      .number()
      .nonnegative()
      .default(30)
      .describe(
        'With `credit_note: draft`: for how many days after a return was completed an invoice of its goods that is posted only later is looked for, once a day, and then credited.',
      ),
    activity_user_id: z
      .number()
      .int()
      .positive()
      .nullable()
      .default(null)
      .describe(
        'Id of the Odoo user who gets the tasks of `returns.credit_note`; without one a note is written instead.',
      ),
  })
  .strict();
