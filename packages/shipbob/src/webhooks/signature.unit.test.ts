import { createHmac } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { type Redacted, redact } from '@mlc/kernel';
import { Webhook as StandardWebhook } from 'standardwebhooks';
import { Webhook as SvixWebhook } from 'svix';
import { describe, expect, it } from 'vitest';
import { isWebhookSecret, newWebhookSecret, verifyWebhook, type WebhookHeaders } from './signature.js';

const SECRET = 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw';
const OTHER = 'whsec_AAECAwQFBgcICQoLDA0ODxAREhMUFRYX';
const AT = 1_755_884_852;
const ID = 'msg_31eW7bWRi16lL0Ajjik68kfyeUh';
const BODY = '{"order_id":100000001,"status":"LabelCreated","name":"Zoë"}';

const sign = (secret = SECRET, body = BODY, atSeconds = AT, id = ID): string =>
  new StandardWebhook(secret).sign(id, new Date(atSeconds * 1000), body);

const headersOf = (signature: string, more: WebhookHeaders = {}): WebhookHeaders => ({
  'webhook-id': ID,
  'webhook-timestamp': String(AT),
  'webhook-signature': signature,
  ...more,
});

function verify(
  headers: WebhookHeaders,
  more: { secrets?: Redacted<string>[]; body?: string | Buffer; nowSeconds?: number; maxSignatures?: number } = {},
) {
  return verifyWebhook({
    secrets: more.secrets ?? [redact(SECRET)],
    headers,
    rawBody: Buffer.from(more.body ?? BODY),
    nowMs: (more.nowSeconds ?? AT) * 1000,
    toleranceSeconds: 300,
    maxSignatures: more.maxSignatures ?? 8,
  });
}

const good = { ok: true, id: ID, timestamp: AT };
const bad = (reason: string) => ({ ok: false, reason });

describe('a genuine delivery', () => {
  it.each([
    ['standardwebhooks', sign()],
    ['svix', new SvixWebhook(SECRET).sign(ID, new Date(AT * 1000), BODY)],
  ])('signed by %s is accepted', (_name, signature) => {
    expect(verify(headersOf(signature))).toEqual(good);
  });

  it('is accepted without padding, as ShipBob prints it', () => {
    expect(sign()).toMatch(/=$/);
    expect(verify(headersOf(sign().replace(/=+$/, '')))).toEqual(good);
  });

  it('is accepted when any of several signatures fits, among versions nobody knows', () => {
    expect(verify(headersOf(`v1,${'A'.repeat(43)}= v1a,xyz ${sign()} v9,??`))).toEqual(good);
  });

  it('is accepted under the old and under the new secret while both are valid', () => {
    const secrets = [redact(OTHER), redact(SECRET)];
    expect(verify(headersOf(sign(SECRET)), { secrets })).toEqual(good);
    expect(verify(headersOf(sign(OTHER)), { secrets })).toEqual(good);
  });

  it('is accepted with header names in any case and a secret without its prefix', () => {
    const headers = { 'Webhook-Id': ID, 'WEBHOOK-TIMESTAMP': String(AT), 'Webhook-Signature': [sign()] };
    expect(verify(headers, { secrets: [redact(SECRET.replace('whsec_', ''))] })).toEqual(good);
  });

  it('is accepted at the edges of the window and not beyond', () => {
    expect(verify(headersOf(sign()), { nowSeconds: AT + 300 })).toEqual(good);
    expect(verify(headersOf(sign()), { nowSeconds: AT - 300 })).toEqual(good);
    expect(verify(headersOf(sign()), { nowSeconds: AT + 301 })).toEqual(bad('too_old'));
    expect(verify(headersOf(sign()), { nowSeconds: AT - 301 })).toEqual(bad('too_new'));
  });
});

