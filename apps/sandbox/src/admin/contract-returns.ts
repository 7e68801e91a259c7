import { z } from 'zod';
import { RETURN_STATUSES, TAKEN_ACTIONS } from '../shipbob/returns/records.js';

/* Returns in the admin interface; see contract.ts for the rules. */

const account = { user_id: z.number().int().optional() };
/** A return by its reference or its id. */
const which = { ...account, reference_id: z.string().optional(), return_id: z.number().int().optional() };

export const createReturnSchema = z.strictObject({
  ...account,
  /** The channel it belongs to; the first one by default. */
  channel_id: z.number().int().optional(),
  /** As for POST /return. */
  body: z.unknown(),
});
/** A parcel that came back: its shipment, or the only one of an order. */
export const returnToSenderSchema = z.strictObject({
  ...account,
  reference_id: z.string().optional(),
  order_id: z.number().int().optional(),
  shipment_id: z.number().int().optional(),
});
export const returnSchema = z.strictObject(which);
export const returnStatusSchema = z.strictObject({ ...which, status: z.enum(RETURN_STATUSES) });
export const processReturnSchema = z.strictObject({
  ...which,
  items: z
    .array(
      z.strictObject({
        sku: z.string(),
        /** What is done now, on top of what was done before. */
        actions: z
          .array(
            z.strictObject({
              action: z.enum(TAKEN_ACTIONS),
              quantity: z.number().int().positive(),
              reason: z.string().nullable().default(null),
              image_url: z.url().nullable().default(null),
            }),
          )
          .min(1),
      }),
    )
    .min(1),
  /** Ends the return after this visit. */
  complete: z.boolean().default(false),
});

export const returnAnswerSchema = z.looseObject({
  id: z.number(),
  reference_id: z.string().nullable(),
  status: z.string(),
  return_type: z.string(),
  inventory: z.array(
    z.looseObject({
      id: z.number(),
      quantity: z.number(),
      action_taken: z.array(z.looseObject({ action: z.string(), quantity_processed: z.number() })),
    }),
  ),
});
