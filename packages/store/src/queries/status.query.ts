import { BadInput } from '@mlc/kernel';
import type { Mode } from '@mlc/mappings';
import { z } from 'zod';
import { type ConnectionState, toConnectionRow } from '../connections/connection-row.js';
import { readModes } from '../connections/modes.store.js';
import { readUpkeep, type UpkeepRow } from '../connections/upkeep.store.js';
import type { StoreContext } from '../db/context.js';
import { inSnapshot, type Sql } from '../db/database.js';
import { firstRow, int8, rowsOf, time } from '../db/rows.js';
import { type MarkRow, readMarks } from '../polls/marks.sql.js';
import { coverageOf, type WebhookCoverage } from './coverage.query.js';

/** How a connection stands. */
export interface StatusReport {
  connection: { id: string; name: string; state: ConnectionState; stateReason: string | null };
  /** Nothing is being done and nothing is left to do now; parked and waiting records do not disturb the quiet. */
  quiet: boolean;
  /** For people, one phrase each. */
  notQuietBecause: string[];
  lanes: {
    total: number;
    /** To be worked on now, being worked on, or resting after a failure. */
    open: number;
    leased: number;
    /** At rest until a time or until others have moved. */
    waiting: number;
    /** Last pass could not judge (a remote was away, or the like). */
    failing: number;
    /** Earliest time at which a waiting lane looks again; product time. */
    nextDueAt: Date | null;
    /** Product time since when the longest-open lane is open. */
    oldestOpenSince: Date | null;
  };
  effects: Record<EffectWord, number>;
  cases: { open: number; byCode: Record<string, number> };
  /** How far each flow may go by itself, as set; and the writes that wait for a person. */
  modes: Record<string, Mode>;
  approvals: { waiting: number; byFlow: Record<string, number> };
  events: { total: number; unrouted: number; ignored: number; refused: number };
  marks: MarkRow[];
  /** Of the last days' facts that polls found, how many webhooks had told. */
  coverage: WebhookCoverage[];
  /** Tasks beside the records: webhook subscriptions, replaced keys. The address of the webhooks is left out: it is a key. */
  upkeep: UpkeepRow[];
}

const COVERAGE_DAYS = 7;

const effectWords = ['intended', 'sent', 'confirmed', 'rejected', 'uncertain', 'withdrawn'] as const;
type EffectWord = (typeof effectWords)[number];

export interface StatusAsk {
  /** Quiet only once each of `sources` has finished a pass that began at or after this real time (databaseNow). */
  polledSince?: Date;
  sources?: readonly string[];
}

/** Read from one snapshot: work that moves from a poll to a lane to a write is seen exactly once on its way. */
export async function statusOf(
  { db, clock }: StoreContext,
  connectionId: string,
  ask: StatusAsk,
): Promise<StatusReport> {
  const read = await inSnapshot(db, async (tx) => ({
    row: await tx.connection.findUnique({ where: { id: connectionId } }),
    marks: await readMarks(tx, connectionId),
    upkeep: (await readUpkeep(tx, connectionId)).map(withoutAddress),
    events: await eventCounts(tx, connectionId),
    lanes: await laneCounts(tx, connectionId, clock.now()),
    effects: await effectCounts(tx, connectionId),
    cases: await caseCounts(tx, connectionId),
    modes: await readModes(tx, connectionId),
    approvals: await approvalCounts(tx, connectionId),
    coverage: await coverageOf(tx, connectionId, new Date(clock.now().getTime() - COVERAGE_DAYS * 86_400_000)),
  }));
  const { row, ...counts } = read;
  if (!row)
    throw new BadInput(`There is no connection ${connectionId}.`, {
      code: 'connection.unknown',
      field: 'connection',
      fix: 'List the connections.',
    });
  const { id, name, state, stateReason } = toConnectionRow(row);
  const notQuietBecause = reasonsFor(counts, ask);
  return {
    connection: { id, name, state, stateReason },
    quiet: notQuietBecause.length === 0,
    notQuietBecause,
    ...counts,
  };
}

function withoutAddress({ memory, ...row }: UpkeepRow): UpkeepRow {
  const { url: _url, ...shown } = memory;
  return { ...row, memory: shown };
}

function reasonsFor(
  { events, marks, lanes, effects }: Pick<StatusReport, 'events' | 'marks' | 'lanes' | 'effects'>,
  ask: StatusAsk,
): string[] {
  return [
    ...phrase(events.unrouted, 'webhook not routed yet', 'webhooks not routed yet'),
    ...pollReasons(marks, ask),
    ...phrase(lanes.open, 'record open', 'records open'),
    ...phrase(effects.intended + effects.sent, 'write under way', 'writes under way'),
    ...phrase(effects.uncertain, 'write without an answer yet', 'writes without an answer yet'),
  ];
}

const phrase = (count: number, one: string, many: string): string[] =>
  count === 0 ? [] : [`${count} ${count === 1 ? one : many}`];

