import { onCrashPoint, SeededRandom } from '@mlc/kernel';
import type { ConnectionWork } from '../engine.js';
import { createMemoryLedger, type MemoryLedger } from '../memory/memory-ledger.js';
import { LeaseLost } from '../ports/ledger.js';
import { workOnce } from '../work.js';
import { SimTarget, simExecutor, Turns, toySubject } from './sim-world.js';
import { TEST_CONNECTION, testWork } from './test-work.js';

export interface SimReport {
  seed: number;
  kills: number;
  crashPointsHit: Set<string>;
  problems: string[];
}

export interface SimOptions {
  /** Sets the simulated wall clock; the caller has faked Date. */
  setNow(ms: number): void;
  /** Breaks the engine on purpose, to prove that the checker sees it. */
  sabotage?: 'no_fence' | 'retry_on_uncertain' | 'one_look';
}

const settleSeconds = 12;
const lagSeconds = 5;

/**
 * One seeded run: three workers, interleaved at every await, killed at crash points and between steps, over a target that
 * loses answers and commits late. Then the faults stop, and the end state must be the same as if nothing had happened.
 */
export async function simulate(seed: number, options: SimOptions): Promise<SimReport> {
  const random = new SeededRandom(seed);
  const turns = new Turns(random);
  const target = new SimTarget(random, { lagMs: lagSeconds * 1000, settleMs: settleSeconds * 1000 });
  let nowMs = Date.UTC(2026, 0, 1);
  const setNow = (ms: number): void => {
    nowMs = ms;
    options.setNow(ms);
    target.commitDue(ms);
  };
  setNow(nowMs);
  const source = new Map<number, string>();
  const ledger = createMemoryLedger(() => new Date(nowMs));
  const report: SimReport = { seed, kills: 0, crashPointsHit: new Set(), problems: [] };
  const workers = new Map<string, boolean>();
  let generation = 0;

  const current = { owner: '' };
  const start = (owner: string): void => {
    workers.set(owner, true);
    void workOnce(workFor(ledger, source, target, turns, owner, options))
      .catch((error: unknown) => {
        if (!(error instanceof Killed) && !(error instanceof LeaseLost)) report.problems.push(String(error));
      })
      .finally(() => workers.delete(owner));
  };
  const stop = onCrashPoint((point) => {
    report.crashPointsHit.add(point);
    if (target.faulty && random.chance(0.03)) {
      report.kills += 1;
      throw new Killed(current.owner);
    }
  });

  try {
    for (let step = 0; step < 400; step += 1) {
      if (step % 25 === 0 && source.size < 6) await change(ledger, source, random);
      if (random.chance(0.02)) await change(ledger, source, random);
      const action = random.next();
      if (action < 0.02 && workers.size > 0) {
        const victim = random.pick([...workers.keys()]);
        turns.kill(victim);
        workers.delete(victim);
        report.kills += 1;
      } else if (action < 0.1) setNow(nowMs + random.below(random.chance(0.6) ? 500 : 9000));
      else if (workers.size < 3 && action < 0.3) start(`w${++generation}`);
      else if (!turns.idle) turns.step();
      await settled();
    }
    target.faulty = false;
    for (let round = 0; round < 1200 && !(turns.idle && workers.size === 0 && isQuiet(ledger)); round += 1) {
      if (turns.idle) {
        setNow(nowMs + random.below(random.chance(0.5) ? 400 : 8000));
        start(`q${++generation}`);
      } else turns.step();
      await settled();
      for (let inner = 0; inner < 200 && !turns.idle; inner += 1) {
        turns.step();
        await settled();
      }
    }
    setNow(nowMs + 60_000);
  } finally {
    stop();
  }
  check(report, ledger, source, target);
  return report;
}

/** Stands for SIGKILL at a crash point. */
class Killed extends Error {
  constructor(owner: string) {
    super(`${owner} was killed`);
  }
}

const settled = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

async function change(ledger: MemoryLedger, source: Map<number, string>, random: SeededRandom): Promise<void> {
  const id = random.chance(0.5) && source.size > 0 ? random.pick([...source.keys()]) : source.size + 1;
  source.set(id, `name ${random.below(1000)}`);
  await ledger.raise(TEST_CONNECTION, [
    { laneKey: `product:${id}`, source: 'poll', fingerprint: null, reason: 'changed' },
  ]);
}

