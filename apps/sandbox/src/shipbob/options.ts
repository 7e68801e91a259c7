import { z } from 'zod';

/** Knobs of the ShipBob side. Defaults are the live behaviour where it is known, and no artificial waiting. */
export const shipbobOptionsSchema = z.object({
  /** Calls allowed per window, per (user, application). ShipBob docs "rate limits": 150 in 60 s. */
  rateLimitMax: z.number().int().positive().default(150),
  rateLimitWindowMs: z.number().int().positive().default(60_000),
  /** `x-remaining-calls` may be absent on the live API. */
  remainingCallsHeader: z.boolean().default(true),
  /** Real milliseconds until a created product or WRO shows up in lists. */
  readLagMs: z.number().int().nonnegative().default(0),
  /** The same for orders; the live API takes about 5 s. */
  orderReadLagMs: z.number().int().nonnegative().default(0),
  /** The live API takes https only; on one machine http is needed. */
  allowHttpWebhooks: z.boolean().default(true),
  /** Real milliseconds a webhook receiver may take. */
  webhookTimeoutMs: z.number().int().positive().default(15_000),
  /** Sandbox milliseconds per documented millisecond of the retry schedule; 0.001 makes 5 s into 5 ms. */
  webhookTimeScale: z.number().positive().default(1),
  /** `order` = once when all labels are printed (newer docs); `shipment` = once for each label (older docs). */
  orderShippedPer: z.enum(['order', 'shipment']).default('order'),
  /** The WRO says `received_quantity: 0` while goods are being stowed (observed); its boxes say better. */
  receivedLagsStow: z.boolean().default(true),
  /** GET /order?HasTracking=true is a 500 on the live API. */
  hasTrackingBroken: z.boolean().default(true),
  /** Adds members that no document names, to prove that the reader tolerates them. */
  unknownMembers: z.boolean().default(false),
});
export type ShipBobOptions = z.infer<typeof shipbobOptionsSchema>;
