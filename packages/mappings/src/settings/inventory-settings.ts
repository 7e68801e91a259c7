import { z } from 'zod';

/** Settings of the flow inventory. */
export const inventorySettings = z
  .object({
    adjust: z
      .enum(['off', 'propose', 'auto'])
      .default('off')
      .describe(
        'What becomes of a difference between ShipBob’s stock and Odoo’s: it is only reported; proposed to a person; or set in Odoo within the two limits below, and proposed beyond them. At ShipBob’s version 2025-07, which tells no movements, nothing is set without asking.',
      ),
    auto_units: z
      .number()
      .nonnegative()
      .default(5)
      .describe('With `auto`: most units of one product at one place that are set without asking.'),
    auto_value: z
      .number()
      .nonnegative()
      .default(50)
      .describe('With `auto`: highest value (units times cost, in the company’s currency) that is set without asking.'),
    by_lot: z
      .boolean()
      .default(true)
      .describe('Products by lot or serial number are compared lot by lot; else by their sum, and then never set.'),
    quiet_minutes: z
      .number()
      .nonnegative()
      .default(30)
      .describe('A product on which either side moved something in so many minutes before the cut is left out of it.'),
    history_days: z
      .number()
      .int()
      .min(1)
      .max(87)
      .default(30)
      .describe('How far back both sides’ movements are read, to tell why stock differs.'),
    cut_hours: z
      .number()
      .min(1)
      .max(168)
      .default(24)
      .describe('How often a cut is taken. A difference counts once two cuts in a row show the same one.'),
  })
  .strict();
