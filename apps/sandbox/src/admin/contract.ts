import { z } from 'zod';
import { faultSchema } from '../core/faults.js';
import { ORDER_STATUSES, SHIPMENT_STATUSES } from '../shipbob/order-records.js';
import { WRO_STATUSES } from '../shipbob/records.js';
import { webhookKnobSchema } from '../shipbob/webhooks/knobs.js';

/*
 * The admin interface in one place: the server parses with these schemas and the client's types come from them. Requests
 * are strict: a misspelt member that did nothing would make a test pass for the wrong reason.
 * `user_id` picks the ShipBob account; without it the first one is meant.
 */

const account = { user_id: z.number().int().optional() };

export const sinceSchema = z.strictObject({
  sinceSeq: z.coerce.number().int().nonnegative().default(0),
  side: z.enum(['odoo', 'shipbob']).optional(),
});
export const emptySchema = z.strictObject({});
export const seedSchema = z.strictObject({ shipbob: z.unknown().optional(), odoo: z.unknown().optional() });
export const clockSchema = z.union([
  z.strictObject({ offsetMs: z.number().int() }),
  z.strictObject({ advanceMs: z.number().int() }),
]);
export const faultsSchema = z.strictObject({ faults: z.array(faultSchema).min(1) });

/** A WRO by its number or its id. */
const wro = { ...account, purchase_order_number: z.string().optional(), wro_id: z.number().int().optional() };
export const wroSchema = z.strictObject(wro);
export const wroStatusSchema = z.strictObject({ ...wro, status: z.enum(WRO_STATUSES) });
export const stowSchema = z.strictObject({
  ...wro,
  items: z
    .array(
      z.strictObject({
        sku: z.string(),
        box: z.number().int().positive().optional(),
        stowed: z.number().int().nonnegative().optional(),
        received: z.number().int().nonnegative().optional(),
        lot_number: z.string().nullish(),
        /** Of a lot that nobody announced. */
        lot_date: z.string().nullish(),
      }),
    )
    .min(1),
  /** Ends the WRO after this visit. */
  complete: z.boolean().default(false),
});
export const createSchema = z.strictObject({ ...account, body: z.unknown() });
export const accountSchema = z.strictObject(account);

export const adjustSchema = z.strictObject({
  ...account,
  sku: z.string(),
  fulfillment_center_id: z.number().int(),
  /** Pieces to add; negative takes away. */
  change: z.number().int(),
  /** Shows in the inventory history. */
  reason: z.string().optional(),
  lot_number: z.string().nullable().default(null),
  lot_date: z.string().nullable().default(null),
});

const trackingSchema = z.strictObject({
  carrier: z.string(),
  carrier_service: z.string().nullable().default(null),
  tracking_number: z.string(),
  tracking_url: z.string().nullable().default(null),
});

/** An order by its reference or id. */
const order = { ...account, reference_id: z.string().optional(), order_id: z.number().int().optional() };
/** One shipment of the order; without it all that are still open are meant. */
const shipment = { ...order, shipment_id: z.number().int().optional() };

export const createOrderSchema = z.strictObject({
  ...account,
  /** The channel it came in through; the first one by default. A foreign one makes a foreign order. */
  channel_id: z.number().int().optional(),
  body: z.unknown(),
});
export const orderSchema = z.strictObject(order);
export const allocateSchema = z.strictObject({
  ...order,
  shipments: z
    .array(
      z.strictObject({
        fulfillment_center_id: z.number().int(),
        items: z
          .array(
            z.strictObject({
              sku: z.string(),
              quantity: z.number().int().positive(),
              lot_number: z.string().nullable().default(null),
              expiration_date: z.string().nullable().default(null),
              serial_numbers: z.array(z.string()).default([]),
            }),
          )
          .min(1),
      }),
    )
    .min(1),
});
const cartons = z
  .array(
    z.strictObject({
      barcode: z.string(),
      items: z.array(z.strictObject({ sku: z.string(), quantity: z.number().int().positive() })),
    }),
  )
  .default([]);
