import type { StoredEvent } from '@mlc/engine';
import { crashPoint, limits, newId } from '@mlc/kernel';
import type { Logger, Runtime } from '@mlc/platform';
import { channelOf, verifyWebhook, type WebhookVerdict, webhookBody } from '@mlc/shipbob';
import { type Recipient, Recipients } from './recipients.js';
import type { RefusalCounts } from './refusal-counts.js';
import type { Rings } from './rings.js';

/** A delivery as it came in: bytes and headers, nothing believed yet. */
export interface Delivery {
  webhookKey: string;
  headers: Record<string, string | string[] | undefined>;
  rawBody: Buffer;
}

/** What becomes of a delivery, with the status the sender gets. */
export type IngestResult =
  | { kind: 'stored'; status: 202 }
  /** Seen before, whatever has become of it: the sender need not try again. */
  | { kind: 'duplicate'; status: 200 }
  /** No connection has this key. */
  | { kind: 'unknown_connection'; status: 404 }
  /** Forged, stale, malformed: nothing is stored but a count. */
  | { kind: 'refused'; status: 401; reason: string }
  /** Signed by the right secret, for a channel that is not ours, and the connection wants that refused. */
  | { kind: 'foreign_channel'; status: 403 };

interface Needs {
  runtime: Runtime;
  counts: RefusalCounts;
  rings: Rings;
  log: Logger;
}

/** The key of what nobody's connection was asked. */
const NOBODY = '-';
/** Postgres' largest `integer`. */
const INT4_MAX = 2_147_483_647;

/**
 * Verify -> store -> commit -> 2xx -> ring (law 6). Knows nothing of what a topic means. Postgres away: throws, and the
 * sender gets 503; queues away: still 2xx, the sweeper rings later.
 */
export class WebhooksService {
  readonly #recipients: Recipients;

  constructor(private readonly needs: Needs) {
    this.#recipients = new Recipients(needs.runtime);
  }

  async ingest(delivery: Delivery): Promise<IngestResult> {
    const kept = this.#recipients.kept(delivery.webhookKey);
    if (kept) {
      const verdict = this.verify(kept, delivery);
      // A secret made a moment ago is not among those kept: look again before refusing.
      if (verdict.ok || verdict.reason !== 'no_match') return this.judge(kept, delivery, verdict);
    }
    const recipient = await this.#recipients.load(delivery.webhookKey);
    if (recipient) return this.judge(recipient, delivery, this.verify(recipient, delivery));
    this.needs.counts.add(NOBODY, 'unknown_connection');
    return { kind: 'unknown_connection', status: 404 };
  }

  /** Counts what the server refused before there was a body to look at, e.g. one too large. */
  async refusedUnread(webhookKey: string, reason: string): Promise<void> {
    const recipient = this.#recipients.kept(webhookKey) ?? (await this.#recipients.load(webhookKey));
    this.refuse(recipient?.connection.id ?? NOBODY, reason);
  }

  private verify({ secrets }: Recipient, { headers, rawBody }: Delivery): WebhookVerdict {
    return verifyWebhook({
      secrets,
      headers,
      rawBody,
      nowMs: this.needs.runtime.clock.now().getTime(),
      toleranceSeconds: limits.webhookWindowSeconds,
      maxSignatures: limits.webhookSignaturesMax,
    });
  }

  private async judge(recipient: Recipient, delivery: Delivery, verdict: WebhookVerdict): Promise<IngestResult> {
    const { connection } = recipient;
    if (!verdict.ok) {
      const reason = recipient.secrets.length === 0 ? 'no_secret' : verdict.reason;
      this.refuse(connection.id, reason, this.clockHint(delivery, reason));
      return { kind: 'refused', status: 401, reason };
    }
    const headers = plainHeaders(delivery.headers);
    const channel = channelOf(headers, webhookBody(delivery.rawBody));
    if (recipient.strictChannel && channel !== null && channel !== connection.shipbobChannelId) {
      this.refuse(connection.id, 'foreign_channel', {
        webhook: verdict.id,
        topic: headers['x-webhook-topic'],
        channel,
        registered_channel: connection.shipbobChannelId,
      });
      return { kind: 'foreign_channel', status: 403 };
    }
    const event = {
      id: newId(),
      webhookId: verdict.id,
      topic: headers['x-webhook-topic'] ?? '',
      headers,
      body: delivery.rawBody,
    };
    return this.store(connection.id, event, channel);
  }

  private async store(connectionId: string, event: StoredEvent, channel: number | null): Promise<IngestResult> {
    const { runtime, rings, log } = this.needs;
    // A channel no ShipBob could have still is foreign: the router finds it in headers and body again.
    const outcome = await runtime.store.events.insert(
      connectionId,
      event,
      channel !== null && channel <= INT4_MAX ? channel : null,
    );
    crashPoint('ingress.committed');
    log.info('webhook.received', {
      connection: connectionId,
      event: event.id,
      webhook: event.webhookId,
      topic: event.topic,
      outcome,
      bytes: event.body.length,
    });
    // The row is the truth: the answer does not wait for the bell. A duplicate's first delivery may have died before it rang.
    rings.ring(connectionId);
    return outcome === 'duplicate' ? { kind: 'duplicate', status: 200 } : { kind: 'stored', status: 202 };
  }

  private refuse(connectionKey: string, reason: string, context: Record<string, unknown> = {}): void {
    this.needs.counts.add(connectionKey, reason);
    this.needs.log.warn('webhook.refused', { connection: connectionKey, reason, ...context });
  }

  /** Age is looked at after the signature: a genuine delivery out of its time means a replay or a wrong clock. */
  private clockHint({ headers }: Delivery, reason: string): Record<string, unknown> {
    if (reason !== 'too_old' && reason !== 'too_new') return {};
    const nowSeconds = Math.floor(this.needs.runtime.clock.now().getTime() / 1000);
    return {
      age_seconds: nowSeconds - Number(headers['webhook-timestamp']),
      fix: 'If this goes on, compare the clock of this machine with a time server: the signature is genuine.',
    };
  }
}

/** Everything but the signature, first value only; enough to replay and to route. */
function plainHeaders(headers: Delivery['headers']): Record<string, string> {
  const plain: Record<string, string> = {};
  for (const [name, value] of Object.entries(headers)) {
    const first = Array.isArray(value) ? value[0] : value;
    if (first !== undefined && KEPT_HEADERS.has(name)) plain[name] = first;
  }
  return plain;
}

const KEPT_HEADERS = new Set([
  'webhook-id',
  'webhook-timestamp',
  'x-webhook-topic',
  'shipbob_channel_id',
  // As some proxies write it, to whom an underscore is no part of a name.
  'shipbob-channel-id',
  'content-type',
  'user-agent',
]);
