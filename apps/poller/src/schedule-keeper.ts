import { pollsWanted } from '@mlc/engine';
import { explain } from '@mlc/kernel';
import { DEFAULT_EVERY_SECONDS, type Logger, Repeating, type Runtime } from '@mlc/platform';
import type { Schedule, Schedules, Timing } from '@mlc/queues';

/** How often the schedules are compared with what the queues hold, milliseconds. */
const KEEP_MS = 5000;

/**
 * Keeps the queues' job schedulers equal to the schedules in Postgres: one per connection and source, changed without a
 * restart, made anew after the queues lost everything.
 */
export class ScheduleKeeper {
  readonly #keeping = new Repeating(KEEP_MS, () => this.keep());

  constructor(
    private readonly runtime: Runtime,
    private readonly schedules: Schedules,
    private readonly log: Logger,
  ) {}

  start(): Promise<void> {
    return this.#keeping.start();
  }

  stop(): Promise<void> {
    return this.#keeping.stop();
  }

  async keep(): Promise<void> {
    try {
      await this.runtime.store.heartbeat.beat('poller', process.pid);
      const wanted = await this.wanted();
      for (const schedule of wanted.values()) {
        const did = await this.schedules.upsert(schedule);
        if (did !== 'unchanged') this.log.info('schedule.set', { key: schedule.key, did, ...schedule.timing });
      }
      for (const held of await this.schedules.list())
        if (held.queue === 'poll' && !wanted.has(held.key)) await this.schedules.remove('poll', held.key);
    } catch (error) {
      this.log.warn('schedules.failed', { message: explain(error) });
    }
  }

  private async wanted(): Promise<Map<string, Schedule<'source.poll'>>> {
    const { connections, schedules } = this.runtime.store;
    const wanted = new Map<string, Schedule<'source.poll'>>();
    for (const connection of await connections.list()) {
      if (connection.state !== 'active') continue;
      const own = new Map((await schedules.list(connection.id)).map((schedule) => [schedule.source, schedule]));
      for (const source of pollsWanted(this.runtime.settingsOf(connection))) {
        const schedule = own.get(source);
        if (schedule?.enabled === false) continue;
        const timing: Timing = schedule?.cron
          ? { cron: schedule.cron, timeZone: schedule.timeZone }
          : { everyMs: (schedule?.everySeconds ?? DEFAULT_EVERY_SECONDS[source]) * 1000 };
        const key = `${connection.id}/${source}`;
        wanted.set(key, { key, timing, job: 'source.poll', data: { connectionId: connection.id, source } });
      }
    }
    return wanted;
  }
}
