import { setTimeout as wait } from 'node:timers/promises';
import { explain, type JsonObject, newId, RetryLater } from '@mlc/kernel';
import type { ShipBobClient } from '@mlc/shipbob';
import type { Runtime } from '../runtime.js';

/** Longest time between two signs of life of whoever is at a task: one call to a remote with its repetitions. */
const LEASE_SECONDS = 120;
/** Between two looks whether somebody else has ended. */
const LOOK_MS = 250;

/** One run of a task of upkeep, alone at it. */
export interface Turn {
  memory: JsonObject;
  /** Before each write: prolongs the lease; throws RetryLater `upkeep.lost` when somebody else has the task by now. */
  hold(): Promise<void>;
}

export interface TurnEnd<T> {
  memory: JsonObject;
  /** Product time of the next run, when that is before the period is over. */
  dueAt: Date | null;
  result: T;
}

export interface When {
  /** Only when the last run ended so long ago; absent: now. */
  everySeconds?: number;
  retrySeconds?: number;
  /** How long to wait for somebody who is at it; RetryLater `upkeep.busy` afterwards. Absent: not at all, and null. */
  waitMs?: number;
}

/**
 * Runs a task of a connection's upkeep with its lease. Null when it is not due or somebody else is at it. What `run` throws
 * is noted as the task's error, and thrown on.
 */
export async function withTurn<T>(
  { store }: Pick<Runtime, 'store'>,
  connectionId: string,
  task: string,
  when: When,
  run: (turn: Turn) => Promise<TurnEnd<T>>,
): Promise<T | null> {
  const { everySeconds, retrySeconds } = when;
  const lease = { owner: newId(), leaseSeconds: LEASE_SECONDS };
  const endMs = Date.now() + (when.waitMs ?? 0);
  let memory = await store.upkeep.take(connectionId, task, { ...lease, everySeconds, retrySeconds });
  while (memory === null) {
    if (when.waitMs === undefined) return null;
    if (Date.now() >= endMs) throw busy(task);
    await wait(LOOK_MS);
    memory = await store.upkeep.take(connectionId, task, lease);
  }
  const hold = async (): Promise<void> => {
    if (!(await store.upkeep.renew(connectionId, task, lease))) throw lost(task);
  };
  try {
    const ended = await run({ memory, hold });
    const { dueAt, memory: next } = ended;
    if (!(await store.upkeep.end(connectionId, task, lease.owner, { memory: next, dueAt, error: null })))
      throw lost(task);
    return ended.result;
  } catch (error) {
    // Its own time is forgotten with a failure: the pause after one holds, and the next run that goes well names it again.
    await store.upkeep.end(connectionId, task, lease.owner, { dueAt: null, error: explain(error) });
    throw error;
  }
}

/** The client with a sign of life before each write, so that no two processes write for the same task. */
export const holding = (client: ShipBobClient, hold: Turn['hold']): ShipBobClient => ({
  version: client.version,
  traits: client.traits,
  channelId: client.channelId,
  products: client.products,
  read: (call) => client.read(call),
  readOne: (call) => client.readOne(call),
  async write(call) {
    await hold();
    return client.write(call);
  },
});

const busy = (task: string): RetryLater =>
  new RetryLater(`Another process is at the ${task} of this connection.`, 10_000, {
    code: 'upkeep.busy',
    fix: 'Try again in a minute.',
  });

const lost = (task: string): RetryLater =>
  new RetryLater(`Another process has taken over the ${task} of this connection.`, 0, {
    code: 'upkeep.lost',
    fix: 'Nothing to do: the other one ends it.',
  });
