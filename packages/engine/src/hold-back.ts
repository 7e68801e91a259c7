import { sha256Hex, stableStringify } from '@mlc/kernel';
import type { Mode, PlannedCase, PlannedEffect } from '@mlc/mappings';
import { type ConnectionWork, modeOf } from './engine.js';
import { substituteRequest } from './links.js';
import type { MergedPlan } from './merge-plans.js';
import type { Approval, Holding } from './ports/approvals.js';
import type { Lane } from './ports/ledger.js';
import { refused } from './refused.js';

/** A write that may be made now, and the approval it stands on. */
export interface Going {
  planned: PlannedEffect;
  approvalId: string | null;
}

/** A plan's writes, parted by what the flows' modes and people allow. */
export interface Gated {
  go: Going[];
  holding: Holding;
  /** Held back until somebody decides, or until the flow leaves preview. */
  waiting: PlannedEffect[];
  declined: PlannedEffect[];
  /** Cases whose every proposal a person declined: they are left as they are. */
  settled: PlannedCase[];
  /** Asked about anew, although a person has agreed once: the remote refused it then. */
  refused: PlannedCase[];
  /** The ledger has rows to write, or to bring in line. */
  toHold: boolean;
}

/**
 * Lets through what is live or approved. An approval counts for an equal write only: same operation, same record, same
 * request once links are filled in, and the same state before. Behind a write that is held back the rest of its flow is
 * held back too, since later writes stand on earlier ones. What a case proposes waits for a person in every mode.
 */
export async function holdBack(
  work: ConnectionWork,
  lane: Lane,
  { effects, cases }: Pick<MergedPlan, 'effects' | 'cases'>,
): Promise<Gated> {
  const gate = new Gate(await standingOf(work, lane, effects, cases));
  const stopped = new Set<string>();
  for (const planned of effects) {
    const mode = modeOf(work, planned.flow);
    const open = !stopped.has(planned.flow);
    if (mode === 'live' && open) {
      gate.gated.go.push({ planned, approvalId: null });
      continue;
    }
    const state = gate.ask(planned, await identity(work, planned), mode, open);
    if (state !== 'going') stopped.add(planned.flow);
    if (state === 'waiting' || state === 'declined') gate.gated[state].push(planned);
  }
  for (const found of cases) {
    const states: Asked[] = [];
    for (const planned of found.proposes ?? []) {
      const open = !stopped.has(planned.flow) && states.every((state) => state === 'going');
      states.push(gate.ask(planned, await identity(work, planned), modeOf(work, planned.flow), open));
    }
    if (states.length > 0 && states.every((state) => state === 'declined')) gate.gated.settled.push(found);
  }
  if (lane.lastOutcome === 'parked') gate.gated.refused.push(...(await refusedBefore(work, lane, gate.waiting)));
  return gate.gated;
}

/** What the remote said of writes that wait for a person again: without it nobody would know why their yes did nothing. */
async function refusedBefore(
  work: ConnectionWork,
  lane: Lane,
  waiting: ReadonlyMap<string, PlannedEffect>,
): Promise<PlannedCase[]> {
  if (waiting.size === 0) return [];
  const cases = new Map<string, PlannedCase>();
  for (const { planned, message } of await work.ledger.refusals(work.connectionId, lane.key)) {
    const again = waiting.get(await identity(work, planned));
    if (again === undefined) continue;
    const found = refused(again, { message, asksAgain: true });
    if (!cases.has(found.code)) cases.set(found.code, found);
  }
  return [...cases.values()];
}

type Asked = 'going' | 'waiting' | 'declined';

/** Collects what becomes of each write, given what people have said so far. */
class Gate {
  readonly gated: Gated;
  /** What a person can decide and has not, by its identity. */
  readonly waiting = new Map<string, PlannedEffect>();
  readonly #asked = new Set<string>();

  constructor(readonly standing: Map<string, Approval>) {
    const toHold = standing.size > 0;
    this.gated = {
      go: [],
      holding: { keep: [], add: [] },
      waiting: [],
      declined: [],
      settled: [],
      refused: [],
      toHold,
    };
  }

  ask(planned: PlannedEffect, identity: string, mode: Mode, open: boolean): Asked {
    const known = this.standing.get(identity);
    const heldMode = mode === 'live' ? 'approve' : mode;
    if (!this.#asked.has(identity)) {
      if (known) this.gated.holding.keep.push({ id: known.id, mode: heldMode });
      else this.gated.holding.add.push({ planned, mode: heldMode });
      this.gated.toHold = true;
      this.#asked.add(identity);
    }
    if (known?.state === 'declined') return 'declined';
    if (known?.state !== 'approved' || heldMode !== 'approve' || !open) {
      if (known?.state !== 'approved') this.waiting.set(identity, planned);
      return 'waiting';
    }
    this.gated.go.push({ planned, approvalId: known.id });
    return 'going';
  }
}

/** A lane that held nothing back, and holds nothing back now, has no rows to compare with. */
async function standingOf(
  work: ConnectionWork,
  lane: Lane,
  effects: PlannedEffect[],
  cases: PlannedCase[],
): Promise<Map<string, Approval>> {
  const allLive = effects.every((effect) => modeOf(work, effect.flow) === 'live');
  const proposes = cases.some((found) => found.proposes !== undefined);
  if (allLive && !proposes && lane.lastOutcome !== 'parked') return new Map();
  const rows = await work.ledger.approvals(work.connectionId, lane.key);
  const keyed = await Promise.all(rows.map(async (row) => [await identity(work, row.planned), row] as const));
  return new Map(keyed);
}

async function identity(
  work: ConnectionWork,
  { operation, businessKey, before, request }: PlannedEffect,
): Promise<string> {
  const filled = await substituteRequest(work.ledger, work.connectionId, request);
  return sha256Hex(stableStringify({ operation, businessKey, before, request: filled.request }));
}
