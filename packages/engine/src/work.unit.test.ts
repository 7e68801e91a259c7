import { ManualClock } from '@mlc/kernel';
import { nothing } from '@mlc/mappings';
import { beforeEach, describe, expect, it } from 'vitest';
import type { ConnectionWork } from './engine.js';
import { createMemoryLedger, type MemoryLedger } from './memory/memory-ledger.js';
import type { NoticeSource } from './ports/ledger.js';
import { defineSubject } from './subject.js';
import { TEST_CONNECTION, testWork } from './testing/test-work.js';
import { workOnce } from './work.js';

let clock: ManualClock;
let ledger: MemoryLedger;
let done: string[];
/** What happens when a lane is planned. */
let when: Record<string, () => unknown>;

beforeEach(() => {
  clock = new ManualClock(new Date('2026-11-25T12:00:00Z'));
  ledger = createMemoryLedger(() => clock.now());
  done = [];
  when = {};
});

const raise = (source: NoticeSource, ...laneKeys: string[]) => {
  clock.advanceMs(1000);
  return ledger.raise(
    TEST_CONNECTION,
    laneKeys.map((laneKey) => ({ laneKey, source, fingerprint: null, reason: 'changed' })),
  );
};

/** Products and orders, in this order, whose plans want nothing and say that they were made. */
const work = (timing: Partial<ConnectionWork['timing']>): ConnectionWork =>
  testWork({
    ...{ ledger, clock, executors: [], modes: {}, timing },
    subjects: (['product', 'order'] as const).map((subject) =>
      defineSubject<number>({
        subject,
        look: async (ids) => new Map(ids.map((id) => [id, id])),
        flows: [
          {
            name: 'products',
            plan: (id) => {
              done.push(`${subject}:${id}`);
              when[`${subject}:${id}`]?.();
              return nothing('as it must be');
            },
          },
        ],
        labels: () => [],
      }),
    ),
  });

describe('what somebody waits for', () => {
  it('goes before a backlog, whatever its subject and however long that has waited', async () => {
    await raise('poll', 'product:1', 'product:2');
    await raise('webhook', 'order:7');
    expect(await workOnce(work({}))).toMatchObject({ lanes: 3, more: false });
    expect(done).toEqual(['order:7', 'product:1', 'product:2']);
  });

  it('makes a backlog under way stop and say that there is more', async () => {
    await raise('poll', 'product:1', 'product:2', 'product:3', 'order:1');
    when['product:2'] = () => raise('webhook', 'order:7');
    expect(await workOnce(work({ makesWaySeconds: 0 }))).toMatchObject({ lanes: 2, more: true });
    expect(await workOnce(work({ makesWaySeconds: 0 }))).toMatchObject({ lanes: 3, more: false });
    expect(done).toEqual(['product:1', 'product:2', 'order:7', 'product:3', 'order:1']);
  });

  it('does not keep the rest from its turn, however much of it there is', async () => {
    await raise('poll', 'product:1', 'product:2', 'product:3');
    await raise('webhook', 'order:1', 'order:2', 'order:3');
    expect(await workOnce(work({ lanesPerBatch: 2 }))).toMatchObject({ lanes: 4, more: true });
    expect(done).toEqual(['order:1', 'order:2', 'product:1', 'product:2']);
  });

  it('is not asked for before each lane, but every so often', async () => {
    await raise('poll', 'product:1', 'product:2', 'product:3');
    when['product:1'] = () => raise('webhook', 'order:7');
    await workOnce(work({ makesWaySeconds: 3600 }));
    expect(done).toEqual(['product:1', 'product:2', 'product:3']);
  });
});
