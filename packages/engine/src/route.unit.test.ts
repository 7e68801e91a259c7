import { beforeEach, describe, expect, it } from 'vitest';
import type { NewNotice } from './ports/ledger.js';
import { type EventSubject, type RouteWork, routeEvents, type StoredEvent } from './route.js';

const event = (id: string): StoredEvent => ({
  id,
  webhookId: `msg_${id}`,
  topic: 'order.shipped',
  headers: {},
  body: Buffer.from('{}'),
});

let stored: StoredEvent[];
let routed: { eventId: string; notices: NewNotice[] }[];
let ignored: { eventId: string; reason: string }[];
let logged: Record<string, unknown>[];

beforeEach(() => {
  stored = [event('e1')];
  routed = [];
  ignored = [];
  logged = [];
});

function work(
  about: EventSubject,
  more: { channelId?: number | null; paused?: boolean; linked?: string } = {},
): RouteWork {
  return {
    connectionId: 'c',
    channelId: 1,
    paused: more.paused ?? false,
    events: {
      nextUnrouted: async (_connection, limit) => stored.splice(0, limit),
      route: async (eventId, _lanes, notices) => {
        routed.push({ eventId, notices });
      },
      ignore: async (eventId, reason) => {
        ignored.push({ eventId, reason });
      },
    },
    ledger: {
      lanesOfLinks: async (_c, _type, ids) => new Map(more.linked ? ids.map((id) => [id, more.linked ?? '']) : []),
    },
    classify: () => ({ channelId: more.channelId ?? null, about }),
    log: (_event, fields) => logged.push(fields),
  };
}

const lanesRung = () => routed.flatMap(({ notices }) => notices.map((notice) => notice.laneKey));

describe('routing a stored webhook', () => {
  it('rings the lane of the order, with the webhook id as the notice’s fingerprint', async () => {
    expect(await routeEvents(work({ kind: 'order', orderId: 7 }))).toEqual({ routed: 1, ignored: 0, sources: [] });
    expect(routed[0]?.notices).toEqual([
      { laneKey: 'order:7', source: 'webhook', fingerprint: 'msg_e1', reason: 'ShipBob sent order.shipped' },
    ]);
  });

  it('gives a shipment to the lane of its order', async () => {
    await routeEvents(work({ kind: 'shipment', orderId: 7, shipmentId: 9 }));
    expect(lanesRung()).toEqual(['order:7']);
  });

  it('gives a linked WRO to its purchase order’s lane and an unknown one to a lane of its own', async () => {
    await routeEvents(work({ kind: 'wro', wroId: 5 }, { linked: 'purchase-order:3' }));
    stored = [event('e2')];
    await routeEvents(work({ kind: 'wro', wroId: 5 }));
    expect(lanesRung()).toEqual(['purchase-order:3', 'wro:5']);
  });

  it('takes charges as a reason to read the invoices, whose numbers they do not tell', async () => {
    stored = [event('e1'), event('e2')];
    const report = await routeEvents(work({ kind: 'billing' }));
    expect(report).toEqual({ routed: 2, ignored: 0, sources: ['shipbob.invoice'] });
    expect(lanesRung()).toEqual([]);
  });

  it('never acts on a foreign channel: the event ends ignored, with full context logged', async () => {
    expect(await routeEvents(work({ kind: 'order', orderId: 7 }, { channelId: 2 }))).toEqual({
      routed: 0,
      ignored: 1,
      sources: [],
    });
    expect(ignored).toEqual([{ eventId: 'e1', reason: 'foreign_channel' }]);
    expect(logged).toEqual([
      {
        connection: 'c',
        event: 'e1',
        webhook: 'msg_e1',
        topic: 'order.shipped',
        channel: 2,
        registered_channel: 1,
        reason: 'foreign_channel',
      },
    ]);
    expect(routed).toEqual([]);
  });

  it('takes a delivery that names no channel; the re-read resource decides', async () => {
    await routeEvents(work({ kind: 'order', orderId: 7 }, { channelId: null }));
    expect(lanesRung()).toEqual(['order:7']);
  });

  it('ends events of a paused connection and of unknown subjects as ignored, each with its reason', async () => {
    await routeEvents(work({ kind: 'order', orderId: 7 }, { paused: true }));
    stored = [event('e2')];
    await routeEvents(work({ kind: 'unknown', reason: 'body_not_an_object' }));
    expect(ignored.map((one) => one.reason)).toEqual(['connection_paused', 'body_not_an_object']);
    expect(routed).toEqual([]);
  });
});
