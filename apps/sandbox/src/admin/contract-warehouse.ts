import { z } from 'zod';
import { CARRIER_STATUSES } from '../shipbob/order-records.js';

/* What happens in a warehouse beyond the plain way of a WRO, and on the road; see contract.ts for the rules. */

const account = { user_id: z.number().int().optional() };
const wro = { ...account, purchase_order_number: z.string().optional(), wro_id: z.number().int().optional() };

export const arriveSchema = z.strictObject({
  ...wro,
  /** Box numbers; all by default. */
  boxes: z.array(z.number().int().positive()).min(1).optional(),
  /** They arrive at the region's hub. */
  at_hub: z.boolean().default(false),
});
export const splitSchema = z.strictObject({
  ...wro,
  boxes: z.array(z.number().int().positive()).min(1),
  new_purchase_order_number: z.string().nullable().default(null),
});
export const spreadSchema = z.strictObject({
  ...wro,
  /** Totals so far of what a hub sends on to each centre. */
  items: z
    .array(
      z.strictObject({
        sku: z.string(),
        fulfillment_center_id: z.number().int(),
        expected: z.number().int().nonnegative().optional(),
        received: z.number().int().nonnegative().optional(),
        stowed: z.number().int().nonnegative(),
        lot_number: z.string().nullable().optional(),
      }),
    )
    .min(1),
});
export const mergeSchema = z.strictObject({
  ...account,
  /** What lives on. */
  into: z.string(),
  /** SKUs that disappear into it. */
  skus: z.array(z.string()).min(1),
});
export const lotSchema = z.strictObject({
  ...wro,
  sku: z.string(),
  box: z.number().int().positive().optional(),
  lot_number: z.string().nullable(),
  lot_date: z.string().nullable().default(null),
});
export const uroSchema = z.strictObject({
  ...account,
  reason: z.string().default('No matching WRO'),
  barcode: z.string().nullable().default(null),
  comment: z.string().nullable().default(null),
  tracking_barcode: z.string().nullable().default(null),
});
export const carrierSchema = z.strictObject({
  ...account,
  reference_id: z.string().optional(),
  order_id: z.number().int().optional(),
  shipment_id: z.number().int().optional(),
  status: z.enum(CARRIER_STATUSES),
  substatus: z.string().default(''),
  message: z.string().default(''),
  location: z.string().nullable().default(null),
});

export const uroAnswerSchema = z.looseObject({ id: z.number(), linked_wro_id: z.number().nullable() });
export const historyAnswerSchema = z.array(
  z.object({
    id: z.number(),
    sku: z.string().nullable(),
    category: z.string(),
    at: z.string(),
    fulfillment_center_id: z.number(),
    lot_number: z.string().nullable(),
    change: z.number(),
  }),
);
