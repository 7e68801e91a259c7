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
  /** Sandbox milliseconds until inventory numbers follow a movement; the live API takes about a minute. */
  inventoryLagMs: z.number().int().nonnegative().default(0),
  /** A WRO for a centre in a hub region is answered with the hub as its centre. */
  hubSubstitution: z.boolean().default(true),
  /** Returns say `Awaiting Arrival`, as the field's description prints it, where filters say `AwaitingArrival`. */
  returnStatusBlank: z.boolean().default(false),
  /** Cancelling answers the action as a number (observed) where the documents have a word. */
  numericCancelAction: z.boolean().default(true),
  /** POST /simulate/shipment exists on ShipBob's own sandbox only. */
  simulation: z.boolean().default(true),
  /** What is charged, in USD: per shipment that left, per return and WRO that is completed, per piece and week. 0 for storage charges none. */
  feeShipping: z.number().nonnegative().default(8.1),
  feeReturn: z.number().nonnegative().default(3),
  feeReceiving: z.number().nonnegative().default(25),
  feeStoragePerPiece: z.number().nonnegative().default(0.02),
  /** Life of an OAuth access token, sandbox seconds (ShipBob docs "authentication"). */
  oauthAccessSeconds: z.number().int().positive().default(3600),
  /** How long a used refresh token is taken again; 0: not at all. What the live service does is not published. */
  oauthRefreshGraceSeconds: z.number().int().nonnegative().default(0),
  /** A used refresh token that comes again ends all that grew from it. */
  oauthReuseRevokes: z.boolean().default(false),
  /** False: a refresh answers without a new refresh token, and the old one stays good. */
  oauthRotates: z.boolean().default(true),
  /** What the merchant says at the consent page. */
  oauthConsent: z.enum(['approve', 'deny']).default('approve'),
  /** The merchant who is signed in there; null: the first one. */
  oauthUserId: z.number().int().nullable().default(null),
  /** Adds members that no document names, to prove that the reader tolerates them. */
  unknownMembers: z.boolean().default(false),
});
export type ShipBobOptions = z.infer<typeof shipbobOptionsSchema>;
