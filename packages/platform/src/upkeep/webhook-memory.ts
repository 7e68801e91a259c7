import type { JsonObject } from '@mlc/kernel';
import { z } from 'zod';

/** Name of the task and of what it remembers. */
export const WEBHOOKS = 'webhooks';

/** Latest mendings that are remembered for people. */
const DONE_MAX = 20;

const done = z.object({ at: z.string(), action: z.string(), id: z.string().nullable(), reason: z.string() });
export type WebhookDeed = z.infer<typeof done>;

const memorySchema = z.object({
  /** Where ShipBob delivers; null: nowhere, ShipBob is only polled. Undefined: not told yet. */
  url: z.string().nullish(),
  topics: z.array(z.string()).default([]),
  polled: z.array(z.object({ topic: z.string(), reason: z.string() })).default([]),
  /** Product time until which subscriptions with an older secret stay. */
  olderUntil: z.string().nullable().default(null),
  done: z.array(done).default([]),
});
export type WebhookMemory = z.infer<typeof memorySchema>;

export const readWebhookMemory = (memory: JsonObject): WebhookMemory => memorySchema.parse(memory);

export const writeWebhookMemory = (memory: WebhookMemory, deeds: readonly WebhookDeed[]): JsonObject => ({
  ...memory,
  url: memory.url ?? null,
  done: [...deeds, ...memory.done].slice(0, DONE_MAX),
});
