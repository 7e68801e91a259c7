import { BadInput } from '@mlc/kernel';
import type { StoreContext } from '../db/context.js';

/** When a source of a connection is polled. Exactly one of `everySeconds` and `cron` is set. */
export interface ScheduleRow {
  connectionId: string;
  source: string;
  everySeconds: number | null;
  cron: string | null;
  timeZone: string;
  enabled: boolean;
  /** Grows with every change. */
  version: number;
}

export type ScheduleWhen = Pick<ScheduleRow, 'everySeconds' | 'cron' | 'timeZone' | 'enabled'>;

export interface ScheduleStore {
  list(connectionId: string): Promise<ScheduleRow[]>;
  /** Sets one schedule; false when it was so already. */
  set(connectionId: string, source: string, when: ScheduleWhen): Promise<boolean>;
  /** Back to the default. */
  remove(connectionId: string, source: string): Promise<void>;
}

export function createScheduleStore({ db }: StoreContext): ScheduleStore {
  return {
    async list(connectionId) {
      return db.schedule.findMany({ where: { connectionId }, orderBy: { source: 'asc' } });
    },

    async set(connectionId, source, { everySeconds, cron, timeZone, enabled }) {
      if ((everySeconds === null) === (cron === null))
        throw new BadInput(`The schedule of ${source} needs either an interval or a cron expression.`, {
          code: 'schedule.when',
          field: `schedules.${source}`,
          fix: 'Give `every: 5m`, or `cron:` with a `time_zone:`.',
        });
      const wanted = { everySeconds, cron, timeZone, enabled };
      const known = await db.schedule.findUnique({ where: { connectionId_source: { connectionId, source } } });
      if (!known) {
        await db.schedule.create({ data: { connectionId, source, ...wanted } });
        return true;
      }
      const same =
        known.everySeconds === everySeconds &&
        known.cron === cron &&
        known.timeZone === timeZone &&
        known.enabled === enabled;
      if (same) return false;
      await db.schedule.update({
        where: { connectionId_source: { connectionId, source } },
        data: { ...wanted, version: { increment: 1 } },
      });
      return true;
    },

    async remove(connectionId, source) {
      await db.schedule.deleteMany({ where: { connectionId, source } });
    },
  };
}
