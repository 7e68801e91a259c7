import { Webhook as SvixWebhook } from 'svix';
import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { hasSharedReference, sharedJson } from '../../testing/shared-reference.js';
import { isSecret, signWebhook } from './sign.js';

const SECRET = 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw';

describe('signing', () => {
  test('gives the public Standard Webhooks vector', () => {
    const signature = signWebhook(
      SECRET,
      'msg_p5jXN8AQM9LWM0D4loKWxJek',
      '1614265330',
      Buffer.from('{"test": 2432232314}'),
    );
    expect(signature).toBe('v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=');
  });

  test('signs raw bytes, so non-ASCII text verifies with the svix library', () => {
    const timestamp = String(Math.floor(Date.now() / 1000));
    const body = '{"name":"Käse – 奶酪"}';
    const headers = {
      'webhook-id': 'msg_1',
      'webhook-timestamp': timestamp,
      'webhook-signature': signWebhook(SECRET, 'msg_1', timestamp, Buffer.from(body)),
    };
    expect(new SvixWebhook(SECRET).verify(body, headers)).toEqual({ name: 'Käse – 奶酪' });
  });

  test('knows the pattern of a secret', () => {
    expect(isSecret(SECRET)).toBe(true);
    for (const bad of [
      '',
      'MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw',
      'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaS',
      `${SECRET}A`,
      'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaS=',
    ]) {
      expect(isSecret(bad), bad).toBe(false);
    }
  });

  test.skipIf(!hasSharedReference)('gives every collected vector', () => {
    const vectors = z
      .array(
        z.object({
          secret: z.string(),
          'webhook-id': z.string(),
          'webhook-timestamp': z.string(),
          body: z.string(),
          'webhook-signature': z.string(),
        }),
      )
      .parse(sharedJson('shipbob-samples/webhook-signature-test-vectors.json'));
    expect(vectors.length).toBeGreaterThan(0);
    for (const vector of vectors) {
      const given = signWebhook(
        vector.secret,
        vector['webhook-id'],
        vector['webhook-timestamp'],
        Buffer.from(vector.body),
      );
      expect(given).toBe(vector['webhook-signature']);
    }
  });
});
