import type { SeededRandom } from '@mlc/kernel';
import { z } from 'zod';

/**
 * What to do wrong with webhooks. A rule strikes messages whose topic contains `topic`, `times` of them (null = all), and
 * spoils their first attempt only or all of them.
 */
export const webhookKnobSchema = z.strictObject({
  topic: z.string().default(''),
  times: z.number().int().positive().nullable().default(null),
  attempts: z.enum(['first', 'all']).default('first'),
  /** More copies with the same webhook-id, sent at once. */
  duplicatesSameId: z.number().int().nonnegative().default(0),
  /** More copies with an id of their own. */
  duplicatesNewId: z.number().int().nonnegative().default(0),
  /** Sandbox milliseconds before the first attempt. */
  delayMs: z.number().int().nonnegative().default(0),
  /** Never sent. */
  dropProbability: z.number().min(0).max(1).default(0),
  /** Signed with a key that is not the subscription's. */
  badSignature: z.boolean().default(false),
  /** Added to the timestamp; -600 is ten minutes old. */
  timestampSkewSeconds: z.number().int().default(0),
  /** A signature by an older key in front of the good one, as while a key is rotated. */
  twoSignatures: z.boolean().default(false),
  /** Without the `=` at the end, as in ShipBob's printed sample. */
  unpadded: z.boolean().default(false),
  /** Sent as header `shipbob_channel_id`. */
  channelHeader: z.string().nullable().default(null),
});
export type WebhookKnob = z.infer<typeof webhookKnobSchema>;
export type WebhookKnobInput = z.input<typeof webhookKnobSchema>;

const NOTHING = webhookKnobSchema.parse({});

interface Rule {
  knob: WebhookKnob;
  struck: number;
}

/** The rules in force. */
export class WebhookKnobs {
  #rules: Rule[] = [];

  set(knobs: WebhookKnob[]): void {
    this.#rules = knobs.map((knob) => ({ knob, struck: 0 }));
  }

  /** All rules that strike this message, as one; and whether it is dropped. */
  strike(topic: string, random: SeededRandom): { knob: WebhookKnob; dropped: boolean } {
    let knob = { ...NOTHING };
    let dropped = false;
    for (const rule of this.#rules) {
      if (!topic.includes(rule.knob.topic)) continue;
      if (rule.knob.times !== null && rule.struck >= rule.knob.times) continue;
      rule.struck += 1;
      if (rule.knob.dropProbability > 0 && random.next() < rule.knob.dropProbability) dropped = true;
      knob = merge(knob, rule.knob);
    }
    return { knob, dropped };
  }
}

function merge(a: WebhookKnob, b: WebhookKnob): WebhookKnob {
  return {
    topic: b.topic,
    times: b.times,
    attempts: a.attempts === 'all' || b.attempts === 'all' ? 'all' : 'first',
    duplicatesSameId: a.duplicatesSameId + b.duplicatesSameId,
    duplicatesNewId: a.duplicatesNewId + b.duplicatesNewId,
    delayMs: a.delayMs + b.delayMs,
    dropProbability: 0,
    badSignature: a.badSignature || b.badSignature,
    timestampSkewSeconds: a.timestampSkewSeconds + b.timestampSkewSeconds,
    twoSignatures: a.twoSignatures || b.twoSignatures,
    unpadded: a.unpadded || b.unpadded,
    channelHeader: b.channelHeader ?? a.channelHeader,
  };
}
