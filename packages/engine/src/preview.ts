import { chunks, explain, groupBy, isKnownError } from '@mlc/kernel';
import { type Adoption, laneKey, type PlannedCase, type PlannedEffect, parseLane } from '@mlc/mappings';
import { type ConnectionWork, planContext } from './engine.js';
import { mergePlans, outcomeOf } from './merge-plans.js';
import { noticesFor } from './notices.js';
import { lowerBound, readSource, type SourcePage } from './poll.js';
import { maySkip, type PollSource, pollsWanted } from './poll-sources.js';
import type { Outcome } from './ports/ledger.js';
import type { Looked, SubjectEngine } from './subject.js';
import { lookContext } from './work.js';

/** What one lane would do now. */
export interface PreviewedLane {
  lane: string;
  labels: string[];
  outcome: Outcome;
  reasons: string[];
  effects: PlannedEffect[];
  adoptions: Adoption[];
  cases: PlannedCase[];
}

export interface PreviewOptions {
  sources?: readonly PollSource[];
  pageRows: number;
  overlapSeconds: number;
  /** Marks of the polls, so that only what changed since is read; absent sources are read from the beginning. */
  marks: ReadonlyMap<string, string | null>;
  progress?: (done: number, total: number, what: string) => void;
}

/**
 * The same look and the same plan as a real pass, stopped before apply. Reads both sides, writes nothing anywhere: no
 * mark moves, no notice is raised.
 */
export async function preview(work: ConnectionWork, options: PreviewOptions): Promise<PreviewedLane[]> {
  const lanes = new Set<string>();
  for (const lane of await work.ledger.dueLanes(work.connectionId, Number.MAX_SAFE_INTEGER, work.clock.now()))
    lanes.add(lane.key);
  for (const key of await cutLanes(work)) lanes.add(key);
  const sources = options.sources ?? pollsWanted(work.context.settings);
  for (const [index, source] of sources.entries()) {
    for (const key of await readable(source, () => changedLanes(work, source, options))) lanes.add(key);
    options.progress?.(index + 1, sources.length, `reading ${source}`);
  }
  return previewLanes(work, [...lanes], options.progress);
}

/** No poll tells of stock: what two cuts agree on is known from the latest one. */
async function cutLanes({ cuts, connectionId }: ConnectionWork): Promise<string[]> {
  const latest = (await cuts?.latest(connectionId)) ?? null;
  const agreed = latest?.rows.filter((row) => row.state === 'confirmed') ?? [];
  return agreed.map((row) => laneKey('stock', row.inventory_id));
}

async function readable(source: PollSource, read: () => Promise<string[]>): Promise<string[]> {
  try {
    return await read();
  } catch (error) {
    if (maySkip(source, error)) return [];
    throw error;
  }
}

/** Plans the given lanes without applying; a lane whose plan rings others previews those too. */
export async function previewLanes(
  work: ConnectionWork,
  laneKeys: string[],
  progress?: PreviewOptions['progress'],
): Promise<PreviewedLane[]> {
  const previewed = new Map<string, PreviewedLane>();
  let pending = [...new Set(laneKeys)];
  while (pending.length > 0) {
    const rung = new Set<string>();
    const bySubject = groupBy(pending, (key) => parseLane(key).subject);
    for (const subject of work.subjects) {
      for (const batch of chunks(bySubject.get(subject.subject) ?? [], work.timing.lanesPerBatch)) {
        for (const { lane, rings } of await previewBatch(work, subject, batch)) {
          previewed.set(lane.lane, lane);
          for (const ring of rings) rung.add(ring);
        }
        progress?.(previewed.size, previewed.size + pending.length, `planning ${subject.subject}`);
      }
    }
    pending = [...rung].filter((key) => !previewed.has(key));
  }
  return [...previewed.values()];
}

async function previewBatch(
  work: ConnectionWork,
  subject: SubjectEngine,
  laneKeys: string[],
): Promise<{ lane: PreviewedLane; rings: string[] }[]> {
  const ids = laneKeys.map((key) => parseLane(key).id);
  const looks = await subject.look(ids, lookContext(work));
  return ids.flatMap((id) => {
    const looked = looks.get(id);
    return looked ? [previewOne(work, laneKey(subject.subject, id), looked)] : [];
  });
}

function previewOne(work: ConnectionWork, lane: string, looked: Looked): { lane: PreviewedLane; rings: string[] } {
  try {
    const merged = mergePlans(looked.plan(planContext(work)));
    return {
      lane: {
        lane,
        labels: [...looked.labels, ...merged.labels],
        outcome: outcomeOf(merged, merged.effects.length > 0 || merged.adoptions.length > 0),
        reasons: merged.reasons,
        effects: merged.effects,
        adoptions: merged.adoptions,
        cases: merged.cases,
      },
      rings: merged.rings.map((ring) => ring.lane),
    };
  } catch (error) {
    if (isKnownError(error) && error.name !== 'Bug') throw error;
    const failed = { lane, labels: looked.labels, outcome: 'parked' as const, reasons: [explain(error)] };
    return { lane: { ...failed, effects: [], adoptions: [], cases: [] }, rings: [] };
  }
}

/** Reads a source as a poll would and forgets it again. */
async function changedLanes(work: ConnectionWork, source: PollSource, options: PreviewOptions): Promise<string[]> {
  const from = lowerBound(options.marks.get(source) ?? null, { source, overlapSeconds: options.overlapSeconds });
  const keys = new Set<string>();
  let position: string | null = null;
  for (;;) {
    const matchKeys = work.context.settings.shipments.match_keys;
    const ask = { from, to: work.clock.now().toISOString(), position, limit: options.pageRows, matchKeys };
    const page: SourcePage = await readSource(work.remotes, source, ask);
    const about = { connectionId: work.connectionId, source, ledger: work.ledger };
    for (const notice of await noticesFor(about, page.rows)) keys.add(notice.laneKey);
    if (page.last) return [...keys];
    position = page.nextPosition;
  }
}
