import type { StoredEvent } from '@mlc/engine';
import { crashPoint, limits, newId } from '@mlc/kernel';
import { type Logger, type Runtime, SECRET } from '@mlc/platform';
import type { Doorbell } from '@mlc/queues';
import { channelOf, verifyWebhook, webhookBody } from '@mlc/shipbob';
import type { ConnectionRow } from '@mlc/store';

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
  /** No connection has this key; also the answer to an unsigned guess. */
  | { kind: 'unknown_connection'; status: 404 }
  /** Forged, stale, malformed: nothing is stored but a count. */
  | { kind: 'refused'; status: 401; reason: string }
  /** Signed by the right secret, for a channel that is not ours, and the connection wants that refused. */
  | { kind: 'foreign_channel'; status: 403 };

/**
 * Verify -> store -> commit -> 2xx -> ring (law 6). Knows nothing of what a topic means. Postgres away: the insert throws
 * and the sender gets 503; queues away: still 2xx, the sweeper rings later.
 */
export class WebhooksService {
  constructor(
    private readonly runtime: Runtime,
    private readonly doorbell: Doorbell,
    private readonly log: Logger,
  ) {}

  async ingest(delivery: Delivery): Promise<IngestResult> {
    const { store, clock } = this.runtime;
    const connection = await store.connections.byWebhookKey(delivery.webhookKey);
    if (!connection) {
      await store.events.countRefused('-', 'unknown_connection');
      return { kind: 'unknown_connection', status: 404 };
    }
    const verdict = verifyWebhook({
      secrets: await this.runtime.vault.get(connection.id, SECRET.webhook),
      headers: delivery.headers,
      rawBody: delivery.rawBody,
      nowMs: clock.now().getTime(),
      toleranceSeconds: limits.webhookWindowSeconds,
      maxSignatures: limits.webhookSignaturesMax,
    });
    if (!verdict.ok) return this.refuse(connection, verdict.reason);
    const headers = plainHeaders(delivery.headers);
    if (this.runtime.settingsOf(connection).webhooks.strict_channel) {
      const channel = channelOf(headers, webhookBody(delivery.rawBody));
      if (channel !== null && channel !== connection.shipbobChannelId) {
        await store.events.countRefused(connection.id, 'foreign_channel');
        this.log.warn('webhook.foreign_channel', {
          connection: connection.id,
          webhook: verdict.id,
          channel,
          registered_channel: connection.shipbobChannelId,
        });
        return { kind: 'foreign_channel', status: 403 };
      }
    }
    return this.store(connection, {
      id: newId(),
      webhookId: verdict.id,
      topic: headers['x-webhook-topic'] ?? '',
      headers,
      body: delivery.rawBody,
    });
  }

  private async store(connection: ConnectionRow, event: StoredEvent): Promise<IngestResult> {
    const outcome = await this.runtime.store.events.insert(connection.id, event);
    crashPoint('ingress.committed');
    this.log.info('webhook.received', {
      connection: connection.id,
      event: event.id,
      webhook: event.webhookId,
      topic: event.topic,
      outcome,
      bytes: event.body.length,
    });
    if (outcome === 'duplicate') return { kind: 'duplicate', status: 200 };
    // The row is the truth; a doorbell that does not ring costs time, never the event.
    await this.doorbell.ring('events.route', { connectionId: connection.id });
    return { kind: 'stored', status: 202 };
  }

  private async refuse(connection: ConnectionRow, reason: string): Promise<IngestResult> {
    await this.runtime.store.events.countRefused(connection.id, reason);
    this.log.warn('webhook.refused', { connection: connection.id, reason });
    return { kind: 'refused', status: 401, reason };
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
  'content-type',
  'user-agent',
]);
