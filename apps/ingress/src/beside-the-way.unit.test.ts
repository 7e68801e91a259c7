import type { Logger } from '@mlc/platform';
import { describe, expect, it, vi } from 'vitest';
import { RefusalCounts } from './refusal-counts.js';
import { Rings } from './rings.js';

const listen = (): Logger & { lines: { event: string; fields?: Record<string, unknown> }[] } => {
  const lines: { event: string; fields?: Record<string, unknown> }[] = [];
  const line = (event: string, fields?: Record<string, unknown>): void => void lines.push({ event, fields });
  return { info: line, warn: line, error: line, lines };
};

/** A promise that is settled by hand. */
function gate() {
  let open: () => void = () => undefined;
  const promise = new Promise<'rung'>((resolve) => {
    open = () => resolve('rung');
  });
  return { promise, open };
}

describe('rings for a connection', () => {
  it('that come while one is under way are one more, and other connections do not wait for them', async () => {
    const gates = [gate(), gate(), gate()];
    const rung: string[] = [];
    const ring = (_job: string, data: { connectionId?: string }) =>
      gates[rung.push(data.connectionId ?? '') - 1]?.promise ?? Promise.resolve('rung' as const);
    const rings = new Rings({ ring }, listen());
    for (let n = 0; n < 50; n += 1) rings.ring('one');
    rings.ring('two');
    expect(rung).toEqual(['one', 'two']);
    gates[0]?.open();
    await vi.waitFor(() => expect(rung).toEqual(['one', 'two', 'one']));
    gates[2]?.open();
    // Quiet again: the next one rings at once.
    await vi.waitFor(() => {
      rings.ring('one');
      expect(rung.filter((id) => id === 'one').length).toBeGreaterThan(2);
    });
  });

  it('that fail are logged and do not silence the next', async () => {
    const log = listen();
    const ring = vi.fn().mockRejectedValueOnce(new Error('no such job')).mockResolvedValue('rung');
    const rings = new Rings({ ring }, log);
    rings.ring('one');
    await vi.waitFor(() =>
      expect(log.lines).toMatchObject([{ event: 'doorbell.failed', fields: { connection: 'one' } }]),
    );
    rings.ring('one');
    expect(ring).toHaveBeenCalledTimes(2);
  });
});

describe('refusals', () => {
  const book = () => {
    const written: Record<string, number> = {};
    return {
      written,
      write: (key: string, reason: string) => (written[`${key} ${reason}`] = (written[`${key} ${reason}`] ?? 0) + 1),
    };
  };

  it('are all counted, one statement at a time, without one reason hiding another', async () => {
    const { written, write } = book();
    const order: string[] = [];
    let now = 0;
    let most = 0;
    const counts = new RefusalCounts(
      {
        async countRefused(key, reason) {
          now += 1;
          most = Math.max(most, now);
          await Promise.resolve();
          now -= 1;
          order.push(reason);
          write(key, reason);
        },
      },
      listen(),
    );
    for (let n = 0; n < 200; n += 1) counts.add('c', 'no_match');
    counts.add('c', 'too_old');
    counts.add('-', 'unknown_connection');
    await counts.close();
    expect(written).toEqual({ 'c no_match': 200, 'c too_old': 1, '- unknown_connection': 1 });
    expect(most).toBe(1);
    expect(order.indexOf('too_old')).toBeLessThan(3);
    // After a rest it counts again.
    counts.add('c', 'no_match');
    await vi.waitFor(() => expect(written['c no_match']).toBe(201));
  });

  it('that cannot be written are kept until they can', async () => {
    const { written, write } = book();
    let away = true;
    const log = listen();
    const counts = new RefusalCounts(
      {
        async countRefused(key, reason) {
          if (away) throw new Error('the database is away');
          write(key, reason);
        },
      },
      log,
    );
    for (let n = 0; n < 3; n += 1) counts.add('c', 'no_match');
    await vi.waitFor(() => expect(log.lines.map((line) => line.event)).toContain('webhook.count_failed'));
    away = false;
    await vi.waitFor(() => expect(written).toEqual({ 'c no_match': 3 }), { timeout: 5_000 });
  });

  it('that could not be written at the end are said, not lost in silence', async () => {
    const log = listen();
    const counts = new RefusalCounts({ countRefused: () => Promise.reject(new Error('away')) }, log);
    for (let n = 0; n < 3; n += 1) counts.add('c', 'no_match');
    await counts.close();
    expect(log.lines).toContainEqual({
      event: 'webhook.refusals_uncounted',
      fields: { connectionKey: 'c', reason: 'no_match', count: 3 },
    });
  });
});
