import { newId } from '@mlc/kernel';
import { z } from 'zod';
import type { StoreContext } from '../db/context.js';
import { rowsOf, time } from '../db/rows.js';

export interface AppInstance {
  id: string;
  app: string;
  pid: number;
  startedAt: Date;
  beatAt: Date;
  /** Seconds since the last beat, on the database's clock. */
  silentSeconds: number;
}

export interface Heartbeat {
  /** Says that this process lives. Real time, on the database's clock. */
  beat(app: string, pid: number): Promise<void>;
  /** This process ends in good order: its row goes. */
  leave(app: string, pid: number): Promise<void>;
  /** Processes that gave a sign of life within `seconds`. */
  alive(seconds: number): Promise<AppInstance[]>;
}

const instanceRow = z.object({
  id: z.string(),
  app: z.string(),
  pid: z.int(),
  started_at: time,
  beat_at: time,
  silent_seconds: z.number(),
});

/** A row that has been silent this long is dropped by whoever beats next, seconds. */
const FORGET_SECONDS = 24 * 3600;

/** Signs of life. One row per opened store, so that a recycled pid is never taken for an older process. */
export function createHeartbeat({ db }: StoreContext): Heartbeat {
  const instance = newId();
  const idOf = (app: string, pid: number): string => `${app}:${pid}:${instance}`;
  return {
    async beat(app, pid) {
      await db.$executeRaw`
        WITH gone AS (
          DELETE FROM app_instance
          WHERE beat_at < clock_timestamp() - make_interval(secs => ${FORGET_SECONDS}) AND id <> ${idOf(app, pid)}
        )
        INSERT INTO app_instance (id, app, pid, started_at, beat_at)
        VALUES (${idOf(app, pid)}, ${app}, ${pid}::int, clock_timestamp(), clock_timestamp())
        ON CONFLICT (id) DO UPDATE SET beat_at = excluded.beat_at`;
    },

    async leave(app, pid) {
      await db.$executeRaw`DELETE FROM app_instance WHERE id = ${idOf(app, pid)}`;
    },

    async alive(seconds) {
      const rows = await db.$queryRaw`
        SELECT id, app, pid, started_at, beat_at,
          extract(epoch FROM clock_timestamp() - beat_at)::float8 AS silent_seconds
        FROM app_instance WHERE beat_at >= clock_timestamp() - make_interval(secs => ${seconds}::float8)
        ORDER BY app, started_at, id`;
      return rowsOf(instanceRow, rows).map((row) => ({
        id: row.id,
        app: row.app,
        pid: row.pid,
        startedAt: row.started_at,
        beatAt: row.beat_at,
        silentSeconds: row.silent_seconds,
      }));
    },
  };
}