export const labelSchema = z.strictObject({ ...shipment, tracking: trackingSchema.nullable().default(null), cartons });
export const shipmentSchema = z.strictObject(shipment);
export const trackSchema = z.strictObject({ ...shipment, tracking: trackingSchema });
export const shipmentStatusSchema = z.strictObject({
  ...shipment,
  status: z.enum(SHIPMENT_STATUSES),
  detail: z.strictObject({ id: z.number().int(), name: z.string(), description: z.string().default('') }).optional(),
});

export const knobsSchema = z.strictObject({
  knobs: z.array(webhookKnobSchema),
  seed: z.number().int().optional(),
});
export const releaseSchema = z.strictObject({ order: z.enum(['forward', 'reverse', 'shuffle']).default('reverse') });
export const waitSchema = z.strictObject({ timeoutMs: z.number().int().positive().max(300_000).default(30_000) });
export const sendSchema = z.strictObject({
  ...account,
  topic: z.string(),
  /** A JSON value, or the exact text to send. */
  body: z.unknown().optional(),
  raw: z.string().optional(),
  subscription_id: z.number().int().optional(),
  webhook_id: z.string().optional(),
  knob: webhookKnobSchema.optional(),
});
export const replaySchema = z.strictObject({ seqs: z.array(z.number().int()).min(1) });

/* Answers, as the client reads them. Parsed tolerantly: unknown members are kept out of the types only. */

export const effectSchema = z.object({
  seq: z.number(),
  side: z.string(),
  type: z.string(),
  key: z.string(),
  detail: z.json(),
});
export const entrySchema = z.object({
  seq: z.number(),
  at: z.string(),
  side: z.enum(['odoo', 'shipbob']),
  kind: z.enum(['read', 'mutating']),
  call: z.string(),
  request: z.json(),
  outcome: z.enum(['committed', 'answered', 'refused', 'lost']),
  status: z.number().nullable(),
  fault: z.string().nullable(),
  effects: z.array(z.object({ type: z.string(), key: z.string(), detail: z.json() })),
});
export const countsSchema = z.object({
  calls: z.number(),
  mutating: z.number(),
  byCall: z.record(z.string(), z.number()),
});
export const clockAnswerSchema = z.object({ now: z.string(), offsetMs: z.number(), warning: z.string().nullable() });
export const deliverySchema = z.object({
  seq: z.number(),
  webhookId: z.string(),
  topic: z.string(),
  subscriptionId: z.number(),
  url: z.string(),
  body: z.string(),
  state: z.enum(['held', 'pending', 'delivered', 'failed', 'dropped']),
  attempts: z.array(
    z.object({ at: z.string(), status: z.number().nullable(), error: z.string().nullable(), durationMs: z.number() }),
  ),
  dueAtMs: z.number(),
});
export const wroAnswerSchema = z.looseObject({
  id: z.number(),
  status: z.string(),
  purchase_order_number: z.string().nullable(),
  inventory_quantities: z.array(
    z.looseObject({
      inventory_id: z.number(),
      sku: z.string().nullable(),
      expected_quantity: z.number(),
      received_quantity: z.number(),
      stowed_quantity: z.number(),
    }),
  ),
});
export const orderAnswerSchema = z.looseObject({
  id: z.number(),
  reference_id: z.string(),
  status: z.enum(ORDER_STATUSES),
  shipments: z.array(z.looseObject({ id: z.number(), status: z.string() })),
});
export const productAnswerSchema = z.looseObject({
  id: z.number(),
  name: z.string(),
  variants: z.array(
    z.looseObject({
      id: z.number(),
      sku: z.string(),
      inventory: z.looseObject({ inventory_id: z.number().nullable(), on_hand_qty: z.number() }),
    }),
  ),
});
export const subscriptionAnswerSchema = z.looseObject({
  id: z.string(),
  url: z.string(),
  topics: z.array(z.string()),
  enabled: z.boolean(),
});
