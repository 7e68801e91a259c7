import { z } from 'zod';

/** Settings of the flow receiving: what ShipBob put away, and how it comes into Odoo. */
export const receiptSettings = z.object({
  when: z
    .enum(['completed', 'stowed'])
    .default('completed')
    .describe('A receipt is booked when ShipBob says Completed, or each time more has been stowed.'),
  stow_days: z
    .number()
    .nonnegative()
    .default(5)
    .describe(
      'With `completed`: what was stowed is booked all the same once stowing has gone on for this many days without an end.',
    ),
  qty: z
    .enum(['stowed', 'received'])
    .default('stowed')
    .describe('Which of ShipBob’s quantities is booked: what became sellable stock, or what was counted.'),
  count_gap: z
    .enum(['off', 'note', 'case'])
    .default('case')
    .describe(
      'ShipBob counted more than it had put away when the WRO ended (it may be damaged, or found later): said nowhere, in the pass, or as a case. What was put away is booked all the same.',
    ),
  short_after_days: z
    .number()
    .nonnegative()
    .default(14)
    .describe('This many days after a short WRO ended, the case proposes to close the receipt short.'),
  over: z
    .enum(['actual', 'cap', 'hold'])
    .default('actual')
    .describe(
      'More was stowed than is ordered: booked as it is and told; booked up to the order and the rest told; or none of that product is booked.',
    ),
  unexpected: z
    .enum(['hold', 'add_to_po', 'child_receipt', 'adjust_stock'])
    .default('hold')
    .describe(
      'Goods that are not on the order are a case. What it proposes: nothing; to receive them on the order’s open receipt; on a receipt of their own; or to raise the stock.',
    ),
  late: z
    .enum(['hold', 'add_to_po', 'child_receipt', 'adjust_stock'])
    .default('adjust_stock')
    .describe('The same for goods that are found after the receipt was closed, when no backorder is open for them.'),
  watch_days: z
    .number()
    .int()
    .min(0)
    .max(365)
    .default(90)
    .describe('How long a completed WRO is looked at again, once a day, for what ShipBob finds later.'),
  placement: z
    .enum(['in_transit', 'at_completion', 'off'])
    .default('in_transit')
    .describe(
      'A WRO that goes through a hub, and that ShipBob spreads over centres (placement programme): what the hub counted comes into the location in transit, and moves on to each centre’s location as it is stowed there; or it is booked where the receipt says once the WRO is Completed, and moves on from there; or only the receipt’s own place counts.',
    ),
  in_transit_location: z
    .string()
    .min(1)
    .default('{warehouse}/In transit')
    .describe(
      'Complete name of the Odoo location for goods between a hub and their centres; `{warehouse}` stands for the warehouse’s code.',
    ),
  unclaimed: z
    .enum(['associate', 'hold'])
    .default('associate')
    .describe(
      'Goods on hold at ShipBob (URO) that name no order are a case. What it proposes: to tell ShipBob that they belong to the one WRO of ours that lacks their product; or nothing.',
    ),
  internal_transfers: z
    .enum(['note', 'case'])
    .default('note')
    .describe(
      'A WRO that is ShipBob’s own transfer between centres belongs to no purchase order: it is told in the pass, or as a case with its goods while it is under way.',
    ),
  set_external_sync: z
    .boolean()
    .default(true)
    .describe('ShipBob is told when everything that it stowed is booked in Odoo; a hint for other tools.'),
});

export const fcSettings = z.object({
  unmapped: z
    .enum(['hold', 'fallback'])
    .default('hold')
    .describe(
      'Goods at a centre that `centres` does not name are held with a case, or booked where the receipt says. A wrong place corrupts the stock at both places.',
    ),
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