function isQuiet(ledger: MemoryLedger): boolean {
  return [...ledger.state.lanes.values()].every((lane) => lane.dirtySeq === lane.cleanSeq && lane.dueAt === null);
}

function workFor(
  ledger: MemoryLedger,
  source: Map<number, string>,
  target: SimTarget,
  turns: Turns,
  owner: string,
  options: SimOptions,
): ConnectionWork {
  return testWork({
    ledger: withTurns(sabotaged(ledger, options), turns, owner),
    clock: { now: () => new Date() },
    subjects: [toySubject(source, target, turns, owner)],
    executors: [simExecutor(target, turns, owner)],
    modes: { toy: 'live' },
    timing: {
      leaseSeconds: 30,
      leaseMarginSeconds: 5,
      callTimeoutMs: 10_000,
      odooSettleSeconds: settleSeconds,
      shipbobSettleSeconds: options.sabotage === 'retry_on_uncertain' ? 0 : settleSeconds,
      secondLookSeconds:
        options.sabotage === 'retry_on_uncertain' || options.sabotage === 'one_look' ? 0 : lagSeconds + 1,
      laneAttemptsMax: 50,
      retryFirstSeconds: 1,
      retryMostSeconds: 20,
    },
  });
}

/** Every ledger call is a point at which other workers may run, or this one may die. */
function withTurns(ledger: ConnectionWork['ledger'], turns: Turns, owner: string): ConnectionWork['ledger'] {
  return new Proxy(ledger, {
    get(inner, name, receiver) {
      const method: unknown = Reflect.get(inner, name, receiver);
      if (typeof method !== 'function') return method;
      return async (...args: unknown[]) => {
        await turns.take(owner);
        return Reflect.apply(method, inner, args) as unknown;
      };
    },
  });
}

/** Known bugs put back on purpose; the checker must catch each. */
function sabotaged(ledger: MemoryLedger, options: SimOptions): MemoryLedger {
  if (options.sabotage !== 'no_fence') return ledger;
  return new Proxy(ledger, {
    get(inner, name, receiver) {
      const method: unknown = Reflect.get(inner, name, receiver);
      if (typeof method !== 'function') return method;
      return (...args: unknown[]) => {
        const lease = args[0];
        if (typeof lease === 'object' && lease !== null && 'fence' in lease && 'laneKey' in lease) {
          const lane = inner.state.lane(TEST_CONNECTION, String(lease.laneKey));
          return Reflect.apply(method, inner, [{ ...lease, fence: lane.fence }, ...args.slice(1)]) as unknown;
        }
        if (name === 'lease') {
          const lane = inner.state.lane(TEST_CONNECTION, String(args[1]));
          lane.leaseUntil = null;
        }
        return Reflect.apply(method, inner, args) as unknown;
      };
    },
  });
}

function check(report: SimReport, ledger: MemoryLedger, source: Map<number, string>, target: SimTarget): void {
  const { problems } = report;
  for (const [id, name] of source) {
    const twins = target.records.filter((record) => record.sku === `S${id}`);
    if (twins.length !== 1) problems.push(`S${id} exists ${twins.length} times`);
    else if (twins[0]?.name !== name)
      problems.push(`S${id} is ${JSON.stringify(twins[0]?.name)}, wanted ${JSON.stringify(name)}`);
  }
  for (const lane of ledger.state.lanes.values()) {
    if (lane.dirtySeq !== lane.cleanSeq || lane.dueAt !== null) problems.push(`${lane.key} never came to an end`);
  }
  for (const effect of ledger.state.effects.values()) {
    if (effect.state === 'sent' || effect.state === 'uncertain' || effect.state === 'intended')
      problems.push(`${effect.effectKey} is still ${effect.state}`);
  }
  for (const notice of ledger.state.notices) {
    const answered = [...ledger.state.passes.values()].some(
      (pass) => pass.laneKey === notice.laneKey && pass.seq >= notice.seq && pass.end?.cleans === true,
    );
    if (!answered) problems.push(`notice ${notice.laneKey}#${notice.seq} has no pass`);
  }
  const confirmed = [...ledger.state.effects.values()].filter((effect) => effect.state === 'confirmed').length;
  const audited = ledger.state.audit.filter(
    (entry) => entry.action.startsWith('shipbob.') && !entry.action.endsWith('rejected'),
  ).length;
  if (audited < confirmed) problems.push(`${confirmed} confirmed effects, ${audited} audit rows`);
}
