import {
  crashPoint,
  explain,
  type Json,
  msAfter,
  type NeedsAttention,
  newId,
  type RetryLater,
  secondsAfter,
  toJson,
} from '@mlc/kernel';
import { type PlannedCase, parseLane, RULES_VERSION } from '@mlc/mappings';
import { type Applied, applyEffects } from './apply.js';
import { backOffSeconds, type ConnectionWork, modeOf, planContext } from './engine.js';
import { type Gated, holdBack } from './hold-back.js';
import { type MergedPlan, mergePlans, outcomeOf } from './merge-plans.js';
import { type Lane, type Lease, LeaseLost, type Outcome, type PassEnd } from './ports/ledger.js';
import { resolveOpenEffects } from './resolve.js';
import type { Looked } from './subject.js';

export type LaneResult =
  | { kind: 'ended'; outcome: Outcome; effects: number }
  /** Another worker has it, or it moved since the look. */
  | { kind: 'busy' }
  /** The remote is away or the connection needs a person: stop working on this connection for now. */
  | { kind: 'failed'; error: RetryLater | NeedsAttention };

/** When a lane's evidence was gathered. */
export interface LookTime {
  realMs: number;
  product: Date;
}

/** A lane that waits for others looks again by itself after this long, whatever happens to them. */
const WAIT_SECONDS_MAX = 900;

/** One trip of a lane: lease, settle what an earlier pass left open, plan, apply, end. */
export async function runLane(
  work: ConnectionWork,
  lane: Lane,
  looked: Looked,
  lookedAt: LookTime,
): Promise<LaneResult> {
  const { ledger, timing, connectionId } = work;
  const lease = await ledger.lease(connectionId, lane.key, lane, timing.leaseSeconds, work.clock.now());
  if (!lease) return { kind: 'busy' };
  crashPoint('lane.leased');
  const pass = newPass(work, lease, looked, lookedAt);
  try {
    if (lease.attempts > timing.laneAttemptsMax) {
      return await pass.end(poison(lease.attempts - 1));
    }
    const resolved = await resolveOpenEffects(work, lease);
    if (resolved.waitUntil !== null || resolved.changed) {
      const waitMs = Math.max(0, (resolved.waitUntil?.getTime() ?? 0) - Date.now());
      return await pass.end({ ...again(msAfter(work.clock.now(), waitMs)), reason: resolved.notes.join('; ') });
    }
    if (Date.now() - lookedAt.realMs > timing.lookFreshSeconds * 1000) {
      return await pass.end({ ...again(work.clock.now()), reason: 'the look was too old to act on' });
    }
    crashPoint('lane.looked');
    return await planAndApply(work, lane, lease, looked, pass);
  } catch (error) {
    if (error instanceof LeaseLost) {
      work.log('lane.lost', { connection: connectionId, lane: lane.key, fence: lease.fence });
      return { kind: 'busy' };
    }
    throw error;
  }
}

async function planAndApply(
  work: ConnectionWork,
  lane: Lane,
  lease: Lease,
  looked: Looked,
  pass: PassWriter,
): Promise<LaneResult> {
  let merged: MergedPlan;
  try {
    merged = mergePlans(looked.plan(planContext(work)), (flow) => modeOf(work, flow) !== 'preview');
  } catch (error) {
    return pass.end(planFailed(error));
  }
  const { adoptions, heldAdoptions } = merged;
  await pass.begin(
    toJson({ effects: merged.effects, adoptions: [...adoptions, ...heldAdoptions], cases: merged.cases }),
    merged.labels,
  );
  crashPoint('lane.planned');
  const gated = await holdBack(work, lane, merged);
  if (gated.toHold) await work.ledger.hold(lease, pass.id, gated.holding);
  if (merged.adoptions.length > 0) await work.ledger.adopt(lease, pass.id, merged.adoptions);
  const applied = await applyEffects(work, lease, pass.id, gated.go);
  crashPoint('lane.before_end');
  if (applied.failure) {
    const seconds = backOffSeconds(work.timing, lease.failures);
    const afterMs = applied.failure.name === 'RetryLater' ? (applied.failure as RetryLater).afterMs : 0;
    await pass.end({
      ...failed(msAfter(work.clock.now(), Math.max(seconds * 1000, afterMs))),
      reason: explain(applied.failure),
    });
    return { kind: 'failed', error: applied.failure };
  }
  return pass.end(await endOf(work, lane, merged, gated, applied), applied.confirmed);
}

