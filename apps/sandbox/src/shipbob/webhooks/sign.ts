import { createHmac } from 'node:crypto';

/**
 * Standard Webhooks: base64(HMAC-SHA256(key, `id.timestamp.rawBody`)), key = base64 behind `whsec_` (ShipBob docs "webhooks").
 * Returns one `v1,<base64>` entry.
 */
export function signWebhook(secret: string, id: string, timestamp: string, rawBody: Buffer): string {
  const key = Buffer.from(secret.replace(/^whsec_/, ''), 'base64');
  const mac = createHmac('sha256', key).update(`${id}.${timestamp}.`).update(rawBody).digest('base64');
  return `v1,${mac}`;
}

const SECRET = /^whsec_[a-zA-Z0-9+/]{32}$/;
export const isSecret = (text: string): boolean => SECRET.test(text);
