import { randomBytes } from 'node:crypto';
import type { Subscription } from '../records.js';
import type { WebhookKnob } from './knobs.js';
import { signWebhook } from './sign.js';

export interface Attempt {
  /** Sandbox time, ISO 8601. */
  at: string;
  /** HTTP status, or null when there was no answer. */
  status: number | null;
  error: string | null;
  durationMs: number;
}

export interface Delivery {
  seq: number;
  webhookId: string;
  topic: string;
  subscriptionId: number;
  url: string;
  /** The exact text that is sent and signed. */
  body: string;
  state: 'held' | 'pending' | 'delivered' | 'failed' | 'dropped';
  attempts: Attempt[];
  /** Sandbox time (ms) of the next attempt. */
  dueAtMs: number;
}

/** The headers of one attempt (ShipBob docs "webhooks"): same id on every retry, a fresh timestamp each time. */
export function headersOf(
  delivery: Delivery,
  secret: string,
  nowMs: number,
  knob: WebhookKnob | null,
): Record<string, string> {
  const timestamp = String(Math.floor(nowMs / 1000) + (knob?.timestampSkewSeconds ?? 0));
  const raw = Buffer.from(delivery.body, 'utf8');
  const sign = (key: string): string => {
    const signature = signWebhook(key, delivery.webhookId, timestamp, raw);
    return knob?.unpadded ? signature.replace(/=+$/, '') : signature;
  };
  const otherKey = (): string => `whsec_${randomBytes(24).toString('base64')}`;
  const good = sign(knob?.badSignature ? otherKey() : secret);
  return {
    'content-type': 'application/json',
    'webhook-id': delivery.webhookId,
    'webhook-timestamp': timestamp,
    'webhook-signature': knob?.twoSignatures ? `${sign(otherKey())} ${good}` : good,
    'x-webhook-topic': delivery.topic,
    ...(knob?.channelHeader ? { shipbob_channel_id: knob.channelHeader } : {}),
  };
}

/** One POST. Any 2xx within the time is a success; a redirect is a failure and is not followed. */
export async function post(
  delivery: Delivery,
  headers: Record<string, string>,
  timeoutMs: number,
  at: string,
  stopped: AbortSignal,
): Promise<Attempt> {
  const startedMs = Date.now();
  const done = (status: number | null, error: string | null): Attempt => ({
    at,
    status,
    error,
    durationMs: Date.now() - startedMs,
  });
  try {
    const response = await fetch(delivery.url, {
      method: 'POST',
      headers,
      body: Buffer.from(delivery.body, 'utf8'),
      redirect: 'manual',
      signal: AbortSignal.any([AbortSignal.timeout(timeoutMs), stopped]),
    });
    await response.arrayBuffer();
    return done(response.status, null);
  } catch (error) {
    return done(null, error instanceof Error ? `${error.name}: ${error.message}` : 'unknown error');
  }
}

export const succeeded = (attempt: Attempt): boolean =>
  attempt.status !== null && attempt.status >= 200 && attempt.status < 300;

/** The secret of a subscription that brought none: 24 random bytes. */
export const newSecret = (): Subscription['secret'] => `whsec_${randomBytes(24).toString('base64')}`;
