import { createHmac } from 'node:crypto';
import { newId } from '@mlc/kernel';
import { SECRET } from '@mlc/platform';
import { newWebhookSecret } from '@mlc/shipbob';
import { Webhook as Svix } from 'svix';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import {
  type Headers,
  type IngressBench,
  openIngressBench,
  orderBody,
  type Sender,
  signed,
} from './ingress-bench.test.js';

const MINUTE = 60_000;
const STORED = { status: 202, outcome: 'stored' };
const REFUSED = { status: 401, outcome: 'refused' };

describe('a signature', () => {
  let bench: IngressBench;
  let sender: Sender;
  beforeAll(async () => {
    bench = await openIngressBench();
  });
  beforeEach(async () => {
    sender = await bench.newSender();
  });
  afterAll(async () => {
    await bench.close();
  });
  const body = orderBody();
  const storedIds = async () => (await bench.events(sender)).map((row) => row['webhook_id']);
  /** The headers of a genuine delivery with another signature. */
  const withSignature = (headers: Headers, change: (signature: string) => string): Headers => ({
    ...headers,
    'webhook-signature': change(headers['webhook-signature'] ?? ''),
  });

  it('of the standardwebhooks package is taken, and the bytes are kept as they came', async () => {
    const odd = `{ "id": 100,\t"shipments": [] , "note":"caf\u00e9 \\u0000" }\n`;
    const headers = signed(sender, odd, { id: 'msg_good' });
    expect(await bench.send(sender, headers, odd)).toEqual(STORED);
    const [row] = await bench.events(sender);
    expect(row).toMatchObject({ webhook_id: 'msg_good', topic: 'order.shipped', state: 'stored' });
    expect(Buffer.from(row?.['body'] as Buffer).toString()).toBe(odd);
    expect(row?.['headers']).not.toHaveProperty('webhook-signature');
  });

  it('of the svix package is taken', async () => {
    const at = new Date();
    const signature = new Svix(sender.secret.reveal()).sign('msg_svix', at, body);
    const headers = { ...signed(sender, body, { id: 'msg_svix', at }), 'webhook-signature': signature };
    expect(await bench.send(sender, headers, body)).toEqual(STORED);
    expect(await storedIds()).toEqual(['msg_svix']);
  });

  it.each<[string, (signature: string) => string]>([
    ['without padding', (signature) => signature.replace(/=+$/, '')],
    ['second in a list', (signature) => `v1,${Buffer.alloc(32, 7).toString('base64')} ${signature}`],
    ['behind one of an unknown version', (signature) => `v9,whatever v1a,else ${signature}`],
  ])('%s is taken', async (_what, change) => {
    const headers = withSignature(signed(sender, body), change);
    expect(await bench.send(sender, headers, body)).toEqual(STORED);
  });

  it('that is forged is refused whatever way it is, leaves no row but a count by reason', async () => {
    const good = signed(sender, body);
    const without = (name: string): Headers =>
      Object.fromEntries(Object.entries(good).filter(([header]) => header !== name));
    const otherSecret = { secret: newWebhookSecret() };
    const stranger = await bench.newSender();
    const forged: [Headers, string][] = [
      [without('webhook-signature'), body],
      [without('webhook-id'), body],
      [without('webhook-timestamp'), body],
      [withSignature(good, (signature) => signature.slice(0, 20)), body],
      [withSignature(good, (signature) => signature.replace('v1,', 'v2,')), body],
      [withSignature(good, (signature) => signature.replace('v1,', '')), body],
      [withSignature(good, (signature) => Array.from({ length: 9 }, () => signature).join(' ')), body],
      [signed(otherSecret, body), body],
      [signed(stranger, body), body],
      [good, `${body} `],
      [{ ...good, 'webhook-id': 'msg_other' }, body],
      [{ ...good, 'webhook-timestamp': String(Number(good['webhook-timestamp']) + 1) }, body],
      [{ ...good, 'webhook-timestamp': 'now' }, body],
    ];
    for (const [headers, bytes] of forged)
      expect(await bench.send(sender, headers, bytes), JSON.stringify(headers)).toEqual(REFUSED);
    expect(await storedIds()).toEqual([]);
    await bench.counted(sender.connection.id, {
      missing_header: 3,
      no_match: 8,
      too_many_signatures: 1,
      bad_timestamp: 1,
    });
    // The very headers that were bent above are good as they were.
    expect(await bench.send(sender, good, body)).toEqual(STORED);
  });

  it('of another connection opens no door but its own', async () => {
    const stranger = await bench.newSender();
    expect(await bench.send(sender, signed(stranger, body), body)).toEqual(REFUSED);
    expect(await bench.send(stranger, signed(stranger, body), body)).toEqual(STORED);
    expect(await bench.events(sender)).toEqual([]);
  });

  it('of a connection that has no secret yet is refused by that name', async () => {
    await bench.database.sql('DELETE FROM secret WHERE connection_id = $1', [sender.connection.id]);
    expect(await bench.send(sender, signed(sender, body), body)).toEqual(REFUSED);
    await bench.counted(sender.connection.id, { no_secret: 1 });
  });

  it('repeated in the window is a duplicate; captured and sent ten minutes later it is stale', async () => {
    const headers = signed(sender, body, { id: 'msg_again' });
    expect(await bench.send(sender, headers, body)).toEqual(STORED);
    expect(await bench.send(sender, headers, body)).toEqual({ status: 200, outcome: 'duplicate' });
    // A retry of the sender's carries the same id under a new time.
    const retry = signed(sender, body, { id: 'msg_again', at: new Date(Date.now() + 30_000) });
    expect(await bench.send(sender, retry, body)).toEqual({ status: 200, outcome: 'duplicate' });
    const captured = signed(sender, body, { id: 'msg_old', at: new Date(Date.now() - 10 * MINUTE) });
    expect(await bench.send(sender, captured, body)).toEqual(REFUSED);
    expect(await storedIds()).toEqual(['msg_again']);
    await bench.counted(sender.connection.id, { too_old: 1 });
  });

  it('over the same body under a new id is an event of its own, for the same lane', async () => {
    for (const id of ['msg_1', 'msg_2'])
      expect(await bench.send(sender, signed(sender, body, { id }), body)).toEqual(STORED);
    expect(await bench.route(sender)).toMatchObject({ routed: 2, ignored: 0 });
    const lanes = await bench.database.sql('SELECT key, dirty_seq::int FROM lane WHERE connection_id = $1', [
      sender.connection.id,
    ]);
    expect(lanes).toEqual([{ key: 'order:100', dirty_seq: 2 }]);
  });

  it('from the future is refused from five minutes on', async () => {
    const at = (minutes: number) => signed(sender, body, { at: new Date(Date.now() + minutes * MINUTE) });
    expect(await bench.send(sender, at(4), body)).toEqual(STORED);
    expect(await bench.send(sender, at(6), body)).toEqual(REFUSED);
    await bench.counted(sender.connection.id, { too_new: 1 });
  });

  it('is not refused in a rotation: old and new both hold, at once, until the old one ends', async () => {
    const { connection, secret: old } = sender;
    const fresh = newWebhookSecret();
    const sendWith = (secret: typeof old) => bench.send(sender, signed({ secret }, body), body);
    // Now the process remembers the old one.
    expect(await sendWith(old)).toEqual(STORED);
    const { version } = await bench.runtime.vault.put(connection.id, SECRET.webhook, fresh);
    expect(await sendWith(fresh)).toEqual(STORED);
    const mixed = await Promise.all([old, fresh, old, fresh, old, fresh].map(sendWith));
    expect(mixed.filter(({ status }) => status !== 202)).toEqual([]);
    await bench.runtime.store.secrets.retire(connection.id, SECRET.webhook, { version, validUntil: new Date() });
    await vi.waitFor(async () => expect(await sendWith(old)).toEqual(REFUSED), { timeout: 10_000, interval: 100 });
    expect(await sendWith(old)).toEqual(REFUSED);
    expect(await sendWith(fresh)).toEqual(STORED);
  });

  it('covers bytes and not text: a body that is no UTF-8 is stored as it is', async () => {
    const bytes = Buffer.from([0xff, 0xfe, 0x00, 0x7b, 0x80]);
    const headers = signed(sender, '', { id: `msg_${newId()}` });
    const key = Buffer.from(sender.secret.reveal().slice('whsec_'.length), 'base64');
    const mac = createHmac('sha256', key).update(`${headers['webhook-id']}.${headers['webhook-timestamp']}.`);
    const binary = withSignature(headers, () => `v1,${mac.update(bytes).digest('base64')}`);
    expect(await bench.send(sender, binary, bytes)).toEqual(STORED);
    const [row] = await bench.events(sender);
    expect(Buffer.from(row?.['body'] as Buffer).equals(bytes)).toBe(true);
  });

  describe('against a clock of ours that is wrong', () => {
    afterEach(() => bench.runtime.store.clockOffset.set(0));

    /** Moves the process' clock and waits until it has seen it: a delivery of that time is good only then. */
    async function moveClock(minutes: number): Promise<void> {
      await bench.runtime.store.clockOffset.set(minutes * MINUTE);
      const probed = await bench.newSender();
      const at = new Date(Date.now() + (minutes + 4 * Math.sign(minutes)) * MINUTE);
      const probe = async () => bench.send(probed, signed(probed, body, { at }), body);
      await vi.waitFor(async () => expect(await probe()).toEqual(STORED), { timeout: 10_000, interval: 50 });
    }

    it.each([4, -4])('by %i minutes a delivery of now is taken', async (minutes) => {
      await moveClock(minutes);
      expect(await bench.send(sender, signed(sender, body), body)).toEqual(STORED);
    });

    it.each([
      [6, 'too_old'],
      [-6, 'too_new'],
    ])('by %i minutes it is refused, and the log says to look at the clock', async (minutes, reason) => {
      await moveClock(minutes);
      expect(await bench.send(sender, signed(sender, body), body)).toEqual(REFUSED);
      await bench.counted(sender.connection.id, { [reason]: 1 });
      const line = bench.app.log.findLast((one) => one['connection'] === sender.connection.id);
      expect(line).toMatchObject({ event: 'webhook.refused', reason, fix: expect.stringContaining('clock') });
      expect(Math.abs(Number(line?.['age_seconds']))).toBeGreaterThan(350);
    });
  });
});
