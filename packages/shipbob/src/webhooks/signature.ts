import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto';
import { limits, type Redacted, redact } from '@mlc/kernel';

/** Names in any case, as a server gives them. */
export type WebhookHeaders = Readonly<Record<string, string | readonly string[] | undefined>>;

export type WebhookRefusal =
  | 'missing_header'
  | 'bad_timestamp'
  | 'too_old'
  | 'too_new'
  | 'no_match'
  | 'too_many_signatures'
  | 'malformed';

export type WebhookVerdict = { ok: true; id: string; timestamp: number } | { ok: false; reason: WebhookRefusal };

export interface WebhookCheck {
  /** All secrets valid now, so that an old and a new one overlap. `whsec_` in front is optional. */
  secrets: readonly Redacted<string>[];
  headers: WebhookHeaders;
  /** The bytes as they came, before any parsing. */
  rawBody: Buffer;
  /** Product time, milliseconds since 1970. */
  nowMs: number;
  /** Accepted distance of the timestamp from now, either way. */
  toleranceSeconds?: number;
  /** Signatures tried. */
  maxSignatures?: number;
}

const MAC_BYTES = 32;
const ID = /^[\x21-\x7e]{1,256}$/;
const TIMESTAMP = /^\d{1,12}$/;

/**
 * Checks a delivery against Standard Webhooks, as ShipBob signs (ShipBob docs "webhooks"): HMAC-SHA256 over
 * `id.timestamp.body`, any `v1` of a blank-separated list, padding optional. The signature is checked before the age, so
 * that `too_old` means a genuine delivery. Work is bounded: one MAC for each secret, at most `maxSignatures` comparisons.
 */
export function verifyWebhook(check: WebhookCheck): WebhookVerdict {
  const { toleranceSeconds = limits.webhookWindowSeconds, maxSignatures = limits.webhookSignaturesMax } = check;
  const id = single(check.headers, 'webhook-id');
  const timestamp = single(check.headers, 'webhook-timestamp');
  const list = single(check.headers, 'webhook-signature');
  if (id === 'repeated' || timestamp === 'repeated' || list === 'repeated') return refuse('malformed');
  if (id === null || timestamp === null || list === null) return refuse('missing_header');
  if (!ID.test(id.value)) return refuse('malformed');
  if (!TIMESTAMP.test(timestamp.value)) return refuse('bad_timestamp');

  const entries = list.value.split(' ').filter((entry) => entry !== '');
  // Servers join a repeated header with ", ": such a list was not made by one sender.
  if (entries.some((entry) => entry.endsWith(','))) return refuse('malformed');
  if (entries.length > maxSignatures) return refuse('too_many_signatures');
  const given = entries.filter((entry) => entry.startsWith('v1,')).map((entry) => macOf(entry.slice(3)));
  const signed = `${id.value}.${timestamp.value}.`;
  if (!matches(check.secrets, signed, check.rawBody, given)) return refuse('no_match');

  const ageSeconds = Math.floor(check.nowMs / 1000) - Number(timestamp.value);
  if (ageSeconds > toleranceSeconds) return refuse('too_old');
  if (-ageSeconds > toleranceSeconds) return refuse('too_new');
  return { ok: true, id: id.value, timestamp: Number(timestamp.value) };
}

const refuse = (reason: WebhookRefusal): WebhookVerdict => ({ ok: false, reason });

/** Compares every signature with every secret's, without stopping at the first that fits. */
function matches(
  secrets: readonly Redacted<string>[],
  signed: string,
  rawBody: Buffer,
  given: readonly (Buffer | null)[],
): boolean {
  let isMatch = false;
  for (const secret of secrets) {
    const key = keyOf(secret);
    if (key === null) continue;
    const mac = createHmac('sha256', key).update(signed).update(rawBody).digest();
    for (const candidate of given) isMatch = (candidate !== null && timingSafeEqual(candidate, mac)) || isMatch;
  }
  return isMatch;
}

/** Null when absent, `repeated` when the header came more than once. */
function single(headers: WebhookHeaders, name: string): { value: string } | 'repeated' | null {
  const values = Object.entries(headers)
    .filter(([key]) => key.toLowerCase() === name)
    .flatMap(([, value]) => value ?? []);
  const [value] = values;
  if (values.length > 1) return 'repeated';
  return value === undefined || value.trim() === '' ? null : { value: value.trim() };
}

/** The 32 bytes of a base64 signature, with or without padding; null for anything else. */
function macOf(text: string): Buffer | null {
  if (!/^[A-Za-z0-9+/]{43}=?$/.test(text)) return null;
  const mac = Buffer.from(text, 'base64');
  return mac.length === MAC_BYTES ? mac : null;
}

function keyOf(secret: Redacted<string>): Buffer | null {
  const text = secret.reveal().replace(/^whsec_/, '');
  const key = /^[A-Za-z0-9+/]+={0,2}$/.test(text) ? Buffer.from(text, 'base64') : null;
  return key !== null && key.length > 0 ? key : null;
}

const SECRET = /^whsec_[a-zA-Z0-9+/]{32}$/;

/** True for a secret ShipBob takes at POST /webhook: `whsec_` and 24 bytes in base64 (OpenAPI 2026-01). */
export const isWebhookSecret = (secret: Redacted<string>): boolean => SECRET.test(secret.reveal());

/** A new random secret of that form. */
export const newWebhookSecret = (): Redacted<string> => redact(`whsec_${randomBytes(24).toString('base64')}`);
