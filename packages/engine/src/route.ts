import { crashPoint } from '@mlc/kernel';
import type { PollSource } from './poll-sources.js';
import type { Ledger, NewNotice } from './ports/ledger.js';

/** A stored webhook as it arrived. */
export interface StoredEvent {
  id: string;
  webhookId: string;
  topic: string;
  /** As received, lower-case names, without the signature. */
  headers: Record<string, string>;
  body: Uint8Array;
}

export type EventSubject =
  | { kind: 'order'; orderId: number }
  | { kind: 'shipment'; orderId: number; shipmentId: number }
  | { kind: 'wro'; wroId: number }
  | { kind: 'return'; returnId: number }
  | { kind: 'billing' }
  | { kind: 'unknown'; reason: string };

export interface EventStore {
  nextUnrouted(connectionId: string, limit: number): Promise<StoredEvent[]>;
  /**
   * Ends the event as routed and raises its notices, one transaction. `about` names the record itself, e.g. `wro:7`,
   * whichever lane works on it.
   */
  route(eventId: string, laneKeys: string[], notices: NewNotice[], about: string): Promise<void>;
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
  /** What a delivery is about; knows ShipBob's topics and bodies. `channelId` is null when the delivery names none. */
  classify(event: StoredEvent): { channelId: number | null; about: EventSubject };
  log: (event: string, fields: Record<string, unknown>) => void;
}

export interface RouteReport {
  routed: number;
  ignored: number;
  /** What should be read before its schedule, since an event tells of it and names no record of ours. */
  sources: PollSource[];
}

/**
 * Gives each stored event to a lane, or ends it with a reason. The event only says "look again"; nothing of its body is
 * believed. An event of a foreign channel is never acted on.
 */
export async function routeEvents(work: RouteWork, limit = 200): Promise<RouteReport> {
  const report: RouteReport = { routed: 0, ignored: 0, sources: [] };
  for (const event of await work.events.nextUnrouted(work.connectionId, limit)) {
    const { channelId, about } = work.classify(event);
    const why = reasonToIgnore(work, channelId, about);
    if (why !== null || about.kind === 'unknown') {
      const reason = why ?? 'unknown';
      await work.events.ignore(event.id, reason);
      work.log('event.ignored', {
        connection: work.connectionId,
        event: event.id,
        webhook: event.webhookId,
        topic: event.topic,
        channel: channelId,
        registered_channel: work.channelId,
        reason,
      });
      report.ignored += 1;
      continue;
    }
    const laneKeys = await lanesOf(work, about);
    const reason = `ShipBob sent ${event.topic}`;
    const notices = laneKeys.map(
      (laneKey): NewNotice => ({ laneKey, source: 'webhook', fingerprint: event.webhookId, reason }),
    );
    await work.events.route(event.id, laneKeys, notices, recordOf(about));
    if (about.kind === 'billing' && !report.sources.includes('shipbob.invoice')) report.sources.push('shipbob.invoice');
    crashPoint('event.routed');
    report.routed += 1;
  }
  return report;
}

function reasonToIgnore(work: RouteWork, channelId: number | null, about: EventSubject): string | null {
  if (channelId !== null && channelId !== work.channelId) return 'foreign_channel';
  if (work.paused) return 'connection_paused';
  if (about.kind === 'unknown') return about.reason;
  return null;
}

/** The record as its own lane, whoever's lane it is by its links. */
function recordOf(about: Exclude<EventSubject, { kind: 'unknown' }>): string {
  if (about.kind === 'billing') return 'billing';
  if (about.kind === 'return') return `return:${about.returnId}`;
  return about.kind === 'wro' ? `wro:${about.wroId}` : `order:${about.orderId}`;
}

async function lanesOf(work: RouteWork, about: Exclude<EventSubject, { kind: 'unknown' }>): Promise<string[]> {
  if (about.kind === 'billing') return [];
  if (about.kind !== 'wro') return [recordOf(about)];
  const id = String(about.wroId);
  return [(await work.ledger.lanesOfLinks(work.connectionId, 'wro', [id])).get(id) ?? `wro:${id}`];
}
