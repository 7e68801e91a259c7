import { BadInput, NeedsAttention, OutcomeUnknown, redact } from '@mlc/kernel';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { type ScriptedAnswer, type ScriptedCall, scriptedClient } from '../testing/scripted-door.js';
import { ensureSubscriptions, removeSubscriptions } from './subscriptions.js';
import { CERTAIN_TOPICS, WEBHOOK_TOPICS } from './topics.js';

const URL_OURS = 'https://connector.test/webhooks/shipbob/k3y';
const SECRET = redact('whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw');

const newSub = z.object({ topics: z.array(z.string()), url: z.string(), description: z.string() });

interface Sub {
  id: string;
  topics: string[];
  url: string;
  description: string;
  enabled: boolean;
}

/** ShipBob's /webhook with the topics it takes; answers refusals as serialised ASP.NET results. */
class Subscriptions {
  readonly list: Sub[] = [];
  #next = 1;
  constructor(private readonly takes: readonly string[] = WEBHOOK_TOPICS) {}

  /** Refuses a topic that an address already has. */
  oneForEachUrl = false;

  answer = (call: ScriptedCall): ScriptedAnswer => {
    if (call.method === 'GET') return { body: { items: this.list, next: null, prev: null } };
    if (call.method === 'DELETE') {
      const at = this.list.findIndex((sub) => call.path === `/webhook/${sub.id}`);
      if (at < 0) return { status: 404, body: { value: 'not found', status_code: 404, formatters: [] } };
      this.list.splice(at, 1);
      return { status: 204 };
    }
    const { topics, url, description } = newSub.parse(call.body);
    const taken = (topic: string) => this.list.some((sub) => sub.url === url && sub.topics.includes(topic));
    const unknown = topics.filter((topic) => !this.takes.includes(topic) || (this.oneForEachUrl && taken(topic)));
    if (unknown.length > 0) {
      const value = { Topics: unknown.map((topic) => `Topic '${topic}' is not supported.`) };
      return { status: 422, body: { value, formatters: [], content_types: [], status_code: 422 } };
    }
    const sub = { id: String(this.#next++), topics, url, description, enabled: true };
    this.list.push(sub);
    return { status: 201, body: { ...sub, secret: 'whsec_shown-once' } };
  };
}

function setUp(shipbob = new Subscriptions(), version = '2026-07') {
  const { client, door } = scriptedClient(shipbob.answer, version);
  let knownIds: string[] = [];
  return {
    shipbob,
    door,
    forget: () => {
      knownIds = [];
    },
    run: async (topics: readonly string[] = WEBHOOK_TOPICS) => {
      const before = door.writes.length;
      const report = await ensureSubscriptions(client, { url: URL_OURS, secret: SECRET, topics, knownIds });
      knownIds = report.subscriptions.map(({ id }) => id);
      return { report, writes: door.writes.slice(before).map((call) => call.method) };
    },
  };
}

const sorted = (topics: readonly string[]): string[] => [...topics].sort();

describe('subscriptions', () => {
  it('are one when ShipBob takes all topics, made with our secret, and a second run writes nothing', async () => {
    const { run, door, shipbob } = setUp();
    const first = await run();
    expect(first.writes).toEqual(['POST']);
    expect(door.writes[0]?.body).toMatchObject({ url: URL_OURS, secret: SECRET.reveal(), topics: [...WEBHOOK_TOPICS] });
    expect(first.report).toMatchObject({ subscriptions: [{ id: '1' }], refused: [] });
    const second = await run();
    expect(second.writes).toEqual([]);
    expect(second.report.subscriptions).toEqual(first.report.subscriptions);
    expect(second.report.actions).toMatchObject([{ action: 'kept', id: '1' }]);
    expect(shipbob.list).toHaveLength(1);
  });

  it('leave refused topics to polling, with ShipBob’s reason, and do not ask again', async () => {
    const { run, shipbob } = setUp(new Subscriptions(CERTAIN_TOPICS));
    const first = await run();
    expect(shipbob.list.map((sub) => sub.topics)).toEqual([[...CERTAIN_TOPICS]]);
    expect(first.report.refused.map(({ topic }) => topic)).toEqual(WEBHOOK_TOPICS.slice(CERTAIN_TOPICS.length));
    expect(first.report.refused[0]?.reason).toContain('is not supported');
    const second = await run();
    expect(second.writes).toEqual([]);
    expect(second.report.refused.map(({ topic }) => topic)).toEqual(first.report.refused.map(({ topic }) => topic));
  });

  it('are made topic by topic when even the common ones are refused together', async () => {
    const takes = ['order.shipped', 'wro.completed'];
    const { run, shipbob } = setUp(new Subscriptions(takes));
    const { report } = await run();
    expect(sorted(shipbob.list.flatMap((sub) => sub.topics))).toEqual(takes);
    expect(sorted([...report.refused.map(({ topic }) => topic), ...takes])).toEqual(sorted(WEBHOOK_TOPICS));
    expect((await run()).writes).toEqual([]);
  });

  it('are asked for again when the version changes, since it may take more', async () => {
    const shipbob = new Subscriptions();
    const old = setUp(shipbob, '2026-01');
    const { report } = await old.run();
    const client = scriptedClient(shipbob.answer, '2026-07').client;
    const knownIds = report.subscriptions.map(({ id }) => id);
    const next = await ensureSubscriptions(client, { url: URL_OURS, secret: SECRET, topics: WEBHOOK_TOPICS, knownIds });
    expect(next.actions.map(({ action }) => action)).toEqual(['created', 'deleted']);
    expect(shipbob.list).toHaveLength(1);
  });

  it('that are disabled are replaced, the new one first', async () => {
    const { run, shipbob } = setUp();
    await run();
    for (const sub of shipbob.list) sub.enabled = false;
    const { report, writes } = await run();
    expect(writes).toEqual(['POST', 'DELETE']);
    expect(shipbob.list.map((sub) => [sub.id, sub.enabled])).toEqual([['2', true]]);
    expect(report.actions).toContainEqual(expect.objectContaining({ action: 'deleted', id: '1' }));
  });

  it('at our address that we did not record are replaced, since their secret is unknown', async () => {
    const { run, shipbob, forget } = setUp();
    await run();
    forget();
    const { writes } = await run();
    expect(writes).toEqual(['POST', 'DELETE']);
    expect(shipbob.list.map((sub) => sub.id)).toEqual(['2']);
  });

  it('at another address are never touched', async () => {
    const { run, shipbob } = setUp();
    const foreign = { id: 'x', topics: ['order.shipped'], url: 'https://else.test/', description: '', enabled: false };
    shipbob.list.push(foreign);
    await run();
    expect(shipbob.list).toContainEqual(foreign);
  });

  it('that were deleted at ShipBob are made again, refused topics and all', async () => {
    const { run, shipbob } = setUp(new Subscriptions([...CERTAIN_TOPICS, 'wro.completed']));
    await run();
    const at = shipbob.list.findIndex((sub) => sub.topics.includes('wro.completed'));
    shipbob.list.splice(at, 1);
    await run();
    expect(shipbob.list.flatMap((sub) => sub.topics)).toContain('wro.completed');
  });

  it('of which one record was lost heal without leaving a topic to polling', async () => {
    const shipbob = new Subscriptions([...CERTAIN_TOPICS, 'wro.completed']);
    const { run } = setUp(shipbob);
    const { report } = await run();
    const knownIds = report.subscriptions.map(({ id }) => id).slice(0, 1);
    const client = scriptedClient(shipbob.answer, '2026-07').client;
    const wish = { url: URL_OURS, secret: SECRET, topics: WEBHOOK_TOPICS, knownIds };
    const healed = await ensureSubscriptions(client, wish);
    expect(sorted(healed.subscriptions.flatMap(({ topics }) => topics))).toEqual(
      sorted([...CERTAIN_TOPICS, 'wro.completed']),
    );
    expect(shipbob.list).toHaveLength(2);
  });

  it('whose creation got no answer end in OutcomeUnknown and heal at the next run', async () => {
    const shipbob = new Subscriptions();
    let lose = true;
    const { client } = scriptedClient((call) => {
      const answer = shipbob.answer(call);
      if (call.method !== 'POST' || !lose) return answer;
      lose = false;
      throw new OutcomeUnknown('reset', { code: 'egress.no_answer' });
    }, '2026-07');
    const wish = { url: URL_OURS, secret: SECRET, topics: WEBHOOK_TOPICS, knownIds: [] };
    await expect(ensureSubscriptions(client, wish)).rejects.toBeInstanceOf(OutcomeUnknown);
    await ensureSubscriptions(client, wish);
    expect(shipbob.list.map((sub) => sub.id)).toEqual(['2']);
  });

  describe('made with an older secret', () => {
    const rotated = async (shipbob: Subscriptions, more: { keepOlder: boolean }) => {
      const { run, door } = setUp(shipbob);
      const first = await run();
      const before = door.writes.length;
      const olderIds = first.report.subscriptions.map(({ id }) => id);
      const wish = { url: URL_OURS, secret: SECRET, topics: WEBHOOK_TOPICS, knownIds: [], olderIds };
      const { client } = scriptedClient(shipbob.answer, '2026-07');
      const again = (knownIds: string[], keepOlder: boolean) =>
        ensureSubscriptions(client, { ...wish, knownIds, keepOlder });
      return { olderIds, before, again, report: await again([], more.keepOlder) };
    };

    it('are replaced, the new ones first, and stay as long as they may', async () => {
      const shipbob = new Subscriptions([...CERTAIN_TOPICS, 'wro.completed']);
      const { report, olderIds, again } = await rotated(shipbob, { keepOlder: true });
      expect(report.older.map(({ id }) => id)).toEqual(olderIds);
      expect(report.stuck).toEqual([]);
      expect(shipbob.list).toHaveLength(4);
      const made = report.subscriptions.map(({ id }) => id);
      // A second run finds everything as it should be and asks for nothing again.
      const kept = await again(made, true);
      expect(kept.actions.map(({ action }) => action).filter((action) => action === 'created')).toEqual([]);
      expect(shipbob.list).toHaveLength(4);
      const dropped = await again(made, false);
      expect(dropped.older).toEqual([]);
      expect(sorted(shipbob.list.map(({ id }) => id))).toEqual(sorted(made));
      expect(sorted(shipbob.list.flatMap(({ topics }) => topics))).toEqual(
        sorted([...CERTAIN_TOPICS, 'wro.completed']),
      );
    });

    it('are never missing for a moment', async () => {
      const shipbob = new Subscriptions();
      const first = await setUp(shipbob).run();
      const held: boolean[] = [];
      const { client } = scriptedClient((call) => {
        const answer = shipbob.answer(call);
        held.push(WEBHOOK_TOPICS.every((topic) => shipbob.list.some((sub) => sub.topics.includes(topic))));
        return answer;
      }, '2026-07');
      const olderIds = first.report.subscriptions.map(({ id }) => id);
      await ensureSubscriptions(client, {
        url: URL_OURS,
        secret: SECRET,
        topics: WEBHOOK_TOPICS,
        knownIds: [],
        olderIds,
      });
      expect(held.length).toBeGreaterThan(2);
      expect(held).not.toContain(false);
      expect(shipbob.list.map(({ id }) => id)).not.toEqual(olderIds);
    });

    it('are replaced at another URL where ShipBob takes a topic of an address only once', async () => {
      const shipbob = new Subscriptions();
      shipbob.oneForEachUrl = true;
      const { report } = await rotated(shipbob, { keepOlder: false });
      expect(report.stuck).toEqual([]);
      expect(sorted(shipbob.list.flatMap(({ topics }) => topics))).toEqual(sorted(WEBHOOK_TOPICS));
      for (const { url } of shipbob.list)
        expect(url).toMatch(/^https:\/\/connector\.test\/webhooks\/shipbob\/k3y\?made=\w+$/);
    });

    it('stay when ShipBob refuses the new one, whatever is asked', async () => {
      const shipbob = new Subscriptions();
      const { run } = setUp(shipbob);
      const { report } = await run();
      const olderIds = report.subscriptions.map(({ id }) => id);
      const { client } = scriptedClient(
        (call) => (call.method === 'POST' ? { status: 422 } : shipbob.answer(call)),
        '2026-07',
      );
      const wish = { url: URL_OURS, secret: SECRET, topics: WEBHOOK_TOPICS, knownIds: [], olderIds, keepOlder: false };
      const refused = await ensureSubscriptions(client, wish);
      expect(sorted(refused.stuck)).toEqual(sorted(WEBHOOK_TOPICS));
      expect(shipbob.list.map(({ id }) => id)).toEqual(olderIds);
    });
  });

  it('that were pointed to another address are replaced', async () => {
    const { run, shipbob } = setUp();
    await run();
    for (const sub of shipbob.list) sub.url = 'https://old.test/webhooks/shipbob/k3y';
    const { report, writes } = await run();
    expect(writes).toEqual(['POST', 'DELETE']);
    expect(report.actions.at(-1)?.reason).toContain('another address');
    expect(shipbob.list.map((sub) => sub.url)).toEqual([URL_OURS]);
  });

  it('are removed with all that we recorded, and nothing else', async () => {
    const { run, shipbob } = setUp();
    const { report } = await run();
    const foreign = { id: 'x', topics: ['order.shipped'], url: 'https://else.test/', description: '', enabled: true };
    shipbob.list.push(foreign);
    const { client } = scriptedClient(shipbob.answer, '2026-07');
    const removed = await removeSubscriptions(client, { url: URL_OURS, ids: [] });
    expect(removed).toEqual(report.subscriptions.map(({ id }) => id));
    expect(shipbob.list).toEqual([foreign]);
  });

  it('need a secret of ShipBob’s form and an address', async () => {
    const { client, door } = scriptedClient(() => ({ body: { items: [] } }));
    const wish = { url: URL_OURS, secret: SECRET, topics: WEBHOOK_TOPICS, knownIds: [] };
    await expect(ensureSubscriptions(client, { ...wish, secret: redact('short') })).rejects.toBeInstanceOf(BadInput);
    await expect(ensureSubscriptions(client, { ...wish, url: 'nowhere' })).rejects.toBeInstanceOf(BadInput);
    expect(door.calls).toHaveLength(0);
  });

  it('without the scope need a person', async () => {
    const { client } = scriptedClient(() => ({ status: 403 }));
    const wish = { url: URL_OURS, secret: SECRET, topics: WEBHOOK_TOPICS, knownIds: [] };
    await expect(ensureSubscriptions(client, wish)).rejects.toBeInstanceOf(NeedsAttention);
  });
});
