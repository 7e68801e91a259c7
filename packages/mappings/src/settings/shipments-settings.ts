import { z } from 'zod';

const text = z.string().min(1);

/** Settings of the flow shipments. */
export const shipmentsSettings = z.object({
  match_keys: z
    .array(z.string().regex(/^[a-z][a-z0-9_]*$/, 'is no name of a field of sale.order'))
    .default(['link', 'name', 'client_order_ref', 'origin'])
    .describe(
      'By what a ShipBob order’s sale order is found; the first key that finds one decides. `link`: the order of a delivery that one of its shipments is linked to; `picking_origin`: the source document of a delivery; every other key is a field of sale.order that is compared with the ShipBob order’s numbers, also a channel’s own such as `amazon_order_ref`.',
    ),
  grace_hours: z
    .number()
    .nonnegative()
    .default(24)
    .describe(
      'How long a ShipBob order may wait for its sale order before `unmatched` applies; 0 for accounts whose orders never reach Odoo.',
    ),
  unmatched: z
    .enum(['picking', 'daily', 'adjust', 'ignore', 'case'])
    .default('picking')
    .describe(
      'What becomes of a shipment whose order never reached Odoo: one delivery of its own without an invoice; its part of one such delivery for each centre and day; a delivery of its own out to the inventory loss location, so that only stock is corrected; nothing; or a person is asked. When the sale order appears later, what was booked for the shipment is reversed and its own delivery booked.',
    ),
  daily_close_hours: z
    .number()
    .nonnegative()
    .max(24)
    .default(2)
    .describe(
      'With `unmatched: daily`: how long after the end of a day, by the clock of the centre, its delivery is booked. A shipment that comes later goes into the next day’s.',
    ),
  unmatched_type: text
    .default('ShipBob channel deliveries')
    .describe(
      'Name of the operation type (kind: delivery) of such deliveries; where the warehouse has none of that name, its own deliveries are taken.',
    ),
  unmatched_partner: text
    .nullable()
    .default(null)
    .describe('Name of the contact that such deliveries go to; without one they name nobody.'),
  when: z
    .enum(['completed_or_labelled', 'completed'])
    .default('completed_or_labelled')
    .describe(
      'Stock is booked when the shipment is Completed, or when it has been labelled for `label_hours`; or only when it is Completed.',
    ),
  label_hours: z
    .number()
    .nonnegative()
    .default(24)
    .describe('With `completed_or_labelled`: after how many hours a label counts as shipped.'),
  carrier_map: z
    .record(z.string(), z.string())
    .default({})
    .describe(
      'ShipBob’s carrier name -> name of the delivery.carrier in Odoo. Unmapped carriers leave the field empty.',
    ),
  lot_fallback: z
    .enum(['fefo', 'case'])
    .default('fefo')
    .describe(
      'Goods that Odoo keeps by lot, and ShipBob named none: the lots that expire first are taken, and the delivery’s note says so; or a person is asked.',
    ),
  wrong_warehouse: z
    .enum(['case', 'move'])
    .default('case')
    .describe(
      'The open delivery leaves another warehouse than the shipment did: a person is asked, or the delivery is booked out of the right one.',
    ),
  short_stock: z
    .enum(['book', 'case'])
    .default('book')
    .describe(
      'More left than Odoo has in stock: booked all the same, since the goods are gone, with a line in the delivery’s note; or a person is asked.',
    ),
  replacement: z
    .enum(['picking', 'case'])
    .default('picking')
    .describe(
      'A further shipment of an order of which everything was delivered already: a delivery of its own to the same customer, or a person is asked.',
    ),
  tracking_checks_hours: z
    .array(z.number().positive())
    .default([1, 4, 24, 48, 72, 96, 120, 144, 168])
    .describe(
      'Hours after the label at which a missing tracking number is looked for again; after the last one a person is asked. Empty: nobody waits for it.',
    ),
  delivered_note: z
    .boolean()
    .default(false)
    .describe('The day of delivery is written into the note of the delivery in Odoo.'),
  on_exception: z
    .enum(['case', 'activity', 'both'])
    .default('both')
    .describe(
      'A shipment that stands still at ShipBob: a review case, an activity for the sale order’s salesperson, or both. Without a salesperson it is a case.',
    ),
});
