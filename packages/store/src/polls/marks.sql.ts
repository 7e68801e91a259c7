import type { PollRunning } from '@mlc/engine';
import { z } from 'zod';
import type { Sql } from '../db/database.js';
import { int8, rowsOf, time } from '../db/rows.js';

export const pollRunning: z.ZodType<PollRunning> = z.object({
  from: z.string().nullable(),
  position: z.string().nullable(),
  maxStamp: z.string().nullable(),
  startedServerTime: z.string(),
  startedAt: z.string(),
  pages: z.number(),
  changed: z.number(),
});

/** How a poll of one source fares. Times are real. */
export interface MarkRow {
  source: string;
  mark: string | null;
  running: PollRunning | null;
  /** A pass that began anew, as against one that went on after a break. */
  lastStartedAt: Date | null;
  lastFinishedAt: Date | null;
  lastError: string | null;
  lastErrorAt: Date | null;
  /** Saved over all time. */
  pages: number;
  rows: number;
  changed: number;
}

const markRow = z.object({
  source: z.string(),
  mark: z.string().nullable(),
  running: pollRunning.nullable(),
  last_started_at: time.nullable(),
  last_finished_at: time.nullable(),
  last_error: z.string().nullable(),
  last_error_at: time.nullable(),
  pages: int8,
  rows: int8,
  changed: int8,
});

export async function readMarks(sql: Sql, connectionId: string): Promise<MarkRow[]> {
  const rows = await sql.$queryRaw`
    SELECT source, mark, running, last_started_at, last_finished_at, last_error, last_error_at, pages, rows, changed
    FROM poll_mark WHERE connection_id = ${connectionId} ORDER BY source`;
  return rowsOf(markRow, rows).map((row) => ({
    source: row.source,
    mark: row.mark,
    running: row.running,
    lastStartedAt: row.last_started_at,
    lastFinishedAt: row.last_finished_at,
    lastError: row.last_error,
    lastErrorAt: row.last_error_at,
    pages: row.pages,
    rows: row.rows,
    changed: row.changed,
  }));
}
