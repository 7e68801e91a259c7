import type { Json, JsonObject } from '@mlc/kernel';
import { z } from 'zod';
import type { StoreContext } from '../db/context.js';
import type { Sql } from '../db/database.js';
import { firstRow, jsonObject, rowsOf, time } from '../db/rows.js';
import { jsonTextOrNull, safeText } from '../db/text.js';

/** How a task of upkeep fares. Times are real, but for `dueAt`. */
export interface UpkeepRow {
  task: string;
  memory: JsonObject;
  /** Product time at which it wants to run although its period is not over. */
  dueAt: Date | null;
  startedAt: Date | null;
  /** Of the latest run that reached its end, well or not. */
  endedAt: Date | null;
  /** Why the latest run failed; null when it did not. */
  lastError: string | null;
  lastErrorAt: Date | null;
}

export interface UpkeepTurn {
  owner: string;
  leaseSeconds: number;
  /** Takes the task only when its last run ended this long ago, or its own `dueAt` has come; absent: now. */
  everySeconds?: number;
  /** The same after a run that failed. */
  retrySeconds?: number;
}

export interface UpkeepStore {
  /** Takes the task and gives what it remembers; null when somebody is at it, or it is not due. */
  take(connectionId: string, task: string, turn: UpkeepTurn): Promise<JsonObject | null>;
  /** Prolongs the lease; false when somebody else has taken the task meanwhile. */
  renew(connectionId: string, task: string, turn: UpkeepTurn): Promise<boolean>;
  /** Ends the run; `memory` and `dueAt` absent leave them as they are. False when somebody else has taken the task meanwhile. */
  end(
    connectionId: string,
    task: string,
    owner: string,
    outcome: { memory?: Json; dueAt?: Date | null; error: string | null },
  ): Promise<boolean>;
  list(connectionId: string): Promise<UpkeepRow[]>;
}

const takenRow = z.object({ memory: jsonObject });
const upkeepRow = z.object({
  task: z.string(),
  memory: jsonObject,
  due_at: time.nullable(),
  started_at: time.nullable(),
  ended_at: time.nullable(),
  last_error: z.string().nullable(),
  last_error_at: time.nullable(),
});

/** Leases on the database's clock, as for polls; due times of business are the product's. */
export function createUpkeepStore({ db, clock }: StoreContext): UpkeepStore {
  return {
    async take(connectionId, task, { owner, leaseSeconds, everySeconds, retrySeconds }) {
      const every = everySeconds ?? 0;
      const retry = retrySeconds ?? every;
      const rows = await db.$queryRaw`
        INSERT INTO upkeep (connection_id, task, lease_owner, lease_until, started_at)
        VALUES (${connectionId}, ${task}, ${owner},
          clock_timestamp() + make_interval(secs => ${leaseSeconds}::float8), clock_timestamp())
        ON CONFLICT (connection_id, task) DO UPDATE SET lease_owner = excluded.lease_owner,
          lease_until = excluded.lease_until, started_at = excluded.started_at
        WHERE (upkeep.lease_until IS NULL OR upkeep.lease_until <= clock_timestamp())
          AND (upkeep.ended_at IS NULL OR upkeep.due_at <= ${clock.now()}::timestamptz
            OR upkeep.ended_at <= clock_timestamp() - make_interval(
              secs => CASE WHEN upkeep.last_error IS NULL THEN ${every}::float8 ELSE ${retry}::float8 END))
        RETURNING memory`;
      return firstRow(takenRow, rows)?.memory ?? null;
    },

    async renew(connectionId, task, { owner, leaseSeconds }) {
      const held = await db.$executeRaw`
        UPDATE upkeep SET lease_until = clock_timestamp() + make_interval(secs => ${leaseSeconds}::float8)
        WHERE connection_id = ${connectionId} AND task = ${task} AND lease_owner = ${owner}`;
      return held === 1;
    },

    async end(connectionId, task, owner, { memory, dueAt, error }) {
      const held = await db.$executeRaw`
        UPDATE upkeep SET lease_owner = NULL, lease_until = NULL, ended_at = clock_timestamp(),
          due_at = CASE WHEN ${dueAt !== undefined} THEN ${dueAt ?? null}::timestamptz ELSE due_at END,
          memory = COALESCE(${memory === undefined ? null : jsonTextOrNull(memory)}::jsonb, memory),
          last_error = ${error === null ? null : safeText(error)},
          last_error_at = CASE WHEN ${error !== null} THEN clock_timestamp() ELSE last_error_at END
        WHERE connection_id = ${connectionId} AND task = ${task} AND lease_owner = ${owner}`;
      return held === 1;
    },

    list: (connectionId) => readUpkeep(db, connectionId),
  };
}

export async function readUpkeep(sql: Sql, connectionId: string): Promise<UpkeepRow[]> {
  const rows = await sql.$queryRaw`
    SELECT task, memory, due_at, started_at, ended_at, last_error, last_error_at
    FROM upkeep WHERE connection_id = ${connectionId} ORDER BY task`;
  return rowsOf(upkeepRow, rows).map((row) => ({
    task: row.task,
    memory: row.memory,
    dueAt: row.due_at,
    startedAt: row.started_at,
    endedAt: row.ended_at,
    lastError: row.last_error,
    lastErrorAt: row.last_error_at,
  }));
}
