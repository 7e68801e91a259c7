import type { Clock } from '@mlc/kernel';
import { DEFAULT_MODE, type Mode, type PlanContext } from '@mlc/mappings';
import type { CutStore } from './ports/cuts.js';
import type { Ledger } from './ports/ledger.js';
import type { Executor, Remotes } from './ports/remotes.js';
import type { SubjectEngine } from './subject.js';

/** Everything the engine needs to work on one connection. */
export interface ConnectionWork {
  connectionId: string;
  ledger: Ledger;
  /** Cuts of stock; absent where nobody keeps any. */
  cuts?: CutStore;
  remotes: Remotes;
  subjects: readonly SubjectEngine[];
  /** Product time. */
  clock: Clock;
  settingsVersion: number;
  /** Mode of each flow; one that is not named only shows what it would do. */
  modes: Readonly<Record<string, Mode>>;
  /** Everything of the plan's context but the time. */
  context: Omit<PlanContext, 'now'>;
  log: EngineLog;
  /** Real-time limits, settings' values where a connection has its own. */
  timing: EngineTiming;
}

export interface EngineTiming {
  leaseSeconds: number;
  leaseMarginSeconds: number;
  callTimeoutMs: number;
  odooSettleSeconds: number;
  shipbobSettleSeconds: number;
  secondLookSeconds: number;
  lookFreshSeconds: number;
  lanesPerBatch: number;
  /** How often work that nobody waits for looks whether somebody does by now. */
  makesWaySeconds: number;
  laneAttemptsMax: number;
  retryFirstSeconds: number;
  retryMostSeconds: number;
}

/** One structured line per passage, ids first. */
export type EngineLog = (event: string, fields: Record<string, unknown>) => void;

export function planContext(work: ConnectionWork): PlanContext {
  return { ...work.context, now: work.clock.now().toISOString() };
}

export const modeOf = (work: Pick<ConnectionWork, 'modes'>, flow: string): Mode => work.modes[flow] ?? DEFAULT_MODE;

export function executorFor(work: ConnectionWork, operation: string): Executor {
  const executor = work.remotes.executors.find((candidate) => candidate.operations.some((name) => name === operation));
  if (!executor) throw new Error(`No executor for ${operation}`);
  return executor;
}

/** When an unanswered call can no longer be running at the remote, in real time. */
export function settlesAt(work: ConnectionWork, target: 'odoo' | 'shipbob', deadlineMs: number): Date {
  const seconds = target === 'odoo' ? work.timing.odooSettleSeconds : work.timing.shipbobSettleSeconds;
  return new Date(deadlineMs + seconds * 1000);
}

/** Exponential back-off without jitter: lanes differ in their start, one lane has one worker. */
export function backOffSeconds(timing: EngineTiming, failures: number): number {
  return Math.min(timing.retryMostSeconds, timing.retryFirstSeconds * 2 ** Math.min(failures, 20));
}
