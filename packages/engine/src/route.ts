import { crashPoint } from '@mlc/kernel';
import type { Ledger, NewNotice } from './ports/ledger.js';

/** A stored webhook, as far as routing needs it. */
export interface StoredEvent {
  id: string;
  webhookId: string;
  topic: string;
  /** Channel by header or body; null when the delivery names none. */
  channelId: number | null;
  about: EventSubject;
}

export type EventSubject =
  | { kind: 'order'; orderId: number }
  | { kind: 'shipment'; orderId: number; shipmentId: number }
  | { kind: 'wro'; wroId: number }
  | { kind: 'unknown'; reason: string };

export interface EventStore {
  nextUnrouted(connectionId: string, limit: number): Promise<StoredEvent[]>;
  /** Ends the event as routed and raises its notices, one transaction. */
  route(eventId: string, laneKeys: string[], notices: NewNotice[]): Promise<void>;
  /** Ends the event as ignored, with an audit row that holds the full context. */
  ignore(eventId: string, reason: string): Promise<void>;
}

export interface RouteWork {
  connectionId: string;
  /** The registered channel. */
  channelId: number;
  paused: boolean;
  events: EventStore;
  ledger: Pick<Ledger, 'lanesOfLinks'>;
  log: (event: string, fields: Record<string, unknown>) => void;
}

/**
 * Gives each stored event to a lane, or ends it with a reason. The event only says "look again"; nothing of its body is
 * believed. An event of a foreign channel is never acted on.
 */
export async function routeEvents(work: RouteWork, limit = 200): Promise<{ routed: number; ignored: number }> {
  const report = { routed: 0, ignored: 0 };
  for (const event of await work.events.nextUnrouted(work.connectionId, limit)) {
    const why = reasonToIgnore(work, event);
    if (why !== null) {
      await work.events.ignore(event.id, why);
      work.log('event.ignored', {
        connection: work.connectionId,
        event: event.id,
        webhook: event.webhookId,
        topic: event.topic,
        channel: event.channelId,
        registered_channel: work.channelId,
        reason: why,
      });
      report.ignored += 1;
      continue;
    }
    const laneKey = await laneOf(work, event.about);
    await work.events.route(
      event.id,
      [laneKey],
      [{ laneKey, source: 'webhook', fingerprint: event.webhookId, reason: `webhook ${event.topic}` }],
    );
    crashPoint('event.routed');
    report.routed += 1;
  }
  return report;
}

function reasonToIgnore(work: RouteWork, event: StoredEvent): string | null {
  if (event.channelId !== null && event.channelId !== work.channelId) return 'foreign_channel';
  if (work.paused) return 'connection_paused';
  if (event.about.kind === 'unknown') return event.about.reason;
  return null;
}

async function laneOf(work: RouteWork, about: Exclude<EventSubject, { kind: 'unknown' }>): Promise<string> {
  if (about.kind !== 'wro') return `order:${about.orderId}`;
  const id = String(about.wroId);
  return (await work.ledger.lanesOfLinks(work.connectionId, 'wro', [id])).get(id) ?? `wro:${id}`;
}