describe('a forged delivery is refused', () => {
  it.each([
    ['another body', headersOf(sign()), { body: BODY.replace('1', '2') }],
    ['the same JSON written otherwise', headersOf(sign()), { body: JSON.stringify(JSON.parse(BODY), null, 1) }],
    ['another id', headersOf(sign(), { 'webhook-id': 'msg_other' }), {}],
    ['another timestamp', headersOf(sign(), { 'webhook-timestamp': String(AT + 1) }), {}],
    ['another secret', headersOf(sign(OTHER)), {}],
    ['no secret to check with', headersOf(sign()), { secrets: [] }],
    ['a secret that is no base64', headersOf(sign()), { secrets: [redact('whsec_%%%')] }],
    ['an empty secret', headersOf(sign()), { secrets: [redact('whsec_')] }],
    ['a signature of an unknown version only', headersOf(sign().replace('v1,', 'v2,')), {}],
    ['a signature cut short', headersOf(sign().slice(0, 30)), {}],
    ['a signature that is no base64', headersOf('v1,!!!'), {}],
  ])('with %s: no_match', (_name, headers, more) => {
    expect(verify(headers, more)).toEqual(bad('no_match'));
  });

  it('even when it is stale: the signature is judged first', () => {
    expect(verify(headersOf(sign(OTHER)), { nowSeconds: AT + 9999 })).toEqual(bad('no_match'));
  });
});

describe('a broken delivery is refused', () => {
  it.each(['webhook-id', 'webhook-timestamp', 'webhook-signature'])('without %s: missing_header', (name) => {
    expect(verify(headersOf(sign(), { [name]: undefined }))).toEqual(bad('missing_header'));
    expect(verify(headersOf(sign(), { [name]: ' ' }))).toEqual(bad('missing_header'));
  });

  it.each(['12.5', '-1', 'yesterday', '1e9', '17558848520000'])('with the timestamp %s: bad_timestamp', (timestamp) => {
    expect(verify(headersOf(sign(), { 'webhook-timestamp': timestamp }))).toEqual(bad('bad_timestamp'));
  });

  it('with a repeated header, as an array or as servers join it: malformed', () => {
    expect(verify(headersOf(sign(), { 'webhook-signature': [sign(OTHER), sign()] }))).toEqual(bad('malformed'));
    expect(verify(headersOf(`${sign(OTHER)}, ${sign()}`))).toEqual(bad('malformed'));
    expect(verify(headersOf(sign(), { 'Webhook-Signature': sign() }))).toEqual(bad('malformed'));
    expect(verify(headersOf(sign(), { 'webhook-id': [ID, ID] }))).toEqual(bad('malformed'));
    expect(verify(headersOf(sign(), { 'webhook-id': `${ID}, ${ID}` }))).toEqual(bad('malformed'));
  });

  it('with more signatures than are tried: too_many_signatures, although one would fit', () => {
    const many = Array.from({ length: 8 }, () => `v1,${'A'.repeat(43)}=`).join(' ');
    expect(verify(headersOf(`${many} ${sign()}`))).toEqual(bad('too_many_signatures'));
    expect(verify(headersOf(`${many} ${sign()}`), { maxSignatures: 9 })).toEqual(good);
  });
});

it('raw bytes count: a body that is no UTF-8 is verified as it came', () => {
  const body = Buffer.from([0x7b, 0xff, 0xfe, 0x7d]);
  const secret = newWebhookSecret();
  const key = Buffer.from(secret.reveal().slice(6), 'base64');
  // The libraries take text only, so this signature is made by hand.
  const mac = createHmac('sha256', key).update(`${ID}.${AT}.`).update(body).digest('base64');
  expect(verify(headersOf(`v1,${mac}`), { body, secrets: [secret] })).toEqual(good);
});

it('a new secret has the form ShipBob takes, and is a new one each time', () => {
  const secret = newWebhookSecret();
  expect(isWebhookSecret(secret)).toBe(true);
  expect(isWebhookSecret(redact('whsec_short'))).toBe(false);
  expect(newWebhookSecret().reveal()).not.toBe(secret.reveal());
});

const vectors = new URL(
  '../../../../../shared/reference/shipbob-samples/webhook-signature-test-vectors.json',
  import.meta.url,
);
describe.skipIf(!existsSync(vectors))('published vectors', () => {
  it('are all accepted', () => {
    const list: Record<string, string>[] = JSON.parse(readFileSync(vectors, 'utf8'));
    expect(list.length).toBeGreaterThan(0);
    for (const vector of list) {
      const verdict = verifyWebhook({
        secrets: [redact(vector['secret'] ?? '')],
        headers: vector,
        rawBody: Buffer.from(vector['body'] ?? ''),
        nowMs: Number(vector['webhook-timestamp']) * 1000,
      });
      expect(verdict).toMatchObject({ ok: true, id: vector['webhook-id'] });
    }
  });
});
