import { ManualClock } from '@mlc/kernel';
import { expect, it } from 'vitest';
import { createMemoryLedger } from './memory/memory-ledger.js';
import { type PollWork, pollOnce } from './poll.js';
import type { PollStore } from './ports/polls.js';

const clock = new ManualClock(new Date('2026-11-25T12:00:00Z'));

function work(polls: PollStore, leaseSeconds: number): PollWork {
  const page = async () => ({ rows: [], serverTime: '2026-11-25 12:00:00', last: true });
  return {
    connectionId: 'c',
    source: 'product.product',
    owner: 'me',
    clock,
    polls,
    ledger: createMemoryLedger(() => clock.now()),
    odoo: { page, gone: async () => [] },
    shipbob: { page: async () => ({ ...(await page()), nextPosition: null }) },
    overlapSeconds: 900,
    pageRows: 100,
    leaseSeconds,
  };
}

/** Held by another poller for the first `refusals` asks. */
function heldFor(refusals: number): PollStore & { saved: number } {
  let asked = 0;
  return {
    saved: 0,
    async take(connectionId, source) {
      asked += 1;
      return asked <= refusals
        ? null
        : { connectionId, source, mark: null, running: null, goneLookedAt: null, fullyReadAt: null };
    },
    release: async () => undefined,
    changed: async () => [],
    known: async () => [],
    forget: async () => undefined,
    async savePage() {
      this.saved += 1;
    },
  };
}

it('reads a source whose killed poller still held it, as soon as its lease has ended', async () => {
  const polls = heldFor(2);
  expect(await pollOnce(work(polls, 10))).toMatchObject({ taken: true, pages: 1 });
  expect(polls.saved).toBe(1);
});

it('gives up on a source that another poller goes on holding', async () => {
  const polls = heldFor(Number.POSITIVE_INFINITY);
  expect(await pollOnce(work(polls, 0))).toMatchObject({ taken: false, pages: 0 });
  expect(polls.saved).toBe(0);
});
