import { BadInput, Bug, RetryLater, sameJson } from '@mlc/kernel';
import { getNextMillis, type JobSchedulerJson, type Queue } from 'bullmq';
import {
  catalog,
  isJobName,
  type JobDefinition,
  type JobName,
  type JobPayloads,
  QUEUE_NAMES,
  type QueueName,
} from './catalog.js';
import { errorText } from './log.js';
import { within } from './within.js';

const CALL_MS = 5_000;
/** A scheduler whose next run is this long past has lost its job (somebody removed it by hand) and is made anew. */
const OVERDUE_MS = 5 * 60_000;
const EVERY_LEAST_MS = 1_000;

/** When: at a fixed distance, the first time at once; or by a cron line (5 or 6 fields) in a time zone (IANA name). */
export type Timing = { everyMs: number } | { cron: string; timeZone: string };

export interface Schedule<N extends JobName = JobName> {
  /** One schedule per key and queue, e.g. `<connection>/<source>`. */
  key: string;
  timing: Timing;
  job: N;
  data: JobPayloads[N];
}

export interface ListedSchedule {
  key: string;
  queue: QueueName;
  job: string;
  data: unknown;
  timing: Timing;
  /** Real time of the next run; null when the backend does not tell. */
  next: Date | null;
}

/**
 * Schedules kept by the backend, shared by all processes and changed without a restart. They are a clock, not a memory: whoever
 * owns a schedule upserts it again now and then, and an unchanged one is left alone.
 */
export class Schedules {
  constructor(private readonly queues: Record<QueueName, Queue>) {}

  /** Throws BadInput `queues.schedule_invalid` naming the field, RetryLater `queues.unavailable` when the backend is away. */
  async upsert<N extends JobName>(schedule: Schedule<N>): Promise<'made' | 'changed' | 'unchanged'> {
    const definition: JobDefinition<JobPayloads[N]> = catalog[schedule.job];
    const data = definition.parse(schedule.data);
    assertKey(schedule.key);
    const repeat = repeatOf(schedule.timing);
    const queue = this.queues[definition.queue];
    const known = await reach(queue.getJobScheduler(schedule.key));
    if (known && isSame(known, schedule.job, data, repeat)) return 'unchanged';
    await reach(queue.upsertJobScheduler(schedule.key, repeat, { name: schedule.job, data }));
    return known ? 'changed' : 'made';
  }

  /** True when there was one. A job already waiting because of it still runs. */
  async remove(queue: QueueName, key: string): Promise<boolean> {
    return reach(this.queues[queue].removeJobScheduler(key));
  }

  async list(): Promise<ListedSchedule[]> {
    const lists = await Promise.all(
      QUEUE_NAMES.map(async (name) =>
        (await reach(this.queues[name].getJobSchedulers(0, -1, true))).map((found) => listed(name, found)),
      ),
    );
    return lists.flat();
  }
}

/** Throws BadInput `queues.schedule_invalid` for a timing that no schedule could have; asks no backend. */
export function assertTiming(timing: Timing): void {
  repeatOf(timing);
}

type Repeat = { every: number } | { pattern: string; tz: string };

function repeatOf(timing: Timing): Repeat {
  if ('everyMs' in timing) {
    if (!Number.isSafeInteger(timing.everyMs) || timing.everyMs < EVERY_LEAST_MS)
      throw invalid(
        'every',
        `an interval must be a whole number of at least ${EVERY_LEAST_MS} ms`,
        'Write an interval such as 60000 (one minute).',
      );
    return { every: timing.everyMs };
  }
  try {
    new Intl.DateTimeFormat('en', { timeZone: timing.timeZone });
  } catch {
    throw invalid(
      'time_zone',
      `"${timing.timeZone.slice(0, 60)}" is not a known time zone`,
      'Write an IANA name such as Europe/Berlin, or UTC.',
    );
  }
  const repeat = { pattern: timing.cron.trim(), tz: timing.timeZone };
  if (nextOf(repeat) === null)
    throw invalid(
      'cron',
      `"${timing.cron.slice(0, 60)}" is not a cron line that ever comes true`,
      'Write five fields, e.g. "*/15 6-22 * * 1-5": minute, hour, day of month, month, day of week.',
    );
  return repeat;
}

function nextOf(repeat: { pattern: string; tz: string }): number | null {
  // The parser takes shorter lines and fills them up; a forgotten field must not become a schedule.
  const fields = repeat.pattern.split(/\s+/).length;
  if (fields < 5 || fields > 6) return null;
  try {
    return getNextMillis(Date.now(), repeat) ?? null;
  } catch {
    return null;
  }
}

function isSame(known: JobSchedulerJson, job: JobName, data: object, repeat: Repeat): boolean {
  const timing =
    'every' in repeat
      ? known.every === repeat.every && !known.pattern
      : known.pattern === repeat.pattern && known.tz === repeat.tz;
  const overdue = known.next !== undefined && known.next < Date.now() - OVERDUE_MS;
  return timing && known.name === job && sameJson(known.template?.data ?? {}, data) && !overdue;
}

function listed(queue: QueueName, known: JobSchedulerJson): ListedSchedule {
  return {
    key: known.key,
    queue,
    job: isJobName(known.name) ? known.name : `${known.name} (unknown)`,
    data: known.template?.data ?? null,
    timing: known.pattern ? { cron: known.pattern, timeZone: known.tz ?? 'UTC' } : { everyMs: known.every ?? 0 },
    next: known.next ? new Date(known.next) : null,
  };
}

async function reach<T>(call: Promise<T>): Promise<T> {
  try {
    return await within(CALL_MS, call);
  } catch (error) {
    throw new RetryLater(`The queues could not be reached: ${errorText(error)}.`, CALL_MS, {
      code: 'queues.unavailable',
      fix: 'Check that Redis (or Postgres, where the queues are kept there) is up.',
    });
  }
}

function assertKey(key: string): void {
  if (!/^[\w./-]{1,200}$/.test(key)) throw new Bug(`"${key.slice(0, 60)}" cannot be the key of a schedule`);
}

const invalid = (field: string, what: string, fix: string): BadInput =>
  new BadInput(`The schedule cannot be used: ${what}.`, {
    code: 'queues.schedule_invalid',
    field: `schedule.${field}`,
    fix,
  });
