import { z } from 'zod';

/** Settings of the flow receiving: what ShipBob put away, and how it comes into Odoo. */
export const receiptSettings = z.object({
  when: z
    .enum(['completed', 'stowed'])
    .default('completed')
    .describe('A receipt is booked when ShipBob says Completed, or each time more has been stowed.'),
  set_external_sync: z
    .boolean()
    .default(true)
    .describe('ShipBob is told when everything that it stowed is booked in Odoo; a hint for other tools.'),
});

export const cutoverSettings = z.object({
  live_from: z.iso
    .datetime({ offset: true })
    .nullable()
    .default(null)
    .describe(
      'What happened at ShipBob before this time is taken as already true in Odoo and never executed; without it, the time at which the connection was made.',
    ),
});