function pollReasons(marks: MarkRow[], { polledSince, sources = [] }: StatusAsk): string[] {
  const reasons: string[] = [];
  for (const mark of marks) {
    if (mark.running !== null) reasons.push(`${mark.source} is being read`);
  }
  if (polledSince === undefined) return reasons;
  for (const source of sources) {
    const mark = marks.find((candidate) => candidate.source === source);
    if (mark?.running) continue;
    const begun = mark?.lastStartedAt ?? null;
    const finished = mark?.lastFinishedAt ?? null;
    if (begun !== null && begun >= polledSince && finished !== null && finished >= begun) continue;
    reasons.push(mark?.lastError ? `${source} could not be read: ${mark.lastError}` : `${source} not read yet`);
  }
  return reasons;
}

const laneCountsRow = z.object({
  total: int8,
  open: int8,
  leased: int8,
  waiting: int8,
  failing: int8,
  next_due_at: time.nullable(),
  oldest_open_since: time.nullable(),
});

/** One pass over the connection's lanes. */
async function laneCounts(sql: Sql, connectionId: string, now: Date): Promise<StatusReport['lanes']> {
  const rows = await sql.$queryRaw`
    SELECT count(*) AS total,
      count(*) FILTER (WHERE open) AS open,
      count(*) FILTER (WHERE leased) AS leased,
      count(*) FILTER (WHERE NOT open AND (due_at IS NOT NULL OR waits_for <> '{}')) AS waiting,
      count(*) FILTER (WHERE failures > 0) AS failing,
      min(due_at) FILTER (WHERE NOT open) AS next_due_at,
      min(COALESCE(dirtied_at, due_at)) FILTER (WHERE open) AS oldest_open_since
    FROM (
      SELECT due_at, waits_for, failures, dirtied_at, leased,
        COALESCE(dirty_seq > clean_seq OR due_at <= ${now}::timestamptz OR leased, false) AS open
      FROM (SELECT *, COALESCE(lease_until > clock_timestamp(), false) AS leased FROM lane) l
      WHERE connection_id = ${connectionId}) judged`;
  const row = firstRow(laneCountsRow, rows);
  return {
    total: row?.total ?? 0,
    open: row?.open ?? 0,
    leased: row?.leased ?? 0,
    waiting: row?.waiting ?? 0,
    failing: row?.failing ?? 0,
    nextDueAt: row?.next_due_at ?? null,
    oldestOpenSince: row?.oldest_open_since ?? null,
  };
}

const countRow = z.object({ word: z.string(), count: int8 });

async function effectCounts(sql: Sql, connectionId: string): Promise<StatusReport['effects']> {
  const rows = await sql.$queryRaw`
    SELECT state AS word, count(*) AS count FROM effect WHERE connection_id = ${connectionId} GROUP BY state`;
  const counts = new Map(rowsOf(countRow, rows).map((row) => [row.word, row.count]));
  const of = (word: EffectWord): number => counts.get(word) ?? 0;
  return {
    intended: of('intended'),
    sent: of('sent'),
    confirmed: of('confirmed'),
    rejected: of('rejected'),
    uncertain: of('uncertain'),
    withdrawn: of('withdrawn'),
  };
}

async function caseCounts(sql: Sql, connectionId: string): Promise<StatusReport['cases']> {
  const rows = await sql.$queryRaw`
    SELECT code AS word, count(*) AS count FROM review_case
    WHERE connection_id = ${connectionId} AND state = 'open' GROUP BY code ORDER BY code`;
  const counts = rowsOf(countRow, rows);
  return {
    open: counts.reduce((sum, row) => sum + row.count, 0),
    byCode: Object.fromEntries(counts.map((row) => [row.word, row.count])),
  };
}

async function approvalCounts(sql: Sql, connectionId: string): Promise<StatusReport['approvals']> {
  const rows = await sql.$queryRaw`
    SELECT flow AS word, count(*) AS count FROM approval
    WHERE connection_id = ${connectionId} AND state = 'waiting' GROUP BY flow ORDER BY flow`;
  const counts = rowsOf(countRow, rows);
  return {
    waiting: counts.reduce((sum, row) => sum + row.count, 0),
    byFlow: Object.fromEntries(counts.map((row) => [row.word, row.count])),
  };
}

async function eventCounts(sql: Sql, connectionId: string): Promise<StatusReport['events']> {
  const rows = await sql.$queryRaw`
    SELECT state AS word, count(*) AS count FROM inbox_event WHERE connection_id = ${connectionId} GROUP BY state
    UNION ALL
    SELECT 'refused', COALESCE(sum(count), 0)::bigint FROM ingress_counter WHERE connection_key = ${connectionId}`;
  const counts = new Map(rowsOf(countRow, rows).map((row) => [row.word, row.count]));
  const of = (word: string): number => counts.get(word) ?? 0;
  return {
    total: of('stored') + of('routed') + of('ignored'),
    unrouted: of('stored'),
    ignored: of('ignored'),
    refused: of('refused'),
  };
}
