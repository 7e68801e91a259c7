import { z } from 'zod';

const text = z.string().min(1);
const packageTypes = ['Package', 'Pallet', 'FloorLoadedContainer'] as const;
const boxPackagings = ['EverythingInOneBox', 'OneSkuPerBox', 'MultipleSkuPerBox'] as const;

/** What differs for one supplier; what is absent is as everywhere. */
const supplier = z
  .object({
    package: z.enum(packageTypes).optional(),
    box_packaging: z.enum(boxPackagings).optional(),
    units_per_box: z.number().int().positive().optional(),
    fulfillment_center_id: z.number().int().positive().optional(),
    exclude: z.boolean().optional(),
  })
  .strict();

const fee = (start: number, perDay: number, freeHours: number) =>
  z
    .object({
      start: z.number().nonnegative().default(start),
      per_day: z.number().nonnegative().default(perDay),
      free_hours: z.number().nonnegative().default(freeHours),
    })
    .prefault({});

/**
 * Settings of the flow purchase-orders. Fees of unidentified receiving orders (UROs) are those of ShipBob's help page "On
 * hold receiving"; contracts differ, so each is a setting.
 */
export const wroSettings = z
  .object({
    create_on: z
      .enum(['confirm', 'approve', 'field'])
      .default('confirm')
      .describe(
        'When a confirmed order’s receipt is announced: at once; after a person approved the proposed WRO; or once the field named by `create_field` is set.',
      ),
    create_field: text
      .nullable()
      .default(null)
      .describe(
        'Name of a field of purchase.order (a tick or a date); its being filled announces the order’s receipts.',
      ),
    unit: z
      .enum(['receipt', 'order'])
      .default('receipt')
      .describe('One WRO for each receipt, or one for all receipts of an order that are open when it is announced.'),
    number_template: text
      .default('{po.name}')
      .describe(
        'Number of the first receipt’s WRO; `{po.name}`, `{po.ref}` (supplier’s reference), `{supplier}`, `{picking}`, `{n}` (place of the receipt).',
      ),
    number_template_next: text.default('{po.name}-{n}').describe('Number of each further WRO of the order.'),
    match_keys: z
      .array(z.enum(['partner_ref']))
      .default(['partner_ref'])
      .describe(
        'By what else than the numbers of the templates a WRO that somebody made by hand is looked for: the supplier’s reference.',
      ),
    package: z.enum(packageTypes).default('Package').describe('How the goods arrive.'),
    box_packaging: z
      .enum(boxPackagings)
      .default('EverythingInOneBox')
      .describe(
        'One box with everything, boxes of one SKU each, or boxes of several SKUs (split into several WROs where ShipBob’s limits ask for it).',
      ),
    units_per_box: z
      .number()
      .int()
      .positive()
      .nullable()
      .default(null)
      .describe(
        'How many units fill one box, of products whose own field does not say; null: not known, and a box then holds all there is of its SKU, or of everything.',
      ),
    units_per_box_field: text
      .nullable()
      .default(null)
      .describe('Field of product.product that says how many units of the product fill one box.'),
    suppliers: z
      .record(z.string(), supplier)
      .default({})
      .describe(
        'What differs for a supplier, by its name in Odoo or `#<id>`: `package`, `box_packaging`, `units_per_box`, `fulfillment_center_id`, or `exclude` (its orders are none of ShipBob’s).',
      ),
    centre_field: text
      .nullable()
      .default(null)
      .describe(
        'Field of the receipt, or of its order, that names the mapped centre its goods go to, before what `suppliers` and the warehouse say: by its id, the code of its warehouse or its location.',
      ),
    item_pounds_max: z
      .number()
      .positive()
      .default(50)
      .describe('Weight of one unit, in pounds, beyond which `heavy_items` applies: what ShipBob takes in a package.'),
    heavy_items: z
      .enum(['off', 'note', 'hold'])
      .default('note')
      .describe(
        'A unit of the goods weighs more than `item_pounds_max` and they come as packages: said nowhere, in the pass, or a case that holds the receipt.',
      ),
    tracking_field: text
      .nullable()
      .default('carrier_tracking_ref')
      .describe(
        'Field of the receipt (stock.picking) with the tracking numbers, one for each box, separated by commas.',
      ),
    tracking_placeholder: z
      .string()
      .default('{number}')
      .describe(
        'Sent as a box’s tracking number, which ShipBob requires, while none is known; `{number}` is the WRO’s number.',
      ),
    freight: z
      .object({
        carrier: text.optional(),
        bol_number: text.optional(),
        container_number: text.optional(),
        vessel_name: text.optional(),
        freight_forwarder: text.optional(),
        notes: text.optional(),
      })
      .strict()
      .prefault({})
      .describe(
        'Names of the fields of the receipt (or, where it leaves them empty, of its order) that hold the carrier, the bill of lading, the container, the vessel, the forwarder and words for the notes; told to ShipBob from version 2026-07 on.',
      ),
    freight_notes: z
      .boolean()
      .default(true)
      .describe(
        'From version 2026-07 on the WRO’s notes name supplier, its reference and the mark by which a lost answer is found again; off: no notes are sent.',
      ),
    final_centre_field: text
      .nullable()
      .default(null)
      .describe(
        'Field of the receipt, or of its order, that names the mapped centre where the goods end when another one receives them: by its id, the code of its warehouse or its location; from version 2026-07 on.',
      ),
    lot_policy: z
      .enum(['hold', 'placeholder'])
      .default('hold')
      .describe(
        'Goods tracked by lot whose lots or dates are not on the receipt yet: a case, or announced under a placeholder (and flagged as a risk).',
      ),
    lot_placeholder: z
      .string()
      .default('PENDING-{number}')
      .describe('The placeholder’s lot number; `{number}` is the WRO’s number.'),
    lot_placeholder_days: z
      .number()
      .int()
      .positive()
      .default(365)
      .describe('The placeholder’s date, in days after the arrival.'),
    serials: z
      .enum(['hold', 'announce'])
      .default('hold')
      .describe(
        'Goods tracked by serial number: a case, or announced by quantity, since ShipBob takes no serial numbers.',
      ),
    rounding: z
      .enum(['refuse', 'ceil', 'floor'])
      .default('refuse')
      .describe('A quantity that is no whole number of units: a case with the exact number, or rounded up or down.'),
    arrival_hour: z
      .number()
      .int()
      .min(0)
      .max(23)
      .default(12)
      .describe(
        'Hour of the day at which goods are said to arrive, on the clock of the centre (`centres[].time_zone`); used for the planned day, and for the next business day when that has passed.',
      ),
    on_change: z
      .enum(['propose', 'auto', 'never'])
      .default('propose')
      .describe(
        'Quantities, products or centre of an announced receipt changed beyond the tolerance: the change of the WRO is a case that proposes it; made at once while the goods are far enough away; or only told.',
      ),
    on_date_change: z
      .enum(['propose', 'auto', 'never'])
      .default('never')
      .describe('Only the planned date changed: proposed, written while the WRO is Awaiting, or noted in the pass.'),
    on_cancel: z
      .enum(['cancel', 'propose', 'never'])
      .default('cancel')
      .describe(
        'The order or receipt was cancelled and nothing has arrived: the WRO is cancelled, proposed so, or only told.',
      ),
    auto_days: z
      .number()
      .nonnegative()
      .default(7)
      .describe('`auto` changes a WRO by itself only while its arrival is more than this many days away.'),
    tolerance_share: z
      .number()
      .nonnegative()
      .default(0.1)
      .describe('A quantity that differs by less than this share …'),
    tolerance_units: z
      .number()
      .nonnegative()
      .default(25)
      .describe('… and by less than this many units is left as it is: ShipBob receives it all the same.'),
    uro_risk: z
      .enum(['off', 'note', 'case'])
      .default('case')
      .describe(
        'What makes ShipBob put goods on hold (unidentified receiving order) is said nowhere, in the pass, or as a case, with the fee at stake.',
      ),
    uro_days_before: z
      .number()
      .nonnegative()
      .default(3)
      .describe('A WRO without tracking numbers becomes a risk this many days before its arrival.'),
    uro_days: z.number().nonnegative().default(5).describe('For how many days on hold the fee at stake is reckoned.'),
    uro_fees: z
      .object({
        no_tracking: fee(25, 25, 0),
        overage: fee(0, 10, 72),
        lots: fee(0, 10, 72),
      })
      .prefault({})
      .describe('ShipBob’s fees for goods on hold, in dollars: once, and for each day after the free hours.'),
  })
  .refine((wro) => wro.create_on !== 'field' || wro.create_field !== null, {
    path: ['create_field'],
    message: 'must name the field of purchase.order that create_on waits for',
  });