async function endOf(
  work: ConnectionWork,
  lane: Lane,
  merged: MergedPlan,
  gated: Gated,
  applied: Applied,
): Promise<PassEnd> {
  const waitsFor = [...new Set([...merged.waitsFor, ...applied.waitsFor])];
  const blocked = await blockedOn(work, lane, waitsFor);
  const open = merged.cases.filter((found) => !gated.settled.includes(found));
  const again = gated.refused.filter(({ code }) => !applied.cases.some((found) => found.code === code));
  const cases = [...open, ...applied.cases, ...again, ...blocked.cases];
  const now = work.clock.now();
  const uncertainAt =
    applied.uncertainUntil && msAfter(now, Math.max(0, applied.uncertainUntil.getTime() - Date.now()));
  const waitLimit = waitsFor.length > blocked.keys.size ? secondsAfter(now, WAIT_SECONDS_MAX) : null;
  const wrote = applied.confirmed > 0 || merged.adoptions.length > 0;
  const reasons = [...merged.reasons, ...cases.map((found) => `${found.code}: ${found.cause}`)];
  if (uncertainAt) reasons.push('a call had no answer; what became of it is looked up');
  if (waitsFor.length > 0) reasons.push(`waits for ${waitsFor.join(', ')}`);
  reasons.push(...heldReasons(merged, gated));
  const allMade = applied.confirmed === gated.go.length && gated.waiting.length + gated.declined.length === 0;
  // What a person agreed to settles the case that proposed it, which only a new look can see.
  const proposalsMade =
    gated.go.length > merged.effects.length ? [{ lane: lane.key, reason: 'what a case proposed was written' }] : [];
  const held = gated.waiting.length > 0 || merged.heldAdoptions.length > 0;
  const outcome = held ? 'parked' : outcomeOf({ ...merged, cases, waitsFor }, wrote);
  return {
    outcome: uncertainAt ? 'later' : outcome,
    reason: reasons.join('; ') || 'nothing to do',
    dueAt: earliest([merged.laterAt, uncertainAt, waitLimit]),
    waitsFor,
    cases: uncertainAt ? null : cases,
    // A lane that rings itself does so for what follows its writes; without them it would go round in a circle.
    rings: [...merged.rings, ...proposalsMade].filter(
      (ring) => !blocked.keys.has(ring.lane) && (ring.lane !== lane.key || allMade),
    ),
    cleans: true,
  };
}

function heldReasons({ heldAdoptions }: MergedPlan, { waiting, declined, settled }: Gated): string[] {
  const reasons: string[] = [];
  const flows = [...new Set(waiting.map((effect) => effect.flow))].join(', ');
  if (waiting.length > 0) reasons.push(`awaiting approval: ${counted(waiting.length, 'write')} of ${flows}`);
  if (heldAdoptions.length > 0) reasons.push(`${counted(heldAdoptions.length, 'link')} not made in preview`);
  if (declined.length > 0) reasons.push(`${counted(declined.length, 'write')} declined by a person`);
  reasons.push(...settled.map((found) => `${found.code}: left as it is, by a person`));
  return reasons;
}

const counted = (count: number, what: string): string => `${count} ${what}${count === 1 ? '' : 's'}`;

/**
 * Awaited lanes that had their turn since this lane last ended, and still did not make the link: ringing them again
 * would go round in a circle, so a person is told. This lane keeps waiting for them and comes back when they move.
 */
