import type { Json } from '@mlc/kernel';
import type { Database } from '../db/database.js';
import { auditEntries, caseEntries, eventEntries, linkEntries, noticeEntries } from './timeline-facts.js';
import { effectEntries, passEntries } from './timeline-work.js';

export type TimelineKind =
  | 'webhook'
  | 'noticed'
  | 'seen'
  | 'planned'
  | 'written'
  | 'confirmed'
  | 'uncertain'
  | 'refused'
  | 'withdrawn'
  | 'linked'
  | 'case'
  | 'resolved'
  | 'ended'
  | 'audit';

/** One thing that happened to a record, with its reason. */
export interface TimelineEntry {
  /** Product time. */
  at: Date;
  kind: TimelineKind;
  laneKey: string;
  /** One sentence for people. */
  summary: string;
  /** More of it, one sentence each. */
  lines?: string[];
  /** What was seen on both sides, with `seen`. */
  evidence?: Json;
  /** Id of the row behind the entry. */
  id: string;
  /** The pass it belongs to. */
  passId?: string;
}

/** What happens within one millisecond is told in the order of cause and effect. */
const kindOrder: readonly TimelineKind[] = [
  'webhook',
  'noticed',
  'seen',
  'planned',
  'written',
  'uncertain',
  'withdrawn',
  'refused',
  'confirmed',
  'linked',
  'case',
  'resolved',
  'ended',
  'audit',
];

/** The whole story of some lanes: noticed, seen, planned, written, confirmed, linked, parked, with times and reasons. */
export async function timelineOf(db: Database, connectionId: string, laneKeys: string[]): Promise<TimelineEntry[]> {
  const parts = await Promise.all([
    eventEntries(db, connectionId, laneKeys),
    noticeEntries(db, connectionId, laneKeys),
    passEntries(db, connectionId, laneKeys),
    effectEntries(db, connectionId, laneKeys),
    linkEntries(db, connectionId, laneKeys),
    caseEntries(db, connectionId, laneKeys),
    auditEntries(db, connectionId, laneKeys),
  ]);
  const rank = (kind: TimelineKind): number => kindOrder.indexOf(kind);
  return parts.flat().sort((a, b) => a.at.getTime() - b.at.getTime() || rank(a.kind) - rank(b.kind));
}
