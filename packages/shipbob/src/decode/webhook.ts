import { z } from 'zod';

const subscriptionId = z.union([z.string().min(1), z.number().transform(String)]);

/** A subscription as GET /webhook lists it; the secret is never shown again. */
export const subscriptionSchema = z.object({
  id: subscriptionId,
  topics: z
    .array(z.string())
    .nullish()
    .transform((topics) => topics ?? []),
  url: z
    .string()
    .nullish()
    .transform((url) => url ?? ''),
  description: z
    .string()
    .nullish()
    .transform((description) => description ?? null),
  enabled: z
    .boolean()
    .nullish()
    .transform((enabled) => enabled ?? true),
});

export type Subscription = z.output<typeof subscriptionSchema>;

/** Answer of POST /webhook (200 by the specification, 201 observed). */
export const newSubscriptionSchema = z.object({ id: subscriptionId });