async function blockedOn(
  work: ConnectionWork,
  lane: Lane,
  waitsFor: string[],
): Promise<{ keys: Set<string>; cases: PlannedCase[] }> {
  const keys = new Set<string>();
  const causes: string[] = [];
  const awaitedLanes = waitsFor.length > 0 ? await work.ledger.lanes(work.connectionId, waitsFor) : [];
  const parked = awaitedLanes.filter((awaited) => awaited.lastOutcome === 'parked').map((awaited) => awaited.key);
  // A lane whose write waits for a person's yes is on its way.
  const holding = new Set(parked.length > 0 ? await work.ledger.holdingLanes(work.connectionId, parked) : []);
  for (const awaited of awaitedLanes) {
    if (holding.has(awaited.key) || inPreview(work, awaited.key)) continue;
    const idle = awaited.dirtySeq === awaited.cleanSeq && awaited.dueAt === null && awaited.leaseUntil === null;
    const hadItsTurn =
      lane.lastEndedAt !== null && awaited.lastEndedAt !== null && awaited.lastEndedAt > lane.lastEndedAt;
    if (!idle || !(awaited.lastOutcome === 'parked' || hadItsTurn)) continue;
    keys.add(awaited.key);
    causes.push(`${awaited.key} (${awaited.lastReason ?? 'no reason'})`);
  }
  if (causes.length === 0) return { keys, cases: [] };
  const found: PlannedCase = {
    flow: 'engine',
    code: 'engine.blocked',
    cause: `This record needs others that are not there yet: ${causes.join('; ')}.`,
    suggestions: ['Settle those records first; this one then goes on by itself.'],
    detail: { waits_for: [...keys] },
  };
  return { keys, cases: [found] };
}

/** A lane of a flow in preview makes no link, and nobody has to decide anything about that. */
function inPreview(work: ConnectionWork, laneKey: string): boolean {
  const { subject } = parseLane(laneKey);
  const flows = work.subjects.find((known) => known.subject === subject)?.flows ?? [];
  return flows.some((flow) => modeOf(work, flow) === 'preview');
}

const earliest = (times: (Date | null)[]): Date | null =>
  times.reduce((first, at) => (at !== null && (first === null || at < first) ? at : first), null);

const again = (dueAt: Date): Omit<PassEnd, 'reason'> => ({
  outcome: 'later',
  dueAt,
  waitsFor: [],
  cases: null,
  rings: [],
  cleans: true,
});

const failed = (dueAt: Date): Omit<PassEnd, 'reason'> => ({ ...again(dueAt), cleans: false });

function parkedEnd(found: PlannedCase): PassEnd {
  return {
    outcome: 'parked',
    reason: `${found.code}: ${found.cause}`,
    dueAt: null,
    waitsFor: [],
    cases: [found],
    rings: [],
    cleans: true,
  };
}

const poison = (attempts: number): PassEnd =>
  parkedEnd({
    flow: 'engine',
    code: 'engine.poison',
    cause: `Working on this record has killed its worker ${attempts} times in a row; it is set aside so that others go on.`,
    suggestions: ['Look at the log around these times, report the fault, then replay this record.'],
    detail: { attempts },
  });

const planFailed = (error: unknown): PassEnd =>
  parkedEnd({
    flow: 'engine',
    code: 'engine.plan_failed',
    cause: `The rules failed on what was seen of this record: ${explain(error)}`,
    suggestions: ['Report this record with its evidence; replay it after the fix.'],
    detail: { message: explain(error) },
  });

interface PassWriter {
  id: string;
  /** `labels`: what the plan adds to those of the look. */
  begin(planned: Json, labels?: string[]): Promise<void>;
  end(end: PassEnd, effects?: number): Promise<LaneResult>;
}

/** Writes the pass row; a pass that ends before it planned still leaves one. */
function newPass(work: ConnectionWork, lease: Lease, looked: Looked, lookedAt: LookTime): PassWriter {
  const id = newId();
  let begun = false;
  // A pass begins with its look: what other lanes did since then is news to it.
  const startedAt = lookedAt.product;
  const begin = async (planned: Json, labels: string[] = []): Promise<void> => {
    begun = true;
    await work.ledger.beginPass(lease, {
      id,
      connectionId: work.connectionId,
      laneKey: lease.laneKey,
      seq: lease.seq,
      startedAt,
      rulesVersion: RULES_VERSION,
      settingsVersion: work.settingsVersion,
      evidence: looked.evidence,
      planned,
      labels: [...new Set([...looked.labels, ...labels])],
    });
  };
  return {
    id,
    begin,
    async end(end, effects = 0) {
      if (!begun) await begin(null);
      await work.ledger.endPass(lease, id, end);
      crashPoint('lane.ended');
      work.log('lane.passed', {
        connection: work.connectionId,
        lane: lease.laneKey,
        pass: id,
        fence: lease.fence,
        outcome: end.outcome,
        effects,
        reason: end.reason,
      });
      return { kind: 'ended', outcome: end.outcome, effects };
    },
  };
}
