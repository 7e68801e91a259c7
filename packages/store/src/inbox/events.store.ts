import type { EventStore, StoredEvent } from '@mlc/engine';
import { Bug } from '@mlc/kernel';
import { z } from 'zod';
import { insertAudit } from '../audit/audit.sql.js';
import type { StoreContext } from '../db/context.js';
import { inTransaction, type Tx } from '../db/database.js';
import { firstRow, rowsOf } from '../db/rows.js';
import { jsonText, safeText } from '../db/text.js';
import { raiseNotices } from '../ledger/lanes.sql.js';

const headers = z.record(z.string(), z.string());
const eventRow = z.object({
  id: z.string(),
  webhook_id: z.string(),
  topic: z.string(),
  headers,
  body: z.instanceof(Uint8Array),
});
const lockedRow = z.object({
  connection_id: z.string(),
  webhook_id: z.string(),
  topic: z.string(),
  channel_id: z.int().nullable(),
  headers,
  state: z.string(),
});
const connectionRow = z.object({ connection_id: z.string() });

export interface StoredEvents extends EventStore {
  /** Committed when it returns. A second delivery of the same webhook id is a `duplicate`, whatever became of the first. */
  insert(connectionId: string, event: StoredEvent, channelId?: number | null): Promise<'stored' | 'duplicate'>;
  /** Counts a refused delivery; `connectionKey` is a connection's id, or `-` when nobody knows the key of the URL. */
  countRefused(connectionKey: string, reason: string): Promise<void>;
  /** Connections with events nobody has routed yet, whatever their state: a paused one's must end, too. */
  connectionsWithUnrouted(): Promise<string[]>;
}

/** The inbox: webhooks as they arrived, each ending routed or ignored with a reason. */
export function createEventStore({ db, clock }: StoreContext): StoredEvents {
  return {
    async insert(connectionId, event, channelId = null) {
      const stored = await db.$executeRaw`
        INSERT INTO inbox_event (connection_id, id, webhook_id, topic, channel_id, headers, body, received_at)
        VALUES (${connectionId}, ${event.id}, ${safeText(event.webhookId)}, ${safeText(event.topic)}, ${channelId}::int,
          ${jsonText(event.headers)}::jsonb, ${event.body}::bytea, ${clock.now()}::timestamptz)
        ON CONFLICT (connection_id, webhook_id) DO NOTHING`;
      return stored === 1 ? 'stored' : 'duplicate';
    },

    async countRefused(connectionKey, reason) {
      await db.$executeRaw`
        INSERT INTO ingress_counter (connection_key, reason, day, count)
        VALUES (${connectionKey}, ${safeText(reason)}, (${clock.now()}::timestamptz AT TIME ZONE 'UTC')::date, 1)
        ON CONFLICT (connection_key, reason, day) DO UPDATE SET count = ingress_counter.count + 1`;
    },

    async nextUnrouted(connectionId, limit) {
      const rows = await db.$queryRaw`
        SELECT id, webhook_id, topic, headers, body FROM inbox_event
        WHERE connection_id = ${connectionId} AND state = 'stored' ORDER BY received_at, id LIMIT ${limit}`;
      return rowsOf(eventRow, rows).map(
        (row): StoredEvent => ({
          id: row.id,
          webhookId: row.webhook_id,
          topic: row.topic,
          headers: row.headers,
          body: row.body,
        }),
      );
    },

    async route(eventId, laneKeys, notices, about) {
      const at = clock.now();
      await inTransaction(db, async (tx) => {
        const event = await lockUnrouted(tx, eventId);
        if (!event) return;
        await tx.$executeRaw`
          UPDATE inbox_event SET state = 'routed', lane_keys = ${laneKeys}::text[], about = ${about}, ended_at = ${at}::timestamptz
          WHERE id = ${eventId}`;
        await raiseNotices(tx, event.connection_id, notices, at);
      });
    },

    async ignore(eventId, reason) {
      const at = clock.now();
      await inTransaction(db, async (tx) => {
        const event = await lockUnrouted(tx, eventId);
        if (!event) return;
        await tx.$executeRaw`
          UPDATE inbox_event SET state = 'ignored', reason = ${safeText(reason)}, ended_at = ${at}::timestamptz
          WHERE id = ${eventId}`;
        const audit = {
          connectionId: event.connection_id,
          actor: 'worker',
          action: 'event.ignored',
          subject: `event:${event.webhook_id}`,
          correlationId: eventId,
          before: null,
          after: { topic: event.topic, channel_id: event.channel_id, headers: event.headers },
          reason,
        };
        await insertAudit(tx, [audit], at);
      });
    },

    async connectionsWithUnrouted() {
      const rows = await db.$queryRaw`
        SELECT connection.id AS connection_id FROM connection CROSS JOIN LATERAL (
          SELECT FROM inbox_event WHERE connection_id = connection.id AND state = 'stored'
          ORDER BY received_at, id LIMIT 1) unrouted
        ORDER BY connection.id`;
      return rowsOf(connectionRow, rows).map((row) => row.connection_id);
    },
  };
}

/** The event, locked, or null when another worker has ended it already. */
async function lockUnrouted(tx: Tx, eventId: string): Promise<z.infer<typeof lockedRow> | null> {
  const rows = await tx.$queryRaw`
    SELECT connection_id, webhook_id, topic, channel_id, headers, state FROM inbox_event WHERE id = ${eventId} FOR UPDATE`;
  const event = firstRow(lockedRow, rows);
  if (!event) throw new Bug(`No event ${eventId}`);
  return event.state === 'stored' ? event : null;
}
