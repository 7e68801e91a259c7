import { explain, groupBy, isKnownError, type NeedsAttention, type RetryLater } from '@mlc/kernel';
import { parseLane } from '@mlc/mappings';
import { type ConnectionWork, planContext } from './engine.js';
import type { Lane, Outcome } from './ports/ledger.js';
import { type LaneResult, runLane } from './run-lane.js';
import type { LookContext, Looked, SubjectEngine } from './subject.js';

export interface WorkReport {
  lanes: number;
  outcomes: Partial<Record<Outcome, number>>;
  effects: number;
  /** More lanes are due. */
  more: boolean;
  /** Set when the connection should rest: its remote is away or a person is needed. */
  stopped: RetryLater | NeedsAttention | null;
}

/**
 * Picks due lanes, looks at all of them in one batch per subject and side, then takes them lane by lane. Safe to run in
 * any number of processes at once: leases decide. What somebody waits for goes first, and the rest makes way for it, but
 * has its turn each time: neither a backlog of thousands nor a storm of webhooks keeps the other from being done.
 */
export async function workOnce(work: ConnectionWork, signal?: AbortSignal): Promise<WorkReport> {
  const report: WorkReport = { lanes: 0, outcomes: {}, effects: 0, more: false, stopped: null };
  const { lanesPerBatch } = work.timing;
  const urgent = await work.ledger.urgentLanes(work.connectionId, lanesPerBatch, work.clock.now());
  await workLanes(work, urgent, report, () => signal?.aborted === true);
  if (report.stopped !== null || signal?.aborted) return report;
  const lanes = await work.ledger.dueLanes(work.connectionId, lanesPerBatch, work.clock.now());
  if (Math.max(lanes.length, urgent.length) === lanesPerBatch) report.more = true;
  const makesWay = waitedFor(work, report);
  await workLanes(work, lanes, report, async () => signal?.aborted === true || (await makesWay()));
  return report;
}

/** Whether urgent lanes are due by now: asked before each lane, answered from the ledger every so often. */
function waitedFor(work: ConnectionWork, report: WorkReport): () => Promise<boolean> {
  let askedMs = Date.now();
  let found = false;
  return async () => {
    if (found || Date.now() - askedMs < work.timing.makesWaySeconds * 1000) return found;
    found = (await work.ledger.urgentLanes(work.connectionId, 1, work.clock.now())).length > 0;
    askedMs = Date.now();
    if (found) report.more = true;
    return found;
  };
}

type Ends = () => boolean | Promise<boolean>;

async function workLanes(work: ConnectionWork, lanes: Lane[], report: WorkReport, ends: Ends): Promise<void> {
  const bySubject = groupBy(lanes, (lane) => parseLane(lane.key).subject);
  for (const subject of work.subjects) {
    const ofSubject = bySubject.get(subject.subject) ?? [];
    if (ofSubject.length === 0) continue;
    await workSubject(work, subject, ofSubject, report, ends);
    if (report.stopped !== null || (await ends())) return;
  }
}

async function workSubject(
  work: ConnectionWork,
  subject: SubjectEngine,
  lanes: Lane[],
  report: WorkReport,
  ends: Ends,
): Promise<void> {
  const lookedAt = { realMs: Date.now(), product: work.clock.now() };
  const looks = await lookTogether(work, subject, lanes, report);
  if (looks === null) return;
  for (const lane of lanes) {
    if (await ends()) return;
    if (Date.now() - lookedAt.realMs > work.timing.lookFreshSeconds * 1000) {
      // The rest is looked at anew; a pass for each, only to say so, would fill the records' stories.
      report.more = true;
      return;
    }
    const looked = looks.get(parseLane(lane.key).id);
    if (!looked) continue;
    const result = await runLane(work, lane, looked, lookedAt);
    note(report, result);
    if (report.stopped !== null) return;
  }
}

/** One look for all; when that fails on something other than the remote being away, each lane alone, to find the culprit. */
async function lookTogether(
  work: ConnectionWork,
  subject: SubjectEngine,
  lanes: Lane[],
  report: WorkReport,
): Promise<Map<number, Looked> | null> {
  const context = lookContext(work);
  const ids = lanes.map((lane) => parseLane(lane.key).id);
  try {
    return await subject.look(ids, context);
  } catch (error) {
    if (stops(error)) {
      report.stopped = error;
      work.log('look.failed', {
        connection: work.connectionId,
        subject: subject.subject,
        lanes: ids.length,
        message: explain(error),
      });
      return null;
    }
    work.log('look.split', { connection: work.connectionId, subject: subject.subject, message: explain(error) });
  }
  const looks = new Map<number, Looked>();
  for (const id of ids) {
    try {
      for (const [key, looked] of await subject.look([id], context)) looks.set(key, looked);
    } catch (error) {
      if (stops(error)) {
        report.stopped = error;
        return looks;
      }
      looks.set(id, failedLook(error));
    }
  }
  return looks;
}

/** Evidence that could not be gathered: planning it parks the lane with the error as its cause. */
function failedLook(error: unknown): Looked {
  return {
    evidence: { look_failed: explain(error) },
    labels: [],
    plan: () => {
      throw error;
    },
  };
}

export function lookContext(work: ConnectionWork): LookContext {
  const { odoo, shipbob } = work.remotes;
  return {
    connectionId: work.connectionId,
    odoo,
    shipbob,
    ledger: work.ledger,
    cuts: work.cuts ?? null,
    plan: planContext(work),
  };
}

function stops(error: unknown): error is RetryLater | NeedsAttention {
  return isKnownError(error) && (error.name === 'RetryLater' || error.name === 'NeedsAttention');
}

function note(report: WorkReport, result: LaneResult): void {
  if (result.kind === 'failed') report.stopped = result.error;
  if (result.kind !== 'ended') return;
  report.lanes += 1;
  report.effects += result.effects;
  report.outcomes[result.outcome] = (report.outcomes[result.outcome] ?? 0) + 1;
}
